//! The tables of a page or a spreadsheet: the figures of a day, sorted into groups.
//!
//! Every table of members is a partition: what nobody wrote down is a line of its own, so that all
//! tables add up to the same total (STA-02).

use std::collections::BTreeMap;

use jiff::civil::date;
use zhibu_kernel::Day;
use zhibu_rules::codes::{ETHNIC_GROUP, Entry, MembershipStatus, Sex, Stage};
use zhibu_rules::groups::{AgeBand, EducationGroup, JobGroup, JoinPeriod};
use zhibu_web::{Lang, T, key};

use super::Figures;
use super::flow::{Came, Flow, Went};
use crate::person::counted::{Dimension, UNKNOWN};
use crate::person::list::Figure;

/// Han Chinese in GB/T 3304; every other code is a minority's.
const HAN: &str = "01";

/// How a line is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// A row of a code table.
    Entry(&'static Entry),
    /// A sentence of the catalogues.
    Key(&'static str),
    /// A code that its table does not list.
    Code(String),
}

impl Name {
    /// In the words of a language.
    #[must_use]
    pub fn text(&self, t: &T) -> String {
        match self {
            Self::Entry(entry) => match t.lang() {
                Lang::ZhCn => entry.zh.to_owned(),
                Lang::En => entry.en.to_owned(),
            },
            Self::Key(key) => t.get(key).into_owned(),
            Self::Code(code) => code.clone(),
        }
    }
}

/// How many people, and which list shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub n: i64,
    /// The list behind it.
    pub figure: Figure,
}

impl Count {
    fn none(dimension: Dimension) -> Self {
        let figure = Figure { dimension, values: Vec::new() };
        Self { n: 0, figure }
    }

    fn add(&mut self, value: &str, n: i64) {
        self.n += n;
        self.figure.values.push(value.to_owned());
    }
}

/// A line of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is counted.
    pub name: Name,
    /// How many.
    pub count: Count,
}

/// A line of the ages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ages {
    /// The band; none for those whose year of birth nobody wrote down.
    pub band: Option<AgeBand>,
    /// Men.
    pub men: Count,
    /// Women.
    pub women: Count,
    /// Those whose sex nobody wrote down.
    pub others: Count,
}

/// The tables of a day.
#[derive(Clone, Debug)]
pub struct Report {
    /// All members: each table but the stages adds up to this.
    pub members: i64,
    /// Full members.
    pub full: Count,
    /// Probationary members.
    pub probationary: Count,
    /// Members whose year of birth puts them into a band by the age of the day's year, the oldest
    /// first, and a last line for the rest.
    pub ages: Vec<Ages>,
    /// Men, women, and the rest.
    pub sexes: Vec<Line>,
    /// Han and minorities.
    pub majority: Vec<Line>,
    /// Each ethnic group, the largest first.
    pub ethnic_groups: Vec<Line>,
    /// Groups of education.
    pub education: Vec<Line>,
    /// Groups of jobs.
    pub jobs: Vec<Line>,
    /// Periods of joining, those of nobody left out.
    pub joined: Vec<Line>,
    /// From applicant to full member.
    pub stages: Vec<Line>,
    /// What wants attention: floating, lost, missing data, stopped membership.
    pub marks: Vec<Line>,
}

