//! WCAG 2.2, 1.4.3 and 1.4.11: relative luminance and contrast ratio as defined there.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../style/1-tokens.css");

const GROUNDS: [&str; 3] = ["ground", "sunk", "raised"];

#[test]
fn text_is_readable_on_every_ground() {
    for theme in themes() {
        for ink in ["ink", "ink-2", "ink-3", "red", "link", "ok", "warn", "err"] {
            for ground in GROUNDS {
                at_least(4.5, &theme, ink, ground);
            }
        }
        for (ink, tint) in
            [("link", "info-tint"), ("ok", "ok-tint"), ("warn", "warn-tint"), ("err", "err-tint")]
        {
            at_least(4.5, &theme, ink, tint);
            at_least(4.5, &theme, "ink", tint);
        }
    }
}

#[test]
fn white_is_readable_on_filled_buttons_and_toasts() {
    for mut theme in themes() {
        theme.insert("white", [255, 255, 255]);
        for fill in ["red-fill", "red-deep", "err-fill", "toast"] {
            at_least(4.5, &theme, "white", fill);
        }
    }
}

#[test]
fn edges_and_charts_can_be_told_from_the_ground() {
    for theme in themes() {
        for mark in ["edge", "c1", "c2", "link"] {
            at_least(3.0, &theme, mark, "ground");
        }
        at_least(3.0, &theme, "edge", "sunk");
    }
}

type Theme = BTreeMap<&'static str, [u8; 3]>;

fn at_least(ratio: f64, theme: &Theme, mark: &str, ground: &str) {
    let (one, other) = (luminance(theme[mark]), luminance(theme[ground]));
    let found = (one.max(other) + 0.05) / (one.min(other) + 0.05);
    assert!(found >= ratio, "{mark} on {ground}: {found:.2}, wanted {ratio}");
}

/// The light set, and the dark set laid over it.
fn themes() -> [Theme; 2] {
    let (light, dark) = TOKENS.split_once("@media screen").expect("the dark set");
    let light = colours(light);
    let mut both = light.clone();
    both.extend(colours(dark));
    assert_ne!(light["ground"], both["ground"]);
    [light, both]
}

fn colours(css: &'static str) -> Theme {
    css.split(';')
        .filter_map(|declaration| {
            let (name, value) = declaration.split_once(": ")?;
            Some((name.rsplit_once("--")?.1, hex(value.trim())?))
        })
        .collect()
}

fn hex(value: &str) -> Option<[u8; 3]> {
    let digits = value.strip_prefix('#')?;
    let long: String = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => digits.to_owned(),
    };
    let part = |at: usize| u8::from_str_radix(long.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let share = f64::from(part) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
