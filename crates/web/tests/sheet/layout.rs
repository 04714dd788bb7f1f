use std::sync::Arc;

use zhibu_web::sheet::layout::{Doubt, Footer};
use zhibu_web::sheet::{Cell, KnownColumn, Layout, Recogniser, Row, RowRole};

const KNOWN: &[KnownColumn] = &[
    KnownColumn { key: "name", headings: &["姓名"] },
    KnownColumn { key: "branch", headings: &["所在党支部", "党支部名称"] },
    KnownColumn {
        key: "citizen_id", headings: &["公民身份证号", "公民身份号码", "身份证号码", "身份证号"]
    },
    KnownColumn { key: "sex", headings: &["性别"] },
    KnownColumn { key: "born_on", headings: &["出生日期", "出生年月"] },
    KnownColumn { key: "mobile", headings: &["手机号", "联系电话", "联系电话手机"] },
    KnownColumn { key: "landline", headings: &["固定电话", "联系电话"] },
];

/// A sheet as text: a line per row, cells between bars, blank lines count.
fn recognise(sheets: &[(&str, &str)]) -> Layout {
    let mut recogniser = Recogniser::new(KNOWN);
    for (sheet, text) in sheets {
        for (line, row_no) in text.lines().zip(1..) {
            let cells: Vec<Cell> = line.split('|').map(|cell| Cell::text(cell.trim())).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                let file: Arc<str> = "f".into();
                recogniser.row(&Row { file, sheet: (*sheet).into(), row_no, cells });
            }
        }
    }
    recogniser.finish()
}

fn keys(layout: &Layout, table: usize) -> Vec<(usize, &str)> {
    let columns = layout.tables[table].columns.iter();
    columns.map(|c| (c.index, c.key.as_deref().unwrap_or("-"))).collect()
}

fn people(from: u32, count: u32) -> String {
    (from..from + count).map(|n| format!("{n}|某{n}|990101195003{n:06}|男\n")).collect()
}

#[test]
fn the_conversation_of_the_import_page() {
    let text = format!(
        "党员基本信息汇总表\n填报单位：东街支部\n\n序号|姓名|身份证号码|性别\n{}合计|43\n\n流动党员名册\n序号|姓名|身份证号码|性别\n{}填表人：甲|||日期：2027年1月",
        people(1, 43),
        people(1, 3),
    );
    let layout = recognise(&[("名册", &text)]);
    let [first, second] = &layout.tables[..] else { panic!("two tables: {layout:#?}") };
    assert_eq!((first.heading, first.data, first.rows), ((4, 4), Some((5, 47)), 43));
    assert_eq!(first.footers, [(48, Footer::Total)]);
    assert_eq!(first.titles.len(), 2);
    assert_eq!(first.columns[1].samples, ["某1", "某2", "某3"]);
    assert_eq!(second.titles, [(50, "流动党员名册".to_owned())]);
    assert_eq!((second.heading, second.data, second.rows), ((51, 51), Some((52, 54)), 3));
    assert_eq!(second.footers, [(55, Footer::Signature)]);
    assert_eq!(keys(&layout, 0), [(0, "-"), (1, "name"), (2, "citizen_id"), (3, "sex")]);
    assert!(first.doubts.is_empty() && second.doubts.is_empty());

    let role = |row| layout.role("f", "名册", row);
    assert_eq!(role(1), RowRole::Title);
    assert_eq!(role(4), RowRole::Heading);
    assert_eq!(role(5), RowRole::Data { table: 0 });
    assert_eq!(role(47), RowRole::Data { table: 0 });
    assert_eq!(role(48), RowRole::Footer(Footer::Total));
    assert_eq!(role(50), RowRole::Title);
    assert_eq!(role(52), RowRole::Data { table: 1 });
    assert_eq!(role(60), RowRole::Outside);
    assert_eq!(layout.role("f", "别的", 5), RowRole::Outside);
}

