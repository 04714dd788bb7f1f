roster-import = Import a roster
roster-files = Choose roster files
roster-files-hint = Several at once: .xlsx, .xls, .csv, or a .zip with one workbook per branch, 300 MB in all
roster-columns-hint = Headings may stand in any order; further columns are kept as notes; an empty cell never erases a value.
roster-upload = Upload and recognise
roster-no-file = No file was chosen. Choose a roster and upload it.
roster-batches = Earlier imports
roster-when = Uploaded
roster-state = State
roster-new = New
roster-changed = Changed
roster-same = Unchanged
roster-wrong = To mend or decide
roster-step-files = Choose files
roster-step-check = Check and preview
roster-step-apply = Apply
roster-step-done = Done, can be undone
roster-lead = Uploaded { $when }, { $n } rows
roster-as-of = The day of which the roster speaks
roster-as-of-hint = Statistics begin on this day; earlier days say that there are no records.
roster-as-of-needed = Enter the day of the roster.
roster-as-note = Keep as a note
roster-table = { $file } { $sheet }: row { $head } is the heading, rows { $from } to { $to } are { $n } people
roster-check = Check
roster-unrecognised = Sheets without a recognisable table
roster-to-mend = To be mended
roster-marked = Download { $file } with the faults marked
roster-remark = Problem and mend
roster-changes = Will change
roster-new-people = Will be added
roster-absent = People missing from the files
roster-absent-why = These members of the branches named do not appear in the files. Their records stay as they are.
roster-dropped = Left out because somebody edited them meanwhile
roster-name = Name
roster-branch = Branch
roster-item = Item
roster-now = Now
roster-then = Will be
roster-place = Place
roster-place-cell = Row { $row }, column { $column }
roster-place-row = Row { $row }
roster-field-other = Other
roster-apply = Import { $n } rows
roster-withdraw = Stop and withdraw
roster-undo = Undo the whole batch
roster-undo-hint = The whole batch can be undone later. What somebody edits in between is listed for you to decide.
roster-other-file = Another file
roster-state-reading = Reading the files
roster-state-checking = Check and preview
roster-state-applying = Writing; nobody sees it before it is complete
roster-state-settling = In force; tidying up the history
roster-state-settled = Imported
roster-state-withdrawing = Withdrawing
roster-state-undoing = Undoing
roster-state-undone = Undone
roster-none = No roster was recognised
roster-none-why = See that the sheet has headings such as 姓名 and 公民身份证号, save it as .xlsx and upload it again.
roster-nothing = Nothing to import
roster-nothing-why = The files say what the records say.
roster-ready = { $n } rows can be imported
roster-unwritten = Nothing has been written yet.
roster-mixed = { $n } rows can be imported, { $wrong } are to be mended or decided
roster-mixed-why = Nothing has been written yet. Import the good rows now; mended rows can follow at any time and are not doubled.
roster-applied = { $n } rows imported
roster-applied-why = Figures and lists are up to date. If something is wrong, the whole batch can be undone.
roster-undone-kept = Undone; { $n } people stay as they are
roster-undone-kept-why = Somebody edited their records after the import; look at each.
roster-said-check = The check has begun.
roster-said-choice = Taken; checking again.
roster-said-apply = The import has begun.
roster-said-withdraw = Withdrawing.
roster-said-undo = Undoing the whole batch.
roster-refused-state = This batch has gone on meanwhile; reload the page.
roster-refused-future = A roster cannot speak of a day to come; enter the day on the roster.
roster-refused-no-table = No roster was recognised; choose another file.
roster-refused-nothing = No row can be imported; mend what is marked first.
roster-refused-choice = There is no such choice; reload the page.
roster-tap = { $what } ({ $n } rows)
roster-tap-id-15 = Convert to 18 digits
roster-tap-by-id = Go by the citizen id
roster-tap-by-roster = Go by the roster
roster-tap-branch = Take “{ $name }”
roster-tap-same = The same person
roster-tap-other = Another person
roster-tap-renamed = The same person, renamed
roster-tap-full = All are full members
roster-fault-name = The name holds a character that no name has
roster-mend-name = Write the name only
roster-fault-id-digits-lost = The spreadsheet stored the id as a number; its last digits are lost
roster-mend-id-as-text = Format the column as text and type the cell again
roster-fault-id-15 = An old number of 15 digits
roster-mend-id-15 = Convert it to 18 digits, or enter today's number
roster-fault-id-length = A citizen id has 18 characters, this has { $n }
roster-fault-character = Character { $n } is wrong
roster-fault-id-check = The check digit should be { $expected }
roster-fault-id-birth = { $what ->
    [year] The birth year { $n } in the number is impossible
    [month] The birth month { $n } in the number does not exist
   *[day] The birth day { $n } in the number does not exist
}
roster-mend-id = Look at the identity card, mend and upload again
roster-fault-phone-lost = The spreadsheet rewrote the number; its last digits are lost
roster-fault-phone-several = { $n } numbers in one cell
roster-fault-phone-area = The area code is missing
roster-fault-phone-length = A mobile number has 11 digits, this has { $n }
roster-fault-phone = Not a telephone number
roster-mend-phone = One number in a cell, landlines with area code
roster-fault-day-month = Only year and month, the day is missing
roster-fault-day-century = Year { $n } has no century
roster-fault-day-year-only = Only a year
roster-fault-day-year = Year { $n } is impossible
roster-fault-day-month-no = There is no month { $n }
roster-fault-day-no = There is no day { $n }; that month has { $last }
roster-fault-day = Not a date
roster-mend-day = Write “{ $written }” as year, month and day, as in 2001-07-01
roster-note-code = “{ $written }” is not in the code table; kept as written
roster-mend-code-kept = Nothing to do; it will match when the table is updated
roster-fault-code-ambiguous = “{ $written }” may mean several entries
roster-fault-code-conflict = Code and label of “{ $written }” name two entries
roster-fault-code-unknown = There is no entry “{ $written }”
roster-mend-code = Write the code or the full label
roster-fault-birth = Birth date { $written } differs from { $by_id } in the citizen id
roster-mend-birth = Look at the file and choose one
roster-fault-sex = The sex differs from the citizen id
roster-fault-branch-several = { $n } branches are called “{ $word }”
roster-fault-branch-unknown = There is no branch “{ $word }”
roster-mend-branch = Choose a branch, or write its full name; the choice is remembered
roster-fault-required = { $what } is empty
roster-mend-required = Fill in this cell
roster-doubt-same = The branch has a person of this name and birth date
roster-doubt-name = The citizen id is registered for “{ $name }”
roster-mend-doubt = Say whether they are the same person
roster-fault-elsewhere = This person is registered outside of this organisation
roster-mend-elsewhere = Transfer the membership; an import moves nobody
roster-fault-closed = This person's record is closed
roster-mend-closed = Restore it on the person's page; an import reopens nothing
roster-fault-double = The same person as in row { $line } of this batch
roster-mend-double = Delete one of the rows
roster-fault-future = The day has not come yet
roster-fault-before-founding = Earlier than the founding on { $day }
roster-fault-before-birth = Earlier than the birth on { $day }
roster-fault-under-age = Joined at { $age }, younger than { $least }
roster-fault-order = Conversion is earlier than joining on { $day }
roster-fault-no-probation-then = There was no probation then; conversion should be { $day }
roster-fault-too-early = Probation had not ended; the earliest day is { $day }
roster-fault-odd-length = The length of probation is none of that time; the earliest day is { $day }
roster-fault-late = Later than the regular day { $day }
roster-fault-not-converted = Probation ended on { $day } and there is no day of conversion
roster-mend-joining = Look at the application form and mend one of them
roster-folder = Or choose a whole folder (on a computer)
roster-who = By
roster-by-command = Command line
roster-lines = Rows
roster-shown = { $n } rows on this page
roster-all = All { $n } rows
roster-all-questions = Everything to decide
roster-back = Back to the batch
roster-nobody = Nobody here
roster-nobody-why = There are no such rows.
roster-faults-lead = Each with its file, sheet, row and column. Mend and upload again, or take an answer here.
roster-same-people = People who stay as they are
roster-doubtful = To decide
roster-faulty = To mend
roster-noted = To know
roster-kept = People whom the undo left alone
roster-questions = Decide once for all rows
roster-questions-why = One answer holds for all rows that say the same; branches are remembered for later rosters.
roster-question-rows = See these rows
roster-asked-by = { $n } rows
roster-pick-branch = Another branch
roster-fault-kind = Kind
roster-weight = To do
roster-places = Places
roster-branch-of = Which branch is “{ $word }”?
roster-branch-lead = Chosen once for { $n } rows, and remembered for later rosters.
roster-branch-query = Name, pinyin initials or code
roster-branch-none-near = No name is near
roster-branch-none = No branch found
roster-branch-none-why = Try other words, pinyin initials or the code; a new branch is created in the tree first.
roster-branch-take = Take this one
roster-kind = { $kind ->
    [fault-name] Odd character in a name
    [fault-id-digits-lost] Citizen id lost its last digits
    [fault-id-15] Old citizen id of 15 digits
    [fault-id-length] Citizen id of a wrong length
    [fault-character] Odd character in a number
    [fault-id-check] Wrong check digit of a citizen id
    [fault-id-birth] Impossible birth date in a citizen id
    [fault-phone-lost] Telephone number lost its last digits
    [fault-phone-several] Several telephone numbers in a cell
    [fault-phone-area] Landline without area code
    [fault-phone-length] Mobile number of a wrong length
    [fault-phone] Not a telephone number
    [fault-day-month] Date without a day
    [fault-day-century] Year without a century
    [fault-day-year-only] Date with a year only
    [fault-day-year] Impossible year
    [fault-day-month-no] Impossible month
    [fault-day-no] Impossible day
    [fault-day] Not a date
    [note-code] Not in the code table, kept as written
    [fault-code-ambiguous] May mean several entries
    [fault-code-conflict] Code and label differ
    [fault-code-unknown] Not in the code table
    [fault-birth] Birth date differs from the citizen id
    [fault-sex] Sex differs from the citizen id
    [fault-branch-several] Several branches of that name
    [fault-branch-unknown] Unknown branch
    [fault-required] A required cell is empty
    [doubt-same] Perhaps known already
    [doubt-name] Citizen id is registered for another name
    [fault-elsewhere] Registered outside of this organisation
    [fault-closed] The record is closed
    [fault-double] The same person twice
    [fault-future] A day to come
    [fault-before-founding] Earlier than the founding
    [fault-before-birth] Earlier than the birth
    [fault-under-age] Under age at joining
    [fault-order] Converted before joining
    [fault-no-probation-then] There was no probation then
    [fault-too-early] Converted before probation ended
    [fault-odd-length] Odd length of probation
    [fault-late] Converted late
    [fault-not-converted] Probation ended without conversion
   *[other] Other
}
roster-marked-name = { $file } marked
roster-words = Remembered names of branches
roster-words-why = Chosen once at an import; later rosters follow it. Forget a wrong one and the next roster asks again; what was imported stays.
roster-words-none = No name is remembered yet
roster-words-forget = Forget
roster-words-forgotten = “{ $word }” is forgotten.
