use std::fmt;

/// A line drawing on a 24 x 24 grid, always beside a word. Drawn for this house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Home,
    People,
    Calendar,
    Sprout,
    Ballot,
    Money,
    Pen,
    Phone,
    Call,
    Tree,
    Chart,
    Gear,
    More,
    Search,
    Moon,
    Sun,
    Letters,
    Alert,
    Info,
    Warn,
    Check,
    Cross,
    Lock,
    Key,
    Undo,
    Up,
    Down,
    Print,
    Copy,
    Eye,
    Log,
    Person,
}

impl Icon {
    pub const ALL: [Icon; 32] = [
        Icon::Home,
        Icon::People,
        Icon::Calendar,
        Icon::Sprout,
        Icon::Ballot,
        Icon::Money,
        Icon::Pen,
        Icon::Phone,
        Icon::Call,
        Icon::Tree,
        Icon::Chart,
        Icon::Gear,
        Icon::More,
        Icon::Search,
        Icon::Moon,
        Icon::Sun,
        Icon::Letters,
        Icon::Alert,
        Icon::Info,
        Icon::Warn,
        Icon::Check,
        Icon::Cross,
        Icon::Lock,
        Icon::Key,
        Icon::Undo,
        Icon::Up,
        Icon::Down,
        Icon::Print,
        Icon::Copy,
        Icon::Eye,
        Icon::Log,
        Icon::Person,
    ];

    fn drawing(self) -> &'static str {
        match self {
            Icon::Home => r#"<path d="M4 11 12 4.5 20 11v9h-5.5v-6h-5v6H4z"/>"#,
            Icon::People => {
                r#"<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.3-4.4 2.8-6.5 6.5-6.500s6.2 2.1 6.5 6.500M15.5 4.800a3.5 3.5 0 0 1 0 6.400M18 14.200c2.2.8 3.4 2.8 3.5 5.8"/>"#
            }
            Icon::Calendar => {
                r#"<rect x="4" y="5.5" width="16" height="14.5" rx="1.5"/><path d="M4 10h16M8.5 3v4M15.5 3v4"/>"#
            }
            Icon::Sprout => {
                r#"<path d="M12 21v-9M12 14.500c-4.6 0-7-2.6-7-7 4.6 0 7 2.6 7 7zM12 11.500c0-4.4 2.4-7 7-7 0 4.4-2.4 7-7 7z"/>"#
            }
            Icon::Ballot => r#"<path d="M3 12h18v8H3zM7.5 12V4h9v8M10 8l1.5 1.500L14.2 6.8"/>"#,
            Icon::Money => {
                r#"<circle cx="12" cy="12" r="8.5"/><path d="M8.5 7.5 12 12l3.5-4.500M12 12v5.500M9 13h6M9 15.500h6"/>"#
            }
            Icon::Pen => r#"<path d="M5 19h4L19.5 8.500l-4-4L5 15zM13.5 6.500l4 4"/>"#,
            Icon::Phone => r#"<rect x="7" y="3" width="10" height="18" rx="2"/><path d="M11 18h2"/>"#,
            Icon::Call => {
                r#"<path d="M5 4h4l1.5 4.5-2.2 1.600a12.5 12.5 0 0 0 5.6 5.600l1.6-2.200L20 15v4c0 .8-.6 1.3-1.4 1.200C10.7 19.5 4.5 13.3 3.8 5.4 3.7 4.6 4.2 4 5 4z"/>"#
            }
            Icon::Tree => {
                r#"<rect x="9" y="3.5" width="6" height="5" rx="1"/><rect x="3" y="15.5" width="6" height="5" rx="1"/><rect x="15" y="15.5" width="6" height="5" rx="1"/><path d="M12 8.500v3.500M6 15.500V12h12v3.5"/>"#
            }
            Icon::Chart => r#"<path d="M4 20h16M7 20v-7M12 20V6M17 20V10"/>"#,
            Icon::Gear => {
                r#"<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.600l2.2 2.200M16.2 16.200l2.2 2.200M5.6 18.400l2.2-2.200M16.2 7.800l2.2-2.2"/>"#
            }
            Icon::More => r#"<path stroke-width="3" d="M5 12h.1M12 12h.1M19 12h.1"/>"#,
            Icon::Search => r#"<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>"#,
            Icon::Moon => r#"<path d="M20 14.500A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.500z"/>"#,
            Icon::Sun => {
                r#"<circle cx="12" cy="12" r="4"/><path d="M12 2.500v2.500M12 19v2.500M2.5 12H5M19 12h2.500M5.3 5.3 7 7M17 17l1.7 1.700M5.3 18.7 7 17M17 7l1.7-1.7"/>"#
            }
            Icon::Letters => r#"<path d="M3 19 9 5l6 14M5.2 14h7.600M15.5 19l3-7 3 7M16.5 17h4"/>"#,
            Icon::Alert => r#"<circle cx="12" cy="12" r="9"/><path d="M12 7.500V13M12 16.400v.1"/>"#,
            Icon::Info => r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v5.500M12 7.600v.1"/>"#,
            Icon::Warn => r#"<path d="M12 4 2.8 20h18.400zM12 10v4.500M12 17.400v.1"/>"#,
            Icon::Check => r#"<path d="m5 12.5 4.5 4.500L19 7"/>"#,
            Icon::Cross => r#"<path d="m6 6 12 12M18 6 6 18"/>"#,
            Icon::Lock => {
                r#"<rect x="5" y="10.5" width="14" height="9.5" rx="1.5"/><path d="M8 10.500V8a4 4 0 0 1 8 0v2.5"/>"#
            }
            Icon::Key => r#"<circle cx="8" cy="15" r="4.5"/><path d="m11.3 11.7 8.2-8.200M16 7l3 3"/>"#,
            Icon::Undo => r#"<path d="M8.5 5 4 9.5 8.5 14M4 9.500h10a5.5 5.5 0 0 1 0 11h-3"/>"#,
            Icon::Up => r#"<path d="M12 16V4.500M7 9l5-5 5 5M4.5 15v5h15v-5"/>"#,
            Icon::Down => r#"<path d="M12 4v11.500M7 11l5 5 5-5M4.5 20h15"/>"#,
            Icon::Print => r#"<path d="M7 8V3.500h10V8M7 17H4V8h16v9h-3M7 14h10v6.500H7z"/>"#,
            Icon::Copy => {
                r#"<rect x="8.5" y="8.5" width="11" height="11.5" rx="1.5"/><path d="M15.5 8.500V4H4.500v11.500h4"/>"#
            }
            Icon::Eye => {
                r#"<path d="M2.5 12C5 7.5 8.2 5.5 12 5.500s7 2 9.5 6.500c-2.5 4.5-5.7 6.5-9.5 6.500S5 16.5 2.5 12z"/><circle cx="12" cy="12" r="3"/>"#
            }
            Icon::Log => r#"<path d="M6 3.500h12v17H6zM9 8h6M9 12h6M9 16h3.5"/>"#,
            Icon::Person => {
                r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.500c.4-4.6 3.2-7 7.5-7s7.1 2.4 7.5 7"/>"#
            }
        }
    }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>"#, self.drawing())
    }
}
