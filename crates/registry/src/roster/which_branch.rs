//! Which branch a row means: by full name, short name or code within the importing
//! organisation, whatever blanks, dots and brackets it is written with, or as somebody chose once
//! for all rows that say the same. Where it means none, the nearest names are offered.

use std::collections::{BTreeSet, HashMap};

use zhibu_access::org::{self, Org, OrgId, Spot};
use zhibu_kernel::{Fault, Read, bind, sql};
use zhibu_rules::codes::OrgKind;
use zhibu_web::key;
use zhibu_web::sheet::Row;
use zhibu_web::sheet::layout::Table;

use super::columns::Field;
use super::draft::Draft;
use super::finding::{Finding, Say};
use super::likeness::{Spelled, nearest};

/// What a word turned out to mean.
#[derive(Clone, Debug)]
enum Found {
    One(Spot),
    Several(Vec<(OrgId, String)>),
    /// Nothing; names that are near.
    Nothing(Vec<(OrgId, String)>),
}

/// Branches that a word is compared with one by one; a subtree with more finds by full name, short
/// name, code and choice only.
const COMPARED: i64 = 60_000;

/// Words of a batch for which near names are sought.
const SOUGHT: usize = 500;

/// Names that are offered for a word.
const OFFERED: usize = 6;

/// The branches of an importing organisation, as far as rows asked for them.
#[derive(Default)]
pub(super) struct Branches {
    top: String,
    found: HashMap<String, Found>,
    chosen: HashMap<String, OrgId>,
    /// All branches, once a word was met that means none as it is written.
    all: Option<Vec<(Spelled, Org)>>,
    sought: usize,
}

/// The question about a word.
fn question(word: &str) -> String {
    format!("branch:{word}")
}

impl Branches {
    /// With what was chosen before for this organisation, and for this batch.
    pub(super) async fn load(
        read: &mut Read,
        top: &Spot,
        choices: &HashMap<String, String>,
    ) -> Result<Self, Fault> {
        let rows = read
            .rows(bind!(sql!("SELECT word, branch_id FROM registry_branch_alias WHERE org_id = $1"), top.id))
            .await?;
        let mut chosen = HashMap::new();
        for row in rows {
            chosen.insert(row.get::<String>("word")?, row.get::<OrgId>("branch_id")?);
        }
        let here =
            choices.iter().filter_map(|(word, id)| Some((word.strip_prefix("branch:")?, id.parse().ok()?)));
        chosen.extend(here.map(|(word, id)| (word.to_owned(), id)));
        Ok(Self { top: top.path.clone(), chosen, ..Self::default() })
    }

    /// Looks up the words not yet known.
    pub(super) async fn look_up(&mut self, read: &mut Read, words: &BTreeSet<String>) -> Result<(), Fault> {
        let new: Vec<&String> = words.iter().filter(|word| !self.found.contains_key(*word)).collect();
        if new.is_empty() {
            return Ok(());
        }
        let ids = new.iter().filter_map(|word| self.chosen.get(*word).copied());
        let chosen: HashMap<OrgId, Org> =
            org::by_ids(read, ids).await?.into_iter().map(|org| (org.id, org)).collect();
        let spellings: Vec<String> = new.iter().flat_map(|word| spellings(word)).collect();
        let named = org::named(read, &self.top, &spellings).await?;
        for word in new {
            let by_choice = self
                .chosen
                .get(word)
                .and_then(|id| chosen.get(id))
                .filter(|org| org.path.starts_with(&self.top) && org.ended_on.is_none());
            let mut found = by_choice.map_or_else(|| among(&named, word), |org| Found::One(org.spot()));
            if matches!(found, Found::Nothing(_)) {
                found = self.near(read, word).await?;
            }
            self.found.insert(word.clone(), found);
        }
        Ok(())
    }

    /// The one branch whose name differs in blanks, dots and brackets only, else the nearest names.
    async fn near(&mut self, read: &mut Read, word: &str) -> Result<Found, Fault> {
        self.sought += 1;
        if self.sought > SOUGHT {
            return Ok(Found::Nothing(Vec::new()));
        }
        if self.all.is_none() {
            let orgs = org::branches_under(read, &self.top, COMPARED + 1).await?;
            let is_all = i64::try_from(orgs.len()).is_ok_and(|n| n <= COMPARED);
            let orgs = orgs.into_iter().filter(|_| is_all);
            self.all = Some(orgs.map(|org| (Spelled::of(&org.name), org)).collect());
        }
        let all = self.all.as_deref().unwrap_or_default();
        let plain = Spelled::of(word).plain;
        let same: Vec<&Org> =
            all.iter().filter(|(name, _)| name.plain == plain).map(|(_, org)| org).collect();
        let named = |org: &Org| (org.id, org.name.clone());
        Ok(match same.as_slice() {
            [] => Found::Nothing(nearest(word, all, OFFERED).map(named).collect()),
            [one] => Found::One(one.spot()),
            several => Found::Several(several.iter().map(|org| named(org)).collect()),
        })
    }

