//! A photo and a paper of a person's, by phone and by laptop, in a browser.

use image::{ImageFormat, RgbImage};
use zhibu_access::role::Role;
use zhibu_testhouse::{Browser, House, Server, Viewport};

use crate::sample::{county, day, enter, member};

/// A head before a wall, so that somebody who looks at the page sees a photo.
fn head() -> RgbImage {
    RgbImage::from_fn(900, 1200, |x, y| {
        let within = |cx: f32, cy: f32, rx: f32, ry: f32| {
            ((x as f32 - cx) / rx).powi(2) + ((y as f32 - cy) / ry).powi(2) < 1.0
        };
        image::Rgb(if within(450.0, 480.0, 190.0, 250.0) {
            [226, 188, 160]
        } else if within(450.0, 430.0, 225.0, 280.0) {
            [40, 36, 34]
        } else if within(450.0, 1200.0, 420.0, 430.0) {
            [58, 74, 104]
        } else {
            [196, 216, 226]
        })
    })
}

#[zhibu_testhouse::test(browser)]
async fn photo_and_paper_go_in_by_phone_and_by_laptop(house: House, browser: Browser) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    house.appoint("secretary", Role::Secretary, &county.branch).await;
    let folder = tempfile::tempdir().unwrap();
    let (photo, letter) = (folder.path().join("IMG_2041.jpg"), folder.path().join("入党申请书.pdf"));
    head().save_with_format(&photo, ImageFormat::Jpeg).unwrap();
    std::fs::write(&letter, b"%PDF-1.7\n%%EOF\n").unwrap();
    let server = Server::start(house.router()).await;
    let at = |path: &str| server.url(&format!("/people/{}{path}", person.id));
    for viewport in [Viewport::PHONE, Viewport::LAPTOP] {
        let page = browser.page(viewport).await;
        page.goto(&server.url("/sign-in")).await;
        page.fill("账号", "secretary").await;
        page.fill("密码", "a fine long password").await;
        page.press("Enter").await;
        page.wait_for("今日").await;
        page.goto(&at("/photo")).await;
        assert_eq!(page.overflows().await, Vec::<String>::new());
        assert_eq!(page.axe().await, []);
        page.upload("#file", &letter).await;
        page.click("保存照片").await;
        page.wait_for("这不是照片").await;
        page.upload("#file", &photo).await;
        page.click("保存照片").await;
        page.wait_for("照片已保存").await;
        let width = page.eval("document.querySelector('img.portrait').naturalWidth").await;
        assert_eq!(width, 480);

        page.goto(&at("/attachments/new")).await;
        assert_eq!(page.overflows().await, Vec::<String>::new());
        assert_eq!(page.axe().await, []);
        page.fill("是什么材料", "入党申请书").await;
        page.upload("#file", &letter).await;
        page.click("保存附件").await;
        page.wait_for("已添加").await;
        assert_eq!(page.overflows().await, Vec::<String>::new());
        assert_eq!(page.axe().await, []);
        assert_eq!(page.complaints().await, []);
    }
}
