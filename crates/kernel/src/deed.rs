//! A deed has two dates: when it happened and when it was recorded.
//!
//! Paper comes late, a helper types for somebody, a text message arrives at night. Every act
//! takes a [`Deed`], so late entry, paper and mandates work everywhere alike.

use crate::clock::{Day, Moment};

/// The way by which a deed reached us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A page or the API.
    Web,
    /// A text message.
    Sms,
    /// A form, letter or list on paper, typed in by somebody.
    Paper,
    /// A telephone call.
    Voice,
    /// A spreadsheet or another system's export.
    Import,
    /// The program itself, by the clock.
    System,
}

impl Source {
    /// The word stored in rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Sms => "sms",
            Self::Paper => "paper",
            Self::Voice => "voice",
            Self::Import => "import",
            Self::System => "system",
        }
    }
}

/// When an act happened, by which way it came, and on what basis.
#[derive(Clone, Debug)]
pub struct Deed {
    /// The day on which it happened, which may lie before it was recorded.
    pub happened_on: Day,
    /// The moment of recording, from the house's clock.
    pub recorded_at: Moment,
    /// How it came.
    pub source: Source,
    /// Whose decision it rests on, in the words of the one who recorded it.
    pub basis: Option<String>,
}

impl Deed {
    /// A deed that happens now, on a page.
    #[must_use]
    pub fn now(now: Moment, today: Day) -> Self {
        Self { happened_on: today, recorded_at: now, source: Source::Web, basis: None }
    }

    /// The same deed on another day: late entry.
    #[must_use]
    pub fn on(mut self, day: Day) -> Self {
        self.happened_on = day;
        self
    }

    /// The same deed by another way.
    #[must_use]
    pub fn by(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    /// The same deed with its basis.
    #[must_use]
    pub fn because(mut self, basis: impl Into<String>) -> Self {
        self.basis = Some(basis.into());
        self
    }
}
