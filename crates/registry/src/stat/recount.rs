//! Recounting: what the rows of people say, compared with the sums that figures are read from.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use uuid::Uuid;
use zhibu_access::org::{self, OrgId, path_chain};
use zhibu_kernel::db::Query;
use zhibu_kernel::{Actor, Day, Db, Fault, Read, Row, bind, sql};

use super::figures::Figures;
use super::flow::{CAME, Came, Flow, WENT, Went, levels};
use super::fold::{fold_all, grains};
use super::read::{BATCHES, TABLES};
use super::{DIRECT, YEAR};
use crate::person::counted::{Dimension, is_member, measure};
use crate::{person::PersonId, shown};

/// Rows of people read at a time.
const CHUNK: i64 = 1_000;

/// A sum that is not what the rows say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The organisation.
    pub org: OrgId,
    /// `yyyymmdd`, `yyyymm` or `yyyy`; 0 for the sum of everything so far.
    pub period: i64,
    /// The measure.
    pub measure: String,
    /// What figures are read from.
    pub stored: i64,
    /// What the rows say.
    pub counted: i64,
}

/// Grain, period and measure with their sum.
type Sums = BTreeMap<(i64, i64, String), i64>;

/// Folds what waits, then counts every row again and compares. Rows are read in the order of their
/// paths, so that only the organisations between the root and the present one are held. A change
/// made meanwhile may show as a difference: run it again, or on a house at rest.
///
/// # Errors
/// A fault of the database.
pub async fn recount(db: &Db) -> Result<Vec<Difference>, Fault> {
    fold_all(db).await?;
    db.read(&Actor::system("registry.recount"), &(), async move |read: &mut Read, (): &()| count(read).await)
        .await
}

async fn count(read: &mut Read) -> Result<Vec<Difference>, Fault> {
    let mut tree = Tree::default();
    let mut after = (String::new(), PersonId(Uuid::nil()), Day::FIRST);
    loop {
        let rows = chunk(read, &after).await?;
        let Some(last) = rows.last() else { break };
        after = (last.get("path")?, last.get("person_id")?, last.get("valid_from")?);
        let orgs = orgs_of(read, &rows).await?;
        for row in &rows {
            tree.walk_to(read, &row.get::<String>("path")?, &orgs).await?;
            tree.count(row, &orgs)?;
        }
    }
    tree.walk_to(read, "", &HashMap::new()).await?;
    for (org, sums) in std::mem::take(&mut tree.scattered) {
        tree.compare(read, org, sums).await?;
    }
    tree.compare_empty(read).await?;
    Ok(tree.differences)
}

async fn chunk(read: &mut Read, after: &(String, PersonId, Day)) -> Result<Vec<Row>, Fault> {
    let mut query = Query::new("SELECT p.path, p.person_id, p.valid_from, p.valid_to, ");
    for dimension in Dimension::ALL {
        query.piece("p.").piece(dimension.column()).piece(", ");
    }
    query.piece("q.path AS from_path, q.c_stage AS from_stage, ").piece(CAME);
    query.piece(" AS came, n.path AS to_path, n.c_stage AS to_stage, ").piece(WENT);
    query.piece(concat!(
        " AS went FROM registry_person p \
         LEFT JOIN registry_person q ON q.person_id = p.person_id AND q.valid_to = p.valid_from AND ",
        shown!("q"),
        " LEFT JOIN registry_person n ON n.person_id = p.person_id AND n.valid_from = p.valid_to AND ",
        shown!("n"),
        " WHERE ",
        shown!(),
        " AND (p.path, p.person_id, p.valid_from) > ("
    ));
    query.value(after.0.as_str()).piece(", ").value(after.1);
    query.piece(", ").value(after.2);
    query.piece(") ORDER BY p.path, p.person_id, p.valid_from LIMIT ").value(CHUNK);
    read.rows(query).await
}

/// The organisations of all paths in some rows.
async fn orgs_of(read: &mut Read, rows: &[Row]) -> Result<HashMap<String, OrgId>, Fault> {
    let mut paths = BTreeSet::new();
    for row in rows {
        for column in ["path", "from_path", "to_path"] {
            if let Some(path) = row.get::<Option<String>>(column)? {
                paths.extend(path_chain(&path).map(str::to_owned));
            }
        }
    }
    org::ids_of_paths(read, paths.iter().map(String::as_str)).await
}

/// An organisation between the root and the row that is counted.
struct Level {
    path: String,
    org: OrgId,
    sums: Sums,
}

#[derive(Default)]
struct Tree {
    open: Vec<Level>,
    /// Organisations that have had several paths: their rows do not lie together.
    scattered: HashMap<OrgId, Sums>,
    seen: HashSet<OrgId>,
    differences: Vec<Difference>,
}

impl Tree {
    /// Leaves the organisations that a path does not lie under, and enters those that it does.
    async fn walk_to(
        &mut self,
        read: &mut Read,
        path: &str,
        orgs: &HashMap<String, OrgId>,
    ) -> Result<(), Fault> {
        while let Some(level) = self.open.pop_if(|level| !path.starts_with(&level.path)) {
            if org::paths_of(read, level.org).await?.len() > 1 {
                let all = self.scattered.entry(level.org).or_default();
                for (place, n) in level.sums {
                    *all.entry(place).or_default() += n;
                }
            } else {
                self.compare(read, level.org, level.sums).await?;
            }
        }
        for path in path_chain(path).skip(self.open.len()) {
            let org = *orgs
                .get(path)
                .ok_or_else(|| Fault::Invariant(format!("no organisation has the path {path}")))?;
            self.seen.insert(org);
            self.open.push(Level { path: path.to_owned(), org, sums: Sums::new() });
        }
        Ok(())
    }

