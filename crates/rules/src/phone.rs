//! Telephone numbers of the mainland: mobile, and landline with area code.
//!
//! Shapes by the national numbering plan (电信网编号计划): mobiles have eleven digits and begin
//! with 13 to 19; an area code is 010, 02x, or 0 and three digits; a local number has seven or
//! eight digits and begins with 2 to 8.

use std::fmt;

use crate::text;

/// A telephone number. `Debug` shows it masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Phone {
    /// Eleven digits.
    Mobile(String),
    Landline {
        /// With its leading 0.
        area: String,
        number: String,
        extension: Option<String>,
    },
}

/// Why a text is no telephone number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("empty")]
    Empty,
    /// A spreadsheet wrote it in scientific notation.
    #[error("digits lost in a numeric cell")]
    DigitsLost,
    /// Several numbers in one cell; each part as written.
    #[error("{} numbers", .0.len())]
    Several(Vec<String>),
    /// `position` counts from 1 in the written text.
    #[error("character {position} is {found:?}")]
    Character { position: usize, found: char },
    /// A number of another country or region.
    #[error("country code of {0:?}")]
    OtherCountry(String),
    /// Begins as a mobile number does, with this many digits.
    #[error("mobile number of {found} digits")]
    MobileLength { found: usize },
    /// Eleven digits, but these two begin no mobile number.
    #[error("no mobile number begins with {0}")]
    MobilePrefix(String),
    /// A local number without its area code.
    #[error("area code missing")]
    AreaCodeMissing,
    /// The digits after the area code are too few or too many.
    #[error("local number of {found} digits")]
    LocalLength { area: String, found: usize },
    /// No local number begins with this digit.
    #[error("no local number begins with {first}")]
    LocalPrefix { area: String, first: char },
    /// Neither shape.
    #[error("{found} digits")]
    Length { found: usize },
}

impl Phone {
    /// Reads a written number. Blanks, hyphens, brackets and +86 or 0086 are accepted.
    pub fn parse(written: &str) -> Result<Phone, PhoneError> {
        let squeezed = text::squeeze(written);
        // A stroke or a dash in a cell says that there is nothing.
        if squeezed.chars().all(|c| text::is_hyphen(c) || is_between_numbers(c)) {
            return Err(PhoneError::Empty);
        }
        if text::is_scientific(&squeezed) {
            return Err(PhoneError::DigitsLost);
        }
        let parts: Vec<String> = written
            .split(|c| is_between_numbers(text::fold(c)))
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect();
        if parts.len() > 1 {
            return Err(PhoneError::Several(parts));
        }
        check_characters(written)?;
        let national = without_country(&squeezed)?;
        let (digits, extension) = split_extension(&national);
        if digits.starts_with('0') { landline(&digits, extension) } else { mobile(&digits) }
    }

    /// `13812345678` or `0571-87654321-801`: the form that is stored and compared.
    pub fn normal(&self) -> String {
        match self {
            Phone::Mobile(number) => number.clone(),
            Phone::Landline { area, number, extension: None } => format!("{area}-{number}"),
            Phone::Landline { area, number, extension: Some(extension) } => {
                format!("{area}-{number}-{extension}")
            }
        }
    }

    /// `138****5678`, `0571-****4321`.
    pub fn masked(&self) -> String {
        match self {
            Phone::Mobile(number) => format!("{}****{}", &number[..3], &number[7..]),
            Phone::Landline { area, number, .. } => {
                format!("{area}-****{}", &number[number.len() - 4..])
            }
        }
    }

    /// Whether messages can reach it.
    pub fn is_mobile(&self) -> bool {
        matches!(self, Phone::Mobile(_))
    }
}

/// Shows the masked form, so that a log line never leaks a number.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

fn is_between_numbers(c: char) -> bool {
    matches!(c, '/' | ',' | ';' | '、' | '\n')
}

fn check_characters(written: &str) -> Result<(), PhoneError> {
    let belongs = |c: char| {
        c.is_ascii_digit()
            || text::is_blank(c)
            || text::is_hyphen(c)
            || is_between_numbers(c)
            || matches!(c, '(' | ')' | '+' | '转')
    };
    match written.chars().enumerate().find(|(_, c)| !belongs(text::fold(*c))) {
        Some((at, found)) => Err(PhoneError::Character { position: at + 1, found }),
        None => Ok(()),
    }
}

/// Drops the country code of the mainland; refuses others.
fn without_country(squeezed: &str) -> Result<String, PhoneError> {
    let plain: String = squeezed
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+' || *c == '转' || text::is_hyphen(*c))
        .map(|c| if text::is_hyphen(c) || c == '转' { '-' } else { c })
        .collect();
    let plain = plain.trim_matches('-');
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let rest = plain.strip_prefix('+').or_else(|| plain.strip_prefix("00"));
    match rest {
        None => Ok(plain.to_owned()),
        Some(rest) => match rest.strip_prefix("86") {
            None => Err(PhoneError::OtherCountry(digits(rest))),
            Some(national) => {
                let national = national.trim_start_matches('-');
                // Abroad the 0 of an area code is left out.
                let is_mobile = national.starts_with('1') && digits(national).len() == 11;
                let zero = if is_mobile || national.starts_with('0') { "" } else { "0" };
                Ok(format!("{zero}{national}"))
            }
        },
    }
}

/// Splits an extension of at most six digits from a landline with hyphens: `0571-87654321-801`.
fn split_extension(national: &str) -> (String, Option<String>) {
    let groups: Vec<&str> = national.split('-').filter(|group| !group.is_empty()).collect();
    if let [area, number, extension] = groups.as_slice()
        && area.starts_with('0')
        && number.len() >= 7
        && extension.len() <= 6
    {
        return (format!("{area}{number}"), Some((*extension).to_owned()));
    }
    (groups.concat(), None)
}

fn mobile(digits: &str) -> Result<Phone, PhoneError> {
    let starts_like_mobile = digits.starts_with('1') && digits[1..].starts_with(|c| ('3'..='9').contains(&c));
    match digits.len() {
        11 if starts_like_mobile => Ok(Phone::Mobile(digits.to_owned())),
        11 => Err(PhoneError::MobilePrefix(digits[..2].to_owned())),
        found if starts_like_mobile => Err(PhoneError::MobileLength { found }),
        7 | 8 => Err(PhoneError::AreaCodeMissing),
        found => Err(PhoneError::Length { found }),
    }
}

fn landline(digits: &str, extension: Option<String>) -> Result<Phone, PhoneError> {
    let area_length = match digits.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', _, ..] => 3,
        // A 0 before a mobile number was once dialled from other provinces.
        [b'0', b'1', ..] => return mobile(&digits[1..]),
        [_, _, _, _, ..] => 4,
        _ => {
            return Err(PhoneError::Length { found: digits.len() });
        }
    };
    let (area, number) = digits.split_at(area_length);
    let first = number.chars().next().unwrap_or('0');
    match number.len() {
        7 | 8 if ('2'..='8').contains(&first) => {
            Ok(Phone::Landline { area: area.to_owned(), number: number.to_owned(), extension })
        }
        7 | 8 => Err(PhoneError::LocalPrefix { area: area.to_owned(), first }),
        found => Err(PhoneError::LocalLength { area: area.to_owned(), found }),
    }
}
