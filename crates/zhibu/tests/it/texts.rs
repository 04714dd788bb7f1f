//! The words of the hall and of the command line.

use std::fs;
use std::path::Path;

use zhibu_web::texts::{CATALOGUES, Catalogue, Problem, Source, problems};

#[test]
fn our_words_and_our_code_agree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "templates"] {
        read(&root.join(folder), &mut files);
    }
    let sources: Vec<Source> = files
        .iter()
        .map(|(path, text)| Source { path, text })
        .collect();
    let ours = zhibu::hall::room().texts;
    let all: Vec<Catalogue> = CATALOGUES
        .iter()
        .chain(zhibu::rooms::rooms().iter().flat_map(|room| room.texts))
        .copied()
        .collect();
    // Asked of everything: is it written? Asked of our own: is it used?
    let unwritten = problems(&all, &sources)
        .into_iter()
        .filter(|problem| !matches!(problem, Problem::Unused { .. }));
    let unused = problems(ours, &sources)
        .into_iter()
        .filter(|problem| matches!(problem, Problem::Unused { .. }));
    let found: Vec<String> = unwritten
        .chain(unused)
        .map(|problem| problem.to_string())
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn read(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, files);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            files.push((path.display().to_string(), text));
        }
    }
}
