//! The lines, each with its peer and its goal.

use std::time::Duration;

use zhibu_kernel::search;
use zhibu_web::desk::percent;

use super::client::Client;
use super::ground::{Engine, Ground, Targets};
use super::pages::{self, Series};
use super::replay::Told;
use super::server::Server;
use super::table::{Table, ms};
use super::{Asked, changes, import};

/// Rounds in which each kind of page is asked for once.
const ROUNDS: usize = 1_000;
const SLICE: Duration = Duration::from_millis(700);
const SLICES: usize = 6;
/// Views before memory is looked at.
const VIEWS: usize = 10_000;
/// Starts of which the median counts.
const STARTS: usize = 5;

/// Measures everything; whether all goals are met.
pub async fn measure(asked: &Asked) -> bool {
    let ground = Ground::with(asked.engine, asked.members).await;
    let db = ground.open().await;
    let targets = Targets::of(&db).await;
    db.close().await;
    println!("{} members, {:?}", asked.members, asked.engine);
    let mut table = Table::begin();
    over_http(&mut table, &ground, &targets).await;
    // What writes does so into a copy.
    let copy = ground.copy().await;
    import::measure(&mut table, &ground, &copy, &targets).await;
    if ground.engine == Engine::Sqlite {
        let rates = changes::rates(&copy, &targets.people).await;
        table.rates("changes acknowledged", rates, "/s", 0.5);
    }
    copy.remove().await;
    table.end()
}

async fn over_http(table: &mut Table, ground: &Ground, targets: &Targets) {
    let people: Vec<String> = targets.people.iter().map(|person| format!("/people/{}", person.id)).collect();
    let pages = pages::hear(ground, &targets.session, &people).await;
    let look = pages.values().next().map(|page| page.statements.iter().filter(|s| s.in_change()).cloned());
    let told = Told {
        points: targets.people.iter().map(|person| (person.area, person.period)).collect(),
        look: look.into_iter().flatten().collect(),
        pages,
    };
    let file = ground.folder.join("peer.json");
    std::fs::write(&file, serde_json::to_vec(&told).expect("texts are JSON")).expect("the folder is ours");
    let peer = Server::peer(ground, &file);

    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(ms(Server::zhibu(ground).1));
    }
    let (server, _) = Server::zhibu(ground);
    latencies(table, &server, &peer, targets);

    let bare: Vec<String> = people.iter().map(|path| format!("/page{path}")).collect();
    let (mut ours, mut peers) = (Vec::new(), Vec::new());
    for _ in 0..SLICES {
        ours.push(pages::rate(&server.address, &targets.session, &people, SLICE));
        peers.push(pages::rate(&peer.address, "", &bare, SLICE));
    }
    let rates = (changes::median(ours), changes::median(peers));
    table.rates("member pages, 8 visitors", rates, "/s", 0.7);

    table.figure("start on an existing database", changes::median(starts), "ms", 300.0);
    pages::mixed_views(&server.address, targets, VIEWS);
    if ground.engine == Engine::Sqlite {
        table.figure("memory after 10,000 mixed page views", server.resident_mb(), "MB", 100.0);
    }
}

fn latencies(table: &mut Table, server: &Server, peer: &Server, targets: &Targets) {
    let search = |text: &str| format!("/search?q={}", percent(text));
    let names = targets.people.iter().map(|person| search(&person.name));
    let initials = targets.people.iter().map(|person| search(&search::person_keys(&person.name).initials));
    let ids = targets.people.iter().filter_map(|person| person.citizen_id.as_deref()).map(search);
    let root = targets.root;
    let mut pages = [
        Series::of([format!("/statistics/{root}")]),
        Series::of(targets.orgs.iter().map(|org| format!("/statistics/{org}"))),
        Series::of(targets.branches.iter().map(|org| format!("/orgs/{org}"))),
        Series::of(targets.people.iter().map(|person| format!("/people/{}", person.id))),
        Series::of(ids),
        Series::of(names),
        Series::of(initials),
        Series::of(targets.rare.iter().map(|figure| format!("/orgs/{root}/people?figure={figure}"))),
    ];
    let mut point = Series::of((0..targets.people.len()).map(|at| format!("/point/{at}")));
    let mut look = Series::of((0..targets.people.len()).map(|at| format!("/look/{at}")));
    let mut bare = Series::of(targets.people.iter().map(|person| format!("/page/people/{}", person.id)));
    let mut ours = Client::to(&server.address, &targets.session);
    let mut theirs = Client::to(&peer.address, "");
    for round in 0..ROUNDS {
        for series in &mut pages {
            series.ask(&mut ours, round);
            point.ask(&mut theirs, round);
        }
        look.ask(&mut theirs, round);
        bare.ask(&mut theirs, round);
    }
    let [statistics, any, branch, member, by_id, name, initials, list] = pages;
    let point = point.times;
    table.times("statistics of the root", &statistics.times, &point, 4.0);
    table.times("statistics of any organisation", &any.times, &point, 4.0);
    table.times("branch page", &branch.times, &point, 3.0);
    // Nobody's data are shown before the look is on the disk, which the peer must wait for too.
    table.times("member by id, peer: point read and its look", &member.times, &look.times, 3.0);
    table.times("member by citizen id, the same peer", &by_id.times, &look.times, 3.0);
    table.beside("member by id beside a point read unrecorded", &member.times, &point);
    table.beside("member by citizen id beside the same", &by_id.times, &point);
    table.times("search by name in the whole tree", &name.times, &point, 10.0);
    table.times("search by initials in the whole tree", &initials.times, &point, 10.0);
    table.times("list behind the rarest figures", &list.times, &branch.times, 10.0);
    table.times("member page against its bare statements", &member.times, &bare.times, 1.0 / 0.7);
}