    /// The branch that the words mean, after they were looked up: the first that means one.
    pub(super) fn one_of(&self, words: &[String]) -> Option<&Spot> {
        words.iter().find_map(|word| match self.found.get(word) {
            Some(Found::One(spot)) => Some(spot),
            _ => None,
        })
    }

    /// What is to be said of words that mean no one branch.
    pub(super) fn unclear(&self, words: &[String]) -> Finding {
        let several = words.iter().find_map(|word| match self.found.get(word) {
            Some(Found::Several(orgs)) => Some((word, orgs)),
            _ => None,
        });
        let mend = Say::new(key!("roster-mend-branch"));
        match (several, words.first()) {
            (Some((word, orgs)), _) => {
                let problem =
                    Say::new(key!("roster-fault-branch-several")).text("word", word).number("n", orgs.len());
                offering(Finding::fault(Field::Branch, word, problem, mend).asks(question(word)), orgs)
            }
            (None, Some(word)) => {
                let problem = Say::new(key!("roster-fault-branch-unknown")).text("word", word);
                let finding = Finding::fault(Field::Branch, word, problem, mend).asks(question(word));
                match self.found.get(word) {
                    Some(Found::Nothing(near)) => offering(finding, near),
                    _ => finding,
                }
            }
            (None, None) => Finding::required(Field::Branch),
        }
    }
}

/// Each name as an answer.
fn offering(finding: Finding, orgs: &[(OrgId, String)]) -> Finding {
    orgs.iter().take(OFFERED).fold(finding, |finding, (id, name)| {
        finding.tap(id.to_string(), Say::new(key!("roster-tap-branch")).text("name", name))
    })
}

/// How a name may be spelled: with brackets of either width, without blanks.
fn spellings(word: &str) -> BTreeSet<String> {
    let squeezed: String = word.chars().filter(|c| !c.is_whitespace()).collect();
    let narrow = squeezed.replace('（', "(").replace('）', ")");
    let wide = squeezed.replace('(', "（").replace(')', "）");
    BTreeSet::from([word.to_owned(), squeezed, narrow, wide])
}

fn among(named: &[Org], word: &str) -> Found {
    let spellings = spellings(word);
    let is = |text: Option<&str>| text.is_some_and(|text| spellings.contains(text));
    let holds = |org: &&Org| OrgKind::from_key(&org.kind).is_some_and(OrgKind::holds_members);
    let by = |pick: fn(&Org) -> Option<&str>| -> Vec<&Org> {
        named.iter().filter(holds).filter(|org| is(pick(org))).collect()
    };
    for hits in
        [by(|org| org.code.as_deref()), by(|org| Some(&org.name)), by(|org| org.short_name.as_deref())]
    {
        match hits.as_slice() {
            [] => {}
            [one] => return Found::One(one.spot()),
            several => {
                return Found::Several(several.iter().map(|o| (o.id, o.name.clone())).collect());
            }
        }
    }
    Found::Nothing(Vec::new())
}

/// What a row says about its branch: its own cells, else the sheet, the file, the title.
pub(super) fn words(draft: &Draft, row: &Row, table: &Table) -> Vec<String> {
    if !draft.branch_words.is_empty() {
        return draft.branch_words.clone();
    }
    if table.column(Field::Branch.key()).is_some() {
        return Vec::new();
    }
    let file = row.file.rsplit('/').next().unwrap_or(&row.file);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let titles = table.titles.iter().map(|(_, title)| title.as_str());
    let mut words: Vec<String> = [stem, &row.sheet]
        .into_iter()
        .chain(titles)
        .map(without_form)
        .filter(|word| !word.is_empty())
        .collect();
    words.dedup();
    words
}

/// A title without the name of the form.
fn without_form(title: &str) -> String {
    let mut word = title.trim();
    for form in ["党员基本信息汇总表", "党员基本信息表", "党员花名册", "党员名册", "花名册", "名册"]
    {
        word = word.trim_end_matches(form).trim();
    }
    word.trim_end_matches(['-', '_', '—']).trim().to_owned()
}
