//! Reading the cells of a row, and what is wrong with them.

use zhibu_kernel::Day;
use zhibu_rules::citizen_id::{CitizenId, CitizenIdError};
use zhibu_rules::codes::{self, Lookup, MembershipStatus, Stage, Table, YesNo};
use zhibu_rules::day::{self, DayError};
use zhibu_rules::name::PersonName;
use zhibu_rules::phone::{Phone, PhoneError};
use zhibu_web::key;
use zhibu_web::sheet::layout::Table as SheetTable;
use zhibu_web::sheet::{CellKind, Row, code_text};

use super::problem::{day_problem, id_problem, phone_problem};
use super::{Choices, Draft};
use crate::roster::columns::Field;
use crate::roster::finding::{Finding, Level, Say};

struct Reading<'a> {
    row: &'a Row,
    choices: &'a Choices,
    draft: Draft,
}

/// Reads the cells of a row.
pub(in crate::roster) fn read(row: &Row, table: &SheetTable, choices: &Choices) -> Draft {
    let mut reading = Reading { row, choices, draft: Draft::default() };
    for column in &table.columns {
        let text = row.text(column.index).trim();
        if text.is_empty() {
            continue;
        }
        let before = reading.draft.findings.len();
        match column.key.as_deref().and_then(Field::from_key) {
            Some(field) => reading.cell(field, column.index, text),
            None => reading.draft.notes.push((column.heading.clone(), text.to_owned())),
        }
        for finding in &mut reading.draft.findings[before..] {
            finding.column = Some(column.index);
        }
    }
    reading.across();
    let mut draft = reading.draft;
    for finding in &mut draft.findings {
        let of = finding.field.and_then(|field| table.column(field.key()));
        finding.column = finding.column.or(of.map(|column| column.index));
    }
    draft
}

fn written_day(written: &str) -> Say {
    Say::new(key!("roster-mend-day")).text("written", written)
}

