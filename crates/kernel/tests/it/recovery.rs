//! The recovery sheet: typed in by people, who make mistakes.
use zhibu_kernel::seal::{Keyring, LineFault, RecoveryError, Suite};

use crate::{key_file::load_known, seal::rotated};

/// The sheet of the known key, computed with another implementation.
const KNOWN_SHEET: &str = "\
1: 0400 2001 0400 2080 0000 0080 3S
2: 0400 20G3 0G2G C1R8 1450 P30D 5C
3: 1R7H 048J 2CA1 A5GQ 30CH M6RW MV
4: 3MF1 Z6XF 7AX0 0000 0000 0000 CW
";

#[test]
fn a_sheet_is_printed_as_documented() {
    let sheet = load_known().recovery_sheet();
    assert_eq!(sheet.text(), KNOWN_SHEET);
    assert_eq!(format!("{sheet:?}"), "RecoverySheet");
}

#[test]
fn a_sheet_is_understood_as_people_type_it() {
    let print = load_known().fingerprint();
    let full_width: String = KNOWN_SHEET
        .chars()
        .map(|c| match c {
            ' ' => '\u{3000}',
            '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
            c => c,
        })
        .collect();
    for typed in [
        KNOWN_SHEET.to_lowercase(),
        KNOWN_SHEET.replace('0', "O").replace("1R", "lR").replace("A1", "Ai"),
        KNOWN_SHEET.replace(": ", ":").replace(' ', "-"),
        KNOWN_SHEET.lines().map(|line| format!("{}\r\n\r\n", &line[2..])).collect(),
        full_width,
    ] {
        assert_eq!(Keyring::recover(&typed).unwrap().fingerprint(), print, "{typed}");
    }
}

#[test]
fn a_wrong_character_is_named_by_its_line() {
    let alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let lines: Vec<_> = KNOWN_SHEET.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let wrong = |altered: String, fault| {
            let mut sheet = lines.clone();
            sheet[at] = &altered;
            let expected = RecoveryError::Line { line: at + 1, fault };
            assert_eq!(Keyring::recover(&sheet.join("\n")).unwrap_err(), expected, "{altered}");
        };
        for (place, right) in line.char_indices().skip(2).filter(|(_, c)| *c != ' ') {
            for other in alphabet.chars().filter(|other| *other != right) {
                let mut altered = line.to_string();
                altered.replace_range(place..=place, &other.to_string());
                wrong(altered, LineFault::Check);
            }
        }
        let data: Vec<_> = line[2..].chars().filter(|c| *c != ' ').collect();
        for place in 1..data.len() {
            if data[place - 1] != data[place] {
                let mut swapped = data.clone();
                swapped.swap(place - 1, place);
                wrong(swapped.into_iter().collect(), LineFault::Check);
            }
        }
        wrong(line[..line.len() - 1].to_owned(), LineFault::Length { found: 25, expected: 26 });
        wrong(format!("{line}0"), LineFault::Length { found: 27, expected: 26 });
        wrong(line.replace(' ', "U"), LineFault::Character('U'));
        wrong(line.replace(':', "9:"), LineFault::Number(10 * at + 19));
    }
}

#[test]
fn lines_that_make_no_sheet_are_refused() {
    let refused = |typed: &str| Keyring::recover(typed).unwrap_err();
    let lines: Vec<_> = KNOWN_SHEET.lines().collect();
    let exchanged = [lines[0], &lines[2][2..], &lines[1][2..], lines[3]].join("\n");
    let at_second = RecoveryError::Line { line: 2, fault: LineFault::Check };
    assert_eq!(refused(&exchanged), at_second);
    for found in 0..4 {
        let fault = RecoveryError::Lines { found, expected: 4 };
        assert_eq!(
            refused(&lines[..found].join(
                "
"
            )),
            fault
        );
    }
    let long = rotated().recovery_sheet();
    let fifth = long.text().lines().nth(4).unwrap();
    let five = [KNOWN_SHEET, fifth].concat();
    assert_eq!(refused(&five), RecoveryError::Lines { found: 5, expected: 4 });

    let other = Keyring::generate(Suite::Aes).recovery_sheet();
    let of_other = other.text().lines().nth(2).unwrap();
    let mixed = [lines[0], lines[1], of_other, lines[3]].join("\n");
    assert_eq!(refused(&mixed), RecoveryError::Mixed);
}
