# Around the page
skip = Skip to content
home = Zhibu, home
where = Organisation
work-nav = Work
main-nav = Main navigation
nav-more = More
foot-display = Display
foot-help = Help and notes
sign-in = Sign in
view-standard = Standard view
view-elderly = Large view
theme-auto = As the device
theme-light = Light
theme-dark = Dark
other-language = 中文
search = Search
search-label = Search organisations, people, tasks
search-quick = Quick search
search-hint = Name, pinyin initials, organisation or code
printed-line = { $place }, { $at }, printed by { $by }
not-for-secrets = This platform is not for secrets: state secrets must not be handled or sent here.

# Parts
basis = By
loading = Loading
chip-remove = remove this condition
step-done = , done
paging = Pages
page-previous = Previous
page-next = Next
export-xlsx = Export .xlsx
export-csv = Export .csv
mask-look = View
mask-question = Why do you need to see the { $name }?
mask-button = Record the reason and view
mask-hint = The person will see that you looked.
date-year = year
date-month = month
date-day = day
date-hint = You may also paste 20261206 or 2026-12-06
chart-as-table = As a table
chart-men = Men
chart-women = Women
chart-cut = The axis does not start at zero; it shows change only
errors-count =
    { $n ->
        [one] One thing to mend; nothing was saved yet
       *[other] { $n } things to mend; nothing was saved yet
    }

# Dates
day-full =
    { $m ->
        [1] { $d } January { $y }
        [2] { $d } February { $y }
        [3] { $d } March { $y }
        [4] { $d } April { $y }
        [5] { $d } May { $y }
        [6] { $d } June { $y }
        [7] { $d } July { $y }
        [8] { $d } August { $y }
        [9] { $d } September { $y }
        [10] { $d } October { $y }
        [11] { $d } November { $y }
       *[12] { $d } December { $y }
    }
day-short =
    { $m ->
        [1] { $d } January
        [2] { $d } February
        [3] { $d } March
        [4] { $d } April
        [5] { $d } May
        [6] { $d } June
        [7] { $d } July
        [8] { $d } August
        [9] { $d } September
        [10] { $d } October
        [11] { $d } November
       *[12] { $d } December
    }
day-month =
    { $m ->
        [1] January { $y }
        [2] February { $y }
        [3] March { $y }
        [4] April { $y }
        [5] May { $y }
        [6] June { $y }
        [7] July { $y }
        [8] August { $y }
        [9] September { $y }
        [10] October { $y }
        [11] November { $y }
       *[12] December { $y }
    }
day-weekday =
    { $n ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }
day-today = today
day-ahead =
    { $n ->
        [one] in one day
       *[other] in { $n } days
    }
day-ago =
    { $n ->
        [one] one day ago
       *[other] { $n } days ago
    }

# Words of the script
script-copied = Copied
script-restored = What you had not saved is still here and filled in.
script-discard = Discard and start again
script-kept = Kept on this device
script-offline = No connection. What you typed is still here; try again when you are connected
script-picked = %n selected
script-nothing = Nothing found. Try another spelling, or the surname alone

