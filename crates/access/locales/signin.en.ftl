# Signing in
sign-in-lead = One way is enough. Articles and public notices need no sign-in.
sign-in-mobile = Mobile number
sign-in-user = User name
sign-in-password = Password
sign-in-activation = Activation code
sign-in-activation-hint = The 8 letters and digits that your branch secretary gave you in person or by message; capital or small does not matter.
sign-in-by-code = By a code to your phone
sign-in-send-code = Send the code
sign-in-by-password = By password
sign-in-by-activation = First time here, with an activation code
sign-in-go-on = Continue
sign-in-passkey-title = Without a password
sign-in-by-passkey = With this device's fingerprint, face or screen lock
sign-in-passkey-hint = This is a passkey. It works once you have signed in and set it up on this device.
sign-in-help = Cannot sign in?
sign-in-help-code = Ask your branch secretary for a new activation code, or go to the service centre of your village or community, where your identity is checked in person.
sign-in-help-paper = You need not sign in: notices reach you by message or on paper, votes can be cast on paper, and elections always are.
sign-in-wrong = The user name or the password is wrong. Try again, or sign in another way
sign-in-gone = This step has ended or was used. Please sign in from the beginning
sign-in-too-often = Too many tries. Please try again in { $minutes } min, or sign in another way.
signed-out = Signed out
sign-out = Sign out

# Codes by message
code-title = Enter the code
code-field = Code of 6 digits
code-sent = If { $mobile } is on record, a code is on its way; it works for 10 minutes. If none comes, ask again after 60 seconds.
code-again = Send again
code-no-mobile = This is no mobile number. Write 11 digits
code-wrong = The code is wrong or too old. Compare it with the message; after five tries ask for a new one
code-whose = Which of you is it
code-whose-lead = This number is on record for more than one person.

# The second step
second-title = One more step
second-lead = Open the authenticator on your phone and enter the 6 digits it shows now.
second-code = Digits of the authenticator
second-code-hint = If your phone is not at hand, enter a recovery code.
second-wrong = The digits are wrong or were used before. Wait for the next ones

# Choosing a password
choose-title = Choose a password
choose-lead = The activation code is right. Choose a password for signing in from now on.
renew-lead = By the rules of this installation an old password must be renewed.
choose-password = Set it and sign in
choose-passkey-title = Or without a password
choose-passkey = Set up a passkey on this device
choose-passkey-hint = From then on sign in with fingerprint, face or screen lock.
password-new = New password
password-hint = At least 8 characters; 15 or more are better. It may be a sentence only you know, and needs no digits or signs.
password-too-short = Too short: at least 8 characters
password-too-long = Too long: at most 128 characters
password-common = Many people use this password, and it is easily guessed. Take a sentence only you know
password-has-name = A password must not hold your own name, your user name or the name of this site. Choose another one
password-old = Present password
password-title = Change the password
password-lead = Other devices must sign in again afterwards.
password-changed = The password is changed; other devices are signed out

# Activation codes
activation-wrong = The activation code is wrong, too old or was used. Compare it with the slip, or ask your branch secretary for a new one
activation-has-roles = This account has duties over others; only the security administrator gives it a code.
slip-title = Activation code
slip-once = Shown this once. Print it and hand it over in person, or copy it into a message.
slip-address = Address
slip-until = Works until
slip-how = Open the address, choose “First time here, with an activation code”, enter the code and choose a password. It works once; show it to nobody else.
slip-print = Print

# Signing in and safety
security-title = Signing in and safety
security-lead = On which devices you are signed in, and by which ways.
security-sessions = Devices signed in
security-session-when = Signed in { $started }, last used { $seen }
security-this-device = This one
security-session-end = Sign it out
security-sessions-end = Sign all others out
security-session-ended = That device is signed out
security-sessions-ended = All other devices are signed out
security-codes-left = Recovery codes left: { $n }.
security-passkey-made = Set up { $made }, not used yet
security-passkey-used = Set up { $made }, last used { $used }
authenticator-title = Authenticator
authenticator-on = Set up
enrol-ask = This account has duties over others, and you signed in with one step, which is not enough to set up a second one. Ask the security administrator for a new activation code, sign in with it and set the second step up within an hour. If you have a second step already, sign in again with both.
authenticator-why = An authenticator app on your phone shows other digits every 30 seconds. To manage other people's data you need this step after the password, or a passkey.
authenticator-set-up = Set up the authenticator
authenticator-replace = Move to another phone
authenticator-remove = Stop using the authenticator
authenticator-removed = The authenticator is gone
authenticator-lead = Scan this picture with the authenticator app on your phone, or type the key below, then enter the 6 digits it shows.
authenticator-picture = The authenticator's QR code; it says the same as the key below
authenticator-key = Key
authenticator-code = 6 digits of the authenticator
recovery-title = Recovery codes
recovery-lead = If your phone is lost, these stand for the authenticator's digits, each of them once. Print or copy them and keep them safe. Shown this once.
recovery-new = Make new recovery codes
recovery-kept = I have kept them
passkeys-title = Passkeys
passkeys-why = Sign in with this device's fingerprint, face or screen lock: nothing to remember, nothing to be tricked out of.
passkey-remove = Remove
passkey-removed = The passkey is gone
passkey-made = The passkey is set up
passkey-not-made = The passkey could not be set up. Try again or take another way
passkey-not-used = Not signed in. This device may have no passkey yet; please sign in another way

# Asking again
confirm-title = Prove again who you are
confirm-lead = What comes next matters. Please prove once more that it is you; for ten minutes you will not be asked again.
confirm-two-factors = You signed in with one step, which opens only your own record. For anything else sign in with password and authenticator, or with a passkey.
confirm-button = Confirm
confirm-wrong = The password is wrong
confirm-sign-in = Sign in again with two steps
confirm-set-up = Set up an authenticator or a passkey first

# Roles
role-title = The role you act in
role-lead = One role at a time; the log names it too.
role-choose = Which role
role-at = { $role }, { $org }
role-own = Yourself, with your own record only
role-change = Act in this role
role-changed = The role is changed
role-not-yours = This role has ended or is not yours. Choose another one
role-one-factor = You signed in with one step; roles over others are closed.

# Devices
device-wechat = WeChat
device-edge = Edge
device-firefox = Firefox
device-chrome = Chrome
device-safari = Safari
device-browser = Browser
device-harmony = HarmonyOS
device-android = Android
device-iphone = iPhone
device-ipad = iPad
device-windows = Windows
device-mac = Mac
device-linux = Linux
device-system = other device
