//! Names and telephone numbers as people write them.

use zhibu_rules::name::{NameError, PersonName, matching_key};
use zhibu_rules::phone::{Phone, PhoneError as E};

#[test]
fn writings_of_one_name_have_one_key() {
    let check = |left: &str, right: &str, same: bool| {
        assert_eq!(matching_key(left) == matching_key(right), same, "{left} / {right}");
    };
    check("王 芳", "王芳", true);
    check("王\u{3000}芳", "王芳", true);
    check("王\u{200b}芳 ", "王芳", true);
    for dot in ["•", "‧", "．", ".", "・", "･", "∙", "⋅", " · "] {
        check(&format!("阿不都{dot}买买提"), "阿不都·买买提", true);
    }
    check("Ｊohn Ｓmith", "JOHN SMITH", true);
    check("阿不都买买提", "阿不都·买买提", false);
    check("王芳", "王方", false);
}

#[test]
fn a_name_stays_as_written() {
    let name = PersonName::new("阿不都 • 买买提").expect("a name");
    assert_eq!(name.as_written(), "阿不都 • 买买提");
    assert_eq!(name.matching_key(), "阿不都·买买提");
    for written in ["王芳", "O'Neill", "Anne-Marie", "李〇", "㛃"] {
        assert!(PersonName::new(written).is_ok(), "{written}");
    }
}

#[test]
fn what_is_no_name_says_why() {
    let check = |written: &str, expected| {
        assert_eq!(PersonName::new(written), Err(expected), "{written}");
    };
    check("", NameError::Empty);
    check(" \u{3000}", NameError::Empty);
    check("·", NameError::Empty);
    check("王芳2", NameError::Character { position: 3, found: '2' });
    check("王芳（小）", NameError::Character { position: 3, found: '（' });
    check("=王芳", NameError::Character { position: 1, found: '=' });
}

#[test]
fn phones_are_read() {
    let check = |written: &str, normal: &str, masked: &str| {
        let phone = Phone::parse(written).expect(written);
        assert_eq!((phone.normal().as_str(), phone.masked().as_str()), (normal, masked));
        assert_eq!(Phone::parse(&phone.normal()).as_ref(), Ok(&phone), "{written}");
    };
    for written in [
        "13812345678",
        " 138 1234 5678 ",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "+8613812345678",
        "+86 138 1234 5678",
        "(+86)13812345678",
        "0086-13812345678",
        "013812345678",
        "13812345678/",
    ] {
        check(written, "13812345678", "138****5678");
    }
    for written in ["0571-87654321", "057187654321", "(0571)87654321", "+86 571 8765 4321"] {
        check(written, "0571-87654321", "0571-****4321");
    }
    check("010-65251234", "010-65251234", "010-****1234");
    check("02865251234", "028-65251234", "028-****1234");
    check("0891-6325123", "0891-6325123", "0891-****5123");
    check("0571-87654321-801", "0571-87654321-801", "0571-****4321");
    check("0891-6325123-801", "0891-6325123-801", "0891-****5123");
    check("0571-87654321转801", "0571-87654321-801", "0571-****4321");
}

#[test]
fn what_is_no_phone_says_why() {
    let check = |written: &str, expected: E| {
        assert_eq!(Phone::parse(written), Err(expected), "{written}");
    };
    check("", E::Empty);
    check(" / ", E::Empty);
    check("—", E::Empty);
    check("1.38123E+10", E::DigitsLost);
    check("13812345678/13987654321", E::Several(vec!["13812345678".into(), "13987654321".into()]));
    check("13812345678、0571-87654321", E::Several(vec!["13812345678".into(), "0571-87654321".into()]));
    check("无", E::Character { position: 1, found: '无' });
    check("1381234567a", E::Character { position: 11, found: 'a' });
    check("1381234567", E::MobileLength { found: 10 });
    check("138123456789", E::MobileLength { found: 12 });
    check("12812345678", E::MobilePrefix("12".into()));
    check("23812345678", E::MobilePrefix("23".into()));
    check("87654321", E::AreaCodeMissing);
    check("0571-876543", E::LocalLength { area: "0571".into(), found: 6 });
    check("0571-17654321", E::LocalPrefix { area: "0571".into(), first: '1' });
    check("+852 2345 6789", E::OtherCountry("85223456789".into()));
    check("123", E::Length { found: 3 });
}

#[test]
fn a_phone_never_leaks() {
    let phone = Phone::parse("13812345678").expect("a mobile number");
    assert_eq!(format!("{phone:?}"), "138****5678");
    assert!(phone.is_mobile());
}
