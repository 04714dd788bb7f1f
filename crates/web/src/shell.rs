//! What stands around every page: the public site's masthead or the work side's bar, lists and dock, the foot,
//! and the switches for view and theme. A page renders its main part with its own template; the shell wraps it.

use std::str::FromStr;

use askama::Template;

use crate::asset;
use crate::part::{Icon, Link, Toast, written};
use crate::texts::{Lang, T};

/// How large and how much: a cookie, set by `POST /view`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    #[default]
    Standard,
    /// 长辈版
    Elderly,
}

/// Light or dark: by choice, or as the device has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

/// No view, theme or language is called so.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("nothing on the page can be set to this")]
pub struct UnknownSetting;

impl View {
    pub const ALL: [View; 2] = [View::Standard, View::Elderly];

    /// The word in cookie and attribute.
    pub fn tag(self) -> &'static str {
        match self {
            View::Standard => "standard",
            View::Elderly => "elderly",
        }
    }
}

impl FromStr for View {
    type Err = UnknownSetting;

    fn from_str(tag: &str) -> Result<Self, UnknownSetting> {
        View::ALL.into_iter().find(|view| view.tag() == tag).ok_or(UnknownSetting)
    }
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// The word in cookie and attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

impl FromStr for Theme {
    type Err = UnknownSetting;

    fn from_str(tag: &str) -> Result<Self, UnknownSetting> {
        Theme::ALL.into_iter().find(|theme| theme.tag() == tag).ok_or(UnknownSetting)
    }
}

/// What the switches in bar and foot send: the form's `set` is `view:elderly`, `theme:dark`, `lang:en`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    View(View),
    Theme(Theme),
    Lang(Lang),
}

impl FromStr for Setting {
    type Err = UnknownSetting;

    fn from_str(set: &str) -> Result<Self, UnknownSetting> {
        match set.split_once(':').ok_or(UnknownSetting)? {
            ("view", tag) => tag.parse().map(Setting::View),
            ("theme", tag) => tag.parse().map(Setting::Theme),
            ("lang", tag) => tag.parse().map(Setting::Lang).map_err(|_| UnknownSetting),
            _ => Err(UnknownSetting),
        }
    }
}

/// A step of the path to where one is; text where there is no permit to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailItem {
    pub label: String,
    pub href: Option<String>,
}

/// An entry of side list and dock, or a column of the public site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuEntry {
    /// Lower ones stand first, whatever room they come from: tens, so that rooms fit between.
    pub rank: u8,
    pub href: String,
    pub label: String,
    pub icon: Icon,
    pub current: bool,
}

impl MenuEntry {
    /// An entry that is not the present page.
    pub fn new(rank: u8, href: impl Into<String>, label: impl Into<String>, icon: Icon) -> Self {
        MenuEntry { rank, href: href.into(), label: label.into(), icon, current: false }
    }
}

/// Who is signed in, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonChip {
    pub name: String,
    pub role: String,
    /// The own page, where the role is switched too.
    pub href: String,
}

/// The installation as its visitors know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// `青澜党建`
    pub name: String,
    /// `中共青澜县委组织部主办`
    pub sponsor: String,
    /// Where the seal leads.
    pub home: String,
    /// Lines of the foot: sponsor, telephone, filing numbers.
    pub imprint: Vec<String>,
    /// Help, suggestions, accessibility statement.
    pub foot: Vec<Link>,
}

/// Finished values of everything around a page.
#[derive(Clone, Debug)]
pub struct Shell {
    pub t: T,
    pub view: View,
    pub theme: Theme,
    pub site: Site,
    pub trail: Vec<TrailItem>,
    pub menu: Vec<MenuEntry>,
    /// Four entries at most: the fifth place leads to all of them.
    pub dock: Vec<MenuEntry>,
    pub person: Option<PersonChip>,
    /// Where to sign in, on a public page read by nobody in particular.
    pub sign_in: Option<String>,
    /// The address that answers `?q=`; with `&part=1` only the `<li>` rows.
    pub search: Option<String>,
    /// What the installation says on every page: that the demo asks for the password alone.
    pub notices: Vec<String>,
    /// The address of this page, to which a switch returns.
    pub back: String,
    /// What just happened.
    pub toast: Option<Toast>,
    /// Head line on paper, from [`Shell::print`].
    pub printed: String,
    /// Whether this installation speaks English too.
    pub english: bool,
    /// Whether search engines may keep the page.
    pub indexed: bool,
}

impl Shell {
    /// A shell with nothing in it yet.
    pub fn new(t: T, site: Site) -> Self {
        Shell {
            t,
            view: View::default(),
            theme: Theme::default(),
            site,
            trail: Vec::new(),
            menu: Vec::new(),
            dock: Vec::new(),
            person: None,
            sign_in: None,
            search: None,
            notices: Vec::new(),
            back: "/".to_owned(),
            toast: None,
            printed: String::new(),
            english: false,
            indexed: false,
        }
    }

    /// Says on paper which organisation's page this is, when and by whom it was printed.
    pub fn print(&mut self, place: &str, at: &str, by: &str) {
        let line = self.t.with("printed-line").arg("place", place).arg("at", at).arg("by", by);
        self.printed = line.into();
    }

    /// A page of the work side.
    pub fn work(&self, title: &str, main: &impl Template) -> String {
        let place = self.trail.last().map_or(&self.site.name, |item| &item.label);
        let page = Work { shell: self, title, place, main: written(main) };
        written(&page)
    }

    /// A page of the public site; `menu` holds its columns.
    pub fn public(&self, title: &str, main: &impl Template) -> String {
        let page = Public { shell: self, title, place: &self.site.name, main: written(main) };
        written(&page)
    }

    /// The theme that the one switch in the bar offers.
    fn other_theme(&self) -> Theme {
        if self.theme == Theme::Dark { Theme::Light } else { Theme::Dark }
    }

    fn other_view(&self) -> View {
        if self.view == View::Elderly { View::Standard } else { View::Elderly }
    }

    fn other_lang(&self) -> Lang {
        if self.t.lang() == Lang::En { Lang::ZhCn } else { Lang::En }
    }

    fn view_name(&self, view: View) -> String {
        let key = match view {
            View::Standard => crate::key!("view-standard"),
            View::Elderly => crate::key!("view-elderly"),
        };
        self.t.get(key).into_owned()
    }

    fn theme_name(&self, theme: Theme) -> String {
        let key = match theme {
            Theme::Auto => crate::key!("theme-auto"),
            Theme::Light => crate::key!("theme-light"),
            Theme::Dark => crate::key!("theme-dark"),
        };
        self.t.get(key).into_owned()
    }

    fn theme_icon(&self) -> Icon {
        if self.other_theme() == Theme::Dark { Icon::Moon } else { Icon::Sun }
    }

    /// All themes but the one in use, for the foot.
    fn other_themes(&self) -> Vec<Theme> {
        Theme::ALL.into_iter().filter(|theme| *theme != self.theme).collect()
    }
}

#[derive(Template)]
#[template(path = "shell/work.html")]
struct Work<'s> {
    shell: &'s Shell,
    title: &'s str,
    place: &'s str,
    main: String,
}

#[derive(Template)]
#[template(path = "shell/public.html")]
struct Public<'s> {
    shell: &'s Shell,
    title: &'s str,
    place: &'s str,
    main: String,
}