# Design page (/design)
design-title = Parts and states
design-about = One style sheet, four looks: light, dark, large, print. The switches are in the foot.
design-sample = Sample
design-colour = Colours
design-colour-about = Deep red marks identity, the current place and the one main action of a screen. A word or an icon goes with every state colour.
design-red = Deep red
design-gold = Gold, thin rules only
design-ink = Text
design-ink-2 = Second text
design-edge = Control edge
design-line = Hairline
design-sunk = Recess
design-link = Link
design-ok = Done
design-warn = Heed
design-err = Error
design-c2 = Second in charts
design-type = Type
design-type-about = System fonts. Interface 16, reading 18, nothing under 14; the large view enlarges all to 1.31, nothing under 18.
design-size-5 = Public headlines, Song type, 36
design-size-4 = Page title 28
design-size-3 = Section title 22
design-size-2 = Reading text 18, line height 1.9
design-size-1 = Interface text 16, line height 1.65. Even figures: 1,086 / 20,006
design-size-0 = Notes 14, only to add
design-basis = Rules on Developing Party Members (revised 2026), article 32
design-button = Buttons and focus
design-button-about = Begin with a verb and say the result. One main button per screen. A button that cannot be used says why. The focus ring is 3 pixels, 4 in the large view.
design-import = Import 400 rows
design-save-draft = Save draft
design-cancel = Cancel
design-dissolve = Dissolve organisation
design-importing = Importing
design-publish = Publish result
design-copy = Copy
design-print = Print
design-why = One teller has not entered the count; after that the result can be published.
design-ring = The keyboard is here
design-ring-main = The same on the main button
design-field = Fields and errors
design-field-about = Label above, hint below. After an error everything typed stays; the sentence says what is wrong, why, and how to mend it.
design-bad-id = The check digit should be 5; compare the last digit with the card
design-name = Name
design-citizen-id = Citizen ID
design-joined = Joined on
design-met = Met on
design-ethnic = Ethnic group
design-han = 01 Han
design-tujia = 15 Tujia
design-org-code = Organisation code
design-org-code-hint = Given from above, cannot be changed
design-ways = Notices by
design-sms = Text message
design-mail = Mail
design-delivery = Study papers
design-home = Brought home
design-fetch = Fetched
design-opinion = Opinion
design-opinion-sample = Hold the Party day on an afternoon when the fields are quiet.
design-code = Code of 6 digits
design-code-hint = Sent to 139****0521, valid for 10 minutes.
design-tag = Tags and notes
design-tag-about = A tag is a word, not only a colour. A note appears where something is to be done.
design-tag-plain = Visited at home
design-tag-ok = Elected
design-tag-err = 5 days late
design-note-plain = Only the branch secretary sees this page
design-note-info = The number is sealed before it is stored
design-note-ok = 400 rows imported
design-note-ok-more = The whole batch can be undone within 30 days.
design-note-warn = Probation ends on 6 December, in 13 days
design-nav = Tabs, steps
design-nav-about = Tabs are links, each page has its own address. Steps say how far one has come, without percent.
design-tab-1 = Record
design-tab-2 = Development
design-tab-3 = Meetings
design-step-1 = Choose file
design-step-2 = Check
design-step-3 = Apply
design-step-4 = Done
design-table = Tables as cards, paging
design-table-about = A table where there is room, cards where there is not; the box counts, not the screen. Paging goes forward and back, without numbers.
design-table-wide = A wide box: table
design-table-cards = A narrow box: cards of people
design-table-figures = A narrow box: cards of figures
design-stage = Stage
design-group = Group
design-group-1 = Group 1
design-flag = To heed
design-org = Organisation
design-members = Members
design-probationary = Probationary
design-full = Full
design-floating = Floating
design-branches = Branches
design-term = Term
design-term-ends = ends in 5 months
design-sum = Total
design-probation-ends = Probation ends 6 Dec
design-no-address = No address
design-person-1 = Sun Heqing
design-person-2 = He Qingsong
design-person-3 = Liang Suxin
design-page-of = 1–12 of 23
design-list = Tasks and lines
design-list-about = A task says until when, what is missing, by which rule, and the next step.
design-task = Sun Heqing's probation ends
design-task-more = One paper is missing: the record of the probation.
design-task-do = Prepare admission
design-line-end = sent, awaiting approval
design-line-more = Works in Donghai, last contact 17 August
design-call = Call
design-onward = Make a suggestion
design-filter = Filters
design-filter-about = Search and filter are always visible, further conditions fold on a phone. Conditions in use are chips that can be removed.
design-query = Name or pinyin initials
design-conditions = More conditions
design-filter-do = Filter
design-missing-data = Data missing
design-tree = Tree
design-tree-about = Only the visible level is open; after twenty comes a link to more. Counts stand right.
design-town = Liuxi Town Committee
design-branch-1 = Liuxi Village Branch
design-branch-2 = First Branch
design-branch-3 = Shangtang Village Branch
design-general-branch = Hewan General Branch
design-mask = Sealed data, facts and history
design-mask-about = Of citizen ids, phones and addresses only the ends are shown. A look needs a reason, and the person sees it.
design-phone = Phone
design-seen = Seen, hidden again in a minute
design-reason-1 = To contact the person
design-reason-2 = For a transfer
design-event-1 = Applied to join
design-event-2 = Admitted as probationary member
design-event-late = recorded on 20 December 2025 from the minutes
design-event-3 = Probation ends
design-drop-title = Upload and faults by line
design-drop-about = Files can be chosen without script. A fault names line and column and says how to mend it.
design-drop = Drop the roster here or choose a file
design-drop-hint = xlsx, xls, csv, up to 50 MB. Checked first, nothing is written yet.
design-cell-1 = Row 52, column D
design-cell-1-mend = The citizen id was stored as a number and lost its last three digits. Set the column to text and fill it in again.
design-cell-2 = Row 103, column C
design-cell-2-mend = “Liuxi Branch” is not known; near to it: Liuxi Village Branch.
design-mend = To mend
design-look = Heed
design-charts = Figures and charts
design-charts-about = No data, no chart. Every figure is a link; the same table stands below.
design-edu = Education
design-edu-1 = Bachelor
design-edu-2 = High school
design-edu-3 = Middle school
design-count = People
design-years = Members at year's end
design-ages = Age and sex
design-age = Age
design-float = Dialog and toast
design-float-about = A dialog only before what cannot be undone or needs a reason. The rest happens at once and can be undone.
design-dialog = Dissolve “Beiling Village Branch”
design-dialog-what = 9 members move to the joint branch; history stays.
design-dialog-basis = Number of the approval
design-dialog-keep = Keep it
design-dialog-act = Dissolve this branch
design-toast = Home visit recorded
design-undo = Undo
design-toast-about = A toast stays until the next action.
design-empty-title = Empty and waiting
design-empty-about = An empty place says why and what comes next. The skeleton shows after 0.4 seconds only.
design-empty = No probationary members yet
design-empty-why = They appear here once the meeting admits them and the superior approves.
design-empty-next = See development
design-read = Reading, cards
design-read-about = Not more than 36 characters a line, space between paragraphs instead of indents.
design-prose-1 = On 20 November the branch met to talk about the canteen for the old. All agreed that the meals must be hot and the prices plain.
design-prose-2 = What comes next
design-prose-3 = The plan hangs on the notice board for seven days; write or telephone.
design-card = The secretary visits on Wednesday
design-card-more = November's papers are brought in the morning and read to you.
design-panel = We ask this once. Transfers and statistics use the same address.
design-icon = Icons
design-icon-about = A word stands beside every icon.
design-bad-day = The day cannot be after today ({ $today })
design-progress = Checking, { $done } of { $total } rows
design-people =
    { $n ->
        [one] 1 person
       *[other] { $n } people
    }
