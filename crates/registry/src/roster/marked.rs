//! The same workbooks back, with the faults in red and told in words.

use std::fs::File;
use std::io::{Seek as _, SeekFrom};
use std::sync::Arc;

use zhibu_kernel::{Actor, Db, Fault, Read, bind, sql};
use zhibu_web::sheet::{Fault as Mark, Format, Marked, Marks, Place, Reader, marked_copy};
use zhibu_web::{T, listing};

use super::batch::{Batch, BatchId};
use super::preview::findings;
use super::{BLOCK, reading};

/// The file that goes back, at its beginning, and what it is.
pub struct Copy {
    /// An unnamed scratch file.
    pub file: File,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub kind: &'static str,
}

/// Writes the nth file of a batch once more with its faults marked; none when there is no such
/// file.
///
/// # Errors
/// A fault of the database, or a file that cannot be written.
pub async fn marked(db: &Db, batch: &Batch, file_no: usize, t: &T) -> Result<Option<Copy>, Fault> {
    let actor = Actor::system("registry.roster");
    let mut inputs = reading::inputs(db, &actor, batch.id).await?;
    if file_no >= inputs.len() {
        return Ok(None);
    }
    let input = inputs.swap_remove(file_no);
    let stem = input.name.rsplit_once('.').map_or(input.name.as_str(), |(stem, _)| stem);
    let stem = t.with("roster-marked-name").arg("file", stem).to_string();
    let mut marks = Marks {
        remark_heading: t.get("roster-remark").into_owned(),
        headings: Vec::new(),
        faults: Vec::new(),
    };
    for table in &batch.layout.tables {
        marks.headings.push(Place {
            file: table.place.file.as_str().into(),
            sheet: table.place.sheet.as_str().into(),
            row: table.heading.1,
        });
    }
    let mut after = -1_i64;
    while let Some(lines) = faulty(db, &actor, batch.id, after).await? {
        after = lines.last().map_or(i64::MAX, |(no, ..)| *no);
        for (_, place, findings) in lines {
            for finding in findings {
                marks.faults.push(Mark {
                    place: place.clone(),
                    column: finding.column,
                    remark: format!("{} {}", finding.problem.to(t), finding.mend.to(t)),
                });
            }
        }
    }
    let written = tokio::task::spawn_blocking(move || {
        let mut file = tempfile::tempfile().map_err(Fault::Io)?;
        let marked = marked_copy(&Reader::default(), &input, &marks, &mut file)
            .map_err(|error| Fault::Io(std::io::Error::other(error)))?;
        file.seek(SeekFrom::Start(0)).map_err(Fault::Io)?;
        let (ending, kind) = match marked {
            Marked::Workbook => listing::kind(Format::Xlsx),
            Marked::Archive => ("zip", "application/zip"),
        };
        Ok::<_, Fault>(Copy { file, name: format!("{stem}.{ending}"), kind })
    });
    written.await.map_err(|_| Fault::Invariant("marking a workbook panicked".into()))?.map(Some)
}

type Faulty = (i64, Place, Vec<super::finding::Finding>);

/// The next rows in which something was found.
async fn faulty(db: &Db, actor: &Actor, id: BatchId, after: i64) -> Result<Option<Vec<Faulty>>, Fault> {
    db.read(actor, &(id, after), async |read: &mut Read, (id, after): &(BatchId, i64)| {
        let size = i64::try_from(BLOCK).unwrap_or(1);
        let first: Option<i64> = read
            .value(bind!(
                sql!(
                    "SELECT line_no FROM registry_batch_fault WHERE batch_id = $1 AND line_no > $2 \
                         ORDER BY line_no LIMIT 1"
                ),
                *id,
                *after
            ))
            .await?;
        let Some(first) = first else {
            return Ok::<_, Fault>(None);
        };
        let rows = reading::block(read, *id, first / size).await?.unwrap_or_default();
        let mut found = findings(read, *id, rows.iter().map(|(no, _)| *no)).await?;
        let lines = rows.into_iter().filter_map(|(no, row)| {
            let place = Place { file: Arc::clone(&row.file), sheet: Arc::clone(&row.sheet), row: row.row_no };
            Some((no, place, found.remove(&no)?))
        });
        Ok(Some(lines.collect()))
    })
    .await
}
