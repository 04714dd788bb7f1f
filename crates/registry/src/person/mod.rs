//! A person (人员): one noun from applicant to farewell.
//!
//! A row holds what was true from a day until before another day. [`open`] answers the row of
//! today; lists answer the rows of any day. What statistics count stands in columns of its own
//! ([`counted::Counted`]), so that a figure and the list behind it cannot differ.

pub mod counted;
mod enter_many;
mod fields;
pub mod find;
pub mod follow;
mod led;
pub mod list;
mod row;
mod seat;
mod write;

pub mod check;
mod refused;

pub mod deed;
pub mod edit;
pub mod ending;
pub mod history;
pub mod merge;
pub mod relocate;
pub mod stage;
pub mod tree;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zhibu_access::org::{OrgId, Spot};
use zhibu_access::permit::{Denied, Permit, may};
use zhibu_access::role::Action;
use zhibu_kernel::{Day, Fault, Moment, Read, bind, sql};

pub use self::enter_many::{Stretch, enter_many};
pub(crate) use self::fields::{Author, write_change, write_history};
pub use self::fields::{FIELDS, differences, field_text};
pub use self::refused::Refused;
pub use self::row::columns;
pub(crate) use self::row::{CITIZEN_ID, MOBILE, person as from_row};
pub(crate) use self::seat::seated;
pub use self::write::{Change, enter, put};
pub(crate) use self::write::{apply, insert, same};

zhibu_kernel::id_type!(
    /// Names one human, for ever, whatever branch they belong to.
    pub PersonId
);

zhibu_kernel::id_type!(
    /// Names one row: what was true of a person in one period.
    pub PeriodId
);

/// What somebody knows of a person: every field of the 16 official items and the further ones.
///
/// Codes are kept as they came when their table is unverified; numbers and the address are in
/// clear here and sealed in the row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// 姓名, as written.
    pub name: String,
    /// 性别, GB/T 2261.1.
    pub sex: i64,
    /// 出生日期.
    pub born_on: Option<Day>,
    /// 民族, GB/T 3304.
    pub ethnic_group: Option<String>,
    /// 学历, GB/T 4658.
    pub education: Option<String>,
    /// 学位.
    pub degree: Option<String>,
    /// 工作岗位, four digits.
    pub job_code: Option<String>,
    /// 新社会阶层.
    pub new_stratum: Option<String>,
    /// 籍贯.
    pub native_place: Option<String>,
    /// The stage: applicant, activist, target, probationary, full.
    pub stage: String,
    /// 党籍状态: normal or stopped.
    pub membership_status: String,
    /// How the record was closed, if it was.
    pub ending: Option<String>,
    /// How the person came into the registry: roster, developed, transferred_in, restored, late_entry, applied.
    pub entry: String,
    /// 递交入党申请书的日期.
    pub applied_on: Option<Day>,
    /// 加入党组织日期.
    pub joined_on: Option<Day>,
    /// 转为正式党员日期.
    pub converted_on: Option<Day>,
    /// The day probation ends.
    pub probation_ends_on: Option<Day>,
    /// 是否流动.
    pub is_floating: bool,
    /// Away since.
    pub floating_since: Option<Day>,
    /// 外出流向: province, city, county.
    pub outflow_place: Option<String>,
    /// Reason of being away, by code.
    pub outflow_reason: Option<String>,
    /// 失去联系日期: lost since.
    pub lost_since: Option<Day>,
    /// 公民身份证号.
    pub citizen_id: Option<String>,
    /// 手机号.
    pub mobile: Option<String>,
    /// 固定电话.
    pub landline: Option<String>,
    /// 家庭住址.
    pub address: Option<String>,
    /// What a roster's unknown columns said: heading and text.
    pub notes: Vec<(String, String)>,
}

impl Facts {
    /// Somebody of whom only the name is known: a full member of good standing since a day.
    #[must_use]
    pub fn someone(name: &str, joined_on: Day) -> Self {
        Self { joined_on: Some(joined_on), ..Self::named(name) }
    }

    /// Somebody of whom only the name is known: a full member of good standing, come by a roster.
    #[must_use]
    pub(crate) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            sex: 0,
            born_on: None,
            ethnic_group: None,
            education: None,
            degree: None,
            job_code: None,
            new_stratum: None,
            native_place: None,
            stage: "full".to_owned(),
            membership_status: "normal".to_owned(),
            ending: None,
            entry: "roster".to_owned(),
            applied_on: None,
            joined_on: None,
            converted_on: None,
            probation_ends_on: None,
            is_floating: false,
            floating_since: None,
            outflow_place: None,
            outflow_reason: None,
            lost_since: None,
            citizen_id: None,
            mobile: None,
            landline: None,
            address: None,
            notes: Vec::new(),
        }
    }
}

/// A person on a day: where they belong and what is known.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    /// The human.
    pub id: PersonId,
    /// The row.
    pub period: PeriodId,
    /// The area in which the row lies.
    pub area: Uuid,
    /// The branch.
    pub org: OrgId,
    /// The branch's path.
    pub path: String,
    /// True from this day.
    pub valid_from: Day,
    /// True until before this day.
    pub valid_to: Day,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// Counts changes, so that two editors notice each other.
    pub version: i64,
    /// What is known.
    pub facts: Facts,
}

impl Person {
    /// Where the person belongs.
    #[must_use]
    pub fn spot(&self) -> Spot {
        Spot { id: self.org, area: self.area, path: self.path.clone() }
    }
}

