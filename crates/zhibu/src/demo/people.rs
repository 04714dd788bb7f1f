//! The people of the sample, as they are today: members and applicants of one branch after the
//! other, with the nation's shares of age, sex, ethnic group and education.

use std::collections::HashMap;

use jiff::civil::Date;
use zhibu_kernel::Day;
use zhibu_registry::person::Facts;
use zhibu_rules::calendar::{add_months, add_years};
use zhibu_rules::citizen_id::CitizenId;
use zhibu_rules::codes::{Ending, MembershipStatus, Sex, Stage};
use zhibu_rules::periods::JoiningPeriod;

use super::county::Branch;
use super::dice::Dice;
use super::names;
use super::trade::{Trade, Work};

/// The region of sample citizen ids: never assigned, so that they belong to nobody.
const REGION: usize = 999_999;
/// Mobile numbers of the sample begin with this: no operator has the segment.
const MOBILE: &str = "1600";

/// Ages of the bands of the published figures, and the oldest.
const BANDS: [(i64, i64); 8] =
    [(20, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60), (61, 98)];
/// Of a thousand women and men of a band, how many are women.
const WOMEN: [usize; 8] = [430, 400, 370, 340, 320, 290, 240, 215];

/// Ethnic groups of the minorities with their weights.
const MINORITIES: [(&str, usize); 12] = [
    ("15", 20),
    ("06", 16),
    ("08", 14),
    ("03", 13),
    ("11", 12),
    ("05", 8),
    ("02", 8),
    ("07", 6),
    ("12", 4),
    ("04", 4),
    ("13", 3),
    ("10", 3),
];
const OUTFLOW: [&str; 8] = [
    "广东省深圳市龙岗区",
    "浙江省杭州市余杭区",
    "江苏省苏州市吴中区",
    "上海市浦东新区",
    "福建省泉州市晋江市",
    "北京市朝阳区",
    "四川省成都市双流区",
    "湖北省武汉市江夏区",
];

/// Makes people, each with a citizen id and a number of their own.
pub struct People {
    dice: Dice,
    today: Date,
    /// How many ids of a birth day and sex are given.
    given: HashMap<(Date, bool), usize>,
    numbers: usize,
}

impl People {
    /// Nobody yet; ages are those of `today`.
    #[must_use]
    pub fn new(seed: u64, today: Day) -> Self {
        Self {
            dice: Dice::new(seed, 0x7065_6f70_6c65),
            today: today.date(),
            given: HashMap::new(),
            numbers: 0,
        }
    }

    /// The dice, for what is made of these people.
    pub fn dice(&mut self) -> &mut Dice {
        &mut self.dice
    }

    /// A member of a branch.
    pub fn member(&mut self, branch: &Branch) -> Facts {
        let work = branch.trade.work(&mut self.dice);
        let age = self.age(work);
        let mut facts = self.somebody(branch, work, age);
        self.joined(&mut facts, work, age);
        if self.dice.chance(40) && age < 60 && work != Work::Student {
            self.floats(&mut facts);
        }
        if self.dice.chance(2) {
            facts.lost_since = Some(self.days_ago(200, 1500));
        }
        if self.dice.chance(30) {
            self.lacks_something(&mut facts);
        }
        facts
    }

    /// An applicant, activist or target of a branch.
    pub fn hopeful(&mut self, branch: &Branch) -> Facts {
        let work = match branch.trade {
            Trade::Retired => Work::Official,
            trade => match trade.work(&mut self.dice) {
                Work::Retired => Work::Other,
                work => work,
            },
        };
        let age = match work {
            Work::Student => self.dice.between(18, 23),
            _ => self.dice.between(20, 44),
        };
        let mut facts = self.somebody(branch, work, age);
        let (stage, from, to) = match self.dice.weighed(&[50, 40, 10]) {
            0 => (Stage::Applicant, 10, 700),
            1 => (Stage::Activist, 300, 1300),
            _ => (Stage::Target, 620, 1500),
        };
        facts.stage = stage.key().to_owned();
        let adult = facts.born_on.map_or(Day::FIRST, |born| add_years(born.date(), 18).into());
        facts.applied_on = Some(self.days_ago(from, to).max(adult));
        facts
    }

