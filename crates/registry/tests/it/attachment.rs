//! Photos and attachments: in, seen, replaced, taken back, cleared, merged, taken along.

use std::io::Cursor;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use image::{ImageFormat, RgbImage};
use zhibu_access::role::Role;
use zhibu_kernel::{Tx, setting, sql};
use zhibu_registry::attachment::{Limits, clear};
use zhibu_testhouse::{House, Visitor};

use crate::own::visitor;
use crate::sample::{applicant, county, day, enter, key, member, version};

const LETTER: &[u8] = b"%PDF-1.7\nCANARY-4d1e-LETTER\n%%EOF\n";

/// A picture of one colour.
pub fn picture(format: ImageFormat, width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, image::Rgb(colour)).write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// The address of the photo in a page.
fn photo_in(page: &str) -> Option<String> {
    let at = page.find("<img class=\"portrait\" src=\"")? + 27;
    page[at..].split('"').next().map(str::to_owned)
}

/// The address in a page that begins and ends in some way.
fn address(page: &str, begins: &str, ends: &str) -> String {
    page.split('"')
        .find(|text| text.starts_with(begins) && text.ends_with(ends))
        .unwrap_or_else(|| panic!("no {begins}…{ends} in {page}"))
        .to_owned()
}

/// Where the word about what was done offers to take it back.
async fn undo(visitor: &mut Visitor, page: &str) {
    let seen = visitor.get(page).await;
    let action = address(&seen.text, &format!("{page}/attachments/"), "/undo");
    visitor.post(&action, &[("_key", &key())]).await.succeeds();
}

async fn colour(visitor: &mut Visitor, page: &str) -> Option<[u8; 3]> {
    let seen = visitor.get(page).await;
    let photo = photo_in(&seen.text)?;
    let reply = visitor.get(&photo).await;
    assert_eq!(reply.headers["content-type"], "image/jpeg");
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    let image = image::load_from_memory(&reply.bytes).unwrap().to_rgb8();
    Some(image.get_pixel(image.width() / 2, image.height() / 2).0)
}

fn near(found: Option<[u8; 3]>, wanted: [u8; 3]) -> bool {
    found.is_some_and(|found| found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 6))
}

#[zhibu_testhouse::test]
async fn a_photo_is_shown_replaced_and_taken_back(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let page = format!("/people/{}", person.id);
    let upload = format!("{page}/photo");
    let mut secretary = county.secretary(&house).await;
    let (red, blue) = ([200, 20, 20], [20, 20, 200]);

    assert_eq!(colour(&mut secretary, &page).await, None);
    secretary.get(&page).await.shows("<span class=\"portrait\" aria-hidden=\"true\">孙</span>");
    secretary.get(&upload).await.shows("严禁处理、传输国家秘密").shows("accept=\"image/*\"");
    let first = picture(ImageFormat::Jpeg, 900, 1200, red);
    secretary.upload(&upload, &[("_key", &key())], ("file", "a.jpg", &first)).await.succeeds();
    assert!(near(colour(&mut secretary, &page).await, red));
    let second = picture(ImageFormat::Png, 300, 200, blue);
    secretary.upload(&upload, &[("_key", &key())], ("file", "b.png", &second)).await.succeeds();
    undo(&mut secretary, &page).await;
    assert!(near(colour(&mut secretary, &page).await, red), "the first is back");
    let seen = secretary.get(&page).await;
    let restore = address(&seen.text, &format!("{page}/attachments/"), "/restore");
    secretary.post(&restore, &[]).await.succeeds();
    assert!(near(colour(&mut secretary, &page).await, blue));
    let seen = secretary.get(&upload).await;
    let remove = address(&seen.text, &format!("{page}/attachments/"), "/remove");
    secretary.post(&remove, &[]).await.succeeds();
    assert_eq!(colour(&mut secretary, &page).await, None);
    secretary.post(&remove, &[]).await.refuses("已经撤回过了");
    secretary.get(&format!("{page}/changes")).await.shows("照片：已更换");
}