/// The SQL condition that a row is shown: neither staged by a batch that is not applied, nor
/// replaced by one that is. The table is called `p` unless another name is given.
#[macro_export]
#[doc(hidden)]
macro_rules! shown {
    () => {
        $crate::shown!("p")
    };
    ($table:literal) => {
        concat!(
            "(",
            $table,
            ".since_batch IS NULL OR ",
            $table,
            ".since_batch IN (SELECT batch_id FROM registry_gate WHERE shown = 1)) AND (",
            $table,
            ".until_batch IS NULL OR ",
            $table,
            ".until_batch NOT IN (SELECT batch_id FROM registry_gate WHERE shown = 1))"
        )
    };
}

/// The person of an id as of today, with leave to do `A`.
///
/// # Errors
/// [`Denied::Missing`] when there is none, or none that the actor may know of.
pub async fn open<A: Action>(read: &mut Read, id: PersonId) -> Result<(Person, Permit<A>), Denied> {
    may::<A>(read.actor())?;
    let person = find_today(read, id).await?.ok_or(Denied::Missing)?;
    let permit = Permit::at(read.actor(), &person.spot())?;
    Ok((person, permit))
}

/// The person of an id as of today for the program itself.
///
/// # Errors
/// [`Denied::Missing`] when there is none or a person asks.
pub async fn open_by_system<A: Action>(
    read: &mut Read,
    id: PersonId,
    reason: &'static str,
) -> Result<(Person, Permit<A>), Denied> {
    let permit = Permit::by_system(read.actor(), reason)?;
    let person = find_today(read, id).await?.ok_or(Denied::Missing)?;
    Ok((person, permit))
}

/// One's own record as of today, or the principal's under a mandate.
///
/// # Errors
/// [`Denied::Missing`] when it is somebody else's.
pub async fn open_own<A: Action>(read: &mut Read, id: PersonId) -> Result<(Person, Permit<A>), Denied> {
    let permit = Permit::own(read.actor(), id.0)?;
    let person = find_today(read, id).await?.ok_or(Denied::Missing)?;
    Ok((person, permit))
}

/// The row of a person that holds today, without leave: for acts that hold a permit already.
pub(crate) async fn find_today(read: &mut Read, id: PersonId) -> Result<Option<Person>, Fault> {
    let today = read.today();
    find_on(read, id, today).await
}

/// The row of a person that holds on a day.
pub(crate) async fn find_on(read: &mut Read, id: PersonId, on: Day) -> Result<Option<Person>, Fault> {
    let row = read
        .first(bind!(
            sql!(
                "SELECT ",
                columns!(),
                " FROM registry_person p WHERE p.person_id = $1 AND p.valid_from <= $2 \
                 AND p.valid_to > $2 AND ",
                shown!()
            ),
            id,
            on,
        ))
        .await?;
    row.map(|row| row::person(read, &row)).transpose()
}

/// All rows of some people, the earliest of each first.
pub(crate) async fn periods_of(
    read: &mut Read,
    ids: &[PersonId],
) -> Result<std::collections::HashMap<PersonId, Vec<Person>>, Fault> {
    let mut found: std::collections::HashMap<PersonId, Vec<Person>> = Default::default();
    for ids in ids.chunks(200) {
        let mut query = zhibu_kernel::db::Query::new(concat!(
            "SELECT ",
            columns!(),
            " FROM registry_person p WHERE p.person_id IN ("
        ));
        query.list(ids.iter().copied());
        query.piece(concat!(") AND ", shown!(), " ORDER BY p.valid_from"));
        for row in read.rows(query).await? {
            let person = row::person(read, &row)?;
            found.entry(person.id).or_default().push(person);
        }
    }
    Ok(found)
}

/// All rows of a person, the earliest first.
pub(crate) async fn periods(read: &mut Read, id: PersonId) -> Result<Vec<Person>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT ",
                columns!(),
                " FROM registry_person p WHERE p.person_id = $1 AND ",
                shown!(),
                " ORDER BY p.valid_from"
            ),
            id,
        ))
        .await?;
    rows.iter().map(|row| row::person(read, row)).collect()
}

/// The record into which a person's record was merged, if it was.
///
/// # Errors
/// A fault of the database.
pub async fn merged_into(read: &mut Read, id: PersonId) -> Result<Option<PersonId>, Fault> {
    Ok(read
        .value::<Option<PersonId>>(bind!(
            sql!("SELECT merged_into FROM registry_place WHERE person_id = $1"),
            id
        ))
        .await?
        .flatten())
}

/// The ids under which a human's history is kept, in SQL: the record of `$1` and those merged into
/// it.
macro_rules! human {
    () => {
        "(WITH RECURSIVE human (id) AS (SELECT p.person_id FROM registry_place p WHERE p.person_id = $1 \
         UNION SELECT p.person_id FROM registry_place p JOIN human h ON p.merged_into = h.id) \
         SELECT id FROM human)"
    };
}
pub(crate) use human;

/// The ids under which a human's history is kept: the record's own and those merged into it.
pub(crate) async fn ids_of(read: &mut Read, id: PersonId) -> Result<Vec<PersonId>, Fault> {
    let rows = read.rows(bind!(sql!("SELECT id FROM ", human!(), " AS ids"), id)).await?;
    rows.iter().map(|row| row.at(0)).collect()
}

/// Whose citizen id a number is, if it is anybody's. Whether the one who asks may know of that
/// person is for the caller to find out.
pub(crate) async fn holder_of(read: &mut Read, number: &str) -> Result<Option<PersonId>, Fault> {
    let hashes = read.keys().hash(row::CITIZEN_ID, number.as_bytes());
    for hash in hashes.all() {
        let found =
            read.value(bind!(sql!("SELECT person_id FROM registry_citizen WHERE hash = $1"), hash)).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}
