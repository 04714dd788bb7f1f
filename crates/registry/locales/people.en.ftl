# Lists of people
people-menu = People
people-new = Add somebody
people-filter = Filter
people-query = Name, initials or last four digits
people-on = As of which day
people-more-conditions = More conditions
people-members = Members
people-floating = Floating
people-lost = Lost contact
people-missing = Data missing
people-or = , { "" }
people-and-more = { $words } and { $n } more
people-born-in = { $sex }, born { $year }
people-born = Born
people-joined = Joined
people-flag = Note
people-tabs = Kinds of people
people-tab = { $name } { $n }
people-tab-members = Members
people-tab-probationary = Probationary
people-tab-target = Targets
people-tab-activist = Activists
people-tab-applicant = Applicants
people-tab-floating = Floating
people-tab-missing = Data missing
people-count = { $n ->
    [one] 1 person
   *[other] { $n } people
  }
people-found = { $n ->
    [one] 1 person found
   *[other] { $n } people found
  }
people-shown = { $n } on this page
people-later = Further down the list
people-all = See all
people-none = Nobody yet
people-none-why = Import a roster, or add people one by one.
people-none-here = Nobody here
people-none-here-why = Nobody fits these conditions, or there are no records of that day.
people-none-found = Nothing found
people-none-found-why = Try the name, pinyin initials, or the last four digits of a citizen id or mobile.
people-masked-note = Citizen ids, phones and addresses are not in lists. To see one person's, open the record and give a reason.
people-probation-ends = Probation ends { $day }
people-lacks = No { $what }
people-pick = Choose this person
people-pick-page = Choose this page
people-pick-none = Choose nobody
people-move = Move to another branch
people-undone = Taken back for { $n }. { $later ->
    [0] {""}
   *[other] { $later } were changed later and stay.
  }

# Moving
move-count = { $n } chosen
move-query = To which branch
move-query-hint = Name, pinyin initials or code
move-target = Branches found
move-search = Search
move-choose = Move here
move-none-found = No such branch.
move-day = From which day
move-reason = Reason or basis
move-title = Move to { $target }
move-do = Move them
move-from = Branch now
move-to = Moves to
move-already = There already
move-done = Moved to { $target }
move-result = Result
move-outcome-done = Moved
move-outcome-undone = Taken back
move-outcome-later = Changed later, not taken back
move-outcome-refused = Not yours, left alone
move-unknown = (somebody you cannot see)

# One person
person-name = Name
person-sex = Sex
person-born-on = Date of birth
person-ethnic-group = Ethnic group
person-education = Education
person-degree = Degree
person-job = Job
person-new-stratum = New social stratum
person-native-place = Native place
person-stage = Stage
person-membership-status = Membership
person-ending = Why the record is closed
person-applied-on = Applied on
person-joined-on = Joined on
person-converted-on = Converted on
person-probation-ends-on = Probation ends on
person-is-floating = Floating
person-floating-since = Away since
person-outflow-place = Went to
person-outflow-reason = Reason of being away
person-lost-since = Lost since
person-citizen-id = Citizen id
person-mobile = Mobile
person-landline = Landline
person-address = Home address
person-org = Branch
person-notes = Notes
person-phone = Phone
person-is-lost-item = Lost contact
person-yes = Yes
person-no = No
person-not-said = Not given
person-nothing = Not given
person-and = , { "" }
person-fill = Not given, fill in now
person-still-probation = On probation
person-lost-from = Yes, since { $day }
person-tabs = Pages of this person
person-tab-facts = Data
person-tab-changes = Changes
person-tab-looks = Who looked
person-joined-line = joined { $day }
person-edit = Edit
person-call = Call
person-facts = Official data
person-further = Further data
person-complete = { $n } of 16 items complete
person-posts = Posts
person-contacts = Contacts
person-steps = What can be done
person-back = Back
person-is-closed = This record is closed: { $ending }, since { $day }
person-is-stopped = Membership is stopped
person-is-lost = No contact since { $day }
person-probation-note = Probation ends { $day } ({ $how })
person-lacks = Still missing: { $what }
person-advance = Becomes { $stage }
person-stop = Stop membership
person-restore = Restore membership
person-end = Close this record
person-end-do = Close this record
person-end-note = Records of members are never deleted, only closed with a reason. It can be taken back.
person-erase = Erase this record
person-erase-do = Erase, keep nothing
person-erase-note = Only the record of somebody who withdrew the application and never was a member can be erased. It cannot be taken back; the log keeps that it was done.
person-merge = Merge with another record
person-reason-contact = To contact the person
person-reason-verify = To verify identity
person-reason-transfer = For a transfer
person-reason-paper = To fill in a paper form
person-change = { $field }: { $before } → { $after }
person-change-sealed = { $field }: replaced
person-change-recorded = recorded { $at } by { $who }
person-by-program = the program
person-no-changes = Nothing was changed yet.
person-dial = Dial
person-shown-once = Shown this once. The person will see that you looked.
person-shown-done = Done
looks-about = The person sees the same list.
looks-none = Nobody has looked yet.
look-page = Saw the record
look-changes = Saw the changes
look-looks = Saw who looked
look-citizen-id = Saw the citizen id
look-mobile = Saw the mobile number
look-landline = Saw the landline
look-address = Saw the address
look-call = Called
look-other = Saw the record
look-line = { $what }, { $at }
look-line-why = { $what }, reason: { $why }, { $at }

