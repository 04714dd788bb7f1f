//! Two engines, one code.

use zhibu_kernel::db::all_statements;
use zhibu_testhouse::House;

#[zhibu_testhouse::test]
async fn decision_01_every_statement_is_understood_by_both_engines(house: House) {
    let mut count = 0;
    for statement in all_statements() {
        let prepared = house.db.prepare(statement).await;
        assert!(
            prepared.is_ok() || statement.file.contains("/tests/"),
            "{}:{} {prepared:?}",
            statement.file,
            statement.line
        );
        count += 1;
    }
    assert!(count > 40, "the list of statements is not whole: {count}");
}
