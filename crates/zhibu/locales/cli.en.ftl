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