#[zhibu_testhouse::test]
async fn a_photo_belongs_to_the_look_at_its_page(house: House) {
    let looks = sql!("SELECT CAST(count(*) AS BIGINT) FROM kernel_audit WHERE is_look = 1");
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let page = format!("/people/{}", person.id);
    let mut secretary = county.secretary(&house).await;
    let mut officer = county.officer(&house).await;
    let bytes = picture(ImageFormat::Jpeg, 90, 120, [1, 2, 3]);
    secretary.upload(&format!("{page}/photo"), &[], ("file", "a.jpg", &bytes)).await.succeeds();

    let before = house.count(looks).await;
    let photo = photo_in(&secretary.get(&page).await.text).unwrap();
    secretary.get(&photo).await;
    assert_eq!(house.count(looks).await, before + 1, "one look for page and photo");
    officer.get(&photo).await;
    assert_eq!(house.count(looks).await, before + 2, "who has not seen the page looks now");
    house.wait(Duration::from_secs(11 * 60));
    secretary.get(&photo).await;
    assert_eq!(house.count(looks).await, before + 3, "later it is another look");
    officer.get(&format!("{page}/looks")).await.shows("看了照片");

    let mut stranger = house.signed_in("stranger", Role::Secretary, &county.elsewhere).await;
    stranger.get(&photo).await.is_missing();
    house.passer_by().get(&photo).await.wants_sign_in();
    let other = enter(&house, &county.branch, member("何青松", 2), day(20_260_101)).await;
    let crossed = photo.replace(&person.id.to_string(), &other.id.to_string());
    secretary.get(&crossed).await.is_missing();
}

#[zhibu_testhouse::test]
async fn a_photo_stands_upright_and_carries_nothing(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let page = format!("/people/{}", person.id);
    let mut secretary = county.secretary(&house).await;
    // Held sideways: the camera says "turn by 90 degrees" and where it was.
    let plain = picture(ImageFormat::Jpeg, 400, 200, [90, 90, 90]);
    let exif = b"\xFF\xE1\x00\x38Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS-CANARY-77e0-hidden";
    let mut turned = [&plain[..2], exif].concat();
    turned.resize(2 + 2 + 0x38, 0);
    turned.extend_from_slice(&plain[2..]);
    turned.extend_from_slice(b"<script>CANARY-TAIL</script>");

    secretary.upload(&format!("{page}/photo"), &[], ("file", "a.jpg", &turned)).await.succeeds();
    let photo = photo_in(&secretary.get(&page).await.text).unwrap();
    let reply = secretary.get(&photo).await;
    let image = image::load_from_memory(&reply.bytes).unwrap();
    assert_eq!((image.width(), image.height()), (200, 400));
    assert!(!reply.text.contains("CANARY"));
}

/// Adds the letter; answers the page's text.
async fn add_letter(visitor: &mut Visitor, page: &str) -> String {
    let fields = [("_key", &*key()), ("kind", "application_letter"), ("title", ""), ("day", "2026-03-01")];
    let new = format!("{page}/attachments/new");
    visitor.upload(&new, &fields, ("file", "入党申请书.pdf", LETTER)).await.succeeds();
    visitor.get(page).await.text
}

fn letter_in(page: &str, text: &str) -> String {
    let remove = address(text, &format!("{page}/attachments/"), "/remove");
    remove.trim_end_matches("/remove").to_owned()
}

#[zhibu_testhouse::test]
async fn an_attachment_is_kept_handed_out_and_removed_for_a_reason(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, applicant("谭云岫"), day(20_260_301)).await;
    let page = format!("/people/{}", person.id);
    let mut secretary = county.secretary(&house).await;
    let mut inspector = house.signed_in("inspector", Role::Inspector, &county.town).await;
    let text = add_letter(&mut secretary, &page).await;
    let letter = letter_in(&page, &text);

    secretary.get(&page).await.shows("<b>入党申请书</b>").shows("2026年3月1日").shows("secretary添加");
    let reply = secretary.get(&letter).await;
    assert_eq!(reply.bytes, LETTER);
    let disposition = reply.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment;"), "{disposition}");
    assert!(disposition.contains("filename*=UTF-8''%E5%85%A5"), "{disposition}");
    assert_eq!(reply.headers["content-security-policy"], "default-src 'none'; sandbox");
    secretary.get(&format!("{page}/looks")).await.shows("下载了附件");
    inspector.get(&page).await.shows("入党申请书").hides("attachments/");
    inspector.get(&letter).await.is_forbidden();

    let remove = format!("{letter}/remove");
    secretary.get(&remove).await.shows("30 天内可以恢复");
    secretary.post(&remove, &[]).await.refuses("请写明事由");
    secretary.post(&remove, &[("reason", "扫描不清楚")]).await.succeeds();
    secretary.get(&letter).await.is_missing();
    secretary.get(&page).await.shows("原因：扫描不清楚");
    secretary.post(&format!("{letter}/restore"), &[]).await.succeeds();
    assert_eq!(secretary.get(&letter).await.bytes, LETTER);
    secretary.get(&format!("{page}/changes")).await.shows("附件：未填 → 入党申请书");
}

