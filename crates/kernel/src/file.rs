//! Files: sealed chunks in the database (docs/decisions/11-files.md).
//!
//! A file comes in through [`Incoming`], piece by piece, and is sealed before it reaches a disk;
//! no change is open meanwhile, however slow the line. [`keep`] in a change makes it last. What
//! no change keeps is swept away. It goes out through [`Outgoing`], chunk by chunk, so that its
//! size costs no memory on either way.
//!
//! Each chunk is bound to its file, its number and whether it is the last one (as in STREAM,
//! Hoang, Reyhanitabar, Rogaway and Vizár 2015): chunks that were swapped, left out, cut off or
//! taken from another file do not open. Length and digest of the whole are sealed apart and
//! compared at the end.
//!
//! Never: what a file is, whose it is, who may see it.

use futures_util::stream::{Stream, try_unfold};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::actor::Actor;
use crate::bind;
use crate::clock::Moment;
use crate::db::Db;
use crate::fault::Fault;
use crate::job::Job;
use crate::seal::{Context, SealError};
use crate::sql;
use crate::tx::{Read, Tx};

crate::id_type!(
    /// Names one file; a changed file is another one.
    pub FileId
);

/// Bytes of a chunk in clear: whole thirds, so that its base64 is whole too.
pub const CHUNK: usize = 192 * 1024;

/// How long a file may be on its way before it is swept away: two hours, in milliseconds.
const COMING_MS: i64 = 2 * 3_600_000;

/// How often that is done: ten minutes.
const SWEEP_MS: i64 = 10 * 60_000;

/// A whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// The area in which it lies.
    pub area: Uuid,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub digest: [u8; 32],
    chunks: u64,
}

/// A file on its way in.
pub struct Incoming {
    id: FileId,
    area: Uuid,
    chunks: u64,
    size: u64,
    digest: Sha256,
    waiting: Vec<u8>,
}

impl Incoming {
    /// Begins a file of an area. Nothing is written yet.
    #[must_use]
    pub fn begin(area: Uuid) -> Self {
        let digest = Sha256::new();
        Self { id: FileId::fresh(), area, chunks: 0, size: 0, digest, waiting: Vec::new() }
    }

    /// Bytes so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn take(&mut self, db: &Db, mut bytes: &[u8]) -> Result<(), Fault> {
        self.size += bytes.len() as u64;
        self.digest.update(bytes);
        while !bytes.is_empty() {
            // A full chunk waits until more comes: only then it is known not to be the last.
            if self.waiting.len() == CHUNK {
                self.store(db, false).await?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Ends the file. It lasts when a change keeps it.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn finish(mut self, db: &Db) -> Result<File, Fault> {
        self.store(db, true).await?;
        Ok(File {
            id: self.id,
            area: self.area,
            size: self.size,
            digest: self.digest.finalize().into(),
            chunks: self.chunks,
        })
    }

    /// Gives up a file on its way.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn give_up(self, db: &Db) -> Result<(), Fault> {
        discard(db, self.area, self.id).await
    }

    async fn store(&mut self, db: &Db, last: bool) -> Result<(), Fault> {
        let no = self.chunks;
        let name = chunk_name(no, last);
        let body = db.keys().seal(chunk_place(&self.id, &name), &self.waiting);
        self.waiting.clear();
        self.chunks += 1;
        let head = last.then(|| {
            let digest: [u8; 32] = self.digest.clone().finalize().into();
            let head = [&self.size.to_be_bytes()[..], &self.chunks.to_be_bytes(), &digest].concat();
            db.keys().seal(head_place(&self.id), &head)
        });
        let sealed = Sealed { area: self.area, id: self.id, no, body, head };
        db.housekeeping("kernel.file", &sealed, store).await
    }
}

/// A chunk as it is stored, and with the last one what is known of the whole.
struct Sealed {
    area: Uuid,
    id: FileId,
    no: u64,
    body: Vec<u8>,
    head: Option<Vec<u8>>,
}

async fn store(tx: &mut Tx, sealed: &Sealed) -> Result<(), Fault> {
    if sealed.no == 0 {
        let now = tx.now();
        tx.execute(bind!(
            sql!("INSERT INTO kernel_file (area_id, id, began_at, kept) VALUES ($1, $2, $3, 0)"),
            sealed.area,
            sealed.id,
            now,
        ))
        .await?;
    }
    tx.execute(bind!(
        sql!("INSERT INTO kernel_file_chunk (area_id, file_id, no, body) VALUES ($1, $2, $3, $4)"),
        sealed.area,
        sealed.id,
        number(sealed.no)?,
        sealed.body.as_slice(),
    ))
    .await?;
    if let Some(head) = &sealed.head {
        tx.execute(bind!(
            sql!("UPDATE kernel_file SET head = $3 WHERE area_id = $1 AND id = $2"),
            sealed.area,
            sealed.id,
            head.as_slice(),
        ))
        .await?;
    }
    Ok(())
}

fn number(no: u64) -> Result<i64, Fault> {
    i64::try_from(no).map_err(|_| Fault::Column("the number of a chunk"))
}

fn chunk_name(no: u64, last: bool) -> String {
    format!("body {no}{}", if last { " last" } else { "" })
}

fn chunk_place<'a>(id: &'a FileId, name: &'a str) -> Context<'a> {
    Context { table: "kernel_file_chunk", column: name, row: id.0.as_bytes() }
}

fn head_place(id: &FileId) -> Context<'_> {
    Context { table: "kernel_file", column: "head", row: id.0.as_bytes() }
}

