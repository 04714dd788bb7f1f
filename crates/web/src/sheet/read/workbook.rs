//! What surrounds the sheets of an `.xlsx` (ECMA-376-1, 18.2 workbook, 18.8 styles).

use std::collections::HashMap;
use std::io::{Read, Seek};

use quick_xml::events::Event;
use zip::ZipArchive;

use super::Job;
use super::archive::zip_error;
use super::shared::SharedStrings;
use super::xml::{Part, attribute, push_reference, unescape};
use crate::sheet::error::SheetError;

/// An opened `.xlsx`.
pub(super) struct Workbook<R> {
    zip: ZipArchive<R>,
    /// Entry by path in lower case with `/`: writers differ in both.
    paths: HashMap<String, usize>,
    pub(super) sheets: Vec<SheetPart>,
    pub(super) looks: Looks,
    pub(super) shared: SharedStrings,
}

/// A sheet and where it lies.
#[derive(Clone)]
pub(super) struct SheetPart {
    pub(super) name: String,
    pub(super) path: String,
}

/// How numbers are shown.
pub(super) struct Looks {
    formats: Vec<Look>,
    pub(super) epoch_1904: bool,
}

#[derive(Clone)]
pub(super) enum Look {
    Date,
    /// A format's code, kept for formats of zeros only.
    Number(String),
}

impl Looks {
    /// The look of a cell by its style index.
    pub(super) fn of(&self, style: Option<usize>) -> &Look {
        static PLAIN: Look = Look::Number(String::new());
        style.and_then(|style| self.formats.get(style)).unwrap_or(&PLAIN)
    }
}

type Relations = HashMap<String, String>;

impl<R: Read + Seek> Workbook<R> {
    pub(super) fn open(job: &Job<'_>, zip: ZipArchive<R>) -> Result<Self, SheetError> {
        let paths = (0..zip.len())
            .filter_map(|index| {
                let entry = zip.by_index_data(index).ok()?;
                let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
                Some((name.trim_start_matches('/').to_lowercase(), index))
            })
            .collect();
        let looks = Looks { formats: Vec::new(), epoch_1904: false };
        let mut book = Self { zip, paths, sheets: Vec::new(), looks, shared: SharedStrings::new() };
        let main = book.main_path(job)?;
        let relations = book.relations(job, &main)?;
        book.read_sheets(job, &main, &relations.by_id)?;
        book.read_styles(job, relations.styles.as_deref())?;
        book.read_shared(job, relations.shared.as_deref())?;
        Ok(book)
    }

    /// A part by its path.
    pub(super) fn part(&mut self, job: &Job<'_>, path: &str) -> Result<Option<Part<impl Read>>, SheetError> {
        let Some(&index) = self.paths.get(&path.to_lowercase()) else {
            return Ok(None);
        };
        let entry = self.zip.by_index(index).map_err(|error| zip_error(error, path))?;
        Ok(Some(Part::new(job.limited(entry), path)))
    }

    /// A sheet and the shared texts, which its cells ask for.
    pub(super) fn sheet(
        &mut self,
        job: &Job<'_>,
        path: &str,
    ) -> Result<(Part<impl Read>, &mut SharedStrings, &Looks), SheetError> {
        let index = self.paths.get(&path.to_lowercase());
        let &index = index.ok_or_else(|| SheetError::damaged(path))?;
        let entry = self.zip.by_index(index).map_err(|error| zip_error(error, path))?;
        Ok((Part::new(job.limited(entry), path), &mut self.shared, &self.looks))
    }

