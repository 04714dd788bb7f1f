//! A client that keeps its connection: the least that can be asked with.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// One connection.
pub struct Client {
    stream: BufReader<TcpStream>,
    session: String,
}

impl Client {
    /// Connects; `session` is the secret of a session, or nothing.
    pub fn to(address: &str, session: &str) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        Self { stream: BufReader::with_capacity(64 * 1024, stream), session: session.to_owned() }
    }

    /// Asks for a page, and how long it took until its last byte was here.
    pub fn get(&mut self, path: &str) -> (Duration, u16, Vec<u8>) {
        let begun = Instant::now();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: session={}\r\n\r\n", self.session);
        self.stream.get_mut().write_all(request.as_bytes()).expect("the server reads");
        let (mut status, mut length, mut line) = (0, 0, String::new());
        loop {
            line.clear();
            self.stream.read_line(&mut line).expect("the server answers");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
                status = rest[..3].parse().expect("a status");
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().expect("a length");
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).expect("the whole page");
        (begun.elapsed(), status, body)
    }

    /// Asks for a page that must be there, and how long it took.
    pub fn time(&mut self, path: &str) -> Duration {
        let (took, status, body) = self.get(path);
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
        took
    }
}
