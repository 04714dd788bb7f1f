//! Forms: what was typed, kept as typed, and what it means.
//!
//! A form is read field by field. What cannot be read becomes a [`Problem`] at its field, and
//! the page comes back with everything that was typed. Each form carries the hidden field
//! [`KEY`], so that a double tap or a re-sent queue acts once.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use zhibu_kernel::Day;

use crate::key;
use crate::texts::Arg;

/// The hidden field that makes a form act once.
pub const KEY: &str = "_key";
/// The hidden field that carries the version of the row that the page showed.
pub const VERSION: &str = "_version";
/// The most that a form without files may weigh: bytes.
const LIMIT: usize = 512 * 1024;

/// Everything that was typed.
#[derive(Clone, Debug, Default)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// From names and texts.
    #[must_use]
    pub fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// What was typed in a field; empty when it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether the field was sent at all.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Everything sent under a name, for lists of ticks.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All fields in the order in which they were sent.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// What makes this form the same as another: every field but its key.
    fn content(&self) -> Vec<u8> {
        let mut content = Vec::new();
        for (key, value) in self.0.iter().filter(|(key, _)| key != KEY) {
            for part in [key, value] {
                content.extend_from_slice(&(part.len() as u64).to_le_bytes());
                content.extend_from_slice(part.as_bytes());
            }
        }
        content
    }
}

/// What is wrong with a field, or with the whole form.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The field; none for the whole form.
    pub field: Option<String>,
    /// The sentence in the catalogues.
    pub key: &'static str,
    /// What goes into the sentence.
    pub args: Vec<(&'static str, Arg)>,
}

/// Reads fields one after the other and gathers what is wrong.
pub struct Fields<'a> {
    typed: &'a Typed,
    problems: Vec<Problem>,
}

impl Fields<'_> {
    /// Text without spaces around it; empty when nothing was typed.
    pub fn text(&mut self, name: &str) -> String {
        self.typed.get(name).trim().to_owned()
    }

    /// Text, or nothing when the field is empty.
    pub fn optional(&mut self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Text that must be there.
    pub fn required(&mut self, name: &str) -> String {
        let text = self.text(name);
        if text.is_empty() {
            self.problem(name, key!("field-required"));
        }
        text
    }

    /// Text exactly as typed: passwords.
    pub fn exact(&mut self, name: &str) -> String {
        self.typed.get(name).to_owned()
    }

    /// Something with a text form, such as an id or a number; nothing when the field is empty.
    pub fn parsed<T: std::str::FromStr>(&mut self, name: &str, wrong: &'static str) -> Option<T> {
        let text = self.optional(name)?;
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.problem(name, wrong);
        }
        parsed
    }

    /// A day, from three boxes (`name-year`, `name-month`, `name-day`) or one.
    pub fn day(&mut self, name: &str) -> Option<Day> {
        let text = day_text(self.typed, name);
        if text.is_empty() {
            return None;
        }
        let day = read_day(&text);
        if day.is_none() {
            self.problem(name, key!("field-not-a-day"));
        }
        day
    }

    /// Whether a box is ticked.
    pub fn ticked(&mut self, name: &str) -> bool {
        !self.typed.get(name).is_empty()
    }

    /// Everything sent under a name.
    pub fn many(&mut self, name: &str) -> Vec<String> {
        self.typed.all(name).map(str::to_owned).collect()
    }

    /// Says that a field cannot be taken.
    pub fn problem(&mut self, name: &str, key: &'static str) {
        self.problem_with(name, key, Vec::new());
    }

    /// Says that a field cannot be taken, with something that goes into the sentence.
    pub fn problem_with(&mut self, name: &str, key: &'static str, args: Vec<(&'static str, Arg)>) {
        self.problems.push(Problem { field: Some(name.to_owned()), key, args });
    }
}

