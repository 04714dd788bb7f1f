//! What every table must say and keep, so that it can be spread over a cluster, and the schema
//! that all steps together make.

use std::collections::BTreeMap;
use std::path::Path;

use zhibu_kernel::migrate::{STEPS, Step};
use zhibu_kernel::{Actor, Fault, Read, sql};
use zhibu_testhouse::House;

use crate::rooms;

fn steps() -> Vec<(&'static str, Step)> {
    let ground = STEPS.iter().map(|step| ("kernel", *step));
    let rooms = rooms();
    ground.chain(rooms.iter().flat_map(|room| room.steps.iter().map(|step| (room.name, *step)))).collect()
}

/// How each table is spread, by its name, and the room that made it.
fn spreads() -> BTreeMap<String, (String, &'static str)> {
    let mut spreads = BTreeMap::new();
    for (room, step) in steps() {
        let mut mark = "";
        for line in step.text.lines() {
            if let Some(said) = line.strip_prefix("--: ") {
                mark = said.trim();
            } else if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                let name = rest.split([' ', '(']).next().unwrap_or_default().to_owned();
                spreads.insert(name, (std::mem::take(&mut mark).to_owned(), room));
            }
        }
    }
    spreads
}

#[test]
fn decision_02_every_table_says_how_it_is_spread() {
    let spreads = spreads();
    assert!(spreads.len() > 15, "the tables were not found");
    for (table, (spread, room)) in &spreads {
        assert!(
            matches!(spread.as_str(), "area" | "directory" | "reference" | "local"),
            "{table} does not say how it is spread: a line `--: area|directory|reference|local` above it"
        );
        assert!(table.starts_with(&format!("{room}_")), "{table} does not bear the name of its room, {room}");
    }
}

#[test]
fn decision_02_what_is_unique_within_an_area_names_the_area() {
    let spreads = spreads();
    for (_, step) in steps() {
        for statement in step.text.split(';') {
            let code: Vec<&str> = statement.lines().filter(|line| !line.starts_with("--")).collect();
            let code = code.join(" ");
            let Some(table) = unique_in(&code) else {
                continue;
            };
            if spreads.get(&table).is_some_and(|(spread, _)| spread == "area") {
                for key in keys(&code) {
                    assert!(
                        key.contains("area_id"),
                        "{}: unique keys of {table} must contain area_id: {key}",
                        step.name
                    );
                }
            }
        }
    }
}

/// The table of a statement that makes something unique.
fn unique_in(code: &str) -> Option<String> {
    let code = code.trim();
    let name = |rest: &str| rest.split([' ', '(']).next().unwrap_or_default().to_owned();
    if let Some(rest) = code.strip_prefix("CREATE TABLE ") {
        return Some(name(rest));
    }
    let (_, rest) = code.strip_prefix("CREATE UNIQUE INDEX ")?.split_once(" ON ")?;
    Some(name(rest))
}

/// The columns of each primary or unique key of a statement.
fn keys(code: &str) -> Vec<String> {
    let in_brackets = |rest: &str| {
        rest.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(key, _)| key.to_owned())
    };
    if code.trim().starts_with("CREATE UNIQUE INDEX") {
        return code.split_once(" ON ").and_then(|(_, rest)| in_brackets(rest)).into_iter().collect();
    }
    let mut keys: Vec<String> = code.split("PRIMARY KEY").skip(1).filter_map(in_brackets).collect();
    if code.contains("PRIMARY KEY,") || code.contains("NOT NULL PRIMARY KEY") {
        keys.push("a single column".into());
    }
    keys
}

#[zhibu_testhouse::test(sqlite)]
async fn decision_14_all_steps_together_are_the_schema_that_is_committed(house: House) {
    let rows = house
        .db
        .read(&Actor::system("test"), &(), async |read: &mut Read, (): &()| {
            read.rows(sql!(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '_sqlx%' \
                 ORDER BY tbl_name, type DESC, name"
            ))
            .await
        })
        .await
        .map_err(|fault: Fault| fault)
        .expect("the schema can be read");
    let schema: Vec<String> = rows.iter().map(|row| row.at(0).expect("a text")).collect();
    let schema =
        format!("-- Made by the test of this name; ZHIBU_WRITE=1 writes it anew.\n{};\n", schema.join(";\n"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.sql");
    if std::env::var_os("ZHIBU_WRITE").is_some() {
        std::fs::write(&path, &schema).expect("the schema can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == schema, "schema.sql is not what the steps make: run this test with ZHIBU_WRITE=1");
}