# Editing and adding
person-edit-title = Edit { $name }
person-save = Save
person-leave = Do not change
person-edited = { $n } fields changed
person-nothing-changed = Nothing to change
person-added = { $name } was added
person-group-entry = How they come
person-group-who = The person
person-group-contact = Contact
person-group-work = Education and work
person-group-party = Joining
person-group-away = Floating and lost
person-group-when = Since when
person-entry = How they enter the roster
person-entry-missing = Please choose one
person-entry-applied = Handed in an application
person-entry-developed = Newly developed
person-entry-transferred-in = Transferred in
person-entry-restored = Membership restored
person-entry-late = Was missing, entered late
person-is-away = Away
person-gone = Which of these are no more
person-since = New state since
person-since-hint = What changes in a life (education, job, address) counts from this day; empty means today. Name, birth and Party dates are corrections and hold for all time.
person-hidden-known = Now { $masked }. Leave empty to keep it.
person-address-hint = Down to the door
person-saved-now = Somebody else just saved: { $text }
person-crossed = Somebody changed this record while you were typing. Differences stand below the fields; saving again makes yours hold.
person-sure = Have you checked
person-sure-yes = Checked, it is so
person-basis = Basis
person-basis-hint = For example the file itself, or the number of an approval
person-doubt-note = Some things are unusual. If you have checked them, tick and save again.
person-blocked-note = Something is against the rules. If it really is so, write the basis; it stays visible.
person-source = { " " }({ $text } { $year })
person-source-article = { " " }({ $text } { $year }, article { $article })
person-not-a-name = There is a character that no name has
person-unknown-code = Please choose from the list
person-check-digit = The last character should be { $expected }; compare with the card
person-id-length = A citizen id has 18 characters, this has { $n }
person-not-an-id = This is no citizen id; compare with the card
person-not-a-mobile = This is no mobile number: 11 digits, one number only
person-not-a-landline = This is no landline. Write the area code, as in 0571-87654321

# Why something is not done
person-changed-meanwhile = Somebody changed this record since you opened it. Look at the differences, then save
person-doubtful = Some things want a second look; tick when you have checked
person-without-basis = The rules forbid this. If it really is so, write the basis
person-citizen-id-taken = There is a record with this citizen id. Search its last four digits; perhaps the two must be merged
person-in-future = The day cannot be after today
person-closed = This record is closed
person-ending-of-other-stage = Please choose a reason that fits
person-step-out-of-order = One step at a time
person-no-branch = People belong to branches; please choose one
person-org-ended = This organisation was dissolved
person-nobody-chosen = Nobody was chosen
person-too-many = At most 1,000 people at once
person-without-reason = Please give a reason
person-same-record = This is the same record
person-undone-already = This was taken back already
person-changed-later = It was changed later and cannot be taken back
person-members-stay = Records of members cannot be erased, only closed
person-term-ends-first = The end must come after the beginning

