//! Files that somebody made to harm: a sentence at the field, nothing kept, nothing broken.

use image::ImageFormat;
use zhibu_kernel::{Tx, bind, sql};
use zhibu_registry::person::Person;
use zhibu_testhouse::{Engine, House, Visitor};

use crate::attachment::picture;
use crate::sample::{county, day, enter, key, member};

async fn somebody(house: &House) -> (Person, Visitor) {
    let county = county(house).await;
    let person = enter(house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    (person, county.secretary(house).await)
}

/// A PNG that says it is so large, with next to nothing in it.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = picture(ImageFormat::Png, 1, 1, [0, 0, 0]);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

/// The check of a PNG chunk (ISO/IEC 15948, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 * (sum & 1)))
    })
}

#[zhibu_testhouse::test]
async fn a_photo_that_is_none_is_refused_with_a_reason(house: House) {
    let (person, mut secretary) = somebody(&house).await;
    let upload = format!("/people/{}/photo", person.id);
    let whole = picture(ImageFormat::Jpeg, 600, 800, [10, 200, 10]);
    let png = picture(ImageFormat::Png, 600, 800, [10, 200, 10]);
    let webp = b"RIFF\x10\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF".to_vec();
    let cases: [(&str, &[u8], &str); 11] = [
        ("bomb.png", &bomb(60_000, 60_000), "百万像素"),
        ("bomb.png", &bomb(8_000, 8_000), "百万像素"),
        ("bomb.webp", &webp, "这张照片"),
        ("cut.jpg", &whole[..whole.len() / 2], "打不开"),
        ("cut.png", &png[..png.len() / 2], "打不开"),
        ("empty.jpg", b"", "请选一个文件"),
        ("head.jpg", b"\xFF\xD8\xFF", "打不开"),
        ("page.jpg", b"<!doctype html><script>alert(1)</script>", "这不是照片"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这不是照片"),
        ("a.gif", b"GIF89a\x01\0\x01\0\0\0\0;", "这不是照片"),
        ("a.pdf", b"%PDF-1.7", "这不是照片"),
    ];
    for (name, bytes, says) in cases {
        let back = secretary.upload(&upload, &[("_key", &key())], ("file", name, bytes)).await;
        assert_eq!(back.status.as_u16(), 422, "{name}");
        back.refuses(says).refuses("id=\"file-error\"");
    }
    let large = vec![0xFF; (16 << 20) + 1];
    secretary.upload(&upload, &[], ("file", "large.jpg", &large)).await.refuses("最多 16 MB");
    secretary.upload(&upload, &[], ("other", "a.jpg", &whole)).await.refuses("请选一个文件");
    secretary.post(&upload, &[("file", "not a file")]).await.refuses("请选一个文件");
    let left = sql!("SELECT CAST(count(*) AS BIGINT) FROM kernel_file");
    assert_eq!(house.count(left).await, 0, "nothing of it is kept");
}

#[zhibu_testhouse::test]
async fn an_attachment_is_what_its_name_says_and_stays_inert(house: House) {
    let (person, mut secretary) = somebody(&house).await;
    let new = format!("/people/{}/attachments/new", person.id);
    let said = [("kind", "other"), ("title", "<script>alert(1)</script>"), ("day", "2026-03-01")];
    for (name, bytes, says) in [
        ("page.jpg", &b"<!doctype html>"[..], "里面不是"),
        ("a.pdf", b"MZ\x90\0", "里面不是"),
        ("a.svg", b"<svg/>", "不收"),
        ("a.html", b"<p>", "不收"),
        ("a.exe", b"MZ", "不收"),
        ("a.docm", b"PK\x03\x04", "不收"),
        ("none", b"%PDF-", "不收"),
    ] {
        secretary.upload(&new, &said, ("file", name, bytes)).await.refuses(says);
    }
    // A PDF that is a page too: it goes out as what it was taken for, and only to be kept.
    let polyglot = b"%PDF-1.7\n<html><script>alert(1)</script></html>";
    secretary.upload(&new, &said, ("file", "../a\u{202E}fdp.pdf", polyglot)).await.succeeds();
    let page = secretary.get(&format!("/people/{}", person.id)).await;
    page.hides("<script>alert").hides("\u{202E}");
    let begins = format!("/people/{}/attachments/", person.id);
    let href = page.text.split('"').find(|text| text.starts_with(&begins) && text.len() == begins.len() + 32);
    let reply = secretary.get(href.unwrap()).await;
    assert_eq!(reply.headers["content-type"], "application/pdf");
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    let disposition = reply.headers["content-disposition"].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename=\"afdp.pdf\"; filename*=UTF-8''afdp.pdf");
}

#[zhibu_testhouse::test]
async fn a_file_lies_sealed_and_an_altered_one_is_not_handed_out(house: House) {
    const CANARY: &str = "CANARY-91b2-PAPER";
    let (person, mut secretary) = somebody(&house).await;
    let page = format!("/people/{}", person.id);
    let bytes = format!("%PDF-1.7\n{}\n", CANARY.repeat(40_000));
    let said = [("kind", "other"), ("title", "CANARY-91b2-TITLE"), ("day", "2026-03-01")];
    let new = format!("{page}/attachments/new");
    secretary.upload(&new, &said, ("file", "CANARY-91b2-NAME.pdf", bytes.as_bytes())).await.succeeds();

    if house.db.engine() == Engine::Sqlite {
        let path = house.db.address().strip_prefix("sqlite:").unwrap();
        for name in [path.to_owned(), format!("{path}-wal")] {
            let stored = std::fs::read(&name).unwrap();
            let found = stored.windows(11).filter(|part| *part == b"CANARY-91b2").count();
            assert_eq!(found, 0, "in {name}");
        }
    }
    let text = secretary.get(&page).await.text;
    let begins = format!("{page}/attachments/");
    let href =
        text.split('"').find(|text| text.starts_with(&begins) && text.len() == begins.len() + 32).unwrap();
    assert_eq!(secretary.get(href).await.bytes, bytes.as_bytes());
    house
        .db
        .housekeeping("test", &(), async |tx: &mut Tx, (): &()| {
            let swap = sql!(
                "UPDATE kernel_file_chunk SET body = (SELECT o.body FROM kernel_file_chunk o \
                 WHERE o.file_id = kernel_file_chunk.file_id AND o.no = $1) WHERE no = $2"
            );
            tx.execute(bind!(swap, 1_i64, 0_i64)).await.map(drop)
        })
        .await
        .map_err(|fault: zhibu_kernel::Fault| fault)
        .unwrap();
    let reply = secretary.get(href).await;
    assert_eq!(reply.status.as_u16(), 500, "a fault of ours, by its number");
    assert!(!reply.text.contains("CANARY"));
}
