# Accounts
accounts-title = Accounts
accounts-about = Who may sign in, with which roles, and when last used. No member data is shown here.
accounts-query = Beginning of the user name or name
accounts-more = More conditions
accounts-filter = Filter
accounts-all = All accounts
accounts-count =
    { $n ->
        [one] 1 account on this page
       *[other] { $n } accounts on this page
    }
accounts-none = No such account
accounts-none-why = Try another condition, or make an account for an officer. Members' accounts come with their activation codes.
account-new = New account
account-new-about = For officers who are not in the registry. Then give a role and hand over an activation code; its owner chooses the password.
account-create = Make the account
account-made = The account is made. Give it a role, then hand over a code
account-user-name-label = User name
account-user-name-hint = 2 to 40 characters, a letter first: letters, digits, dots, hyphens. No citizen id, no phone number.
account-user-name = A user name has 2 to 40 letters, digits, dots, hyphens and underscores, a letter first; a citizen id or phone number cannot be one
account-name = Name
account-roles = Roles
account-comma = {", "}
account-used = Last used
account-state = State
account-state-locked = Locked
account-state-never-used = Never used
account-state-no-role = No role
account-state-roles-ended = Roles ended
account-state-unused = Unused for 90 days
account-made-at = Made
account-no-roles = No role at present.
account-former = Former roles
account-back = Back to the account
account-sign-in = Ways of signing in
account-start-over = Start over and issue a code
account-start-over-about = Password and second factor end at once and every device is signed out. You get an activation code to hand to the owner, who chooses anew. No administrator sets another's password.
account-lock-title = Lock
account-lock-about = Every device is signed out at once and nobody can sign in. The roles stay and come back when it is unlocked.
account-lock-why = Why it is locked
account-lock = Lock this account
account-locked = The account is locked, every device is signed out
account-unlock-about = Its owner can sign in again as before.
account-unlock = Unlock this account
account-unlocked = The account is unlocked
account-taken = Somebody has this user name already; choose another
account-oneself = Nobody locks, unlocks or starts over their own account. Change your password on your own page; ask another security administrator for the rest
account-changed = Somebody changed this account just now. Open the page again and look before you act

# Giving roles
grant-title = Role
grant-line = { $role } ({ $org })
grant-role = Role
grant-role-choose = Choose a role
grant-org = On which organisation
grant-org-query = Find an organisation
grant-org-hint = Beginning of the name, pinyin initials or code
grant-org-find = Find
grant-org-none = No such organisation. Try another spelling, or the beginning of the name alone.
grant-org-choose = Choose an organisation
grant-from = From
grant-until = Until
grant-until-hint = This day included; empty means without end
grant-open = Without end
grant-basis = Basis (document or meeting)
grant-give = Give a role
grant-give-about = Give { $name } a role. It holds on the organisation and below it, and ends by itself.
grant-given = The role is given and ends by itself
grant-end-title = End the role
grant-end-about = The role ends today, at once; whoever stands in for its holder ends with it.
grant-end = End it now
grant-was-ended = The role has ended
grant-standing-in = Stands in
grant-stands-in-for = Stands in for { $name }
grant-to-come = To come
grant-not-given = This role follows from one's own record; nobody gives it
grant-period = The period has no day: check its first and last day; it cannot begin before today
grant-held = The account has this role already in that time
grant-apart = The account is { $held ->
        [system_admin] system administrator
        [security_admin] security administrator
        [auditor] auditor
       *[other] in another role
    } already. An administrator's role goes with no other; choose another person
grant-oneself = Nobody gives themselves a role; ask another security administrator
grant-only-at-the-top = System administrators and auditors serve the whole platform; the role is given on the organisation at the top
grant-last-one = This is the last security administrator. Give the role to another first, or nobody can manage accounts
grant-ended = This role has ended, perhaps just now. Open the page again
grant-unknown = There is no account “{ $user }”, or it is locked
grant-not-here = This account has no role on the organisation. Let the security administrator give it one first
grant-stands-in = A role that stands in for another cannot be passed on
grant-too-long = Standing in lasts six months at most, and no longer than the role; hand the post over for longer

# Handing over
hand-over-title = Hand over
hand-over-about = In one act: the old role ends, the successor's begins on the same day, and pending work goes along.
hand-over-to = The successor's user name
hand-over-from = From
hand-over-do = Hand over
hand-over-done = Handed over; print the slip
hand-over-slip = Hand-over slip
hand-over-slip-about = Both sign, and each keeps a copy.
hand-over-who = Hands over
hand-over-whom = Takes over
hand-over-sign-who = Signature of who hands over:
hand-over-sign-whom = Signature of who takes over:

# Roles on an organisation, standing in
org-roles-title = Who has which role
org-roles-about = Everybody with a role on this organisation, those who stand in too; its superiors see it as well.
org-roles-none = Nobody has a role on this organisation.
stand-in-title = Let somebody stand in
stand-in-about = While you are away, a colleague acts as “{ $role }”. It ends by itself, and every act says that it was done standing in.
stand-in-who = User name of who stands in
stand-in-who-hint = Has a role on this organisation already
stand-in-until-hint = This day included, six months at most
stand-in-do = Let them stand in
stand-in-done = They stand in; it ends by itself
stand-in-now = { $name } stands in, or will
stand-in-end = End it
stand-in-ended = Standing in has ended

