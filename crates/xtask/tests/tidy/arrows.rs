//! Arrows between our crates, as the picture in ARCHITECTURE.md draws them.

use serde_json::Value;
use std::process::Command;

/// Floors from stone to top; an arrow points to a lower floor only. Rooms share one
/// floor, so no room sees another.
const FLOORS: &[&[&str]] = &[
    &["rules", "ballot", "carrier"],
    &["kernel"],
    &["web"],
    &["access"],
    &["courier"],
    &["registry"],
    &["publishing", "bulletins", "school", "org_life", "membership", "assembly", "dialogue"],
    &["zhibu"],
];

/// Beside the house: seen by tests only, and takes rooms as arguments.
const TESTHOUSE_MAY: &[&str] = &["rules", "kernel", "web", "access", "testhouse-macros"];

fn short(package: &str) -> &str {
    package.strip_prefix("zhibu-").unwrap_or(package)
}

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&name))
}

/// `kind` as cargo metadata has it: `None` for a normal dependency, or `dev`, `build`.
fn allowed(from: &str, to: &str, kind: Option<&str>) -> bool {
    match (from, to) {
        ("testhouse", _) if TESTHOUSE_MAY.contains(&to) => true,
        ("xtask" | "testhouse" | "testhouse-macros", _) => false,
        (_, "testhouse") => kind == Some("dev"),
        _ => match (floor(from), floor(to)) {
            (Some(from), Some(to)) => to < from,
            _ => false,
        },
    }
}

/// What is wrong with the answer of `cargo metadata --no-deps --format-version 1`.
fn findings(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().expect("cargo metadata lists packages");
    let names: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let mut findings = Vec::new();
    for (package, name) in packages.iter().zip(&names) {
        let from = short(name);
        if floor(from).is_none() && !matches!(from, "xtask" | "testhouse" | "testhouse-macros") {
            findings.push(format!("{from} has no place in the house: add it to FLOORS and ARCHITECTURE.md"));
        }
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let to = dependency["name"].as_str().unwrap_or_default();
            let kind = dependency["kind"].as_str();
            if names.contains(&to) && !allowed(from, short(to), kind) {
                let kind = kind.unwrap_or("normal");
                findings.push(format!("{from} -> {} ({kind}) points upwards or sideways", short(to)));
            }
        }
    }
    findings
}

#[test]
fn arrows_point_downwards() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(super::root())
        .output()
        .expect("cargo runs");
    let metadata = serde_json::from_slice(&output.stdout).expect("cargo metadata speaks JSON");
    super::assert_none(&findings(&metadata));
}

#[test]
fn an_arrow_upwards_or_sideways_is_found() {
    let arrow = |from: &str, to: &str, kind: Value| {
        let dependency = serde_json::json!({ "name": to, "kind": kind });
        findings(&serde_json::json!({ "packages": [
            { "name": from, "dependencies": [dependency] },
            { "name": to, "dependencies": [] },
        ]}))
    };
    let normal = || Value::Null;
    for (from, to, kind, wrong) in [
        ("zhibu-web", "zhibu-kernel", normal(), false),
        ("zhibu-kernel", "zhibu-web", normal(), true),
        ("zhibu-kernel", "zhibu-web", "build".into(), true),
        ("zhibu-kernel", "zhibu-web", "dev".into(), true),
        ("zhibu-school", "zhibu-registry", normal(), false),
        ("zhibu-school", "zhibu-assembly", normal(), true),
        ("zhibu-school", "zhibu-testhouse", "dev".into(), false),
        ("zhibu-school", "zhibu-testhouse", normal(), true),
        ("zhibu-testhouse", "zhibu-access", normal(), false),
        ("zhibu-testhouse", "zhibu-school", normal(), true),
        ("zhibu-testhouse", "zhibu-testhouse-macros", normal(), false),
        ("zhibu-web", "zhibu-testhouse-macros", "dev".into(), true),
        ("zhibu-xtask", "zhibu-rules", normal(), true),
        ("zhibu", "zhibu-xtask", normal(), true),
        ("zhibu-attic", "zhibu-rules", normal(), true),
    ] {
        assert_eq!(!arrow(from, to, kind).is_empty(), wrong, "{from} -> {to}");
    }
}
