//! A county in small: two branches of one town, one of another.

use zhibu_access::org::Org;
use zhibu_access::role::Role;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Fault, Tx};
use zhibu_registry::person::{self, Facts, Person};
use zhibu_rules::citizen_id::CitizenId;
use zhibu_testhouse::{House, Visitor};

/// The organisations of a test.
pub struct County {
    pub county: Org,
    pub town: Org,
    pub branch: Org,
    pub sister: Org,
    pub elsewhere: Org,
}

pub async fn county(house: &House) -> County {
    let county = house.found_county().await;
    let town = house.add_org(&county, "grassroots_committee", "柳溪镇党委").await;
    let other = house.add_area(&county, "grassroots_committee", "北岭镇党委").await;
    County {
        branch: house.add_org(&town, "branch", "柳溪村党支部").await,
        sister: house.add_org(&town, "branch", "上塘村党支部").await,
        elsewhere: house.add_org(&other, "branch", "松口村党支部").await,
        county,
        town,
    }
}

impl County {
    pub async fn secretary(&self, house: &House) -> Visitor {
        house.signed_in("secretary", Role::Secretary, &self.branch).await
    }

    pub async fn officer(&self, house: &House) -> Visitor {
        house.signed_in("officer", Role::CommitteeOfficer, &self.town).await
    }
}

pub fn day(number: i64) -> Day {
    Day::from_number(number).unwrap()
}

/// A full member of whom everything is known.
pub fn member(name: &str, number: u32) -> Facts {
    let id = CitizenId::with_check_digit(&format!("99999919700101{number:03}")).unwrap();
    Facts {
        name: name.to_owned(),
        sex: if number % 2 == 1 { 1 } else { 2 },
        born_on: Some(day(19_700_101)),
        ethnic_group: Some("01".into()),
        education: Some("21".into()),
        degree: None,
        job_code: Some("1".into()),
        new_stratum: None,
        native_place: None,
        stage: "full".into(),
        membership_status: "normal".into(),
        ending: None,
        entry: "roster".into(),
        applied_on: None,
        joined_on: Some(day(20_000_701)),
        converted_on: Some(day(20_010_701)),
        probation_ends_on: None,
        is_floating: false,
        floating_since: None,
        outflow_place: None,
        outflow_reason: None,
        lost_since: None,
        citizen_id: Some(id.as_str().to_owned()),
        mobile: Some(format!("1390000{number:04}")),
        landline: None,
        address: Some("柳溪村三组十二号".into()),
        notes: Vec::new(),
    }
}

/// An applicant of whom little is known.
pub fn applicant(name: &str) -> Facts {
    Facts {
        stage: "applicant".into(),
        joined_on: None,
        converted_on: None,
        citizen_id: None,
        mobile: None,
        address: None,
        applied_on: Some(day(20_260_301)),
        ..member(name, 1)
    }
}

/// Enters somebody into a branch from a day on.
pub async fn enter(house: &House, org: &Org, facts: Facts, from: Day) -> Person {
    house
        .by_system(
            &(org.clone(), facts, from),
            async |tx: &mut Tx, (org, facts, from): &(Org, Facts, Day)| {
                let person = person::enter(tx, org, facts.clone(), *from, None).await?;
                tx.audit(&Entry::did("test.enter").on("person", person.id.0)).await?;
                Ok::<_, Fault>(person)
            },
        )
        .await
}

/// The version that a page carries.
pub fn version(page: &str) -> String {
    let at = page.find("name=\"_version\" value=\"").unwrap() + 23;
    page[at..].split('"').next().unwrap().to_owned()
}

/// A fresh key for a form.
pub fn key() -> String {
    zhibu_kernel::id::fresh().simple().to_string()
}
