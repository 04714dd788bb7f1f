//! A person's photo, or the first character of the name where there is none.

use askama::Template;

#[derive(Clone, Debug, Template)]
#[template(path = "part/portrait.html")]
pub struct Portrait {
    src: Option<String>,
    initial: String,
    alt: String,
}

impl Portrait {
    /// `src` is the photo's address, `alt` what is said of it to those who do not see it.
    pub fn new(src: Option<String>, name: &str, alt: impl Into<String>) -> Self {
        let initial = name.chars().next().map(String::from).unwrap_or_default();
        Portrait { src, initial, alt: alt.into() }
    }
}
