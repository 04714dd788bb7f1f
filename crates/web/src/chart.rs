//! Charts drawn on the server as SVG. Lengths across are percent and lengths down are rem, so that text keeps its
//! size in any width and view. Each value is a link to the people behind it, and the same figures stand in a
//! table below. Without data there is no chart: the constructors return `None`.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::format::count;
use crate::part::{Cell, Column, Link, Row, Table};
use crate::texts::T;

/// A value with its words: `大学本科`, 248, the list behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub label: String,
    pub value: u64,
    pub href: String,
}

/// Men and women of one age band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// `61–70`
    pub label: String,
    pub men: u64,
    pub men_href: String,
    pub women: u64,
    pub women_href: String,
}

/// What is counted and how the two columns of the table are called.
#[derive(Clone, Copy, Debug)]
pub struct Words<'w> {
    pub t: &'w T,
    /// The heading the chart stands under; its table is captioned so.
    pub title: &'w str,
    /// `学历`
    pub item: &'w str,
    /// `人数`
    pub unit: &'w str,
}

/// A shape with percent and rem lengths, ready to print.
#[derive(Clone, Debug)]
struct Mark {
    href: String,
    /// What a screen reader says: `大学本科 248`.
    spoken: String,
    figure: String,
    label: String,
    /// Top of the line, in rem.
    top: String,
    baseline: String,
    bar_top: String,
    x: String,
    width: String,
    figure_x: String,
}

const LINE_REM: f64 = 2.25;

fn rem(value: f64) -> String {
    number(value) + "rem"
}

fn percent(value: f64) -> String {
    number(value) + "%"
}

/// At most two decimals, none that say nothing.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How broad a label is, in Chinese characters.
fn breadth(label: &str) -> f64 {
    label.chars().map(|sign| if sign.is_ascii() { 0.55 } else { 1.0 }).sum()
}

fn share(value: u64, top: u64) -> f64 {
    value as f64 / top.max(1) as f64
}

/// Horizontal bars, one below the other.
#[derive(Clone, Debug, Template)]
#[template(path = "chart/bars.html")]
pub struct Bars {
    title: String,
    height: String,
    /// Where labels end.
    label_x: String,
    marks: Vec<Mark>,
    table: Table,
    as_table: String,
}

impl Bars {
    /// `None` when nothing is counted.
    pub fn new(words: Words<'_>, bars: &[Bar]) -> Option<Self> {
        // The longest label decides where the bars begin, so that large letters fit a phone too.
        let longest = bars.iter().map(|bar| breadth(&bar.label)).fold(0.0, f64::max);
        let labels = (5.0 * longest + 7.0).clamp(27.0, 55.0);
        let room = 87.0 - labels;
        let top = bars.iter().map(|bar| bar.value).max().filter(|top| *top > 0)?;
        let mark = |(at, bar): (usize, &Bar)| {
            let line = at as f64 * LINE_REM;
            let width = share(bar.value, top) * room;
            Mark {
                href: bar.href.clone(),
                spoken: format!("{} {}", bar.label, count_of(bar.value)),
                figure: count_of(bar.value),
                label: bar.label.clone(),
                top: rem(line),
                baseline: rem(line + 1.4),
                bar_top: rem(line + 0.5),
                x: percent(labels),
                width: percent(width),
                figure_x: percent(labels + width + 1.5),
            }
        };
        let row = |bar: &Bar| Row::text(bar.label.clone()).cell(figure(bar.value, &bar.href));
        let table = Table::new(words.title, words.item).column(Column::number(words.unit));
        Some(Bars {
            title: words.title.to_owned(),
            height: rem(bars.len() as f64 * LINE_REM),
            label_x: percent(labels - 2.0),
            marks: bars.iter().enumerate().map(mark).collect(),
            table: table.rows(bars.iter().map(row)),
            as_table: words.t.get("chart-as-table").into_owned(),
        })
    }
}

/// Ages: men to the left, women to the right.
#[derive(Clone, Debug, Template)]
#[template(path = "chart/pyramid.html")]
pub struct Pyramid {
    title: String,
    height: String,
    men: String,
    women: String,
    ages: String,
    bands: Vec<(Mark, Mark)>,
    men_sum: String,
    women_sum: String,
    table: Table,
    as_table: String,
}

impl Pyramid {
    /// Bands from the oldest down. `None` when nothing is counted.
    pub fn new(words: Words<'_>, bands: &[Band]) -> Option<Self> {
        let top = bands.iter().map(|band| band.men.max(band.women)).max().filter(|top| *top > 0)?;
        let (men, women) = (words.t.get("chart-men"), words.t.get("chart-women"));
        let table = Table::new(words.title, words.item)
            .column(Column::number(men.clone()))
            .column(Column::number(women.clone()));
        let row = |band: &Band| {
            Row::text(band.label.clone())
                .cell(figure(band.men, &band.men_href))
                .cell(figure(band.women, &band.women_href))
        };
        let sides = |(at, band): (usize, &Band)| {
            let line = 1.6 + at as f64 * LINE_REM;
            (left(band, &men, line, top), right(band, &women, line, top))
        };
        Some(Pyramid {
            title: words.title.to_owned(),
            height: rem(1.6 + bands.len() as f64 * LINE_REM),
            bands: bands.iter().enumerate().map(sides).collect(),
            men_sum: count_of(bands.iter().map(|band| band.men).sum()),
            women_sum: count_of(bands.iter().map(|band| band.women).sum()),
            men: men.clone().into_owned(),
            women: women.clone().into_owned(),
            ages: words.item.to_owned(),
            table: table.rows(bands.iter().map(row)),
            as_table: words.t.get("chart-as-table").into_owned(),
        })
    }
}