impl Report {
    /// The tables of some figures on a day.
    #[must_use]
    pub fn new(figures: &Figures, on: Day) -> Self {
        let one = |dimension, value: &str| {
            let mut count = Count::none(dimension);
            count.add(value, figures.count(dimension, value));
            count
        };
        let stages = Stage::ALL.iter().map(|stage| Line {
            name: Name::Entry(stage.entry()),
            count: one(Dimension::Stage, stage.key()),
        });
        Self {
            members: figures.members(),
            full: one(Dimension::Stage, Stage::Full.key()),
            probationary: one(Dimension::Stage, Stage::Probationary.key()),
            ages: ages(figures, on),
            sexes: sexes(figures),
            majority: majority(figures),
            ethnic_groups: ethnic_groups(figures),
            education: grouped(
                figures,
                Dimension::Education,
                EducationGroup::ALL,
                EducationGroup::of,
                EducationGroup::entry,
            ),
            jobs: grouped(figures, Dimension::Job, JobGroup::ALL, JobGroup::of, JobGroup::entry),
            joined: joined(figures),
            stages: stages.collect(),
            marks: vec![
                Line { name: Name::Key(key!("stat-floating")), count: one(Dimension::Floating, "yes") },
                Line { name: Name::Key(key!("stat-lost")), count: one(Dimension::Lost, "yes") },
                Line { name: Name::Key(key!("stat-missing")), count: one(Dimension::Missing, "yes") },
                Line {
                    name: Name::Entry(MembershipStatus::Stopped.entry()),
                    count: one(Dimension::Status, MembershipStatus::Stopped.key()),
                },
            ],
        }
    }

    /// Women among the members.
    #[must_use]
    pub fn women(&self) -> Count {
        self.sexes
            .iter()
            .find(|line| line.name == Name::Entry(Sex::Female.entry()))
            .map_or_else(|| Count::none(Dimension::Birth), |line| line.count.clone())
    }

    /// The tables that add up to all members, each with its sum.
    #[must_use]
    pub fn totals(&self) -> [i64; 7] {
        let sum = |lines: &[Line]| lines.iter().map(|line| line.count.n).sum();
        [
            self.ages.iter().map(|line| line.men.n + line.women.n + line.others.n).sum(),
            sum(&self.sexes),
            sum(&self.majority),
            sum(&self.ethnic_groups),
            sum(&self.education),
            sum(&self.jobs),
            sum(&self.joined),
        ]
    }
}

/// Sex and year of birth of a value such as `2:1980`.
fn born(value: &str) -> (&str, Option<i64>) {
    let (sex, year) = value.split_once(':').unwrap_or((value, UNKNOWN));
    (sex, year.parse().ok())
}

/// The band of somebody who is as old as the difference of the years. No band is stored, so that
/// nobody changes bands but by the calendar.
fn band_in_year(born: i64, on: Day) -> Option<AgeBand> {
    let first = date(i16::try_from(born).ok()?, 1, 1);
    AgeBand::of(first, date(i16::try_from(on.year()).ok()?, 12, 31))
}

fn ages(figures: &Figures, on: Day) -> Vec<Ages> {
    let line = |band: Option<AgeBand>| Ages {
        band,
        men: Count::none(Dimension::Birth),
        women: Count::none(Dimension::Birth),
        others: Count::none(Dimension::Birth),
    };
    let mut bands: BTreeMap<Option<AgeBand>, Ages> =
        AgeBand::ALL.iter().map(|band| (Some(*band), line(Some(*band)))).collect();
    for (value, n) in figures.values(Dimension::Birth) {
        let (sex, year) = born(value);
        let band = year.and_then(|year| band_in_year(year, on));
        let ages = bands.entry(band).or_insert_with(|| line(band));
        match sex {
            "1" => ages.men.add(value, n),
            "2" => ages.women.add(value, n),
            _ => ages.others.add(value, n),
        }
    }
    bands.into_values().rev().collect()
}

fn sexes(figures: &Figures) -> Vec<Line> {
    let mut lines =
        [Name::Entry(Sex::Male.entry()), Name::Entry(Sex::Female.entry()), Name::Key(key!("stat-unknown"))]
            .map(|name| Line { name, count: Count::none(Dimension::Birth) });
    for (value, n) in figures.values(Dimension::Birth) {
        let at = match born(value).0 {
            "1" => 0,
            "2" => 1,
            _ => 2,
        };
        lines[at].count.add(value, n);
    }
    told(lines.into())
}

