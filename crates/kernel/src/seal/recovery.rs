//! The recovery sheet: a keyring as a few lines to print, lock away and type in again.
//!
//! ```text
//! 1: 000G 0080 G040 ... (six groups of four and one of two)
//! ```
//!
//! Each line carries 15 bytes as 24 characters of Crockford's base 32 (without I, L, O, U) and two
//! check characters of a Reed-Solomon code over GF(32). The code takes the line's number in too,
//! so one or two wrong characters in a line, two exchanged ones and exchanged lines are always
//! found, and found by line. Four bytes of SHA-256 over everything come last.
use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    KeyId, Keyring, Suite,
    keyring::{Parts, Use},
    suite::Key,
};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Bytes of a line: a multiple of 5, which are 8 characters; with line number and check it stays
/// within the 31 symbols of the code.
const LINE: usize = 15;
/// Characters of a line before the check.
const DATA: usize = LINE / 5 * 8;
const VERSION: u8 = 1;
/// Bytes before the first key: version, number of keys, three uses, signing key.
const FIXED: usize = 14;
/// Bytes of a key and its number.
const ENTRY: usize = 34;
const SUM: usize = 4;
/// Lines of a keyring of one key.
const SHORTEST: usize = (FIXED + ENTRY + SUM).div_ceil(LINE);

/// A keyring on paper. Whoever has it has every key; shows nothing when printed for debugging.
pub struct RecoverySheet(Zeroizing<String>);

impl RecoverySheet {
    /// The lines to print, four for a keyring of one key, numbered, each ended by a line feed.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RecoverySheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoverySheet")
    }
}

/// Why typed lines are no recovery sheet. Lines are counted from 1, empty ones left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryError {
    /// A line has a typing mistake.
    #[error("line {line}: {fault}")]
    Line { line: usize, fault: LineFault },
    /// Lines are missing or too many.
    #[error("{found} lines instead of {expected}")]
    Lines { found: usize, expected: usize },
    /// A later release printed it.
    #[error("the sheet has version {0}, which this release does not know")]
    Version(u8),
    /// Every line is right by itself, but they do not belong together.
    #[error("the lines are not of one sheet")]
    Mixed,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// A character that no sheet has.
    #[error("{0:?} is on no sheet")]
    Character(char),
    /// Characters are missing or too many.
    #[error("{found} characters instead of {expected}")]
    Length { found: usize, expected: usize },
    /// It is the line of another number.
    #[error("this is line {0}")]
    Number(usize),
    /// The check characters do not fit: a character is wrong or two are exchanged.
    #[error("a character is wrong")]
    Check,
}

impl Keyring {
    /// This keyring to be printed.
    pub fn recovery_sheet(&self) -> RecoverySheet {
        let bytes = encode(self.parts());
        let count = bytes.len().div_ceil(LINE);
        let mut text = Zeroizing::new(String::with_capacity(count * 48));
        for (at, chunk) in bytes.chunks(LINE).enumerate() {
            let mut line = Zeroizing::new([0; LINE]);
            line[..chunk.len()].copy_from_slice(chunk);
            let mut symbols = symbols_of(&line);
            let check = check(at + 1, &symbols);
            symbols.extend(check);
            text.push_str(&(at + 1).to_string());
            text.push(':');
            for (place, &symbol) in symbols.iter().enumerate() {
                if place % 4 == 0 {
                    text.push(' ');
                }
                text.push(char::from(ALPHABET[usize::from(symbol)]));
            }
            text.push('\n');
        }
        RecoverySheet(text)
    }

    /// The keyring of a recovery sheet as typed by hand. Small letters, full-width characters and
    /// look-alikes (O for 0, I and L for 1) are understood; spaces, hyphens and line numbers may be
    /// left out. To be [saved](Keyring::save) by the caller.
    ///
    /// # Errors
    /// When a line has a mistake, or the lines do not make a sheet.
    pub fn recover(typed: &str) -> Result<Self, RecoveryError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(typed.len()));
        let mut count = 0;
        for (at, line) in typed.lines().filter(|line| !line.trim().is_empty()).enumerate() {
            count = at + 1;
            let read = read_line(count, line);
            let read = read.map_err(|fault| RecoveryError::Line { line: count, fault })?;
            bytes.extend_from_slice(&*read);
        }
        decode(&bytes, count).map(Self::assemble)
    }
}

/// Version, number of keys, uses, signing key, keys, sum; a missing use is all zero.
fn encode(parts: &Parts) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(FIXED + parts.masters.len() * ENTRY + SUM));
    bytes.push(VERSION);
    let count = u16::try_from(parts.masters.len()).expect("keys are numbered by 16 bits");
    bytes.extend(count.to_be_bytes());
    for using in [Some(parts.seal), Some(parts.hash), parts.hash_before] {
        let (key, suite) = using.map_or((0, 0), |using| (using.key.0, using.suite.id()));
        bytes.extend(key.to_be_bytes());
        bytes.push(suite);
    }
    bytes.extend(parts.sign.0.to_be_bytes());
    for (id, key) in &parts.masters {
        bytes.extend(id.0.to_be_bytes());
        bytes.extend_from_slice(key.as_slice());
    }
    let sum = Sha256::digest(&*bytes);
    bytes.extend_from_slice(&sum[..SUM]);
    bytes
}

