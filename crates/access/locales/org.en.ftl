# Organisations
orgs-title = Organisations
org-tree = Tree
org-query = Name, pinyin initials or code
org-find = Find
org-hits = Organisations found
org-no-hit = Nothing found
org-no-hit-why = Try another part of the name, its pinyin initials or the code.
org-past-day = See a past day
org-past-show = See this day
org-on-day = Which day
org-past = The tree as it was on { $day }
org-today = Back to today
org-no-records = No records of this day
org-no-records-why = The organisation was not founded yet, or its records begin later.
org-selected = Selected organisation
org-page = Details
org-see-people = People
org-see-figures = Statistics
org-adjust = Change the organisation
org-history = History
org-facts = Facts
org-in-tree = Show in the tree
org-sheet = Organisations
org-sheet-title = Organisations of { $name }
org-people = { $n }
org-below = Subordinates
org-below-of = Subordinates of { $name }
org-open = Show its subordinates
org-more = { $n } more
org-name = Name
org-short-name = Short name
org-code = Code
org-kind = Kind
org-superior = Superior
org-founded = Founded
org-ended = Ended
org-unit = Relation to the unit
org-unknown = Not known
org-approves = Approval of probationary members
org-approves-tick = May approve probationary members
org-approves-yes = Has the right
org-approves-no = Has not the right
org-approves-rule = Rules for the Development of Party Members (2026), article 22: probationary members are approved by a committee or working committee with that right; general branches, branches and committees below a township or street have none
org-area = Data area
org-area-tick = An area of its own begins here
org-area-hint = Usually one area for each county committee. Leave it when in doubt.
org-nothing = None
org-now = Now: { $text }

# Changes
org-new = New organisation
org-new-lead = The new organisation stands under { $name }.
org-created = { $name } was created
org-rename = Change name, kind or code
org-rename-lead = From a day on { $name } has another name, kind or code. Earlier days keep what was true.
org-renamed = { $name } was changed
org-move = Move under another superior
org-move-lead = { $name } and everything below it stand under another superior from a day on.
org-move-to = New superior
org-moved = { $name } was moved
org-merge = Take others in
org-merge-lead = Other organisations become part of { $name }. They end; their people and subordinates go to { $name }.
org-merge-which = Which organisations are taken in
org-merged = Taken into { $name }
org-split = Split a part off
org-split-lead = A new organisation is made out of { $name }, under the same superior. People are then moved in the list of people, many at a time.
org-split-which = Which subordinates go to the new one
org-was-split = A part of { $name } was split off; move its people in the list of people
org-dissolve = Dissolve
org-dissolve-lead = { $name } ends on a day. People and subordinates must have somewhere to go.
org-people-to = Branch to which the people go (leave empty without people)
org-subordinates-to = Superior of the subordinates
org-subordinates-hint = Left empty, they go to the present superior.
org-dissolved = { $name } was dissolved
org-other-hint = Full name, short name, pinyin initials or code.
org-others-hint = One a line: full name, short name, pinyin initials or code.
org-on = From which day
org-approved-by = Approving superior
org-basis = Basis (title and number of the document)
org-preview = Next: see what it touches
org-back = Back
org-check = Please check
org-check-lead = Nothing has changed yet. Confirm when all is right.
org-change-again = Change it again
org-touches = This touches { $name }
org-members = Members
org-role-of = { $name } ({ $role })
org-roles-end = Roles that end on that day
org-roles-stay = Roles that stay
org-roles-below = Roles on subordinates (they stay)
org-ends-note = The organisation ends, and the roles on it end with it. Its history stays.
org-taken-back = The change of { $name } was taken back
org-take-back = Take the last change back
org-take-back-lead = The whole deed goes back: organisations that ended are there again, and subordinates, people and roles return to where they were. Taking back is itself on record.
org-take-back-what = What is taken back
org-take-back-do = Take back

# History
org-did-create = Founded
org-did-change = { $field } changed from “{ $old }” to “{ $new }”
org-did-move = Moved from { $old } to { $new }
org-did-merge = Merged into { $new }
org-did-take-in = Took in { $names }
org-did-split = { $part } was split off
org-did-dissolve = Dissolved
org-did-of = { $name }: { $what }
org-recorded-on = Recorded on { $day }
org-undone = Taken back
org-unlisted = { $n } more are not listed
org-latest = Only the latest { $n } are listed

# Refusals
org-refused-changed = Somebody else changed this organisation since you opened the page. What holds now stands below each field; check and send again.
org-refused-ahead = That day lies ahead. Write today or an earlier day.
org-refused-not-yet = The organisation was not there yet. The earliest day is { $day }.
org-refused-ended = The organisation ended on { $day } and cannot be changed.
org-refused-other-not-there = { $name } was not there all the time since that day. Choose another one or another day.
org-refused-nothing = Nothing would change.
org-refused-root = The topmost organisation cannot be changed this way.
org-refused-below-itself = An organisation cannot stand under itself or what is below it. Choose another one.
org-refused-unnamed = There is no such organisation. Write its full name or code.
org-refused-several = Several are called so: { $names }. Write the full name or code.
org-refused-kind = No { $below } stands under a { $above }. Change the kind or the superior.
org-refused-holds-nobody = Members cannot belong to a { $kind } directly. Choose a branch.
org-refused-approves = A { $kind } never approves probationary members. Take the tick away.
org-refused-code = The code belongs to { $name }.
org-refused-people-left = There are still people in it. Say to which branch they go.
org-refused-since = Something was done since, so this cannot be taken back alone. Change it again on a new day.
org-refused-taken-back = This change was taken back already.
org-refused-stands-on = { $org } was { $act ->
    [create] founded
    [rename] renamed
    [move] moved
    [merge] merged
    [take_in] joined by others
    [split] split
   *[dissolve] dissolved
} on { $day }. Take that back first.
org-refused-holds-people = There are people in { $name }. Move them first, then take this back.
org-refused-has-below = { $name } stands under it. Move it first, then take this back.
