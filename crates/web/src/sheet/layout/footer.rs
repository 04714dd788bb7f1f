use serde::{Deserialize, Serialize};

use super::heading::plain;
use crate::sheet::cell::Row;

/// What a row is that belongs to a table and is no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Footer {
    /// 合计.
    Total,
    /// 填表人, 审核人, 党支部书记 (签字).
    Signature,
    /// 注, 说明, 以下空白, and other lines of text.
    Note,
    /// 示例: the row that shows how to fill in the form.
    Example,
    /// Rows that are numbered in advance and left empty.
    Unused,
}

const TOTALS: [&str; 5] = ["合计", "总计", "小计", "共计", "总数"];
const NOTES: [&str; 8] = ["注", "备注", "说明", "填表说明", "填写说明", "以下空白", "以下无正文", "此表"];
const SIGNATURES: [&str; 16] = [
    "填表人",
    "填报人",
    "制表",
    "审核",
    "采集人",
    "经办人",
    "负责人",
    "党支部书记",
    "党组织书记",
    "填表日期",
    "填报日期",
    "填表单位",
    "填报单位",
    "本人签字",
    "签字",
    "盖章",
];
const EXAMPLES: [&str; 4] = ["示例", "样例", "例如", "填写示例"];
const SERIAL: [&str; 4] = ["序号", "编号", "顺序号", "no"];

/// What is known of a table when its rows are judged.
pub(super) struct Frame<'a> {
    /// Headings by column.
    pub(super) columns: &'a [(usize, String)],
}

/// What a row under a heading is, or `None` for data.
pub(super) fn footer_of(row: &Row, frame: &Frame<'_>) -> Option<Footer> {
    let written: Vec<(usize, &str)> = row
        .cells
        .iter()
        .enumerate()
        .map(|(index, cell)| (index, cell.text.trim()))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let (&(first_column, first), rest) = written.split_first()?;
    let word = plain(first);
    let is = |words: &[&str]| words.iter().any(|known| word == *known);
    let starts = |words: &[&str]| words.iter().any(|known| word.starts_with(known));
    let serial = |column: usize| {
        frame.columns.iter().any(|(index, heading)| *index == column && SERIAL.contains(&&*plain(heading)))
    };
    let sparse = written.len() * 2 <= frame.columns.len().max(2);

    if rest.is_empty() && serial(first_column) && word.parse::<u32>().is_ok() {
        return Some(Footer::Unused);
    }
    let leading = written.iter().take(3).any(|(_, text)| TOTALS.contains(&&*plain(text)));
    let counted = starts(&TOTALS) && first.chars().any(|c| c.is_ascii_digit());
    if leading || counted && sparse {
        return Some(Footer::Total);
    }
    if is(&EXAMPLES) || starts(&EXAMPLES) {
        return Some(Footer::Example);
    }
    let signs = |text: &str| {
        let label = text.split(['：', ':']).next().unwrap_or_default();
        let marked = label.len() < text.len() || text.ends_with("）") || rest.len() < 2;
        marked && SIGNATURES.iter().any(|known| plain(label).contains(known))
    };
    if sparse && signs(first) {
        return Some(Footer::Signature);
    }
    let remark = NOTES.iter().any(|known| {
        word == *known
            || first.starts_with(known) && first[known.len()..].starts_with(['：', ':', '、', '1', ' '])
    });
    let line = rest.is_empty() && (serial(first_column) || first.chars().count() > 20);
    if sparse && (remark || starts(&["以下空白", "以下无正文"]) || line) {
        return Some(Footer::Note);
    }
    None
}

/// True for a row of one cell in a table of many columns: a name without
/// anything else, or a remark nobody could foresee.
pub(super) fn is_thin(row: &Row, frame: &Frame<'_>) -> bool {
    row.cells.iter().filter(|cell| !cell.is_empty()).count() == 1 && frame.columns.len() >= 4
}
