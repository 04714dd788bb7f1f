use crate::chart::{Band, Bar, Bars, Line, Pyramid, Words};
use crate::key;
use crate::texts::T;

fn bar(label: impl Into<String>, value: u64) -> Bar {
    Bar { label: label.into(), value, href: "#c-charts".to_owned() }
}

pub fn bars(t: &T) -> Option<Bars> {
    let values = [(key!("design-edu-1"), 248), (key!("design-edu-2"), 188), (key!("design-edu-3"), 262)];
    let title = t.get("design-edu");
    Bars::new(words(t, &title, &title, &t.get("design-count")), &values.map(|(key, n)| bar(t.get(key), n)))
}

pub fn line(t: &T) -> Option<Line> {
    let values = [("2021", 1_041), ("2022", 1_062), ("2023", 1_054), ("2024", 1_071), ("2025", 1_079)];
    let mut points: Vec<Bar> = values.map(|(year, n)| bar(year, n)).into();
    points.push(bar(t.get("day-today"), 1_086));
    let year = t.get("date-year");
    Line::new(words(t, &t.get("design-years"), &year, &t.get("design-count")), &points)
}

pub fn pyramid(t: &T) -> Option<Pyramid> {
    let bands = [
        ("81+", 41, 11),
        ("71–80", 100, 26),
        ("61–70", 128, 40),
        ("51–60", 157, 61),
        ("41–50", 129, 63),
        ("31–40", 129, 83),
        ("≤30", 66, 52),
    ];
    let band = |(label, men, women): (&str, u64, u64)| Band {
        label: label.to_owned(),
        men,
        men_href: "#c-charts".to_owned(),
        women,
        women_href: "#c-charts".to_owned(),
    };
    let (title, age) = (t.get("design-ages"), t.get("design-age"));
    Pyramid::new(words(t, &title, &age, &t.get("design-count")), &bands.map(band))
}

fn words<'w>(t: &'w T, title: &'w str, item: &'w str, unit: &'w str) -> Words<'w> {
    Words { t, title, item, unit }
}
