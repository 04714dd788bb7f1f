//! What the courier promises.

use uuid::Uuid;
use zhibu_courier::channel::Channel;
use zhibu_courier::message::{Message, Purpose, hand_on};
use zhibu_testhouse::{House, Room};

fn rooms() -> Vec<Room> {
    vec![zhibu_courier::room()]
}

fn message() -> Message {
    Message {
        id: Uuid::from_u128(1),
        purpose: Purpose::SignInCode,
        mobile: "13900000521".into(),
        text: "验证码 123456".into(),
    }
}

#[zhibu_testhouse::test]
async fn a_message_is_handed_on_once(house: House) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("messages.jsonl");
    let channel = Channel::file(path.clone());
    for _ in 0..2 {
        hand_on(&house.db, &channel, &message()).await.expect("the file takes it");
    }
    let lines = std::fs::read_to_string(path).expect("the file is there");
    assert_eq!(lines.lines().count(), 1);
    assert!(lines.contains("13900000521") && lines.contains("验证码 123456"));
}

#[zhibu_testhouse::test]
async fn a_message_that_no_channel_takes_is_tried_again(house: House) {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = Channel::file(folder.path().join("no").join("such").join("folder"));
    assert!(hand_on(&house.db, &nowhere, &message()).await.is_err());
    let path = folder.path().join("messages.jsonl");
    hand_on(&house.db, &Channel::file(path.clone()), &message()).await.expect("the file takes it");
    assert!(path.exists());
}
