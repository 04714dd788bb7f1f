//! From files to rows: one pass that stores every row and recognises the tables.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Actor, Db, Fault, Read, Tx, bind, sql};
use zhibu_web::sheet::layout::SheetId;
use zhibu_web::sheet::{Cell, CellKind, Input, Item, Layout, Pieces, Reader, Recogniser, Row};

use super::batch::{self, State, seal_row};
use super::columns::KNOWN;
use super::upload::{Kept, PIECE, files, piece};
use super::{BLOCK, BatchId};

/// Up to this size a file is held in memory while it is read; of a larger one a piece at a time.
/// Neither ever lies on a disk in clear.
const HELD: i64 = 32 << 20;

/// A row as it is kept: where it stood and its cells.
#[derive(Serialize, Deserialize)]
struct Stored {
    file: String,
    sheet: String,
    row: u32,
    cells: Vec<StoredCell>,
}

/// Most cells are texts.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum StoredCell {
    Text(String),
    Other(Cell),
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        let cells = row.cells.into_iter().map(|cell| match cell.kind {
            CellKind::Text | CellKind::Empty => StoredCell::Text(cell.text),
            _ => StoredCell::Other(cell),
        });
        Self {
            file: row.file.to_string(),
            sheet: row.sheet.to_string(),
            row: row.row_no,
            cells: cells.collect(),
        }
    }
}

impl From<Stored> for Row {
    fn from(stored: Stored) -> Self {
        let cells = stored.cells.into_iter().map(|cell| match cell {
            StoredCell::Text(text) => Cell::text(text),
            StoredCell::Other(cell) => cell,
        });
        Self {
            file: stored.file.into(),
            sheet: stored.sheet.into(),
            row_no: stored.row,
            cells: cells.collect(),
        }
    }
}

/// A file that could not be read, or a sheet of it: kept with the layout as an unrecognised one.
#[derive(Debug)]
enum Got {
    Row(Row),
    Unread(SheetId),
}

/// Reads all files of a batch, stores their rows in blocks and keeps what was recognised.
pub(super) async fn read_all(db: &Db, id: BatchId, reader: Reader) -> Result<(), Fault> {
    let actor = Actor::system("registry.roster");
    clear(db, id).await?;
    let files: Vec<Kept> =
        db.read(&actor, &id, async |read: &mut Read, id: &BatchId| files(read, *id).await).await?;
    let mut recogniser = Recogniser::new(KNOWN);
    let mut unread = Vec::new();
    let mut block: Vec<Stored> = Vec::with_capacity(BLOCK);
    let mut blocks = 0;
    for file in files {
        let input = input(db, &actor, id, &file).await?;
        let (send, mut rows) = mpsc::channel::<Got>(BLOCK);
        let reader = reader.clone();
        let reading = tokio::task::spawn_blocking(move || {
            reader.read(&[input], |item| {
                let got = match item {
                    Item::Row(row) => Got::Row(row),
                    Item::Failed { file, sheet, .. } => Got::Unread(SheetId {
                        file: file.to_string(),
                        sheet: sheet.map(|sheet| sheet.to_string()).unwrap_or_default(),
                    }),
                    Item::Skipped { .. } | Item::Sheet { .. } => return ControlFlow::Continue(()),
                };
                match send.blocking_send(got) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            });
        });
        while let Some(got) = rows.recv().await {
            match got {
                Got::Unread(sheet) => unread.push(sheet),
                Got::Row(row) => {
                    recogniser.row(&row);
                    block.push(row.into());
                    if block.len() == BLOCK {
                        store(db, id, blocks, &std::mem::take(&mut block)).await?;
                        blocks += 1;
                    }
                }
            }
        }
        reading.await.map_err(|_| Fault::Invariant("reading a spreadsheet panicked".into()))?;
    }
    if !block.is_empty() {
        store(db, id, blocks, &block).await?;
    }
    let mut layout = recogniser.finish();
    layout.unrecognised.extend(unread);
    finish(db, id, layout).await
}

/// A file, ready to be read where blocking is allowed.
async fn input(db: &Db, actor: &Actor, id: BatchId, file: &Kept) -> Result<Input, Fault> {
    if file.size > HELD {
        return Ok(Input::pieces(&file.name, pieces(db, actor, id, file)));
    }
    let mut held = Vec::new();
    for no in 0.. {
        let Some(bytes) = db.read(actor, &(id, file.no, no), one_piece).await? else { break };
        held.extend_from_slice(&bytes);
    }
    Ok(Input::bytes(&file.name, held))
}

