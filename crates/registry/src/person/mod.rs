//! A person (人员): one noun from applicant to farewell.
//!
//! A row holds what was true from a day until before another day. [`open`] answers the row of
//! today; lists answer the rows of any day. What statistics count stands in columns of its own
//! ([`counted::Counted`]), so that a figure and the list behind it cannot differ.

pub mod counted;
pub mod find;
pub mod follow;
pub mod list;
mod row;
mod write;

use uuid::Uuid;
use zhibu_access::org::{OrgId, Spot};
use zhibu_access::permit::{Denied, Permit, may};
use zhibu_access::role::Action;
use zhibu_kernel::{Day, Fault, Moment, Read, bind, sql};

pub use self::row::columns;
pub use self::write::{Change, enter, put};

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
#[derive(Clone, Debug, PartialEq)]
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

/// A person on a day: where they belong and what is known.
#[derive(Clone, Debug)]
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
        Spot {
            id: self.org,
            area: self.area,
            path: self.path.clone(),
        }
    }
}

/// The SQL condition that a row is shown: neither staged by a batch that is not applied, nor
/// replaced by one that is.
#[macro_export]
#[doc(hidden)]
macro_rules! shown {
    () => {
        "(p.since_batch IS NULL OR p.since_batch IN (SELECT batch_id FROM registry_gate WHERE shown = 1)) \
         AND (p.until_batch IS NULL OR p.until_batch NOT IN (SELECT batch_id FROM registry_gate WHERE shown = 1))"
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

/// One's own record as of today, or the principal's under a mandate.
///
/// # Errors
/// [`Denied::Missing`] when it is somebody else's.
pub async fn open_own<A: Action>(
    read: &mut Read,
    id: PersonId,
) -> Result<(Person, Permit<A>), Denied> {
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
pub(crate) async fn find_on(
    read: &mut Read,
    id: PersonId,
    on: Day,
) -> Result<Option<Person>, Fault> {
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
