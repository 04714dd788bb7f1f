//! The sheet of a person as it was typed, with what cannot be read in it.

use zhibu_kernel::{Day, Deed, Tx};
use zhibu_rules::citizen_id::{CitizenId, CitizenIdError};
use zhibu_rules::codes::Stage;
use zhibu_rules::name::PersonName;
use zhibu_rules::phone::Phone;
use zhibu_web::form::{Fields, FromForm, VERSION};
use zhibu_web::key;
use zhibu_web::texts::Arg;

use super::person_words as words;
use crate::person::Facts;
use crate::person::edit::Edit;

/// The sheet as it was typed.
pub(super) struct Sheet {
    pub(super) edit: Edit,
    pub(super) version: i64,
    since: Option<Day>,
    basis: Option<String>,
    stage: Option<Stage>,
    pub(super) entry: String,
}

/// How a person comes into the registry, besides by a roster.
pub(super) const ENTRIES: [(&str, &str); 5] = [
    ("applied", key!("person-entry-applied")),
    ("developed", key!("person-entry-developed")),
    ("transferred_in", key!("person-entry-transferred-in")),
    ("restored", key!("person-entry-restored")),
    ("late_entry", key!("person-entry-late")),
];

impl FromForm for Sheet {
    fn read(fields: &mut Fields<'_>) -> Self {
        let edit = Edit {
            name: name(fields),
            sex: fields.parsed("sex", key!("person-unknown-code")).unwrap_or_default(),
            born_on: fields.day("born_on"),
            ethnic_group: code(fields, "ethnic_group"),
            education: code(fields, "education"),
            degree: fields.optional("degree"),
            job_code: code(fields, "job_code"),
            new_stratum: code(fields, "new_stratum"),
            native_place: fields.optional("native_place"),
            applied_on: fields.day("applied_on"),
            joined_on: fields.day("joined_on"),
            converted_on: fields.day("converted_on"),
            probation_ends_on: fields.day("probation_ends_on"),
            is_floating: fields.ticked("is_floating"),
            floating_since: fields.day("floating_since"),
            outflow_place: fields.optional("outflow_place"),
            outflow_reason: code(fields, "outflow_reason"),
            lost_since: fields.day("lost_since"),
            citizen_id: citizen_id(fields),
            mobile: phone(fields, "mobile"),
            landline: phone(fields, "landline"),
            address: fields.optional("address"),
            gone: fields.many("gone"),
            sure: fields.ticked("sure"),
        };
        if !matches!(edit.sex, 1 | 2) {
            fields.problem("sex", key!("field-required"));
        }
        let stage = fields.text("stage");
        Self {
            edit,
            version: fields.parsed(VERSION, key!("person-unknown-code")).unwrap_or_default(),
            since: fields.day("since"),
            basis: fields.optional("basis"),
            stage: Stage::from_key(&stage),
            entry: fields.text("entry"),
        }
    }
}

impl Sheet {
    /// The deed that the sheet speaks of.
    pub(super) fn deed(&self, tx: &Tx) -> Deed {
        let deed = Deed::now(tx.now(), tx.today()).on(self.since.unwrap_or(tx.today()));
        match &self.basis {
            Some(basis) => deed.because(basis.as_str()),
            None => deed,
        }
    }

    /// The facts of somebody of whom nothing is known but how they come.
    pub(super) fn fresh(&self) -> Facts {
        Facts {
            stage: self.stage.unwrap_or(Stage::Applicant).key().to_owned(),
            entry: self.entry.clone(),
            ..Facts::named("")
        }
    }
}

fn name(fields: &mut Fields<'_>) -> String {
    let text = fields.required("name");
    if !text.is_empty() && PersonName::new(&text).is_err() {
        fields.problem("name", key!("person-not-a-name"));
    }
    text
}

fn code(fields: &mut Fields<'_>, field: &str) -> Option<String> {
    let text = fields.optional(field)?;
    let known = words::table(field).is_some_and(|table| table.is_open() || table.find(&text).is_some());
    if !known {
        fields.problem(field, key!("person-unknown-code"));
    }
    Some(text)
}

pub(super) fn citizen_id(fields: &mut Fields<'_>) -> Option<String> {
    let text = fields.optional("citizen_id")?;
    match CitizenId::read(&text) {
        Ok(read) => Some(read.id.as_str().to_owned()),
        Err(CitizenIdError::CheckDigit { expected, .. }) => {
            let expected = Arg::Text(expected.to_string());
            fields.problem_with("citizen_id", key!("person-check-digit"), vec![("expected", expected)]);
            None
        }
        Err(CitizenIdError::Length { found }) => {
            fields.problem_with("citizen_id", key!("person-id-length"), vec![("n", Arg::from(found))]);
            None
        }
        Err(_) => {
            fields.problem("citizen_id", key!("person-not-an-id"));
            None
        }
    }
}

pub(super) fn phone(fields: &mut Fields<'_>, field: &'static str) -> Option<String> {
    let text = fields.optional(field)?;
    match Phone::parse(&text) {
        Ok(phone) if phone.is_mobile() == (field == "mobile") => Some(phone.normal()),
        _ => {
            let key =
                if field == "mobile" { key!("person-not-a-mobile") } else { key!("person-not-a-landline") };
            fields.problem(field, key);
            None
        }
    }
}
