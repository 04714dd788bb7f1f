//! Where the rows of a sheet put their organisations: the superior that each names, whether its kind
//! leads theirs, and whether it lies below them.

use std::collections::{HashMap, HashSet};

use zhibu_rules::codes::OrgKind;
use zhibu_web::found::Say;
use zhibu_web::key;

use super::columns::Field;
use super::judge::{Judging, Node};

/// Rows by their names and codes.
pub(super) type Names = HashMap<String, Vec<Node>>;

impl Judging<'_> {
    /// What the rows make or rename, by what others may call it then.
    pub(super) fn names(&self) -> Names {
        let mut names = Names::new();
        for (at, line) in self.lines.iter().enumerate() {
            let node = line.org.map_or(Node::Line(at), Node::Org);
            for word in [&line.draft.name, &line.draft.code].into_iter().flatten() {
                names.entry(word.clone()).or_default().push(node);
            }
        }
        names
    }

    /// Finds the superior that a row names.
    pub(super) fn place(&mut self, at: usize, names: &Names) {
        let tree = self.tree;
        let org = self.lines[at].org.and_then(|id| tree.org(id));
        if org.is_some_and(|org| org.id == tree.top) {
            return;
        }
        let Some(word) = self.lines[at].draft.superior.clone() else {
            if org.is_none() {
                let problem = Say::new(key!("org-fault-required")).text("what", Field::Superior.heading());
                self.lines[at].fault(Field::Superior, "", problem, key!("org-mend-required"));
            }
            return;
        };
        let present = org.and_then(|org| org.superior);
        if present.is_some_and(|above| tree.is_called(above, &word)) {
            return;
        }
        let mut nodes: Vec<Node> = match tree.of_code(&word) {
            Some(id) => vec![Node::Org(id)],
            None => tree.of_name(&word).iter().copied().map(Node::Org).collect(),
        };
        let itself = org.map_or(Node::Line(at), |org| Node::Org(org.id));
        for node in names.get(&word).into_iter().flatten() {
            if *node != itself && !nodes.contains(node) {
                nodes.push(*node);
            }
        }
        match nodes.as_slice() {
            [Node::Org(one)] if Some(*one) == present => {}
            [one] => self.lines[at].superior = Some(*one),
            [] => {
                let problem = Say::new(key!("org-fault-superior")).text("name", &word);
                self.lines[at].fault(Field::Superior, &word, problem, key!("org-mend-superior"));
            }
            several => {
                let problem = Say::new(key!("org-fault-several"));
                let problem = problem.text("name", &word).number("n", several.len());
                self.lines[at].fault(Field::Superior, &word, problem, key!("org-mend-several"));
            }
        }
    }

    /// The kind that a node will have.
    fn kind(&self, node: Node) -> Option<&str> {
        let (line, org) = match node {
            Node::Line(at) => (self.lines.get(at), None),
            Node::Org(id) => (self.of_org.get(&id).map(|at| &self.lines[*at]), self.tree.org(id)),
        };
        line.and_then(|line| line.draft.kind.as_deref()).or(org.map(|org| org.kind.as_str()))
    }

    /// The superior that a node will have.
    fn above(&self, node: Node) -> Option<Node> {
        let (line, org) = match node {
            Node::Line(at) => (self.lines.get(at), None),
            Node::Org(id) => (self.of_org.get(&id).map(|at| &self.lines[*at]), self.tree.org(id)),
        };
        line.and_then(|line| line.superior).or(org.and_then(|org| org.superior).map(Node::Org))
    }

    /// Whether the kind may stand there, and whether the place lies below the row itself.
    pub(super) fn check_place(&mut self, at: usize) {
        let line = &self.lines[at];
        let node = line.org.map_or(Node::Line(at), Node::Org);
        let changes_kind = line.changes.iter().any(|(field, ..)| field == "kind");
        let Some(above) = self.above(node) else { return };
        let kinds =
            (self.kind(above).and_then(OrgKind::from_key), self.kind(node).and_then(OrgKind::from_key));
        if (line.is_placed() || changes_kind)
            && let (Some(upper), Some(lower)) = kinds
            && !upper.may_lead(lower)
        {
            let problem = Say::new(key!("org-fault-kind-place"))
                .text("above", upper.entry().zh)
                .text("below", lower.entry().zh);
            self.lines[at].fault(Field::Kind, lower.entry().zh, problem, key!("org-mend-kind-place"));
        }
        if self.lines[at].is_placed() && self.is_below_itself(node) {
            let written = self.lines[at].draft.superior.clone().unwrap_or_default();
            let problem = Say::new(key!("org-fault-cycle"));
            self.lines[at].fault(Field::Superior, &written, problem, key!("org-mend-superior"));
        }
    }

    fn is_below_itself(&self, node: Node) -> bool {
        let mut seen = HashSet::from([node]);
        let (mut at, mut last) = (node, None);
        while let Some(above) = self.above(at) {
            if !seen.insert(above) {
                return above == node;
            }
            last = Some(above);
            at = above;
        }
        // Above what was read, the tree itself tells: paths begin with those of their superiors.
        match (node, last) {
            (Node::Org(own), Some(Node::Org(last))) => {
                let path = |id| self.tree.org(id).map(|org| org.path.as_str());
                path(own).zip(path(last)).is_some_and(|(own, last)| last.starts_with(own))
            }
            _ => false,
        }
    }

    /// What is to stand under a faulty new row cannot be made either.
    pub(super) fn spread_faults(&mut self) {
        loop {
            let faulty: HashSet<usize> = self
                .lines
                .iter()
                .enumerate()
                .filter(|(_, line)| line.is_faulty())
                .map(|(at, _)| at)
                .collect();
            let next: Vec<(usize, usize)> = self
                .lines
                .iter()
                .enumerate()
                .filter(|(at, _)| !faulty.contains(at))
                .filter_map(|(at, line)| match line.superior {
                    Some(Node::Line(above)) if faulty.contains(&above) => Some((at, above)),
                    _ => None,
                })
                .collect();
            if next.is_empty() {
                return;
            }
            for (at, above) in next {
                let written = self.lines[at].draft.superior.clone().unwrap_or_default();
                let problem = Say::new(key!("org-fault-above")).number("row", self.lines[above].draft.row);
                self.lines[at].fault(Field::Superior, &written, problem, key!("org-mend-above"));
            }
        }
    }
}
