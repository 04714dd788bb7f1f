//! What the registry knows and the floors below ask: whose number this is, what somebody is.

use std::collections::HashMap;

use uuid::Uuid;
use zhibu_access::account::code::{Asked, PhoneBook};
use zhibu_access::front::Standing;
use zhibu_access::org::{Counted, Counts, OrgId};
use zhibu_access::permit::Denied;
use zhibu_access::role::{ReadPerson, Role};
use zhibu_kernel::db::Query;
use zhibu_kernel::seal::Hashes;
use zhibu_kernel::{Actor, Day, Db, Read};

use crate::person::counted::is_member;
use crate::person::{self, PersonId};
use crate::{shown, stat};

/// The registry, as the floors below know it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Registry;

impl PhoneBook for Registry {
    fn people_with<'a>(&'a self, read: &'a mut Read, mobile: Hashes) -> Asked<'a, Vec<Uuid>> {
        Box::pin(async move {
            let mut query =
                Query::new("SELECT person_id FROM registry_mobile WHERE batch_id IS NULL AND hash IN (");
            query.list(mobile.all()).piece(") ORDER BY person_id LIMIT 20");
            read.rows(query).await?.iter().map(|row| row.at(0)).collect()
        })
    }
}

impl Standing for Registry {
    fn role_of<'a>(&'a self, read: &'a mut Read, person: Uuid) -> Asked<'a, Role> {
        Box::pin(async move {
            let found = person::find_today(read, PersonId(person)).await?;
            Ok(match found {
                Some(person) if !is_member(&person.facts.stage) => Role::Applicant,
                _ => Role::Member,
            })
        })
    }
}

impl Counts for Registry {
    fn members<'a>(&'a self, read: &'a mut Read, orgs: &'a [OrgId], on: Day) -> Counted<'a> {
        Box::pin(async move { stat::members_of(read, orgs, on).await })
    }

    fn own_people<'a>(&'a self, read: &'a mut Read, orgs: &'a [OrgId], from: Day) -> Counted<'a> {
        Box::pin(async move {
            let mut counts = HashMap::new();
            for orgs in orgs.chunks(200) {
                let mut query = Query::new(
                    "SELECT p.org_id, count(DISTINCT p.person_id) FROM registry_person p \
                     WHERE p.ending IS NULL AND p.valid_to > ",
                );
                query.value(from).piece(" AND p.org_id IN (").list(orgs.iter().copied());
                query.piece(concat!(") AND ", shown!(), " GROUP BY p.org_id"));
                for row in read.rows(query).await? {
                    counts.insert(row.at(0)?, row.at(1)?);
                }
            }
            Ok(counts)
        })
    }
}

/// The mobile number of a person, to tell them of something about their own account.
///
/// # Errors
/// When there is no such person, or a fault of the database.
pub async fn mobile_of(db: &Db, id: Uuid) -> Result<Option<String>, Denied> {
    db.read(&Actor::system("registry"), &id, async |read: &mut Read, id: &Uuid| {
        const REASON: &str = "told of their own account";
        let (person, _) = person::open_by_system::<ReadPerson>(read, PersonId(*id), REASON).await?;
        Ok(person.facts.mobile)
    })
    .await
}
