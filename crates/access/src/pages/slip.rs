//! The slip (启用码纸条): an activation code on paper, shown this once.

use askama::Template;
use zhibu_web::part::{Facts, Icon, Markup, Note, Tone};
use zhibu_web::{Desk, Page, T, format};

use crate::account::activation::Issued;

#[derive(Template)]
#[template(path = "security/slip.html")]
struct Slip<'a> {
    t: &'a T,
    issued: &'a Issued,
    site: &'a str,
    address: &'a str,
    until: String,
}

#[derive(Template)]
#[template(source = r#"<b class="mono">{{ text }}</b>"#, ext = "html")]
struct Code<'a> {
    text: &'a str,
}

impl Slip<'_> {
    fn once(&self) -> Note {
        Note::new(Tone::Warn, self.t.get("slip-once"))
    }

    fn facts(&self) -> Facts {
        let code = Code { text: &self.issued.code };
        Facts::new()
            .text(self.t.get("slip-address"), format!("{}/sign-in", self.address))
            .holds(self.t.get("sign-in-activation"), Markup::template(&code))
            .text(self.t.get("sign-in-user"), &self.issued.user_name)
            .text(self.t.get("slip-until"), &self.until)
    }
}

/// The page of a code that was just issued, to be printed or copied into a message. It is shown
/// as the answer to the form that asked for the code, and never again.
#[must_use]
pub fn slip(desk: &Desk, issued: &Issued) -> Page {
    let installation = &desk.house.installation;
    let zone = desk.db().clock().zone();
    Page::new(
        desk.t.get("slip-title"),
        &Slip {
            t: &desk.t,
            issued,
            site: &installation.site_name,
            address: &installation.address,
            until: format::moment(issued.ends_at.timestamp(), zone, &desk.t),
        },
    )
}
