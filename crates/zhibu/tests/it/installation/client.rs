//! A browser without pages: requests over the network, in clear or by TLS, with cookies.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// What a request was answered.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) text: String,
    location: Option<String>,
}

impl Answer {
    /// It leads to another page.
    pub(super) fn leads_on(&self) {
        assert!(self.status == 303 && self.location.is_some(), "{}: {}", self.status, self.text);
    }
}

/// The value of a hidden field.
pub(super) fn hidden(answer: &Answer, name: &str) -> String {
    set_value(answer, &format!("name=\"{name}\""))
}

/// The value that follows a mark in a page.
pub(super) fn set_value(answer: &Answer, mark: &str) -> String {
    let at = answer.text.find(mark).unwrap_or_else(|| panic!("no {mark}: {}", answer.text));
    let (_, rest) = answer.text[at..].split_once("value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

pub(super) struct Client {
    address: String,
    tls: Option<Arc<ClientConfig>>,
    cookies: BTreeMap<String, String>,
}

trait Wire: Read + Write {}
impl<S: Read + Write> Wire for S {}

/// A request of which the server waits for the body.
pub(super) struct UnderWay {
    wire: Box<dyn Wire>,
    body: String,
}

impl Client {
    pub(super) fn plain(address: &str) -> Self {
        Self { address: address.to_owned(), tls: None, cookies: BTreeMap::new() }
    }

    /// Trusts the certificate of the tests and no other.
    pub(super) fn over_tls(address: &str) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(include_bytes!("localhost.pem")).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { tls: Some(Arc::new(config)), ..Self::plain(address) }
    }

    pub(super) fn forget(&mut self) {
        self.cookies.clear();
    }

    pub(super) fn get(&mut self, path: &str) -> Answer {
        let mut wire = self.send(&format!("GET {path} HTTP/1.1"), "");
        self.hear(&mut wire)
    }

    pub(super) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form(fields);
        let mut wire = self.send(&post_head(path, &body), &body);
        self.hear(&mut wire)
    }

    /// Sends the head of a form, and waits until the server asks for the body.
    pub(super) fn begin_post(&mut self, path: &str, fields: &[(&str, &str)]) -> UnderWay {
        let body = form(fields);
        let head = format!("{}\r\nExpect: 100-continue", post_head(path, &body));
        let mut wire = self.send(&head, "");
        let mut asked = [0; 25];
        wire.read_exact(&mut asked).unwrap();
        assert_eq!(String::from_utf8_lossy(&asked), "HTTP/1.1 100 Continue\r\n\r\n");
        UnderWay { wire, body }
    }

    fn send(&self, head: &str, body: &str) -> Box<dyn Wire> {
        let stream = TcpStream::connect(&self.address).unwrap();
        let mut wire: Box<dyn Wire> = match &self.tls {
            Some(config) => {
                let name = ServerName::try_from("localhost").unwrap();
                Box::new(StreamOwned::new(ClientConnection::new(Arc::clone(config), name).unwrap(), stream))
            }
            None => Box::new(stream),
        };
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        write!(
            wire,
            "{head}\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookies}\r\n\
             Connection: close\r\n\r\n{body}"
        )
        .unwrap();
        wire.flush().unwrap();
        wire
    }

    fn hear(&mut self, wire: &mut Box<dyn Wire>) -> Answer {
        let (head, answer) = read(wire);
        for line in head.lines().filter(|line| line.to_ascii_lowercase().starts_with("set-cookie:")) {
            let (name, value) = line["set-cookie:".len()..].trim().split_once('=').unwrap();
            let value = value.split(';').next().unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }
}

impl UnderWay {
    /// Sends the body and hears the answer.
    pub(super) fn finish(mut self) -> Answer {
        self.wire.write_all(self.body.as_bytes()).unwrap();
        self.wire.flush().unwrap();
        read(&mut self.wire).1
    }
}

fn read(wire: &mut Box<dyn Wire>) -> (String, Answer) {
    let mut bytes = Vec::new();
    // A server that closes without the good-bye of TLS has still sent the whole answer, whose
    // length the head tells.
    if let Err(error) = wire.read_to_end(&mut bytes) {
        assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof, "{error}");
    }
    let whole = String::from_utf8(bytes).unwrap();
    let (head, text) = whole.split_once("\r\n\r\n").unwrap_or((&whole, ""));
    let status =
        head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_else(|| panic!("{head}"));
    let location = head.lines().find_map(|line| line.strip_prefix("location: ")).map(str::to_owned);
    (head.to_owned(), Answer { status, text: text.to_owned(), location })
}

fn post_head(path: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}",
        body.len()
    )
}

fn form(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect::<String>()
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    pairs.join("&")
}
