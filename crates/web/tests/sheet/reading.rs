use encoding_rs::GB18030;
use rust_xlsxwriter::{Format, Workbook};
use zhibu_web::sheet::{CellKind, CodeText, Flaw, Input, Item, SheetError, Skipped, code_text};

use crate::support::{failure, one_sheet, read, read_bytes, rows, sheet, texts, workbook, zip};

#[test]
fn a_workbook_is_read_as_it_is_shown() {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let code = Format::new().set_num_format("000");
    let first = book.add_worksheet().set_name("第一支部").expect("sound test material");
    first.write_string(0, 0, " 张三\n（小） ").expect("sound test material");
    first.write_number_with_format(0, 2, 44_378.0, &day).expect("sound test material");
    first.write_number_with_format(2, 0, 11.0, &code).expect("sound test material");
    first.write_number(2, 1, 3.5).expect("sound test material");
    first.write_boolean(2, 2, true).expect("sound test material");
    first
        .write_formula(3, 0, rust_xlsxwriter::Formula::new("=1+1").set_result("2"))
        .expect("sound test material");
    book.add_worksheet().set_name("空").expect("sound test material");
    book.add_worksheet()
        .set_name("第二支部")
        .expect("sound test material")
        .write_string(0, 0, "李四")
        .expect("sound test material");
    let items = read_bytes("a.xlsx", book.save_to_buffer().expect("sound test material"));

    let sheets: Vec<_> = items
        .iter()
        .filter_map(|item| if let Item::Sheet { sheet, .. } = item { Some(&**sheet) } else { None })
        .collect();
    assert_eq!(sheets, ["第一支部", "空", "第二支部"]);
    assert_eq!(
        texts(&items),
        [
            (1, vec![" 张三\n（小） ", "", "2021-07-01"]),
            (3, vec!["011", "3.5", "TRUE"]),
            (4, vec!["2"]),
            (1, vec!["李四"]),
        ]
    );
    let kinds: Vec<CellKind> =
        rows(&items)[..2].iter().flat_map(|row| row.cells.iter().map(|cell| cell.kind)).collect();
    use CellKind::*;
    assert_eq!(kinds, [Text, Empty, Date(44_378.0), Number(11.0), Number(3.5), Bool(true)]);
}

