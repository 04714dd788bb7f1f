//! A refusal tells, a fault hides (decision 11).
//!
//! Each noun has one enum of refusals and says here, once, what the person is told. The words
//! are in the catalogues; the HTTP status is chosen in this file and nowhere else.

use axum::http::StatusCode;
use zhibu_kernel::{Fault, Refuse};

use crate::key;
use crate::texts::Arg;

/// What kind of no it is; the status follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum No {
    /// There is no such thing, or the person may not know that there is (404).
    Missing,
    /// The person may know of it but not do this (403).
    Forbidden,
    /// Somebody must sign in first (303 to the sign-in page).
    SignIn,
    /// A second factor is wanted before this (303 to the page that asks).
    Confirm,
    /// What was typed cannot be taken (422).
    Invalid,
    /// Something changed meanwhile (409).
    Conflict,
    /// Too often (429).
    TooMany,
}

impl No {
    /// The status of the answer.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Missing => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::SignIn | Self::Confirm => StatusCode::SEE_OTHER,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

/// What a person is told: which sentence, at which field.
#[derive(Clone, Debug)]
pub struct Told {
    /// What kind of no.
    pub no: No,
    /// The sentence in the catalogues; it says what is wrong and how to mend it.
    pub key: &'static str,
    /// What goes into the sentence.
    pub args: Vec<(&'static str, Arg)>,
    /// The field it is about.
    pub field: Option<&'static str>,
}

impl Told {
    /// Told with a sentence.
    #[must_use]
    pub fn new(no: No, key: &'static str) -> Self {
        Self { no, key, args: Vec::new(), field: None }
    }

    /// What was typed cannot be taken; the sentence stands at its field.
    #[must_use]
    pub fn at(field: &'static str, key: &'static str) -> Self {
        Self { field: Some(field), ..Self::new(No::Invalid, key) }
    }

    /// With something that goes into the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

/// The refusals of a noun.
pub trait Refusal: Refuse + std::fmt::Display {
    /// What the person is told. Not called for a fault.
    fn told(&self) -> Told;
}

impl Refusal for Fault {
    fn told(&self) -> Told {
        Told::new(No::Missing, key!("refused-missing"))
    }
}