#[zhibu_testhouse::test]
async fn what_was_removed_is_cleared_in_time(house: House) {
    let files = sql!("SELECT CAST(count(*) AS BIGINT) FROM kernel_file");
    let rows = sql!("SELECT CAST(count(*) AS BIGINT) FROM registry_attachment");
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let page = format!("/people/{}", person.id);
    let mut secretary = county.secretary(&house).await;
    let text = add_letter(&mut secretary, &page).await;
    let letter = letter_in(&page, &text);
    secretary.post(&format!("{letter}/remove"), &[("reason", "重复")]).await.succeeds();

    house.wait(Duration::from_secs(29 * 86_400));
    clear(&house.db).await.unwrap();
    assert_eq!((house.count(rows).await, house.count(files).await), (1, 1));
    house.wait(Duration::from_secs(2 * 86_400));
    clear(&house.db).await.unwrap();
    assert_eq!((house.count(rows).await, house.count(files).await), (0, 0));
}

#[zhibu_testhouse::test]
async fn a_form_sent_twice_adds_once_and_limits_are_told(house: House) {
    let files = sql!("SELECT CAST(count(*) AS BIGINT) FROM kernel_file");
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let new = format!("/people/{}/attachments/new", person.id);
    let mut secretary = county.secretary(&house).await;
    let key = key();
    let fields = [("_key", key.as_str()), ("kind", "other"), ("title", "证明"), ("day", "2026-03-01")];

    for _ in 0..2 {
        secretary.upload(&new, &fields, ("file", "a.pdf", LETTER)).await.succeeds();
    }
    assert_eq!(house.count(files).await, 1, "the second is not kept");
    let other = [LETTER, b"more"].concat();
    secretary.upload(&new, &fields, ("file", "a.pdf", &other)).await.refuses("用别的内容提交过");
    let unkeyed = &fields[1..];
    let future = [("kind", "other"), ("title", "证明"), ("day", "2027-01-01")];
    let back = secretary.upload(&new, &future, ("file", "a.pdf", LETTER)).await;
    back.refuses("不能晚于今天").refuses("value=\"证明\"").refuses("文件要再选一次");
    secretary.upload(&new, &[("kind", "nonsense")], ("file", "a.pdf", LETTER)).await.refuses("这一项要填");
    set(&house, Limits { count: 1, ..Limits::default() }).await;
    secretary.upload(&new, unkeyed, ("file", "a.pdf", LETTER)).await.refuses("已经有 1 个附件");
    set(&house, Limits { person_mb: 0, ..Limits::default() }).await;
    secretary.upload(&new, unkeyed, ("file", "a.pdf", LETTER)).await.refuses("放不下");
    set(&house, Limits { file_mb: 1, ..Limits::default() }).await;
    let large = [LETTER, &vec![b' '; 1 << 20]].concat();
    secretary.upload(&new, unkeyed, ("file", "a.pdf", &large)).await.refuses("最多 1 MB");
    assert_eq!(house.count(files).await, 1, "what is refused takes no room");
}

async fn set(house: &House, limits: Limits) {
    house
        .by_system(&limits, async |tx: &mut Tx, limits: &Limits| {
            setting::set(tx, "registry.attachment_limits", limits).await?;
            tx.audit(&zhibu_kernel::audit::Entry::did("test.setting.set")).await
        })
        .await;
}

