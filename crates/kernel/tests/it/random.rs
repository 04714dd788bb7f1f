use std::collections::HashSet;

use zhibu_kernel::random;

#[test]
fn no_two_draws_are_the_same() {
    let tokens: HashSet<_> = (0..1000).map(|_| random::token().to_string()).collect();
    let keys: HashSet<_> = (0..1000).map(|_| random::bytes::<16>()).collect();
    assert_eq!((tokens.len(), keys.len()), (1000, 1000));
}

#[test]
fn a_token_is_safe_in_an_address() {
    let token = random::token();
    assert_eq!(token.len(), 43);
    assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
}

#[test]
fn a_code_uses_every_digit_and_keeps_its_length() {
    let codes: Vec<_> = (0..1000).map(|_| random::code(6)).collect();
    assert!(codes.iter().all(|code| code.len() == 6));
    // That one of ten digits misses in 6,000 draws has a chance of 10^-273.
    let digits: HashSet<_> = codes.iter().flat_map(|code| code.bytes()).collect();
    assert_eq!(digits, (b'0'..=b'9').collect());
}

#[test]
fn an_activation_code_has_no_look_alikes() {
    let codes: Vec<_> = (0..1000).map(|_| random::activation_code()).collect();
    assert!(codes.iter().all(|code| code.len() == 8));
    let letters: HashSet<_> = codes.iter().flat_map(|code| code.bytes()).collect();
    assert_eq!(letters, random::CLEAR_ALPHABET.iter().copied().collect());
    assert!(b"0O1IL2Z5S8BU".iter().all(|letter| !letters.contains(letter)));
}

#[test]
fn every_letter_has_the_same_chance() {
    let mut counts = [0.0; 24];
    for code in (0..10_000).map(|_| random::activation_code()) {
        for letter in code.bytes() {
            let place = random::CLEAR_ALPHABET.iter().position(|&clear| clear == letter);
            counts[place.unwrap()] += 1.0;
        }
    }
    // Taking a random byte modulo 24 would give about 180; fair draws give about 23, and more than
    // 120 with a chance below 10^-14.
    let expected = 80_000.0 / 24.0;
    let chi_square: f64 = counts.iter().map(|n| (n - expected) * (n - expected) / expected).sum();
    assert!(chi_square < 120.0, "{chi_square}");
}