# What the rules find
person-doubt-birth = Differs from { $day } in the citizen id
person-doubt-sex = Differs from the citizen id
person-doubt-joined-in-future = Joined after today
person-doubt-before-founding = Joined before the founding ({ $day })
person-doubt-before-birth = Joined before birth
person-doubt-under-age = Was { $age } on joining, should be { $least }
person-doubt-converted-in-future = Converted after today
person-doubt-converted-before = Converted before joining
person-doubt-no-probation-then = There was no probation then: conversion should be { $day }
person-doubt-probation-missing = There was a probation then: conversion at the earliest { $day }
person-doubt-probation-short = Probation was not over: conversion at the earliest { $day }
person-doubt-probation-odd = Probation usually ended { $earliest } or { $latest }
person-doubt-probation-extended = Later than the regular { $day }: was probation extended
person-doubt-converted-late = Later than the regular { $day }
person-doubt-not-converted = Probation ended { $day } and there is no conversion

# Step by step
person-step-day = On which day
person-step-save = Save
person-advanced = The new stage of { $name } is recorded
person-decided-on = Decided on
person-decision = Whose decision, document number
person-status-note = Stopping and restoring a membership is approved by the superior.
person-status-set = The membership status is recorded
person-ended-on = On which day
person-ended = The record of { $name } is closed
person-erased = Erased

# Activation code
activation-title = Give an activation code
activation-about = The person uses it to sign in for the first time, or when they have forgotten how.
activation-about-more = It is shown once: hand it over in person or copy it into a message. A new code ends the one given before.
activation-do = Give a code

# Posts
post-new = Record a post
post-none = No posts.
post-kind = Post
post-from = From
post-term-ends = Term ends (may stay empty)
post-save = Save
post-given = The post is recorded
post-end = Leave the post
post-ended-on = Left on
post-ended = Recorded
post-line = { $org }: { $post }
post-since = since { $from }
post-until-term = since { $from }, term until { $until }
post-over = { $from } to { $until }
post-secretary = Secretary
post-deputy-secretary = Deputy secretary
post-organisation-officer = Organisation officer
post-publicity-officer = Publicity officer
post-discipline-officer = Discipline officer
post-committee-member = Committee member

# Contact notes
contact-new = Note a contact
contact-none = No contact notes yet.
contact-means = By which means
contact-outcome = What came of it
contact-day = On which day
contact-line-field = One line (may stay empty)
contact-save = Save
contact-noted = The contact is noted
contact-line = { $day } { $means }, { $outcome }
contact-phone = Phone
contact-visit = Visit
contact-message = Message
contact-letter = Letter
contact-other = Other
contact-reached = reached
contact-not-reached = not reached
contact-wrong-number = wrong number

# Today
today-menu = Today
today-title = { $tasks } due, { $people } to contact
today-nothing = Nothing is due today
today-due = To do
today-no-tasks = No probation ends within sixty days, and no correction waits for an answer.
today-probation = The probation of { $name } ends
today-corrections = { $n ->
    [one] A correction waits for an answer
   *[other] { $n } corrections wait for an answer
}
today-open = Open
today-contact = To contact
today-no-due = Everybody was reached within a year.
today-note = Note
today-abroad = Abroad
today-no-number = No working number
today-away-in = in { $place }
today-lost-for = lost for { $n } days
today-reached-on = last reached { $day }, { $n } days ago
today-never-reached = no contact noted yet
today-comma = , { "" }
today-missing = Missing data
today-missing-all = { $n } people
today-lacks = { $name }: { $what } is missing.
today-fill = Save, see the next
today-skip = Skip
today-asked-once = Asked only once. Transfers, statistics and visits use the same data.
today-filled = The data of { $name } is saved
today-complete = Nothing is missing.
today-from-start = From the beginning again
today-who = Our people
search-page = Page

# Merging
merge-about = The other record goes into that of { $name }; the history of both stays. It can be taken back.
merge-query = The other record: name, initials or last four digits
merge-search = Search
merge-decide = Where they differ, which one
merge-same = The records do not differ.
merge-do = Make one of them
merge-done = Merged into { $name }
merge-notes = { $n } notes
