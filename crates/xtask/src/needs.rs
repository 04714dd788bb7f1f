//! What the tests need of the machine, and how it gets there.

use crate::chore::{self, Trouble};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The programs found.
pub struct Machine {
    /// The folder of `initdb` and `pg_ctl`.
    pub postgres: PathBuf,
    pub chromium: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Need {
    Postgres,
    Chromium,
    Font,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum System {
    Debian,
    /// As Debian, but its Chromium is a snap, which cannot see the tests' folders.
    Ubuntu,
    Other,
}

/// How we become root.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rights {
    Root,
    Sudo,
    None,
}

impl Need {
    const ALL: [Need; 3] = [Need::Postgres, Need::Chromium, Need::Font];

    /// Its package in Debian.
    fn package(self) -> &'static str {
        match self {
            Need::Postgres => "postgresql",
            Need::Chromium => "chromium",
            Need::Font => "fonts-noto-cjk",
        }
    }

    fn why(self) -> &'static str {
        match self {
            Need::Postgres => "every test of a room runs on PostgreSQL too, in a cluster of its own",
            Need::Chromium => "pages are tested in a real browser",
            Need::Font => "Chinese has its true width only in a font that has it (Noto CJK)",
        }
    }

    fn found(self) -> bool {
        match self {
            Need::Postgres => postgres().is_some(),
            Need::Chromium => chromium().is_some(),
            Need::Font => font(),
        }
    }
}

/// Finds what the tests need, installs what is missing where we can, and otherwise
/// says what to install and how.
pub fn supply() -> Result<Machine, Trouble> {
    let missing = missing();
    if !missing.is_empty() {
        for need in &missing {
            println!("missing: {} ({})", need.package(), need.why());
        }
        for command in decide(&missing, system(), rights()).map_err(told)? {
            println!("running: {}", command.join(" "));
            let status = Command::new(&command[0]).args(&command[1..]).status();
            match status {
                Ok(status) if status.success() => {}
                Ok(status) => return Err(Trouble::new(command.join(" "), status)),
                Err(cause) => return Err(Trouble::new(command.join(" "), cause)),
            }
        }
    }
    match (postgres(), chromium(), font()) {
        (Some(postgres), Some(chromium), true) => Ok(Machine { postgres, chromium }),
        _ => {
            let packages: Vec<_> = self::missing().into_iter().map(Need::package).collect();
            Err(Trouble::new("still missing after installing", packages.join(", ")))
        }
    }
}

fn missing() -> Vec<Need> {
    Need::ALL.into_iter().filter(|need| !need.found()).collect()
}

fn told(advice: String) -> Trouble {
    Trouble::new("please install, then call again", advice)
}

/// The commands that install `missing`, or what to tell when we cannot.
fn decide(missing: &[Need], system: System, rights: Rights) -> Result<Vec<Vec<String>>, String> {
    let packages: Vec<&str> = missing.iter().map(|need| need.package()).collect();
    let browser = missing.contains(&Need::Chromium);
    match system {
        System::Other => Err(format!(
            "PostgreSQL 14 or later (`initdb` in the PATH), Chromium or Google Chrome \
             (in the PATH, or named by ZHIBU_TEST_CHROMIUM), the font Noto Sans CJK; \
             not found: {}",
            packages.join(", ")
        )),
        System::Ubuntu if browser => Err("Google Chrome (the .deb of https://www.google.com/chrome/), or a \
             Chromium that is no snap, named by ZHIBU_TEST_CHROMIUM: Ubuntu's own package is a snap, \
             which cannot see the tests' folders"
            .to_owned()),
        System::Debian | System::Ubuntu => {
            let update = vec!["apt-get", "update"];
            let mut install = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install"];
            install.extend(["--yes", "--no-install-recommends"]);
            install.extend(packages);
            let rooted = |command: Vec<&str>| -> Vec<String> {
                let sudo = (rights == Rights::Sudo).then_some("sudo");
                sudo.into_iter().chain(command).map(String::from).collect()
            };
            let commands = vec![rooted(update), rooted(install)];
            if rights == Rights::None {
                let shown: Vec<_> = commands.iter().map(|command| command.join(" ")).collect();
                return Err(format!("as root: {}", shown.join(" && ")));
            }
            Ok(commands)
        }
    }
}

