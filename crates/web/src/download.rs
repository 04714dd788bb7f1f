//! Files on their way out, chunk by chunk. A browser keeps none of them, guesses nothing about
//! them, and runs nothing in them.

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use zhibu_kernel::Fault;
use zhibu_kernel::file::Outgoing;

/// What a file may do where a browser opens it after all: nothing.
const INERT: &str = "default-src 'none'; sandbox";

/// A file to be kept under a name: never shown within a page of ours.
#[must_use]
pub fn attachment(outgoing: Outgoing, media: &str, name: &str) -> Response {
    sent(
        outgoing,
        media,
        &format!("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain(name), encoded(name)),
    )
}

/// A picture that a page of ours shows: of our own making, never as it came.
#[must_use]
pub fn picture(outgoing: Outgoing, media: &str) -> Response {
    sent(outgoing, media, "inline")
}

fn sent(outgoing: Outgoing, media: &str, disposition: &str) -> Response {
    let headers = [
        (CONTENT_TYPE, media.to_owned()),
        (CONTENT_DISPOSITION, disposition.to_owned()),
        (CONTENT_LENGTH, outgoing.file().size.to_string()),
        (CONTENT_SECURITY_POLICY, INERT.to_owned()),
    ];
    let id = outgoing.file().id;
    // The answer is under way: the connection breaks, and the browser says that it is not whole.
    let log = move |fault: &Fault| tracing::error!(%fault, file = %id, "a file could not be read to its end");
    let body = Body::from_stream(outgoing.stream(log));
    (headers, body).into_response()
}

/// The name for browsers that read ASCII only.
fn plain(name: &str) -> String {
    let safe =
        |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' };
    name.chars().map(safe).collect()
}

/// The name in full (RFC 8187, section 3.2.1).
fn encoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        let name = "申请\"; x=\r\n.pdf";
        assert_eq!(plain(name), "____ x___.pdf");
        assert_eq!(encoded(name), "%E7%94%B3%E8%AF%B7%22%3B%20x%3D%0D%0A.pdf");
    }
}
