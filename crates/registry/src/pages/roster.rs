//! Taking rosters in: choose files, and the batches that came before. What becomes of one stands in
//! [`super::roster_batch`].

use askama::Template;
use axum::extract::{DefaultBodyLimit, Multipart, Query};
use axum::handler::Handler as _;
use axum::response::Response;
use serde::Deserialize;
use zhibu_access::account;
use zhibu_access::org::{self, OrgId};
use zhibu_access::permit::{Denied, Permit, Scope};
use zhibu_access::role::ImportRoster;
use zhibu_kernel::{Fault, Read};
use zhibu_web::leaf::Paged;
use zhibu_web::part::{Drop, Pager, Steps, Table};
use zhibu_web::{Desk, Done, Page, Pages, T};

use super::roster_batch::steps;
use super::roster_rows::{says, turn};
use super::{roster_tables, roster_words};
use crate::roster::{self, BatchId};

/// Bytes of one upload.
const LARGEST: usize = 300 << 20;

/// Batches on a page.
const SHOWN: i64 = 20;

pub(super) fn pages(pages: Pages) -> Pages {
    roster_words::pages(pages).get("/import", "roster.import", start).post(
        "/import",
        "roster.import",
        upload.layer(DefaultBodyLimit::max(LARGEST)),
    )
}

#[derive(Debug, Default, Deserialize)]
struct At {
    org: Option<OrgId>,
    #[serde(flatten)]
    paged: Paged,
}

#[derive(Template)]
#[template(path = "roster/start.html")]
struct Start<'a> {
    t: &'a T,
    org: OrgId,
    org_name: String,
    drop: Drop,
    steps: Steps,
    batches: Option<Table>,
    pager: Option<Pager>,
}

/// The organisation of the address, or the one of the acting role.
async fn organisation(read: &mut Read, at: Option<OrgId>) -> Result<org::Org, Denied> {
    let id = match at {
        Some(id) => id,
        None => Scope::<ImportRoster>::mine(read)?.org,
    };
    Ok(org::open::<ImportRoster>(read, id).await?.0)
}

async fn start(desk: Desk, Query(at): Query<At>) -> Response {
    let page = start_page(&desk, &at, None).await;
    desk.show(page)
}

async fn start_page(desk: &Desk, at: &At, error: Option<String>) -> Result<Page, Denied> {
    let (org, batches, names) = desk
        .read(at, async |read: &mut Read, at: &At| {
            let org = organisation(read, at.org).await?;
            let scope = Scope::<ImportRoster>::under(read.actor(), &org.spot())?;
            let batches = roster::list(read, &scope, &turn::<BatchId>(&at.paged)?, SHOWN).await?;
            let names = account::names(read, batches.rows.iter().filter_map(|batch| batch.account)).await?;
            Ok::<_, Denied>((org, batches, names))
        })
        .await?;
    let t = &desk.t;
    let drop =
        Drop::new(t, "files", t.get("roster-files"), ".xlsx,.xls,.csv,.zip", t.get("roster-files-hint"))
            .multiple()
            .folder(t.get("roster-folder"))
            .error(error);
    let here = format!("/import?org={}", org.id);
    let start = Start {
        t,
        org: org.id,
        org_name: org.name,
        drop,
        steps: steps(t, 0),
        pager: batches.pager(t, &here, &says(t, &batches), |batch| batch.id),
        batches: (!batches.rows.is_empty()).then(|| roster_tables::batches(desk, &batches.rows, &names)),
    };
    Ok(Page::new(t.get("roster-import"), &start))
}

async fn upload(desk: Desk, Query(at): Query<At>, mut parts: Multipart) -> Response {
    let opened = desk
        .read(&at.org, async |read: &mut Read, at: &Option<OrgId>| {
            let org = organisation(read, *at).await?;
            org::open::<ImportRoster>(read, org.id).await
        })
        .await;
    let opened = match opened {
        Ok(opened) => opened,
        Err(denied) => return desk.refuse(&denied),
    };
    match take(&desk, opened, &mut parts).await {
        Ok(Some(id)) => Done::to(format!("/import/{id}")).into_response(&desk.house),
        Ok(None) => {
            let none = desk.t.get("roster-no-file").into_owned();
            desk.show(start_page(&desk, &at, Some(none)).await)
        }
        Err(fault) => desk.refuse(&fault),
    }
}

/// Takes the files of an upload as they come; none when there was none.
async fn take(
    desk: &Desk,
    opened: (org::Org, Permit<ImportRoster>),
    parts: &mut Multipart,
) -> Result<Option<BatchId>, Fault> {
    let cut_off =
        |error: axum::extract::multipart::MultipartError| Fault::Io(std::io::Error::other(error.to_string()));
    let mut opened = Some(opened);
    let mut coming = None;
    let mut taken = Vec::new();
    while let Some(mut part) = parts.next_field().await.map_err(cut_off)? {
        let Some(path) = part.file_name().filter(|path| !path.is_empty()).map(str::to_owned) else {
            continue;
        };
        if let Some(opened) = opened.take() {
            coming = Some(roster::begin(desk.db(), desk.actor(), opened).await?);
        }
        let Some(coming) = &mut coming else { continue };
        let name = name_in_batch(&path, &taken);
        coming.file(desk.db(), &name).await?;
        taken.push(name);
        while let Some(bytes) = part.chunk().await.map_err(cut_off)? {
            roster::put_piece(desk.db(), coming, &bytes).await?;
        }
    }
    match coming {
        Some(coming) => roster::finish(desk.db(), coming).await.map(Some),
        None => Ok(None),
    }
}

/// The name of a file that came alone or in a folder, other than those that came before. The
/// folders in which it lay tell two of one name apart; a slash stands for an archive here, so they
/// are joined by its wide form.
fn name_in_batch(path: &str, taken: &[String]) -> String {
    let mut parts: Vec<&str> = path.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 {
        // What was chosen, the same for all.
        parts.remove(0);
    }
    let name = parts.join("／");
    if !taken.contains(&name) {
        return name;
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let another = (2..).map(|n| format!("{stem} ({n}).{ending}")).find(|name| !taken.contains(name));
    another.unwrap_or(name.clone())
}

#[cfg(test)]
mod tests {
    use super::name_in_batch;

    #[test]
    fn files_of_a_folder_keep_apart() {
        let mut taken = Vec::new();
        for (path, expected) in [
            ("名册.xlsx", "名册.xlsx"),
            ("名册.xlsx", "名册 (2).xlsx"),
            ("全镇/柳溪村/名册.xlsx", "柳溪村／名册.xlsx"),
            ("全镇/石桥村/名册.xlsx", "石桥村／名册.xlsx"),
            ("全镇/汇总.xlsx", "汇总.xlsx"),
        ] {
            let name = name_in_batch(path, &taken);
            assert_eq!(name, expected);
            taken.push(name);
        }
    }
}
