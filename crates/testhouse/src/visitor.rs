//! Somebody who asks for pages in-process: real requests, no network.

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use tower::ServiceExt as _;

use crate::house::PASSWORD;

/// A browser's half of the talk: it remembers cookies and nothing else.
#[derive(Clone)]
pub struct Visitor {
    router: Router,
    cookies: Vec<(String, String)>,
    address: Option<SocketAddr>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub bytes: Vec<u8>,
    /// Its body as text.
    pub text: String,
    asked: String,
}

impl Visitor {
    pub(crate) fn new(router: Router) -> Self {
        Self { router, cookies: Vec::new(), address: None }
    }

    /// The same visitor at another address of the network.
    ///
    /// # Panics
    /// When it is no IP address.
    #[must_use]
    pub fn at(mut self, address: &str) -> Self {
        let address = address.parse().expect("an IP address");
        self.address = Some(SocketAddr::new(address, 40_000));
        self
    }

    /// A cookie that this visitor holds.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find_map(|(known, value)| (known == name).then_some(value.as_str()))
    }

    /// Takes a cookie, as one that somebody planted.
    pub fn take_cookie(&mut self, name: &str, value: &str) {
        self.remember(&format!("{name}={value}"));
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Reply {
        self.ask(Method::GET, path, Body::empty(), None).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = fields
            .iter()
            .map(|(name, value)| {
                format!("{}={}", zhibu_web::desk::percent(name), zhibu_web::desk::percent(value))
            })
            .collect::<Vec<_>>()
            .join("&");
        self.ask(Method::POST, path, Body::from(body), Some("application/x-www-form-urlencoded")).await
    }

    /// Sends a form with a file in it.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Reply {
        const EDGE: &str = "the-edge-of-a-part";
        let mut body = Vec::new();
        for (name, value) in fields {
            let part =
                format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let (name, file_name, bytes) = file;
        let head = format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={EDGE}");
        self.ask(Method::POST, path, Body::from(body), Some(&kind)).await
    }

    /// Signs in by password.
    ///
    /// # Panics
    /// When the house does not let them in.
    pub async fn sign_in(&mut self, user_name: &str) {
        self.post("/sign-in/password", &[("user", user_name), ("password", PASSWORD)]).await.succeeds();
    }

    async fn ask(&mut self, method: Method, path: &str, body: Body, kind: Option<&str>) -> Reply {
        let mut request = Request::builder().method(method.clone()).uri(path).header("host", "localhost");
        if method == Method::POST {
            request = request.header("origin", "http://localhost").header("sec-fetch-site", "same-origin");
        }
        if let Some(kind) = kind {
            request = request.header(CONTENT_TYPE, kind);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, pairs.join("; "));
        }
        let mut request = request.body(body).expect("the request is well-formed");
        if let Some(address) = self.address {
            request.extensions_mut().insert(ConnectInfo(address));
        }
        let response = self.router.clone().oneshot(request).await.expect("a router always answers");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            self.remember(cookie.to_str().expect("cookies are ASCII"));
        }
        let bytes = to_bytes(body, usize::MAX).await.expect("the body arrives");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("class=&#34;"), "{method} {path} writes our own HTML out as text: {text}");
        Reply {
            status: parts.status,
            headers: parts.headers,
            text,
            bytes: bytes.into(),
            asked: format!("{method} {path}"),
        }
    }

    fn remember(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        self.cookies.retain(|(known, _)| known != name);
        if !attributes.contains("Max-Age=0") {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

impl Reply {
    /// The page is there.
    ///
    /// # Panics
    /// When it is not.
    pub fn shows(&self, text: &str) -> &Self {
        assert_eq!(self.status, StatusCode::OK, "{}: {}", self.asked, self.text);
        assert!(self.text.contains(text), "{} does not show {text:?}: {}", self.asked, self.text);
        self
    }

    /// The page is there without a text.
    ///
    /// # Panics
    /// When it is not there, or shows the text.
    pub fn hides(&self, text: &str) -> &Self {
        assert_eq!(self.status, StatusCode::OK, "{}: {}", self.asked, self.text);
        assert!(!self.text.contains(text), "{} shows {text:?}", self.asked);
        self
    }

    /// The form was taken: on to another page, whose address this answers.
    ///
    /// # Panics
    /// When it was not.
    pub fn succeeds(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}: {}", self.asked, self.text);
        let to = self.leads_to();
        assert!(!to.starts_with("/sign-in?") && !to.starts_with("/confirm?"), "{} leads to {to}", self.asked);
        to
    }

    /// The form came back with a sentence.
    ///
    /// # Panics
    /// When it was taken, or says something else.
    pub fn refuses(&self, sentence: &str) -> &Self {
        assert!(self.status.is_client_error(), "{}: {} {}", self.asked, self.status, self.text);
        assert!(self.text.contains(sentence), "{} does not say {sentence:?}: {}", self.asked, self.text);
        self
    }

    /// There is no such page for this visitor.
    ///
    /// # Panics
    /// When there is.
    pub fn is_missing(&self) -> &Self {
        assert_eq!(self.status, StatusCode::NOT_FOUND, "{}: {}", self.asked, self.text);
        self
    }

    /// The page is not for this visitor's role.
    ///
    /// # Panics
    /// When it is.
    pub fn is_forbidden(&self) -> &Self {
        assert_eq!(self.status, StatusCode::FORBIDDEN, "{}: {}", self.asked, self.text);
        self
    }

    /// The visitor must sign in first.
    ///
    /// # Panics
    /// When not.
    pub fn wants_sign_in(&self) -> &Self {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}: {}", self.asked, self.text);
        assert!(self.leads_to().starts_with("/sign-in?"), "{} leads to {}", self.asked, self.leads_to());
        self
    }

    /// Where the answer leads.
    #[must_use]
    pub fn leads_to(&self) -> &str {
        self.headers.get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("")
    }
}
