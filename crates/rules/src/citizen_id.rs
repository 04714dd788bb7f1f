//! Citizen identity numbers: GB 11643-1999.
//!
//! Six digits of the region at issue (GB/T 2260), eight of the birth day, three of sequence (the
//! last one odd for men), one check digit by ISO 7064 MOD 11-2. Numbers of 15 digits from before
//! 1999 lack the century and the check digit.
//!
//! A region code is not judged: regions are split and renamed, and sample data use codes that
//! were never given out.

use std::fmt;

use jiff::civil::Date;

use crate::codes::{Entry, PROVINCE, Sex};
use crate::rule::{Finding, Mark, Outcome, RuleRef};
use crate::text;

/// The standard behind every check of this module.
pub static GB_11643: RuleRef = RuleRef {
    id: "ID-01",
    text_name: "GB 11643-1999 公民身份号码",
    year: Some(1999),
    article: None,
    valid_from: None,
    valid_to: None,
    mark: Mark::Verified,
};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [u8; 11] = *b"10X98765432";
/// Numbers have been given out since 1984; nobody born before this year lived to get one.
const EARLIEST_BIRTH_YEAR: i16 = 1870;

/// A well-formed 18-character number. `Debug` shows it masked; it is never a key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitizenId(String);

/// A number as read from a cell, with what had to be done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub id: CitizenId,
    /// Full-width characters, blanks, hyphens or a lower-case x were put right.
    pub cleaned: bool,
    /// It was a 15-digit number.
    pub converted: bool,
}

/// Text after [`clean`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    pub text: String,
    pub changed: bool,
}

/// Which part of a birth date cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    Year(i16),
    Month(i8),
    /// `last` is the last day that the month has.
    Day {
        day: i8,
        last: i8,
    },
}

/// Why a text is no citizen ID number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CitizenIdError {
    #[error("empty")]
    Empty,
    /// A spreadsheet kept the number as a number: the digits after the 15th are lost.
    #[error("digits lost in a numeric cell")]
    DigitsLost,
    #[error("{found} characters instead of 18 or 15")]
    Length { found: usize },
    /// `position` counts from 1.
    #[error("character {position} is {found:?}")]
    Character { position: usize, found: char },
    #[error("check digit {found} instead of {expected}")]
    CheckDigit { expected: char, found: char },
    #[error("birth date impossible: {0:?}")]
    BirthDate(DatePart),
}

/// How a record differs from the number. Both are warnings: a documented exception (file age,
/// 档案年龄) may explain them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    Birth { by_id: Date, recorded: Date },
    Sex { by_id: Sex, recorded: Sex },
}

/// Folds full-width characters, drops blanks and hyphens, makes the last x an X
/// whichever way it was typed; tells whether that changed
/// anything.
pub fn clean(written: &str) -> Cleaned {
    let text: String = written
        .chars()
        .map(text::fold)
        .filter(|c| !text::is_blank(*c) && !text::is_hyphen(*c) && *c != '\'')
        .map(|c| if is_like_x(c) { 'X' } else { c.to_ascii_uppercase() })
        .collect();
    Cleaned { changed: text != written, text }
}

/// The Roman ten, the multiplication sign, and the Greek and Cyrillic letters that look like X.
fn is_like_x(c: char) -> bool {
    matches!(c, 'Ⅹ' | 'ⅹ' | '×' | '\u{03A7}' | '\u{0425}')
}

/// The check character of 17 digits.
fn check_character(digits: &[u8]) -> char {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(d, w)| u32::from(d - b'0') * w).sum();
    char::from(CHECKS[(sum % 11) as usize])
}

fn digits_only(text: &str) -> Result<(), CitizenIdError> {
    match text.chars().enumerate().find(|(_, c)| !c.is_ascii_digit()) {
        Some((at, found)) => Err(CitizenIdError::Character { position: at + 1, found }),
        None => Ok(()),
    }
}

