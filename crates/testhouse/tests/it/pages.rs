//! A small site with something of everything.

use axum::Router;
use axum::extract::{Multipart, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use std::collections::BTreeMap;

pub fn site() -> Router {
    Router::new()
        .route("/", get(|| async { page(HOME) }))
        .route("/saved", get(saved))
        .route("/uploaded", post(uploaded))
        .route("/list.csv", get(list))
        .route("/late.js", get(|| async { ([(CONTENT_TYPE, "text/javascript")], LATE) }))
        .route("/bad.js", get(|| async { ([(CONTENT_TYPE, "text/javascript")], BAD) }))
        .route("/bad", get(bad))
        .route("/nothing", get(|| async { StatusCode::NO_CONTENT }))
        .route("/wide", get(|| async { page(WIDE) }))
        .route("/cookie", get(cookie))
        .route("/passkey", get(|| async { page("<h1>Passkey</h1>") }))
}

fn page(body: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"zh-CN\"><head><title>页</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <link rel=\"icon\" href=\"data:,\"></head><body><main>{body}</main></body></html>"
    ))
}

/// The script adds a button that can be pressed only when an answer has come.
const HOME: &str = r##"
<h1>成员</h1>
<form action="/saved">
  <label for="name">姓名 <small>必填</small></label> <input id="name" name="name" value="旧">
  <label>支部 <select name="branch"><option value="1">第一支部</option><option value="2">第二支部</option></select></label>
  <label>日期 <input type="date" name="day"></label>
  <input type="checkbox" id="agree" name="agree" style="opacity:0;width:1px;height:1px">
  <label for="agree">同意</label>
  <textarea name="note" aria-label="备注"></textarea>
  <button>保存</button>
</form>
<form action="/uploaded" method="post" enctype="multipart/form-data">
  <label>名册 <input type="file" name="roster"></label>
  <button>上传</button>
</form>
<a href="/list.csv">导出</a> <a href="#below">往下</a> <a href="/nothing">无</a>
<p>深色：<span id="scheme"></span></p>
<p id="below"></p>
<script src="/late.js" defer></script>"##;

const LATE: &str = r#"
const seen = () => document.querySelector('#scheme').textContent =
    matchMedia('(prefers-color-scheme: dark)').matches ? '是' : '否';
matchMedia('(prefers-color-scheme: dark)').onchange = seen;
seen();
addEventListener('keydown', event => {
    if (event.ctrlKey && event.key === 'k') document.querySelector('h1').textContent = '搜索';
});
const button = document.createElement('button');
button.textContent = '稍后';
button.disabled = true;
button.onclick = () => button.replaceWith('来了');
document.body.append(button);
fetch('/list.csv').then(() => button.disabled = false);"#;

const BAD: &str = "console.error('坏', 7); undefined.x;";

const WIDE: &str = r#"
<div style="width:2000px">太宽</div>
<div style="overflow-x:auto"><table style="width:3000px"><tr><td>可滚动</td></tr></table></div>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">"#;

/// Shows what came.
async fn saved(Query(form): Query<BTreeMap<String, String>>) -> Html<String> {
    let lines = form.iter().map(|(key, value)| format!("<li>{key}={value}</li>"));
    page(&format!("<h1>已保存</h1><ul>{}</ul>", lines.collect::<String>()))
}

async fn uploaded(mut form: Multipart) -> Html<String> {
    let field = form.next_field().await.expect("a form").expect("a field");
    let name = field.file_name().expect("a file").to_owned();
    page(&format!("<h1>{name}: {}</h1>", field.text().await.expect("a text")))
}

async fn list() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "text/csv"), (CONTENT_DISPOSITION, "attachment; filename=\"members.csv\"")];
    (headers, "姓名\n甲\n")
}

async fn bad() -> impl IntoResponse {
    let policy = "script-src 'self'; style-src 'self'";
    let body = "<p style=\"color:red\">坏</p><img alt=\"无\" src=\"/missing.png\">\
                <script src=\"/bad.js\"></script>";
    (StatusCode::NOT_FOUND, [(CONTENT_SECURITY_POLICY, policy)], page(body))
}

async fn cookie(headers: HeaderMap) -> impl IntoResponse {
    let known = headers.contains_key("cookie");
    ([(SET_COOKIE, "seen=1")], page(if known { "又来了" } else { "初次" }))
}
