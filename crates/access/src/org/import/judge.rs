//! Holding the rows of a sheet against the tree: new, changed, the same, or faulty.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use zhibu_kernel::Day;
use zhibu_web::found::{Level, Say};
use zhibu_web::key;

use super::columns::Field;
use super::draft::{Draft, Finding};
use super::tree::Tree;
use crate::org::{Org, OrgId};

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A new organisation.
    New,
    /// Something changes.
    Changed,
    /// Nothing changes.
    Same,
    /// To be mended.
    Faulty,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 4] = [Self::New, Self::Changed, Self::Same, Self::Faulty];

    /// The word in rows and addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Same => "same",
            Self::Faulty => "faulty",
        }
    }
}

/// An organisation that there is, or that a row of the sheet makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Node {
    /// One of the tree.
    Org(OrgId),
    /// The one of a row.
    Line(usize),
}

/// A row with what it means.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Judged {
    /// What it says.
    pub draft: Draft,
    /// What became of it.
    pub outcome: Outcome,
    /// The organisation that it means, when there is one.
    pub org: Option<OrgId>,
    /// The superior that it names, where that is another than now.
    pub superior: Option<Node>,
    /// What is wrong or worth knowing.
    pub findings: Vec<Finding>,
    /// What changes: field, old text, new text.
    pub changes: Vec<(String, Option<String>, Option<String>)>,
}

impl Judged {
    pub(super) fn fault(&mut self, field: Field, written: &str, problem: Say, mend: &'static str) {
        let finding = self.draft.finding(Level::Fault, field, written, problem, mend);
        self.findings.push(finding);
    }

    pub(super) fn is_faulty(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Fault)
    }

    /// Whether it puts the organisation under a superior other than now.
    pub(super) fn is_placed(&self) -> bool {
        self.superior.is_some()
    }
}

/// Judges the rows of a sheet.
pub(super) fn judge(drafts: Vec<Draft>, tree: &Tree) -> Vec<Judged> {
    let mut judging = Judging { tree, lines: Vec::with_capacity(drafts.len()), of_org: HashMap::new() };
    for draft in drafts {
        judging.meet(draft);
    }
    judging.find_doubles();
    let names = judging.names();
    for at in 0..judging.lines.len() {
        judging.place(at, &names);
        judging.compare(at);
    }
    for at in 0..judging.lines.len() {
        judging.check_place(at);
    }
    judging.spread_faults();
    judging.settle();
    judging.lines
}

/// Rows on their way to a judgement.
pub(super) struct Judging<'a> {
    pub(super) tree: &'a Tree,
    pub(super) lines: Vec<Judged>,
    /// The row that means an organisation of the tree.
    pub(super) of_org: HashMap<OrgId, usize>,
}

