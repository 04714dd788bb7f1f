//! Which branch a row means: by full name, short name or code within the importing
//! organisation, or as somebody chose once for all rows that say the same.

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

/// What a word turned out to mean.
#[derive(Clone, Debug)]
enum Found {
    One(Spot),
    Several(Vec<(OrgId, String)>),
    Nothing,
}

/// The branches of an importing organisation, as far as rows asked for them.
#[derive(Default)]
pub(super) struct Branches {
    top: String,
    found: HashMap<String, Found>,
    chosen: HashMap<String, OrgId>,
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
        Ok(Self { top: top.path.clone(), found: HashMap::new(), chosen })
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
            let found = by_choice.map_or_else(|| among(&named, word), |org| Found::One(org.spot()));
            self.found.insert(word.clone(), found);
        }
        Ok(())
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
                orgs.iter().take(6).fold(
                    Finding::fault(Field::Branch, word, problem, mend).asks(question(word)),
                    |finding, (id, name)| {
                        let label = Say::new(key!("roster-tap-branch")).text("name", name);
                        finding.tap(id.to_string(), label)
                    },
                )
            }
            (None, Some(word)) => {
                let problem = Say::new(key!("roster-fault-branch-unknown")).text("word", word);
                Finding::fault(Field::Branch, word, problem, mend).asks(question(word))
            }
            (None, None) => Finding::required(Field::Branch),
        }
    }
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
    Found::Nothing
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