/// What was typed for a day, in one box or three.
#[must_use]
pub fn day_text(typed: &Typed, name: &str) -> String {
    let parts = ["year", "month", "day"].map(|part| typed.get(&format!("{name}-{part}")).trim().to_owned());
    if parts.iter().all(String::is_empty) { typed.get(name).trim().to_owned() } else { parts.join("-") }
}

/// `2026-12-06`, `2026/12/6`, `2026.12.6`, `20261206` or `2026年12月6日`, in any width of digits.
fn read_day(text: &str) -> Option<Day> {
    let text: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            other => other,
        })
        .collect();
    let numbers: Vec<i64> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map_while(|n| n.parse().ok())
        .collect();
    match numbers[..] {
        [number] if text.len() == 8 => Day::from_number(number),
        [year @ 1000..=9999, month, day] => {
            Day::from_number(year.checked_mul(10_000)? + month.checked_mul(100)? + day)
        }
        _ => None,
    }
}

/// A form's meaning, read from what was typed.
pub trait FromForm: Sized {
    /// Reads every field. What cannot be read is said through [`Fields::problem`]; the value
    /// then does not matter.
    fn read(fields: &mut Fields<'_>) -> Self;
}

impl FromForm for () {
    fn read(_: &mut Fields<'_>) -> Self {}
}

/// A form as it came: typed, meant, and what is wrong.
#[derive(Debug)]
pub struct Form<T> {
    /// What it means.
    pub given: T,
    /// What was typed.
    pub typed: Typed,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl<T: FromForm> Form<T> {
    /// Reads a form from what was typed.
    #[must_use]
    pub fn from_typed(typed: Typed) -> Self {
        let mut fields = Fields { typed: &typed, problems: Vec::new() };
        let given = T::read(&mut fields);
        let problems = fields.problems;
        Self { given, typed, problems }
    }
}

impl<T> Form<T> {
    /// The key, and the address and content that make it act once: the same key sent to another
    /// address is another form.
    pub(crate) fn repeat(
        &self,
        actor: &zhibu_kernel::Actor,
        address: &str,
    ) -> Option<zhibu_kernel::repeat::Repeat> {
        let key = self.typed.get(KEY);
        let content = [address.as_bytes(), &[0], &self.typed.content()].concat();
        (!key.is_empty()).then(|| zhibu_kernel::repeat::Repeat::new(actor, key, &content))
    }
}

impl<T: FromForm, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Self, Response> {
        let bytes = axum::body::to_bytes(request.into_body(), LIMIT)
            .await
            .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
        let fields =
            serde_urlencoded::from_bytes(&bytes).map_err(|_| StatusCode::BAD_REQUEST.into_response())?;
        Ok(Self::from_typed(Typed(fields)))
    }
}

/// A fresh key for a form that is about to be shown.
#[must_use]
pub fn fresh_key() -> String {
    zhibu_kernel::id::fresh().simple().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for (text, day) in [
            ("2026-12-06", Some("2026-12-06")),
            ("20261206", Some("2026-12-06")),
            ("2026年12月6日", Some("2026-12-06")),
            ("２０２６．１２．６", Some("2026-12-06")),
            ("2026/2/30", None),
            ("206", None),
            ("96-2-14", None),
            ("2026-12", None),
        ] {
            assert_eq!(read_day(text).map(|day| day.to_string()).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn three_boxes_make_one_day() {
        struct Born(Option<Day>);
        impl FromForm for Born {
            fn read(fields: &mut Fields<'_>) -> Self {
                Self(fields.day("born"))
            }
        }
        let typed = |y: &str| {
            Typed::new(
                [("born-year", y), ("born-month", "2"), ("born-day", "14")]
                    .map(|(a, b)| (a.into(), b.into()))
                    .to_vec(),
            )
        };
        assert_eq!(Form::<Born>::from_typed(typed("1996")).given.0, Day::from_number(19_960_214));
        let wrong = Form::<Born>::from_typed(typed("96xx"));
        assert_eq!(wrong.problems[0].field.as_deref(), Some("born"));
    }
}
