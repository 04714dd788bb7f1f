use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use zhibu_web::sheet::{Input, Item, Reader, Row, SheetError};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub fn read(inputs: &[Input]) -> Vec<Item> {
    read_with(&Reader::default(), inputs)
}

pub fn read_with(reader: &Reader, inputs: &[Input]) -> Vec<Item> {
    let mut items = Vec::new();
    reader.read(inputs, |item| {
        items.push(item);
        ControlFlow::Continue(())
    });
    items
}

pub fn read_bytes(name: &str, bytes: Vec<u8>) -> Vec<Item> {
    read(&[Input::bytes(name, bytes)])
}

pub fn rows(items: &[Item]) -> Vec<&Row> {
    let mut rows = Vec::new();
    for item in items {
        if let Item::Row(row) = item {
            rows.push(row);
        }
    }
    rows
}

/// Number and texts of each row.
pub fn texts(items: &[Item]) -> Vec<(u32, Vec<&str>)> {
    let texts = rows(items).into_iter().map(|row| {
        let cells = row.cells.iter().map(|cell| cell.text.as_str());
        (row.row_no, cells.collect())
    });
    texts.collect()
}

/// The error of the one file or sheet that failed.
#[track_caller]
pub fn failure(items: &[Item]) -> SheetError {
    let failed = items.iter().find_map(|item| match item {
        Item::Failed { error, .. } => Some(error.clone()),
        _ => None,
    });
    failed.expect("something failed")
}

pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).expect("sound test material");
        zip.write_all(bytes).expect("sound test material");
    }
    zip.finish().expect("sound test material").into_inner()
}

/// A workbook with the given parts in place of, or beside, a plain one's.
pub fn workbook(parts: &[(&str, &str)]) -> Vec<u8> {
    let plain = [
        ("[Content_Types].xml", "<Types/>"),
        (
            "xl/workbook.xml",
            r#"<workbook><sheets><sheet name="名册" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships>
            <Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
            <Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/>
            <Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>"#,
        ),
    ];
    let kept = plain.iter().filter(|(name, _)| !parts.iter().any(|(other, _)| other == name));
    let all: Vec<(&str, &[u8])> = kept.chain(parts).map(|(name, text)| (*name, text.as_bytes())).collect();
    zip(&all)
}

pub fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

/// A workbook of one sheet.
pub fn one_sheet(rows: &str) -> Vec<u8> {
    workbook(&[("xl/worksheets/sheet1.xml", &sheet(rows))])
}
