//! GB 11643-1999: the published vectors and every way to get a number wrong.

use jiff::civil::date;
use zhibu_rules::citizen_id::{CitizenId, CitizenIdError as E, DatePart, Mismatch, clean};
use zhibu_rules::codes::Sex;
use zhibu_rules::rule::Outcome;

#[test]
fn numbers_are_read() {
    let check = |written: &str, id: &str, cleaned: bool, converted: bool| {
        let read = CitizenId::read(written).expect(written);
        assert_eq!((read.id.as_str(), read.cleaned, read.converted), (id, cleaned, converted), "{written}");
    };
    check("11010519491231002X", "11010519491231002X", false, false);
    check("440524198801010011", "440524198801010011", false, false);
    check("110101199003070011", "110101199003070011", false, false);
    check("320102198506150022", "320102198506150022", false, false);
    check("650100200002290033", "650100200002290033", false, false); // leap day
    check("370100196710081236", "370100196710081236", false, false);
    check("11010519491231002x", "11010519491231002X", true, false);
    check(" 110105 19491231 002X\u{3000}", "11010519491231002X", true, false);
    check("110105-19491231-002X", "11010519491231002X", true, false);
    check("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X", true, false);
    check("11010519491231002Ⅹ", "11010519491231002X", true, false);
    check("11010519491231002×", "11010519491231002X", true, false);
    check("'370100196710081236", "370100196710081236", true, false);
    check("110105491231002", "11010519491231002X", false, true);
    check("370100 671008 123", "370100196710081236", true, true);
}

#[test]
fn wrong_numbers_say_what_is_wrong() {
    let check = |written: &str, expected: E| {
        assert_eq!(CitizenId::read(written).expect_err(written), expected, "{written}");
    };
    check("", E::Empty);
    check(" \u{3000} ", E::Empty);
    check("370100196710081235", E::CheckDigit { expected: '6', found: '5' });
    check("110105194912310021", E::CheckDigit { expected: 'X', found: '1' });
    check("500104197902290010", E::BirthDate(DatePart::Day { day: 29, last: 28 }));
    check("37010019671008123", E::Length { found: 17 });
    check("3701001967100812366", E::Length { found: 19 });
    check("37010O196710081236", E::Character { position: 6, found: 'O' });
    check("37010019671008123Y", E::Character { position: 18, found: 'Y' });
    check("37010019671008123赵", E::Character { position: 18, found: '赵' });
    check("3.70100196710081E+17", E::DigitsLost);
    check("370100196710081000", E::DigitsLost);
    check("110105491331002", E::BirthDate(DatePart::Month(13)));
    check("11010549123100X", E::Character { position: 15, found: 'X' });
}

#[test]
fn dates_inside_synthetic_numbers_are_judged() {
    let check = |first17: &str, part: DatePart| {
        assert_eq!(CitizenId::with_check_digit(first17), Err(E::BirthDate(part)), "{first17}");
    };
    check("99999918691231002", DatePart::Year(1869));
    check("99999900001231002", DatePart::Year(0));
    check("99999919850015002", DatePart::Month(0));
    check("99999919851315002", DatePart::Month(13));
    check("99999919850431002", DatePart::Day { day: 31, last: 30 });
    check("99999919000229002", DatePart::Day { day: 29, last: 28 });
    check("99999920000200002", DatePart::Day { day: 0, last: 29 });
}

#[test]
fn a_number_tells_birth_sex_and_region() {
    let check = |id: &str, birth, sex, province: Option<&str>| {
        let id = CitizenId::parse(id).expect(id);
        assert_eq!(id.birth_day(), birth);
        assert_eq!(id.sex(), sex);
        assert_eq!(id.province().map(|entry| entry.zh), province);
    };
    check("11010519491231002X", date(1949, 12, 31), Sex::Female, Some("北京市"));
    check("440524198801010011", date(1988, 1, 1), Sex::Male, Some("广东省"));
    check("650100200002290033", date(2000, 2, 29), Sex::Male, Some("新疆维吾尔自治区"));

    let nobody = CitizenId::with_check_digit("99999919720314124").expect("a possible date");
    assert_eq!(nobody.region(), "999999");
    assert_eq!(nobody.province(), None);
    assert_eq!(CitizenId::parse(nobody.as_str()), Ok(nobody));
}

#[test]
fn every_single_wrong_digit_is_found() {
    let right = "110101199003070011";
    for at in 0..18 {
        for digit in '0'..='9' {
            let mut wrong: Vec<char> = right.chars().collect();
            wrong[at] = digit;
            let wrong: String = wrong.into_iter().collect();
            assert_eq!(CitizenId::parse(&wrong).is_ok(), wrong == right, "{wrong}");
        }
    }
}

#[test]
fn masks_and_never_leaks() {
    let id = CitizenId::parse("11010519491231002X").expect("a standard vector");
    assert_eq!(id.masked(), "110105********002X");
    assert_eq!(format!("{id:?}"), "110105********002X");
}

#[test]
fn clean_tells_whether_it_changed_anything() {
    assert!(!clean("11010519491231002X").changed);
    assert!(clean("11010519491231002X ").changed);
}

#[test]
fn a_record_that_differs_is_a_warning() {
    let id = CitizenId::parse("440524198801010011").expect("a standard vector");
    assert!(id.mismatches(Some(date(1988, 1, 1)), Some(Sex::Male)).is_empty());
    assert!(id.mismatches(None, Some(Sex::Unknown)).is_empty());

    let found = id.mismatches(Some(date(1987, 1, 1)), Some(Sex::Female));
    assert!(found.iter().all(|finding| finding.outcome == Outcome::Warn));
    assert_eq!(
        found.into_iter().map(|finding| finding.detail).collect::<Vec<_>>(),
        [
            Mismatch::Birth { by_id: date(1988, 1, 1), recorded: date(1987, 1, 1) },
            Mismatch::Sex { by_id: Sex::Male, recorded: Sex::Female },
        ]
    );
}
