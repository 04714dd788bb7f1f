//! The XML inside a workbook, one bounded event at a time.

use std::io::Read;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::limit::Limited;
use crate::sheet::error::SheetError;

/// One part of a workbook.
pub(super) struct Part<R: Read> {
    xml: Reader<Limited<R>>,
    name: String,
    buffer: Vec<u8>,
}

impl<R: Read> Part<R> {
    pub(super) fn new(inner: Limited<R>, name: &str) -> Self {
        let mut xml = Reader::from_reader(inner);
        let config = xml.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        Self { xml, name: name.to_owned(), buffer: Vec::new() }
    }

    /// The next event; the end of the part is `Event::Eof`.
    pub(super) fn next(&mut self) -> Result<Event<'_>, SheetError> {
        self.buffer.clear();
        self.xml.get_mut().renew();
        self.xml.read_event_into(&mut self.buffer).map_err(|error| match error {
            quick_xml::Error::Io(error) => match SheetError::from(io_error(&error)) {
                // What inflating could not make sense of is the file's fault.
                SheetError::Io(_) => SheetError::damaged(&self.name),
                verdict => verdict,
            },
            _ => SheetError::damaged(&self.name),
        })
    }

    pub(super) fn damaged(&self) -> SheetError {
        SheetError::damaged(&self.name)
    }
}

fn io_error(error: &std::io::Error) -> std::io::Error {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<SheetError>()) {
        Some(verdict) => verdict.clone().into(),
        None => std::io::Error::new(error.kind(), error.to_string()),
    }
}

/// The value of an attribute by its local name: writers choose prefixes freely.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .and_then(|attribute| {
            attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
        })
}

/// `&amp;` and `&#x4E2D;`; anything else is kept as it stands.
pub(super) fn push_reference(reference: &BytesRef<'_>, text: &mut String) {
    let name: &str = reference;
    match (resolve_xml_entity(name), reference.resolve_char_ref()) {
        (Some(known), _) => text.push_str(known),
        (None, Ok(Some(character))) => text.push(character),
        _ => text.extend(["&", name, ";"]),
    }
}

/// Undoes `_x000D_`, the form in which characters that XML forbids are kept
/// (ECMA-376-1, 22.9.2.19 ST_Xstring). The underscore itself becomes `_x005F_`.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let unit = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let unit = unit.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let (plain, skip) = match unit.and_then(|hex| u16::from_str_radix(hex, 16).ok()) {
            Some(unit) => {
                if at > 0 {
                    flush(&mut units, &mut out);
                }
                out.push_str(&rest[..at]);
                units.push(unit);
                ("", at + 7)
            }
            None => {
                flush(&mut units, &mut out);
                (&rest[..at + 2], at + 2)
            }
        };
        out.push_str(plain);
        rest = &rest[skip..];
        if !rest.starts_with("_x") {
            flush(&mut units, &mut out);
        }
    }
    flush(&mut units, &mut out);
    out.push_str(rest);
    out
}

fn flush(units: &mut Vec<u16>, out: &mut String) {
    out.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or('\u{FFFD}')));
}

#[cfg(test)]
mod tests {
    #[test]
    fn kept_characters_come_back() {
        let rows = [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDCF7_", "\u{1F4F7}"),
            ("_x12_ _xZZZZ_ _x", "_x12_ _xZZZZ_ _x"),
            ("支_x0009_部", "支\t部"),
            ("_x000", "_x000"),
            ("_x中文_", "_x中文_"),
        ];
        for (given, expected) in rows {
            assert_eq!(super::unescape(given), expected, "{given}");
        }
    }
}
