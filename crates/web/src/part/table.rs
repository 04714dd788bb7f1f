//! Tables that become cards where their box is narrow. The ARIA roles are written out, because a browser forgets
//! them when a style changes `display`.

use askama::Template;

use super::{Link, Markup, Masked, Tag};

/// How a column behaves in a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Narrow {
    /// On its own line, with the head as a label.
    #[default]
    Labelled,
    /// On the second line, small, without a label.
    Meta,
    /// At the right of the name.
    Flag,
    /// Not at all; the whole row tells it again elsewhere.
    Skipped,
}

/// The head of a column.
#[derive(Clone, Debug)]
pub struct Column {
    label: String,
    number: bool,
    narrow: Narrow,
}

impl Column {
    pub fn text(label: impl Into<String>) -> Self {
        Column { label: label.into(), number: false, narrow: Narrow::Labelled }
    }

    /// Figures, aligned at the right.
    pub fn number(label: impl Into<String>) -> Self {
        Column { number: true, ..Column::text(label) }
    }

    /// In a card: small, on the second line.
    pub fn meta(mut self) -> Self {
        self.narrow = Narrow::Meta;
        self
    }

    /// In a card: at the right of the name. For tags, and for the one figure of a short line.
    pub fn flag(mut self) -> Self {
        self.narrow = Narrow::Flag;
        self
    }

    /// In a card: absent.
    pub fn wide_only(mut self) -> Self {
        self.narrow = Narrow::Skipped;
        self
    }

    fn cell_class(&self, empty: bool) -> &'static str {
        match (self.narrow, self.number) {
            _ if empty && !self.number => "skip-s",
            (Narrow::Skipped, _) => "skip-s",
            (Narrow::Flag, true) => "r flag",
            (Narrow::Flag, false) => "flag",
            (Narrow::Meta, _) => "meta",
            (Narrow::Labelled, true) => "r",
            (Narrow::Labelled, false) => "",
        }
    }

    fn labelled(&self) -> bool {
        self.narrow == Narrow::Labelled
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, Default)]
pub struct Cell(Markup);

impl Cell {
    pub fn empty() -> Self {
        Cell::default()
    }

    /// A whole number that opens the list behind it.
    pub fn figure(number: i64, href: impl Into<String>) -> Self {
        Cell::link(Link::new(href, crate::format::count(number)))
    }

    pub fn link(link: Link) -> Self {
        Cell(Markup::part(Anchor(link)))
    }
}

impl From<Markup> for Cell {
    fn from(markup: Markup) -> Self {
        Cell(markup)
    }
}

impl From<Tag> for Cell {
    fn from(tag: Tag) -> Self {
        Cell(Markup::part(tag))
    }
}

impl From<Masked> for Cell {
    fn from(masked: Masked) -> Self {
        Cell(Markup::part(masked))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell(Markup::text(text))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell(Markup::text(text))
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Cell::from(crate::format::count(number))
    }
}

#[derive(Template)]
#[template(source = r#"<a href="{{ self.0.href }}">{{ self.0.label }}</a>"#, ext = "html")]
struct Anchor(Link);

impl askama::filters::HtmlSafe for Anchor {}

/// A line of a table: its name and one cell for each further column.
#[derive(Clone, Debug)]
pub struct Row {
    head: Cell,
    cells: Vec<Cell>,
    pick: String,
    total: bool,
}

impl Row {
    /// A line whose name leads to the thing.
    pub fn link(link: Link) -> Self {
        Row { head: Cell::link(link), cells: Vec::new(), pick: String::new(), total: false }
    }

    pub fn text(name: impl Into<String>) -> Self {
        let name: String = name.into();
        Row { head: Cell::from(name), cells: Vec::new(), pick: String::new(), total: false }
    }

    pub fn cell(mut self, cell: impl Into<Cell>) -> Self {
        self.cells.push(cell.into());
        self
    }

    /// The value this line has among those that are ticked.
    pub fn pick(mut self, value: impl Into<String>) -> Self {
        self.pick = value.into();
        self
    }

    /// The sum of the lines above.
    pub fn total(mut self) -> Self {
        self.total = true;
        self
    }
}

/// A table; the first column is the name of the row.
#[derive(Clone, Debug, Template)]
#[template(path = "part/table.html")]
pub struct Table {
    caption: String,
    caption_hidden: bool,
    tight: bool,
    pick_label: String,
    name: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

impl Table {
    /// `name` heads the first column. The caption is read to those who cannot see the heading above.
    pub fn new(caption: impl Into<String>, name: impl Into<String>) -> Self {
        Table {
            caption: caption.into(),
            caption_hidden: true,
            tight: false,
            pick_label: String::new(),
            name: name.into(),
            columns: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Shows the caption, where no heading says the same.
    pub fn captioned(mut self) -> Self {
        self.caption_hidden = false;
        self
    }

    /// A list of people: cards keep two lines and the whole card is the target.
    pub fn people(mut self) -> Self {
        self.tight = true;
        self
    }

    /// Lines can be ticked (`Row::pick`); the form around it carries `data-select-all`.
    pub fn picking(mut self, label: impl Into<String>) -> Self {
        self.pick_label = label.into();
        self
    }

    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    pub fn row(mut self, row: Row) -> Self {
        self.rows.push(row);
        self
    }

    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    fn picks(&self) -> bool {
        !self.pick_label.is_empty()
    }
}