/// Percent that the longest bar of a side takes; the figure needs the rest.
const SIDE: f64 = 32.0;

fn left(band: &Band, side: &str, line: f64, top: u64) -> Mark {
    let width = share(band.men, top) * SIDE;
    let x = 42.0 - width;
    side_mark(band, (side, band.men, &band.men_href), line, (x, width, x - 1.0))
}

fn right(band: &Band, side: &str, line: f64, top: u64) -> Mark {
    let width = share(band.women, top) * SIDE;
    side_mark(band, (side, band.women, &band.women_href), line, (58.0, width, 59.0 + width))
}

fn side_mark(
    band: &Band,
    (side, value, href): (&str, u64, &str),
    line: f64,
    (x, width, figure_x): (f64, f64, f64),
) -> Mark {
    Mark {
        href: href.to_owned(),
        spoken: format!("{side} {} {}", band.label, count_of(value)),
        figure: count_of(value),
        label: band.label.clone(),
        top: rem(line),
        baseline: rem(line + 1.4),
        bar_top: rem(line + 0.35),
        x: percent(x),
        width: percent(width),
        figure_x: percent(figure_x),
    }
}

/// A figure over time.
#[derive(Clone, Debug, Template)]
#[template(path = "chart/line.html")]
pub struct Line {
    title: String,
    points: Vec<Point>,
    outline: String,
    area: String,
    cut: String,
    table: Table,
    as_table: String,
}

#[derive(Clone, Debug)]
struct Point {
    href: String,
    spoken: String,
    label: String,
    figure: String,
    x: String,
    y: String,
    figure_y: String,
    anchor: &'static str,
    /// Written out even where room is short.
    kept: bool,
    /// First, last and turning points carry their figure.
    figured: bool,
}

impl Line {
    /// Points from left to right, at least two. The axis starts where the values do, and says so.
    pub fn new(words: Words<'_>, bars: &[Bar]) -> Option<Self> {
        if bars.len() < 2 {
            return None;
        }
        let low = bars.iter().map(|bar| bar.value).min()?;
        let high = bars.iter().map(|bar| bar.value).max().filter(|high| *high > 0)?;
        let last = bars.len() - 1;
        let at = |index: usize| 5.0 + 90.0 * index as f64 / last as f64;
        // Between 18 and 82 percent of the height: room for the figures above and the days below.
        let rise = |value: u64| 82.0 - 64.0 * share(value - low, high - low);
        let point = |(index, bar): (usize, &Bar)| Point {
            href: bar.href.clone(),
            spoken: format!("{} {}", bar.label, count_of(bar.value)),
            label: bar.label.clone(),
            figure: count_of(bar.value),
            x: percent(at(index)),
            y: percent(rise(bar.value)),
            figure_y: percent(rise(bar.value) - lift(|at| rise(bars[at].value), index)),
            anchor: if index == 0 {
                "start"
            } else if index == last {
                "end"
            } else {
                "middle"
            },
            kept: index == 0 || index == last || index.is_multiple_of(2),
            figured: index == 0 || index == last || turns(bars, index),
        };
        let outline: Vec<String> = bars
            .iter()
            .enumerate()
            .map(|(index, bar)| format!("{},{}", number(at(index)), number(rise(bar.value))))
            .collect();
        let outline = outline.join(" ");
        let row = |bar: &Bar| Row::text(bar.label.clone()).cell(figure(bar.value, &bar.href));
        let table = Table::new(words.title, words.item).column(Column::number(words.unit));
        Some(Line {
            title: words.title.to_owned(),
            points: bars.iter().enumerate().map(point).collect(),
            area: format!("5,90 {outline} 95,90"),
            outline,
            cut: if low > 0 { words.t.get("chart-cut").into_owned() } else { String::new() },
            table: table.rows(bars.iter().map(row)),
            as_table: words.t.get("chart-as-table").into_owned(),
        })
    }
}

/// Percent between a point and its figure: the first figure stands to the right of its point, so it goes higher
/// the steeper the line leaves there.
fn lift(rise: impl Fn(usize) -> f64, index: usize) -> f64 {
    if index == 0 { 6.0 + (rise(0) - rise(1)).clamp(0.0, 20.0) } else { 6.0 }
}

fn turns(bars: &[Bar], index: usize) -> bool {
    let (before, here, after) = (bars[index - 1].value, bars[index].value, bars[index + 1].value);
    (here > before && here > after) || (here < before && here < after)
}

fn count_of(value: u64) -> String {
    count(i64::try_from(value).unwrap_or(i64::MAX))
}

fn figure(value: u64, href: &str) -> Cell {
    if href.is_empty() {
        return Cell::from(count_of(value));
    }
    Cell::link(Link::new(href, count_of(value)))
}

impl HtmlSafe for Bars {}
impl HtmlSafe for Pyramid {}
impl HtmlSafe for Line {}
