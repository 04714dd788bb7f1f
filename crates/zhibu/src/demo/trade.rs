//! What the people of a branch do for a living, in such shares that the county as a whole has
//! the nation's: official figures for the end of 2024.

use super::dice::Dice;

/// What somebody does, as the published figures group it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// 工人.
    Worker,
    /// 农牧渔民.
    Farmer,
    /// 企事业单位、社会组织专业技术人员.
    Professional,
    /// 企事业单位、社会组织管理人员.
    Manager,
    /// 党政机关工作人员.
    Official,
    /// 学生.
    Student,
    /// 其他职业人员.
    Other,
    /// 离退休人员.
    Retired,
}

const WORKS: [Work; 8] = [
    Work::Worker,
    Work::Farmer,
    Work::Professional,
    Work::Manager,
    Work::Official,
    Work::Student,
    Work::Other,
    Work::Retired,
];

/// Where a branch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trade {
    /// A village.
    Village,
    /// A community of a street.
    Community,
    /// An organ of the county, a town or a street.
    Organ,
    /// A school: its teachers.
    School,
    /// A college: its students.
    Students,
    /// A hospital.
    Hospital,
    /// A public enterprise.
    Enterprise,
    /// New employment groups.
    NewGroup,
    /// Retired people of an organ.
    Retired,
}

impl Trade {
    /// How many of a thousand branches are there, and of a hundred of their members what each
    /// does, in the order of the groups above.
    const fn shares(self) -> (usize, [usize; 8]) {
        match self {
            Self::Village => (360, [5, 70, 4, 5, 2, 0, 8, 6]),
            Self::Community => (140, [8, 4, 5, 8, 0, 0, 20, 55]),
            Self::Organ => (110, [0, 0, 4, 12, 62, 0, 0, 22]),
            Self::School => (110, [0, 0, 72, 8, 0, 0, 2, 18]),
            Self::Students => (28, [0, 0, 8, 0, 0, 92, 0, 0]),
            Self::Hospital => (40, [0, 0, 78, 8, 0, 0, 0, 14]),
            Self::Enterprise => (140, [24, 0, 18, 36, 0, 0, 7, 15]),
            Self::NewGroup => (30, [30, 0, 0, 25, 0, 0, 45, 0]),
            Self::Retired => (42, [0, 0, 0, 0, 0, 0, 0, 100]),
        }
    }

    /// How many of a county's branches are there.
    #[must_use]
    pub const fn branches_of(self, all: usize) -> usize {
        (all * self.shares().0 + 500) / 1000
    }

    /// What one of the branch's members does.
    #[must_use]
    pub fn work(self, dice: &mut Dice) -> Work {
        WORKS[dice.weighed(&self.shares().1)]
    }
}

impl Work {
    /// A job code of the annual statistics, as it is stored.
    #[must_use]
    pub fn job_code(self, dice: &mut Dice, trade: Trade, age: i64) -> &'static str {
        let private = trade == Trade::NewGroup;
        match self {
            Self::Worker if private => dice.pick(&["025", "0253"]),
            Self::Worker => dice.pick(&["016", "016", "0164"]),
            Self::Farmer if age < 60 && dice.chance(150) => "113",
            Self::Farmer => dice.pick(&["farm_producer", "farm_producer", "1", "other_farmer"]),
            Self::Professional if trade == Trade::Enterprise => dice.pick(&["015", "022"]),
            Self::Professional => "013",
            Self::Manager if private => "021",
            Self::Manager if trade == Trade::Enterprise => "014",
            Self::Manager => "012",
            Self::Official => dice.pick(&["civil_servant", "civil_servant", "011"]),
            Self::Student => dice.pick(&[
                "undergraduate_final_year",
                "undergraduate_other_year",
                "junior_college_final_year",
            ]),
            Self::Other => "5",
            Self::Retired if age > 92 => "veteran_cadre",
            Self::Retired => "retiree",
        }
    }
}