/// Without the last line when it counts nobody: a field that everybody has needs no line for those
/// who lack it.
fn told(mut lines: Vec<Line>) -> Vec<Line> {
    lines.pop_if(|last| last.count.n == 0);
    lines
}

fn majority(figures: &Figures) -> Vec<Line> {
    let mut lines = [
        ETHNIC_GROUP.find(HAN).map_or(Name::Code(HAN.to_owned()), Name::Entry),
        Name::Key(key!("stat-minority")),
        Name::Key(key!("stat-unknown")),
    ]
    .map(|name| Line { name, count: Count::none(Dimension::Ethnic) });
    for (value, n) in figures.values(Dimension::Ethnic) {
        let at = match value {
            HAN => 0,
            UNKNOWN => 2,
            _ => 1,
        };
        lines[at].count.add(value, n);
    }
    told(lines.into())
}

fn ethnic_groups(figures: &Figures) -> Vec<Line> {
    let mut lines: Vec<Line> = figures
        .values(Dimension::Ethnic)
        .map(|(value, n)| {
            let mut count = Count::none(Dimension::Ethnic);
            count.add(value, n);
            let name = match ETHNIC_GROUP.find(value) {
                Some(entry) => Name::Entry(entry),
                None if value == UNKNOWN => Name::Key(key!("stat-unknown")),
                None => Name::Code(value.to_owned()),
            };
            Line { name, count }
        })
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.count.n));
    lines
}

/// A line per group, and a last one for the values that belong to none.
fn grouped<G: Copy + Ord>(
    figures: &Figures,
    dimension: Dimension,
    all: &[G],
    group: impl Fn(&str) -> Option<G>,
    entry: impl Fn(G) -> &'static Entry,
) -> Vec<Line> {
    let mut lines: Vec<Line> = all
        .iter()
        .map(|group| Name::Entry(entry(*group)))
        .chain([Name::Key(key!("stat-unknown"))])
        .map(|name| Line { name, count: Count::none(dimension) })
        .collect();
    for (value, n) in figures.values(dimension) {
        let group = group(value);
        let at = all.iter().position(|one| Some(*one) == group).unwrap_or(all.len());
        lines[at].count.add(value, n);
    }
    told(lines)
}

fn joined(figures: &Figures) -> Vec<Line> {
    let mut lines =
        grouped(figures, Dimension::Joined, JoinPeriod::ALL, JoinPeriod::from_key, JoinPeriod::entry);
    lines.retain(|line| line.count.n != 0);
    lines
}

/// What became of the number of members between two days (STA-01).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Members on the first day.
    pub opening: i64,
    /// Who came afterwards, by kind; kinds that nobody came by are left out.
    pub came: Vec<(Came, i64)>,
    /// Who went.
    pub went: Vec<(Went, i64)>,
    /// Members on the last day.
    pub closing: i64,
}

impl Balance {
    /// What lies between the figures of two days.
    #[must_use]
    pub fn between(opening: &Figures, closing: &Figures) -> Self {
        let n = |flow| closing.flow(flow) - opening.flow(flow);
        Self {
            opening: opening.members(),
            came: Came::ALL
                .iter()
                .map(|kind| (*kind, n(Flow::Came(*kind))))
                .filter(|(_, n)| *n != 0)
                .collect(),
            went: Went::ALL
                .iter()
                .map(|kind| (*kind, n(Flow::Went(*kind))))
                .filter(|(_, n)| *n != 0)
                .collect(),
            closing: closing.members(),
        }
    }

    /// All who came.
    #[must_use]
    pub fn all_came(&self) -> i64 {
        self.came.iter().map(|(_, n)| n).sum()
    }

    /// All who went.
    #[must_use]
    pub fn all_went(&self) -> i64 {
        self.went.iter().map(|(_, n)| n).sum()
    }

    /// Whether what came and went explains the difference, as it must.
    #[must_use]
    pub fn is_even(&self) -> bool {
        self.opening + self.all_came() - self.all_went() == self.closing
    }
}