#[zhibu_testhouse::test]
async fn a_merge_brings_photo_and_papers_and_an_undo_gives_them_back(house: House) {
    let county = county(&house).await;
    let kept = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_601)).await;
    let other = enter(&house, &county.branch, member("孙禾清", 3), day(20_260_101)).await;
    let mut officer = county.officer(&house).await;
    let (page, others) = (format!("/people/{}", kept.id), format!("/people/{}", other.id));
    let bytes = picture(ImageFormat::Jpeg, 90, 120, [10, 160, 10]);
    officer.upload(&format!("{others}/photo"), &[], ("file", "a.jpg", &bytes)).await.succeeds();
    add_letter(&mut officer, &others).await;
    assert_eq!(colour(&mut officer, &page).await, None);

    let asked = officer.get(&format!("{page}/merge?other={}", other.id)).await;
    let (id, seen) = (other.id.to_string(), version(&asked.text));
    let form = [("other", id.as_str()), ("_version", &seen), ("_other_version", "1")];
    officer.post(&format!("{page}/merge"), &form).await.succeeds();
    let merged = officer.get(&page).await;
    merged.shows("入党申请书");
    let undo = address(&merged.text, "/people/merge/", "/undo");
    assert!(near(colour(&mut officer, &page).await, [10, 160, 10]));
    let letter = letter_in(&page, &officer.get(&page).await.text);
    assert_eq!(officer.get(&letter).await.bytes, LETTER);
    officer.post(&undo, &[]).await.succeeds();
    officer.get(&page).await.hides("入党申请书");
    officer.get(&others).await.shows("入党申请书");
    assert_eq!(colour(&mut officer, &page).await, None);
    assert!(near(colour(&mut officer, &others).await, [10, 160, 10]));
}

#[zhibu_testhouse::test]
async fn an_erased_record_leaves_no_file(house: House) {
    let files = sql!("SELECT CAST(count(*) AS BIGINT) FROM kernel_file");
    let county = county(&house).await;
    let person = enter(&house, &county.branch, applicant("谭云岫"), day(20_260_301)).await;
    let page = format!("/people/{}", person.id);
    let mut officer = county.officer(&house).await;
    add_letter(&mut officer, &page).await;
    let seen = version(&officer.get(&format!("{page}/end")).await.text);
    let form = [("_version", seen.as_str()), ("ending", "development_ended"), ("reason", "本人撤回")];
    officer.post(&format!("{page}/end"), &form).await.succeeds();
    officer.post(&format!("{page}/erase"), &[("reason", "本人要求")]).await.succeeds();
    assert_eq!(house.count(files).await, 0);
}

#[zhibu_testhouse::test]
async fn members_see_and_take_along_what_is_kept_of_them(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let page = format!("/people/{}", person.id);
    let mut secretary = county.secretary(&house).await;
    let bytes = picture(ImageFormat::Jpeg, 90, 120, [10, 160, 10]);
    secretary.upload(&format!("{page}/photo"), &[], ("file", "a.jpg", &bytes)).await.succeeds();
    let text = add_letter(&mut secretary, &page).await;
    secretary.get(&letter_in(&page, &text)).await;
    let mut me = visitor(&house, "me", &county.branch, Some(person.id)).await;

    let first = me.get("/me").await;
    first.shows("入党申请书").shows("下载了您的附件");
    let photo = photo_in(&first.text).unwrap();
    assert!(photo.starts_with("/me/photo/") && me.get(&photo).await.headers["content-type"] == "image/jpeg");
    let letter = address(&first.text, "/me/attachments/", "");
    assert_eq!(me.get(&letter).await.bytes, LETTER);
    me.get("/me/export").await.shows("入党申请书.pdf");
    let export: serde_json::Value = serde_json::from_slice(&me.get("/me/export.json").await.bytes).unwrap();
    assert_eq!(export["person"]["facts"]["name"], "孙禾青");
    let kept = export["attachments"].as_array().unwrap();
    assert_eq!((kept.len(), &kept[0]["kind"]), (2, &"application_letter".into()));
    assert_eq!(BASE64_STANDARD.decode(kept[0]["content"].as_str().unwrap()).unwrap(), LETTER);
    me.get(&letter_in(&page, &text)).await.is_forbidden();

    let other = enter(&house, &county.branch, member("何青松", 2), day(20_260_101)).await;
    let others = format!("/people/{}", other.id);
    let text = add_letter(&mut secretary, &others).await;
    let theirs = letter_in(&others, &text).replace(&others, "/me");
    me.get(&theirs).await.is_missing();
}
