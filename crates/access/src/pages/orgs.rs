//! The tree (组织): opened as far as the address says, on today or a past day, with a search.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use zhibu_kernel::{Day, Read};
use zhibu_web::desk::percent;
use zhibu_web::form::{Fields, FromForm, Typed};
use zhibu_web::part::{
    Column, DateBoxes, Empty, Exports, Facts, Field, History, Link, Node, Note, Row, Table, Tone, Tree,
};
use zhibu_web::{Desk, Form, Page, Pages, T, format};

use super::orgs_form::Act;
use super::orgs_parts::{Known, address, facts, history, kind_label, known};
use crate::org::{self, Branch, Census, Hit, OrgId, path_chain};
use crate::permit::{Denied, Scope};
use crate::role::ReadOrg;

/// Subordinates that are shown at first, and with each further step.
const STEP: i64 = 20;
/// The most that one address shows of one organisation, and the most that it opens.
const MOST: i64 = 1_000;
const MOST_OPEN: usize = 60;
/// Hits of a search.
const HITS: i64 = 50;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/orgs", "org.read", show)
}

/// What the address asks for.
#[derive(Clone, Debug)]
struct Asked {
    words: String,
    at: Option<OrgId>,
    open: Vec<OrgId>,
    /// How many subordinates of an organisation are shown.
    more: HashMap<OrgId, i64>,
    on: Option<Day>,
}

impl FromForm for Asked {
    fn read(fields: &mut Fields<'_>) -> Self {
        let more = fields.text("more");
        let more = more
            .split(',')
            .filter_map(|part| part.split_once('.'))
            .filter_map(|(id, n)| Some((id.parse().ok()?, n.parse::<i64>().ok()?.clamp(0, MOST))))
            .collect();
        Self {
            words: fields.text("q"),
            at: fields.text("at").parse().ok(),
            open: fields.text("open").split(',').filter_map(|id| id.parse().ok()).take(MOST_OPEN).collect(),
            more,
            on: fields.day("on"),
        }
    }
}

impl Asked {
    /// The address of the same view with something else in it.
    fn address(&self) -> String {
        let mut parts = Vec::new();
        if let Some(at) = self.at {
            parts.push(format!("at={at}"));
        }
        if !self.open.is_empty() {
            let open: Vec<String> = self.open.iter().map(ToString::to_string).collect();
            parts.push(format!("open={}", open.join(",")));
        }
        if !self.more.is_empty() {
            let mut more: Vec<String> = self.more.iter().map(|(id, n)| format!("{id}.{n}")).collect();
            more.sort();
            parts.push(format!("more={}", more.join(",")));
        }
        if let Some(on) = self.on {
            parts.push(format!("on={}", percent(&on.to_string())));
        }
        if parts.is_empty() { "/orgs".into() } else { format!("/orgs?{}", parts.join("&")) }
    }

    fn at(&self, id: OrgId) -> String {
        let mut next = self.clone();
        if let Some(before) = next.at.replace(id)
            && !next.open.contains(&before)
        {
            next.open.push(before);
        }
        next.address()
    }

    fn opening(&self, id: OrgId) -> String {
        let mut next = self.clone();
        next.open.push(id);
        next.address()
    }

    fn showing_more(&self, id: OrgId, shown: i64) -> String {
        let mut next = self.clone();
        next.more.insert(id, shown + STEP);
        next.address()
    }
}

/// An organisation in the tree with what is loaded below it.
struct Below {
    branches: Vec<Branch>,
    total: i64,
}

/// Everything that the page shows.
struct Seen {
    top: Option<Branch>,
    below: HashMap<OrgId, Below>,
    members: HashMap<OrgId, i64>,
    known: Known,
    hits: Option<Vec<Hit>>,
}

type Asking = (Asked, Day, Option<Arc<Census>>);

async fn see(read: &mut Read, (asked, on, census): &Asking) -> Result<Seen, Denied> {
    let scope = Scope::<ReadOrg>::mine(read)?;
    let known = known(read, asked.at.unwrap_or(scope.org)).await?;
    let hits = if asked.words.is_empty() {
        None
    } else {
        Some(org::search(read, &scope, &asked.words, HITS).await?)
    };
    let top = org::as_of(read, scope.org, *on).await?;
    let mut below = HashMap::new();
    if let Some(top) = &top {
        below = open_up(read, asked, *on, top, known.org.id).await?;
    }
    let mut shown: Vec<OrgId> = top.iter().map(|top| top.id).collect();
    shown.extend(below.values().flat_map(|below| below.branches.iter().map(|b| b.id)));
    let members = match census {
        Some(census) => census.0.members(read, &shown, *on).await?,
        None => HashMap::new(),
    };
    Ok(Seen { top, below, members, known, hits })
}

/// Loads the subordinates of everything that is open: what the address opens, and the way down to
/// the selected organisation.
async fn open_up(
    read: &mut Read,
    asked: &Asked,
    on: Day,
    top: &Branch,
    selected: OrgId,
) -> Result<HashMap<OrgId, Below>, Denied> {
    let mut open: HashSet<OrgId> = asked.open.iter().copied().collect();
    if let Some(at) = org::as_of(read, selected, on).await? {
        open.extend(org::ids_of_paths(read, path_chain(&at.path)).await?.into_values());
    }
    let mut below = HashMap::new();
    let mut queue = VecDeque::from([top.id]);
    while let Some(id) = queue.pop_front().filter(|_| below.len() < MOST_OPEN) {
        let limit = asked.more.get(&id).copied().unwrap_or(STEP);
        let branches = org::children(read, id, on, None, limit).await?;
        let shown = i64::try_from(branches.len()).unwrap_or(i64::MAX);
        let total = if shown < limit { shown } else { org::count_below(read, id, on).await? };
        queue.extend(
            branches
                .iter()
                .filter(|branch| branch.has_subordinates && open.contains(&branch.id))
                .map(|branch| branch.id),
        );
        below.insert(id, Below { branches, total });
    }
    Ok(below)
}