impl Judging<'_> {
    /// Takes a row, with the organisation that it means.
    fn meet(&mut self, draft: Draft) {
        let (org, several) = self.meant(&draft);
        let mut line = Judged {
            findings: draft.findings.clone(),
            draft,
            outcome: Outcome::Faulty,
            org,
            superior: None,
            changes: Vec::new(),
        };
        if line.draft.name.is_none() {
            let problem = Say::new(key!("org-fault-required")).text("what", Field::Name.heading());
            line.fault(Field::Name, "", problem, key!("org-mend-required"));
        }
        if several > 1 {
            let name = line.draft.name.clone().unwrap_or_default();
            let problem = Say::new(key!("org-fault-several")).text("name", &name).number("n", several);
            line.fault(Field::Name, &name, problem, key!("org-mend-several"));
        }
        self.lines.push(line);
    }

    /// By code, else by full name under the superior that is named, else by the name alone where no
    /// code tells otherwise; and how many it may mean.
    fn meant(&self, draft: &Draft) -> (Option<OrgId>, usize) {
        if let Some(id) = draft.code.as_deref().and_then(|code| self.tree.of_code(code)) {
            return (Some(id), 1);
        }
        let Some(name) = draft.name.as_deref() else { return (None, 0) };
        let named: Vec<&Org> = self
            .tree
            .of_name(name)
            .iter()
            .filter_map(|id| self.tree.org(*id))
            .filter(|org| draft.code.is_none() || org.code.is_none())
            .collect();
        let under: Vec<&Org> = match &draft.superior {
            Some(word) => named
                .iter()
                .copied()
                .filter(|org| org.superior.is_some_and(|above| self.tree.is_called(above, word)))
                .collect(),
            None => Vec::new(),
        };
        let found = if under.is_empty() { named } else { under };
        match found.as_slice() {
            [one] => (Some(one.id), 1),
            found => (None, found.len()),
        }
    }

    fn find_doubles(&mut self) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for at in 0..self.lines.len() {
            let draft = &self.lines[at].draft;
            let mut keys = Vec::new();
            if let Some(org) = self.lines[at].org {
                keys.push(format!("org {org}"));
            } else if let Some(name) = &draft.name {
                keys.push(format!("name {name} {}", draft.superior.as_deref().unwrap_or_default()));
            }
            keys.extend(draft.code.as_ref().map(|code| format!("code {code}")));
            let first = keys.iter().filter_map(|key| seen.get(key)).min().copied();
            for key in keys {
                seen.entry(key).or_insert(at);
            }
            match first {
                Some(first) => {
                    let problem = Say::new(key!("org-fault-double"));
                    let problem = problem.number("row", self.lines[first].draft.row);
                    let name = self.lines[at].draft.name.clone().unwrap_or_default();
                    self.lines[at].fault(Field::Name, &name, problem, key!("org-mend-double"));
                }
                None => {
                    if let Some(org) = self.lines[at].org {
                        self.of_org.insert(org, at);
                    }
                }
            }
        }
    }

    /// What a row changes, or lacks for something new.
    fn compare(&mut self, at: usize) {
        let tree = self.tree;
        let org = self.lines[at].org.and_then(|id| tree.org(id));
        let line = &mut self.lines[at];
        if let Some(code) = line.draft.code.clone()
            && tree.bearer(&code).is_some_and(|bearer| Some(bearer) != line.org)
        {
            let problem = Say::new(key!("org-fault-code-taken")).text("code", &code);
            line.fault(Field::Code, &code, problem, key!("org-mend-code"));
        }
        founded(line, org, tree.today);
        let Some(org) = org else {
            for (field, is_missing) in [
                (Field::Kind, line.draft.kind.is_none()),
                (Field::FoundedOn, line.draft.founded_on.is_none()),
            ] {
                // A cell that could not be read has been told of.
                let column = line.draft.column_of(field);
                let is_told =
                    column.is_some() && line.findings.iter().any(|finding| finding.column == column);
                if is_missing && !is_told {
                    let problem = Say::new(key!("org-fault-required")).text("what", field.heading());
                    line.fault(field, "", problem, key!("org-mend-required"));
                }
            }
            return;
        };
        let pairs = [
            ("name", Some(&org.name), &line.draft.name),
            ("short_name", org.short_name.as_ref(), &line.draft.short_name),
            ("code", org.code.as_ref(), &line.draft.code),
            ("kind", Some(&org.kind), &line.draft.kind),
            ("unit_situation", org.unit_situation.as_ref(), &line.draft.unit),
        ];
        for (field, old, new) in pairs {
            // An empty cell never erases.
            if new.is_some() && old != new.as_ref() {
                line.changes.push((field.to_owned(), old.cloned(), new.clone()));
            }
        }
        if line.is_placed() {
            let old = org.superior.and_then(|above| tree.org(above)).map(|above| above.name.clone());
            line.changes.push(("superior".to_owned(), old, line.draft.superior.clone()));
        }
    }

    fn settle(&mut self) {
        for line in &mut self.lines {
            line.outcome = match (line.is_faulty(), line.org) {
                (true, _) => Outcome::Faulty,
                (false, None) => Outcome::New,
                (false, Some(_)) if line.changes.is_empty() => Outcome::Same,
                (false, Some(_)) => Outcome::Changed,
            };
        }
    }
}

/// The day of the first congress (1921-07-01 by convention).
const FOUNDING: i64 = 19_210_701;

fn founded(line: &mut Judged, org: Option<&Org>, today: Day) {
    let Some(day) = line.draft.founded_on else { return };
    let written = day.to_string();
    if day > today {
        line.fault(
            Field::FoundedOn,
            &written,
            Say::new(key!("org-fault-founded-ahead")),
            key!("org-mend-day"),
        );
    } else if day.number() < FOUNDING {
        line.fault(
            Field::FoundedOn,
            &written,
            Say::new(key!("org-fault-founded-before")),
            key!("org-mend-day"),
        );
    } else if let Some(org) = org.filter(|org| org.founded_on != day) {
        let problem = Say::new(key!("org-note-founded")).text("day", org.founded_on.to_string());
        let note =
            line.draft.finding(Level::Note, Field::FoundedOn, &written, problem, key!("org-mend-founded"));
        line.findings.push(note);
    }
}
