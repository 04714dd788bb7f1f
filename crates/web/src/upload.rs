//! A form with a file: the texts as in any form, the file taken in piece by piece and sealed
//! before it reaches a disk (`kernel::file`), so that its size costs no memory.
//!
//! What is wrong with a file is said at its field like everything else. The whole request is
//! read even when the file is too large, or the browser would show its own page instead of ours.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use uuid::Uuid;
use zhibu_kernel::file::{self, File, Incoming};
use zhibu_kernel::{Db, Fault};

use crate::form::{Form, FromForm, Problem, Typed};
use crate::key;
use crate::texts::Arg;

/// The most that the texts of a form may weigh: bytes.
const TEXTS: usize = 64 * 1024;
/// The first bytes of a file, by which its kind is known.
const HEAD: usize = 1024;
/// Bytes of a megabyte, as people are told.
const MEGABYTE: u64 = 1 << 20;

/// A file that came with a form.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Its name as it came.
    pub name: String,
    /// Its first bytes, up to 1,024.
    pub head: Vec<u8>,
    /// Where it lies.
    pub file: File,
}

/// A form with a file.
pub struct Upload<T> {
    /// The form. The file's digest and name are among what was typed, so that another file under
    /// the same key is another form.
    pub form: Form<T>,
    /// The file; none when there is none, or something is wrong with it.
    pub taken: Option<Taken>,
}

/// What came in before anybody said what it means.
#[derive(Default)]
struct Came {
    typed: Vec<(String, String)>,
    weight: usize,
    taken: Option<Taken>,
    trouble: Option<Problem>,
}

/// Takes a form in with the file of a field, for an area. The file may weigh up to `largest`
/// bytes, and must be there.
///
/// # Errors
/// A fault of the database.
pub async fn take<T: FromForm>(
    db: &Db,
    area: Uuid,
    field: &'static str,
    largest: u64,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Upload<T>, Fault> {
    let mut came = Came::default();
    if let Ok(mut parts) = parts {
        loop {
            match parts.next_field().await {
                Ok(Some(part)) if part.name() == Some(field) => {
                    came.file(db, area, (field, largest), part).await?;
                }
                Ok(Some(part)) => came.text(part).await,
                Ok(None) => break,
                Err(error) => {
                    came.broken(field, largest, &error);
                    break;
                }
            }
        }
    }
    let missing = || Problem { field: Some(field.to_owned()), key: key!("upload-none"), args: Vec::new() };
    let trouble = came.trouble.or_else(|| came.taken.is_none().then(missing));
    let mut form = Form::<T>::from_typed(Typed::new(came.typed));
    form.problems.extend(trouble);
    Ok(Upload { form, taken: came.taken })
}

/// Gives up a file that no change kept, so that it takes no room.
///
/// # Errors
/// A fault of the database.
pub async fn give_up(db: &Db, taken: &Taken) -> Result<(), Fault> {
    file::discard(db, taken.file.area, taken.file.id).await
}

impl Came {
    async fn file(
        &mut self,
        db: &Db,
        area: Uuid,
        (field, largest): (&'static str, u64),
        mut part: Field<'_>,
    ) -> Result<(), Fault> {
        let name = part.file_name().unwrap_or_default().to_owned();
        let mut incoming = Some(Incoming::begin(area));
        let mut head = Vec::new();
        loop {
            match part.chunk().await {
                Ok(Some(bytes)) => {
                    let Some(coming) = &mut incoming else { continue };
                    if coming.size() + bytes.len() as u64 > largest {
                        self.trouble = Some(too_large(field, largest));
                        give_up_incoming(db, &mut incoming).await?;
                        continue;
                    }
                    head.extend_from_slice(&bytes[..bytes.len().min(HEAD - head.len())]);
                    coming.take(db, &bytes).await?;
                }
                Ok(None) => break,
                Err(error) => {
                    self.broken(field, largest, &error);
                    give_up_incoming(db, &mut incoming).await?;
                    break;
                }
            }
        }
        // A browser sends an empty part for a field in which no file was chosen; of several
        // files the first counts.
        let Some(coming) = incoming.filter(|coming| coming.size() > 0 && self.taken.is_none()) else {
            return Ok(());
        };
        let file = coming.finish(db).await?;
        let digest: String = file.digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.typed.push((field.to_owned(), format!("{digest} {name}")));
        self.taken = Some(Taken { name, head, file });
        Ok(())
    }

    async fn text(&mut self, mut part: Field<'_>) {
        let name = part.name().unwrap_or_default().to_owned();
        let mut text = Vec::new();
        while let Ok(Some(bytes)) = part.chunk().await {
            let kept = &bytes[..bytes.len().min(TEXTS.saturating_sub(self.weight))];
            self.weight += kept.len();
            text.extend_from_slice(kept);
        }
        self.weight += name.len();
        if self.weight < TEXTS {
            self.typed.push((name, String::from_utf8_lossy(&text).into_owned()));
        }
    }

    fn broken(&mut self, field: &'static str, largest: u64, error: &MultipartError) {
        let large = error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE;
        self.trouble = Some(if large {
            too_large(field, largest)
        } else {
            Problem { field: Some(field.to_owned()), key: key!("upload-broken"), args: Vec::new() }
        });
    }
}

async fn give_up_incoming(db: &Db, incoming: &mut Option<Incoming>) -> Result<(), Fault> {
    match incoming.take() {
        Some(coming) => coming.give_up(db).await,
        None => Ok(()),
    }
}

fn too_large(field: &str, largest: u64) -> Problem {
    let most = i64::try_from(largest / MEGABYTE).unwrap_or(i64::MAX);
    Problem {
        field: Some(field.to_owned()),
        key: key!("upload-too-large"),
        args: vec![("n", Arg::from(most))],
    }
}