#[derive(Template)]
#[template(path = "org/tree.html")]
struct TreePage<'a> {
    t: &'a T,
    lead: String,
    query: Field,
    hits: Option<Table>,
    nothing: Option<Empty>,
    past: Option<Note>,
    tree: Option<Tree>,
    no_tree: Empty,
    day: DateBoxes,
    at: Option<OrgId>,
    card: Card<'a>,
    exports: Exports,
}

/// The selected organisation beside the tree.
#[derive(Template)]
#[template(path = "org/card.html")]
struct Card<'a> {
    t: &'a T,
    known: &'a Known,
    facts: Facts,
    history: Option<History>,
    acts: Vec<Link>,
}

impl askama::filters::HtmlSafe for Card<'_> {}

/// The links to what may be done to an organisation; none for whoever may only look.
pub(super) fn acts(t: &T, known: &Known) -> Vec<Link> {
    if !known.manage {
        return Vec::new();
    }
    Act::ALL
        .iter()
        .filter(|act| **act == Act::Rename || **act == Act::Merge || known.superior.is_some())
        .map(|act| {
            let to = format!("{}/{}", address(known.org.id), act.word());
            Link::new(to, t.get(act.heading()))
        })
        .collect()
}

async fn show(desk: Desk, Query(pairs): Query<Vec<(String, String)>>) -> Response {
    let form = Form::<Asked>::from_typed(Typed::new(pairs));
    let mut asked = form.given;
    let today = desk.today();
    let on = asked.on.filter(|on| *on < today).unwrap_or(today);
    asked.on = (on < today).then_some(on);
    let asking = (asked, on, desk.house.offered::<Census>());
    let seen =
        desk.read(&asking, async move |read: &mut Read, asking: &Asking| see(read, asking).await).await;
    desk.show(seen.map(|seen| tree_page(&desk, &asking.0, on, &seen)))
}

fn tree_page(desk: &Desk, asked: &Asked, on: Day, seen: &Seen) -> Page {
    let t = &desk.t;
    let known = &seen.known;
    let tree = seen.top.as_ref().map(|top| Tree::new(vec![branch_node(t, asked, seen, top)]));
    let lead = seen.top.as_ref().map_or("", |top| top.name.as_str());
    let past = asked.on.map(|on| {
        let day = format::day(on.date(), t);
        Note::new(Tone::Info, t.with("org-past").arg("day", day).to_string())
    });
    let page = TreePage {
        t,
        lead: lead.to_owned(),
        query: Field::search("q", t.get("org-query")).value(&asked.words),
        hits: seen.hits.as_deref().filter(|hits| !hits.is_empty()).map(|hits| table(t, hits)),
        nothing: seen
            .hits
            .as_deref()
            .filter(|hits| hits.is_empty())
            .map(|_| Empty::new(t.get("org-no-hit"), t.get("org-no-hit-why"))),
        past,
        tree,
        no_tree: Empty::new(t.get("org-no-records"), t.get("org-no-records-why"))
            .next(Link::new("/orgs", t.get("org-today"))),
        day: DateBoxes::new(t, "on", t.get("org-on-day")).day(t, Some(on.date())),
        at: asked.at,
        exports: Exports::new(t, &address(known.org.id)),
        card: Card {
            t,
            known,
            facts: facts(t, known),
            history: (!known.acts.is_empty()).then(|| history(desk, &known.acts)),
            acts: acts(t, known),
        },
    };
    Page::new(t.get("orgs-title"), &page)
}

fn branch_node(t: &T, asked: &Asked, seen: &Seen, branch: &Branch) -> Node {
    let count = seen
        .members
        .get(&branch.id)
        .map_or_else(String::new, |n| t.with("org-people").arg("n", *n).to_string());
    let link = Link::new(asked.at(branch.id), &branch.name);
    let mut node = Node::new(link, count);
    if branch.id == seen.known.org.id {
        node = node.current();
    }
    let label = t.with("org-below-of").arg("name", &branch.name).to_string();
    match seen.below.get(&branch.id) {
        Some(below) => {
            let children = below.branches.iter().map(|branch| branch_node(t, asked, seen, branch)).collect();
            node = node.children(label, children, true);
            let shown = i64::try_from(below.branches.len()).unwrap_or(i64::MAX);
            if below.total > shown {
                let more = t.with("org-more").arg("n", below.total - shown).to_string();
                node = node.more(Link::new(asked.showing_more(branch.id, shown), more));
            }
        }
        None if branch.has_subordinates => {
            let open = Link::new(asked.opening(branch.id), t.get("org-open"));
            node = node.children(label, Vec::new(), false).more(open);
        }
        None => {}
    }
    node
}

fn table(t: &T, hits: &[Hit]) -> Table {
    Table::new(t.get("org-hits"), t.get("org-name"))
        .column(Column::text(t.get("org-superior")).meta())
        .column(Column::text(t.get("org-kind")))
        .column(Column::text(t.get("org-code")))
        .rows(hits.iter().map(|hit| {
            Row::link(Link::new(format!("/orgs?at={}", hit.id), &hit.name))
                .cell(hit.superior.clone().unwrap_or_default())
                .cell(kind_label(t, &hit.kind))
                .cell(hit.code.clone().unwrap_or_default())
        }))
}