/// Makes a file last that has come in: from this change on it belongs to a row of the caller's.
///
/// # Errors
/// [`Fault::Invariant`] when it is gone or kept already; a fault of the database.
pub async fn keep(tx: &mut Tx, file: &File) -> Result<(), Fault> {
    let kept = tx
        .execute(bind!(
            sql!("UPDATE kernel_file SET kept = 1 WHERE area_id = $1 AND id = $2 AND kept = 0"),
            file.area,
            file.id,
        ))
        .await?;
    if kept == 0 {
        return Err(Fault::Invariant(format!("the file {} is gone or kept already", file.id)));
    }
    Ok(())
}

/// Deletes a file with all its chunks.
///
/// # Errors
/// A fault of the database.
pub async fn delete(tx: &mut Tx, area: Uuid, id: FileId) -> Result<(), Fault> {
    for statement in [
        sql!("DELETE FROM kernel_file_chunk WHERE area_id = $1 AND file_id = $2"),
        sql!("DELETE FROM kernel_file WHERE area_id = $1 AND id = $2"),
    ] {
        tx.execute(bind!(statement, area, id)).await?;
    }
    Ok(())
}

/// Deletes a file that came in and that no change kept; one that is kept stays.
///
/// # Errors
/// A fault of the database.
pub async fn discard(db: &Db, area: Uuid, id: FileId) -> Result<(), Fault> {
    db.housekeeping("kernel.file", &(area, id), async |tx: &mut Tx, (area, id): &(Uuid, FileId)| {
        let kept = tx
            .value::<i64>(bind!(
                sql!("SELECT kept FROM kernel_file WHERE area_id = $1 AND id = $2"),
                *area,
                *id
            ))
            .await?;
        if kept == Some(0) {
            delete(tx, *area, *id).await?;
        }
        Ok::<_, Fault>(())
    })
    .await
}

/// What is known of a file; `None` when there is none, or it is still on its way.
///
/// # Errors
/// A fault of the database; [`Fault::Sealed`] when what is sealed was altered.
pub async fn find(read: &mut Read, area: Uuid, id: FileId) -> Result<Option<File>, Fault> {
    let sealed = read
        .value::<Option<Vec<u8>>>(bind!(
            sql!("SELECT head FROM kernel_file WHERE area_id = $1 AND id = $2"),
            area,
            id
        ))
        .await?
        .flatten();
    let Some(sealed) = sealed else { return Ok(None) };
    let head = read.keys().open(head_place(&id), &sealed)?;
    let whole: [u8; 48] = head.as_slice().try_into().map_err(|_| SealError::Unknown)?;
    let (size, rest) = whole.split_first_chunk::<8>().ok_or(SealError::Unknown)?;
    let (chunks, digest) = rest.split_first_chunk::<8>().ok_or(SealError::Unknown)?;
    Ok(Some(File {
        id,
        area,
        size: u64::from_be_bytes(*size),
        digest: digest.try_into().map_err(|_| SealError::Unknown)?,
        chunks: u64::from_be_bytes(*chunks),
    }))
}