    fn main_path(&mut self, job: &Job<'_>) -> Result<String, SheetError> {
        if let Some(mut part) = self.part(job, "_rels/.rels")? {
            loop {
                match part.next()? {
                    Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                        let kind = attribute(&e, "Type").unwrap_or_default();
                        if let (true, Some(target)) =
                            (kind.ends_with("/officeDocument"), attribute(&e, "Target"))
                        {
                            return Ok(resolve("", &target));
                        }
                    }
                    Event::Eof => break,
                    _ => {}
                }
            }
        }
        Ok("xl/workbook.xml".into())
    }

    fn relations(&mut self, job: &Job<'_>, main: &str) -> Result<Related, SheetError> {
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
        let path = resolve(folder, &format!("_rels/{file}.rels"));
        let mut related = Related::default();
        let Some(mut part) = self.part(job, &path)? else {
            return Err(SheetError::damaged(path));
        };
        loop {
            match part.next()? {
                Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                    let target = attribute(&e, "Target").map(|target| resolve(folder, &target));
                    let (Some(id), Some(target)) = (attribute(&e, "Id"), target) else {
                        continue;
                    };
                    match attribute(&e, "Type").unwrap_or_default().rsplit('/').next() {
                        Some("worksheet") => drop(related.by_id.insert(id, target)),
                        Some("styles") => related.styles = Some(target),
                        Some("sharedStrings") => related.shared = Some(target),
                        _ => {}
                    }
                }
                Event::Eof => return Ok(related),
                _ => {}
            }
        }
    }

    fn read_sheets(&mut self, job: &Job<'_>, main: &str, relations: &Relations) -> Result<(), SheetError> {
        let (mut sheets, mut epoch_1904) = (Vec::new(), false);
        let Some(mut part) = self.part(job, main)? else {
            return Err(SheetError::damaged(main));
        };
        loop {
            match part.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "workbookPr" => {
                        let value = attribute(&e, "date1904");
                        epoch_1904 = matches!(value.as_deref(), Some("1" | "true"));
                    }
                    "sheet" => {
                        let path = attribute(&e, "id").and_then(|id| relations.get(&id));
                        if let (Some(name), Some(path)) = (attribute(&e, "name"), path) {
                            sheets.push(SheetPart { name: unescape(&name), path: path.clone() });
                        }
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        drop(part);
        self.looks.epoch_1904 = epoch_1904;
        self.sheets = sheets;
        Ok(())
    }

    fn read_styles(&mut self, job: &Job<'_>, path: Option<&str>) -> Result<(), SheetError> {
        let (mut codes, mut formats) = (HashMap::new(), Vec::new());
        let Some(path) = path else { return Ok(()) };
        let Some(mut part) = self.part(job, path)? else {
            return Ok(());
        };
        let mut in_cells = false;
        loop {
            match part.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "numFmt" => {
                        let id = attribute(&e, "numFmtId").and_then(|id| id.parse::<u32>().ok());
                        if let (Some(id), Some(code)) = (id, attribute(&e, "formatCode")) {
                            codes.insert(id, code);
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => {
                        let id = attribute(&e, "numFmtId").and_then(|id| id.parse().ok());
                        formats.push(look(id.unwrap_or(0), &codes));
                    }
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "cellXfs" => in_cells = false,
                Event::Eof => break,
                _ => {}
            }
        }
        drop(part);
        self.looks.formats = formats;
        Ok(())
    }

    fn read_shared(&mut self, job: &Job<'_>, path: Option<&str>) -> Result<(), SheetError> {
        let mut shared = SharedStrings::new();
        let Some(path) = path else { return Ok(()) };
        let Some(mut part) = self.part(job, path)? else {
            return Ok(());
        };
        let mut text = RichText::default();
        loop {
            match part.next()? {
                Event::End(e) if e.local_name().as_ref() == "si" => shared.push(&text.take())?,
                Event::Eof => break,
                event => text.event(&event),
            }
            job.check_cell(text.len())?;
        }
        drop(part);
        shared.finish()?;
        self.shared = shared;
        Ok(())
    }
}

#[derive(Default)]
struct Related {
    by_id: Relations,
    styles: Option<String>,
    shared: Option<String>,
}

/// A text of one or several runs (18.4.8 si, 18.3.1.53 is). Readings beside
/// the characters (rPh) are no part of it.
#[derive(Default)]
pub(super) struct RichText {
    text: String,
    in_text: bool,
    in_reading: bool,
}

impl RichText {
    pub(super) fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" => self.in_text = true,
                "rPh" => self.in_reading = true,
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "t" => self.in_text = false,
                "rPh" => self.in_reading = false,
                _ => {}
            },
            Event::Text(t) if self.wanted() => self.text.push_str(&t.xml10_content()),
            Event::CData(t) if self.wanted() => self.text.push_str(&t.xml10_content()),
            Event::GeneralRef(r) if self.wanted() => push_reference(r, &mut self.text),
            _ => {}
        }
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    fn wanted(&self) -> bool {
        self.in_text && !self.in_reading
    }

    pub(super) fn take(&mut self) -> String {
        let text = std::mem::take(self).text;
        if text.contains("_x") { unescape(&text) } else { text }
    }
}

fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

/// Built-in formats 14-22 and 45-47 are dates and times (18.8.30); 27-36 and
/// 50-58 are in Chinese, Japanese and Korean programs.
fn look(id: u32, codes: &HashMap<u32, String>) -> Look {
    match (codes.get(&id), id) {
        (Some(code), _) if is_date_code(code) => Look::Date,
        (Some(code), _) => Look::Number(code.clone()),
        (None, 14..=22 | 27..=36 | 45..=47 | 50..=58) => Look::Date,
        (None, _) => Look::Number(String::new()),
    }
}

/// True if the first section of a format code shows a part of a date or time.
fn is_date_code(code: &str) -> bool {
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => drop(characters.by_ref().find(|c| *c == '"')),
            '[' => drop(characters.by_ref().find(|c| *c == ']')),
            '\\' | '_' | '*' => drop(characters.next()),
            ';' => return false,
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_codes_are_told_from_numbers() {
        let dates = ["yyyy\\-mm\\-dd", "[$-804]yyyy\"年\"m\"月\"d\"日\";@", "h:mm", "m/d/yy"];
        let numbers = ["General", "0", "#,##0.00", "0\"days\"", "[Red]0;m", "\\d0", "@"];
        assert!(dates.iter().all(|code| is_date_code(code)));
        assert!(!numbers.iter().any(|code| is_date_code(code)));
    }

    #[test]
    fn targets_resolve_inside_the_archive() {
        let rows = [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/styles.xml", "xl/styles.xml"),
            ("xl", "../../../etc/passwd", "etc/passwd"),
            ("", "xl\\workbook.xml", "xl/workbook.xml"),
        ];
        for (folder, target, expected) in rows {
            assert_eq!(resolve(folder, target), expected);
        }
    }
}
