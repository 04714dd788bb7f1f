//! Commands that end: rosters in and out, the log verified, the first administrators.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use zhibu_kernel::{Fault, Tx, audit, sql};

use crate::process::{assert_refused, demo_in, end, open, start, zhibu};

/// The code of the sample county.
const COUNTY: &str = "051024";

/// Runs a command on the data of a folder.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    zhibu(arguments).arg("--data").arg(folder.join("data")).output().unwrap()
}

/// What a command that did its work says.
fn said(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Makes the sample of 300 members.
fn sample(folder: &Path) {
    let (child, _) = start(demo_in(&folder.join("data")));
    assert!(end(child).status.success());
}

#[test]
fn a_roster_goes_out_and_comes_in_again() {
    let folder = zhibu_testhouse::scratch();
    sample(folder.path());
    let path = |name: &str| folder.path().join(name).display().to_string();
    let import = |file: &str, more: &[&str]| {
        let file = path(file);
        run(folder.path(), &[&["import", "roster", &file, "--org", COUNTY], more].concat())
    };
    for file in ["roster.xlsx", "roster.csv"] {
        let out = path(file);
        let arguments = ["export", "roster", "--org", COUNTY, "--out", &out];
        said(&run(folder.path(), &arguments));
        assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
        assert_refused(&run(folder.path(), &arguments), "不会覆盖");

        let report: Value = serde_json::from_str(&said(&import(file, &["--json"]))).unwrap();
        let counts = &report["counts"];
        assert_eq!((&counts["lines"], &counts["same"]), (&300.into(), &300.into()), "{report}");
        assert_eq!((&report["applied"], &report["faults"]), (&false.into(), &Value::Array(vec![])));
    }

    // Row 1 is the title, row 2 the heading: the first person stands in row 3.
    let roster = fs::read_to_string(path("roster.csv")).unwrap();
    let mut rows: Vec<Vec<String>> =
        roster.lines().map(|row| row.split(',').map(str::to_owned).collect()).collect();
    let id = rows[2][3].clone();
    rows[2][3] = format!("{}\"", &id[..id.len() - 2]);
    rows[3][14] = "\"柳溪镇新街1号\"".to_owned();
    let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    fs::write(path("mended.csv"), rows.join("\r\n")).unwrap();
    let dry = said(&import("mended.csv", &[]));
    assert!(dry.contains("1 行可以导入，1 行要改或要定"), "{dry}");
    assert!(dry.contains("加 --apply 才写入"), "{dry}");
    assert!(dry.contains("第 3 行 D 列 mended.csv"), "{dry}");
    assert!(dry.contains("身份证号应为 18 位，这里是 17 位"), "{dry}");
    assert!(!dry.contains(&id[1..18]), "a citizen id is not shown whole: {dry}");

    let report = said(&import("mended.csv", &["--json"]));
    assert!(report.contains("\"written\":\"") && !report.contains(&id[1..17]), "nor for scripts: {report}");

    let applied = said(&import("mended.csv", &["--apply"]));
    assert!(applied.contains("已导入 1 行"), "{applied}");
    let again = said(&import("mended.csv", &["--apply"]));
    assert!(again.contains("0 行可以导入，1 行要改或要定"), "{again}");
}

#[test]
fn an_organisation_sheet_comes_in_by_command() {
    let folder = zhibu_testhouse::scratch();
    sample(folder.path());
    let file = folder.path().join("orgs.csv").display().to_string();
    let import = |more: &[&str]| {
        run(
            folder.path(),
            &[&["import", "orgs", &file, "--org", COUNTY, "--as-of", "2026-11-01"], more].concat(),
        )
    };
    let sheet =
        |lines: &str| fs::write(&file, format!("名称,上级组织,代码,类别,成立时间\r\n{lines}")).unwrap();
    fs::write(&file, "a,b\r\n1,2\r\n").unwrap();
    assert_refused(&import(&[]), "没有认出组织表");
    sheet(&format!(
        "青山产业链党总支,{COUNTY},05102499,621,2026-01-05\r\n无主支部,没有的党委,,631,2026-01-05\r\n"
    ));
    let dry = said(&import(&[]));
    assert!(dry.contains("1 个组织可以导入，1 行要改"), "{dry}");
    assert!(dry.contains("第 3 行 B 列") && dry.contains("找不到上级组织“没有的党委”"), "{dry}");
    let report: Value = serde_json::from_str(&said(&import(&["--apply", "--json"]))).unwrap();
    assert_eq!((&report["applied"], &report["counts"]["new"]), (&true.into(), &1.into()), "{report}");
    let again: Value = serde_json::from_str(&said(&import(&["--json"]))).unwrap();
    assert_eq!((&again["counts"]["same"], &again["counts"]["new"]), (&1.into(), &0.into()), "{again}");
}

#[test]
fn a_roster_without_its_file_place_or_data_is_refused() {
    let folder = zhibu_testhouse::scratch();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let import = |org: &str| run(folder.path(), &["import", "roster", &path("none.csv"), "--org", org]);
    assert_refused(&import(COUNTY), "没有密钥文件");
    assert!(!folder.path().join("data").exists(), "a folder named wrongly is not made");

    sample(folder.path());
    assert_refused(&import(COUNTY), "读不到文件");
    assert_refused(&import("99"), "没有代码是 99 的组织");
    let export =
        |org: &str, out: &str| run(folder.path(), &["export", "roster", "--org", org, "--out", &path(out)]);
    assert_refused(&export(COUNTY, "roster.pdf"), ".xlsx 或 .csv");
    assert_refused(&export("99", "roster.csv"), "没有代码是 99 的组织");
    assert!(!Path::new(&path("roster.csv")).exists());
}

#[tokio::test]
async fn an_altered_log_is_named_and_ends_with_an_error() {
    let folder = zhibu_testhouse::scratch();
    sample(folder.path());
    let db = open(&folder.path().join("data")).await;
    audit::seal(&db).await.unwrap();
    db.close().await;

    let head = said(&run(folder.path(), &["audit", "head"]));
    assert!(head.starts_with("zhibu-log/"), "{head}");
    let kept = folder.path().join("head.txt");
    fs::write(&kept, head).unwrap();
    let verify = || run(folder.path(), &["audit", "verify", "--head", kept.to_str().unwrap()]);
    assert!(said(&verify()).contains("日志完整"));

    let db = open(&folder.path().join("data")).await;
    db.housekeeping("test", &(), async |tx: &mut Tx, (): &()| {
        tx.execute(sql!(
            "UPDATE kernel_audit SET act = 'registry.person.other' WHERE id = \
             (SELECT entry_id FROM kernel_audit_leaf WHERE no = 4)"
        ))
        .await?;
        Ok::<_, Fault>(())
    })
    .await
    .unwrap();
    db.close().await;
    let altered = verify();
    assert_eq!(altered.status.code(), Some(1));
    let found = String::from_utf8_lossy(&altered.stdout);
    assert!(found.contains("第 5 条") && found.contains("被修改"), "{found}");
    assert_eq!(String::from_utf8_lossy(&altered.stderr).trim(), "日志被动过");
}

#[test]
fn the_first_administrators_are_made_once_with_the_top_of_the_tree() {
    let folder = zhibu_testhouse::scratch();
    let create = |security: &str, more: &[&str]| {
        let three = ["admin", "create", "--system", "xitong", "--security", security, "--auditor", "shenji"];
        run(folder.path(), &[&three, more].concat())
    };
    let root = ["--root", "中共某县委员会", "--root-code", "051"];
    let without_root = create("anquan", &[]);
    assert_eq!(without_root.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&without_root.stderr).contains("--root"));
    assert!(folder.path().join("data/recovery.txt").exists());
    let one_person = create("xitong", &root);
    assert_eq!(one_person.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&one_person.stderr).contains("三个人"));

    let made = said(&create("anquan", &root));
    let slips: Vec<&str> = made.lines().filter(|line| line.contains("启用码")).collect();
    assert_eq!(slips.len(), 3, "{made}");
    for (slip, (role, user)) in
        slips.iter().zip([("系统管理员", "xitong"), ("安全", "anquan"), ("审计", "shenji")])
    {
        assert!(slip.contains(role) && slip.contains(user), "{slip}");
    }
    let again = create("anquan", &root);
    assert_eq!(again.status.code(), Some(1));
    assert!(again.stdout.is_empty());
    assert!(String::from_utf8_lossy(&again.stderr).contains("已经有管理员了"));
}