/// A file on its way out.
pub struct Outgoing {
    db: Db,
    file: File,
    ready: Option<Vec<u8>>,
    next: u64,
    size: u64,
    digest: Sha256,
}

impl Outgoing {
    /// Begins to read a file: what was altered at its beginning is found before an answer
    /// begins. Who sees it was asked, and recorded, before.
    ///
    /// # Errors
    /// As [`Outgoing::next`].
    pub async fn begin(db: Db, file: File) -> Result<Self, Fault> {
        let mut outgoing = Self { db, file, ready: None, next: 0, size: 0, digest: Sha256::new() };
        outgoing.ready = outgoing.read().await?;
        Ok(outgoing)
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// The next bytes; `None` after the last, when the whole was what came in.
    ///
    /// # Errors
    /// [`Fault::Sealed`] when a chunk was altered, moved, cut off or removed; a fault of the
    /// database.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        match self.ready.take() {
            Some(ready) => Ok(Some(ready)),
            None => self.read().await,
        }
    }

    async fn read(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        if self.next == self.file.chunks {
            let digest: [u8; 32] = self.digest.clone().finalize().into();
            let whole = self.size == self.file.size && digest == self.file.digest;
            return if whole { Ok(None) } else { Err(SealError::Broken.into()) };
        }
        let given = (self.file.clone(), self.next);
        let clear = self.db.read(&Actor::system("kernel.file"), &given, chunk).await?;
        self.next += 1;
        self.size += clear.len() as u64;
        self.digest.update(&clear);
        Ok(Some(clear))
    }

    /// The rest of it as a stream, for the body of an answer. `log` is told why it breaks off.
    pub fn stream(
        self,
        log: impl Fn(&Fault) + Send + 'static,
    ) -> impl Stream<Item = Result<Vec<u8>, Fault>> + Send + 'static {
        try_unfold((self, log), |(mut outgoing, log)| async move {
            let next = outgoing.next().await.inspect_err(|fault| log(fault))?;
            Ok(next.map(|clear| (clear, (outgoing, log))))
        })
    }

    /// The rest of it at once. The caller knows that it is small.
    ///
    /// # Errors
    /// As [`Outgoing::next`].
    pub async fn whole(mut self) -> Result<Vec<u8>, Fault> {
        let mut whole = Vec::new();
        while let Some(clear) = self.next().await? {
            whole.extend_from_slice(&clear);
        }
        Ok(whole)
    }
}

async fn chunk(read: &mut Read, (file, no): &(File, u64)) -> Result<Vec<u8>, Fault> {
    let sealed = read
        .value::<Vec<u8>>(bind!(
            sql!("SELECT body FROM kernel_file_chunk WHERE area_id = $1 AND file_id = $2 AND no = $3"),
            file.area,
            file.id,
            number(*no)?,
        ))
        .await?
        .ok_or(SealError::Broken)?;
    let name = chunk_name(*no, no + 1 == file.chunks);
    Ok(read.keys().open(chunk_place(&file.id, &name), &sealed)?.to_vec())
}

/// The job that sweeps away what came in and was never kept.
#[must_use]
pub fn job() -> Job {
    Job::new("kernel.file", SWEEP_MS, async |db: Db| sweep(&db).await)
}

async fn sweep(db: &Db) -> Result<(), Fault> {
    let since: Moment = db.clock().now().plus_ms(-COMING_MS);
    let left = db
        .read(&Actor::system("kernel.file"), &since, async |read: &mut Read, since: &Moment| {
            let rows = read
                .rows(bind!(
                    sql!("SELECT area_id, id FROM kernel_file WHERE kept = 0 AND began_at < $1"),
                    *since
                ))
                .await?;
            rows.iter()
                .map(|row| Ok((row.at::<Uuid>(0)?, row.at::<FileId>(1)?)))
                .collect::<Result<Vec<_>, Fault>>()
        })
        .await?;
    for (area, id) in left {
        discard(db, area, id).await?;
    }
    Ok(())
}
