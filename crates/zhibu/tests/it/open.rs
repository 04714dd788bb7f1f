//! What goes in comes out, and what came out goes in again.

use std::collections::BTreeSet;

use zhibu_access::org::{self, Approval, Decision, Org, Renamed};
use zhibu_access::role::{ManageOrg, Role};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Actor, Day, Deed, Fault, Tx};
use zhibu_registry::person::{self, Facts};
use zhibu_registry::roster::{cli, export};
use zhibu_testhouse::House;
use zhibu_web::sheet::Format;

/// The cells of a text with commas.
fn rows(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{FEFF}');
    text.lines().map(|line| line[1..line.len() - 1].split("\",\"").map(str::to_owned).collect()).collect()
}

/// The headings under which no row says anything.
fn silent(rows: &[Vec<String>], heading_at: usize) -> BTreeSet<String> {
    let headings = &rows[heading_at];
    let says = |column: usize| {
        rows[heading_at + 1..].iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()))
    };
    (0..headings.len()).filter(|column| !says(*column)).map(|column| headings[column].clone()).collect()
}

/// A branch and somebody in it of whom everything is known that the sheets can say.
async fn rich(house: &House, branch: &Org) {
    house
        .by_system(branch, async |tx: &mut Tx, branch: &Org| {
            let (_, permit) = org::open_by_system::<ManageOrg>(tx, branch.id, "test").await.unwrap();
            let new = Renamed { unit_situation: Some("legal_unit".into()), ..Renamed::from_org(branch) };
            let deed = Deed::now(tx.now(), tx.today());
            let decision = Decision { approval: Approval::default(), deed };
            org::rename(tx, &permit, branch, branch.version, &new, &decision).await.unwrap();
            let day = |number| Day::from_number(number);
            let facts = Facts {
                ethnic_group: Some("15".into()),
                education: Some("21".into()),
                job_code: Some("9999".into()),
                born_on: day(19_700_101),
                joined_on: day(20_000_701),
                converted_on: day(20_010_701),
                mobile: Some("13900000901".into()),
                landline: Some("0816-2345678".into()),
                address: Some("柳溪村 8 号, \"老屋\"\u{3000}二楼".into()),
                is_floating: true,
                outflow_place: Some("浙江省杭州市".into()),
                lost_since: day(20_260_301),
                ..Facts::someone("欧阳·买买提", tx.today())
            };
            let from = Day::from_number(20_260_101).unwrap_or(tx.today());
            let person = person::enter(tx, branch, facts, from, None).await?;
            tx.audit(&Entry::did("test.enter").on("person", person.id.0)).await?;
            Ok::<_, Fault>(())
        })
        .await;
}

#[zhibu_testhouse::test]
async fn decision_13_open_by_construction(house: House) {
    zhibu::demo::make(&house.db, 300, 7, &|_| {}).await.unwrap();
    let (root, branch) = house
        .by_system(&(), async |tx: &mut Tx, (): &()| {
            tx.audit(&Entry::did("test.look")).await?;
            let root = org::root(tx).await?.unwrap();
            let branch = org::branches_under(tx, &root.path, 1).await?.remove(0);
            Ok::<_, Fault>((root, branch))
        })
        .await;
    rich(&house, &branch).await;
    let code = root.code.clone().unwrap();

    // The roster: every official column says something, and nothing changes when it comes back.
    let folder = zhibu_testhouse::scratch();
    for (name, format) in [("roster.csv", Format::Csv), ("roster.xlsx", Format::Xlsx)] {
        let system = Actor::system("test");
        let out = export::export(&house.db, &system, root.id, format, Vec::new()).await.unwrap();
        assert_eq!(out.count, 301);
        if format == Format::Csv {
            let rows = rows(&String::from_utf8(out.out.clone()).unwrap());
            assert!(silent(&rows, 1).is_empty(), "{name} says nothing under {:?}", silent(&rows, 1));
        }
        let path = folder.path().join(name);
        std::fs::write(&path, out.out).unwrap();
        let report = cli::import(&house.db, &[path], &code, None, true, &|_, _, _| {}).await.unwrap();
        assert_eq!((report.counts.lines, report.counts.same), (301, 301), "{name}: {report:?}");
        assert!(!report.applied);
    }

    // The organisation sheet likewise.
    let mut officer = house.signed_in("sheet", Role::DepartmentOfficer, &root).await;
    let file = officer.get(&format!("/orgs/{}/export.csv", root.id)).await;
    assert_eq!(file.status, 200);
    let sheet = rows(&file.text);
    let left_to_the_unit: BTreeSet<String> =
        ["联系人", "电话", "单位名称", "单位类别", "建立党组织情况", "单位代码"].map(str::to_owned).into();
    assert!(silent(&sheet, 1).is_subset(&left_to_the_unit), "{:?}", silent(&sheet, 1));
    let to = format!("/orgs/{}/import", root.id);
    let back = officer.upload(&to, &[], ("file", "orgs.csv", file.text.as_bytes())).await;
    let batch = back.succeeds().to_owned();
    officer.get(&batch).await.shows("没有要导入的变化");
}
