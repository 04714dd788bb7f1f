# 组织
orgs-title = 组织
org-tree = 组织树
org-query = 名称、拼音首字母或代码
org-find = 查找
org-hits = 找到的组织
org-no-hit = 没有找到
org-no-hit-why = 换个写法：名称里的任意一段（如“柳溪村”）、拼音首字母或代码都可以。
org-past-day = 看过去某一天
org-past-show = 看这一天
org-on-day = 哪一天
org-past = 这是 { $day } 的组织树
org-today = 回到今天
org-no-records = 这一天还没有记录
org-no-records-why = 组织在这一天还没有成立，或记录从更晚的日子开始。
org-selected = 选中的组织
org-page = 看详情
org-see-people = 看人员
org-see-figures = 看统计
org-adjust = 调整组织
org-history = 沿革
org-facts = 基本情况
org-in-tree = 在组织树里看
org-sheet = 党组织信息
org-sheet-title = { $name }党组织信息表
org-people = { $n } 人
org-below = 下级组织
org-below-of = { $name }的下级
org-open = 看它的下级
org-more = 再看 { $n } 个
org-name = 名称
org-short-name = 简称
org-code = 代码
org-kind = 类别
org-superior = 上级
org-founded = 成立
org-ended = 撤销
org-unit = 所在单位情况
org-unknown = 不清楚
org-approves = 审批预备党员
org-approves-tick = 有审批预备党员的权限
org-approves-yes = 有权
org-approves-no = 无权
org-approves-rule = 《中国共产党发展党员工作细则》（2026年修订）第二十二条：预备党员由有审批权限的党委（党工委）审批；党总支、党支部以及乡镇、街道以下的党委无权审批
org-area = 数据分区
org-area-tick = 从这个组织开始单独成一个分区
org-area-hint = 一般每个县级党委一个分区。不清楚就不要勾。
org-nothing = 无
org-now = 现在是：{ $text }

# 调整
org-new = 新建组织
org-new-lead = 新组织归{ $name }领导。
org-created = 已新建{ $name }
org-rename = 改名称、类别或代码
org-rename-lead = 从某一天起，{ $name }改用新的名称、类别或代码。以前的日子仍显示以前的。
org-renamed = 已改：{ $name }
org-move = 移到另一个上级
org-move-lead = { $name }连同全部下级，从某一天起归另一个上级领导。
org-move-to = 新的上级
org-moved = { $name }已移到新的上级
org-merge = 合并（别的组织并进来）
org-merge-lead = 把别的组织并入{ $name }。并入的组织就此终止，人员和下级都归{ $name }。
org-merge-which = 哪些组织要并进来
org-merged = 已并入{ $name }
org-split = 拆出一个组织
org-split-lead = 从{ $name }拆出一个新组织，两者归同一个上级。人员随后在人员名单里成批转入。
org-split-which = 哪些下级归新组织
org-was-split = 已从{ $name }拆出新组织，请在人员名单里转入人员
org-dissolve = 撤销组织
org-dissolve-lead = { $name }从某一天起终止。人员和下级都要有去处。
org-people-to = 人员转到哪个支部（没有人员可不填）
org-subordinates-to = 下级归哪个组织
org-subordinates-hint = 不填就归现在的上级。
org-dissolved = 已撤销{ $name }
org-other-hint = 写全称、简称、拼音首字母或代码。
org-others-hint = 一行写一个：全称、简称、拼音首字母或代码。
org-on = 从哪一天起
org-approved-by = 批准的上级
org-basis = 依据（批文名称和文号）
org-preview = 下一步：看会影响什么
org-back = 返回
org-check = 请核对
org-check-lead = 还没有改动。核对无误再确认。
org-change-again = 回去修改
org-touches = 会影响到：{ $name }
org-members = 党员
org-role-of = { $name }（{ $role }）
org-roles-end = 到这一天终止的身份
org-roles-stay = 继续有效的身份
org-roles-below = 下级组织里的身份（继续有效）
org-ends-note = 组织就此终止，它的身份同时终止。历史照样可查。
org-taken-back = 已撤回对{ $name }的改动
org-take-back = 撤回最近一次改动
org-take-back-lead = 整件事一起撤回：终止的组织恢复，下级组织、人员和身份都回到原处。撤回本身也有记录。
org-take-back-what = 要撤回的
org-take-back-do = 撤回

# 沿革
org-did-create = 成立
org-did-change = { $field }由“{ $old }”改为“{ $new }”
org-did-move = 由{ $old }改归{ $new }领导
org-did-merge = 并入{ $new }
org-did-take-in = { $names }并入
org-did-split = 拆出{ $part }
org-did-dissolve = 撤销
org-did-of = { $name }：{ $what }
org-recorded-on = { $day }补记
org-undone = 已撤回
org-unlisted = 另有 { $n } 项没有列出
org-latest = 只列出最近 { $n } 次

# 不能办的原因
org-refused-changed = 您打开这一页以后，别人改过这个组织。现在的内容写在各项下面，请核对后再交一次。
org-refused-ahead = 日子还没有到。请写今天或以前的日子。
org-refused-not-yet = 那时组织还没有成立。最早可写 { $day }。
org-refused-ended = 组织已在 { $day } 终止，不能再改。
org-refused-other-not-there = { $name }从那天起不是一直都在。请换一个，或改日期。
org-refused-nothing = 没有任何改动。
org-refused-root = 最上一级组织不能这样调整。
org-refused-below-itself = 组织不能归它自己或它的下级领导。请另选一个。
org-refused-unnamed = 没有找到这样的组织。请写全称或代码。
org-refused-several = 这样叫的不止一个：{ $names }。请写全称或代码。
org-refused-kind = { $above }下面不能设{ $below }。请改类别或上级。
org-refused-holds-nobody = { $kind }不能直接编入党员。请选一个支部。
org-refused-approves = { $kind }无权审批预备党员。请去掉这个勾。
org-refused-code = 这个代码已是{ $name }的。
org-refused-people-left = 组织里还有人员。请写明转到哪个支部。
org-refused-since = 之后又有改动，不能单独撤回这一次。请按新的日期再改一次。
org-refused-taken-back = 这次改动已经撤回过了。
org-refused-stands-on = { $org }在 { $day } 又{ $act ->
    [create] 成立
    [rename] 改了名称或类别
    [move] 改归别的组织领导
    [merge] 并入别的组织
    [take_in] 并入了别的组织
    [split] 拆分
   *[dissolve] 撤销
}，请先撤回那一次。
org-refused-holds-people = { $name }里有人员。请先把人转走，再撤回。
org-refused-has-below = { $name }在它下面。请先调走，再撤回。
