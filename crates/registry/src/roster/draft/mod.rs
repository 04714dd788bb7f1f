//! One row by itself: what it says of a person, and what becomes of the facts by it.

mod cells;
mod problem;

use std::collections::HashMap;

use zhibu_kernel::Day;
use zhibu_rules::citizen_id::CitizenId;
use zhibu_rules::codes::Stage;
use zhibu_rules::name::PersonName;

pub(super) use self::cells::read;
use super::columns::Field;
use super::finding::Finding;
use crate::person::Facts;

/// What a row says of a person; what it does not say is not there.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) name: Option<PersonName>,
    pub(super) branch_words: Vec<String>,
    pub(super) citizen_id: Option<CitizenId>,
    pub(super) sex: Option<i64>,
    pub(super) born_on: Option<Day>,
    pub(super) stage: Option<Stage>,
    pub(super) joined_on: Option<Day>,
    pub(super) converted_on: Option<Day>,
    pub(super) is_lost: Option<bool>,
    pub(super) lost_since: Option<Day>,
    pub(super) is_floating: Option<bool>,
    days: Vec<(Field, Day)>,
    texts: Vec<(Field, String)>,
    notes: Vec<(String, String)>,
    pub(super) findings: Vec<Finding>,
}

/// Answers to questions, by question.
pub(super) type Choices = HashMap<String, String>;

impl Draft {
    /// Puts what the row says over what is known; an empty cell changes nothing.
    pub(super) fn over(&self, known: &Facts) -> Facts {
        let mut facts = known.clone();
        if let Some(name) = &self.name {
            let same = zhibu_rules::name::matching_key(&known.name)
                == zhibu_rules::name::matching_key(name.as_written());
            if !same {
                facts.name = name.as_written().to_owned();
            }
        }
        if let Some(id) = &self.citizen_id {
            facts.citizen_id = Some(id.as_str().to_owned());
        }
        facts.sex = self.sex.unwrap_or(facts.sex);
        if let Some(stage) = self.stage {
            stage.key().clone_into(&mut facts.stage);
        }
        facts.born_on = self.born_on.or(facts.born_on);
        facts.joined_on = self.joined_on.or(facts.joined_on);
        facts.converted_on = self.converted_on.or(facts.converted_on);
        for (field, day) in &self.days {
            match field {
                Field::AppliedOn => facts.applied_on = Some(*day),
                _ => facts.floating_since = Some(*day),
            }
        }
        for (field, text) in &self.texts {
            let text = text.clone();
            match field {
                Field::EthnicGroup => facts.ethnic_group = Some(text),
                Field::Education => facts.education = Some(text),
                Field::Job => facts.job_code = Some(text),
                Field::NewStratum => facts.new_stratum = Some(text),
                Field::OutflowReason => facts.outflow_reason = Some(text),
                Field::Status => facts.membership_status = text,
                Field::Mobile => facts.mobile = Some(text),
                Field::Landline => facts.landline = Some(text),
                Field::Address => facts.address = Some(text),
                Field::OutflowPlace => facts.outflow_place = Some(text),
                Field::Degree => facts.degree = Some(text),
                _ => facts.native_place = Some(text),
            }
        }
        self.whereabouts(&mut facts);
        for (heading, text) in &self.notes {
            match facts.notes.iter_mut().find(|(known, _)| known == heading) {
                Some((_, known)) => known.clone_from(text),
                None => facts.notes.push((heading.clone(), text.clone())),
            }
        }
        if facts.stage == Stage::Probationary.key() && facts.probation_ends_on.is_none() {
            let ends = facts.joined_on.and_then(|day| zhibu_rules::periods::probation_ends_on(day.date()));
            facts.probation_ends_on = ends.map(Day::from);
        }
        facts
    }

    fn whereabouts(&self, facts: &mut Facts) {
        match self.is_floating {
            Some(true) => facts.is_floating = true,
            Some(false) if facts.is_floating => {
                facts.is_floating = false;
                facts.floating_since = None;
                facts.outflow_place = None;
                facts.outflow_reason = None;
            }
            Some(false) | None => {}
        }
        match self.is_lost {
            Some(false) => facts.lost_since = None,
            Some(true) | None => facts.lost_since = self.lost_since.or(facts.lost_since),
        }
    }

    /// The facts of somebody who is not yet known.
    pub(super) fn fresh(&self) -> Facts {
        self.over(&Facts { stage: String::new(), entry: "roster".to_owned(), ..Facts::named("") })
    }
}
