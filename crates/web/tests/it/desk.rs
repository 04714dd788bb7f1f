//! The desk: a refusal tells, a fault hides, a form comes back with everything typed and acts
//! once.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Fault, Read, Refuse, Tx, setting};
use zhibu_testhouse::House;
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{ErrorSummary, Field};
use zhibu_web::refusal::{Refusal, Told};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, Room, T};

/// A room of one form: the number of a bell, which must not be 13.
pub fn room() -> Room {
    Room {
        name: "bell",
        steps: &[],
        pages,
        menu: |_, _| Vec::new(),
        foot: |_| Vec::new(),
        jobs: Vec::new,
        texts: &[],
    }
}

fn pages() -> Pages {
    Pages::new().get("/bell", "public", show).post("/bell", "public", ring).get("/broken", "public", broken)
}

#[derive(Template)]
#[template(
    source = r#"{% if let Some(s) = self.summary() %}{{ s }}{% endif %}<form method="post" action="/bell"><input type="hidden" name="_key" value="{{ entered.key }}">{{ self.number() }}<p>rung {{ rung }}</p></form>"#,
    ext = "html"
)]
struct Bell<'a> {
    t: &'a T,
    entered: &'a Entered,
    rung: i64,
}

impl Bell<'_> {
    fn summary(&self) -> Option<ErrorSummary> {
        self.entered.summary(self.t)
    }

    fn number(&self) -> Field {
        Field::text("number", "Number")
            .value(self.entered.value("number", ""))
            .error(self.entered.error(self.t, "number"))
    }
}

struct Ring {
    number: String,
}

impl FromForm for Ring {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self { number: fields.required("number") }
    }
}

#[derive(Debug, thiserror::Error)]
enum NotRung {
    #[error("the number is unlucky")]
    Unlucky,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refuse for NotRung {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Unlucky => None,
        }
    }
}

impl Refusal for NotRung {
    fn told(&self) -> Told {
        Told::at("number", "field-not-a-day")
    }
}

async fn page(desk: &Desk, entered: Entered) -> Result<Page, NotRung> {
    let rung = desk
        .read(&(), async |read: &mut Read, (): &()| {
            setting::get::<i64>(read, "rung").await.map_err(NotRung::from)
        })
        .await?;
    Ok(Page::new("Bell", &Bell { t: &desk.t, entered: &entered, rung: rung.unwrap_or(0) }))
}

async fn show(desk: Desk) -> Response {
    let blank = desk.blank();
    desk.show(page(&desk, blank).await)
}

async fn ring(desk: Desk, form: Form<Ring>) -> Response {
    let changed = desk
        .change(&form, async |tx: &mut Tx, ring: &Ring| {
            if ring.number == "13" {
                return Err(NotRung::Unlucky);
            }
            let rung: i64 = setting::get(tx, "rung").await?.unwrap_or(0);
            setting::set(tx, "rung", &(rung + 1)).await?;
            tx.audit(&Entry::did("bell.bell.ring")).await?;
            Ok(Done::to("/bell").said("undo"))
        })
        .await;
    desk.answer(changed, &form, async |entered| page(&desk, entered).await).await
}

async fn broken(desk: Desk) -> Response {
    desk.refuse(&Fault::Invariant("the cellar is under water".into()))
}

#[zhibu_testhouse::test]
async fn decision_11_a_refusal_tells_and_a_fault_hides(house: House) {
    let mut visitor = house.passer_by();
    let refused = visitor.post("/bell", &[("number", "13")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.refuses("这不是一个日期");
    assert!(refused.text.contains(r#"value="13""#), "what was typed is gone: {}", refused.text);
    visitor.post("/bell", &[("number", " ")]).await.refuses("这一项要填");

    let fault = visitor.get("/broken").await;
    assert_eq!(fault.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!fault.text.contains("cellar"), "the cause is shown: {}", fault.text);
    assert!(fault.text.contains("编号"));
}

#[zhibu_testhouse::test]
async fn a_form_that_is_sent_twice_acts_once(house: House) {
    let mut visitor = house.passer_by();
    for _ in 0..2 {
        visitor.post("/bell", &[("_key", "one"), ("number", "7")]).await.succeeds();
    }
    visitor.get("/bell").await.shows("rung 1");
    let other = visitor.post("/bell", &[("_key", "one"), ("number", "8")]).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    visitor.post("/bell", &[("_key", "two"), ("number", "8")]).await.succeeds();
    visitor.get("/bell").await.shows("rung 2");
}

#[zhibu_testhouse::test(sqlite)]
async fn decision_12_a_page_is_html_and_needs_no_script(house: House) {
    let reply = house.passer_by().get("/bell").await;
    reply.shows(r#"method="post" action="/bell""#);
    for inline in ["style=\"", "onclick=", "<script>", "javascript:"] {
        assert!(!reply.text.contains(inline), "{inline}");
    }
}

#[zhibu_testhouse::test(sqlite)]
async fn a_form_from_another_site_is_not_taken(house: House) {
    let router = house.router();
    let request = axum::http::Request::post("/bell")
        .header("host", "localhost")
        .header("origin", "https://elsewhere.example")
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from("number=7"))
        .expect("a request");
    let response = tower::ServiceExt::oneshot(router, request).await.expect("an answer");
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    house.passer_by().get("/bell").await.shows("rung 0");
}

#[zhibu_testhouse::test(sqlite)]
async fn a_view_is_remembered_and_leads_back_to_us_only(house: House) {
    let mut visitor = house.passer_by();
    let to = visitor.post("/view", &[("set", "view:elderly"), ("back", "/bell")]).await.succeeds().to_owned();
    assert_eq!(to, "/bell");
    visitor.get("/bell").await.shows(r#"data-view="elderly""#);
    for elsewhere in ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"] {
        assert_eq!(visitor.post("/view", &[("set", "x"), ("back", elsewhere)]).await.succeeds(), "/");
    }
}
