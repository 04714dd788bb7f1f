//! What our style needs for Chromium 80 and Safari 14: pure text, used by the build and by its test.

/// What the floor cannot read, and what to write instead.
const TOO_NEW: &[(&str, &str)] = &[
    ("@layer", "order the files instead"),
    ("@scope", "write the longer selector"),
    ("light-dark(", "add a token to both sets in 1-tokens.css"),
    ("color-mix(", "add a token to both sets in 1-tokens.css"),
    ("oklch(", "write the colour in hexadecimal"),
    ("oklab(", "write the colour in hexadecimal"),
    (":has(", "give the parent a class"),
    (":is(", "write the selectors out"),
    (":where(", "write the selectors out"),
    ("-any(", "write the selectors out"),
    ("&", "write the selectors out, without nesting"),
    (":lang(", "write left and right: lowered logical properties double every rule"),
    (":dir(", "write left and right: lowered logical properties double every rule"),
    ("-inline", "write left and right"),
    ("-block-", "write top and bottom"),
    ("inset:", "write top, right, bottom and left"),
    ("aspect-ratio:", "write width and height"),
    ("cqi", "use rem or vw"),
    ("dvh", "write vh, and dvh inside @supports"),
    ("::details-content", "wrap it in @supports selector(::details-content)"),
    ("rotate:", "use transform"),
    ("scale:", "use transform"),
    ("translate:", "use transform"),
];

/// The dark set holds by choice (`data-theme="dark"`) and by the device (`data-theme="auto"`); it is written once.
pub fn copy_dark(source: &str) -> String {
    const HEAD: &str = "@media screen {";
    let start = source.find(HEAD).expect("1-tokens.css has the dark set under @media screen");
    let end = start + HEAD.len() + block_end(&source[start + HEAD.len()..]);
    let dark = &source[start + HEAD.len()..end];
    assert!(dark.contains(r#"[data-theme="dark"]"#), "the first @media screen is the dark set");
    let auto = dark.replace(r#"[data-theme="dark"]"#, r#"[data-theme="auto"]"#);
    let copy = format!("}}\n@media screen and (prefers-color-scheme: dark) {{{auto}");
    format!("{}{copy}{}", &source[..end], &source[end..])
}

/// A browser without container queries gets each as a query of the window, which is wider by the side list and
/// the margins.
pub fn expand_containers(source: &str) -> String {
    const HEAD: &str = "\n@container ";
    const ASIDE_EM: f64 = 17.0;
    let mut out = String::new();
    let mut rest = source;
    while let Some(start) = rest.find(HEAD) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let open = rest.find('{').expect("@container has a block");
        let end = open + 1 + block_end(&rest[open + 1..]);
        let (query, body) = (&rest[..open], &rest[open + 1..end]);
        let (feature, width) = width_of(query);
        out.push_str(&format!(
            "\n@supports not (container-type: inline-size) {{ @media ({feature}: {}em) {{{body}}} }}\n\
             @supports (container-type: inline-size) {{{query}{{{body}}} }}",
            width + ASIDE_EM,
        ));
        rest = &rest[end + 1..];
    }
    out + rest
}

/// `@container wrap (min-width: 54rem)` gives `("min-width", 54.0)`.
fn width_of(query: &str) -> (&str, f64) {
    let inside = query.split(['(', ')']).nth(1).expect("@container NAME (min-width: Nrem)");
    let (feature, width) = inside.split_once(": ").expect("@container NAME (min-width: Nrem)");
    let width = width.trim_end_matches("rem").parse();
    (feature, width.expect("@container asks for a width in rem"))
}

/// Where the block that was just opened closes.
fn block_end(text: &str) -> usize {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        if depth == 0 {
            return at;
        }
    }
    panic!("crates/web/style: a block is not closed");
}

/// Every rule outside `@supports` must be readable by the floor.
pub fn complaints(css: &str) -> Vec<String> {
    let outside = without_supports(css);
    TOO_NEW
        .iter()
        .filter_map(|(sign, mend)| {
            let at = outside.find(sign)?;
            let near: String =
                outside[outside.floor_char_boundary(at.saturating_sub(60))..].chars().take(120).collect();
            Some(format!("{sign} cannot be lowered to Chromium 80 and Safari 14; {mend} (near {near})"))
        })
        .collect()
}

/// The floor knows `@supports` and skips what it asks for in vain; `@supports not` is written for the floor itself.
fn without_supports(css: &str) -> String {
    const HEAD: &str = "@supports ";
    let mut out = String::new();
    let mut rest = css;
    while let Some(start) = rest.find(HEAD) {
        out.push_str(&rest[..start]);
        let open = start + rest[start..].find('{').expect("@supports has a block");
        let end = open + 1 + block_end(&rest[open + 1..]);
        if rest[start + HEAD.len()..].starts_with("not ") {
            out.push_str(&without_supports(&rest[open + 1..end]));
        }
        rest = &rest[end + 1..];
    }
    out + rest
}
