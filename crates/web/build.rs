//! Builds the one style sheet from `style/*.css`: derives what a browser at our floor needs, lowers the rest,
//! and refuses whatever neither can be lowered nor is ignored harmlessly.
//!
//! The floor is Chromium 80 and Safari 14. Newer CSS is allowed inside `@supports`, which such a browser skips.

#[path = "build/floor.rs"]
mod floor;

use std::path::{Path, PathBuf};
use std::{env, fs};

use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::targets::{Browsers, Features, Targets};

/// Bytes of the minified sheet that a phone on a weak network may be asked to load.
const BUDGET: usize = 40_000;

fn main() {
    println!("cargo::rerun-if-changed=style");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    let source = floor::expand_containers(&floor::copy_dark(&read_all(Path::new("style"))));
    let css = lower(&source);
    if let Some(complaint) = floor::complaints(&css).first() {
        panic!("crates/web/style: {complaint}");
    }
    assert!(css.len() <= BUDGET, "crates/web/style: {} bytes minified, the budget is {BUDGET}", css.len());
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
    let targets = Targets { browsers: Some(browsers), exclude: Features::LightDark, ..Targets::default() };
    let mut sheet = match StyleSheet::parse(source, ParserOptions::default()) {
        Ok(sheet) => sheet,
        Err(error) => {
            let line = error.loc.as_ref().map_or(0, |loc| loc.line as usize);
            let text = source.lines().nth(line).unwrap_or_default();
            panic!("crates/web/style: {error} in: {text}");
        }
    };
    let minify = MinifyOptions { targets, ..MinifyOptions::default() };
    sheet.minify(minify).expect("a sheet that parsed can be minified");
    let print = PrinterOptions { minify: true, targets, ..PrinterOptions::default() };
    sheet.to_css(print).expect("a sheet that parsed can be printed").code
}
