roster-import = 导入名册
roster-files = 选择名册文件
roster-files-hint = 可以一次选多个：.xlsx、.xls、.csv，或装有各支部表格的 .zip，合计不超过 300 MB
roster-columns-hint = 表头顺序不限；多出来的列作为备注保留；空格子不会清掉已有的资料。
roster-upload = 上传并识别
roster-no-file = 还没有选文件。请选择一个名册再上传。
roster-batches = 以前的导入
roster-when = 上传时间
roster-state = 进度
roster-new = 新增
roster-changed = 有更改
roster-same = 没有变化
roster-wrong = 要改或要定
roster-step-files = 选文件
roster-step-check = 检查和预览
roster-step-apply = 应用
roster-step-done = 完成，可撤销
roster-lead = { $when } 上传，{ $n } 行
roster-as-of = 名册反映哪一天的情况
roster-as-of-hint = 统计从这一天算起；更早的日子会注明没有记录。
roster-as-of-needed = 请填写名册的日期。
roster-as-note = 作为备注保留
roster-table = { $file } { $sheet }：第 { $head } 行是表头，第 { $from } 至 { $to } 行是 { $n } 人
roster-check = 检查
roster-unrecognised = 没有认出名册的表
roster-to-mend = 要改的地方
roster-marked = 下载标好错误的 { $file }
roster-remark = 问题和改法
roster-changes = 将要更改
roster-new-people = 将要新增
roster-absent = 文件里没有的人
roster-absent-why = 名册涉及的支部里，下列党员没有出现在文件中。他们的记录不会改动。
roster-dropped = 因期间有人改过而没有导入的人
roster-name = 姓名
roster-branch = 所在党支部
roster-item = 项目
roster-now = 现在
roster-then = 改为
roster-place = 位置
roster-place-cell = 第 { $row } 行 { $column } 列
roster-place-row = 第 { $row } 行
roster-field-other = 其他
roster-apply = 导入 { $n } 行
roster-withdraw = 停止并撤回
roster-undo = 整批撤销
roster-undo-hint = 应用后可以整批撤销。期间有人再改过的资料会单独列出来，由您决定。
roster-other-file = 换一个文件
roster-state-reading = 正在读取文件
roster-state-checking = 检查和预览
roster-state-applying = 正在写入，完成前谁也看不到
roster-state-settling = 已生效，正在整理历史
roster-state-settled = 已导入
roster-state-withdrawing = 正在撤回
roster-state-undoing = 正在撤销
roster-state-undone = 已撤销
roster-none = 没有认出名册
roster-none-why = 请确认表里有“姓名”“公民身份证号”等表头，另存为 .xlsx 后再传。
roster-nothing = 没有要导入的变化
roster-nothing-why = 文件里的内容和现有资料一致。
roster-ready = { $n } 行可以导入
roster-unwritten = 现在还没有写入任何资料。
roster-mixed = { $n } 行可以导入，{ $wrong } 行要改或要定
roster-mixed-why = 现在还没有写入任何资料。可以先导入没有问题的行，改好的行随时再传，不会重复。
roster-applied = 已导入 { $n } 行
roster-applied-why = 统计和名单已经更新。发现不对，可以整批撤销。
roster-undone-kept = 已撤销，{ $n } 人保持不动
roster-undone-kept-why = 这些人的资料在导入后又有人改过，请逐个核对。
roster-said-check = 开始检查。
roster-said-choice = 已采用，正在重新检查。
roster-said-apply = 开始导入。
roster-said-withdraw = 正在撤回。
roster-said-undo = 正在整批撤销。
roster-refused-state = 这一批的进度已经变了，请刷新后再看。
roster-refused-future = 名册的日期不能晚于今天，请改成名册上的日期。
roster-refused-no-table = 没有认出名册，请换一个文件。
roster-refused-nothing = 没有可以导入的行，请先改好标出的问题。
roster-refused-choice = 没有这个选项，请刷新后再选。
roster-tap = { $what }（{ $n } 行）
roster-tap-id-15 = 换算成 18 位
roster-tap-by-id = 以身份证号为准
roster-tap-by-roster = 以名册为准
roster-tap-branch = 采用“{ $name }”
roster-tap-same = 是同一个人
roster-tap-other = 是另一个人
roster-tap-renamed = 是同一个人，改了名字
roster-tap-full = 都当作正式党员
roster-fault-name = 姓名里有不该出现的字符
roster-mend-name = 只写姓名
roster-fault-id-digits-lost = 身份证号被表格软件存成了数字，末几位已经丢失
roster-mend-id-as-text = 把整列设为“文本”，重新填写这一格
roster-fault-id-15 = 这是 15 位的旧号码
roster-mend-id-15 = 换算成 18 位，或填写现在的号码
roster-fault-id-length = 身份证号应为 18 位，这里是 { $n } 位
roster-fault-character = 第 { $n } 个字符不对
roster-fault-id-check = 校验码应为 { $expected }
roster-fault-id-birth = { $what ->
    [year] 号码里的出生年份 { $n } 不可能
    [month] 号码里的出生月份 { $n } 不存在
   *[day] 号码里的出生日 { $n } 不存在
}
roster-mend-id = 核对身份证原件，改正后重新上传
roster-fault-phone-lost = 号码被表格软件改写，末几位已经丢失
roster-fault-phone-several = 一格里有 { $n } 个号码
roster-fault-phone-area = 固定电话缺区号
roster-fault-phone-length = 手机号应为 11 位，这里是 { $n } 位
roster-fault-phone = 不是有效的电话号码
roster-mend-phone = 一格写一个号码，固定电话带区号
roster-fault-day-month = 只写了年月，缺日
roster-fault-day-century = 年份 { $n } 没有写世纪
roster-fault-day-year-only = 只写了年份
roster-fault-day-year = 年份 { $n } 不可能
roster-fault-day-month-no = 没有 { $n } 月
roster-fault-day-no = 没有 { $n } 日，那个月只有 { $last } 天
roster-fault-day = 不是日期
roster-mend-day = 把“{ $written }”改成年月日，如 2001-07-01
roster-note-code = 代码表里没有“{ $written }”，按原样保留
roster-mend-code-kept = 不用改；代码表更新后会自动对上
roster-fault-code-ambiguous = “{ $written }”可以指好几项
roster-fault-code-conflict = “{ $written }”的代码和名称说的不是同一项
roster-fault-code-unknown = 没有“{ $written }”这一项
roster-mend-code = 改成代码或完整名称
roster-fault-birth = 出生日期 { $written } 和身份证号里的 { $by_id } 不一致
roster-mend-birth = 核对档案，选一个为准
roster-fault-sex = 性别和身份证号不一致
roster-fault-branch-several = 叫“{ $word }”的支部有 { $n } 个
roster-fault-branch-unknown = 找不到支部“{ $word }”
roster-mend-branch = 选一个支部，或改成全称；选过的会记住
roster-fault-required = 没有填{ $what }
roster-mend-required = 补填这一格
roster-doubt-same = 同支部已有同名同生日的人
roster-doubt-name = 这个身份证号登记的姓名是“{ $name }”
roster-mend-doubt = 确认是不是同一个人
roster-fault-elsewhere = 这个人登记在本组织以外的支部
roster-mend-elsewhere = 请办理组织关系转接，导入不会移动
roster-fault-closed = 这个人的记录已经关闭
roster-mend-closed = 核对后在个人页面恢复，导入不会重开
roster-fault-double = 和本批第 { $line } 行是同一个人
roster-mend-double = 删去其中一行
roster-fault-future = 日期晚于今天
roster-fault-before-founding = 早于 { $day } 建党
roster-fault-before-birth = 早于出生日期 { $day }
roster-fault-under-age = 入党时 { $age } 岁，不满 { $least } 岁
roster-fault-order = 转正日期早于加入日期 { $day }
roster-fault-no-probation-then = 当时没有预备期，转正日期应为 { $day }
roster-fault-too-early = 预备期未满，最早 { $day } 转正
roster-fault-odd-length = 预备期长短和当时的规定对不上，最早 { $day }
roster-fault-late = 晚于按期转正的 { $day }
roster-fault-not-converted = 预备期已于 { $day } 届满，没有转正日期
roster-mend-joining = 查入党志愿书，改正其中一个
roster-folder = 或者选择整个文件夹（电脑上）
roster-who = 上传人
roster-by-command = 命令行
roster-lines = 行数
roster-shown = 本页 { $n } 行
roster-all = 看全部 { $n } 行
roster-all-questions = 看全部要定的事
roster-back = 回到这一批
roster-nobody = 这里没有人
roster-nobody-why = 这一类没有行。
roster-faults-lead = 每一处写明文件、表、行、列；改好后重新上传，或点按钮直接采用。
roster-same-people = 没有变化的人
roster-doubtful = 要定
roster-faulty = 要改
roster-noted = 留意
roster-kept = 撤销时保持不动的人
roster-questions = 定一次，用于所有行
roster-questions-why = 下面每一条只要选一次，写法相同的行都照此处理；支部的选择以后的名册也记得。
roster-question-rows = 看这些行
roster-asked-by = { $n } 行
roster-pick-branch = 另选支部
roster-fault-kind = 种类
roster-weight = 处理
roster-places = 处数
roster-branch-of = “{ $word }”是哪个支部
roster-branch-lead = 选一次，{ $n } 行都归到这个支部，以后的名册也记得。
roster-branch-query = 名称、拼音首字母或代码
roster-branch-none-near = 没有相近的名称
roster-branch-none = 没有找到支部
roster-branch-none-why = 换几个字、拼音首字母或代码再找；新支部请先在组织里建立。
roster-branch-take = 采用
roster-kind = { $kind ->
    [fault-name] 姓名不对
    [fault-id-digits-lost] 身份证号丢了末几位
    [fault-id-15] 15 位的旧身份证号
    [fault-id-length] 身份证号位数不对
    [fault-character] 号码里有不该有的字符
    [fault-id-check] 身份证号校验码不对
    [fault-id-birth] 身份证号里的出生日期不存在
    [fault-phone-lost] 电话号码丢了末几位
    [fault-phone-several] 一格里有几个电话
    [fault-phone-area] 固定电话缺区号
    [fault-phone-length] 手机号位数不对
    [fault-phone] 不是电话号码
    [fault-day-month] 日期缺日
    [fault-day-century] 年份没有写世纪
    [fault-day-year-only] 日期只有年份
    [fault-day-year] 年份不可能
    [fault-day-month-no] 月份不存在
    [fault-day-no] 日子不存在
    [fault-day] 不是日期
    [note-code] 代码表里没有，按原样保留
    [fault-code-ambiguous] 可以指好几项
    [fault-code-conflict] 代码和名称不一致
    [fault-code-unknown] 代码表里没有
    [fault-birth] 出生日期和身份证号不一致
    [fault-sex] 性别和身份证号不一致
    [fault-branch-several] 同名的支部不止一个
    [fault-branch-unknown] 找不到支部
    [fault-required] 必填的格子空着
    [doubt-same] 可能已有这个人
    [doubt-name] 身份证号登记在别的姓名下
    [fault-elsewhere] 登记在本组织以外
    [fault-closed] 记录已经关闭
    [fault-double] 同一个人出现两次
    [fault-future] 日期晚于今天
    [fault-before-founding] 日期早于建党
    [fault-before-birth] 日期早于出生
    [fault-under-age] 入党时不满年龄
    [fault-order] 转正早于入党
    [fault-no-probation-then] 当时没有预备期
    [fault-too-early] 预备期未满就转正
    [fault-odd-length] 预备期长短对不上
    [fault-late] 转正晚于按期
    [fault-not-converted] 预备期已满没有转正
   *[other] 其他
}
roster-marked-name = { $file }（标好错误）
roster-words = 记住的支部叫法
roster-words-why = 导入时选过一次，以后的名册照此归到支部。选错了就忘掉它，下次会再问；已经导入的不变。
roster-words-none = 还没有记住的叫法
roster-words-forget = 忘掉
roster-words-forgotten = 已忘掉“{ $word }”。
