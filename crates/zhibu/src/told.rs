//! What an operator is told: a sentence of the catalogues, with what goes into it.

use zhibu_web::refusal::Refusal;
use zhibu_web::texts::Arg;
use zhibu_web::{T, key};

/// One sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Its key.
    pub key: &'static str,
    /// What goes into it.
    pub args: Vec<(&'static str, Arg)>,
}

impl Told {
    /// A sentence, named by `key!`.
    #[must_use]
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// With something that goes into it.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// In the words of a language.
    #[must_use]
    pub fn in_words(&self, t: &T) -> String {
        t.message(self.key, &self.args)
    }
}

/// An error that an operator is told in one sentence.
pub trait Tell: std::error::Error {
    /// The sentence.
    fn told(&self) -> Told;
}

/// A refusal as the pages tell it. A fault, which they hide, is told to an operator with its cause.
pub(crate) fn refused(error: &impl Refusal) -> Told {
    if let Some(fault) = error.fault() {
        return Told::new(key!("cli-fault")).arg("why", fault.to_string());
    }
    let told = error.told();
    Told { key: told.key, args: told.args }
}
