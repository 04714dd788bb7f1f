# 登录
sign-in-lead = 选一种方式就可以。公开的文章和公示不用登录。
sign-in-mobile = 手机号
sign-in-user = 账号
sign-in-password = 密码
sign-in-activation = 启用码
sign-in-activation-hint = 支部书记当面或用短信给您的 8 位字母和数字，不分大小写。
sign-in-by-code = 用短信验证码登录
sign-in-send-code = 发送验证码
sign-in-by-password = 用密码登录
sign-in-by-activation = 第一次使用，我有启用码
sign-in-go-on = 继续
sign-in-passkey-title = 不用密码
sign-in-by-passkey = 用这台设备的指纹、面容或锁屏密码
sign-in-passkey-hint = 这叫“通行密钥”，登录后在本机设置过一次才能用。
sign-in-help = 登录不了？
sign-in-help-code = 请支部书记重新发一个启用码，或者到村（社区）党群服务中心，由工作人员当面核对身份后办理。
sign-in-help-paper = 也可以不登录：通知照常用短信或纸条送达，表决可以用纸质票，选举都用纸质票。
sign-in-wrong = 账号或密码不对。可以再试，也可以换一种方式登录
sign-in-gone = 这一步已经过时或用过了。请从头再登录一次
sign-in-too-often = 试的次数太多。请过 { $minutes } 分钟再试，或者换一种方式登录。
signed-out = 已退出登录
sign-out = 退出登录

# 短信验证码
code-title = 输入验证码
code-field = 6 位验证码
code-sent = 如果 { $mobile } 登记在册，验证码已经发出，10 分钟内有效。没有收到，60 秒后可以再发。
code-again = 再发一次
code-no-mobile = 这不是手机号。请写 11 位数字
code-wrong = 验证码不对，或者已经过时。请对照短信再输一次，试了五次就要重新发
code-whose = 您是哪一位
code-whose-lead = 这个手机号登记了不止一位。

# 第二步
second-title = 再核对一步
second-lead = 打开手机上的验证器，输入现在显示的 6 位数字。
second-code = 验证器上的数字
second-code-hint = 手机不在身边，可以输入一个恢复码。
second-wrong = 数字不对，或者已经用过。请等下一组数字再输

# 设密码
choose-title = 设一个密码
choose-lead = 启用码没有错。请设一个以后登录用的密码。
renew-lead = 按本单位的规定，密码用得久了要换一个。
choose-password = 设好并登录
choose-passkey-title = 也可以不设密码
choose-passkey = 在这台设备上设通行密钥
choose-passkey-hint = 以后用指纹、面容或锁屏密码登录。
password-new = 新密码
password-hint = 至少 8 个字，15 个以上更好。可以是一句只有您知道的话，不必夹数字和符号。
password-too-short = 太短了，至少要 8 个字
password-too-long = 太长了，最多 128 个字
password-common = 这个密码很多人在用，容易被猜中。请换一句只有您知道的话
password-has-name = 密码里不要用自己的姓名、账号或平台的名称。请换一个
password-old = 现在的密码
password-title = 修改密码
password-lead = 改好以后，别的设备上要重新登录。
password-changed = 密码已修改，别的设备已退出

# 启用码
activation-wrong = 启用码不对，或者已经过期、用过。请对照纸条再输一次，或者请支部书记重新发一个
activation-has-roles = 这个账号有管理职责，启用码只能由安全管理员发。
slip-title = 启用码
slip-once = 只显示这一次。请打印出来当面交给本人，或者照抄到短信里。
slip-address = 网址
slip-until = 有效期到
slip-how = 打开网址，选“第一次使用，我有启用码”，输入启用码，再设一个密码。启用码只能用一次，不要给别人看。
slip-print = 打印

# 登录和安全
security-title = 登录和安全
security-lead = 在哪些设备上登录过，用什么办法登录。
security-sessions = 登录着的设备
security-session-when = { $started }登录，最近一次用是 { $seen }
security-this-device = 就是这台
security-session-end = 让它退出
security-sessions-end = 让别的设备都退出
security-session-ended = 那台设备已退出
security-sessions-ended = 别的设备都已退出
security-codes-left = 还有 { $n } 个恢复码没有用过。
security-passkey-made = { $made }设置，还没有用过
security-passkey-used = { $made }设置，最近一次用是 { $used }
authenticator-title = 验证器
authenticator-on = 已设置
enrol-ask = 这个账号有管理职责，这次登录只核对了一步，不能设第二步。请向安全管理员要一个新的启用码，用它登录，一小时内设好；已经设过第二步的，用两步重新登录。
authenticator-why = 手机上的验证器应用每 30 秒换一组数字。管理别人的资料，要用密码再加这一步，或者用通行密钥。
authenticator-set-up = 设好验证器
authenticator-replace = 换一部手机
authenticator-remove = 不再用验证器
authenticator-removed = 验证器已去掉
authenticator-lead = 用手机上的验证器应用扫这张图，或者照抄下面的密钥，再输入应用显示的 6 位数字。
authenticator-picture = 验证器的二维码，内容和下面的密钥一样
authenticator-key = 密钥
authenticator-code = 验证器上的 6 位数字
recovery-title = 恢复码
recovery-lead = 手机丢了，用这些码代替验证器上的数字，每个只能用一次。请打印或抄下来，放在稳妥的地方。只显示这一次。
recovery-new = 重新做一套恢复码
recovery-kept = 我已经收好
passkeys-title = 通行密钥
passkeys-why = 用这台设备的指纹、面容或锁屏密码登录，不用记密码，也不会被骗走。
passkey-remove = 去掉
passkey-removed = 通行密钥已去掉
passkey-made = 通行密钥已设好
passkey-not-made = 通行密钥没有设成。可以再试一次，或者用别的方式
passkey-not-used = 没有登录成。这台设备上可能还没有设过通行密钥，请用别的方式登录

# 再核对
confirm-title = 再核对一次身份
confirm-lead = 接下来的事要紧，请再证明一次是您本人。十分钟内不再问。
confirm-two-factors = 您这次登录只核对了一步，只能看自己的资料。办别的事，要用密码加验证器，或者用通行密钥登录。
confirm-button = 核对
confirm-wrong = 密码不对
confirm-sign-in = 用两步重新登录
confirm-set-up = 先设好验证器或通行密钥

# 身份
role-title = 现在的身份
role-lead = 一个时候只用一种身份办事，记录里也写这种身份。
role-choose = 用哪种身份
role-at = { $role }　{ $org }
role-own = 本人，只看自己的资料
role-change = 换成这种身份
role-changed = 身份已经换了
role-not-yours = 这种身份已经结束，或者不是您的。请选别的
role-one-factor = 这次登录只核对了一步，管理别人的身份还不能用。

# 设备
device-wechat = 微信
device-edge = Edge 浏览器
device-firefox = 火狐浏览器
device-chrome = Chrome 浏览器
device-safari = Safari 浏览器
device-browser = 浏览器
device-harmony = 鸿蒙
device-android = 安卓
device-iphone = iPhone
device-ipad = iPad
device-windows = Windows 电脑
device-mac = 苹果电脑
device-linux = Linux 电脑
device-system = 别的设备
