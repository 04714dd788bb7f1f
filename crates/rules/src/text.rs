//! Folding of written characters, shared by every reader of roster cells.

/// Full-width ASCII (U+FF01 to U+FF5E) to ASCII, the ideographic space to a space.
pub(crate) fn fold(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// White space and the invisible characters that spreadsheets and web pages leave behind.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Zero-width characters, soft hyphen, direction marks, byte order mark.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

/// Hyphens, dashes and the minus sign as people type them.
pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}')
}

/// Folded, without any blank.
pub(crate) fn squeeze(text: &str) -> String {
    text.chars().map(fold).filter(|c| !is_blank(*c)).collect()
}

/// A number that a spreadsheet wrote in scientific notation, such as `1.10105E+17`: its last
/// digits are lost for good.
pub(crate) fn is_scientific(squeezed: &str) -> bool {
    let Some((mantissa, exponent)) = squeezed.split_once(['E', 'e']) else {
        return false;
    };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let numeric = |part: &str, dot: bool| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || (dot && c == '.'))
    };
    numeric(mantissa, true) && numeric(exponent, false)
}
