//! What must be refused by name, quickly and without harm.

use std::io::Write;

use zhibu_web::sheet::{Exceeded, Input, Limits, Reader, SheetError};

use crate::support::{failure, one_sheet, read_bytes, read_with, rows, sheet, texts, workbook, zip};

fn damaged(error: &SheetError) -> bool {
    matches!(error, SheetError::Damaged { .. })
}

#[test]
fn a_far_corner_reserves_nothing() {
    let cell = |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let corner = |text: &str| {
        one_sheet(&format!(
            r#"<row r="1">{}</row><row r="1048576">{}</row>"#,
            cell("A1", "甲"),
            cell("XFD1048576", text),
        ))
    };
    let items = read_bytes("a.xlsx", corner("乙"));
    let too_wide = SheetError::TooWide { row: 1_048_576, column: 16_384, limit: 256 };
    assert_eq!(failure(&items), too_wide);
    assert_eq!(texts(&items), [(1, vec!["甲"])]);
    // Excel's own add-ins leave empty cells there.
    assert_eq!(read_bytes("a.xlsx", corner("")).len(), 2);
}

#[test]
fn stated_sizes_are_not_believed() {
    let rows_xml = r#"<row><c t="s"><v>0</v></c></row>"#;
    let items = read_bytes(
        "a.xlsx",
        workbook(&[
            ("xl/worksheets/sheet1.xml", &sheet(rows_xml)),
            ("xl/sharedStrings.xml", r#"<sst uniqueCount="99999999999"><si><t>甲</t></si></sst>"#),
        ]),
    );
    assert_eq!(texts(&items), [(1, vec!["甲"])]);
}

#[test]
fn a_bomb_stops_at_its_limit() {
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    let reader = Reader { limits, ..Reader::default() };
    let rows_xml = r#"<row><c t="inlineStr"><is><t>甲</t></is></c></row>"#.repeat(100_000);
    let items = read_with(&reader, &[Input::bytes("a.xlsx", one_sheet(&rows_xml))]);
    let too_large = SheetError::TooLarge { what: Exceeded::UnpackedBytes, limit: 1 << 20 };
    assert_eq!(failure(&items), too_large);
    assert!(!rows(&items).is_empty());

    // Many small bombs are one bomb.
    let table = "甲,乙\n".repeat(30_000);
    let entries: Vec<(String, &[u8])> = (0..10).map(|n| (format!("{n}.csv"), table.as_bytes())).collect();
    let entries: Vec<(&str, &[u8])> = entries.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let items = read_with(&reader, &[Input::bytes("a.zip", zip(&entries))]);
    assert_eq!(failure(&items), too_large);
    assert!(rows(&items).len() < 100_000);
}

#[test]
fn one_endless_text_is_not_gathered() {
    let endless = "党".repeat(200_000);
    let pieces = "a&amp;".repeat(150_000);
    let limit = Limits::default().cell_bytes;
    let too_large = SheetError::TooLarge { what: Exceeded::CellBytes, limit };
    for text in [&endless, &pieces] {
        let row = format!(r#"<row><c t="inlineStr"><is><t>{text}</t></is></c></row>"#);
        assert_eq!(failure(&read_bytes("a.xlsx", one_sheet(&row))), too_large);
        let row = format!(r#"<row><c t="str"><v>{text}</v></c></row>"#);
        assert_eq!(failure(&read_bytes("a.xlsx", one_sheet(&row))), too_large);
    }
    assert_eq!(failure(&read_bytes("a.csv", endless.into_bytes())), too_large);
    let comment = format!("<!--{}-->", "<x>".repeat(200_000));
    assert_eq!(failure(&read_bytes("a.xlsx", one_sheet(&comment))), too_large);
}

#[test]
fn entries_are_counted_before_they_are_listed() {
    let limits = Limits { entries: 3, ..Limits::default() };
    let reader = Reader { limits, ..Reader::default() };
    let bytes = zip(&[("1.csv", b"1"), ("2.csv", b"2"), ("3.csv", b"3"), ("4.csv", b"4")]);
    let items = read_with(&reader, &[Input::bytes("a.zip", bytes)]);
    assert_eq!(failure(&items), SheetError::TooLarge { what: Exceeded::Entries, limit: 3 });
}

#[test]
fn names_that_lie_are_told() {
    let ole = |stream: &str| {
        let name: Vec<u8> = stream.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 1024], &name].concat()
    };
    let rows: [(&str, Vec<u8>, SheetError); 7] = [
        ("a.xlsx", b"name,phone\n".to_vec(), SheetError::NotASpreadsheet),
        ("a.xlsx", Vec::new(), SheetError::NotASpreadsheet),
        ("a.xls", b"<html><table><tr><td>1".to_vec(), SheetError::WebPage),
        ("a.xlsx", ole("EncryptedPackage"), SheetError::Password),
        ("a.xls", ole("WordDocument"), SheetError::NotASpreadsheet),
        ("a.csv", b"a,b\nc\0d,e\n".to_vec(), SheetError::Binary { line: 2 }),
        ("a.csv", b"a,b\n\xFF\xFF\n".to_vec(), SheetError::UnknownEncoding { line: 2 }),
    ];
    for (name, bytes, expected) in rows {
        assert_eq!(failure(&read_bytes(name, bytes)), expected, "{name}");
    }
}

#[test]
fn an_open_quotation_mark_is_found_where_it_opens() {
    let items = read_bytes("a.csv", "甲,乙\n1,\"二\n3,四\n".into());
    assert_eq!(failure(&items), SheetError::OpenQuote { line: 2 });
    // Inside a text it means nothing.
    let items = read_bytes("a.csv", "甲,5\" 管\n".into());
    assert_eq!(texts(&items), [(1, vec!["甲", "5\" 管"])]);
}

#[test]
fn a_file_cut_off_anywhere_is_damaged() {
    let shared = r#"<sst><si><t>甲</t></si></sst>"#;
    let rows_xml = r#"<row><c t="s"><v>0</v></c></row>"#.repeat(500);
    let whole =
        workbook(&[("xl/worksheets/sheet1.xml", &sheet(&rows_xml)), ("xl/sharedStrings.xml", shared)]);
    for length in (8..whole.len()).step_by(7) {
        let error = failure(&read_bytes("a.xlsx", whole[..length].to_vec()));
        assert!(damaged(&error), "{length}: {error:?}");
    }
    // The archive whole, the sheet cut.
    let cut = workbook(&[("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>1")]);
    assert!(damaged(&failure(&read_bytes("a.xlsx", cut))));
}

#[test]
fn bits_flipped_anywhere_harm_nobody() {
    let rows_xml = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>5</v></c></row>"#;
    let whole = workbook(&[
        ("xl/worksheets/sheet1.xml", &sheet(rows_xml)),
        ("xl/sharedStrings.xml", "<sst><si><t>甲</t></si></sst>"),
    ]);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        // Whatever it is now, at most the rows that were there come out.
        assert!(rows(&read_bytes("a.xlsx", bytes)).len() <= 1, "{at}");
    }
}