#[test]
fn headings_are_compared_by_what_they_say() {
    let rows = [
        ("姓 名|公民身份号码（18位）|性别*", vec![(0, "name"), (1, "citizen_id"), (2, "sex")]),
        ("性别|备注|姓名：", vec![(0, "sex"), (1, "-"), (2, "name")]),
        ("出生日期(YYYY.MM.DD)|【姓名】|联系电话（手机）", vec![(0, "born_on"), (1, "name"), (2, "mobile")]),
    ];
    for (heading, expected) in rows {
        let layout = recognise(&[("s", &format!("{heading}\n甲|乙|丙\n"))]);
        assert_eq!(keys(&layout, 0), expected, "{heading}");
        assert_eq!(layout.tables[0].rows, 1);
    }
}

#[test]
fn merged_headings_are_read_downwards() {
    let layout = recognise(&[(
        "s",
        "党员名册\n序号|姓名|基本情况|||联系方式|\n|||性别|出生日期|手机|固定\n||公民身份证号|||号|电话\n1|2|3|4|5|6|7\n1|甲|990101195003070018|男|1950.03|13900000001|\n",
    )]);
    let table = &layout.tables[0];
    assert_eq!((table.heading, table.data, table.rows), ((2, 5), Some((6, 6)), 1));
    assert_eq!(
        keys(&layout, 0),
        [
            (0, "-"),
            (1, "name"),
            (2, "citizen_id"),
            (3, "sex"),
            (4, "born_on"),
            (5, "mobile"),
            (6, "landline"),
        ]
    );
    assert_eq!(table.columns[3].heading, "基本情况 性别");
    assert_eq!(table.columns[2].heading, "基本情况 公民身份证号");
}

#[test]
fn rows_that_are_no_people() {
    let text = "序号|姓名|身份证号|性别|手机号\n示例|张三|990101|男|139\n1|甲|990101195003070018|男|\n\
                2\n3\n小计：1人\n注：以上为2027年1月数据\n以下空白\n||||\n党支部书记（签字）：|||审核人：\n|乙\n";
    let layout = recognise(&[("s", text)]);
    let table = &layout.tables[0];
    assert_eq!(
        table.footers,
        [
            (2, Footer::Example),
            (4, Footer::Unused),
            (5, Footer::Unused),
            (6, Footer::Total),
            (7, Footer::Note),
            (8, Footer::Note),
            (10, Footer::Signature),
        ]
    );
    assert_eq!((table.data, table.rows), (Some((3, 11)), 2));
    assert_eq!(table.doubts, [Doubt::ThinRow { row: 11 }]);
}

#[test]
fn a_choice_is_shown_and_the_person_decides() {
    let mut layout = recognise(&[("s", "姓名|联系电话|性别|性别|手机号\n甲|0990|男|女|139\n")]);
    assert_eq!(keys(&layout, 0), [(0, "name"), (1, "landline"), (2, "sex"), (3, "-"), (4, "mobile")]);
    let table = &mut layout.tables[0];
    assert_eq!(
        table.doubts,
        [
            Doubt::SeveralColumns { key: "sex".into(), columns: vec![2, 3] },
            Doubt::SeveralKeys { column: 1, keys: vec!["mobile".into(), "landline".into()] },
        ]
    );
    table.map(3, Some("sex"));
    table.map(1, None);
    assert!(table.doubts.is_empty());
    assert_eq!(table.column("sex").map(|column| column.index), Some(3));
    let unknown: Vec<usize> = table.unknown().map(|column| column.index).collect();
    assert_eq!(unknown, [1, 2]);
}

#[test]
fn sheets_without_a_table_are_named_and_small_tables_kept_apart() {
    let two = "姓名|性别\n甲|男\n\n姓名|性别|出生日期|手机号\n乙|女|1950|139\n";
    let layout = recognise(&[("说明", "填表说明\n一、如实填写\n"), ("s", two), ("t", two)]);
    let unrecognised: Vec<&str> = layout.unrecognised.iter().map(|s| s.sheet.as_str()).collect();
    assert_eq!(unrecognised, ["说明"]);
    let found: Vec<(&str, u32, u32)> =
        layout.tables.iter().map(|t| (t.place.sheet.as_str(), t.heading.0, t.rows)).collect();
    assert_eq!(found, [("s", 1, 1), ("s", 4, 1), ("t", 1, 1), ("t", 4, 1)]);
}
