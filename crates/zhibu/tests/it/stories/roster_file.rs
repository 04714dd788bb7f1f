//! A roster as a town sends it: a heading on top, a sum below, and everyday trouble between.

use std::ops::ControlFlow;
use std::path::Path;

use rust_xlsxwriter::Workbook;
use zhibu_rules::citizen_id::CitizenId;
use zhibu_web::sheet::{Input, Item, Reader};

const HEADINGS: [&str; 13] = [
    "序号",
    "姓名",
    "所在党支部",
    "公民身份证号",
    "性别",
    "民族",
    "出生日期",
    "学历",
    "人员类别",
    "加入党组织日期",
    "转为正式党员日期",
    "手机号",
    "家庭住址",
];

/// One row of it.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) branch: &'static str,
    pub(super) citizen_id: String,
    pub(super) born_on: &'static str,
    pub(super) address: &'static str,
    /// The spreadsheet turned the citizen id into a number and lost its last digits.
    pub(super) is_number: bool,
}

/// An invented citizen id of a man born on 15 June 1975: of no region, with the right check digit.
pub(super) fn citizen_id(n: usize) -> String {
    let first17 = format!("99999919750615{:03}", 2 * n + 1);
    CitizenId::with_check_digit(&first17).unwrap().as_str().to_owned()
}

/// A row without any fault.
pub(super) fn row(n: usize, name: &'static str, branch: &'static str) -> Row {
    Row {
        name,
        branch,
        citizen_id: citizen_id(n),
        born_on: "1975年6月15日",
        address: "柳溪镇柳溪村 8 号",
        is_number: false,
    }
}

/// Writes the workbook.
pub(super) fn write(path: &Path, rows: &[Row]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "柳溪镇党委党员基本信息汇总表").unwrap();
    sheet.write_string(1, 0, "填报单位：柳溪镇党委").unwrap();
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write_string(2, column, heading).unwrap();
    }
    for (at, row) in (3..).zip(rows) {
        let number = (at - 2).to_string();
        let cells = [
            number.as_str(),
            row.name,
            row.branch,
            &row.citizen_id,
            "男",
            "汉族",
            row.born_on,
            "21 大学",
            "正式党员",
            "2000-07-01",
            "2001.07.01",
            "13800000412",
            row.address,
        ];
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(at, column, cell).unwrap();
        }
        if row.is_number {
            sheet.write_number(at, 3, row.citizen_id.parse::<f64>().unwrap()).unwrap();
        }
    }
    let last = 3 + u32::try_from(rows.len()).unwrap();
    sheet.write_string(last, 0, "合计").unwrap();
    sheet.write_string(last + 1, 0, "填表人：梁素心").unwrap();
    book.save(path).unwrap();
}

/// Every row of a workbook as its number in the sheet and its words.
pub(super) fn read(path: &Path) -> Vec<(u32, String)> {
    let mut rows = Vec::new();
    Reader::default().read(&[Input::path("marked.xlsx", path)], |item| {
        if let Item::Row(row) = item {
            let words: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            rows.push((row.row_no, words.join(" ")));
        }
        ControlFlow::Continue(())
    });
    rows
}