    fn count(&mut self, row: &Row, orgs: &HashMap<String, OrgId>) -> Result<(), Fault> {
        let path: String = row.get("path")?;
        let (from, to): (Day, Day) = (row.get("valid_from")?, row.get("valid_to")?);
        for dimension in Dimension::ALL {
            if let Some(value) = row.get::<Option<String>>(dimension.column())? {
                let measure = measure(dimension, &value);
                self.add(&path, from, &measure, 1);
                if to < Day::OPEN {
                    self.add(&path, to, &measure, -1);
                }
            }
        }
        let counts = |column| -> Result<bool, Fault> {
            Ok(row.get::<Option<String>>(column)?.is_some_and(|stage| is_member(&stage)))
        };
        if !counts("c_stage")? {
            return Ok(());
        }
        if !counts("from_stage")? {
            self.add(&path, from, &format!("in:{}", row.get::<String>("came")?), 1);
        } else {
            let flow = Flow::Came(Came::MovedIn).to_string();
            for (level, n) in levels(&path, &row.get::<String>("from_path")?, orgs) {
                self.add(level, from, &flow, n);
            }
        }
        if to == Day::OPEN {
            return Ok(());
        }
        if !counts("to_stage")? {
            self.add(&path, to, &format!("out:{}", row.get::<String>("went")?), 1);
        } else {
            let flow = Flow::Went(Went::MovedOut).to_string();
            for (level, n) in levels(&path, &row.get::<String>("to_path")?, orgs) {
                self.add(level, to, &flow, n);
            }
        }
        Ok(())
    }

    fn add(&mut self, at: &str, day: Day, measure: &str, n: i64) {
        for level in self.open.iter_mut().filter(|level| at.starts_with(&level.path)) {
            for (grain, period) in grains(day.number(), level.path == at) {
                *level.sums.entry((grain, period, measure.to_owned())).or_default() += n;
            }
        }
    }

    async fn compare(&mut self, read: &mut Read, org: OrgId, mut sums: Sums) -> Result<(), Fault> {
        let mut query = Query::new("SELECT grain, period, measure, CAST(sum(n) AS BIGINT) FROM (");
        for (at, table) in TABLES.into_iter().enumerate() {
            query.piece(if at == 0 { "" } else { " UNION ALL " });
            query.piece("SELECT s.grain, s.period, s.measure, s.n FROM ").piece(table);
            query.piece(" s.org_id = ").value(org);
        }
        query.piece(") AS stored GROUP BY grain, period, measure");
        let mut so_far = Figures::default();
        for row in read.rows(query).await? {
            let place: (i64, i64, String) = (row.at(0)?, row.at(1)?, row.at(2)?);
            let stored: i64 = row.at(3)?;
            if matches!(place.0, YEAR | DIRECT) {
                so_far.add(&place.2, stored);
            }
            let counted = sums.remove(&place).unwrap_or(0);
            self.tell(org, place, stored, counted);
        }
        self.compare_so_far(read, org, so_far).await?;
        for (place, counted) in sums {
            self.tell(org, place, 0, counted);
        }
        Ok(())
    }

    /// The sum of everything so far must be the sum of the deltas; what a batch adds while it is
    /// shown is in no sum.
    async fn compare_so_far(&mut self, read: &mut Read, org: OrgId, deltas: Figures) -> Result<(), Fault> {
        let mut query = Query::new("SELECT s.measure, CAST(sum(s.n) AS BIGINT) FROM ");
        query.piece(BATCHES).piece(" s.org_id = ").value(org);
        query.piece(" AND s.grain IN (2, 3) GROUP BY s.measure");
        let mut stored = Figures::default();
        for row in read.rows(query).await? {
            stored.add(&row.at::<String>(0)?, row.at(1)?);
        }
        let kept = bind!(
            sql!("SELECT sums, n_full, n_probationary, n_floating FROM registry_stat_sum WHERE org_id = $1"),
            org,
        );
        if let Some(row) = read.first(kept).await? {
            let mut kept = Figures::default();
            kept.add_stored(&row.at::<String>(0)?, 1)?;
            for (at, head) in ["stage:full", "stage:probationary", "floating:yes"].into_iter().enumerate() {
                self.tell(org, (YEAR, 0, head.to_owned()), row.at(at + 1)?, kept.measure(head));
            }
            stored.add_stored(&kept.stored(), 1)?;
        }
        for (measure, n) in deltas.told().less(&stored) {
            self.tell(org, (YEAR, 0, measure), 0, n);
        }
        Ok(())
    }

    fn tell(&mut self, org: OrgId, place: (i64, i64, String), stored: i64, counted: i64) {
        if stored != counted {
            let (_, period, measure) = place;
            self.differences.push(Difference { org, period, measure, stored, counted });
        }
    }

    /// Sums of organisations under which no row lies must all be nothing.
    async fn compare_empty(&mut self, read: &mut Read) -> Result<(), Fault> {
        let mut last = OrgId(Uuid::nil());
        loop {
            let mut query = Query::new("SELECT DISTINCT org_id FROM registry_stat WHERE org_id > ");
            query.value(last).piece(" ORDER BY org_id LIMIT ").value(CHUNK);
            let rows = read.rows(query).await?;
            for row in &rows {
                last = row.at(0)?;
                if !self.seen.contains(&last) {
                    self.compare(read, last, Sums::new()).await?;
                }
            }
            if rows.is_empty() {
                return Ok(());
            }
        }
    }
}
