# 命令行
cli-about = 支部：统一开放的党务工作平台
cli-demo = 在本机开一个演示：一个虚构的县，登录只要密码
cli-serve = 按配置提供服务
cli-config = 配置文件
cli-config-check = 检查配置，一次指出全部问题
cli-config-file = 配置文件；每一项也可以用环境变量（ZHIBU_ 加大写名称）设置，环境变量优先
cli-data = 数据目录；已有演示数据就接着用
cli-listen = 监听地址，只能是本机回环地址；默认 127.0.0.1:8080，被占用就另选端口
cli-members = 党员人数，默认 20000；入党申请人等另有十分之一
cli-seed = 随机种子；同一种子生成的人和组织相同
cli-json = 只打印一行 JSON，供脚本使用
cli-data-at = 数据目录（里面是 zhibu.sqlite 和 zhibu.key）；给了就不看配置
cli-org = 组织代码
cli-import = 导入
cli-import-roster = 导入名册：先只检查，加 --apply 才写入
cli-import-files = 名册文件：.xlsx、.xls、.csv，或装有各支部表格的 .zip
cli-import-as-of = 名册反映哪一天的情况，如 2026-06-30；不给就用表题里的日期，再没有就用今天
cli-import-apply = 写入没有问题的行
cli-export = 导出
cli-export-roster = 导出一个组织和下级组织的名册
cli-export-out = 写到哪个文件，.xlsx 或 .csv；已有的文件不会覆盖
cli-audit = 日志
cli-audit-verify = 从头核对日志有没有被动过；被动过时退出码是 1
cli-audit-kept = 另外保存的签名摘要，和日志一起核对
cli-audit-head = 打印最新的签名摘要，供另外保存
cli-admin = 管理员
cli-admin-create = 建立最初的三个管理员，由三个人担任；还没有最上级组织时一并建立
cli-admin-system = 系统管理员的用户名
cli-admin-security = 安全管理员的用户名
cli-admin-auditor = 审计员的用户名
cli-admin-root = 最上级组织的全称，如“中共某县委员会”
cli-admin-root-code = 最上级组织的代码
cli-no-org = 没有代码是 { $code } 的组织。
cli-file-unreadable = 读不到文件 { $path }：{ $why }。
cli-fault = 没有做成，数据库出了错：{ $why }。

# 演示
demo-loop-back = 演示登录只要密码，只能在本机开放：{ $address } 不是本机回环地址。
demo-other-data = 目录 { $path } 里有别的数据，演示不会动它。请用 --data 换一个目录。
demo-reused = 目录 { $path } 里已有 { $n } 名党员的演示数据，接着用。想重新生成，请用 --data 换一个目录。
demo-orgs = 建立组织
demo-people = 录入人员
demo-figures = 汇总数字
demo-ready = 演示已就绪，请用浏览器打开：{ $url }
demo-sign-ins = 每种角色一个账号，密码都是 { $password }：
demo-end = 按 Ctrl-C 结束；下次启动接着用这些数据。

# 配置
config-right = 配置没有问题，将在 { $listen } 提供服务。
setting-unreadable = 读不到配置文件 { $path }。
setting-syntax = 配置文件第 { $line } 行不是正确的 TOML。
setting-unknown = 没有“{ $name }”这一项。
setting-mistyped = 没有“{ $name }”这一项，是不是想写 { $nearest }？
setting-missing = 没有设置 { $name }。
setting-half = 设置了 { $one }，还要设置 { $other }。
setting-no-file = { $name } 指的文件 { $path } 不存在。
setting-open = 在 { $listen } 提供服务会让页面在网络上不加密传输：请设置 tls_certificate 和 tls_key，或者在 trusted_proxies 里写明前面的代理，或者只监听 127.0.0.1。
setting-wants-text = { $name } 应是一段文字，用引号括起来。
setting-wants-address = { $name } 应是 IP 地址加端口，如 127.0.0.1:8080。
setting-wants-addresses = { $name } 应是 IP 地址，几个用逗号隔开，如 10.0.0.1, 10.0.0.2。
setting-wants-switch = { $name } 应是 true 或 false。
setting-wants-zone = { $name } 应是时区名，如 Asia/Shanghai。
setting-wants-url = { $name } 应是人们输入的网址，以 https:// 或 http:// 开头。
setting-wants-log-level = { $name } 应是日志级别，如 info 或 info,sqlx=warn。
setting-wants-log-format = { $name } 应是 json 或 text。
setting-wants-language = { $name } 应是 zh-CN 或 en。