fn system() -> System {
    named(&std::fs::read_to_string("/etc/os-release").unwrap_or_default())
}

/// Reads ID and ID_LIKE of os-release(5).
fn named(os_release: &str) -> System {
    let words: Vec<&str> = os_release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or(line.strip_prefix("ID_LIKE=")))
        .flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace())
        .collect();
    if words.contains(&"ubuntu") {
        System::Ubuntu
    } else if words.contains(&"debian") {
        System::Debian
    } else {
        System::Other
    }
}

fn rights() -> Rights {
    let user = chore::output(Command::new("id").arg("-u")).unwrap_or_default();
    if user.trim() == "0" {
        Rights::Root
    } else if on_path("sudo").is_some() {
        Rights::Sudo
    } else {
        Rights::None
    }
}

/// Debian keeps each version's programs outside the PATH; the newest is taken.
fn postgres() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let newest = versions
        .flatten()
        .filter(|entry| entry.path().join("bin/initdb").exists())
        .max_by_key(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok())
        .map(|entry| entry.path().join("bin"));
    newest.or_else(|| Some(on_path("initdb")?.parent()?.to_owned()))
}

fn chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("ZHIBU_TEST_CHROMIUM") {
        return Some(PathBuf::from(named)).filter(|path| path.exists());
    }
    let on_mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    ["chromium", "google-chrome", "google-chrome-stable"]
        .into_iter()
        .find_map(on_path)
        .filter(|path| !path.starts_with("/snap"))
        .or_else(|| Some(PathBuf::from(on_mac)).filter(|path| path.exists()))
}

fn font() -> bool {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let own = home
        .into_iter()
        .flat_map(|home| [".fonts", ".local/share/fonts", "Library/Fonts"].map(|folder| home.join(folder)));
    let shared = ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"];
    let mut folders = shared.into_iter().map(PathBuf::from).chain(own);
    folders.any(|folder| holds_font(&folder))
}

fn holds_font(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.starts_with("NotoSansCJK") || entry.path().is_dir() && holds_font(&entry.path())
    })
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(missing: &[Need], system: System, rights: Rights) -> String {
        let decided = decide(missing, system, rights).unwrap();
        let lines: Vec<_> = decided.iter().map(|command| command.join(" ")).collect();
        lines.join("\n")
    }

    #[test]
    fn debian_installs_what_is_missing_and_no_more() {
        assert_eq!(
            commands(&[Need::Postgres, Need::Font], System::Debian, Rights::Root),
            "apt-get update\n\
             env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
             postgresql fonts-noto-cjk"
        );
        assert_eq!(
            commands(&[Need::Chromium], System::Debian, Rights::Sudo),
            "sudo apt-get update\n\
             sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
             chromium"
        );
    }

    #[test]
    fn whoever_cannot_install_is_told_what_and_how() {
        let check = |missing: &[Need], system, rights, part: &str| {
            let told = decide(missing, system, rights).unwrap_err();
            assert!(told.contains(part), "{told}");
        };
        check(&[Need::Font], System::Debian, Rights::None, "--no-install-recommends fonts-noto-cjk");
        check(&[Need::Font], System::Debian, Rights::None, "as root: apt-get update && ");
        check(&[Need::Chromium], System::Ubuntu, Rights::Root, "google.com/chrome");
        check(&[Need::Postgres], System::Other, Rights::Root, "not found: postgresql");
    }

    #[test]
    fn ubuntu_installs_all_but_the_browser() {
        let words = commands(&[Need::Postgres], System::Ubuntu, Rights::Root);
        assert!(words.ends_with("postgresql"), "{words}");
    }

    #[test]
    fn systems_are_told_apart() {
        for (text, system) in [
            ("NAME=x\nID=debian\n", System::Debian),
            ("ID=ubuntu\nID_LIKE=debian\n", System::Ubuntu),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", System::Ubuntu),
            ("ID=raspbian\nID_LIKE=debian\n", System::Debian),
            ("ID=fedora\n", System::Other),
            ("VERSION_ID=debian\n", System::Other),
            ("", System::Other),
        ] {
            assert_eq!(named(text), system, "{text}");
        }
    }
}
