//! The only source of randomness: the operating system's generator.
//!
//! There is no seed to inject, in tests neither: a test states what holds for every outcome
//! (length, alphabet, that two draws differ) and feeds fixed bytes to functions that take them.
use zeroize::Zeroizing;

/// Letters and digits that nobody mistakes for one another, in print or in handwriting:
/// without 0 O, 1 I L, 2 Z, 5 S, 8 B and U (V).
pub const CLEAR_ALPHABET: &[u8; 24] = b"ACDEFGHJKMNPQRTVWXY34679";

/// `N` random bytes.
///
/// # Panics
/// When the operating system gives no randomness. Nothing may go on then: every key, token and
/// nonce after it would be guessable.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A secret for links, sessions and API tokens: 256 bits as 43 characters of base64url
/// (RFC 4648 section 5) without padding.
pub fn token() -> Zeroizing<String> {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    let secret = Zeroizing::new(bytes::<32>());
    Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(*secret))
}

/// A code of `digits` decimal digits, each value equally likely, leading zeros kept.
pub fn code(digits: usize) -> Zeroizing<String> {
    draw(b"0123456789", digits)
}

/// A code to be read off paper and typed: 8 characters of [`CLEAR_ALPHABET`], 36.7 bits. Enough
/// only together with an expiry and a limit of tries.
pub fn activation_code() -> Zeroizing<String> {
    draw(CLEAR_ALPHABET, 8)
}

/// `length` characters, each drawn from all of `alphabet` with equal chance.
fn draw(alphabet: &[u8], length: usize) -> Zeroizing<String> {
    // Bytes at or above the greatest multiple of the alphabet's length would favour its first
    // characters; they are drawn again.
    let fair = 256 - 256 % alphabet.len();
    let mut text = Zeroizing::new(String::with_capacity(length));
    while text.len() < length {
        let [byte] = bytes::<1>();
        let byte = usize::from(byte);
        if byte < fair {
            text.push(char::from(alphabet[byte % alphabet.len()]));
        }
    }
    text
}
