//! Files: what went in comes out, and nothing else does.

use std::time::Duration;

use uuid::Uuid;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::db::Statement;
use zhibu_kernel::file::{self, CHUNK, File, FileId, Incoming, Outgoing};
use zhibu_kernel::{Actor, Fault, Read, Tx, bind, sql};
use zhibu_testhouse::{Engine, House};

const AREA: Uuid = Uuid::from_u128(7);

/// Bytes of which no two chunks are equal.
fn sample(size: usize) -> Vec<u8> {
    (0..size).map(|at| u8::try_from((at / 251 + at * 31) % 256).unwrap()).collect()
}

async fn come(house: &House, bytes: &[u8]) -> File {
    let mut incoming = Incoming::begin(AREA);
    for piece in bytes.chunks(40_000) {
        incoming.take(&house.db, piece).await.unwrap();
    }
    incoming.finish(&house.db).await.unwrap()
}

async fn keep(house: &House, file: &File) {
    house
        .by_system(file, async |tx: &mut Tx, file: &File| {
            file::keep(tx, file).await?;
            tx.audit(&Entry::did("test.file.keep")).await
        })
        .await;
}

async fn find(house: &House, id: FileId) -> Option<File> {
    house
        .db
        .read(&Actor::system("test"), &id, async |read: &mut Read, id: &FileId| {
            file::find(read, AREA, *id).await
        })
        .await
        .map_err(|fault: Fault| fault)
        .unwrap()
}

async fn read(house: &House, id: FileId) -> Result<Vec<u8>, Fault> {
    let file = find(house, id).await.expect("the file is there");
    Outgoing::begin(house.db.clone(), file).await?.whole().await
}

async fn meddle(house: &House, statement: &'static Statement, id: FileId) {
    house
        .db
        .housekeeping("test", &id, async move |tx: &mut Tx, id: &FileId| {
            tx.execute(bind!(statement, *id)).await.map(drop)
        })
        .await
        .map_err(|fault: Fault| fault)
        .unwrap();
}

#[zhibu_testhouse::test]
async fn what_went_in_comes_out(house: House) {
    for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5] {
        let bytes = sample(size);
        let file = come(&house, &bytes).await;
        keep(&house, &file).await;
        assert_eq!(find(&house, file.id).await, Some(file.clone()), "{size}");
        assert!(read(&house, file.id).await.unwrap() == bytes, "{size}");
    }
}

#[zhibu_testhouse::test]
async fn what_was_moved_or_cut_does_not_open(house: House) {
    let attacks: [(&str, &'static Statement); 5] = [
        (
            "swapped",
            sql!(
                "UPDATE kernel_file_chunk SET no = CASE no WHEN 0 THEN 9 WHEN 1 THEN 0 ELSE no END WHERE file_id = $1"
            ),
        ),
        ("last removed", sql!("DELETE FROM kernel_file_chunk WHERE file_id = $1 AND no = 2")),
        ("middle removed", sql!("DELETE FROM kernel_file_chunk WHERE file_id = $1 AND no = 1")),
        (
            "one for another",
            sql!(
                "UPDATE kernel_file_chunk SET body = (SELECT body FROM kernel_file_chunk WHERE file_id = $1 AND no = 0) \
                 WHERE file_id = $1 AND no = 1"
            ),
        ),
        (
            "of another file",
            sql!(
                "UPDATE kernel_file_chunk SET body = (SELECT o.body FROM kernel_file_chunk o \
                 WHERE o.file_id <> $1 AND o.no = 0 LIMIT 1) WHERE file_id = $1 AND no = 0"
            ),
        ),
    ];
    let bytes = sample(2 * CHUNK + 77);
    let other = come(&house, &bytes).await;
    for (name, attack) in attacks {
        let file = come(&house, &bytes).await;
        meddle(&house, attack, file.id).await;
        assert!(matches!(read(&house, file.id).await, Err(Fault::Sealed(_))), "{name}");
    }
    // The head of a longer file on a shorter one.
    let short = come(&house, &bytes[..CHUNK]).await;
    meddle(
        &house,
        sql!(
            "UPDATE kernel_file SET head = (SELECT o.head FROM kernel_file o WHERE o.id <> $1 LIMIT 1) WHERE id = $1"
        ),
        short.id,
    )
    .await;
    let found = house
        .db
        .read(&Actor::system("test"), &short.id, async |read: &mut Read, id: &FileId| {
            file::find(read, AREA, *id).await
        })
        .await;
    assert!(matches!(found, Err(Fault::Sealed(_))));
    assert!(read(&house, other.id).await.unwrap() == bytes);
}

#[zhibu_testhouse::test]
async fn what_nobody_keeps_is_swept_away(house: House) {
    let files = sql!("SELECT CAST(count(*) AS BIGINT) FROM kernel_file");
    let chunks = sql!("SELECT CAST(count(*) AS BIGINT) FROM kernel_file_chunk");
    let bytes = sample(CHUNK + 1);
    let kept = come(&house, &bytes).await;
    keep(&house, &kept).await;
    come(&house, &bytes).await;
    file::job().run_now(&house.db).await.unwrap();
    assert_eq!(house.count(files).await, 2, "it may still be on its way");
    house.wait(Duration::from_secs(3 * 3600));
    file::job().run_now(&house.db).await.unwrap();
    assert_eq!((house.count(files).await, house.count(chunks).await), (1, 2));
    file::discard(&house.db, AREA, kept.id).await.unwrap();
    assert!(read(&house, kept.id).await.unwrap() == bytes, "what is kept stays");
    let again = house
        .db
        .change(&Actor::system("test"), &kept, async |tx: &mut Tx, file: &File| file::keep(tx, file).await)
        .await;
    assert!(matches!(again, Err(Fault::Invariant(_))), "one file is one row's");

    house
        .by_system(&kept, async |tx: &mut Tx, file: &File| {
            file::delete(tx, file.area, file.id).await?;
            tx.audit(&Entry::did("test.file.delete")).await
        })
        .await;
    assert_eq!((house.count(files).await, house.count(chunks).await), (0, 0));
}

#[zhibu_testhouse::test]
async fn nothing_of_a_file_lies_in_clear(house: House) {
    let canary = b"CANARY-7f3a9c0e-CANARY";
    let bytes = [sample(CHUNK), canary.to_vec(), sample(9)].concat();
    let file = come(&house, &bytes).await;
    keep(&house, &file).await;
    let stored = house
        .db
        .read(&Actor::system("test"), &(), async |read: &mut Read, (): &()| {
            let rows = read.rows(sql!("SELECT body FROM kernel_file_chunk")).await?;
            rows.iter().map(|row| row.at::<Vec<u8>>(0)).collect::<Result<Vec<_>, Fault>>()
        })
        .await
        .unwrap();
    let mut kept = stored;
    if house.db.engine() == Engine::Sqlite {
        let path = house.db.address().strip_prefix("sqlite:").unwrap();
        for name in [path.to_owned(), format!("{path}-wal")] {
            kept.push(std::fs::read(name).unwrap());
        }
    }
    assert!(kept.len() > 1);
    for (at, text) in kept.iter().enumerate() {
        assert!(!text.windows(canary.len()).any(|part| part == canary), "piece {at}");
    }
}