    fn age(&mut self, work: Work) -> i64 {
        let weights: [usize; 8] = match work {
            Work::Student => return self.dice.between(20, 25),
            Work::Retired => [0, 0, 0, 0, 0, 20, 80, 900],
            Work::Farmer => [80, 90, 105, 95, 90, 105, 105, 330],
            Work::Other => [136, 151, 157, 129, 120, 113, 74, 120],
            _ => [154, 172, 178, 147, 136, 128, 85, 0],
        };
        let (from, to) = BANDS[self.dice.weighed(&weights)];
        if to > 90 {
            // The old are fewer, the older the fewer.
            return self.dice.between(from, to).min(self.dice.between(from, to));
        }
        self.dice.between(from, to)
    }

    fn somebody(&mut self, branch: &Branch, work: Work, age: i64) -> Facts {
        let band = BANDS.iter().position(|(_, to)| age <= *to).unwrap_or(7);
        let is_woman = self.dice.chance(WOMEN[band]);
        let born = self.born(age);
        let ethnic_group = if self.dice.chance(77) {
            let weights = MINORITIES.map(|(_, weight)| weight);
            MINORITIES[self.dice.weighed(&weights)].0
        } else {
            "01"
        };
        let house = (self.dice.between(1, 9), self.dice.between(1, 160));
        let sex = if is_woman { Sex::Female } else { Sex::Male }.entry();
        Facts {
            name: names::person(&mut self.dice, ethnic_group, is_woman, born.year()),
            sex: sex.code.and_then(|code| code.parse().ok()).unwrap_or_default(),
            born_on: Some(born.into()),
            ethnic_group: Some(ethnic_group.to_owned()),
            education: Some(education(&mut self.dice, work, age).to_owned()),
            degree: None,
            job_code: Some(work.job_code(&mut self.dice, branch.trade, age).to_owned()),
            new_stratum: (branch.trade == Trade::NewGroup).then(|| "6".to_owned()),
            native_place: Some("青澜".to_owned()),
            stage: Stage::Applicant.key().to_owned(),
            membership_status: MembershipStatus::Normal.key().to_owned(),
            ending: None,
            entry: "roster".to_owned(),
            applied_on: None,
            joined_on: None,
            converted_on: None,
            probation_ends_on: None,
            is_floating: false,
            floating_since: None,
            outflow_place: None,
            outflow_reason: None,
            lost_since: None,
            citizen_id: self.citizen_id(born, is_woman),
            mobile: Some(self.mobile()),
            landline: None,
            address: Some(format!("{}{}组{}号", branch.address, house.0, house.1)),
            notes: Vec::new(),
        }
    }

    fn born(&mut self, age: i64) -> Date {
        let birthday = add_years(self.today, -i16::try_from(age).unwrap_or(40));
        let back = self.dice.between(0, 364);
        Day::from(birthday).plus_days(-back).date()
    }

    fn citizen_id(&mut self, born: Date, is_woman: bool) -> Option<String> {
        let given = self.given.entry((born, is_woman)).or_default();
        let (region, nth) = (REGION - *given / 499, *given % 499);
        *given += 1;
        // Odd for men, even for women; 000 is nobody's.
        let sequence = 2 * nth + if is_woman { 2 } else { 1 };
        let first17 = format!("{region}{}{sequence:03}", born.strftime("%Y%m%d"));
        CitizenId::with_check_digit(&first17).ok().map(|id| id.as_str().to_owned())
    }

    fn mobile(&mut self) -> String {
        self.numbers += 1;
        format!("{MOBILE}{:07}", self.numbers)
    }

