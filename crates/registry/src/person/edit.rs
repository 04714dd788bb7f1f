//! Entering and changing what is known of a person.

use serde_json::json;
use zhibu_access::org::Org;
use zhibu_access::permit::Permit;
use zhibu_access::role::EditPerson;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Tx};
use zhibu_rules::codes::OrgKind;
use zhibu_rules::rule::{Outcome, worst};

use super::check::{Doubt, new_doubts};
use super::fields::differences;
use super::{Change, Facts, Person, Refused, enter, holder_of, put};

/// What somebody typed about a person. Numbers and the address are never shown in a form: an
/// empty one leaves what is known, and `gone` names those that are no more.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// 姓名.
    pub name: String,
    /// 性别.
    pub sex: i64,
    /// 出生日期.
    pub born_on: Option<Day>,
    /// 民族.
    pub ethnic_group: Option<String>,
    /// 学历.
    pub education: Option<String>,
    /// 学位.
    pub degree: Option<String>,
    /// 工作岗位.
    pub job_code: Option<String>,
    /// 新社会阶层.
    pub new_stratum: Option<String>,
    /// 籍贯.
    pub native_place: Option<String>,
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
    /// 外出流向.
    pub outflow_place: Option<String>,
    /// Reason of being away.
    pub outflow_reason: Option<String>,
    /// 失去联系日期.
    pub lost_since: Option<Day>,
    /// A new citizen id.
    pub citizen_id: Option<String>,
    /// A new mobile number.
    pub mobile: Option<String>,
    /// A new landline.
    pub landline: Option<String>,
    /// A new address.
    pub address: Option<String>,
    /// Which of mobile, landline and address are no more.
    pub gone: Vec<String>,
    /// Whether the one who typed confirmed what a rule finds unusual.
    pub sure: bool,
}

impl Edit {
    /// The facts with what was typed.
    #[must_use]
    pub fn onto(&self, known: &Facts) -> Facts {
        let number = |typed: &Option<String>, field: &str, known: &Option<String>| {
            typed.clone().or_else(|| known.clone().filter(|_| !self.gone.iter().any(|g| g == field)))
        };
        let away = |is: bool, typed: &Option<String>| typed.clone().filter(|_| is);
        Facts {
            name: self.name.clone(),
            sex: self.sex,
            born_on: self.born_on,
            ethnic_group: self.ethnic_group.clone(),
            education: self.education.clone(),
            degree: self.degree.clone(),
            job_code: self.job_code.clone(),
            new_stratum: self.new_stratum.clone(),
            native_place: self.native_place.clone(),
            applied_on: self.applied_on,
            joined_on: self.joined_on,
            converted_on: self.converted_on,
            probation_ends_on: self.probation_ends_on,
            is_floating: self.is_floating,
            floating_since: self.floating_since.filter(|_| self.is_floating),
            outflow_place: away(self.is_floating, &self.outflow_place),
            outflow_reason: away(self.is_floating, &self.outflow_reason),
            lost_since: self.lost_since,
            citizen_id: number(&self.citizen_id, "citizen_id", &known.citizen_id),
            mobile: number(&self.mobile, "mobile", &known.mobile),
            landline: number(&self.landline, "landline", &known.landline),
            address: number(&self.address, "address", &known.address),
            ..known.clone()
        }
    }
}

/// Changes a person: what is a fact of a whole life is mended for all time, the rest holds from
/// the day of the deed. Answers the names of the fields that changed.
///
/// # Errors
/// [`Refused`] when somebody changed the record meanwhile, a rule asks for a second look, the
/// day lies in the future, or the citizen id is another record's.
pub async fn edit(
    tx: &mut Tx,
    _permit: &Permit<EditPerson>,
    person: &Person,
    version: i64,
    edit: &Edit,
    deed: &Deed,
) -> Result<Vec<&'static str>, Refused> {
    if version != person.version {
        return Err(Refused::Changed);
    }
    let facts = edit.onto(&person.facts);
    pass(tx, Some(&person.facts), &facts, edit.sure, deed)?;
    save(tx, person, facts, deed).await
}

