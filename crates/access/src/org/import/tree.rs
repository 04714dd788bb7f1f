//! The part of the tree that a sheet speaks of: what its rows may mean, as it stands.

use std::collections::{BTreeSet, HashMap};

use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read};

use super::draft::Draft;
use crate::org::{self, Org, OrgId};

/// The organisations of a subtree that a sheet names.
pub(super) struct Tree {
    /// The importing organisation, at the top.
    pub(super) top: OrgId,
    pub(super) today: Day,
    orgs: HashMap<OrgId, Org>,
    by_name: HashMap<String, Vec<OrgId>>,
    by_code: HashMap<String, OrgId>,
    /// Codes that living organisations bear anywhere in the installation.
    taken: HashMap<String, OrgId>,
}

/// Words that are looked up at once.
const CHUNK: usize = 300;

impl Tree {
    /// Reads what the rows name: by full name or code, of themselves and of their superiors.
    pub(super) async fn load(read: &mut Read, top: &Org, drafts: &[Draft]) -> Result<Self, Fault> {
        let mut words = BTreeSet::new();
        let mut codes = BTreeSet::new();
        for draft in drafts {
            words.extend([&draft.name, &draft.superior, &draft.code].into_iter().flatten().cloned());
            codes.extend(draft.code.clone());
        }
        let mut tree = Self {
            top: top.id,
            today: read.today(),
            orgs: HashMap::new(),
            by_name: HashMap::new(),
            by_code: HashMap::new(),
            taken: HashMap::new(),
        };
        tree.add(top.clone());
        let words: Vec<String> = words.into_iter().collect();
        for words in words.chunks(CHUNK) {
            for org in org::named(read, &top.path, words).await? {
                tree.add(org);
            }
        }
        // The superiors of what is there, so that a row may go on without naming another.
        let above: BTreeSet<OrgId> = tree.orgs.values().filter_map(|org| org.superior).collect();
        for org in org::by_ids(read, above).await? {
            tree.orgs.entry(org.id).or_insert(org);
        }
        let codes: Vec<String> = codes.into_iter().collect();
        for codes in codes.chunks(CHUNK) {
            let mut query =
                Query::new("SELECT code, id FROM access_org WHERE ended_on IS NULL AND code IN (");
            query.list(codes.iter()).piece(")");
            for row in read.rows(query).await? {
                tree.taken.insert(row.at(0)?, row.at(1)?);
            }
        }
        Ok(tree)
    }

    fn add(&mut self, org: Org) {
        let named = self.by_name.entry(org.name.clone()).or_default();
        if !named.contains(&org.id) {
            named.push(org.id);
        }
        if let Some(code) = &org.code {
            self.by_code.insert(code.clone(), org.id);
        }
        self.orgs.insert(org.id, org);
    }

    pub(super) fn org(&self, id: OrgId) -> Option<&Org> {
        self.orgs.get(&id)
    }

    pub(super) fn of_code(&self, code: &str) -> Option<OrgId> {
        self.by_code.get(code).copied()
    }

    pub(super) fn of_name(&self, name: &str) -> &[OrgId] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Who bears a code anywhere.
    pub(super) fn bearer(&self, code: &str) -> Option<OrgId> {
        self.taken.get(code).copied()
    }

    /// Whether a word names an organisation: its code or its full name.
    pub(super) fn is_called(&self, id: OrgId, word: &str) -> bool {
        self.org(id).is_some_and(|org| org.name == word || org.code.as_deref() == Some(word))
    }
}
