//! The words people read: Fluent catalogues, one per crate and language, joined into one book.
//!
//! Code names a word by its key in one of the forms [`scan`] can see: `t.get("save")`,
//! `t.with("people-count").arg("n", 3)`, `key!("status-full")`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::format;

mod scan;

pub use scan::{Problem, Source, problems};

/// A language the house speaks. Simplified Chinese is the default, English an installation's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    #[default]
    ZhCn,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::ZhCn, Lang::En];

    /// The BCP 47 tag, as in `<html lang>` and in the cookie.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::ZhCn => "zh-CN",
            Lang::En => "en",
        }
    }

    fn id(self) -> LanguageIdentifier {
        self.tag().parse().expect("the tags of Lang are well formed")
    }
}

/// The tag names no language of the house.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("no catalogue for this language")]
pub struct UnknownLang;

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(tag: &str) -> Result<Self, UnknownLang> {
        Lang::ALL.into_iter().find(|lang| lang.tag() == tag).ok_or(UnknownLang)
    }
}

/// The strings of one crate in one language.
#[derive(Clone, Copy, Debug)]
pub struct Catalogue {
    pub lang: Lang,
    /// Who brings it, for complaints: `web`, `registry`.
    pub source: &'static str,
    pub ftl: &'static str,
}

/// The catalogues of a crate: for each name the files `NAME.zh-CN.ftl` and `NAME.en.ftl` in its
/// folder `locales`.
#[macro_export]
macro_rules! catalogues {
    ($($name:literal),+ $(,)?) => {
        &[$(
            $crate::texts::Catalogue {
                lang: $crate::Lang::ZhCn,
                source: $name,
                ftl: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/", $name, ".zh-CN.ftl")),
            },
            $crate::texts::Catalogue {
                lang: $crate::Lang::En,
                source: $name,
                ftl: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/", $name, ".en.ftl")),
            },
        )+]
    };
}

/// The strings of this crate.
pub const CATALOGUES: [Catalogue; 2] = [
    Catalogue { lang: Lang::ZhCn, source: "web", ftl: include_str!("../locales/zh-CN.ftl") },
    Catalogue { lang: Lang::En, source: "web", ftl: include_str!("../locales/en.ftl") },
];

/// A key that the scan can see, where it does not stand in `t.get(..)` itself: `key!("status-full")`.
#[macro_export]
macro_rules! key {
    ($key:literal) => {
        $key
    };
}

/// A value put into a message. Numbers are written with separators and choose the plural form;
/// what must not be (a year, a code) goes in as text.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    Text(String),
    Number(i64),
}