#[test]
fn rows_out_of_order_and_wide_rows_are_refused() {
    let backwards = r#"<row r="2"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>"#;
    assert!(damaged(&failure(&read_bytes("a.xlsx", one_sheet(backwards)))));

    let wide = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(16_384));
    let too_wide = SheetError::TooWide { row: 1, column: 257, limit: 256 };
    assert_eq!(failure(&read_bytes("a.xlsx", one_sheet(&wide))), too_wide);
    let wide = ["1"; 16_384].join(",");
    let too_wide = SheetError::TooWide { row: 1, column: 16_384, limit: 256 };
    assert_eq!(failure(&read_bytes("a.csv", wide.into())), too_wide);
}

#[test]
fn an_external_entity_stays_a_word() {
    let part = format!(
        r#"<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{}"#,
        sheet(r#"<row><c t="inlineStr"><is><t>&e;</t></is></c></row>"#)
    );
    let items = read_bytes("a.xlsx", workbook(&[("xl/worksheets/sheet1.xml", &part)]));
    assert_eq!(texts(&items), [(1, vec!["&e;"])]);
}

#[test]
fn a_file_above_the_limit_is_not_opened() {
    let mut file = tempfile::NamedTempFile::new().expect("sound test material");
    file.write_all(&[b'a'; 100]).expect("sound test material");
    let limits = Limits { file_bytes: 99, ..Limits::default() };
    let reader = Reader { limits, ..Reader::default() };
    let items = read_with(&reader, &[Input::path("a.csv", file.path())]);
    assert_eq!(failure(&items), SheetError::TooLarge { what: Exceeded::FileBytes, limit: 99 });
}
