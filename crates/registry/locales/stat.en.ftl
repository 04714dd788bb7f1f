# Statistics
stat-menu = Statistics
stat-title = Statistics of { $org }
stat-lead = Members and organisations on { $day }, subordinates included
stat-days = Which day
stat-on = Which day
stat-from = Compared with
stat-show = Show this day
stat-sheet = Export
stat-day-unclear = This is no day we can read. Write 2026-11-23
stat-day-ahead = This day has not come yet
stat-from-too-late = The day to compare with must be earlier
stat-no-org = There was no such organisation on this day
stat-no-org-why = Try a later day.
stat-no-records = There are no records of this day
stat-no-records-why = The roster begins on { $day }; how many there were before is not recorded.
stat-see-first = See { $day }
stat-open-figures = Every figure opens the list of people behind it.
stat-nobody = There were no members on this day.
stat-members = Members
stat-full = Full members
stat-probationary = Probationary
stat-women = Women
stat-women-share = Women { $share }
stat-floating = Floating
stat-lost = Lost contact
stat-missing = Data missing
stat-branches = Branches
stat-unknown = Not filled in
stat-minority = Ethnic minorities
stat-people = People
stat-ages = Age and sex
stat-age = Age
stat-ages-note = Age is { $year } minus the year of birth.
stat-without-sex =
    { $n ->
        [one] { $n } more has no sex filled in
       *[other] { $n } more have no sex filled in
    }
stat-sex = Sex
stat-sex-unknown = sex not filled in
stat-ethnic = Ethnic groups
stat-ethnic-each = Each ethnic group
stat-education = Education
stat-jobs = Occupation
stat-joined = Joined
stat-stages = People by stage
stat-marks = Wants attention
stat-change = Change
stat-change-this-year = Change this year
stat-no-change = The roster begins on this day; there is no change to see yet.
stat-balance = { $opening } + { $came } − { $went } = { $closing }, as the roster has it.
stat-uneven = What came and went does not explain the figures. Ask the system administrator to recount them.
stat-in-developed = Developed
stat-in-transferred = Transferred in
stat-in-restored = Restored
stat-in-late = Entered late
stat-in-roster = By roster
stat-in-moved = From other organisations
stat-out-transferred = Transferred out
stat-out-deceased = Deceased
stat-out-stopped = Membership stopped
stat-out-removed = Removed
stat-out-lapsed = Lapsed
stat-out-resigned = Resigned
stat-out-expelled = Expelled
stat-out-cancelled = Probation cancelled
stat-out-moved = To other organisations
stat-out-corrected = Corrected
stat-years = Members at the end of each year
stat-years-note = The roster begins on { $day }; nothing is recorded before
stat-below = Subordinate organisations
stat-org = Organisation
stat-by-name = By name
stat-sizes = Size of branches
stat-item = Item
stat-table = Table
stat-journal = { $org }: { $kind }
stat-journal-lead = After { $from }, up to { $to }
stat-journal-nobody = Nobody in this time
stat-journal-nobody-why = Choose another time, or go back to the statistics.
stat-by-day = By day
stat-person = Name
stat-branch = Branch
stat-day = Day
stat-back = Back to the statistics
stat-sizes-title = Organisations and branches of { $org }
stat-sizes-lead = On { $day }, subordinates included
stat-sizes-note = By full members: fewer than 3 make no branch of their own, from 7 there is a branch committee, 50 are generally the most.
stat-sizes-too-many = Too many subordinate organisations to count here
stat-sizes-too-many-why = This page counts up to { $most } organisations. Choose one of the subordinates.
stat-sizes-count =
    { $n ->
        [one] { $n } branch
       *[other] { $n } branches
    }
stat-no-branch = There are no branches.
stat-kinds = Organisations by kind
stat-kind = Kind
stat-orgs = Organisations
stat-sum = Total
stat-size-up-to-2 = Fewer than 3
stat-size-3 = 3 to 6
stat-size-7 = 7 to 49
stat-size-50 = 50 and more
