//! The columns of the official roster (党员基本信息汇总表) and further ones that rosters have.

use zhibu_web::sheet::KnownColumn;

macro_rules! columns {
    ($($field:ident = $key:literal [$($heading:literal),+ $(,)?];)+) => {
        /// A column that is understood.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $(#[doc = $key] $field,)+ }

        impl Field {
            /// All columns: the twenty official ones first, in their order.
            pub const ALL: &'static [Field] = &[$(Field::$field),+];

            /// The name of the field, as in the registry.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Field::$field => $key),+ }
            }

            /// The heading under which it is written out.
            #[must_use]
            pub fn heading(self) -> &'static str {
                KNOWN[self as usize].headings[0]
            }

            /// The column of a name.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Field::$field),)+ _ => None }
            }
        }

        /// The columns with every heading that people give them.
        pub const KNOWN: &[KnownColumn] = &[$(KnownColumn { key: $key, headings: &[$($heading),+] }),+];
    };
}

columns! {
    Number = "number" ["序号", "编号", "顺序号", "No"];
    Name = "name" ["姓名", "党员姓名", "名字"];
    Branch = "branch" ["所在党支部", "所在支部", "党支部", "支部", "支部名称", "党支部名称", "所属党支部", "所属支部", "所在党组织", "所属党组织", "党组织名称"];
    CitizenId = "citizen_id" ["公民身份证号", "公民身份号码", "公民身份证号码", "身份证号", "身份证号码", "身份证", "居民身份证号", "证件号码"];
    Sex = "sex" ["性别"];
    EthnicGroup = "ethnic_group" ["民族"];
    BornOn = "born_on" ["出生日期", "出生年月", "出生年月日", "生日"];
    Education = "education" ["学历", "文化程度", "最高学历"];
    Stage = "stage" ["人员类别", "党员类别", "党员类型", "类别"];
    JoinedOn = "joined_on" ["加入党组织日期", "加入党组织时间", "入党日期", "入党时间", "加入中共组织日期"];
    ConvertedOn = "converted_on" ["转为正式党员日期", "转为正式党员时间", "转正日期", "转正时间"];
    Job = "job_code" ["工作岗位", "岗位", "从事工作", "职业"];
    Mobile = "mobile" ["手机号", "手机", "手机号码", "移动电话", "联系电话", "联系方式", "电话"];
    Landline = "landline" ["固定电话", "座机", "固话", "办公电话", "家庭电话"];
    Address = "address" ["家庭住址", "住址", "家庭地址", "现居住地", "居住地址", "联系地址"];
    Status = "membership_status" ["党籍状态", "党籍"];
    IsLost = "is_lost" ["是否为失联党员", "是否失联党员", "是否失联", "失联党员", "失联"];
    LostSince = "lost_since" ["失去联系日期", "失联日期", "失去联系时间", "失联时间"];
    IsFloating = "is_floating" ["是否为流动党员", "是否流动党员", "是否流动", "流动党员"];
    OutflowPlace = "outflow_place" ["外出流向", "流向", "流动去向", "外出地点", "流出地"];
    BranchCode = "branch_code" ["党支部代码", "支部代码", "党组织代码", "组织代码"];
    Degree = "degree" ["学位"];
    NewStratum = "new_stratum" ["新社会阶层", "新的社会阶层", "新社会阶层类型"];
    NativePlace = "native_place" ["籍贯"];
    AppliedOn = "applied_on" ["申请入党日期", "递交入党申请书日期", "申请入党时间"];
    FloatingSince = "floating_since" ["外出日期", "流出日期", "外出时间"];
    OutflowReason = "outflow_reason" ["外出原因", "流动原因"];
}

/// How many columns the official roster has.
pub const OFFICIAL: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_leads_back_to_its_column() {
        for (at, field) in Field::ALL.iter().enumerate() {
            assert_eq!(Field::from_key(field.key()), Some(*field));
            assert_eq!(KNOWN[at].key, field.key());
        }
        assert_eq!(Field::ALL[OFFICIAL - 1].heading(), "外出流向");
    }
}
