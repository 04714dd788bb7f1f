//! The organisations of the sample: a county committee and everything below it, or, where there
//! are more members than a county has, a city committee with several counties.

use std::collections::HashSet;

use zhibu_kernel::Day;
use zhibu_rules::codes::OrgKind;

use super::dice::Dice;
use super::places::{self, Family};
use super::trade::Trade;

/// Members of a branch, on the average.
const PER_BRANCH: usize = 22;
/// More members than these make a second county.
const PER_COUNTY: usize = 60_000;
/// Subordinates that a general branch leads.
const PER_GENERAL_BRANCH: usize = 3;

/// An organisation that is to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The place of its superior in the plan; it comes earlier.
    pub superior: Option<usize>,
    /// Its kind.
    pub kind: OrgKind,
    /// The full name.
    pub name: String,
    /// The short name.
    pub short_name: Option<String>,
    /// The code: the superior's and three digits.
    pub code: String,
    /// The day it was founded.
    pub founded_on: Day,
    /// Whether an area begins here.
    pub is_area: bool,
    /// Whether it may approve probationary members.
    pub can_approve: bool,
    /// Who belongs to it, if it is a branch.
    pub branch: Option<Branch>,
}

/// Who belongs to a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// What they do.
    pub trade: Trade,
    /// Members, probationary ones among them.
    pub members: usize,
    /// Applicants, activists and targets.
    pub hopefuls: usize,
    /// Where they live, without house and number.
    pub address: String,
}

/// The organisations for so many members and a tenth as many applicants, superiors first.
#[must_use]
pub fn plan(members: usize, seed: u64) -> Vec<Planned> {
    let counties = members.div_ceil(PER_COUNTY).max(1);
    let mut plan = Vec::new();
    let city = (counties > 1).then(|| {
        plan.push(committee(None, "中共云州市委员会", "云州市委", "051", 1950));
        0
    });
    for county in 0..counties {
        let share = |all: usize| all * (county + 1) / counties - all * county / counties;
        let mut dice = Dice::new(seed, county as u64);
        Builder { plan: &mut plan, dice: &mut dice, names: HashSet::new() }.county(
            city,
            county,
            share(members),
            share(members / 10),
        );
    }
    plan
}

fn committee(superior: Option<usize>, name: &str, short_name: &str, code: &str, year: i64) -> Planned {
    Planned {
        superior,
        kind: OrgKind::Committee,
        name: name.to_owned(),
        short_name: Some(short_name.to_owned()),
        code: code.to_owned(),
        founded_on: day(year, 4, 1),
        is_area: true,
        can_approve: true,
        branch: None,
    }
}

fn day(year: i64, month: i64, day: i64) -> Day {
    Day::from_number(year * 10_000 + month * 100 + day).unwrap_or(Day::FIRST)
}

struct Builder<'a> {
    plan: &'a mut Vec<Planned>,
    dice: &'a mut Dice,
    names: HashSet<String>,
}

