//! `/design`: the whole design system on one page, every part with its states, in the language of the reader.
//! What a page author looks at first.

use askama::Template;
use jiff::civil::Date;

use crate::chart::{Bars, Line, Pyramid};
use crate::format;
use crate::key;
use crate::part::{
    Basis, Cell, Chips, Choice, Column, Dialog, Drop, Empty, Event, Exports, Facts, Field, History, Icon,
    Link, Markup, Masked, Node, Note, Pager, Portrait, Progress, Row, Skeleton, Stats, Steps, Table, Tabs,
    Tag, Toast, Tone, Tree, Undo,
};
use crate::shell::Shell;
use crate::texts::T;

mod charts;
mod fields;

use charts::{bars, line, pyramid};
use fields::Fields;

/// The page in the shell's language, view and theme.
pub fn html(shell: &Shell) -> String {
    shell.work(&shell.t.get("design-title"), &DesignPage::new(&shell.t))
}

#[derive(Template)]
#[template(path = "design.html")]
struct DesignPage<'t> {
    t: &'t T,
    colours: Vec<(&'static str, String)>,
    fields: Fields,
    notes: Vec<Note>,
    tags: Vec<Tag>,
    tabs: Tabs,
    steps: Steps,
    people: Table,
    short_people: Table,
    figures: Table,
    pager: Pager,
    exports: Exports,
    chips: Chips,
    tree: Tree,
    portraits: [Portrait; 2],
    facts: Facts,
    history: History,
    drop: Drop,
    progress: Progress,
    stats: Stats,
    bars: Option<Bars>,
    line: Option<Line>,
    pyramid: Option<Pyramid>,
    dialog: Dialog,
    toast: Toast,
    empty: Empty,
    skeleton: Skeleton,
    basis: Basis,
    due: (String, String),
    secret: Note,
    account: [Field; 3],
    picking: Table,
}

const TODAY: Date = Date::constant(2026, 11, 23);
const PROBATION_ENDS: Date = Date::constant(2026, 12, 6);

impl<'t> DesignPage<'t> {
    fn new(t: &'t T) -> Self {
        DesignPage {
            t,
            colours: colours(t),
            fields: Fields::new(t),
            notes: notes(t),
            tags: tags(t),
            tabs: tabs(t),
            steps: steps(t),
            people: people(t, true),
            short_people: people(t, false),
            figures: figures(t),
            exports: Exports::lying_at(t, "#c-table", "#c-table"),
            pager: Pager::new(t, t.get("design-page-of"), None, Some("#c-table".to_owned())),
            chips: Chips::new(t, vec![Link::new("#c-filter", t.get("design-missing-data"))]),
            tree: tree(t),
            portraits: portraits(t),
            facts: facts(t),
            history: history(t),
            drop: Drop::new(t, "file", t.get("design-drop"), ".xlsx,.xls,.csv", t.get("design-drop-hint")),
            progress: Progress::new(t.with("design-progress").arg("done", 268).arg("total", 400), 268, 400),
            stats: stats(t),
            bars: bars(t),
            line: line(t),
            pyramid: pyramid(t),
            dialog: dialog(t),
            toast: Toast::new(t.get("design-toast")).undo(Undo {
                action: "/design".to_owned(),
                label: t.get("design-undo").into_owned(),
                fields: Vec::new(),
            }),
            empty: Empty::new(t.get("design-empty"), t.get("design-empty-why"))
                .next(Link::new("#c-nav", t.get("design-empty-next"))),
            skeleton: Skeleton::new(t),
            basis: Basis::new(t, t.get("design-basis")),
            due: (format::short_day(PROBATION_ENDS, t), format::relative_day(PROBATION_ENDS, TODAY, t)),
            secret: Note::new(Tone::Warn, t.get("not-for-secrets")),
            account: [
                Field::phone("phone", t.get("design-phone")).value("13900000521").autocomplete("tel"),
                Field::text("account", t.get("design-account")).autocomplete("username"),
                Field::password("password", t.get("design-password")),
            ],
            picking: picking(t),
        }
    }
}

