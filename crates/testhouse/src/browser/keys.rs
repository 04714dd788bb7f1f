//! Keys by name, as DevTools wants them.

use serde_json::{Value, json};

/// Named keys: name, code of Windows (which DevTools asks for), what it types.
const NAMED: &[(&str, u32, &str)] = &[
    ("Enter", 13, "\r"),
    ("Tab", 9, ""),
    ("Escape", 27, ""),
    ("Backspace", 8, ""),
    ("Delete", 46, ""),
    ("Space", 32, " "),
    ("Home", 36, ""),
    ("End", 35, ""),
    ("PageUp", 33, ""),
    ("PageDown", 34, ""),
    ("ArrowLeft", 37, ""),
    ("ArrowUp", 38, ""),
    ("ArrowRight", 39, ""),
    ("ArrowDown", 40, ""),
];

/// Bits of `Input.dispatchKeyEvent`.
const MODIFIERS: &[(&str, u32)] = &[("Alt", 1), ("Control", 2), ("Meta", 4), ("Shift", 8)];
const SHIFT: u32 = 8;

#[derive(Debug, PartialEq)]
pub struct Key {
    key: String,
    code: String,
    windows: u32,
    text: String,
    modifiers: u32,
}

impl Key {
    /// `Control+Shift+k`; the last part is the key.
    pub fn parse(keys: &str) -> Option<Self> {
        let mut modifiers = 0;
        let mut rest = keys;
        while let Some((first, others)) = rest.split_once('+').filter(|(_, others)| !others.is_empty()) {
            modifiers |= MODIFIERS.iter().find(|(name, _)| *name == first)?.1;
            rest = others;
        }
        let mut key = Self::named(rest).or_else(|| Self::letter(rest))?;
        key.modifiers = modifiers;
        // With Control held, a key is a command and types nothing.
        if modifiers & !SHIFT != 0 {
            key.text.clear();
        }
        Some(key)
    }

    fn named(name: &str) -> Option<Self> {
        let (code, windows, text) = NAMED.iter().find(|(code, ..)| *code == name)?;
        Some(Self {
            key: if *code == "Space" { " ".into() } else { name.into() },
            code: name.into(),
            windows: *windows,
            text: (*text).into(),
            modifiers: 0,
        })
    }

    fn letter(text: &str) -> Option<Self> {
        let mut letters = text.chars();
        let letter = letters.next().filter(|_| letters.next().is_none())?;
        let upper = letter.to_ascii_uppercase();
        let (code, windows) = match upper {
            'A'..='Z' => (format!("Key{upper}"), upper as u32),
            '0'..='9' => (format!("Digit{upper}"), upper as u32),
            '/' => ("Slash".into(), 191),
            _ => (String::new(), 0),
        };
        Some(Self { key: text.into(), code, windows, text: text.into(), modifiers: 0 })
    }

    /// Down, and up again.
    pub fn events(&self) -> [Value; 2] {
        let down = if self.text.is_empty() { "rawKeyDown" } else { "keyDown" };
        let event = |kind: &str, text: &str| {
            json!({
                "type": kind, "key": self.key, "code": self.code, "text": text,
                "windowsVirtualKeyCode": self.windows, "modifiers": self.modifiers,
            })
        };
        [event(down, &self.text), event("keyUp", "")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_by_name() {
        for (keys, code, windows, text, modifiers) in [
            ("Enter", "Enter", 13, "\r", 0),
            ("Shift+Tab", "Tab", 9, "", 8),
            ("k", "KeyK", 75, "k", 0),
            ("Control+k", "KeyK", 75, "", 2),
            ("Control+Shift+K", "KeyK", 75, "", 10),
            ("/", "Slash", 191, "/", 0),
            ("+", "", 0, "+", 0),
        ] {
            let key = Key::parse(keys).unwrap();
            let found = (key.code.as_str(), key.windows, key.text.as_str(), key.modifiers);
            assert_eq!(found, (code, windows, text, modifiers), "{keys}");
        }
        assert_eq!(Key::parse("Return"), None);
        assert_eq!(Key::parse("Ctrl+k"), None);
    }
}