# Audit log
audit-title = Audit log
audit-about = To be read, never changed. Each reading is an entry too.
audit-entries = Log
audit-entry = An entry
audit-seen = Whose data was seen
audit-head = Signed head
audit-when = When
audit-who = Who
audit-act = What
audit-act-name = Name of the act
audit-act-hint = Beginning of the act, as in access. or registry.person
audit-kind = Kind
audit-look = Look
audit-subject = On whom or what
audit-subject-kind = Kind of subject
audit-org = Organisation
audit-user = User name
audit-from = From
audit-until = Until
audit-looks = Kind
audit-looks-and-acts = All
audit-acts-only = Acts only
audit-looks-only = Looks only
audit-narrow = Narrow down
audit-narrow-do = Show these
audit-count =
    { $n ->
        [one] 1 entry on this page
       *[other] { $n } entries on this page, newest first
    }
audit-none = No such entry
audit-none-why = Check user name, organisation code and days, or ask for less.
audit-not-an-id = This is no id. An id has 32 hexadecimal digits and can be copied from an entry
audit-by-system = System ({ $part })
audit-by-nobody = Somebody not signed in
audit-happened = Happened on
audit-source = Way
audit-principal = On behalf of
audit-basis = Basis
audit-reason = Reason
audit-detail = Particulars
audit-id = Id
audit-sealed = Sealed
audit-sealed-at = No. { $no } of { $size } sealed entries
audit-not-sealed = Not yet, within a minute
audit-leaf = Fingerprint
audit-same-account = All entries of this account
audit-same-subject = All entries on this subject
audit-same-org = All entries of this organisation
audit-as-xlsx = Download xlsx
audit-as-csv = Download csv
audit-export-more = Only the newest { $n } are listed; narrow the days for earlier ones
audit-seen-about = Which people and lists an account saw in a time: after a breach, each is told (Personal Information Protection Law, art. 57).
audit-seen-do = List them
audit-seen-none = The account saw no personal data in that time, or there is no such account.
audit-subjects-count =
    { $n ->
        [one] 1 subject on this page
       *[other] { $n } subjects on this page
    }
audit-times = Times
audit-first = First
audit-last = Last
audit-list-of-org = List of an organisation
audit-head-about = Copy or print the signed head, or send it to the superior. Compared later, it shows whether the log was altered, cut or exchanged.
audit-head-of = { $n } entries sealed, signed { $at }.
audit-head-none = Nothing has been sealed yet; look again in a minute.
audit-copy = Copy
audit-verify-title = Verify
audit-verify-about = All entries are computed anew from the first. A long log takes a while.
audit-verify-do = Verify now
audit-verifying = Verifying
audit-kept = A signed head kept earlier (may be empty)
audit-kept-hint = Paste it whole. It shows even what somebody with the key rewrote.
audit-whole = The log is whole
audit-broken = The log was altered
audit-verified = { $n } entries verified; { $waiting } wait for sealing.
audit-found-missing = Entry { $no } ({ $entry }) was deleted.
audit-found-changed = Entry { $no } ({ $entry }) was changed.
audit-found-swapped = Entry { $no } ({ $entry }) and entry { $with } were exchanged.
audit-found-gap = The seal of entry { $no } was deleted.
audit-found-inserted = Entry { $entry } was slipped in afterwards.
audit-found-moved = The time of entry { $entry } was moved.
audit-found-node = Node { $index } of level { $level } of the tree was altered.
audit-found-head = The signature at entry { $size } is missing, or not by this platform's key.
audit-found-rewritten = Entries { $after } to { $size } were rewritten; the signature does not cover them.
audit-found-truncated = The log has { $size } entries, a signed head says { $head }: it was cut, or restored from a backup.
audit-found-foreign = This is no signed head of this log, or it was copied wrongly.
audit-found-forked = It differs from the kept head at entry { $size }: somebody with the key rewrote the log, or two logs were shown.

# System
system-title = System
system-about = How the platform runs. No member data is shown here.
system-version = Version
system-engine = Database
system-head = Audit log sealed
system-head-of = { $n } entries, { $at }
system-head-none = Not yet
system-site = Site name
system-run-by = Run by
system-address = Address
system-queue = Queue
system-waiting = Waiting
system-oldest = Longest wait (seconds)
system-given-up = Given up
system-event-about = Given up { $at } after { $n } tries: { $why }
system-again = Try again
system-event-again = Back in the queue
system-jobs = Jobs
system-job = Job
system-held-until = Done by one server until
system-holder = By
system-no-jobs = No server has taken a job yet.
system-keys = Keys
system-fingerprint = Fingerprint
system-confirmed = The recovery sheet was confirmed { $at }
system-confirmed-before = An earlier recovery sheet was confirmed. Print and confirm anew after a change of keys
system-not-confirmed = The recovery sheet has not been confirmed. Without key file and sheet, sealed data can never be opened again
system-sheet = Recovery sheet
system-sheet-about = Take the printed sheet and type it in: only then is it known to be legible and right. What you type is compared and not kept.
system-sheet-hint = Line by line; spaces and line numbers may be left out
system-sheet-do = Confirm the sheet
system-sheet-confirmed = The sheet is right; lock it away
system-sheet-line = Line { $line } has a mistake; compare it with the sheet
system-sheet-wrong = This is no whole sheet: check the number of lines, and that all are of one sheet
system-sheet-other = The sheet is right but of other keys. Find the present sheet of this platform
