//! The columns of the organisation sheet (党组织信息表), which goes out and comes in again.

use serde::{Deserialize, Serialize};
use zhibu_web::sheet::{ColumnKind, KnownColumn};

/// A column of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 序号.
    Number,
    /// The full name.
    Name,
    /// The short name.
    ShortName,
    /// The superior, by full name or code.
    Superior,
    /// The official code.
    Code,
    /// The kind: code, term or both.
    Kind,
    /// The day it was founded.
    FoundedOn,
    /// 所在单位情况.
    Unit,
    /// What the tree does not keep; such a column is left for the unit to fill in.
    Other,
}

/// A column with its headings: the official one first, under which it is written out.
pub(crate) struct SheetColumn {
    pub(crate) field: Field,
    pub(crate) known: KnownColumn,
    pub(crate) width: u16,
    pub(crate) kind: ColumnKind,
}

const fn column(
    field: Field,
    key: &'static str,
    headings: &'static [&'static str],
    width: u16,
    kind: ColumnKind,
) -> SheetColumn {
    SheetColumn { field, known: KnownColumn { key, headings }, width, kind }
}

/// The official columns in their order; headings are Chinese in every language, because the form is.
pub(crate) const COLUMNS: [SheetColumn; 14] = [
    column(Field::Number, "number", &["序号", "编号"], 6, ColumnKind::Number),
    column(
        Field::Name,
        "name",
        &["名称", "党组织名称", "组织名称", "全称", "党组织全称", "组织全称"],
        40,
        ColumnKind::Text,
    ),
    column(Field::ShortName, "short_name", &["简称", "党组织简称", "组织简称"], 20, ColumnKind::Text),
    column(
        Field::Superior,
        "superior",
        &["上级组织", "上级党组织", "上级党组织名称", "上级组织名称", "隶属党组织"],
        40,
        ColumnKind::Text,
    ),
    column(Field::Code, "code", &["代码", "党组织代码", "组织代码"], 20, ColumnKind::Text),
    column(Field::Kind, "kind", &["类别", "党组织类别", "组织类别"], 16, ColumnKind::Text),
    column(
        Field::FoundedOn,
        "founded_on",
        &["成立时间", "成立日期", "建立时间", "建立日期"],
        12,
        ColumnKind::Day,
    ),
    column(Field::Unit, "unit_situation", &["所在单位情况", "党组织所在单位情况"], 20, ColumnKind::Text),
    column(Field::Other, "contact", &["联系人"], 12, ColumnKind::Text),
    column(Field::Other, "phone", &["电话", "联系电话"], 16, ColumnKind::Text),
    column(Field::Other, "unit_name", &["单位名称"], 30, ColumnKind::Text),
    column(Field::Other, "unit_kind", &["单位类别"], 16, ColumnKind::Text),
    column(Field::Other, "established", &["建立党组织情况"], 16, ColumnKind::Text),
    column(Field::Other, "unit_code", &["单位代码"], 20, ColumnKind::Text),
];

/// The columns as the recogniser takes them.
pub(super) fn known() -> Vec<KnownColumn> {
    COLUMNS.iter().map(|column| column.known).collect()
}

impl Field {
    /// The column of a key.
    pub(super) fn from_key(key: &str) -> Option<Self> {
        COLUMNS.iter().find(|column| column.known.key == key).map(|column| column.field)
    }

    /// The official heading.
    #[must_use]
    pub fn heading(self) -> &'static str {
        COLUMNS.iter().find(|column| column.field == self).map_or("", |column| column.known.headings[0])
    }
}