impl Reading<'_> {
    fn fault(&mut self, field: Field, written: &str, problem: Say, mend: Say) {
        self.draft.findings.push(Finding::fault(field, written, problem, mend));
    }

    fn cell(&mut self, field: Field, column: usize, text: &str) {
        match field {
            Field::Number => {}
            Field::Name => match PersonName::new(text) {
                Ok(name) => self.draft.name = Some(name),
                Err(_) => self.fault(
                    field,
                    text,
                    Say::new(key!("roster-fault-name")),
                    Say::new(key!("roster-mend-name")),
                ),
            },
            Field::Branch => self.draft.branch_words.push(text.to_owned()),
            // A code is the surer word.
            Field::BranchCode => {
                let code = code_text(&self.row.cells[column]).text;
                self.draft.branch_words.insert(0, code);
            }
            Field::CitizenId => self.citizen_id(column, text),
            Field::Sex => {
                if let Some(sex) = self.look_up(field, text, codes::Sex::look_up(text)) {
                    self.draft.sex = sex_code(sex);
                }
            }
            Field::Stage => {
                self.draft.stage = self.look_up(field, text, Stage::look_up(text));
            }
            Field::Status => {
                if let Some(status) = self.look_up(field, text, MembershipStatus::look_up(text)) {
                    self.put(field, status.key());
                }
            }
            Field::IsLost => self.draft.is_lost = self.yes_no(field, text),
            Field::IsFloating => self.draft.is_floating = self.yes_no(field, text),
            Field::EthnicGroup => self.code(field, text, &codes::ETHNIC_GROUP),
            Field::Education => self.code(field, text, &codes::EDUCATION),
            Field::Job => self.code(field, text, &codes::JOB),
            Field::NewStratum => self.code(field, text, &codes::NEW_STRATUM),
            Field::OutflowReason => self.code(field, text, &codes::FLOATING_REASON),
            Field::BornOn => self.draft.born_on = self.day(field, column, text),
            Field::JoinedOn => self.draft.joined_on = self.day(field, column, text),
            Field::ConvertedOn => self.draft.converted_on = self.day(field, column, text),
            Field::LostSince => self.draft.lost_since = self.day(field, column, text),
            Field::AppliedOn | Field::FloatingSince => {
                if let Some(day) = self.day(field, column, text) {
                    self.draft.days.push((field, day));
                }
            }
            Field::Mobile | Field::Landline => self.phone(field, column, text),
            Field::Address | Field::OutflowPlace | Field::Degree | Field::NativePlace => {
                self.put(field, text);
            }
        }
    }

    fn put(&mut self, field: Field, text: &str) {
        self.draft.texts.push((field, text.to_owned()));
    }

    fn citizen_id(&mut self, column: usize, text: &str) {
        let field = Field::CitizenId;
        let code = code_text(&self.row.cells[column]);
        if code.lost_digits() {
            return self.fault(
                field,
                text,
                Say::new(key!("roster-fault-id-digits-lost")),
                Say::new(key!("roster-mend-id-as-text")),
            );
        }
        match CitizenId::read(&code.text) {
            Ok(read) if read.converted && self.answer("id-15") != Some("convert") => {
                let problem = Say::new(key!("roster-fault-id-15"));
                let finding = Finding::fault(field, text, problem, Say::new(key!("roster-mend-id-15")));
                let tap = Say::new(key!("roster-tap-id-15"));
                self.draft.findings.push(finding.asks("id-15").tap("convert", tap));
            }
            Ok(read) => self.draft.citizen_id = Some(read.id),
            Err(error) => {
                let mend = match error {
                    CitizenIdError::DigitsLost => Say::new(key!("roster-mend-id-as-text")),
                    _ => Say::new(key!("roster-mend-id")),
                };
                self.fault(field, text, id_problem(&error), mend);
            }
        }
    }

    fn phone(&mut self, field: Field, column: usize, text: &str) {
        let code = code_text(&self.row.cells[column]);
        if code.lost_digits() {
            let mend = Say::new(key!("roster-mend-id-as-text"));
            return self.fault(field, text, Say::new(key!("roster-fault-phone-lost")), mend);
        }
        match Phone::parse(&code.text) {
            Ok(phone) if phone.is_mobile() => self.put(Field::Mobile, &phone.normal()),
            Ok(phone) => self.put(Field::Landline, &phone.normal()),
            Err(PhoneError::Empty) => {}
            Err(error) => {
                self.fault(field, text, phone_problem(&error), Say::new(key!("roster-mend-phone")));
            }
        }
    }

    fn day(&mut self, field: Field, column: usize, text: &str) -> Option<Day> {
        // A day that the sheet stores as one is read from its number, whatever its format shows.
        let parsed = match self.row.cells[column].kind {
            CellKind::Date(serial) => day::from_serial(serial as i64).map(day::Parsed::Day),
            _ => day::parse(text),
        };
        match parsed {
            Ok(day::Parsed::Day(day)) => Some(day.into()),
            // The form asks since which month somebody is lost: its first day stands for it.
            Ok(month) if field == Field::LostSince => Some(month.earliest().into()),
            Ok(day::Parsed::Month { .. }) => {
                self.fault(field, text, Say::new(key!("roster-fault-day-month")), written_day(text));
                None
            }
            Err(DayError::Empty) => None,
            Err(error) => {
                self.fault(field, text, day_problem(&error), written_day(text));
                None
            }
        }
    }

    fn code(&mut self, field: Field, text: &str, table: &'static Table) {
        if let Lookup::Kept(unlisted) = table.look_up(text) {
            let kept = unlisted.code.or(unlisted.label).unwrap_or_default();
            let problem = Say::new(key!("roster-note-code")).text("written", text);
            let mend = Say::new(key!("roster-mend-code-kept"));
            self.draft.findings.push(Finding::fault(field, text, problem, mend).at(Level::Note));
            return self.put(field, &kept);
        }
        if let Some(entry) = self.look_up(field, text, table.look_up(text)) {
            self.put(field, entry.key);
        }
    }

    fn look_up<T>(&mut self, field: Field, text: &str, found: Lookup<T>) -> Option<T> {
        let problem = match found {
            Lookup::Known(value) => return Some(value),
            Lookup::Empty => return None,
            Lookup::Ambiguous(_) => key!("roster-fault-code-ambiguous"),
            Lookup::Conflict { .. } => key!("roster-fault-code-conflict"),
            Lookup::Kept(_) | Lookup::Unknown(_) => key!("roster-fault-code-unknown"),
        };
        let problem = Say::new(problem).text("written", text);
        self.fault(field, text, problem, Say::new(key!("roster-mend-code")));
        None
    }

    fn yes_no(&mut self, field: Field, text: &str) -> Option<bool> {
        let found = self.look_up(field, text, YesNo::look_up(text))?;
        Some(matches!(found, YesNo::Yes))
    }

    fn answer(&self, question: &str) -> Option<&str> {
        self.choices.get(question).map(String::as_str)
    }

    /// What the number says against the other cells; where they say nothing, it speaks for them.
    fn across(&mut self) {
        let Some(id) = self.draft.citizen_id.clone() else {
            return;
        };
        let (born, sex) = (Day::from(id.birth_day()), id.sex());
        let by_id = sex_code(sex);
        match self.draft.born_on {
            None => self.draft.born_on = Some(born),
            Some(written) if written != born => match self.answer("birth-by") {
                Some("id") => self.draft.born_on = Some(born),
                Some("roster") => {}
                _ => {
                    let problem =
                        Say::new(key!("roster-fault-birth")).text("by_id", born).text("written", written);
                    let finding = Finding::fault(
                        Field::BornOn,
                        &written.to_string(),
                        problem,
                        Say::new(key!("roster-mend-birth")),
                    );
                    self.draft.findings.push(
                        finding
                            .asks("birth-by")
                            .tap("id", Say::new(key!("roster-tap-by-id")))
                            .tap("roster", Say::new(key!("roster-tap-by-roster"))),
                    );
                }
            },
            Some(_) => {}
        }
        match self.draft.sex {
            None => self.draft.sex = by_id,
            Some(written) if Some(written) != by_id => match self.answer("sex-by") {
                Some("id") => self.draft.sex = by_id,
                Some("roster") => {}
                _ => {
                    let finding = Finding::fault(
                        Field::Sex,
                        "",
                        Say::new(key!("roster-fault-sex")),
                        Say::new(key!("roster-mend-birth")),
                    );
                    self.draft.findings.push(
                        finding
                            .asks("sex-by")
                            .tap("id", Say::new(key!("roster-tap-by-id")))
                            .tap("roster", Say::new(key!("roster-tap-by-roster"))),
                    );
                }
            },
            Some(_) => {}
        }
    }
}

/// The number by which the registry keeps a sex.
fn sex_code(sex: codes::Sex) -> Option<i64> {
    sex.entry().code?.parse().ok()
}
