//! Taking a sheet in: read, judged and kept; nothing of it is done yet.

use std::collections::HashMap;
use std::ops::ControlFlow;

use zhibu_kernel::{Fault, Tx};
use zhibu_web::sheet::{Input, Item, Layout, Reader, Recogniser, Row, RowRole};

use super::batch::{self, BatchId};
use super::columns::known;
use super::draft::{self, Draft};
use super::judge::judge;
use super::refused::Refused;
use super::tree::Tree;
use crate::org::Org;
use crate::permit::Permit;
use crate::role::ManageOrg;

/// Rows of one sheet that are read: a province has fewer organisations of one committee.
const MOST_ROWS: usize = 200_000;

/// A sheet as it was read.
pub struct Sheet {
    /// The name of the file.
    pub(super) name: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// The heading rows: sheet and row.
    pub(super) headings: Vec<(String, u32)>,
    /// What its rows say.
    pub(super) drafts: Vec<Draft>,
}

/// Reads a file; none when no organisation sheet is recognised in it. Blocks no other work.
///
/// # Errors
/// [`Refused::TooManyRows`]; a fault when reading dies.
pub async fn read(name: &str, bytes: Vec<u8>) -> Result<Option<Sheet>, Refused> {
    let name = name.to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        let (rows, layout) = rows_of(&Input::bytes(&name, bytes.clone()));
        (rows, layout, name, bytes)
    });
    let (rows, layout, name, bytes) =
        reading.await.map_err(|_| Fault::Invariant("reading a spreadsheet panicked".into()))?;
    let rows = rows.ok_or(Refused::TooManyRows(MOST_ROWS))?;
    // Without names there is nothing to go by: another form, a list of people perhaps.
    let is_ours =
        |table: &&zhibu_web::sheet::Table| table.column("name").is_some() && table.column("kind").is_some();
    let headings: Vec<(String, u32)> = layout
        .tables
        .iter()
        .filter(is_ours)
        .map(|table| (table.place.sheet.clone(), table.heading.1))
        .collect();
    if headings.is_empty() {
        return Ok(None);
    }
    let mut sheets: HashMap<String, Layout> = HashMap::new();
    for table in layout.tables.iter().filter(is_ours) {
        sheets.entry(table.place.sheet.clone()).or_default().tables.push(table.clone());
    }
    let mut drafts = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(layout) = sheets.get(row.sheet.as_ref()) else { continue };
        if let RowRole::Data { table } = layout.role(&row.file, &row.sheet, row.row_no) {
            drafts.push(draft::read(row, &layout.tables[table]));
        }
    }
    Ok(Some(Sheet { name, bytes, headings, drafts }))
}

/// All rows of a file, none when they are too many, and what was recognised.
fn rows_of(input: &Input) -> (Option<Vec<Row>>, Layout) {
    let mut recogniser = Recogniser::new(&known());
    let mut rows = Vec::new();
    Reader::default().read(std::slice::from_ref(input), |item| {
        if let Item::Row(row) = item {
            recogniser.row(&row);
            rows.push(row);
        }
        if rows.len() > MOST_ROWS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    ((rows.len() <= MOST_ROWS).then_some(rows), recogniser.finish())
}

/// Keeps a sheet as a batch of an organisation, judged against the tree as it stands.
///
/// # Errors
/// A fault of the database.
pub async fn take(
    tx: &mut Tx,
    (top, _): &(Org, Permit<ManageOrg>),
    sheet: &Sheet,
) -> Result<BatchId, Refused> {
    let tree = Tree::load(tx, top, &sheet.drafts).await?;
    let judged = judge(sheet.drafts.clone(), &tree);
    Ok(batch::add(tx, top, sheet, &judged).await?)
}
