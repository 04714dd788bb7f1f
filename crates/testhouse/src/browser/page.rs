//! One page: opening, reading, waiting.

use super::Running;
use super::checks::Complaint;
use super::conditions::Conditions;
use super::devtools::{Broken, lock};
use base64::Engine;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// How long a person waits for anything; far more than it takes, since two cores may be
/// busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// After this the page is looked at again, even when nothing was heard of it.
const GLANCE: Duration = Duration::from_millis(50);

/// The size of a screen in CSS pixels, and whether it is a touch screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    pub width: u32,
    pub height: u32,
    pub touch: bool,
}

impl Viewport {
    pub const PHONE: Self = Self { width: 390, height: 844, touch: true };
    /// The narrowest screen that pages must fit.
    pub const NARROW: Self = Self { width: 360, height: 640, touch: true };
    pub const LAPTOP: Self = Self { width: 1440, height: 900, touch: false };
}

/// A page in a browser context of its own.
pub struct Page {
    pub(super) browser: Arc<Running>,
    pub(super) session: String,
    pub(super) heard: Arc<Heard>,
    pub(super) conditions: Mutex<Conditions>,
    pub(super) downloads: PathBuf,
    viewport: Viewport,
    patience: Duration,
}

/// What the page's events said so far.
#[derive(Default)]
pub(super) struct Heard {
    pub state: Mutex<State>,
    pub changed: Notify,
}

#[derive(Default)]
pub(super) struct State {
    frame: String,
    /// An act has asked for another document; nothing has set out yet.
    requested: bool,
    /// The main frame is on its way to another document.
    loading: bool,
    /// Documents whose load event has fired, by loader.
    loaded: HashSet<String>,
    pub complaints: Vec<Complaint>,
    /// Addresses of requests under way, for the complaint when one fails.
    pub requests: HashMap<String, String>,
    /// Finished downloads: guid; and the names that were suggested for them.
    pub downloaded: Vec<String>,
    pub suggested: HashMap<String, String>,
}

impl Page {
    pub(super) async fn open(browser: Arc<Running>, viewport: Viewport) -> Result<Self, Broken> {
        let wire = &browser.wire;
        let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let context =
            wire.call(None, "Target.createBrowserContext", json!({ "disposeOnDetach": true })).await?;
        let context = text(&context, "browserContextId");
        let blank = json!({ "url": "about:blank", "browserContextId": context });
        let target = text(&wire.call(None, "Target.createTarget", blank).await?, "targetId");
        let downloads = browser.keep_downloads(&context, &target).await?;
        let attach = json!({ "targetId": target, "flatten": true });
        let session = text(&wire.call(None, "Target.attachToTarget", attach).await?, "sessionId");

        let heard = Arc::new(Heard::default());
        lock(&heard.state).frame = target;
        let listener = heard.clone();
        wire.listen(&session, move |method, event| listener.hear(method, event));
        let conditions = Mutex::default();
        let page = Self { browser, session, heard, conditions, downloads, viewport, patience: PATIENCE };
        for domain in ["Page", "Runtime", "Network", "Log", "DOM", "Accessibility"] {
            page.call(&format!("{domain}.enable"), json!({})).await?;
        }
        page.call("Page.setLifecycleEventsEnabled", json!({ "enabled": true })).await?;
        page.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await?;
        page.call("Emulation.setTimezoneOverride", json!({ "timezoneId": "Asia/Shanghai" })).await?;
        page.resize(viewport).await?;
        Ok(page)
    }

    /// Does something while the screen is so high that every page fits: nothing lies under bars
    /// that stay where they are.
    pub(super) async fn while_tall<T>(&self, act: impl Future<Output = T>) -> T {
        let tall = Viewport { height: 8_000, ..self.viewport };
        self.resize(tall).await.expect("the screen can grow");
        let done = act.await;
        self.resize(self.viewport).await.expect("the screen can shrink");
        done
    }

    async fn resize(&self, viewport: Viewport) -> Result<(), Broken> {
        let Viewport { width, height, touch } = viewport;
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": touch });
        self.call("Emulation.setDeviceMetricsOverride", size).await?;
        self.call("Emulation.setTouchEmulationEnabled", json!({ "enabled": touch })).await?;
        Ok(())
    }

    pub(super) async fn call(&self, method: &str, parameters: Value) -> Result<Value, Broken> {
        self.browser.wire.call(Some(&self.session), method, parameters).await
    }

    /// How long each step may take from now on (30 s unless told).
    pub fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Opens an address and waits until all of it is there.
    pub async fn goto(&self, url: &str) {
        let answer = self.call("Page.navigate", json!({ "url": url })).await;
        let answer = answer.unwrap_or_else(|broken| panic!("opening {url}: {broken}"));
        if let Some(error) = answer["errorText"].as_str() {
            panic!("opening {url}: {error}");
        }
        // Without a loader it was only a step within the same document.
        if let Some(loader) = answer["loaderId"].as_str() {
            self.until(&format!("loading {url}"), async || {
                let loaded = lock(&self.heard.state).loaded.contains(loader);
                loaded.then_some(()).ok_or_else(|| "still loading".to_owned())
            })
            .await;
        }
    }

    /// All words that can be seen on the page.
    pub async fn text(&self) -> String {
        self.text_of("body").await
    }

    /// The words that can be seen in the first element of a CSS selector; waits for it.
    pub async fn text_of(&self, selector: &str) -> String {
        let script = format!(
            "(() => {{ const e = document.querySelector({}); return e && e.innerText; }})()",
            json!(selector)
        );
        self.until(&format!("reading {selector}"), async || match self.evaluate(&script).await?.as_str() {
            Some(text) => Ok(text.to_owned()),
            None => Err("it is not there".to_owned()),
        })
        .await
    }

