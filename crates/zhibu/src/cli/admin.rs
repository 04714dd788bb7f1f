//! `zhibu admin create`: the first three administrators of an installation, and its top.

use clap::{Arg, ArgMatches, Command};
use zhibu_access::admin::{First, Made, NewAdministrator, Refused, create_first};
use zhibu_access::front::role_name;
use zhibu_access::org::NewOrg;
use zhibu_kernel::{Clock, Day};
use zhibu_rules::codes::OrgKind;
use zhibu_web::{T, format, key};

use super::Stop;
use super::data::{self, Place};
use crate::server::log;
use crate::settings::LogFormat;
use crate::told::{Tell, Told, refused};

impl Tell for Refused {
    fn told(&self) -> Told {
        match self {
            Self::Exist => Told::new(key!("admin-exist")),
            Self::NoRoot => Told::new(key!("admin-no-root")),
            Self::OtherRoot(name) => Told::new(key!("admin-other-root")).arg("name", name.as_str()),
            Self::SamePerson(name) => Told::new(key!("admin-same-person")).arg("name", name.as_str()),
            Self::Account(error) => refused(error),
            Self::Role(error) => refused(error),
            Self::Code(error) => refused(error),
            Self::Denied(error) => refused(error),
            Self::Fault(error) => refused(error),
        }
    }
}

pub(super) fn command(t: &T) -> Command {
    let help = |key: &str| t.get(key).into_owned();
    let arg = |name: &'static str, value: &'static str, key: &str| {
        Arg::new(name).long(name).value_name(value).help(help(key))
    };
    let create = Command::new("create")
        .about(help(key!("cli-admin-create")))
        .arg(arg("system", "NAME", key!("cli-admin-system")).required(true))
        .arg(arg("security", "NAME", key!("cli-admin-security")).required(true))
        .arg(arg("auditor", "NAME", key!("cli-admin-auditor")).required(true))
        .arg(arg("root", "NAME", key!("cli-admin-root")))
        .arg(arg("root-code", "CODE", key!("cli-admin-root-code")).requires("root"))
        .args(data::args(t));
    Command::new("admin").about(help(key!("cli-admin"))).subcommand_required(true).subcommand(create)
}

pub(super) async fn run(given: &ArgMatches, t: &T) -> Result<(), Stop> {
    let Some(("create", given)) = given.subcommand() else { return Ok(()) };
    log::begin("warn,sqlx=error", LogFormat::Text);
    let place = Place::given(given)?;
    let opened = place.make().await?;
    place.hand_over_keys(&opened, t)?;
    let first = first(given, opened.db.clock());
    let made = create_first(&opened.db, &first, "the first administrators").await;
    let zone = opened.db.clock().zone().clone();
    opened.db.close().await;
    for made in made? {
        println!("{}", slip(t, &made, &zone));
    }
    println!("{}", t.get("slip-once"));
    Ok(())
}

fn first(given: &ArgMatches, clock: &Clock) -> First {
    let text = |name: &str| given.get_one::<String>(name).cloned();
    let who = |name: &str| {
        let user_name = text(name).unwrap_or_default();
        NewAdministrator { display_name: user_name.clone(), user_name }
    };
    let today = clock.now().day_in(clock.zone());
    First {
        system_admin: who("system"),
        security_admin: who("security"),
        auditor: who("auditor"),
        root: text("root").map(|name| top(name, text("root-code"), today)),
    }
}

/// The organisation at the top. It may approve probationary members, as committees of a county
/// and above do; its page is where that is changed.
fn top(name: String, code: Option<String>, today: Day) -> NewOrg {
    NewOrg {
        kind: OrgKind::Committee.key().to_owned(),
        code,
        name,
        short_name: None,
        can_approve_probationary: true,
        is_area: true,
        unit_situation: None,
        founded_on: today,
    }
}

fn slip(t: &T, made: &Made, zone: &jiff::tz::TimeZone) -> String {
    t.with("admin-made")
        .arg("role", role_name(t, made.role))
        .arg("user", made.issued.user_name.as_str())
        .arg("code", made.issued.code.as_str())
        .arg("until", format::moment(made.issued.ends_at.timestamp(), zone, t))
        .to_string()
}
