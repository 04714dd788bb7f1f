//! What a page costs is what it asks the database: each statement is a way there and back.

use zhibu_kernel::db::listen;
use zhibu_testhouse::House;

use crate::sample::{county, day, enter, member};

#[zhibu_testhouse::test]
async fn a_page_asks_the_database_little(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let mut officer = county.officer(&house).await;
    let (town, branch) = (county.town.id, county.branch.id);
    // Who asks, under which role and from which organisation down: one statement of each page.
    for (path, most) in [
        (format!("/orgs/{branch}"), 4),
        (format!("/statistics/{town}"), 6),
        (format!("/orgs/{town}/people"), 7),
        (format!("/people/{}", person.id), 8),
        ("/search?q=孙禾青".to_owned(), 6),
    ] {
        let (reply, heard) = listen(officer.get(&path)).await;
        reply.shows("</html>");
        assert!(heard.len() <= most, "{path} asks {} times: {heard:#?}", heard.len());
    }
}
