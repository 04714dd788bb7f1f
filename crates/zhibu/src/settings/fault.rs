//! What can be wrong with settings.

use std::net::SocketAddr;
use std::path::PathBuf;

use zhibu_web::key;

use crate::told::{Tell, Told};

/// What a setting should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A text.
    Text,
    /// An IP address with its port.
    Address,
    /// IP addresses.
    Addresses,
    /// `true` or `false`.
    Switch,
    /// The name of a time zone.
    Zone,
    /// An address that begins with `http://` or `https://`.
    Url,
    /// A filter of the log.
    LogLevel,
    /// `json` or `text`.
    LogFormat,
    /// `zh-CN` or `en`.
    Language,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingFault {
    /// The file cannot be read.
    #[error("{} cannot be read", .0.display())]
    Unreadable(PathBuf),
    /// The file is not TOML from this line on, counted from 1.
    #[error("line {0} is not TOML")]
    Syntax(usize),
    /// Nobody knows such a setting.
    #[error("there is no setting {name}")]
    Unknown {
        /// As it was written.
        name: String,
        /// The one that was meant, probably.
        nearest: Option<&'static str>,
    },
    /// It must be set.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// It cannot be read as what it should be.
    #[error("{0} is no {1:?}")]
    Shape(&'static str, Wanted),
    /// One of two that belong together is set: the first without the second.
    #[error("{0} is set without {1}")]
    Half(&'static str, &'static str),
    /// There is no such file.
    #[error("{}: there is no file {}", .0, .1.display())]
    NoFile(&'static str, PathBuf),
    /// Pages would travel in clear over a network.
    #[error("{0} is served without TLS")]
    Open(SocketAddr),
}

impl Tell for SettingFault {
    fn told(&self) -> Told {
        match self {
            Self::Unreadable(path) => {
                Told::new(key!("setting-unreadable")).arg("path", path.display().to_string())
            }
            Self::Syntax(line) => Told::new(key!("setting-syntax")).arg("line", *line),
            Self::Unknown { name, nearest: None } => Told::new(key!("setting-unknown")).arg("name", name),
            Self::Unknown { name, nearest: Some(nearest) } => {
                Told::new(key!("setting-mistyped")).arg("name", name).arg("nearest", *nearest)
            }
            Self::Missing(name) => Told::new(key!("setting-missing")).arg("name", *name),
            Self::Shape(name, wanted) => Told::new(wanted.key()).arg("name", *name),
            Self::Half(one, other) => Told::new(key!("setting-half")).arg("one", *one).arg("other", *other),
            Self::NoFile(name, path) => {
                Told::new(key!("setting-no-file")).arg("name", *name).arg("path", path.display().to_string())
            }
            Self::Open(listen) => Told::new(key!("setting-open")).arg("listen", listen.to_string()),
        }
    }
}

impl Wanted {
    fn key(self) -> &'static str {
        match self {
            Self::Text => key!("setting-wants-text"),
            Self::Address => key!("setting-wants-address"),
            Self::Addresses => key!("setting-wants-addresses"),
            Self::Switch => key!("setting-wants-switch"),
            Self::Zone => key!("setting-wants-zone"),
            Self::Url => key!("setting-wants-url"),
            Self::LogLevel => key!("setting-wants-log-level"),
            Self::LogFormat => key!("setting-wants-log-format"),
            Self::Language => key!("setting-wants-language"),
        }
    }
}
