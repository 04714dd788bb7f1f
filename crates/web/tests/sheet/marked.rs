use std::io::{Cursor, Read};
use std::sync::Arc;

use zhibu_web::sheet::{Fault, Input, Item, Marked, Marks, Place, Reader, SheetError, marked_copy};

use crate::support::{one_sheet, read_bytes, sheet, texts, workbook, zip};

fn place(file: &str, sheet: &str, row: u32) -> Place {
    Place { file: file.into(), sheet: sheet.into(), row }
}

fn marks(file: &str, sheet: &str) -> Marks {
    let fault =
        |row, column, remark: &str| Fault { place: place(file, sheet, row), column, remark: remark.into() };
    Marks {
        remark_heading: "备注".into(),
        headings: vec![place(file, sheet, 1)],
        faults: vec![
            fault(3, Some(1), "校验码不对"),
            fault(3, Some(0), "=不在名册"),
            fault(3, None, "校验码不对"),
        ],
    }
}

fn copy(input: &Input, marks: &Marks) -> (Marked, Vec<u8>) {
    let mut out = Cursor::new(Vec::new());
    let marked = marked_copy(&Reader::default(), input, marks, &mut out).expect("sound test material");
    (marked, out.into_inner())
}

/// The XML of a part of a workbook.
fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("sound test material");
    let mut text = String::new();
    zip.by_name(name).expect("sound test material").read_to_string(&mut text).expect("sound test material");
    text
}

#[test]
fn a_workbook_comes_back_with_its_faults_in_red() {
    let cell = |text: &str| format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#);
    let rows = format!(
        r#"<row r="1">{}{}</row><row r="3"><c><v>5</v></c>{}</row>"#,
        cell("姓名"),
        cell("身份证号"),
        cell("=990101"),
    );
    let book = workbook(&[
        ("xl/worksheets/sheet1.xml", &sheet(&rows)),
        ("xl/worksheets/sheet2.xml", &sheet("")),
        (
            "xl/workbook.xml",
            r#"<workbook><sheets><sheet name="名册" r:id="r1"/><sheet name="空" r:id="r9"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
               <Relationship Id="r9" Type="x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#,
        ),
    ]);
    let (marked, bytes) = copy(&Input::bytes("a.xlsx", book), &marks("a.xlsx", "名册"));
    assert_eq!(marked, Marked::Workbook);

    let items = read_bytes("a.xlsx", bytes.clone());
    assert_eq!(
        texts(&items),
        [(1, vec!["姓名", "身份证号", "备注"]), (3, vec!["5", "=990101", "校验码不对\n=不在名册"]),]
    );
    let sheets = items.iter().filter(|item| matches!(item, Item::Sheet { .. })).count();
    assert_eq!(sheets, 2);
    assert!(part(&bytes, "xl/styles.xml").contains("FFFFC7CE"));
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!xml.contains("<f>"));
    // The faulty cells look different from the sound ones of their kind.
    let style = |cell: &str| {
        let (_, rest) = xml.split_once(&format!(r#"r="{cell}" s=""#)).expect(cell);
        rest.split('"').next().map(str::to_owned)
    };
    assert_ne!(style("B3"), style("B1"));
}

#[test]
fn a_table_of_text_comes_back_as_a_workbook() {
    let input = Input::bytes("a.csv", "姓名,身份证号\n\n甲,990101195003070018\n".as_bytes());
    let (marked, bytes) = copy(&input, &marks("a.csv", ""));
    assert_eq!(marked, Marked::Workbook);
    let items = read_bytes("a.xlsx", bytes);
    assert_eq!(texts(&items)[1].1[..2], ["甲", "990101195003070018"]);
}

#[test]
fn an_archive_comes_back_as_an_archive() {
    let row = |text: &str| format!(r#"<row><c t="inlineStr"><is><t>{text}</t></is></c></row>"#);
    let bytes =
        zip(&[("东/一.xlsx", &one_sheet(&row("甲"))), ("../东/一.csv", "乙".as_bytes()), ("坏.xlsx", b"?")]);
    let input = Input::bytes("批.zip", bytes);
    let (marked, bytes) = copy(&input, &marks("批.zip/东/一.xlsx", "名册"));
    assert_eq!(marked, Marked::Archive);
    let items = read_bytes("b.zip", bytes);
    let files: Vec<Arc<str>> = crate::support::rows(&items).iter().map(|r| r.file.clone()).collect();
    assert_eq!(files.iter().map(|f| &**f).collect::<Vec<_>>(), ["b.zip/东/一.xlsx", "b.zip/东/一 2.xlsx"]);
    assert_eq!(texts(&items)[0].1, ["甲", "备注"]);
}

#[test]
fn a_file_that_cannot_be_read_is_not_copied() {
    let input = Input::bytes("a.xlsx", "text".as_bytes());
    let refused = marked_copy(&Reader::default(), &input, &Marks::default(), Cursor::new(Vec::new()));
    assert_eq!(refused, Err(SheetError::NotASpreadsheet));
}
