//! Files come in, piece by piece, and are sealed before they reach a disk.

use zhibu_access::org::Org;
use zhibu_access::permit::Permit;
use zhibu_access::role::ImportRoster;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Actor, Db, Fault, Read, Tx, bind, sql};

use super::BatchId;
use super::batch::{self, State, seal_row};

/// Bytes of a piece; the last one of a file is shorter.
pub(super) const PIECE: usize = 256 * 1024;

/// Files that are coming in.
pub struct Upload {
    batch: BatchId,
    file_no: i64,
    piece_no: i64,
    size: usize,
    waiting: Vec<u8>,
}

/// Begins a batch of an organisation.
///
/// # Errors
/// A fault of the database.
pub async fn begin(db: &Db, actor: &Actor, (org, _): (Org, Permit<ImportRoster>)) -> Result<Upload, Fault> {
    let batch =
        db.change(actor, &org.spot(), async move |tx: &mut Tx, spot| batch::add(tx, spot).await).await?;
    Ok(Upload { batch, file_no: -1, piece_no: 0, size: 0, waiting: Vec::new() })
}

impl Upload {
    /// Begins the next file.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn file(&mut self, db: &Db, name: &str) -> Result<(), Fault> {
        self.flush(db).await?;
        self.file_no += 1;
        (self.piece_no, self.size) = (0, 0);
        let given = (self.batch, self.file_no, name.to_owned());
        db.housekeeping(
            "registry.roster",
            &given,
            async move |tx: &mut Tx, (batch, no, name): &(BatchId, i64, String)| {
                tx.execute(bind!(
                    sql!(
                        "INSERT INTO registry_batch_file (batch_id, file_no, name, size) VALUES ($1, $2, $3, 0)"
                    ),
                    *batch,
                    *no,
                    name,
                ))
                .await?;
                Ok::<_, Fault>(())
            },
        )
        .await
    }

    /// Writes the pieces that are full, or with the last bytes of a file what is left.
    async fn write(&mut self, db: &Db, least: usize) -> Result<(), Fault> {
        while self.waiting.len() >= least.max(1) {
            let rest = self.waiting.split_off(self.waiting.len().min(PIECE));
            let clear = std::mem::replace(&mut self.waiting, rest);
            self.size += clear.len();
            let no = (self.file_no << 32) | self.piece_no;
            let row = seal_row(self.batch, no);
            let place = Context { table: "registry_batch_piece", column: "body", row: &row };
            let sealed = db.keys().seal(place, &clear);
            let size = i64::try_from(self.size).unwrap_or(i64::MAX);
            let given = (self.batch, self.file_no, self.piece_no, size, sealed);
            db.housekeeping("registry.roster", &given, store).await?;
            self.piece_no += 1;
        }
        Ok(())
    }

    async fn flush(&mut self, db: &Db) -> Result<(), Fault> {
        self.write(db, 1).await
    }
}

async fn store(
    tx: &mut Tx,
    (batch, file, piece, size, sealed): &(BatchId, i64, i64, i64, Vec<u8>),
) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!("INSERT INTO registry_batch_piece (batch_id, file_no, piece_no, body) VALUES ($1, $2, $3, $4)"),
        *batch,
        *file,
        *piece,
        sealed.as_slice(),
    ))
    .await?;
    tx.execute(bind!(
        sql!("UPDATE registry_batch_file SET size = $3 WHERE batch_id = $1 AND file_no = $2"),
        *batch,
        *file,
        *size,
    ))
    .await?;
    Ok(())
}

/// Takes the next bytes of the file begun last.
///
/// # Errors
/// A fault of the database.
pub async fn put_piece(db: &Db, upload: &mut Upload, bytes: &[u8]) -> Result<(), Fault> {
    upload.waiting.extend_from_slice(bytes);
    upload.write(db, PIECE).await
}

/// Ends the upload: the batch can be read.
///
/// # Errors
/// A fault of the database.
pub async fn finish(db: &Db, mut upload: Upload) -> Result<BatchId, Fault> {
    upload.flush(db).await?;
    db.housekeeping("registry.roster", &upload.batch, async move |tx: &mut Tx, id: &BatchId| {
        batch::set_state(tx, *id, State::Reading).await
    })
    .await?;
    Ok(upload.batch)
}

/// A file of a batch.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its number.
    pub no: i64,
    /// Its name as it came.
    pub name: String,
    /// Bytes.
    pub size: i64,
}

/// The files of a batch.
///
/// # Errors
/// A fault of the database.
pub async fn files(read: &mut Read, id: BatchId) -> Result<Vec<Kept>, Fault> {
    let rows = read
        .rows(bind!(
            sql!("SELECT file_no, name, size FROM registry_batch_file WHERE batch_id = $1 ORDER BY file_no"),
            id
        ))
        .await?;
    rows.iter()
        .map(|row| Ok(Kept { no: row.get("file_no")?, name: row.get("name")?, size: row.get("size")? }))
        .collect()
}

/// A piece of a file in clear; none after the last.
pub(super) async fn piece(
    read: &mut Read,
    id: BatchId,
    file: i64,
    no: i64,
) -> Result<Option<Vec<u8>>, Fault> {
    let sealed: Option<Vec<u8>> = read
        .value(bind!(
            sql!(
                "SELECT body FROM registry_batch_piece WHERE batch_id = $1 AND file_no = $2 AND piece_no = $3"
            ),
            id,
            file,
            no,
        ))
        .await?;
    let Some(sealed) = sealed else {
        return Ok(None);
    };
    let row = seal_row(id, (file << 32) | no);
    let place = Context { table: "registry_batch_piece", column: "body", row: &row };
    Ok(Some(read.keys().open(place, &sealed)?.to_vec()))
}
