use jiff::civil::date;
use proptest::prelude::*;
use zhibu_web::sheet::{
    CellKind, Column, ColumnKind, Exceeded, Format, Head, SheetError, SheetWriter, Value,
};

use crate::support::{read_bytes, rows, texts};

fn column(heading: &str, kind: ColumnKind) -> Column {
    Column { heading: heading.into(), width: 20, kind }
}

fn head(titles: &[&str], columns: Vec<Column>) -> Head {
    let titles = titles.iter().map(|title| (*title).to_owned()).collect();
    Head { sheet: "名册".into(), titles, columns }
}

fn name(format: Format) -> &'static str {
    match format {
        Format::Xlsx => "a.xlsx",
        Format::Csv => "a.csv",
    }
}

const FORMATS: [Format; 2] = [Format::Xlsx, Format::Csv];

#[test]
fn a_list_is_written_with_its_titles_and_footer() {
    let columns = vec![
        column("公民身份证号", ColumnKind::Text),
        column("金额", ColumnKind::Number),
        column("出生日期", ColumnKind::Day),
    ];
    for format in FORMATS {
        let head = head(&["党员名册", "2027年1月"], columns.clone());
        let mut list = SheetWriter::new(format, &head, Vec::new()).expect("sound test material");
        let id = Value::Text("990101195003070018");
        list.row(&[id, Value::Number(-3.5), Value::Day(date(1950, 3, 7))]).expect("sound test material");
        list.row(&[Value::Empty, Value::Empty, Value::Day(date(1899, 1, 1))]).expect("sound test material");
        let items = read_bytes(name(format), list.finish(Some("共 2 人")).expect("sound test material"));
        assert_eq!(
            texts(&items),
            [
                (1, vec!["党员名册"]),
                (2, vec!["2027年1月"]),
                (3, vec!["公民身份证号", "金额", "出生日期"]),
                (4, vec!["990101195003070018", "-3.5", "1950-03-07"]),
                (5, vec!["", "", "1899-01-01"]),
                (6, vec!["共 2 人"]),
            ],
            "{format:?}"
        );
        if format == Format::Xlsx {
            let row = rows(&items)[3];
            let kinds: Vec<CellKind> = row.cells.iter().map(|cell| cell.kind).collect();
            assert_eq!(kinds, [CellKind::Text, CellKind::Number(-3.5), CellKind::Date(18_329.0)]);
        }
    }
}

#[test]
fn nothing_becomes_a_formula() {
    let dangerous = ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "{=1}"];
    let columns = vec![column("=cmd|'/c calc'!A0", ColumnKind::Text)];
    for format in FORMATS {
        let mut list = SheetWriter::new(format, &head(&["=A1"], columns.clone()), Vec::new())
            .expect("sound test material");
        for text in dangerous {
            list.row(&[Value::Text(text)]).expect("sound test material");
        }
        let bytes = list.finish(Some("@footer")).expect("sound test material");
        match format {
            Format::Csv => {
                let text = String::from_utf8(bytes.clone()).expect("sound test material");
                let mut records = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
                for record in records.records() {
                    let first =
                        record.expect("sound test material")[0].trim_start_matches('\u{FEFF}').to_owned();
                    assert!(!first.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']), "{first}");
                }
            }
            Format::Xlsx => {
                let mut zip =
                    zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("sound test material");
                let sheet = zip.by_name("xl/worksheets/sheet1.xml").expect("sound test material");
                let sheet = std::io::read_to_string(sheet).expect("sound test material");
                assert!(sheet.contains("=cmd") && !sheet.contains("<f>"));
            }
        }
        let items = read_bytes(name(format), bytes);
        let read: Vec<&str> = rows(&items)[2..11].iter().map(|row| row.text(0)).collect();
        assert_eq!(read, dangerous, "{format:?}");
    }
}

#[test]
fn a_text_too_long_for_a_cell_is_refused_with_its_place() {
    let head = head(&[], vec![column("a", ColumnKind::Text), column("b", ColumnKind::Text)]);
    let mut list = SheetWriter::new(Format::Xlsx, &head, Vec::new()).expect("sound test material");
    let long = "党".repeat(32_768);
    let refused = list.row(&[Value::Empty, Value::Text(&long)]).expect_err("refused");
    assert_eq!(refused, SheetError::TextTooLong { row: 2, column: 2 });
}

#[test]
fn a_sheet_too_long_is_refused() {
    let limits = zhibu_web::sheet::Limits { rows: 2, ..Default::default() };
    let reader = zhibu_web::sheet::Reader { limits, ..Default::default() };
    let input = zhibu_web::sheet::Input::bytes("a.csv", "1\n2\n3\n".as_bytes());
    let items = crate::support::read_with(&reader, &[input]);
    let too_large = SheetError::TooLarge { what: Exceeded::Rows, limit: 2 };
    assert_eq!(crate::support::failure(&items), too_large);
    assert_eq!(rows(&items).len(), 2);
}

fn text() -> impl Strategy<Value = String> {
    // XML and spreadsheets have no place for a NUL.
    let wild = any::<String>().prop_map(|text| text.replace('\0', ""));
    let risky = "['=+\\-@\t\r\n＝＋－＠\"]{0,3}[\\PC]{0,6}[\r\n\"']{0,2}";
    let escaped = "(_x[0-9A-F]{4}_|_x005F_|_|x){0,4}";
    prop_oneof![wild, risky, escaped, "[ \\t]{0,2}[党员0-9]{0,8}[ \\t]{0,2}"]
}

proptest! {
    #[test]
    fn what_leaves_comes_back_unchanged(
        table in prop::collection::vec(prop::collection::vec(text(), 3), 1..12),
        xlsx in any::<bool>(),
    ) {
        let format = if xlsx { Format::Xlsx } else { Format::Csv };
        let columns = ["甲", "乙", "丙"].map(|heading| column(heading, ColumnKind::Text));
        let mut list = SheetWriter::new(format, &head(&[], columns.into()), Vec::new()).expect("sound test material");
        for row in &table {
            let values: Vec<Value<'_>> = row.iter().map(|text| Value::Text(text)).collect();
            list.row(&values).expect("sound test material");
        }
        let items = read_bytes(name(format), list.finish(None).expect("sound test material"));
        let mut read = rows(&items).into_iter().skip(1).peekable();
        for (written, row_no) in table.iter().zip(2..) {
            if written.iter().all(String::is_empty) {
                continue;
            }
            let row = read.next().expect("a row for each row");
            // A text file's rows hold line breaks; the program counts on all the same.
            prop_assert_eq!(row.row_no, row_no);
            let texts: Vec<&str> = (0..3).map(|column| row.text(column)).collect();
            prop_assert_eq!(&texts, written);
        }
        prop_assert!(read.next().is_none());
    }
}