design-below = Below { $name }
design-more = { $n } more
design-line-name = The elected members are filed with the town committee
design-sign-in = Signing in
design-sign-in-about = One way per fold, the first open. Sign-in and every upload say that this is no place for secrets.
design-by-code = By text message
design-by-password = By password
design-code-again = Send again
design-account = Account or phone
design-password = Password
design-sign-in-help = Cannot sign in?
design-sign-in-help-more = Ask the branch secretary for a new code, or come to the service centre.
design-pick = Several at once
design-pick-about = Ticks stay over several pages until the form is sent.
design-pick-one = Choose this person
design-pick-page = Choose this page
design-pick-all = See all
design-pick-move = Move to another branch
design-pick-clear = Choose none
design-trio = Cards in a row
design-trio-about = As many columns as there is room for.

# Forms
field-required = This is needed
field-not-a-day = This is not a day. It may be written 2026-12-06
go-home = To the first page
undo = Undo

# What may not be done, or failed
refused-title = Not done
refused-missing-title = There is no such page
refused-missing = Not found, or your present role may not see it. The address may be incomplete, or the page has moved.
refused-forbidden-title = Not yours to do
refused-other-content = This form was sent with other content before. Reload the page and try again
fault-title = Something went wrong
fault-number = It was not your fault. Nothing was done, and nothing is half-done. Tell the operator number { $number }.
fault-unavailable = Nothing can be saved at the moment, and nothing was done. Please try again in a few minutes. Number { $number }.

# Site
site-run-by = Run by { $who }
notice-on-behalf = You are acting for { $name }, who sees all that you do.
notice-demo = This is a demo; everybody in it is invented. It is open on this machine only and asks for the password alone.

# Uploads
upload-none = Choose a file
upload-broken = The file did not arrive whole. Choose it again and send it again
upload-too-large = The file is too large: at most { $n } MB. Make it smaller, or split it