async fn one_piece(read: &mut Read, (id, file, no): &(BatchId, i64, i64)) -> Result<Option<Vec<u8>>, Fault> {
    piece(read, *id, *file, *no).await
}

/// The pieces of a file, opened as they are asked for from a thread that may block.
fn pieces(db: &Db, actor: &Actor, id: BatchId, file: &Kept) -> Pieces {
    let (db, actor, no_of_file) = (db.clone(), actor.clone(), file.no);
    let runtime = tokio::runtime::Handle::current();
    Pieces {
        bytes: u64::try_from(file.size).unwrap_or(0),
        size: PIECE as u64,
        read: Arc::new(move |no| {
            let given = (id, no_of_file, i64::try_from(no).unwrap_or(i64::MAX));
            let piece = runtime.block_on(db.read(&actor, &given, one_piece));
            piece.map_err(io::Error::other)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
        }),
    }
}

/// The inputs of a batch, for the copy that goes back.
pub(super) async fn inputs(db: &Db, actor: &Actor, id: BatchId) -> Result<Vec<Input>, Fault> {
    let files: Vec<Kept> =
        db.read(actor, &id, async |read: &mut Read, id: &BatchId| files(read, *id).await).await?;
    let mut inputs = Vec::with_capacity(files.len());
    for file in &files {
        inputs.push(input(db, actor, id, file).await?);
    }
    Ok(inputs)
}

async fn clear(db: &Db, id: BatchId) -> Result<(), Fault> {
    db.housekeeping("registry.roster", &id, async move |tx: &mut Tx, id: &BatchId| {
        tx.execute(bind!(sql!("DELETE FROM registry_batch_block WHERE batch_id = $1"), *id)).await
    })
    .await
    .map(drop)
}

async fn store(db: &Db, id: BatchId, no: i64, rows: &[Stored]) -> Result<(), Fault> {
    let row = seal_row(id, no);
    let place = Context { table: "registry_batch_block", column: "body", row: &row };
    let sealed = db.keys().seal(place, &serde_json::to_vec(rows)?);
    db.housekeeping(
        "registry.roster",
        &(id, no, sealed),
        async move |tx: &mut Tx, (id, no, sealed): &(BatchId, i64, Vec<u8>)| {
            let until = super::work::held_until(tx.now());
            tx.execute(bind!(
                sql!("INSERT INTO registry_batch_block (batch_id, block_no, body) VALUES ($1, $2, $3)"),
                *id,
                *no,
                sealed.as_slice(),
            ))
            .await?;
            tx.execute(bind!(
                sql!("UPDATE registry_batch SET next_block = $2, held_until = $3 WHERE id = $1"),
                *id,
                *no + 1,
                until,
            ))
            .await?;
            Ok::<_, Fault>(())
        },
    )
    .await
}

async fn finish(db: &Db, id: BatchId, layout: Layout) -> Result<(), Fault> {
    db.housekeeping(
        "registry.roster",
        &(id, layout),
        async move |tx: &mut Tx, (id, layout): &(BatchId, Layout)| {
            let lines: i64 = layout.tables.iter().map(|table| i64::from(table.rows)).sum();
            batch::set_layout(tx, *id, layout).await?;
            tx.execute(bind!(sql!("UPDATE registry_batch SET n_lines = $2 WHERE id = $1"), *id, lines))
                .await?;
            batch::set_state(tx, *id, State::Read).await
        },
    )
    .await
}

/// The rows of a block with their numbers; none after the last block.
pub(super) async fn block(read: &mut Read, id: BatchId, no: i64) -> Result<Option<Vec<(i64, Row)>>, Fault> {
    let sealed: Option<Vec<u8>> = read
        .value(bind!(
            sql!("SELECT body FROM registry_batch_block WHERE batch_id = $1 AND block_no = $2"),
            id,
            no
        ))
        .await?;
    let Some(sealed) = sealed else {
        return Ok(None);
    };
    let row = seal_row(id, no);
    let place = Context { table: "registry_batch_block", column: "body", row: &row };
    let clear = read.keys().open(place, &sealed)?;
    let rows: Vec<Stored> = serde_json::from_slice(&clear)?;
    let first = no * i64::try_from(BLOCK).unwrap_or(1);
    Ok(Some((first..).zip(rows.into_iter().map(Row::from)).collect()))
}
