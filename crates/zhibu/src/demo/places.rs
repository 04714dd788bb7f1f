//! Names of places and units: invented, for as many towns and villages as are asked for.

use zhibu_rules::codes::OrgKind;

use super::dice::Dice;
use super::trade::Trade;

/// Beginnings and endings of places; each pair is a name.
const HEADS: [&str; 24] = [
    "柳", "云", "青", "松", "石", "白", "清", "梅", "竹", "杨", "桃", "枫", "溪", "金", "双", "大", "长",
    "南", "北", "东", "西", "上", "下", "新",
];
const TAILS: [&str; 22] = [
    "溪", "亭", "坪", "湾", "桥", "岭", "塘", "坝", "庄", "沟", "店", "埠", "营", "泉", "洼", "山", "堡",
    "渡", "林", "口", "寨", "浦",
];

const ORGANS: [&str; 24] = [
    "县委办公室",
    "县政府办公室",
    "县人大机关",
    "县政协机关",
    "县纪委监委机关",
    "县委组织部",
    "县委宣传部",
    "县委统战部",
    "县委政法委",
    "县委党校",
    "县发展和改革局",
    "县财政局",
    "县民政局",
    "县司法局",
    "县人力资源和社会保障局",
    "县住房和城乡建设局",
    "县交通运输局",
    "县水利局",
    "县文化和旅游局",
    "县审计局",
    "县统计局",
    "县档案馆",
    "县总工会",
    "县妇联",
];
const BUREAUS: [&str; 8] = [
    "县公安局",
    "县自然资源局",
    "县农业农村局",
    "县市场监督管理局",
    "县税务局",
    "县林业局",
    "县法院",
    "县城市管理局",
];
const SECTIONS: [&str; 8] = ["机关", "综合", "执法", "窗口服务", "城区", "城南", "城北", "技术"];
const ENTERPRISES: [&str; 8] = [
    "青澜水务集团",
    "青澜农商银行",
    "青澜城投集团",
    "青澜交运集团",
    "青澜粮储公司",
    "青澜供电公司",
    "青澜茶业集团",
    "青澜建材公司",
];
const WARDS: [&str; 12] =
    ["内科", "外科", "妇产科", "儿科", "急诊科", "骨科", "中医科", "护理", "医技", "药剂", "行政", "后勤"];
const HOSPITALS: [&str; 4] = ["县人民医院", "县中医院", "县妇幼保健院", "县疾控中心"];
const TRADES: [&str; 10] =
    ["快递", "外卖配送", "网约车", "货运", "家政服务", "电商直播", "物业服务", "律师", "软件园", "民办教育"];
const ORDINALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// The name of the nth place; no two are alike below the product of both lists.
fn place(no: usize) -> String {
    // A stride without common factor walks through all pairs in an order that looks like none.
    let pair = no * 149 % (HEADS.len() * TAILS.len());
    let (head, tail) = (HEADS[pair % HEADS.len()], TAILS[pair / HEADS.len()]);
    if head == tail { format!("古{tail}") } else { format!("{head}{tail}") }
}

/// The nth county.
#[must_use]
pub fn county(no: usize) -> String {
    if no == 0 { "青澜县".into() } else { format!("{}县", place(no * 7 + 3)) }
}

/// A small number in words: 一, 十二, 三十.
#[must_use]
pub fn ordinal(no: usize) -> String {
    match no {
        1..=10 => ORDINALS[no - 1].to_owned(),
        11..=19 => format!("十{}", ORDINALS[no - 11]),
        20..=99 if no.is_multiple_of(10) => format!("{}十", ORDINALS[no / 10 - 1]),
        20..=99 => format!("{}十{}", ORDINALS[no / 10 - 1], ORDINALS[no % 10 - 1]),
        _ => no.to_string(),
    }
}

/// A name before and from the word that says what kind of organisation it is.
#[must_use]
pub fn split_ending(name: &str) -> (&str, &str) {
    ["联合党支部", "党支部", "党总支", "党工委", "党委"]
        .into_iter()
        .find_map(|ending| Some((name.strip_suffix(ending)?, ending)))
        .unwrap_or((name, ""))
}

/// The same without the ordinal that stands before that word: 学生第二党支部 is 学生 and 党支部.
#[must_use]
pub fn without_ordinal(name: &str) -> (&str, &str) {
    let (base, ending) = split_ending(name);
    let is_ordinal = |text: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_ascii_digit() || ORDINALS.iter().any(|word| word.starts_with(c)))
    };
    match base.rsplit_once('第') {
        Some((before, after)) if is_ordinal(after) => (before, ending),
        _ => (base, ending),
    }
}

/// The unit of a committee: 柳溪镇党委 is that of 柳溪镇.
#[must_use]
pub fn unit_of(committee: &str) -> &str {
    split_ending(committee).0
}

/// Committees that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Towns.
    Town,
    /// Streets, led by working committees.
    Street,
    /// The working committee for county organs.
    Organs,
    /// That for education.
    Education,
    /// That for health.
    Health,
    /// That for new employment groups.
    NewGroups,
    /// Bureaus with a committee of their own.
    Bureau,
    /// Public enterprises.
    Enterprise,
}

impl Family {
    /// All of them, in the order of the tree.
    pub const ALL: [Family; 8] = [
        Family::Town,
        Family::Street,
        Family::Organs,
        Family::Education,
        Family::Health,
        Family::NewGroups,
        Family::Bureau,
        Family::Enterprise,
    ];

    /// Of 900 branches of a county: how many committees there are and how many general branches.
    fn per_county(self) -> (usize, usize) {
        match self {
            Self::Town => (16, 24),
            Self::Street => (4, 12),
            Self::Organs | Self::NewGroups => (1, 0),
            Self::Education => (1, 10),
            Self::Health => (1, 6),
            Self::Bureau => (8, 0),
            Self::Enterprise => (8, 8),
        }
    }

