//! Builds the one style sheet from `style/*.css`: derives what a browser at our floor needs, lowers the rest,
//! and refuses whatever neither can be lowered nor is ignored harmlessly.
//!
//! The floor is Chromium 80 and Safari 14. Newer CSS is allowed inside `@supports`, which such a browser skips.

use std::path::{Path, PathBuf};
use std::{env, fs};

use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::targets::{Browsers, Features, Targets};

/// Bytes of the minified sheet that a phone on a weak network may be asked to load.
const BUDGET: usize = 40_000;

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
    (
        ":lang(",
        "write left and right: lowered logical properties double every rule",
    ),
    (
        ":dir(",
        "write left and right: lowered logical properties double every rule",
    ),
    ("-inline", "write left and right"),
    ("-block-", "write top and bottom"),
    ("inset:", "write top, right, bottom and left"),
    ("aspect-ratio:", "write width and height"),
    ("cqi", "use rem or vw"),
    ("dvh", "write vh, and dvh inside @supports"),
    (
        "::details-content",
        "wrap it in @supports selector(::details-content)",
    ),
    ("rotate:", "use transform"),
    ("scale:", "use transform"),
    ("translate:", "use transform"),
];

fn main() {
    println!("cargo::rerun-if-changed=style");
    println!("cargo::rerun-if-changed=build.rs");
    let source = expand_containers(&copy_dark(&read_all(Path::new("style"))));
    let css = lower(&source);
    if let Some(complaint) = complaints(&css).first() {
        panic!("crates/web/style: {complaint}");
    }
    assert!(
        css.len() <= BUDGET,
        "crates/web/style: {} bytes minified, the budget is {BUDGET}",
        css.len()
    );
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("zhibu.css"), css).expect("OUT_DIR is writable");
}

fn read_all(folder: &Path) -> String {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("crates/web/style exists")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "css"))
        .collect();
    files.sort();
    let text = |path: &PathBuf| fs::read_to_string(path).expect("a readable style file");
    files.iter().map(text).collect()
}

/// The dark set holds by choice (`data-theme="dark"`) and by the device (`data-theme="auto"`); it is written once.
fn copy_dark(source: &str) -> String {
    const HEAD: &str = "@media screen {";
    let start = source
        .find(HEAD)
        .expect("1-tokens.css has the dark set under @media screen");
    let end = start + HEAD.len() + block_end(&source[start + HEAD.len()..]);
    let dark = &source[start + HEAD.len()..end];
    assert!(
        dark.contains(r#"[data-theme="dark"]"#),
        "the first @media screen is the dark set"
    );
    let auto = dark.replace(r#"[data-theme="dark"]"#, r#"[data-theme="auto"]"#);
    let copy = format!("}}\n@media screen and (prefers-color-scheme: dark) {{{auto}");
    format!("{}{copy}{}", &source[..end], &source[end..])
}

/// A browser without container queries gets each as a query of the window, which is wider by the side list and
/// the margins.
fn expand_containers(source: &str) -> String {
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
    let inside = query
        .split(['(', ')'])
        .nth(1)
        .expect("@container NAME (min-width: Nrem)");
    let (feature, width) = inside
        .split_once(": ")
        .expect("@container NAME (min-width: Nrem)");
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

fn lower(source: &str) -> String {
    let version = |major: u32, minor: u32| Some(major << 16 | minor << 8);
    let browsers = Browsers {
        chrome: version(80, 0),
        android: version(80, 0),
        safari: version(14, 0),
        ios_saf: version(14, 0),
        ..Browsers::default()
    };
    // We write both colour sets out; the stand-in for light-dark() would only add names that nobody reads.
    let targets = Targets {
        browsers: Some(browsers),
        exclude: Features::LightDark,
        ..Targets::default()
    };
    let mut sheet = match StyleSheet::parse(source, ParserOptions::default()) {
        Ok(sheet) => sheet,
        Err(error) => {
            let line = error.loc.as_ref().map_or(0, |loc| loc.line as usize);
            let text = source.lines().nth(line).unwrap_or_default();
            panic!("crates/web/style: {error} in: {text}");
        }
    };
    let minify = MinifyOptions {
        targets,
        ..MinifyOptions::default()
    };
    sheet
        .minify(minify)
        .expect("a sheet that parsed can be minified");
    let print = PrinterOptions {
        minify: true,
        targets,
        ..PrinterOptions::default()
    };
    sheet
        .to_css(print)
        .expect("a sheet that parsed can be printed")
        .code
}

/// Every rule outside `@supports` must be readable by the floor.
fn complaints(css: &str) -> Vec<String> {
    let outside = without_supports(css);
    TOO_NEW
        .iter()
        .filter_map(|(sign, mend)| {
            let at = outside.find(sign)?;
            let near: String = outside[at.saturating_sub(60)..].chars().take(120).collect();
            Some(format!(
                "{sign} cannot be lowered to Chromium 80 and Safari 14; {mend} (near {near})"
            ))
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
