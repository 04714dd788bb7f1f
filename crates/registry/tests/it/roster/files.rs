//! Rosters as people send them.

use std::io::Write as _;
use std::path::Path;

use rust_xlsxwriter::Workbook;
use zhibu_rules::citizen_id::CitizenId;

/// The official headings.
pub(crate) const HEADINGS: [&str; 20] = [
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
    "工作岗位",
    "手机号",
    "固定电话",
    "家庭住址",
    "党籍状态",
    "是否为失联党员",
    "失去联系日期",
    "是否为流动党员",
    "外出流向",
];

/// An invented citizen id: a region that was never given out, with the right check digit.
pub(crate) fn citizen_id(n: usize) -> String {
    let first17 = format!("999999197{}0615{:03}", n % 10, n);
    CitizenId::with_check_digit(&first17).unwrap().as_str().to_owned()
}

/// An invented name, another one for each of the first thousand.
pub(crate) fn name(n: usize) -> String {
    const SIGNS: [char; 10] = ['山', '川', '松', '柏', '云', '溪', '石', '桥', '林', '岩'];
    let sign = |n: usize| SIGNS[n % 10];
    format!("赵{}{}{}", sign(n / 100), sign(n / 10), sign(n))
}

/// The cells of the nth person.
pub(crate) fn person(n: usize) -> Vec<String> {
    let id = citizen_id(n);
    let sex = if n % 2 == 1 { "男" } else { "女" };
    let branch = if n < 300 { "柳溪村党支部" } else { "石桥村党支部" };
    let born = format!("197{}年6月15日", n % 10);
    let phone = format!("1380000{n:04}");
    [
        &n.to_string(),
        &name(n),
        branch,
        &id,
        sex,
        "汉族",
        &born,
        "21 大学",
        "正式党员",
        "2000-07-01",
        "2001.07.01",
        "农牧渔民",
        &phone,
        "",
        "柳溪镇柳溪村 8 号",
        "正常",
        "否",
        "",
        "否",
        "",
    ]
    .map(|cell| cell.to_owned())
    .to_vec()
}

/// A roster of some people as a workbook, in the form of the collection of 2017.
pub(crate) fn workbook(path: &Path, people: &[Vec<String>]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "柳溪镇党委党员基本信息汇总表").unwrap();
    sheet.write_string(1, 0, "填报单位：柳溪镇党委").unwrap();
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write_string(2, column, heading).unwrap();
    }
    for (row, person) in (3..).zip(people) {
        for (column, cell) in (0..).zip(person) {
            match cell.strip_prefix('#') {
                Some(number) => sheet.write_number(row, column, number.parse::<f64>().unwrap()).unwrap(),
                None => match cell.strip_prefix("=\"") {
                    Some(_) => sheet
                        .write_formula(
                            row,
                            column,
                            rust_xlsxwriter::Formula::new(cell).set_result("柳溪村党支部"),
                        )
                        .unwrap(),
                    None => sheet.write_string(row, column, cell).unwrap(),
                },
            };
        }
    }
    let last = u32::try_from(people.len()).unwrap() + 3;
    sheet.write_string(last, 0, "合计").unwrap();
    book.save(path).unwrap();
}

/// The same as a text of commas in an encoding.
pub(crate) fn text(people: &[Vec<String>], encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    let mut lines = vec![HEADINGS.join(",")];
    lines.extend(people.iter().map(|person| person.join(",")));
    encoding.encode(&lines.join("\r\n")).0.into_owned()
}

/// An archive of files.
pub(crate) fn archive(path: &Path, files: &[&Path]) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy();
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&std::fs::read(file).unwrap()).unwrap();
    }
    zip.finish().unwrap();
}
