//! The words of the whole house: every key that code or a template asks for is in both languages,
//! with the same arguments, and none is there that nobody asks for.

use std::fs;
use std::path::Path;

use zhibu_web::texts::{CATALOGUES, Catalogue, Source, Texts, problems};

use crate::rooms;

fn catalogues() -> Vec<Catalogue> {
    CATALOGUES.iter().chain(rooms().iter().flat_map(|room| room.texts)).copied().collect()
}

#[test]
fn catalogues_and_code_agree() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for name in ["kernel", "web", "access", "courier", "registry", "zhibu"] {
        for folder in ["src", "templates"] {
            read(&crates.join(name).join(folder), &mut files);
        }
    }
    assert!(files.len() > 50, "the sources were not found");
    let sources: Vec<Source> = files.iter().map(|(path, text)| Source { path, text }).collect();
    let found: Vec<String> = problems(&catalogues(), &sources).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn catalogues_are_whole() {
    assert!(Texts::new(&catalogues()).is_ok());
}

fn read(folder: &Path, files: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.map(|entry| entry.expect("a folder can be read")) {
        let path = entry.path();
        let is_source = path.extension().is_some_and(|kind| kind == "rs" || kind == "html");
        if path.is_dir() {
            read(&path, files);
        } else if is_source {
            let text = fs::read_to_string(&path).expect("a source is UTF-8");
            // Comments show how to ask; they do not ask.
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let text = code.collect::<Vec<_>>().join("\n");
            files.push((path.display().to_string(), text));
        }
    }
}
