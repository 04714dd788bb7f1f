//! A roster that was written out comes in again unchanged.

use zhibu_kernel::Actor;
use zhibu_registry::roster::export;
use zhibu_testhouse::House;
use zhibu_web::sheet::Format;

use super::County;
use super::files::{person, workbook};

#[zhibu_testhouse::test]
async fn an_exported_roster_imports_unchanged(house: House) {
    let county = County::found(&house).await;
    let mut rows: Vec<Vec<String>> = (1..21).map(person).collect();
    rows[2][11] = "9999 新岗位".into();
    rows[3][16] = "是".into();
    rows[3][17] = "2025-03-01".into();
    rows[4][18] = "是".into();
    rows[4][19] = "浙江省杭州市".into();
    rows[5][3] = String::new();
    workbook(&county.path("a.xlsx"), &rows);
    let report = county.import(&house, &["a.xlsx"], true).await;
    assert_eq!(report.counts.new, 20);

    let system = Actor::system("test");
    for (name, format) in [("out.xlsx", Format::Xlsx), ("out.csv", Format::Csv)] {
        let exported = export::export(&house.db, &system, county.town.id, format, Vec::new()).await.unwrap();
        assert_eq!(exported.count, 20);
        std::fs::write(county.path(name), exported.out).unwrap();
        let again = county.import(&house, &[name], true).await;
        assert_eq!(again.counts.same, 20, "{name}: {:?}", again.counts);
        assert!(!again.applied);
    }
    let looks = house
        .count(zhibu_kernel::sql!(
            "SELECT CAST(count(*) AS BIGINT) FROM kernel_audit WHERE act = 'registry.roster.export' AND is_look = 1"
        ))
        .await;
    assert_eq!(looks, 2);
}
