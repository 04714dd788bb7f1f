//! Changes acknowledged per second: the house's, and those of a bare grouped writer that puts the
//! same rows into the same file.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use zhibu_access::role::NoteContact;
use zhibu_kernel::db::listen;
use zhibu_kernel::{Db, Deed, Tx};
use zhibu_registry::contact::{self, Contact};
use zhibu_registry::person::{self, PersonId, Refused};

use super::ground::{Ground, Somebody, system};
use super::replay::{Bare, Statement};

/// Who waits at the same time.
const WRITERS: usize = 64;
const SLICE: Duration = Duration::from_millis(700);
const SLICES: usize = 6;

/// Changes per second: ours and the peer's, medians of slices that took turns.
pub async fn rates(ground: &Ground, people: &[Somebody]) -> (f64, f64) {
    let db = ground.open().await;
    let (_, heard) = listen(note(&db, people[0].id)).await;
    let writes: Vec<Statement> = heard.into_iter().map(Statement::from).filter(Statement::writes).collect();
    let bare = Bare::open(&ground.database).await;
    let (mut ours, mut peers) = (Vec::new(), Vec::new());
    for _ in 0..SLICES {
        let ids: Arc<Vec<PersonId>> = Arc::new(people.iter().map(|person| person.id).collect());
        let house = db.clone();
        ours.push(
            rate(move |nth| {
                let (db, id) = (house.clone(), ids[nth % ids.len()]);
                async move { note(&db, id).await }
            })
            .await,
        );
        let (bare, writes) = (bare.clone(), Arc::new(writes.clone()));
        peers.push(
            rate(move |_| {
                let (bare, writes) = (bare.clone(), writes.to_vec());
                async move { bare.commit(writes).await }
            })
            .await,
        );
    }
    db.close().await;
    (median(ours), median(peers))
}

/// A secretary's commonest change: that somebody was reached.
async fn note(db: &Db, id: PersonId) {
    db.change(&system(), &id, async |tx: &mut Tx, id: &PersonId| {
        let (person, permit) = person::open_by_system::<NoteContact>(tx, *id, "bench").await?;
        let deed = Deed::now(tx.now(), tx.today());
        let contact = Contact {
            happened_on: deed.happened_on,
            means: "phone".into(),
            outcome: "reached".into(),
            line: Some("一切都好".into()),
        };
        contact::note(tx, &permit, &person, &contact, &deed).await?;
        Ok::<_, Refused>(())
    })
    .await
    .expect("the contact is noted");
}

/// How often an act ends in a second while [`WRITERS`] do nothing else.
async fn rate<F>(act: impl Fn(usize) -> F + Clone + Send + 'static) -> f64
where
    F: Future<Output = ()> + Send,
{
    let begun = Instant::now();
    let done = Arc::new(AtomicUsize::new(0));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..WRITERS {
        let (act, done) = (act.clone(), Arc::clone(&done));
        tasks.spawn(async move {
            while begun.elapsed() < SLICE {
                act(done.load(Ordering::Relaxed)).await;
                done.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    tasks.join_all().await;
    done.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64()
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
