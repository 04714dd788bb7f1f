# 角色
role-public = 公众
role-member = 党员
role-applicant = 入党申请人
role-secretary = 支部书记
role-committee-officer = 组织委员
role-department-officer = 组织部
role-editor = 编辑
role-reviewer = 审核
role-teacher = 教师
role-scrutineer = 监票人
role-inspector = 检查
role-system-admin = 系统管理员
role-security-admin = 安全管理员
role-auditor = 审计员

# 不能做
refused-forbidden = 您现在的身份不能办这件事。需要的话，请联系上级党组织。
refused-sign-in = 请先登录
refused-second-factor = 办这件事要再核对一次身份
