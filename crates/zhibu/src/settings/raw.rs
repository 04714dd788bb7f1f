//! Settings as they were written, before anybody knows what they mean.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::NAMES;
use super::fault::{SettingFault, Wanted};

/// What environment variables of settings begin with.
const PREFIX: &str = "ZHIBU_";
/// Variables that look like settings and are for the tests.
const FOR_TESTS: &str = "ZHIBU_TEST_";
/// The variable that names the file itself.
pub const FILE: &str = "ZHIBU_CONFIG";
/// The most letters in which a mistyped name may differ from the one that is proposed.
const NEAR: usize = 4;

/// The texts of all settings, and what was wrong with them so far.
pub(super) struct Raw {
    texts: BTreeMap<&'static str, String>,
    pub(super) faults: Vec<SettingFault>,
}

impl Raw {
    /// Reads a file's text; the environment goes before it.
    pub(super) fn read(text: &str, environment: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut raw = Self { texts: BTreeMap::new(), faults: Vec::new() };
        match text.parse::<toml::Table>() {
            Ok(table) => {
                for (name, value) in table {
                    raw.put(&name, &name, written(&value));
                }
            }
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                let line = 1 + text[..at.min(text.len())].matches('\n').count();
                raw.faults.push(SettingFault::Syntax(line));
            }
        }
        for (variable, value) in environment {
            let Some(name) = variable.strip_prefix(PREFIX) else {
                continue;
            };
            if variable != FILE && !variable.starts_with(FOR_TESTS) {
                raw.put(&name.to_lowercase(), &variable, Some(value));
            }
        }
        raw
    }

    fn put(&mut self, name: &str, as_written: &str, value: Option<String>) {
        let Some(known) = NAMES.into_iter().find(|known| *known == name) else {
            self.faults.push(SettingFault::Unknown { name: as_written.to_owned(), nearest: nearest(name) });
            return;
        };
        match value {
            Some(text) => {
                self.texts.insert(known, text);
            }
            None => self.faults.push(SettingFault::Shape(known, Wanted::Text)),
        }
    }

    /// Notes a fault where a value was wanted.
    pub(super) fn fault<T>(&mut self, fault: SettingFault) -> Option<T> {
        self.faults.push(fault);
        None
    }

    pub(super) fn text(&self, name: &'static str) -> Option<String> {
        let text = self.texts.get(name)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(super) fn required(&mut self, name: &'static str) -> String {
        self.text(name).unwrap_or_else(|| {
            self.faults.push(SettingFault::Missing(name));
            String::new()
        })
    }

    pub(super) fn parsed<T: FromStr>(&mut self, name: &'static str, wanted: Wanted) -> Option<T> {
        let text = self.text(name)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(_) => self.fault(SettingFault::Shape(name, wanted)),
        }
    }

    pub(super) fn list<T: FromStr>(&mut self, name: &'static str, wanted: Wanted) -> Vec<T> {
        let text = self.text(name).unwrap_or_default();
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        match parts.map(str::parse).collect() {
            Ok(values) => values,
            Err(_) => self.fault(SettingFault::Shape(name, wanted)).unwrap_or_default(),
        }
    }
}

/// A value as the environment would have it; none for what no setting is.
fn written(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Boolean(is) => Some(is.to_string()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Array(values) => {
            let parts: Option<Vec<String>> = values.iter().map(written).collect();
            parts.map(|parts| parts.join(","))
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}

fn nearest(name: &str) -> Option<&'static str> {
    NAMES
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, _)| *distance <= NEAR)
        .min()
        .map(|(_, known)| known)
}
