//! What statistics count of a person in a period: one value per dimension.
//!
//! The same values stand in the columns `c_…` of the row and, as measures, in the deltas of
//! figures. Members (full and probationary) count in every dimension; before that a person
//! counts by stage only; whose membership is stopped counts by that only (the balance of the annual
//! statistics takes them out); a closed record counts nowhere.

use zhibu_rules::groups::JoinPeriod;

use super::Facts;

/// The dimensions, in the order of their columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Stage: every person counts here.
    Stage,
    /// Sex and year of birth, as `2:1980`. Ages follow from the year, so no band is ever stored.
    Birth,
    /// Ethnic group.
    Ethnic,
    /// Education.
    Education,
    /// Job.
    Job,
    /// Period of joining.
    Joined,
    /// Membership status.
    Status,
    /// Floating.
    Floating,
    /// Lost contact.
    Lost,
    /// Data missing.
    Missing,
}

impl Dimension {
    /// All dimensions.
    pub const ALL: [Dimension; 10] = [
        Dimension::Stage,
        Dimension::Birth,
        Dimension::Ethnic,
        Dimension::Education,
        Dimension::Job,
        Dimension::Joined,
        Dimension::Status,
        Dimension::Floating,
        Dimension::Lost,
        Dimension::Missing,
    ];

    /// The column of the row.
    #[must_use]
    pub fn column(self) -> &'static str {
        match self {
            Self::Stage => "c_stage",
            Self::Birth => "c_birth",
            Self::Ethnic => "c_ethnic",
            Self::Education => "c_education",
            Self::Job => "c_job",
            Self::Joined => "c_joined",
            Self::Status => "c_status",
            Self::Floating => "c_floating",
            Self::Lost => "c_lost",
            Self::Missing => "c_missing",
        }
    }

    /// The column without its prefix: the word in measures and addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        &self.column()[2..]
    }

    /// The dimension of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.word() == word)
    }

    /// Whether every member has a value here, so that its values add up to all members.
    #[must_use]
    pub fn is_total(self) -> bool {
        !matches!(self, Self::Stage | Self::Status | Self::Floating | Self::Lost | Self::Missing)
    }
}

/// The status of somebody whose membership is stopped (党员教育管理工作条例 2019, art. 24).
pub const STOPPED: &str = "stopped";

/// The value of a code that nobody wrote down: it counts too, or totals would not agree.
pub const UNKNOWN: &str = "?";

/// The values of a person in a period, by dimension; `None` where the person does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted([Option<String>; 10]);

impl Counted {
    /// The values that follow from what is known.
    #[must_use]
    pub fn of(facts: &Facts) -> Self {
        if facts.ending.is_some() {
            return Self::default();
        }
        let stage = Some(facts.stage.clone());
        let mut values = Self::default();
        if !is_member(&facts.stage) {
            values.0[Dimension::Stage as usize] = stage;
            return values;
        }
        if facts.membership_status == STOPPED {
            values.0[Dimension::Status as usize] = Some(STOPPED.into());
            return values;
        }
        let code = |code: &Option<String>| Some(code.clone().unwrap_or_else(|| UNKNOWN.into()));
        let year = facts.born_on.map_or_else(|| UNKNOWN.into(), |day| day.year().to_string());
        let joined = facts.joined_on.map_or(UNKNOWN, |day| JoinPeriod::of(day.date()).key());
        let mark = |is: bool| is.then(|| "yes".to_owned());
        Self([
            stage,
            Some(format!("{}:{year}", facts.sex)),
            code(&facts.ethnic_group),
            code(&facts.education),
            code(&facts.job_code),
            Some(joined.to_owned()),
            Some(facts.membership_status.clone()),
            mark(facts.is_floating),
            mark(facts.lost_since.is_some()),
            mark(missing(facts) > 0),
        ])
    }

    /// The value in a dimension.
    #[must_use]
    pub fn value(&self, dimension: Dimension) -> Option<&str> {
        self.0[dimension as usize].as_deref()
    }

    /// The measures, as `education:21`.
    pub fn measures(&self) -> impl Iterator<Item = String> {
        Dimension::ALL
            .into_iter()
            .filter_map(|dimension| self.value(dimension).map(|value| measure(dimension, value)))
    }
}

/// Whether somebody is counted as a member: at a member's stage, neither stopped nor closed.
#[must_use]
pub fn counts_as_member(facts: &Facts) -> bool {
    is_member(&facts.stage) && facts.ending.is_none() && facts.membership_status != STOPPED
}

/// The measure of a value in a dimension.
#[must_use]
pub fn measure(dimension: Dimension, value: &str) -> String {
    format!("{}:{value}", dimension.word())
}

/// Whether somebody at a stage is a member: full or probationary.
#[must_use]
pub fn is_member(stage: &str) -> bool {
    matches!(stage, "full" | "probationary")
}

/// The fields of the official 16 items that a member's record lacks, as bits in the order of
/// [`MISSING_FIELDS`].
#[must_use]
pub fn missing(facts: &Facts) -> i64 {
    let lacks = [
        facts.ethnic_group.is_none(),
        facts.citizen_id.is_none(),
        facts.born_on.is_none(),
        facts.education.is_none(),
        facts.joined_on.is_none(),
        facts.stage == "full" && facts.converted_on.is_none(),
        facts.job_code.is_none(),
        facts.mobile.is_none() && facts.landline.is_none(),
        facts.address.is_none(),
        facts.is_floating && facts.outflow_place.is_none(),
    ];
    lacks.iter().enumerate().map(|(bit, lacks)| i64::from(*lacks) << bit).sum()
}

/// The fields that can be missing, in the order of the bits of [`missing`].
pub const MISSING_FIELDS: [&str; 10] = [
    "ethnic_group",
    "citizen_id",
    "born_on",
    "education",
    "joined_on",
    "converted_on",
    "job_code",
    "mobile",
    "address",
    "outflow_place",
];