impl Builder<'_> {
    fn county(&mut self, city: Option<usize>, no: usize, members: usize, hopefuls: usize) {
        let name = places::county(no);
        let root = self.plan.len();
        let code = format!("051{:03}", no + 24);
        self.plan.push(committee(
            city,
            &format!("中共{name}委员会"),
            &format!("{name}委"),
            &code,
            1950 + no as i64 % 4,
        ));
        let branches = (members / PER_BRANCH).max(1);
        for family in Family::ALL {
            self.family(root, family, branches);
        }
        self.people(root, members, hopefuls);
    }

    /// The committees of one family, each with its share of the family's branches.
    fn family(&mut self, root: usize, family: Family, all: usize) {
        let committees = family.committees(all);
        let branches = family.branches(all).max(committees);
        let generals = family.general_branches(all);
        for no in 0..committees {
            let share = |all: usize| all * (no + 1) / committees - all * no / committees;
            let founded = day(family.founded(), 4, 1 + no as i64 % 28);
            let name = self.unique(family.committee(&self.plan[root].name, no));
            let at = self.add(root, family.kind(), name.clone(), founded);
            self.plan[at].can_approve = true;
            self.branches(at, family, no, share(branches), share(generals));
            let unit = places::unit_of(&name);
            if let Some(organ) = family.own_organ(unit) {
                self.branch(at, organ, Trade::Organ, unit);
            }
        }
    }

    /// A committee's branches: the last ones under general branches of three each.
    fn branches(&mut self, at: usize, family: Family, no: usize, count: usize, generals: usize) {
        let unit = places::unit_of(&self.plan[at].name).to_owned();
        let generals = generals.min(count.saturating_sub(1) / PER_GENERAL_BRANCH);
        let plain = count - generals * PER_GENERAL_BRANCH;
        for place in 0..plain {
            let trade = family.trade(place, count);
            let base = family.place(trade, &unit, no, place, self.dice);
            let address = family.address(&unit, &base);
            self.branch(at, format!("{base}党支部"), trade, &address);
        }
        for general in 0..generals {
            let trade = family.trade(plain + general * PER_GENERAL_BRANCH, count);
            let base = family.place(trade, &unit, no, plain + general, self.dice);
            let address = family.address(&unit, &base);
            let founded = self.later(at);
            let name = self.unique(format!("{base}党总支"));
            let led = self.add(at, OrgKind::GeneralBranch, name, founded);
            for ordinal in 1..=PER_GENERAL_BRANCH {
                let name = format!("{base}第{}党支部", places::ordinal(ordinal));
                self.branch(led, name, trade, &address);
            }
        }
    }

    fn branch(&mut self, superior: usize, name: String, trade: Trade, address: &str) {
        let kind = if name.contains("联合") { OrgKind::JointBranch } else { OrgKind::Branch };
        let (name, founded) = (self.unique(name), self.later(superior));
        let at = self.add(superior, kind, name, founded);
        self.plan[at].branch = Some(Branch { trade, members: 0, hopefuls: 0, address: address.to_owned() });
    }

    fn add(&mut self, superior: usize, kind: OrgKind, name: String, founded_on: Day) -> usize {
        let at = self.plan.len();
        let siblings = self.plan[superior..].iter().filter(|org| org.superior == Some(superior)).count();
        self.plan.push(Planned {
            superior: Some(superior),
            kind,
            name,
            short_name: None,
            code: format!("{}{:03}", self.plan[superior].code, siblings + 1),
            founded_on,
            is_area: false,
            can_approve: false,
            branch: None,
        });
        at
    }

    /// A day on which the superior was there, the closer to it the likelier.
    fn later(&mut self, superior: usize) -> Day {
        let from = self.plan[superior].founded_on.year();
        let span = (2022 - from).max(0);
        let year = from + 1 + self.dice.between(0, span).min(self.dice.between(0, span));
        day(year, self.dice.between(1, 12), self.dice.between(1, 28))
    }

    /// A name that no other organisation of the county has: the next ordinal where it is taken.
    fn unique(&mut self, name: String) -> String {
        let mut found = name.clone();
        let (base, end) = places::without_ordinal(&name);
        let mut ordinal = 2;
        while !self.names.insert(found.clone()) {
            found = format!("{base}第{}{end}", places::ordinal(ordinal));
            ordinal += 1;
        }
        found
    }

    /// Shares the members and applicants out, so that branches differ and the sums are exact.
    fn people(&mut self, root: usize, members: usize, hopefuls: usize) {
        let mut weights = Vec::new();
        for org in &self.plan[root..] {
            let size = match org.branch {
                Some(_) => 6 + self.dice.below(33),
                None => 0,
            };
            weights.push(size);
        }
        let all: usize = weights.iter().sum::<usize>().max(1);
        let mut before = 0;
        for (org, weight) in self.plan[root..].iter_mut().zip(weights) {
            let share = |people: usize| people * (before + weight) / all - people * before / all;
            if let Some(branch) = &mut org.branch {
                branch.members = share(members);
                branch.hopefuls = share(hopefuls);
            }
            before += weight;
        }
        self.two_on_the_way(root);
    }

    /// The first branch, which is the demo's own, has two people on their way.
    fn two_on_the_way(&mut self, root: usize) {
        let mut branches = self.plan[root..].iter_mut().filter_map(|org| org.branch.as_mut());
        let Some(first) = branches.next() else { return };
        for other in branches {
            let missing = 2_usize.saturating_sub(first.hopefuls).min(other.hopefuls);
            other.hopefuls -= missing;
            first.hopefuls += missing;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_county_has_the_organisations_and_people_it_should() {
        let plan = plan(20_000, 1);
        let count = |kind: OrgKind| plan.iter().filter(|org| org.kind == kind).count();
        let committees = count(OrgKind::Committee) + count(OrgKind::WorkingCommittee);
        assert!((38..=44).contains(&committees), "{committees}");
        assert!((55..=65).contains(&count(OrgKind::GeneralBranch)));
        let branches: Vec<&Branch> = plan.iter().filter_map(|org| org.branch.as_ref()).collect();
        assert!((880..=940).contains(&branches.len()), "{}", branches.len());
        assert_eq!(branches.iter().map(|b| b.members).sum::<usize>(), 20_000);
        assert_eq!(branches.iter().map(|b| b.hopefuls).sum::<usize>(), 2_000);
    }

    #[test]
    fn every_size_makes_whole_trees() {
        for members in [1, 30, 300, 5_000, 130_000] {
            let plan = plan(members, 7);
            let codes: HashSet<&str> = plan.iter().map(|org| org.code.as_str()).collect();
            assert_eq!(codes.len(), plan.len(), "{members}: codes are unique");
            for (at, org) in plan.iter().enumerate() {
                assert_eq!(org.superior.is_none(), at == 0);
                let Some(superior) = org.superior.map(|at| &plan[at]) else {
                    continue;
                };
                assert!(org.code.starts_with(&superior.code));
                assert!(superior.kind.may_lead(org.kind), "{} {}", superior.name, org.name);
                assert!(superior.founded_on <= org.founded_on, "{}", org.name);
            }
            let people: usize = plan.iter().filter_map(|o| o.branch.as_ref()).map(|b| b.members).sum();
            assert_eq!(people, members);
        }
    }
}
