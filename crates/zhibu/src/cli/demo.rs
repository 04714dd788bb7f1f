//! `zhibu demo`: a sample county on this machine, ready to be looked at.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use indicatif::ProgressBar;
use serde::Serialize;
use zhibu_access::front::role_name;
use zhibu_access::permit::Denied;
use zhibu_courier::channel::Channel;
use zhibu_kernel::{Db, Fault};
use zhibu_web::{Installation, T, key};

use super::Stop;
use super::data::{self, Place};
use crate::demo::accounts::{PASSWORD, SIGN_INS};
use crate::demo::{self, Holds, Step};
use crate::open::{self, NotOpened};
use crate::server::{self, NotServed, Serving, log};
use crate::settings::LogFormat;
use crate::told::{Tell, Told};

const MEMBERS: usize = 20_000;
const SEED: u64 = 1;
/// Where the demo is served when nothing else is said and the port is free.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
enum NoDemo {
    /// The demo asks for the password alone, so no other machine may reach it.
    #[error("{0} is not loop-back")]
    NotLoopBack(SocketAddr),
    /// The folder holds something else.
    #[error("{} holds other data", .0.display())]
    OtherData(PathBuf),
}

impl Tell for NoDemo {
    fn told(&self) -> Told {
        match self {
            Self::NotLoopBack(address) => {
                Told::new(key!("demo-loop-back")).arg("address", address.to_string())
            }
            Self::OtherData(path) => {
                Told::new(key!("demo-other-data")).arg("path", path.display().to_string())
            }
        }
    }
}

/// The line for scripts.
#[derive(Serialize)]
struct Ready {
    url: String,
    sign_ins: Vec<SignIn>,
}

#[derive(Serialize)]
struct SignIn {
    role: &'static str,
    user: &'static str,
    password: &'static str,
}

pub(super) async fn run(given: &ArgMatches, t: &T) -> Result<(), Stop> {
    log::begin("warn,sqlx=error", LogFormat::Text);
    let listener = listener(given.get_one::<SocketAddr>("listen").copied())?;
    let folder = given.get_one::<PathBuf>("data").cloned().unwrap_or_default();
    let wanted = given.get_one::<u64>("members").and_then(|members| usize::try_from(*members).ok());
    let seed = given.get_one::<u64>("seed").copied().unwrap_or(SEED);
    let place = Place::folder(&folder);
    let db = sample(&folder, &place, wanted, seed, t).await?;
    let url = url(listener.local_addr().map_err(NotServed::from)?);
    let house = open::house(db, installation(&url)).map_err(NotOpened::from)?;
    let serving = Serving {
        house,
        listener,
        tls: None,
        metrics: None,
        channel: Channel::Console,
        recovery_sheet: place.recovery_sheet(),
    };
    let is_for_scripts = given.get_flag("json");
    serving
        .run(|| {
            let written = if is_for_scripts { print_line(url) } else { print_words(&url, t) };
            if let Err(error) = written {
                tracing::warn!(%error, "the sign-ins could not be printed");
            }
        })
        .await?;
    Ok(())
}

/// The address asked for, or the usual one, or where that is taken any that is free.
fn listener(asked: Option<SocketAddr>) -> Result<TcpListener, Stop> {
    let Some(asked) = asked else {
        let free = SocketAddr::new(LISTEN.ip(), 0);
        return Ok(server::listen(LISTEN).or_else(|_| server::listen(free))?);
    };
    if !asked.ip().is_loopback() {
        return Err(NoDemo::NotLoopBack(asked).into());
    }
    Ok(server::listen(asked)?)
}

/// The name rather than the number where it leads here: a passkey belongs to a name.
fn url(address: SocketAddr) -> String {
    let named = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    if named.contains(&address.ip()) {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

/// The sample's own site, whatever language its visitors read.
fn installation(url: &str) -> Installation {
    Installation {
        site_name: demo::SITE.to_owned(),
        run_by: demo::RUN_BY.to_owned(),
        english: true,
        demo: true,
        tls: false,
        address: url.to_owned(),
        trusted_proxies: Vec::new(),
    }
}

/// The folder's sample; made where there is none, and anew where it was not finished.
async fn sample(folder: &Path, place: &Place, wanted: Option<usize>, seed: u64, t: &T) -> Result<Db, Stop> {
    let mut db = place.make().await?.db;
    let mut holds = demo::look(&db).await.map_err(NotOpened::from)?;
    if holds == Holds::Part {
        db.close().await;
        clear(place)?;
        db = place.make().await?.db;
        holds = Holds::Nothing;
    }
    match holds {
        Holds::Other => return Err(NoDemo::OtherData(folder.to_owned()).into()),
        Holds::Sample(found) => {
            if wanted.is_some_and(|wanted| wanted != found.members) {
                let path = folder.display().to_string();
                let said = t.with("demo-reused").arg("n", found.members).arg("path", path);
                eprintln!("{said}");
            }
        }
        Holds::Nothing | Holds::Part => {
            let bar = data::bar();
            demo::make(&db, wanted.unwrap_or(MEMBERS), seed, &|step| show(&bar, t, step)).await.map_err(
                |denied| match denied {
                    Denied::Fault(fault) => NotOpened::Fault(fault),
                    other => NotOpened::Fault(Fault::Invariant(other.to_string())),
                },
            )?;
            bar.finish_and_clear();
        }
    }
    Ok(db)
}

/// Removes a sample that was not finished; its key stays.
fn clear(place: &Place) -> Result<(), NotOpened> {
    let file = place.file().unwrap_or(Path::new(""));
    for ending in ["", "-wal", "-shm"] {
        let mut path = file.as_os_str().to_owned();
        path.push(ending);
        let path = PathBuf::from(path);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(NotOpened::Folder(path, error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn show(bar: &ProgressBar, t: &T, step: Step) {
    let (said, done, all) = match step {
        Step::Orgs(done, all) => (t.get("demo-orgs"), done, all),
        Step::People(done, all) => (t.get("demo-people"), done, all),
        Step::Figures => (t.get("demo-figures"), 1, 1),
    };
    bar.set_message(said.into_owned());
    bar.set_length(all as u64);
    bar.set_position(done as u64);
}

fn print_line(url: String) -> std::io::Result<()> {
    let sign_ins = SIGN_INS
        .iter()
        .map(|(role, user, _)| SignIn { role: role.word(), user, password: PASSWORD })
        .collect();
    let line = serde_json::to_string(&Ready { url, sign_ins })?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

fn print_words(url: &str, t: &T) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}\n", t.with("demo-ready").arg("url", url))?;
    writeln!(out, "{}", t.with("demo-sign-ins").arg("password", PASSWORD))?;
    for (role, user, _) in SIGN_INS {
        writeln!(out, "  {user:<12} {}", role_name(t, role))?;
    }
    writeln!(out, "\n{}", t.get("demo-end"))?;
    out.flush()
}
