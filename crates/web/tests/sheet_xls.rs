//! The old format, read by a process of its own: this one, started again.

use std::ops::ControlFlow;
use std::process::ExitCode;

use zhibu_web::sheet::{CellKind, Flaw, Input, Item, Limits, Reader, Row, SheetError, child_main, code_text};

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "read-xls") {
        return child_main();
    }
    let tests: [(&str, fn()); 4] = [
        ("an_old_workbook_is_read", an_old_workbook_is_read),
        ("far_corners_cost_the_child_its_life_only", far_corners_cost_the_child_its_life_only),
        ("damage_is_named", damage_is_named),
        ("a_reader_that_has_enough_is_heard", a_reader_that_has_enough_is_heard),
    ];
    println!("\nrunning {} tests", tests.len());
    for (name, test) in tests {
        test();
        println!("test {name} ... ok");
    }
    println!("\ntest result: ok. {} passed; 0 failed; 0 ignored", tests.len());
    ExitCode::SUCCESS
}

const ROSTER: &[u8] = include_bytes!("fixtures/roster.xls");
const CORNERS: &[u8] = include_bytes!("fixtures/corners.xls");

fn read(limits: Limits, bytes: &[u8]) -> Vec<Item> {
    let reader = Reader { limits, ..Reader::default() };
    let mut items = Vec::new();
    reader.read(&[Input::bytes("a.xls", bytes)], |item| {
        items.push(item);
        ControlFlow::Continue(())
    });
    items
}

fn rows(items: &[Item]) -> Vec<&Row> {
    items.iter().filter_map(|item| if let Item::Row(row) = item { Some(row) } else { None }).collect()
}

fn an_old_workbook_is_read() {
    let items = read(Limits::default(), ROSTER);
    let rows = rows(&items);
    let texts: Vec<(u32, Vec<&str>)> =
        rows.iter().map(|row| (row.row_no, row.cells.iter().map(|cell| &*cell.text).collect())).collect();
    assert_eq!(
        texts,
        [
            (1, vec!["党员基本信息汇总表"]),
            (3, vec!["序号", "姓名", "公民身份证号", "出生日期", "手机号"]),
            (4, vec!["1", "甲 某", "990101195003070018", "1950-03-07", "13900000001"]),
            (5, vec!["2", "乙某", "990101196003070100", "1960.03.07", "TRUE"]),
        ]
    );
    assert_eq!(rows[2].cells[3].kind, CellKind::Date(18_329.0));
    assert_eq!(code_text(&rows[3].cells[2]).flaws, [Flaw::StoredAsNumber, Flaw::LostDigits]);
    let last = items.last().expect("two sheets");
    assert_eq!(*last, Item::Sheet { file: "a.xls".into(), sheet: "空表".into() });
}

fn failure(items: &[Item]) -> Option<SheetError> {
    items.iter().find_map(|item| match item {
        Item::Failed { error, .. } => Some(error.clone()),
        _ => None,
    })
}

fn far_corners_cost_the_child_its_life_only() {
    let limits = Limits { child_kib: 300 << 10, ..Limits::default() };
    assert_eq!(failure(&read(limits, CORNERS)), Some(SheetError::SaveAsXlsx));
    // With room enough it is two cells.
    let items = read(Limits { child_kib: 4 << 20, ..Limits::default() }, CORNERS);
    assert_eq!(rows(&items).len(), 2);
}

fn damage_is_named() {
    for length in [600, 2_000, ROSTER.len() - 3_000] {
        let items = read(Limits::default(), &ROSTER[..length]);
        let failed = failure(&items);
        assert!(
            matches!(
                failed,
                Some(SheetError::Damaged { .. } | SheetError::SaveAsXlsx | SheetError::NotASpreadsheet)
            ),
            "{length}: {failed:?}"
        );
    }
}

fn a_reader_that_has_enough_is_heard() {
    let mut seen = 0;
    let inputs = [Input::bytes("a.xls", ROSTER), Input::bytes("b.xls", ROSTER)];
    Reader::default().read(&inputs, |_| {
        seen += 1;
        ControlFlow::Break(())
    });
    assert_eq!(seen, 1);
}