    /// How many committees a county with so many branches has.
    #[must_use]
    pub fn committees(self, branches: usize) -> usize {
        match self.per_county().0 {
            1 => 1,
            many => ((many * branches + 450) / 900).max(1),
        }
    }

    /// How many general branches.
    #[must_use]
    pub fn general_branches(self, branches: usize) -> usize {
        (self.per_county().1 * branches + 450) / 900
    }

    /// How many branches, those of towns' and streets' own organs left out.
    #[must_use]
    pub fn branches(self, all: usize) -> usize {
        let of = |trade: Trade| trade.branches_of(all);
        let organs = || {
            let own = Self::Town.committees(all) + Self::Street.committees(all);
            of(Trade::Organ).saturating_sub(own)
        };
        match self {
            Self::Town => of(Trade::Village),
            Self::Street => of(Trade::Community),
            Self::Organs => organs() / 2 + of(Trade::Retired),
            Self::Bureau => organs() - organs() / 2,
            Self::Education => of(Trade::School) + of(Trade::Students),
            Self::Health => of(Trade::Hospital),
            Self::NewGroups => of(Trade::NewGroup),
            Self::Enterprise => of(Trade::Enterprise),
        }
    }

    /// The kind of its committees.
    #[must_use]
    pub fn kind(self) -> OrgKind {
        match self {
            Self::Town | Self::Bureau | Self::Enterprise => OrgKind::Committee,
            _ => OrgKind::WorkingCommittee,
        }
    }

    /// The year in which its committees were founded.
    #[must_use]
    pub fn founded(self) -> i64 {
        match self {
            Self::Town => 1956,
            Self::Street => 1984,
            Self::Organs => 1978,
            Self::Education | Self::Bureau => 1985,
            Self::Health => 1987,
            Self::Enterprise => 1994,
            Self::NewGroups => 2021,
        }
    }

    /// The name of the nth committee of a county committee.
    #[must_use]
    pub fn committee(self, county_committee: &str, no: usize) -> String {
        let short = |list: &[&str]| {
            let round = no / list.len();
            let name = list[no % list.len()];
            if round == 0 {
                format!("{name}党委")
            } else {
                format!("{name}第{}分局党委", ordinal(round))
            }
        };
        let county = county_committee.trim_start_matches("中共").trim_end_matches("委员会");
        match self {
            Self::Town if no % 5 == 4 => format!("{}乡党委", place(no)),
            Self::Town if no == 0 => "柳溪镇党委".into(),
            Self::Town => format!("{}镇党委", place(no)),
            Self::Street => format!("{}街道党工委", place(no + 171)),
            Self::Organs => "县直机关党工委".into(),
            Self::Education => format!("{county}教育体育党工委"),
            Self::Health => format!("{county}卫生健康党工委"),
            Self::NewGroups => format!("{county}新就业群体党工委"),
            Self::Bureau => short(&BUREAUS),
            Self::Enterprise => short(&ENTERPRISES),
        }
    }

    /// The branch of a town's or street's own organ.
    #[must_use]
    pub fn own_organ(self, unit: &str) -> Option<String> {
        matches!(self, Self::Town | Self::Street).then(|| format!("{unit}机关党支部"))
    }

    /// What the branch at a place among so many does: the smaller group comes last.
    #[must_use]
    pub fn trade(self, at: usize, of: usize) -> Trade {
        match self {
            Self::Town => Trade::Village,
            Self::Street => Trade::Community,
            Self::Organs if at * 100 >= of * 52 => Trade::Retired,
            Self::Organs | Self::Bureau => Trade::Organ,
            Self::Education if at * 100 >= of * 80 => Trade::Students,
            Self::Education => Trade::School,
            Self::Health => Trade::Hospital,
            Self::NewGroups => Trade::NewGroup,
            Self::Enterprise => Trade::Enterprise,
        }
    }

    /// The name of the nth place of a committee, to which 党支部 or 党总支 is added.
    #[must_use]
    pub fn place(self, trade: Trade, unit: &str, committee: usize, no: usize, dice: &mut Dice) -> String {
        match (self, trade) {
            (Self::Town, _) if committee == 0 && no == 0 => "柳溪村".into(),
            (Self::Town, _) => format!("{}村", place(committee * 29 + no + 40)),
            (Self::Street, _) => format!("{}社区", place(committee * 37 + no + 260)),
            (Self::Organs, Trade::Retired) => {
                format!("{}退休干部", ORGANS[no % ORGANS.len()])
            }
            (Self::Organs, _) => ORGANS[no % ORGANS.len()].to_owned(),
            (Self::Education, Trade::Students) => "青澜职业技术学院学生".into(),
            (Self::Education, _) => {
                let level = dice.pick(&["小学", "小学", "中学", "中学", "幼儿园"]);
                format!("{}{level}", place(no))
            }
            (Self::Health, _) => {
                format!("{}{}", HOSPITALS[no % HOSPITALS.len()], WARDS[no % WARDS.len()])
            }
            (Self::NewGroups, _) if no % 3 == 2 => {
                format!("{}{}行业联合", place(no), TRADES[no % TRADES.len()])
            }
            (Self::NewGroups, _) => format!("{}行业", TRADES[no % TRADES.len()]),
            (Self::Bureau | Self::Enterprise, _) => {
                format!("{unit}{}", SECTIONS[no % SECTIONS.len()])
            }
        }
    }

    /// Where the people of a branch live, without house and number.
    #[must_use]
    pub fn address(self, unit: &str, base: &str) -> String {
        match self {
            Self::Town | Self::Street => format!("{unit}{base}"),
            _ => "青澜城区".into(),
        }
    }
}
