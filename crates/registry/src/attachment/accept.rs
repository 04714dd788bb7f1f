//! Which files are taken: those whose first bytes are what their name says. They are never run or
//! shown here, only handed out again as downloads.

/// A kind of file: the endings of its names, its media type, how it begins and from which byte.
struct Kind {
    endings: &'static [&'static str],
    media: &'static str,
    begins: (usize, &'static [u8]),
}

/// A zip archive, which newer office documents are.
const ZIP: (usize, &[u8]) = (0, b"PK\x03\x04");
/// A compound file (MS-CFB), which older office documents are.
const COMPOUND: (usize, &[u8]) = (0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");

const KINDS: [Kind; 10] = [
    Kind { endings: &["pdf"], media: "application/pdf", begins: (0, b"%PDF-") },
    Kind { endings: &["jpg", "jpeg"], media: "image/jpeg", begins: (0, b"\xFF\xD8\xFF") },
    Kind { endings: &["png"], media: "image/png", begins: (0, b"\x89PNG\r\n\x1A\n") },
    Kind { endings: &["webp"], media: "image/webp", begins: (8, b"WEBP") },
    Kind { endings: &["heic"], media: "image/heic", begins: (4, b"ftyp") },
    Kind {
        endings: &["docx"],
        media: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        begins: ZIP,
    },
    Kind {
        endings: &["xlsx"],
        media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        begins: ZIP,
    },
    // 开放版式文档 (GB/T 33190).
    Kind { endings: &["ofd"], media: "application/ofd", begins: ZIP },
    Kind { endings: &["doc", "wps"], media: "application/msword", begins: COMPOUND },
    Kind { endings: &["xls"], media: "application/vnd.ms-excel", begins: COMPOUND },
];

/// Every ending that is taken, for the field of the form.
#[must_use]
pub fn endings() -> Vec<&'static str> {
    KINDS.iter().flat_map(|kind| kind.endings).copied().collect()
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// The name does not end as one of [`endings`].
    Ending,
    /// The bytes are not what the name says.
    Differs,
}

/// The media type of a file, by its name and its first bytes.
///
/// # Errors
/// [`NotTaken`].
pub fn media(name: &str, head: &[u8]) -> Result<&'static str, NotTaken> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let kind = KINDS.iter().find(|kind| kind.endings.contains(&ending.as_str())).ok_or(NotTaken::Ending)?;
    let (from, begins) = kind.begins;
    let is = head.get(from..).is_some_and(|rest| rest.starts_with(begins));
    if is { Ok(kind.media) } else { Err(NotTaken::Differs) }
}

/// The most characters of a file's name that are kept.
const LONGEST: usize = 120;

/// A file's name as it is kept: as given, without folders, without what steers the writing
/// direction (a name could pretend another ending by it), and not without end.
#[must_use]
pub fn name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or(given);
    let shown: Vec<char> = last.chars().filter(|c| !c.is_control() && !steers(*c)).collect();
    let text: String = shown.iter().collect();
    let (stem, ending) = text.rsplit_once('.').unwrap_or((&text, ""));
    if shown.len() <= LONGEST {
        return text.trim().to_owned();
    }
    let stem: String = stem.chars().take(LONGEST - ending.chars().count().min(10)).collect();
    format!("{}.{}", stem.trim(), ending.chars().take(10).collect::<String>())
}

fn steers(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_name_says() {
        for (name, head, expected) in [
            ("申请书.pdf", &b"%PDF-1.7"[..], Ok("application/pdf")),
            ("a.JPG", b"\xFF\xD8\xFF\xE0", Ok("image/jpeg")),
            ("a.webp", b"RIFF\x01\x02\x03\x04WEBPVP8 ", Ok("image/webp")),
            (
                "a.docx",
                b"PK\x03\x04",
                Ok("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ),
            ("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Ok("application/msword")),
            ("page.jpg", b"<!doctype html>", Err(NotTaken::Differs)),
            ("a.pdf", b"", Err(NotTaken::Differs)),
            ("a.webp", b"RIFF", Err(NotTaken::Differs)),
            ("a.svg", b"<svg xmlns=", Err(NotTaken::Ending)),
            ("a.pdf.html", b"%PDF-1.7", Err(NotTaken::Ending)),
            ("a.docm", b"PK\x03\x04", Err(NotTaken::Ending)),
            ("pdf", b"%PDF-1.7", Err(NotTaken::Ending)),
        ] {
            assert_eq!(media(name, head), expected, "{name}");
        }
    }

    #[test]
    fn a_name_is_kept_as_given_but_for_its_tricks() {
        for (given, kept) in [
            ("入党申请书.pdf", "入党申请书.pdf"),
            ("C:\\Users\\x\\自传.docx", "自传.docx"),
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("cod\u{202E}fdp.exe.pdf", "codfdp.exe.pdf"),
            ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ] {
            assert_eq!(name(given), kept);
        }
        let long = name(&format!("{}.pdf", "长".repeat(500)));
        assert!(long.ends_with(".pdf") && long.chars().count() <= LONGEST + 4);
    }
}