/// Fills in one thing that is missing, from today on.
///
/// # Errors
/// As [`edit`].
pub async fn fill(
    tx: &mut Tx,
    _permit: &Permit<EditPerson>,
    person: &Person,
    facts: Facts,
    sure: bool,
    deed: &Deed,
) -> Result<Vec<&'static str>, Refused> {
    pass(tx, Some(&person.facts), &facts, sure, deed)?;
    save(tx, person, facts, deed).await
}

async fn save(tx: &mut Tx, person: &Person, facts: Facts, deed: &Deed) -> Result<Vec<&'static str>, Refused> {
    let wished = Person { facts: facts.clone(), ..person.clone() };
    let fields: Vec<&'static str> =
        differences(person, &wished).into_iter().map(|(field, ..)| field).collect();
    if fields.is_empty() {
        return Ok(fields);
    }
    if facts.citizen_id != person.facts.citizen_id {
        is_free(tx, &facts).await?;
    }
    let change = Change { facts, spot: person.spot(), from: deed.happened_on };
    put(tx, person, &change, deed).await?;
    tx.audit(
        &Entry::did("registry.person.edit")
            .on("person", person.id.0)
            .within(person.org.0, person.area)
            .deed(deed)
            .detail(json!({ "fields": fields })),
    )
    .await?;
    Ok(fields)
}

/// Enters a new person into a branch from the day of the deed.
///
/// # Errors
/// As [`edit`]; [`Refused::NoBranch`] and [`Refused::OrgEnded`] for the place.
pub async fn add(
    tx: &mut Tx,
    _permit: &Permit<EditPerson>,
    org: &Org,
    facts: Facts,
    sure: bool,
    deed: &Deed,
) -> Result<Person, Refused> {
    takes_people(org)?;
    pass(tx, None, &facts, sure, deed)?;
    is_free(tx, &facts).await?;
    let entry = facts.entry.clone();
    let person = enter(tx, org, facts, deed.happened_on, None).await.map_err(taken)?;
    tx.audit(
        &Entry::did("registry.person.enter")
            .on("person", person.id.0)
            .within(org.id.0, org.area)
            .deed(deed)
            .detail(json!({ "entry": entry, "stage": person.facts.stage })),
    )
    .await?;
    Ok(person)
}

/// Whether people may belong to an organisation.
///
/// # Errors
/// [`Refused::NoBranch`], [`Refused::OrgEnded`].
pub(crate) fn takes_people(org: &Org) -> Result<(), Refused> {
    if org.ended_on.is_some() {
        return Err(Refused::OrgEnded);
    }
    if !OrgKind::from_key(&org.kind).is_some_and(OrgKind::holds_members) {
        return Err(Refused::NoBranch);
    }
    Ok(())
}

fn pass(tx: &Tx, old: Option<&Facts>, new: &Facts, sure: bool, deed: &Deed) -> Result<(), Refused> {
    let today = tx.today();
    if deed.happened_on > today {
        return Err(Refused::InFuture("since"));
    }
    for (field, day) in [
        ("born_on", new.born_on),
        ("applied_on", new.applied_on),
        ("floating_since", new.floating_since),
        ("lost_since", new.lost_since),
    ] {
        if day.is_some_and(|day| day > today) {
            return Err(Refused::InFuture(field));
        }
    }
    let doubts = new_doubts(old, new, today);
    if gravest(&doubts) == Outcome::Block && deed.basis.is_none() {
        return Err(Refused::WithoutBasis);
    }
    if !doubts.is_empty() && !sure && deed.basis.is_none() {
        return Err(Refused::Doubtful);
    }
    Ok(())
}

/// The gravest of some doubts.
#[must_use]
pub fn gravest(doubts: &[Doubt]) -> Outcome {
    let findings: Vec<_> = doubts
        .iter()
        .map(|doubt| zhibu_rules::rule::Finding { rule: doubt.rule, outcome: doubt.outcome, detail: () })
        .collect();
    worst(&findings)
}

async fn is_free(tx: &mut Tx, facts: &Facts) -> Result<(), Refused> {
    match &facts.citizen_id {
        Some(number) if holder_of(tx, number).await?.is_some() => Err(Refused::CitizenIdTaken),
        _ => Ok(()),
    }
}

/// Two who enter one citizen id at the same moment: the second meets the key.
fn taken(fault: zhibu_kernel::Fault) -> Refused {
    if fault.is_duplicate() { Refused::CitizenIdTaken } else { Refused::Fault(fault) }
}
