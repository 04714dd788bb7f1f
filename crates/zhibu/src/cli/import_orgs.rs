//! `zhibu import orgs`: an organisation sheet from a file, looked over first and applied when asked.

use std::path::PathBuf;

use clap::ArgMatches;
use zhibu_access::org::import::{Failed, Judged, Report, import};
use zhibu_kernel::{Day, Fault};
use zhibu_web::found::letters;
use zhibu_web::{T, key};

use super::import::printable;
use super::{Stop, data};
use crate::told::{Tell, Told, refused};

impl Tell for Failed {
    fn told(&self) -> Told {
        match self {
            Self::NoSuchOrg(code) => Told::new(key!("cli-no-org")).arg("code", code.as_str()),
            Self::File { path, error } => Told::new(key!("cli-file-unreadable"))
                .arg("path", path.display().to_string())
                .arg("why", error.to_string()),
            Self::NoSheet(path) => {
                Told::new(key!("import-orgs-none")).arg("path", path.display().to_string())
            }
            Self::Refused(error) => refused(error),
        }
    }
}

pub(super) async fn run(given: &ArgMatches, t: &T) -> Result<(), Stop> {
    let file = given.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let org = given.get_one::<String>("org").map(String::as_str).unwrap_or_default();
    let as_of = given.get_one::<Day>("as-of").copied();
    let db = data::open(given).await?;
    let imported = import(&db, &file, org, as_of, given.get_flag("apply")).await;
    db.close().await;
    let report = imported?;
    if given.get_flag("json") {
        println!("{}", serde_json::to_string(&report).map_err(|error| Failed::from(Fault::from(error)))?);
    } else {
        for sentence in words(t, &report) {
            println!("{sentence}");
        }
    }
    Ok(())
}

fn words(t: &T, report: &Report) -> Vec<String> {
    let counts = report.counts;
    let head = match (report.applied, counts.takes(), counts.faulty) {
        (true, n, _) => t.with("org-import-applied").arg("n", n).to_string(),
        (false, 0, 0) => t.get("org-import-nothing").into_owned(),
        (false, n, wrong) => t.with("org-import-ready").arg("n", n).arg("wrong", wrong).to_string(),
    };
    let all = t
        .with("import-orgs-counts")
        .arg("day", report.as_of.as_str())
        .arg("new", counts.new)
        .arg("changed", counts.changed)
        .arg("same", counts.same)
        .arg("wrong", counts.faulty);
    let mut said = vec![head, all.to_string()];
    said.extend(report.faults.iter().flat_map(|line| faults(t, line)));
    let more = counts.faulty - i64::try_from(report.faults.len()).unwrap_or(i64::MAX);
    if more > 0 {
        said.push(t.with("import-more").arg("n", more).to_string());
    }
    said.iter().map(|sentence| printable(sentence)).collect()
}

/// Where it stands, what is written, what is wrong, how to mend it.
fn faults(t: &T, line: &Judged) -> Vec<String> {
    let told = line.findings.iter().map(|finding| {
        let row = line.draft.row.to_string();
        let place = match finding.column {
            Some(column) => {
                t.with("org-import-cell").arg("row", row).arg("column", letters(column)).to_string()
            }
            None => t.with("org-import-row").arg("row", row).to_string(),
        };
        let (problem, mend) = (finding.problem.to(t), finding.mend.to(t));
        let said = if finding.written.is_empty() {
            t.with("import-fault-empty").arg("place", place).arg("problem", problem).arg("mend", mend)
        } else {
            t.with("import-fault")
                .arg("place", place)
                .arg("written", finding.written.as_str())
                .arg("problem", problem)
                .arg("mend", mend)
        };
        said.to_string()
    });
    told.collect()
}