fn decode(bytes: &[u8], lines: usize) -> Result<Parts, RecoveryError> {
    let incomplete = |expected| RecoveryError::Lines { found: lines, expected };
    let (&fixed, rest) = bytes.split_first_chunk::<FIXED>().ok_or(incomplete(SHORTEST))?;
    if fixed[0] != VERSION {
        return Err(RecoveryError::Version(fixed[0]));
    }
    let number = |at: usize| u16::from_be_bytes([fixed[at], fixed[at + 1]]);
    let keys = usize::from(number(1)) * ENTRY;
    let expected = (FIXED + keys + SUM).div_ceil(LINE);
    if lines != expected {
        return Err(incomplete(expected));
    }
    let sum = Sha256::digest(&bytes[..FIXED + keys]);
    let (keys, tail) = rest.split_at(keys);
    if tail[..SUM] != sum[..SUM] || tail[SUM..].iter().any(|&padding| padding != 0) {
        return Err(RecoveryError::Mixed);
    }
    let using = |at: usize| {
        let suite = Suite::by_id(fixed[at + 2]).ok_or(RecoveryError::Mixed)?;
        let key = KeyId(number(at));
        Ok(Use { key, suite })
    };
    let parts = Parts {
        masters: keys.chunks_exact(ENTRY).map(entry).collect(),
        seal: using(3)?,
        hash: using(6)?,
        hash_before: (number(9) > 0).then(|| using(9)).transpose()?,
        sign: KeyId(number(12)),
    };
    if parts.whole() { Ok(parts) } else { Err(RecoveryError::Mixed) }
}

fn entry(bytes: &[u8]) -> (KeyId, Key) {
    let mut key = Key::default();
    key.copy_from_slice(&bytes[2..]);
    (KeyId(u16::from_be_bytes([bytes[0], bytes[1]])), key)
}

fn read_line(number: usize, line: &str) -> Result<Zeroizing<[u8; LINE]>, LineFault> {
    // Input methods for Chinese give full-width forms, which stand 0xFEE0 above ASCII.
    let narrow = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let line = Zeroizing::new(line.chars().map(narrow).collect::<String>());
    let data = match line.split_once(':') {
        Some((label, data)) => match label.trim().parse() {
            Ok(label) if label != number => return Err(LineFault::Number(label)),
            _ => data,
        },
        None => &line,
    };
    let symbols = data
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| symbol(c).ok_or(LineFault::Character(c)))
        .collect::<Result<Vec<_>, _>>()
        .map(Zeroizing::new)?;
    let expected = DATA + 2;
    if symbols.len() != expected {
        return Err(LineFault::Length { found: symbols.len(), expected });
    }
    let (symbols, given) = symbols.split_at(DATA);
    if check(number, symbols) != given {
        return Err(LineFault::Check);
    }
    let mut bytes = Zeroizing::new([0; LINE]);
    for (bytes, symbols) in bytes.chunks_exact_mut(5).zip(symbols.chunks_exact(8)) {
        let bits = symbols.iter().fold(0u64, |bits, &symbol| bits << 5 | u64::from(symbol));
        bytes.copy_from_slice(&bits.to_be_bytes()[3..]);
    }
    Ok(bytes)
}

fn symbols_of(line: &[u8; LINE]) -> Zeroizing<Vec<u8>> {
    let mut symbols = Zeroizing::new(Vec::with_capacity(DATA + 2));
    for bytes in line.chunks_exact(5) {
        let bits = bytes.iter().fold(0u64, |bits, &byte| bits << 8 | u64::from(byte));
        symbols.extend((0..8).rev().map(|place| (bits >> (5 * place) & 31) as u8));
    }
    symbols
}

fn symbol(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    let place = ALPHABET.iter().position(|&letter| char::from(letter) == c)?;
    u8::try_from(place).ok()
}

/// The two check symbols of a line: the remainder of the line, with its number as the first
/// symbol, by (x - a)(x - a^2) = x^2 + 6x + 8, where a = 2 generates GF(32).
fn check(number: usize, symbols: &[u8]) -> [u8; 2] {
    let number = (number % 32) as u8;
    let [mut high, mut low] = [0, 0];
    for symbol in std::iter::once(number).chain(symbols.iter().copied()) {
        let factor = symbol ^ high;
        high = low ^ times(factor, 6);
        low = times(factor, 8);
    }
    [high, low]
}

/// The product in GF(32) modulo x^5 + x^2 + 1.
fn times(a: u8, b: u8) -> u8 {
    let shifted = (0..5).filter(|bit| b >> bit & 1 == 1).fold(0u16, |sum, bit| sum ^ u16::from(a) << bit);
    let reduced = (5..9)
        .rev()
        .fold(shifted, |rest, bit| if rest >> bit & 1 == 1 { rest ^ 0b10_0101 << (bit - 5) } else { rest });
    reduced as u8
}