fn own(t: &T, key: &str) -> String {
    t.get(key).into_owned()
}

fn colours(t: &T) -> Vec<(&'static str, String)> {
    [
        ("red", key!("design-red")),
        ("gold", key!("design-gold")),
        ("ink", key!("design-ink")),
        ("ink-2", key!("design-ink-2")),
        ("edge", key!("design-edge")),
        ("line", key!("design-line")),
        ("sunk", key!("design-sunk")),
        ("link", key!("design-link")),
        ("ok", key!("design-ok")),
        ("warn", key!("design-warn")),
        ("err", key!("design-err")),
        ("c2", key!("design-c2")),
    ]
    .map(|(class, key)| (class, own(t, key)))
    .into()
}

fn notes(t: &T) -> Vec<Note> {
    vec![
        Note::new(Tone::Plain, t.get("design-note-plain")),
        Note::new(Tone::Info, t.get("design-note-info")).icon(Icon::Lock),
        Note::new(Tone::Ok, t.get("design-note-ok")).says(t.get("design-note-ok-more")),
        Note::new(Tone::Warn, t.get("design-note-warn")),
    ]
}

fn tags(t: &T) -> Vec<Tag> {
    vec![
        Tag::plain(t.get("design-tag-plain")),
        Tag::info(t.get("design-probationary")),
        Tag::ok(t.get("design-tag-ok")).icon(Icon::Check),
        Tag::warn(t.get("design-no-address")),
        Tag::err(t.get("design-tag-err")),
    ]
}

fn tabs(t: &T) -> Tabs {
    let links = [key!("design-tab-1"), key!("design-tab-2"), key!("design-tab-3")];
    Tabs::new(t.get("design-sample"), links.map(|key| Link::new("#c-nav", t.get(key))).into(), 0)
}

fn steps(t: &T) -> Steps {
    let labels = [key!("design-step-1"), key!("design-step-2"), key!("design-step-3"), key!("design-step-4")];
    Steps::new(t, labels.map(|key| own(t, key)).into(), 1)
}

fn people(t: &T, wide: bool) -> Table {
    let caption = if wide { key!("design-table-wide") } else { key!("design-table-cards") };
    let mut table = Table::new(t.get(caption), t.get("design-name"))
        .captioned()
        .people()
        .column(Column::text(t.get("design-stage")).meta())
        .column(Column::text(t.get("design-group")).meta());
    if wide {
        table = table.column(Column::text(t.get("design-joined")).wide_only());
    }
    let warn = |key: &str| Cell::from(Tag::warn(t.get(key)));
    let lines = [
        (
            key!("design-person-1"),
            key!("design-probationary"),
            "2025/12/06",
            warn(key!("design-probation-ends")),
        ),
        (key!("design-person-2"), key!("design-full"), "1995/07/01", Cell::empty()),
        (key!("design-person-3"), key!("design-full"), "1986/07/01", warn(key!("design-no-address"))),
    ];
    let row = |(name, stage, joined, flag): (&str, &str, &str, Cell)| {
        let row = Row::link(Link::new("#c-table", t.get(name)))
            .cell(own(t, stage))
            .cell(own(t, key!("design-group-1")));
        if wide { row.cell(joined).cell(flag) } else { row.cell(flag) }
    };
    table.column(Column::text(t.get("design-flag")).flag()).rows(lines.map(row))
}

fn figures(t: &T) -> Table {
    Table::new(t.get("design-table-figures"), t.get("design-org"))
        .captioned()
        .column(Column::number(t.get("design-members")))
        .column(Column::number(t.get("design-probationary")))
        .column(Column::number(t.get("design-floating")))
        .column(Column::text(t.get("design-term")))
        .row(
            Row::link(Link::new("#c-table", t.get("design-branch-3")))
                .cell(Cell::figure(31, "#c-table"))
                .cell(Cell::figure(1, "#c-table"))
                .cell(Cell::figure(4, "#c-table"))
                .cell(own(t, key!("design-term-ends"))),
        )
        .row(
            Row::text(t.get("design-sum"))
                .cell(1_086_i64)
                .cell(34_i64)
                .cell(121_i64)
                .cell(Cell::empty())
                .total(),
        )
}