    /// Waits until words can be seen on the page, or an element of a CSS selector
    /// (which begins with `#`, `.`, `[` or `css=`).
    pub async fn wait_for(&self, what: &str) {
        self.until(&format!("waiting for {what}"), async || match self.shows(what).await? {
            true => Ok(()),
            false => Err("it is not to be seen".to_owned()),
        })
        .await;
    }

    /// Waits until they can be seen no more.
    pub async fn wait_until_gone(&self, what: &str) {
        self.until(&format!("waiting for the end of {what}"), async || match self.shows(what).await? {
            true => Err("it is still to be seen".to_owned()),
            false => Ok(()),
        })
        .await;
    }

    /// Whether they can be seen now; see [`Page::wait_for`].
    async fn shows(&self, what: &str) -> Result<bool, String> {
        let script = match super::find::selector(what) {
            Some(selector) => {
                format!("[...document.querySelectorAll({})].some(e => e.checkVisibility())", json!(selector))
            }
            None => format!(
                "(t => t(document.body.innerText).includes(t({})))(s => s.replace(/\\s+/g, ' '))",
                json!(what)
            ),
        };
        Ok(self.evaluate(&script).await?.as_bool().unwrap_or(false))
    }

    /// The value of a JavaScript expression, awaited when it is a promise.
    pub async fn eval(&self, script: &str) -> Value {
        self.evaluate(script).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    pub(super) async fn evaluate(&self, script: &str) -> Result<Value, String> {
        let how = json!({
            "expression": script, "awaitPromise": true, "returnByValue": true, "userGesture": true,
        });
        let answer = self.call("Runtime.evaluate", how).await.map_err(|broken| broken.to_string())?;
        value(answer)
    }

    /// Writes a picture (PNG): of what the screen shows, or of the page in its full length.
    pub async fn screenshot(&self, file: impl AsRef<Path>, full_page: bool) {
        let mut how = json!({ "format": "png", "captureBeyondViewport": full_page });
        if full_page {
            let sizes = self.call("Page.getLayoutMetrics", json!({})).await;
            let size = sizes.unwrap_or_else(|broken| panic!("{broken}"))["cssContentSize"].take();
            how["clip"] = json!({
                "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1,
            });
        }
        let answer = self.call("Page.captureScreenshot", how).await;
        let answer = answer.unwrap_or_else(|broken| panic!("{broken}"));
        let picture = base64::prelude::BASE64_STANDARD
            .decode(answer["data"].as_str().unwrap_or_default())
            .expect("DevTools sends pictures in base64");
        let file = file.as_ref();
        std::fs::write(file, picture).unwrap_or_else(|cause| panic!("{}: {cause}", file.display()));
    }

    /// Where the page is now.
    pub async fn url(&self) -> String {
        self.eval("location.href").await.as_str().unwrap_or_default().to_owned()
    }

    /// Loads the same address again.
    pub async fn reload(&self) {
        let url = self.url().await;
        self.goto(&url).await;
    }

    /// After an act: a page that it made go elsewhere is waited for.
    pub(super) async fn settle(&self) {
        // What the act asked for is announced before this answer.
        self.evaluate("0").await.ok(); // the page may be leaving just now
        self.until("loading the next page", async || {
            let state = lock(&self.heard.state);
            let still = state.requested || state.loading;
            (!still).then_some(()).ok_or_else(|| "still loading".to_owned())
        })
        .await;
    }

    /// Tries until it succeeds, looking again whenever the page has moved on.
    pub(super) async fn until<T>(
        &self,
        doing: &str,
        mut attempt: impl AsyncFnMut() -> Result<T, String>,
    ) -> T {
        let deadline = Instant::now() + self.patience;
        loop {
            match attempt().await {
                Ok(done) => return done,
                Err(why) if Instant::now() > deadline => {
                    let shown = self.evaluate("document.body.innerText").await;
                    let shown = shown.unwrap_or_default();
                    let shown = shown.as_str().unwrap_or_default();
                    panic!("{doing}: {why}\nthe page shows:\n{shown}");
                }
                // Either a change or time passed: both mean look again.
                Err(_) => drop(tokio::time::timeout(GLANCE, self.heard.changed.notified()).await),
            }
        }
    }
}

/// The value in an answer of `Runtime.evaluate` or `Runtime.callFunctionOn`.
pub(super) fn value(mut answer: Value) -> Result<Value, String> {
    if answer["exceptionDetails"].is_null() {
        return Ok(answer["result"]["value"].take());
    }
    let details = &answer["exceptionDetails"];
    let told = details["exception"]["description"].as_str().or(details["text"].as_str());
    Err(told.unwrap_or("the script failed").to_owned())
}

impl Heard {
    fn hear(&self, method: &str, event: &Value) {
        let mut state = lock(&self.state);
        let main = event["frameId"].as_str() == Some(&state.frame);
        match method {
            "Page.frameRequestedNavigation" if main => {
                state.requested = event["disposition"] == "currentTab";
            }
            "Page.navigatedWithinDocument" | "Page.frameClearedScheduledNavigation" if main => {
                state.requested = false;
            }
            "Page.frameStartedLoading" if main => {
                (state.requested, state.loading) = (false, true);
            }
            "Page.frameStoppedLoading" if main => {
                (state.requested, state.loading) = (false, false);
            }
            "Page.lifecycleEvent" if main && event["name"] == "load" => {
                state.loaded.insert(event["loaderId"].as_str().unwrap_or_default().to_owned());
            }
            "DOM.documentUpdated" => {}
            _ => return state.note(method, event),
        }
        drop(state);
        self.changed.notify_waiters();
    }
}
