//! Under which conditions the page is seen: at night, on paper, without network or
//! script, with a passkey.

use super::devtools::lock;
use super::page::Page;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What CSS media queries see, and whether scripts run.
#[derive(Clone, Default)]
pub(super) struct Conditions {
    without_script: bool,
    print: bool,
    features: BTreeMap<String, String>,
}

impl Page {
    /// The reader likes it dark (`prefers-color-scheme`), or light.
    pub async fn set_dark(&self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        self.prefers("prefers-color-scheme", scheme).await;
    }

    /// A media feature has this value: `prefers-reduced-motion`, `reduce`.
    pub async fn prefers(&self, feature: &str, value: &str) {
        let (feature, value) = (feature.to_owned(), value.to_owned());
        lock(&self.conditions).features.insert(feature, value);
        self.show_media().await;
    }

    /// As it will be on paper, or again on the screen.
    pub async fn as_printed(&self, printed: bool) {
        lock(&self.conditions).print = printed;
        self.show_media().await;
    }

    async fn show_media(&self) {
        let Conditions { print, features, .. } = lock(&self.conditions).clone();
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        let media = if print { "print" } else { "screen" };
        self.set("Emulation.setEmulatedMedia", json!({ "media": media, "features": features })).await;
    }

    /// Takes the network away, or gives it back.
    pub async fn offline(&self, offline: bool) {
        let how = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.set("Network.emulateNetworkConditions", how).await;
    }

    /// From the next page on, no script of a page runs.
    pub async fn without_script(&self) {
        lock(&self.conditions).without_script = true;
        self.forbid_script(true).await;
    }

    /// Runs our own script, which may need timers and promises, on a page that was made
    /// without any: its own scripts, never loaded, stay away.
    pub(super) async fn with_own_script<T>(&self, run: impl Future<Output = T>) -> T {
        let without = lock(&self.conditions).without_script;
        if without {
            self.forbid_script(false).await;
        }
        let done = run.await;
        if without {
            self.forbid_script(true).await;
        }
        done
    }

    async fn forbid_script(&self, forbidden: bool) {
        let how = json!({ "value": forbidden });
        self.set("Emulation.setScriptExecutionDisabled", how).await;
    }

    /// Gives the device a built-in authenticator (fingerprint or face) that always agrees.
    pub async fn virtual_authenticator(&self) -> Passkeys<'_> {
        self.set("WebAuthn.enable", json!({})).await;
        let options = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true,
            "automaticPresenceSimulation": true,
        });
        let answer = self.set("WebAuthn.addVirtualAuthenticator", json!({ "options": options })).await;
        let id = answer["authenticatorId"].as_str().unwrap_or_default().to_owned();
        Passkeys { page: self, id }
    }

    async fn set(&self, method: &str, parameters: Value) -> Value {
        self.call(method, parameters).await.unwrap_or_else(|broken| panic!("{broken}"))
    }
}

/// A virtual authenticator, which holds passkeys.
pub struct Passkeys<'a> {
    page: &'a Page,
    id: String,
}

impl Passkeys<'_> {
    /// How many passkeys it holds.
    pub async fn count(&self) -> usize {
        let answer = self.page.set("WebAuthn.getCredentials", json!({ "authenticatorId": self.id })).await;
        answer["credentials"].as_array().map_or(0, Vec::len)
    }

    /// The person lets it happen, or does not.
    pub async fn agrees(&self, agrees: bool) {
        let how = json!({ "authenticatorId": self.id, "isUserVerified": agrees });
        self.page.set("WebAuthn.setUserVerified", how).await;
    }
}
