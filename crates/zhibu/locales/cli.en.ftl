# Command line
cli-about = Zhibu: one unified, open platform for Party affairs
cli-demo = Opens a demo on this machine: an invented county, signed in to by password alone
cli-serve = Serves an installation by its settings
cli-config = The settings
cli-config-check = Checks the settings and names everything that is wrong
cli-config-file = The settings file; every setting can also be given as an environment variable (ZHIBU_ and its name in capitals), which goes before the file
cli-data = The data folder; a demo that is there already is used again
cli-listen = The address to listen on, loop-back only; 127.0.0.1:8080 by default, another port where that is taken
cli-members = How many members, 20000 by default; a tenth as many applicants come on top
cli-seed = The seed; the same seed makes the same people and organisations
cli-json = Prints one line of JSON, for scripts
cli-data-at = The data folder, with zhibu.sqlite and zhibu.key in it; given, it goes before the settings
cli-org = The code of the organisation
cli-import = Imports
cli-import-roster = Imports rosters: checks only, and writes with --apply
cli-import-files = Roster files: .xlsx, .xls, .csv, or a .zip with one workbook per branch
cli-import-as-of = The day of which the roster speaks, as in 2026-06-30; otherwise the day in its title, otherwise today
cli-import-apply = Writes the rows that are in order
cli-export = Exports
cli-export-roster = Exports the roster of an organisation and everything below it
cli-export-out = The file to write, .xlsx or .csv; a file that exists is never overwritten
cli-audit = The log
cli-audit-verify = Verifies the whole log; exit code 1 when it was altered
cli-audit-kept = A signed head that was kept elsewhere, to verify against
cli-audit-head = Prints the newest signed head, to be kept elsewhere
cli-admin = Administrators
cli-admin-create = Makes the first three administrators, who are three people, and the organisation at the top where there is none
cli-admin-system = The system administrator's user name
cli-admin-security = The security administrator's user name
cli-admin-auditor = The auditor's user name
cli-admin-root = The full name of the organisation at the top, as in “中共某县委员会”
cli-admin-root-code = The code of the organisation at the top
cli-no-org = No organisation has the code { $code }.
cli-file-unreadable = The file { $path } cannot be read: { $why }.
cli-fault = It was not done, the database failed: { $why }.

# Demo
demo-loop-back = The demo asks for the password alone and is open to this machine only: { $address } is not a loop-back address.
demo-other-data = The folder { $path } holds other data, which the demo does not touch. Choose another folder with --data.
demo-reused = The folder { $path } holds a demo of { $n } members already, which is used again. To make a new one, choose another folder with --data.
demo-orgs = Creating organisations
demo-people = Entering people
demo-figures = Adding up figures
demo-ready = The demo is ready. Open in a browser: { $url }
demo-sign-ins = One account for each role, all with the password { $password }:
demo-end = Ctrl-C ends it; the next start uses the same data.

# Settings
config-right = The settings are right; pages will be served on { $listen }.
setting-unreadable = The settings file { $path } cannot be read.
setting-syntax = Line { $line } of the settings file is not valid TOML.
setting-unknown = There is no setting “{ $name }”.
setting-mistyped = There is no setting “{ $name }”; was { $nearest } meant?
setting-missing = { $name } is not set.
setting-half = { $one } is set, so { $other } must be set too.
setting-no-file = { $name } names the file { $path }, which does not exist.
setting-open = Served on { $listen }, pages would cross the network in clear: set tls_certificate and tls_key, or name the proxy in front in trusted_proxies, or listen on 127.0.0.1 only.
setting-wants-text = { $name } must be a text in quotation marks.
setting-wants-address = { $name } must be an IP address and a port, as in 127.0.0.1:8080.
setting-wants-addresses = { $name } must be IP addresses with commas between them, as in 10.0.0.1, 10.0.0.2.
setting-wants-switch = { $name } must be true or false.
setting-wants-zone = { $name } must be the name of a time zone, as in Asia/Shanghai.
setting-wants-url = { $name } must be the address that people type, beginning with https:// or http://.
setting-wants-log-level = { $name } must be a log level, as in info or info,sqlx=warn.
setting-wants-log-format = { $name } must be json or text.
setting-wants-language = { $name } must be zh-CN or en.

# Keys and database
key-missing = There is no key file { $path }.
key-exists = There is a key file { $path } already; it is never overwritten.
key-exposed = Other users can read or write the key file { $path }: run chmod 600 { $path }.
key-foreign = { $path } is not a key file.
key-version = The key file { $path } has version { $version }, which this program does not know: upgrade the program.
key-damaged = Line { $line } of the key file { $path } is damaged: restore it from its copy or from the recovery sheet.
key-io = The key file { $path } cannot be read or written: { $why }.
key-gone = The database is sealed, but the key file { $path } is gone: restore it from its copy or from the recovery sheet. Nothing was changed.
key-other = The key file { $path } belongs to another installation and does not open this database: put the right one back. Nothing was changed.
key-lacks = The key file { $path } lacks keys that this database needs and may be an old copy: put the newest one back. Nothing was changed.
folder-unwritable = { $path } cannot be written: { $why }.
database-fault = The database cannot be opened: { $why }.
words-fault = The message catalogues are broken: { $why }.
recovery-head = Recovery sheet: should the key file be lost, these lines restore it. Print it, lock it away, then delete this file.
recovery-sheet = The recovery sheet of the keys is in { $path }: print it, lock it away, then delete the file. Without the keys nobody can open the personal data in the database.

# Serving
listen-failed = { $address } cannot be listened on: { $why }.
tls-failed = The TLS certificate or key cannot be used: { $why }.
serve-failed = Serving cannot begin: { $why }.

# Rosters
import-unwritten = { $how }. Nothing has been written yet; --apply writes.
import-counts = As of { $day }, { $lines } rows: { $new } new, { $changed } changed, { $same } unchanged, { $wrong } to mend or decide; { $absent } members of the branches named are missing from the files.
import-dropped = { $n } rows were left out because somebody edited them meanwhile.
import-unrecognised = Without a recognisable table: { $file } { $sheet }
import-fault = { $place }: “{ $written }” is written. { $problem }. { $mend }.
import-fault-empty = { $place }: { $problem }. { $mend }.
import-more = { $n } more rows are to be mended; check again after mending these and they are listed.
export-done = { $n } people were exported to { $path }; it holds personal data, keep it safe.
export-ending = The file name { $path } must end in .xlsx or .csv.
export-exists = There is a file { $path } already; it is never overwritten.
export-failed = The roster cannot be written: { $why }.

# Administrators
admin-made = { $role }: user name { $user }, activation code { $code }, works until { $until }
admin-exist = There are administrators already; further roles are given on the pages by the security administrator.
admin-no-root = There is no organisation at the top yet: give its full name with --root.
admin-other-root = The organisation at the top is { $name } already: leave out --root.
admin-same-person = The three administrators must be three people, and { $name } is named twice.
import-orgs-none = No organisation sheet was recognised in { $path }; see that it has headings such as 名称 and 类别.
import-orgs-counts = Changes from { $day } on: { $new } to create, { $changed } to change, { $same } unchanged, { $wrong } to mend.
cli-import-orgs = Import an organisation sheet: checks only, writes with --apply
cli-import-orgs-file = Organisation sheet: .xlsx, .xls or .csv
cli-import-orgs-as-of = From which day on renamings and moves hold; today when not given
