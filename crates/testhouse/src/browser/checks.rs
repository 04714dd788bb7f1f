//! What is wrong with a page though it looks right.

use super::devtools::lock;
use super::page::{Page, State};
use serde_json::Value;
use std::fmt;

const AXE: &str = include_str!("../../vendor/axe-core/axe.min.js");

/// Success criteria of WCAG 2.2, levels A and AA.
const AXE_RUN: &str = "axe.run(document, {
    resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
}).then(found => found.violations.map(violation => ({
    rule: violation.id,
    help: violation.help,
    places: violation.nodes.map(node => node.html),
})))";

/// Each element that sticks out to the right or left and that nothing lets the reader
/// scroll to by itself; only the outermost of each nest.
const OVERFLOWS: &str = "(() => {
    const root = document.documentElement;
    const width = root.clientWidth;
    const held = e => {
        for (let up = e.parentElement; up && up !== document.body; up = up.parentElement) {
            if (getComputedStyle(up).overflowX !== 'visible') return true;
        }
        return false;
    };
    const out = [...document.body.querySelectorAll('*')].filter(e => {
        const box = e.getBoundingClientRect();
        if (box.width === 0 || box.height === 0 || !e.checkVisibility({ visibilityProperty: true })) return false;
        return (box.right > width + 1 || box.left + scrollX < -1 && box.right > 0) && !held(e);
    });
    const outermost = out.filter(e => !out.some(other => other !== e && other.contains(e)));
    const told = outermost.map(e => e.outerHTML.slice(0, 160));
    if (!told.length && root.scrollWidth > width) told.push(`the page is ${root.scrollWidth} wide`);
    return told;
})()";

/// Something the browser complained of.
#[derive(Clone, Debug, PartialEq)]
pub enum Complaint {
    /// A script wrote an error to the console.
    Console(String),
    /// A script ended with an exception.
    Exception(String),
    /// The Content-Security-Policy forbade something.
    Policy(String),
    /// A part of the page (not the page itself) did not come.
    Request { url: String, why: String },
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Complaint::Console(text) => write!(f, "console: {text}"),
            Complaint::Exception(text) => write!(f, "exception: {text}"),
            Complaint::Policy(text) => write!(f, "policy: {text}"),
            Complaint::Request { url, why } => write!(f, "request: {url}: {why}"),
        }
    }
}

/// A rule of axe-core that the page breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Axe {
    /// The rule's id, as in `color-contrast`.
    pub rule: String,
    /// What it asks for, in English.
    pub help: String,
    /// The offending elements as HTML.
    pub places: Vec<String>,
}

impl Page {
    /// All complaints since the page was made.
    pub async fn complaints(&self) -> Vec<Complaint> {
        self.evaluate("0").await.ok(); // what was said before this answer has been heard
        lock(&self.heard.state).complaints.clone()
    }

    /// Forgets the complaints so far: for a test that provokes one.
    pub fn forgive(&self) {
        lock(&self.heard.state).complaints.clear();
    }

    /// The elements that make the page scroll sideways, as HTML; none on a good page.
    pub async fn overflows(&self) -> Vec<String> {
        strings(&self.eval(OVERFLOWS).await)
    }

    /// What axe-core finds against WCAG 2.2 A and AA; nothing on a good page. It measures a page
    /// that is all on the screen, because it takes what lies under a bar for too small.
    pub async fn axe(&self) -> Vec<Axe> {
        if self.eval("typeof axe").await == "undefined" {
            self.eval(&format!("{AXE};0")).await;
        }
        let found = self.while_tall(self.with_own_script(self.eval(AXE_RUN))).await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let found = found.as_array().expect("axe answers with a list").iter();
        found
            .map(|violation| Axe {
                rule: text(&violation["rule"]),
                help: text(&violation["help"]),
                places: strings(&violation["places"]),
            })
            .collect()
    }
}

fn strings(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten();
    texts.filter_map(Value::as_str).map(str::to_owned).collect()
}

impl State {
    /// Keeps complaints and downloads.
    pub(super) fn note(&mut self, method: &str, event: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let complaint = match method {
            "Runtime.consoleAPICalled" if event["type"] == "error" || event["type"] == "assert" => {
                let words = event["args"].as_array().into_iter().flatten();
                let words = words.map(|word| match &word["value"] {
                    Value::Null => text(&word["description"]),
                    Value::String(word) => word.clone(),
                    other => other.to_string(),
                });
                Complaint::Console(words.collect::<Vec<_>>().join(" "))
            }
            "Runtime.exceptionThrown" => {
                let details = &event["exceptionDetails"];
                Complaint::Exception(match details["exception"]["description"].as_str() {
                    Some(description) => description.to_owned(),
                    None => text(&details["text"]),
                })
            }
            // Failed requests come as events of their own.
            "Log.entryAdded"
                if event["entry"]["level"] == "error" && event["entry"]["source"] != "network" =>
            {
                let said = text(&event["entry"]["text"]);
                if event["entry"]["source"] == "security" {
                    Complaint::Policy(said)
                } else {
                    Complaint::Console(said)
                }
            }
            "Network.requestWillBeSent" => {
                self.requests.insert(text(&event["requestId"]), text(&event["request"]["url"]));
                return;
            }
            "Network.responseReceived" if event["type"] != "Document" => {
                match event["response"]["status"].as_u64() {
                    Some(status) if status >= 400 => {
                        Complaint::Request { url: text(&event["response"]["url"]), why: status.to_string() }
                    }
                    _ => return,
                }
            }
            "Network.loadingFailed" => {
                let url = self.requests.remove(&text(&event["requestId"])).unwrap_or_default();
                // Blocked by policy is told by the policy; a page left early is nobody's fault.
                if event["canceled"] == true || event["blockedReason"] == "csp" {
                    return;
                }
                Complaint::Request { url, why: text(&event["errorText"]) }
            }
            "Network.loadingFinished" => {
                self.requests.remove(&text(&event["requestId"]));
                return;
            }
            "Page.downloadWillBegin" => {
                self.suggested.insert(text(&event["guid"]), text(&event["suggestedFilename"]));
                return;
            }
            "Page.downloadProgress" if event["state"] == "completed" => {
                self.downloaded.push(text(&event["guid"]));
                return;
            }
            _ => return,
        };
        self.complaints.push(complaint);
    }
}