    /// When and how a member joined: every fiftieth a year in the last two, the others long ago.
    fn joined(&mut self, facts: &mut Facts, work: Work, age: i64) {
        let born = facts.born_on.unwrap_or(Day::FIRST).date();
        let newest = if work == Work::Student { 300 } else { 19 };
        let joined = if age < 55 && self.dice.chance(newest) {
            self.days_ago(5, 360).date()
        } else if age <= 22 || age < 55 && self.dice.chance(newest) {
            self.days_ago(370, 725).date()
        } else {
            let most = (age - 3).min(if work == Work::Student { 21 } else { 52 });
            let joined_at = self.dice.between(20, most).min(self.dice.between(20, most));
            add_years(born, i16::try_from(joined_at).unwrap_or(25))
        };
        // Nobody applies before eighteen, and the way takes its time.
        let adult = add_years(born, 18);
        let joined = joined.max(add_months(adult, 20));
        // Everything happens at meetings, which are not held on the birthday.
        let joined = Day::from(joined).plus_days(self.dice.between(0, 40)).date().min(self.today);
        let applied = Day::from(joined).plus_days(-self.dice.between(560, 1400));
        facts.applied_on = Some(applied.max(adult.into()));
        facts.joined_on = Some(joined.into());
        let converted = JoiningPeriod::of(joined)
            .and_then(|period| period.conversion_days(joined).last())
            .unwrap_or(joined);
        if converted < self.today {
            facts.stage = Stage::Full.key().to_owned();
            facts.converted_on = Some(converted.into());
        } else {
            facts.stage = Stage::Probationary.key().to_owned();
            facts.probation_ends_on = Some(converted.into());
        }
    }

    fn floats(&mut self, facts: &mut Facts) {
        facts.is_floating = true;
        facts.floating_since = Some(self.days_ago(60, 2500));
        facts.outflow_place = Some(self.dice.pick(&OUTFLOW).to_owned());
        facts.outflow_reason = Some(self.dice.pick(&["1", "1", "4", "6"]).to_owned());
    }

    /// What secretaries are still asked for.
    fn lacks_something(&mut self, facts: &mut Facts) {
        match self.dice.below(6) {
            0 => facts.mobile = None,
            1 => facts.address = None,
            2 => facts.education = None,
            3 => facts.converted_on = facts.converted_on.filter(|_| facts.stage != "full"),
            4 => facts.citizen_id = None,
            _ => facts.job_code = None,
        }
    }

    /// A day between so many days ago and so many more.
    pub fn days_ago(&mut self, least: i64, most: i64) -> Day {
        Day::from(self.today).plus_days(-self.dice.between(least, most))
    }
}

/// Education by GB/T 4658.
fn education(dice: &mut Dice, work: Work, age: i64) -> &'static str {
    let college = match work {
        Work::Student => return dice.pick(&["61", "61", "31"]),
        Work::Official | Work::Professional | Work::Manager => 920,
        Work::Other => 650,
        Work::Worker => 500,
        Work::Retired => 350,
        Work::Farmer if age < 45 => 480,
        Work::Farmer => 130,
    };
    if dice.chance(college) {
        return match (work, age) {
            (Work::Farmer | Work::Worker | Work::Retired, _) => dice.pick(&["31", "31", "21"]),
            (_, 46..) => dice.pick(&["31", "21", "21"]),
            _ => ["21", "14", "11", "31"][dice.weighed(&[68, 12, 1, 19])],
        };
    }
    match age {
        ..50 => dice.pick(&["41", "44", "61", "71"]),
        50..70 => dice.pick(&["61", "71", "71", "41"]),
        _ => dice.pick(&["71", "81", "81", "61"]),
    }
}

/// The words of how a record may end, with their weights.
pub(super) const ENDINGS: [(Ending, usize); 4] =
    [(Ending::Deceased, 70), (Ending::TransferredOut, 24), (Ending::Removed, 4), (Ending::Expelled, 2)];