macro_rules! arg_from {
    ($($number:ty),*) => {$(
        impl From<$number> for Arg {
            /// Counts beyond `i64::MAX` are shown as that.
            fn from(number: $number) -> Self {
                Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
arg_from!(i32, i64, u8, u16, u32, u64, usize);

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Arg::Text(text.clone())
    }
}

impl From<Cow<'_, str>> for Arg {
    fn from(text: Cow<'_, str>) -> Self {
        Arg::Text(text.into_owned())
    }
}

/// A catalogue that cannot be used: a fault of the build, found at start and by the tests.
#[derive(Debug, thiserror::Error)]
#[error("catalogue {source_name} ({lang}): {complaint}", lang = lang.tag())]
pub struct BadCatalogue {
    pub lang: Lang,
    pub source_name: &'static str,
    pub complaint: String,
}

/// All catalogues of the house, ready to be asked from any thread.
pub struct Texts {
    zh_cn: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

impl Texts {
    /// Joins the catalogues; refuses a broken one and a key that two of them define.
    pub fn new(catalogues: &[Catalogue]) -> Result<Arc<Self>, BadCatalogue> {
        let mut texts = Texts { zh_cn: empty(Lang::ZhCn), en: empty(Lang::En) };
        for catalogue in catalogues {
            let bad = |complaint: String| BadCatalogue {
                lang: catalogue.lang,
                source_name: catalogue.source,
                complaint,
            };
            let resource = FluentResource::try_new(catalogue.ftl.to_owned())
                .map_err(|(_, errors)| bad(joined(&errors)))?;
            let bundle = match catalogue.lang {
                Lang::ZhCn => &mut texts.zh_cn,
                Lang::En => &mut texts.en,
            };
            bundle.add_resource(resource).map_err(|errors| bad(joined(&errors)))?;
        }
        Ok(Arc::new(texts))
    }

    /// The message as it stands. A key nobody wrote comes back in brackets and is logged.
    pub fn get(&self, lang: Lang, key: &str) -> Cow<'_, str> {
        self.message(lang, key, None)
    }

    /// The message with values put in.
    pub fn format(&self, lang: Lang, key: &str, args: &[(&str, Arg)]) -> String {
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            let value = match arg {
                Arg::Text(text) => FluentValue::from(text.as_str()),
                Arg::Number(number) => FluentValue::from(*number),
            };
            values.set(*name, value);
        }
        self.message(lang, key, Some(&values)).into_owned()
    }

    pub fn has(&self, lang: Lang, key: &str) -> bool {
        self.bundle(lang).has_message(key)
    }

    fn bundle(&self, lang: Lang) -> &FluentBundle<FluentResource> {
        match lang {
            Lang::ZhCn => &self.zh_cn,
            Lang::En => &self.en,
        }
    }

    fn message<'t>(&'t self, lang: Lang, key: &str, args: Option<&FluentArgs>) -> Cow<'t, str> {
        let bundle = self.bundle(lang);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::warn!(lang = lang.tag(), key, "no such text");
            return Cow::Owned(format!("[{key}]"));
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors);
        if !errors.is_empty() {
            tracing::warn!(lang = lang.tag(), key, errors = joined(&errors), "text lacks a value");
        }
        text
    }
}

fn empty(lang: Lang) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![lang.id()]);
    // The invisible marks would end up in text messages and spreadsheets.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(format::count(number.value as i64)),
        _ => None,
    }));
    bundle
}

fn joined<E: fmt::Debug>(errors: &[E]) -> String {
    errors.iter().map(|error| format!("{error:?}")).collect::<Vec<_>>().join("; ")
}

/// The house's words in one language; what a page and its parts are handed.
#[derive(Clone)]
pub struct T {
    texts: Arc<Texts>,
    lang: Lang,
}

impl T {
    pub fn new(texts: Arc<Texts>, lang: Lang) -> Self {
        T { texts, lang }
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// `{{ t.get("save") }}`
    pub fn get(&self, key: &str) -> Cow<'_, str> {
        self.texts.get(self.lang, key)
    }

    /// What an act of the audit log is called: `registry.person.edit`. An act of another version,
    /// which no catalogue knows, keeps its name.
    pub fn act(&self, act: &str) -> String {
        self.named("act", act)
    }

    /// What an act of the audit log was done to: `person`.
    pub fn noun(&self, kind: &str) -> String {
        self.named("noun", kind)
    }

    fn named(&self, what: &str, name: &str) -> String {
        let key = format!("{what}-{}", name.replace('.', "-"));
        if self.texts.has(self.lang, &key) { self.get(&key).into_owned() } else { name.to_owned() }
    }

    /// A message with its arguments at hand: refusals carry both as data.
    pub fn message(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.texts.format(self.lang, key, args)
    }

    /// `{{ t.with("people-count").arg("n", n) }}`
    pub fn with<'t>(&'t self, key: &'t str) -> Say<'t> {
        Say { t: self, key, args: Vec::new() }
    }
}

impl fmt::Debug for T {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("T").field(&self.lang).finish()
    }
}

/// A message that is being given its values; shown when written out, and escaped like any text.
#[derive(Debug)]
pub struct Say<'t> {
    t: &'t T,
    key: &'t str,
    args: Vec<(&'t str, Arg)>,
}

impl<'t> Say<'t> {
    pub fn arg(mut self, name: &'t str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

impl fmt::Display for Say<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.t.texts.format(self.t.lang, self.key, &self.args))
    }
}

impl From<Say<'_>> for String {
    fn from(say: Say<'_>) -> Self {
        say.to_string()
    }
}