# 密钥和数据库
key-missing = 没有密钥文件 { $path }。
key-exists = 密钥文件 { $path } 已经有了，不会覆盖。
key-exposed = 别的用户能读写密钥文件 { $path }：请运行 chmod 600 { $path }。
key-foreign = { $path } 不是密钥文件。
key-version = 密钥文件 { $path } 的版本是 { $version }，本程序不认识：请升级程序。
key-damaged = 密钥文件 { $path } 第 { $line } 行坏了：请用副本或恢复单恢复。
key-io = 密钥文件 { $path } 读写不了：{ $why }。
key-gone = 数据库是加密的，但密钥文件 { $path } 不见了：请用副本或恢复单恢复，没有改动任何数据。
key-other = 密钥文件 { $path } 属于另一套系统，打不开这个数据库：请换成原来的密钥文件，没有改动任何数据。
key-lacks = 密钥文件 { $path } 缺少这个数据库要用的密钥，可能是旧副本：请换成最新的密钥文件，没有改动任何数据。
folder-unwritable = { $path } 写不进去：{ $why }。
database-fault = 数据库打不开：{ $why }。
words-fault = 文字目录有错：{ $why }。
recovery-head = 恢复单：密钥文件丢失时，凭下面几行可以恢复。请打印、上锁保管，然后删除本文件。
recovery-sheet = 密钥的恢复单在 { $path }：请打印、上锁保管，然后删除这个文件。没有密钥，数据库里的个人资料谁也打不开。

# 服务
listen-failed = 不能在 { $address } 监听：{ $why }。
tls-failed = TLS 证书或私钥用不了：{ $why }。
serve-failed = 服务启动不了：{ $why }。

# 名册
import-unwritten = { $how }。还没有写入任何资料，加 --apply 才写入。
import-counts = 按 { $day } 的情况，共 { $lines } 行：新增 { $new }，有更改 { $changed }，没有变化 { $same }，要改或要定 { $wrong }；名册涉及的支部里，文件里没有的 { $absent } 人。
import-dropped = { $n } 行因期间有人改过而没有导入。
import-unrecognised = 没有认出名册的表：{ $file } { $sheet }
import-fault = { $place }：写的是“{ $written }”，{ $problem }；{ $mend }。
import-fault-empty = { $place }：{ $problem }；{ $mend }。
import-more = 另有 { $n } 行要改，改好上面的再检查一次就会列出。
export-done = 已导出 { $n } 人到 { $path }，文件里有个人资料，请妥善保管。
export-ending = 文件名 { $path } 应以 .xlsx 或 .csv 结尾。
export-exists = 文件 { $path } 已经有了，不会覆盖。
export-failed = 名册写不出来：{ $why }。

# 管理员
admin-made = { $role }：用户名 { $user }，启用码 { $code }，有效期到 { $until }
admin-exist = 已经有管理员了，别的角色由安全管理员在网页上授予。
admin-no-root = 还没有最上级组织，请用 --root 写明它的全称。
admin-other-root = 最上级组织已经有了，是{ $name }，请去掉 --root。
admin-same-person = 三个管理员必须是三个人，{ $name } 写了两次。
import-orgs-none = { $path } 里没有认出组织表，请确认有“名称”“类别”等表头。
import-orgs-counts = 更改从 { $day } 起：新建 { $new }，更改 { $changed }，没有变化 { $same }，要改 { $wrong }。
cli-import-orgs = 导入组织表：先只检查，加 --apply 才写入
cli-import-orgs-file = 组织表：.xlsx、.xls 或 .csv
cli-import-orgs-as-of = 改名和换上级从哪一天起；不给就从今天起