impl CitizenId {
    /// Parses 18 characters exactly as the standard writes them, but for a lower-case x.
    pub fn parse(text: &str) -> Result<Self, CitizenIdError> {
        let length = text.chars().count();
        match length {
            0 => return Err(CitizenIdError::Empty),
            18 => {}
            found => return Err(CitizenIdError::Length { found }),
        }
        let last = text.chars().next_back().unwrap_or_default().to_ascii_uppercase();
        let first17 = &text[..text.len() - last.len_utf8()];
        digits_only(first17)?;
        if !last.is_ascii_digit() && last != 'X' {
            return Err(CitizenIdError::Character { position: 18, found: last });
        }
        let expected = check_character(first17.as_bytes());
        if expected != last {
            // Fifteen digits survive in a floating-point cell; the others come back as zeros.
            return Err(if text.ends_with("000") {
                CitizenIdError::DigitsLost
            } else {
                CitizenIdError::CheckDigit { expected, found: last }
            });
        }
        birth_day(first17)?;
        Ok(CitizenId(format!("{first17}{last}")))
    }

    /// Converts a 15-digit number: the century 19 is put in and the check digit appended.
    pub fn from_15_digits(text: &str) -> Result<Self, CitizenIdError> {
        match text.chars().count() {
            15 => {}
            0 => return Err(CitizenIdError::Empty),
            found => return Err(CitizenIdError::Length { found }),
        }
        digits_only(text)?;
        Self::with_check_digit(&format!("{}19{}", &text[..6], &text[6..]))
    }

    /// Makes a number of 17 digits and their check digit, for synthetic records.
    pub fn with_check_digit(first17: &str) -> Result<Self, CitizenIdError> {
        if first17.chars().count() != 17 {
            return Err(CitizenIdError::Length { found: first17.chars().count() });
        }
        digits_only(first17)?;
        birth_day(first17)?;
        Ok(CitizenId(format!("{first17}{}", check_character(first17.as_bytes()))))
    }

    /// Reads what a person or a spreadsheet wrote, in either length.
    pub fn read(written: &str) -> Result<Read, CitizenIdError> {
        let cleaned = clean(written);
        if text::is_scientific(&text::squeeze(written)) {
            return Err(CitizenIdError::DigitsLost);
        }
        let converted = cleaned.text.chars().count() == 15;
        let id = if converted { Self::from_15_digits(&cleaned.text)? } else { Self::parse(&cleaned.text)? };
        Ok(Read { id, cleaned: cleaned.changed, converted })
    }

    /// All 18 characters. Whoever calls this shows or stores personal data.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn birth_day(&self) -> Date {
        birth_day(&self.0).expect("checked when it was made")
    }

    pub fn sex(&self) -> Sex {
        if self.0.as_bytes()[16] % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// The six digits of the region where the number was given out.
    pub fn region(&self) -> &str {
        &self.0[..6]
    }

    /// The province of [`region`](Self::region); `None` for codes that were never assigned.
    pub fn province(&self) -> Option<&'static Entry> {
        PROVINCE.find(&self.0[..2])
    }

    /// First six and last four characters, eight stars between: `999999********1249`.
    pub fn masked(&self) -> String {
        format!("{}********{}", &self.0[..6], &self.0[14..])
    }

    /// Where a record's birth day or sex differs from the number.
    pub fn mismatches(&self, birth: Option<Date>, sex: Option<Sex>) -> Vec<Finding<Mismatch>> {
        let birth = birth
            .filter(|recorded| *recorded != self.birth_day())
            .map(|recorded| Mismatch::Birth { by_id: self.birth_day(), recorded });
        let sex = sex
            .filter(|recorded| matches!(recorded, Sex::Male | Sex::Female))
            .filter(|recorded| *recorded != self.sex())
            .map(|recorded| Mismatch::Sex { by_id: self.sex(), recorded });
        birth
            .into_iter()
            .chain(sex)
            .map(|detail| Finding { rule: &GB_11643, outcome: Outcome::Warn, detail })
            .collect()
    }
}

/// Shows the masked form, so that a log line never leaks a number.
impl fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// Characters 7 to 14 of at least 14 digits.
fn birth_day(digits: &str) -> Result<Date, CitizenIdError> {
    let number = |from: usize, to: usize| {
        digits.as_bytes()[from..to].iter().fold(0i16, |sum, d| sum * 10 + i16::from(d - b'0'))
    };
    let (year, month, day) = (number(6, 10), number(10, 12) as i8, number(12, 14) as i8);
    let impossible = |part| Err(CitizenIdError::BirthDate(part));
    if year < EARLIEST_BIRTH_YEAR {
        return impossible(DatePart::Year(year));
    }
    let Ok(first) = Date::new(year, month, 1) else {
        return impossible(DatePart::Month(month));
    };
    Date::new(year, month, day).or_else(|_| impossible(DatePart::Day { day, last: first.days_in_month() }))
}