fn picking(t: &T) -> Table {
    let names = [key!("design-person-1"), key!("design-person-2"), key!("design-person-3")];
    let row = |name: &str| {
        Row::link(Link::new("#c-pick", t.get(name))).cell(own(t, key!("design-full"))).pick(name)
    };
    Table::new(t.get("design-pick"), t.get("design-name"))
        .people()
        .picking(t.get("design-pick-one"))
        .column(Column::text(t.get("design-stage")).meta())
        .rows(names.map(row))
}

fn tree(t: &T) -> Tree {
    let node =
        |key: &str, n: i64| Node::new(Link::new("#c-tree", t.get(key)), t.with("design-people").arg("n", n));
    let below = |key: &str| String::from(t.with("design-below").arg("name", t.get(key)));
    let village = node(key!("design-general-branch"), 64).children(
        below(key!("design-general-branch")),
        vec![node(key!("design-branch-2"), 26)],
        false,
    );
    let town = node(key!("design-town"), 1_086)
        .current()
        .children(below(key!("design-town")), vec![node(key!("design-branch-1"), 23), village], true)
        .more(Link::new("#c-tree", t.with("design-more").arg("n", 31)));
    Tree::new(vec![town])
}

fn portraits(t: &T) -> [Portrait; 2] {
    let photo = Some(crate::asset::url("mark.svg").to_owned());
    [photo, None].map(|src| Portrait::new(src, &t.get("design-person-2"), t.get("design-person-2")))
}

fn facts(t: &T) -> Facts {
    let reasons = vec![
        Choice::new("contact", t.get("design-reason-1")),
        Choice::new("transfer", t.get("design-reason-2")),
    ];
    let phone = Masked::new(
        t,
        format::mask_phone("13900000521"),
        t.get("design-phone"),
        "look-phone",
        "/design",
        reasons,
    );
    let citizen_id = Masked::closed(format::mask_citizen_id("999999197304121249"));
    let seen = Tag::plain(t.get("design-seen"));
    Facts::new()
        .holds(t.get("design-phone"), Markup::part(phone))
        .holds(t.get("design-citizen-id"), Markup::part(citizen_id).and(Markup::part(seen)))
        .text(t.get("design-org"), t.get("design-branch-1"))
        .text(t.get("design-joined"), format::day(PROBATION_ENDS, t))
}

fn history(t: &T) -> History {
    let event = |key: &str, date: Date, detail: Markup, current: bool| Event {
        when: format::day(date, t),
        title: own(t, key),
        detail,
        current,
    };
    History::new(vec![
        event(key!("design-event-1"), Date::constant(2024, 3, 8), Markup::default(), false),
        event(
            key!("design-event-2"),
            Date::constant(2025, 12, 6),
            Markup::text(t.get("design-event-late")),
            false,
        ),
        event(key!("design-event-3"), PROBATION_ENDS, Markup::default(), true),
    ])
}

fn stats(t: &T) -> Stats {
    Stats::new()
        .link(1_086, t.get("design-members"), "#c-charts")
        .link(34, t.get("design-probationary"), "#c-charts")
        .link(121, t.get("design-floating"), "#c-charts")
        .plain(47, t.get("design-branches"))
}

fn dialog(t: &T) -> Dialog {
    #[derive(Template)]
    #[template(source = "<p>{{ what }}</p>{{ basis }}", ext = "html")]
    struct Body {
        what: String,
        basis: Field,
    }
    let body = Body {
        what: own(t, key!("design-dialog-what")),
        basis: Field::text("basis", t.get("design-dialog-basis")),
    };
    Dialog::new(
        "dissolve",
        t.get("design-dialog"),
        "/design",
        Markup::template(&body),
        t.get("design-dialog-keep"),
        t.get("design-dialog-act"),
    )
    .stop()
    .shown()
}
