//! What an operator sets: a file in TOML, and for every setting an environment variable that goes
//! before it (`ZHIBU_` and the name in capitals).
//!
//! Names are flat, so that file and environment have the same. Every fault is found, not the
//! first alone, and an unknown name is answered with the known one that is nearest.

mod fault;
mod raw;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use zhibu_web::{Installation, Lang};

pub use self::fault::{SettingFault, Wanted};
pub use self::raw::FILE;
use self::raw::Raw;

/// Every setting, in the order of the documentation.
pub const NAMES: [&str; 16] = [
    "database",
    "key_file",
    "listen",
    "address",
    "tls_certificate",
    "tls_key",
    "trusted_proxies",
    "metrics_listen",
    "messages_file",
    "site_name",
    "run_by",
    "english",
    "time_zone",
    "log_level",
    "log_format",
    "language",
];

/// The settings of an installation.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// Where the keys lie: outside of the database.
    pub key_file: PathBuf,
    /// Where pages are served.
    pub listen: SocketAddr,
    /// The address people type, without a slash at the end.
    pub address: String,
    /// TLS by file.
    pub tls: Option<TlsFiles>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Where metrics are served, and nothing else.
    pub metrics_listen: Option<SocketAddr>,
    /// The file to which messages are written until a carrier is connected; the console without.
    pub messages_file: Option<PathBuf>,
    /// The site's name.
    pub site_name: String,
    /// Who runs it.
    pub run_by: String,
    /// Whether pages are offered in English too.
    pub english: bool,
    /// The zone in which days are reckoned.
    pub time_zone: TimeZone,
    /// What is logged, as a filter of `tracing`.
    pub log_level: String,
    /// How lines of the log look.
    pub log_format: LogFormat,
    /// In which language the operator is told things; by default as the terminal has it.
    pub language: Option<Lang>,
}

/// Certificate chain and private key, both in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The chain.
    pub certificate: PathBuf,
    /// The key.
    pub key: PathBuf,
}

/// How lines of the log look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object per line.
    #[default]
    Json,
    /// For eyes.
    Text,
}

impl std::str::FromStr for LogFormat {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        match word {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            _ => Err(()),
        }
    }
}

/// The zone of an installation that names none.
const ZONE: &str = "Asia/Shanghai";
/// What is logged unless something else is set: statements of the database only when they fail.
const LEVEL: &str = "info,sqlx=warn";

impl Settings {
    /// Reads a file, if one is given, and the environment.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn read(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<SettingFault>> {
        let text = match file {
            Some(path) => Some(
                std::fs::read_to_string(path).map_err(|_| vec![SettingFault::Unreadable(path.to_owned())])?,
            ),
            None => None,
        };
        Self::parse(text.as_deref().unwrap_or(""), environment)
    }

    /// Reads a text and an environment.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn parse(
        text: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<SettingFault>> {
        let mut raw = Raw::read(text, environment);
        let settings = Self::take(&mut raw);
        raw.faults.extend(settings.faults());
        if raw.faults.is_empty() { Ok(settings) } else { Err(raw.faults) }
    }

    /// Takes every setting; what cannot be read is noted and stands in with its default.
    fn take(raw: &mut Raw) -> Self {
        let database = raw.text("database").unwrap_or_else(|| "sqlite:zhibu-data/zhibu.sqlite".into());
        let tls = match (raw.text("tls_certificate"), raw.text("tls_key")) {
            (Some(certificate), Some(key)) => {
                Some(TlsFiles { certificate: certificate.into(), key: key.into() })
            }
            (None, None) => None,
            (Some(_), None) => raw.fault(SettingFault::Half("tls_certificate", "tls_key")),
            (None, Some(_)) => raw.fault(SettingFault::Half("tls_key", "tls_certificate")),
        };
        let listen =
            raw.parsed("listen", Wanted::Address).unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)));
        let address = raw.text("address").unwrap_or_else(|| {
            let scheme = if tls.is_some() { "https" } else { "http" };
            format!("{scheme}://{listen}")
        });
        if !address.starts_with("http://") && !address.starts_with("https://") {
            raw.faults.push(SettingFault::Shape("address", Wanted::Url));
        }
        Self {
            key_file: raw.text("key_file").map_or_else(
                || file_of(&database).unwrap_or_default().with_file_name("zhibu.key"),
                PathBuf::from,
            ),
            database,
            listen,
            address: address.trim_end_matches('/').to_owned(),
            tls,
            trusted_proxies: raw.list("trusted_proxies", Wanted::Addresses),
            messages_file: raw.text("messages_file").map(PathBuf::from),
            metrics_listen: raw.parsed("metrics_listen", Wanted::Address),
            site_name: raw.required("site_name"),
            run_by: raw.required("run_by"),
            english: raw.parsed("english", Wanted::Switch).unwrap_or(false),
            time_zone: zone(raw),
            log_level: raw.text("log_level").unwrap_or_else(|| LEVEL.into()),
            log_format: raw.parsed("log_format", Wanted::LogFormat).unwrap_or_default(),
            language: raw.parsed("language", Wanted::Language),
        }
    }

    /// What is wrong with the settings taken together.
    fn faults(&self) -> Vec<SettingFault> {
        let mut faults = Vec::new();
        let files =
            self.tls.iter().flat_map(|tls| [("tls_certificate", &tls.certificate), ("tls_key", &tls.key)]);
        for (name, path) in files.filter(|(_, path)| !path.is_file()) {
            faults.push(SettingFault::NoFile(name, path.clone()));
        }
        let is_safe =
            self.listen.ip().is_loopback() || self.tls.is_some() || !self.trusted_proxies.is_empty();
        if !is_safe {
            faults.push(SettingFault::Open(self.listen));
        }
        if tracing_subscriber::EnvFilter::try_new(&self.log_level).is_err() {
            faults.push(SettingFault::Shape("log_level", Wanted::LogLevel));
        }
        faults
    }

    /// The file of a SQLite database.
    #[must_use]
    pub fn database_file(&self) -> Option<PathBuf> {
        file_of(&self.database)
    }

    /// What the pages need to know.
    #[must_use]
    pub fn installation(&self) -> Installation {
        Installation {
            site_name: self.site_name.clone(),
            run_by: self.run_by.clone(),
            english: self.english,
            demo: false,
            tls: self.address.starts_with("https://"),
            address: self.address.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
        }
    }
}

fn file_of(database: &str) -> Option<PathBuf> {
    let path = database.strip_prefix("sqlite:")?;
    Some(path.strip_prefix("//").unwrap_or(path).into())
}

fn zone(raw: &mut Raw) -> TimeZone {
    let name = raw.text("time_zone").unwrap_or_else(|| ZONE.into());
    TimeZone::get(&name).unwrap_or_else(|_| {
        raw.faults.push(SettingFault::Shape("time_zone", Wanted::Zone));
        TimeZone::UTC
    })
}
