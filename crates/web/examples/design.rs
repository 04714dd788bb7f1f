//! `cargo run -p zhibu-web --example design -- FOLDER` leaves the design page there in every language, view and
//! theme, and the public shell around a heading, to be opened in a browser.

#[path = "../tests/it/sample.rs"]
mod sample;

use std::path::PathBuf;
use std::{env, fs, io};

use askama::Template;
use zhibu_web::{asset, design_page};

#[derive(Template)]
#[template(source = "<h1>{{ heading }}</h1>", ext = "html")]
struct Heading {
    heading: String,
}

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "design".to_owned()));
    fs::create_dir_all(folder.join("assets"))?;
    for (name, text) in [("zhibu.css", asset::CSS), ("zhibu.js", asset::JS), ("mark.svg", asset::MARK)] {
        fs::write(folder.join(asset::url(name).trim_start_matches('/')), text)?;
    }
    for (lang, view, theme) in sample::looks() {
        let shell = sample::full_shell(lang, view, theme);
        let heading = Heading { heading: sample::t(lang).get("sign-in").into_owned() };
        let look = format!("{}-{}-{}.html", lang.tag(), view.tag(), theme.tag());
        for (kind, page) in
            [("design", design_page::html(&shell)), ("public", shell.public(&heading.heading, &heading))]
        {
            let page = page.replace("\"/assets/", "\"assets/");
            fs::write(folder.join(format!("{kind}-{look}")), page)?;
        }
    }
    Ok(())
}
