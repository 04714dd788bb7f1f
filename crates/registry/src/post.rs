//! The post (职务): what somebody is in an organisation, from a day until before another.

use zhibu_access::org::{Org, OrgId};
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::ManagePosts;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Deed, Fault, Read, Row, Tx, bind, sql};

use crate::person::{Person, PersonId, Refused, human};

zhibu_kernel::id_type!(
    /// Names one post of one person.
    pub PostId
);

/// The kinds of posts.
pub const KINDS: [&str; 6] = [
    "secretary",
    "deputy_secretary",
    "organisation_officer",
    "publicity_officer",
    "discipline_officer",
    "committee_member",
];

/// A post.
#[derive(Clone, Debug)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Who has it.
    pub person: PersonId,
    /// On which organisation.
    pub org: OrgId,
    /// The kind: one of [`KINDS`].
    pub kind: String,
    /// From this day.
    pub valid_from: Day,
    /// Until before this day.
    pub valid_to: Day,
    /// The day the term ends.
    pub term_ends_on: Option<Day>,
}

macro_rules! columns {
    () => {
        "SELECT id, person_id, org_id, kind, valid_from, valid_to, term_ends_on FROM registry_post WHERE "
    };
}

impl Post {
    fn from_row(row: &Row) -> Result<Self, Fault> {
        Ok(Self {
            id: row.get("id")?,
            person: row.get("person_id")?,
            org: row.get("org_id")?,
            kind: row.get("kind")?,
            valid_from: row.get("valid_from")?,
            valid_to: row.get("valid_to")?,
            term_ends_on: row.get("term_ends_on")?,
        })
    }
}

/// Gives a person a post on an organisation from the day of the deed.
///
/// # Errors
/// [`Refused::TermEndsFirst`], [`Refused::Closed`]; a fault of the database.
pub async fn give(
    tx: &mut Tx,
    _permit: &Permit<ManagePosts>,
    person: &Person,
    org: &Org,
    kind: &str,
    term_ends_on: Option<Day>,
    deed: &Deed,
) -> Result<PostId, Refused> {
    if person.facts.ending.is_some() {
        return Err(Refused::Closed);
    }
    if term_ends_on.is_some_and(|until| until <= deed.happened_on) {
        return Err(Refused::TermEndsFirst);
    }
    let id = PostId::fresh();
    tx.execute(bind!(
        sql!(
            "INSERT INTO registry_post (area_id, id, person_id, org_id, kind, valid_from, valid_to, term_ends_on, \
             basis, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        org.area,
        id,
        person.id,
        org.id,
        kind,
        deed.happened_on,
        Day::OPEN,
        term_ends_on,
        deed.basis.as_deref(),
        deed.recorded_at,
    ))
    .await?;
    record(tx, "registry.post.give", person.id, org, kind, deed).await?;
    Ok(id)
}

/// Ends a post on the day of the deed.
///
/// # Errors
/// [`Refused::TermEndsFirst`]; a fault of the database.
pub async fn end(
    tx: &mut Tx,
    _permit: &Permit<ManagePosts>,
    org: &Org,
    post: &Post,
    deed: &Deed,
) -> Result<(), Refused> {
    if deed.happened_on <= post.valid_from {
        return Err(Refused::TermEndsFirst);
    }
    tx.execute(bind!(
        sql!("UPDATE registry_post SET valid_to = $3 WHERE area_id = $1 AND id = $2"),
        org.area,
        post.id,
        deed.happened_on,
    ))
    .await?;
    record(tx, "registry.post.end", post.person, org, &post.kind, deed).await
}

async fn record(
    tx: &mut Tx,
    act: &'static str,
    person: PersonId,
    org: &Org,
    kind: &str,
    deed: &Deed,
) -> Result<(), Refused> {
    tx.audit(
        &Entry::did(act)
            .on("person", person.0)
            .within(org.id.0, org.area)
            .deed(deed)
            .detail(serde_json::json!({ "kind": kind })),
    )
    .await?;
    Ok(())
}

/// A post with its organisation and leave to manage it.
///
/// # Errors
/// [`Denied::Missing`] when there is none, or none that the actor may know of.
pub async fn open(read: &mut Read, id: PostId) -> Result<(Post, Org, Permit<ManagePosts>), Denied> {
    zhibu_access::permit::may::<ManagePosts>(read.actor())?;
    let mut query = Query::new(columns!());
    query.piece("id = ").value(id);
    let row = read.first(query).await?.ok_or(Denied::Missing)?;
    let post = Post::from_row(&row)?;
    let (org, permit) = zhibu_access::org::open::<ManagePosts>(read, post.org).await?;
    Ok((post, org, permit))
}

/// The posts of a person, the latest first.
///
/// # Errors
/// A fault of the database.
pub async fn of(read: &mut Read, person: PersonId) -> Result<Vec<Post>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(columns!(), "person_id IN ", human!(), " ORDER BY valid_from DESC, id DESC"),
            person
        ))
        .await?;
    rows.iter().map(Post::from_row).collect()
}

/// Who holds the posts of an organisation on a day, with their names of that day.
///
/// # Errors
/// A fault of the database.
pub async fn on(read: &mut Read, org: OrgId, day: Day) -> Result<Vec<(Post, String)>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT t.id, t.person_id, t.org_id, t.kind, t.valid_from, t.valid_to, t.term_ends_on, p.name \
                 FROM registry_post t LEFT JOIN registry_place m ON m.person_id = t.person_id \
                 JOIN registry_person p ON p.person_id = COALESCE(m.merged_into, t.person_id) \
                 WHERE t.org_id = $1 AND t.valid_from <= $2 AND t.valid_to > $2 AND p.valid_from <= $2 \
                 AND p.valid_to > $2 AND ",
                crate::shown!(),
                " ORDER BY t.valid_from, t.id"
            ),
            org,
            day
        ))
        .await?;
    rows.iter().map(|row| Ok((Post::from_row(row)?, row.get("name")?))).collect()
}
