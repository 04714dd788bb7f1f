//! What a person does: click, fill, press a key, choose a file, take a download.

use super::devtools::lock;
use super::find::Sort;
use super::keys::Key;
use super::page::Page;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Where to click: the element itself, or a label that stands for it (a tick box is
/// often drawn by its label). Not what is hidden, disabled or covered.
const SPOT: &str = r"function () {
    const self = this.nodeType === Node.TEXT_NODE ? this.parentElement : this;
    if (self.closest(':disabled, [aria-disabled=true], [inert]')) return { no: 'it is disabled' };
    let no = 'it is not visible';
    for (const e of [self, ...(self.labels ?? [])]) {
        e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
        const box = [...e.getClientRects()].find(box => box.width > 1 && box.height > 1);
        if (!box) continue;
        const x = box.left + box.width / 2, y = box.top + box.height / 2;
        const top = document.elementFromPoint(x, y);
        if (top && (e.contains(top) || [...(self.labels ?? [])].some(l => l.contains(top)))) return { x, y };
        no = 'it is covered by ' + (top ? top.outerHTML.slice(0, 120) : 'nothing: it is off the screen');
    }
    return { no };
}";

/// Chooses, or sets what has no keys of its own; else makes ready for typing.
const PREPARE: &str = r"function (value) {
    if (this.matches(':disabled')) return 'it is disabled';
    if (this.readOnly) return 'it is read-only';
    const told = () => {
        this.dispatchEvent(new Event('input', { bubbles: true }));
        this.dispatchEvent(new Event('change', { bubbles: true }));
        return 'done';
    };
    this.scrollIntoView({ block: 'center', behavior: 'instant' });
    this.focus();
    if (this.tagName === 'SELECT') {
        const fits = o => o.label.trim() === value || o.value === value;
        const option = [...this.options].find(fits);
        if (!option) return 'no such choice; there are: ' + [...this.options].map(o => o.label).join(' | ');
        option.selected = true;
        return told();
    }
    if (['checkbox', 'radio', 'file'].includes(this.type)) return 'click or upload instead';
    if (['date', 'time', 'month', 'week', 'datetime-local', 'color', 'range'].includes(this.type)) {
        this.value = value;
        return this.value === value ? told() : 'it does not take ' + value;
    }
    if (this.select) this.select(); else getSelection().selectAllChildren(this);
    return 'type';
}";

impl Page {
    /// Clicks the button, link, tick box or other thing called so (its whole accessible
    /// name, or else the beginning or a part of it), or the first element of a CSS
    /// selector (which begins with `#`, `.`, `[` or `css=`). Waits until it is there,
    /// stands still and can be reached, and afterwards for the page it leads to.
    pub async fn click(&self, what: &str) {
        let (x, y) = self
            .until(&format!("clicking {what}"), async || {
                let handle = self.find(what, Sort::Pressable).await?;
                let first = self.spot(&handle).await?;
                let second = self.spot(&handle).await?;
                (first == second).then_some(second).ok_or_else(|| "it moves".to_owned())
            })
            .await;
        for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let how = json!({
                "type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": 1,
            });
            self.act("Input.dispatchMouseEvent", how).await;
        }
        self.settle().await;
    }

    async fn spot(&self, handle: &str) -> Result<(f64, f64), String> {
        let spot = self.on(handle, SPOT, &[]).await?;
        match (spot["x"].as_f64(), spot["y"].as_f64()) {
            (Some(x), Some(y)) => Ok((x, y)),
            _ => Err(spot["no"].as_str().unwrap_or("it has no place").to_owned()),
        }
    }

    /// Writes into the field with this label (or CSS selector, as in [`Page::click`]) in
    /// place of what stood there. Of a list it chooses the entry with this text or
    /// value; dates are `2026-07-01`.
    pub async fn fill(&self, what: &str, value: &str) {
        let next = self
            .until(&format!("filling {what}"), async || {
                let handle = self.find(what, Sort::Field).await?;
                match self.on(&handle, PREPARE, &[value.into()]).await?.as_str() {
                    Some(next @ ("done" | "type")) => Ok(next.to_owned()),
                    other => Err(other.unwrap_or("it is no field").to_owned()),
                }
            })
            .await;
        if next == "type" && value.is_empty() {
            self.press("Backspace").await;
        } else if next == "type" {
            self.act("Input.insertText", json!({ "text": value })).await;
        }
        self.settle().await;
    }

    /// Presses a key or keys together, by their names in W3C UI Events KeyboardEvent key
    /// Values: `Enter`, `Tab`, `ArrowDown`, `/`, `Control+k`, `Shift+Tab`.
    pub async fn press(&self, keys: &str) {
        let key = Key::parse(keys).unwrap_or_else(|| panic!("no such key: {keys}"));
        for event in key.events() {
            self.act("Input.dispatchKeyEvent", event).await;
        }
        self.settle().await;
    }

    /// Chooses a file for the file field of a CSS selector or label.
    pub async fn upload(&self, what: &str, file: impl AsRef<Path>) {
        let file = file.as_ref();
        assert!(file.is_file(), "no file to upload: {}", file.display());
        self.until(&format!("uploading to {what}"), async || {
            let handle = self.find(what, Sort::Pressable).await?;
            let how = json!({ "files": [file], "objectId": handle });
            let answer = self.call("DOM.setFileInputFiles", how).await;
            answer.map(drop).map_err(|broken| broken.to_string())
        })
        .await;
        self.settle().await;
    }

    /// Clicks what starts a download, and returns the finished file under the name that
    /// the server gave it. It is gone with the browser.
    pub async fn download(&self, what: &str) -> PathBuf {
        lock(&self.heard.state).downloaded.clear();
        self.click(what).await;
        let (guid, name) = self
            .until(&format!("downloading {what}"), async || {
                let state = lock(&self.heard.state);
                let guid = state.downloaded.first().ok_or("nothing has come")?;
                let name = state.suggested.get(guid).ok_or("it has no name")?;
                Ok((guid.clone(), name.clone()))
            })
            .await;
        let file = self.downloads.join(name);
        std::fs::rename(self.downloads.join(guid), &file)
            .unwrap_or_else(|cause| panic!("keeping {}: {cause}", file.display()));
        file
    }

    async fn act(&self, method: &str, parameters: Value) {
        if let Err(broken) = self.call(method, parameters).await {
            panic!("{broken}");
        }
    }
}