#[test]
fn shared_texts_are_found_wherever_they_lie() {
    // More than one block and more than what is kept in memory.
    let text = |n: usize| format!("{n}支部{}", "党".repeat(n % 300));
    let count = 60_000;
    let shared: String =
        (0..count).map(|n| format!("<si><t>{}</t><rPh><t>x</t></rPh></si>", text(n))).collect();
    let picks = [0, 1, 59_999, 30_000, 30_001, 2, 59_998, 0];
    let cells: String = picks
        .iter()
        .zip('A'..)
        .map(|(n, column)| format!(r#"<c r="{column}1" t="s"><v>{n}</v></c>"#))
        .collect();
    let items = read_bytes(
        "a.xlsx",
        workbook(&[
            ("xl/worksheets/sheet1.xml", &sheet(&format!(r#"<row r="1">{cells}</row>"#))),
            ("xl/sharedStrings.xml", &format!("<sst>{shared}</sst>")),
        ]),
    );
    let expected: Vec<String> = picks.iter().map(|n| text(*n)).collect();
    assert_eq!(texts(&items)[0].1, expected);
}

#[test]
fn the_other_epoch_and_missing_references_are_understood() {
    let book = workbook(&[
        (
            "xl/workbook.xml",
            r#"<workbook><workbookPr date1904="1"/><sheets><sheet name="s" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/styles.xml",
            r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
        ),
        (
            "xl/worksheets/sheet1.xml",
            &sheet(
                r#"<row><c s="1"><v>42916</v></c><c t="inlineStr"><is><r><t>甲&amp;</t></r><r><t>乙&#x4E2D;</t></r></is></c></row>
                   <row><c t="e"><v>#SPILL!</v></c><c t="str"><v>x_x000D_</v></c></row>"#,
            ),
        ),
    ]);
    let items = read_bytes("a.xlsx", book);
    assert_eq!(texts(&items), [(1, vec!["2021-07-01", "甲&乙中"]), (2, vec!["#SPILL!", "x\r"])]);
    assert_eq!(rows(&items)[1].cells[0].kind, CellKind::Error);
}

#[test]
fn tables_of_text_come_in_all_encodings() {
    let text = "序号,姓名,备注\r\n1,\"张,三\",\"两\r\n行\"\r\n\r\n2,鎏㙍䶮,'-5\n";
    let gb18030 = GB18030.encode(text).0.into_owned();
    let with_mark = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let utf16: Vec<u8> =
        "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes().to_vec(), gb18030, with_mark, utf16] {
        assert_eq!(
            texts(&read_bytes("a.csv", bytes)),
            [
                (1, vec!["序号", "姓名", "备注"]),
                (2, vec!["1", "张,三", "两\r\n行"]),
                (4, vec!["2", "鎏㙍䶮", "-5"]),
            ]
        );
    }
    for (name, text) in [("a.tsv", "a\tb;c\n1\t2"), ("a.csv", "a;b;c\n1;2,5;3\n")] {
        let items = read_bytes(name, text.as_bytes().to_vec());
        assert_eq!(texts(&items)[1].0, 2);
        assert!(texts(&items)[0].1.len() > 1, "{name}");
    }
}

#[test]
fn an_archive_is_one_batch() {
    let book = one_sheet(r#"<row><c t="inlineStr"><is><t>李四</t></is></c></row>"#);
    let mut bytes = zip(&[
        ("PLACEHOLDER.csv", b"\xd5\xc5\xc8\xfd"),
        ("西街/深/二.xlsx", &book),
        ("../../etc/三.csv", "王五".as_bytes()),
        ("读我.docx.bin", b"?"),
        ("~$二.xlsx", b"lock"),
        ("__MACOSX/x.csv", b"x"),
        ("四.zip", &zip(&[("a.csv", b"a")])),
        ("五.xlsx", b"no workbook"),
    ]);
    // The library writes UTF-8 names only: a GBK name as long is put in afterwards.
    let wanted = b"PLACEHOLDER.csv";
    let gbk = GB18030.encode("东街/第一支.csv").0;
    while let Some(at) = bytes.windows(wanted.len()).position(|window| window == wanted) {
        bytes[at..at + wanted.len()].copy_from_slice(&gbk);
    }
    let items = read(&[Input::bytes("批.zip", bytes)]);

    let found: Vec<(&str, &str)> = rows(&items).iter().map(|row| (&*row.file, row.text(0))).collect();
    assert_eq!(
        found,
        [
            ("批.zip/东街/第一支.csv", "张三"),
            ("批.zip/西街/深/二.xlsx", "李四"),
            ("批.zip/../../etc/三.csv", "王五"),
        ]
    );
    let skipped: Vec<(&str, Skipped)> = items
        .iter()
        .filter_map(|item| match item {
            Item::Skipped { file, why } => Some((&**file, *why)),
            _ => None,
        })
        .collect();
    assert_eq!(
        skipped,
        [
            ("批.zip/读我.docx.bin", Skipped::UnknownKind),
            ("批.zip/~$二.xlsx", Skipped::SystemFile),
            ("批.zip/__MACOSX/x.csv", Skipped::SystemFile),
            ("批.zip/四.zip", Skipped::NestedArchive),
        ]
    );
    assert_eq!(failure(&items), SheetError::NotASpreadsheet);
}

#[test]
fn codes_tell_what_the_program_did_to_them() {
    use Flaw::*;
    let items = read_bytes(
        "a.xlsx",
        one_sheet(
            r#"<row><c><v>1.1010119900307E+17</v></c><c><v>13900000001</v></c><c><v>990101500307001</v></c></row>
               <row><c t="str"><v>990101195003070018</v></c><c t="str"><v> '0102 </v></c><c t="str"><v>1.10101E+17</v></c></row>
               <row><c t="str"><v>13900000001.0</v></c><c t="str"><v>1.3900000001E+10</v></c><c t="str"><v>12E+4</v></c></row>
               <row><c t="str"><v>990101195003070000.0</v></c><c t="str"><v>1.39E+10</v></c><c t="str"><v>X.0</v></c></row>"#,
        ),
    );
    let read: Vec<CodeText> =
        rows(&items).into_iter().flat_map(|row| row.cells.iter().map(code_text)).collect();
    let expected: [(&str, &[Flaw]); 12] = [
        ("110101199003070000", &[StoredAsNumber, LostDigits]),
        ("13900000001", &[StoredAsNumber]),
        ("990101500307001", &[StoredAsNumber]),
        ("990101195003070018", &[]),
        ("0102", &[LeadingApostrophe]),
        ("110101000000000000", &[Scientific, LostDigits]),
        ("13900000001", &[TrailingPointZero]),
        ("13900000001", &[Scientific]),
        ("120000", &[Scientific, LostDigits]),
        ("990101195003070000", &[TrailingPointZero, LostDigits]),
        ("13900000000", &[Scientific, LostDigits]),
        ("X.0", &[]),
    ];
    for (code, (text, flaws)) in read.iter().zip(expected) {
        assert_eq!((code.text.as_str(), code.flaws.as_slice()), (text, flaws));
    }
}

#[test]
fn a_character_may_lie_across_any_boundary() {
    for shift in 0..4 {
        let line = format!("{},{}\n", "党".repeat(500), "员".repeat(400));
        let text = format!("{}{}", "x".repeat(shift), line.repeat(60));
        for bytes in [text.as_bytes().to_vec(), GB18030.encode(&text).0.into_owned()] {
            let items = read_bytes("a.csv", bytes);
            assert_eq!(rows(&items).len(), 60);
            assert_eq!(rows(&items)[59].text(1), "员".repeat(400));
        }
    }
}
