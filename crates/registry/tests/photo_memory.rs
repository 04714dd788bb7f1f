//! The memory that photos take. A program of its own: what is measured is the whole process, and
//! other tests would add theirs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use zhibu_testhouse::House;

#[path = "it/sample.rs"]
#[expect(dead_code, reason = "most of it is for the other tests")]
mod sample;
use sample::{county, day, enter, key, member};

/// The rooms of these tests' houses.
fn rooms() -> Vec<zhibu_web::Room> {
    vec![zhibu_access::room(), zhibu_registry::room()]
}

#[zhibu_testhouse::test(sqlite)]
async fn twenty_large_photos_at_once_take_the_memory_of_one(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let secretary = county.secretary(&house).await;
    let upload = format!("/people/{}/photo", person.id);
    let mut out = Cursor::new(Vec::new());
    // 24 million pixels: 72 MB when it is open.
    RgbImage::new(6_000, 4_000).write_to(&mut out, ImageFormat::Jpeg).unwrap();
    let bytes = out.into_inner();
    let before = peak();
    let many: Vec<_> = (0..20)
        .map(|_| {
            let (mut visitor, upload, bytes) = (secretary.clone(), upload.clone(), bytes.clone());
            tokio::spawn(async move {
                visitor.upload(&upload, &[("_key", &key())], ("file", "a.jpg", &bytes)).await.succeeds();
            })
        })
        .collect();
    for one in many {
        one.await.unwrap();
    }
    let grown = peak() - before;
    assert!(grown < 300 << 20, "grew by {} MB", grown >> 20);
}

/// The most memory that this process ever held: bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
}
