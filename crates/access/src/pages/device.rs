//! A browser in words: 微信 · 安卓.

use zhibu_web::T;
use zhibu_web::key;

/// Browser and system of a `User-Agent` header. Most pretend to be others too, so the first that
/// fits counts.
pub(super) fn words(t: &T, agent: &str) -> String {
    let (browser, system) = keys(agent);
    format!("{} · {}", t.get(browser), t.get(system))
}

fn keys(agent: &str) -> (&'static str, &'static str) {
    let first = |table: &[(&str, &'static str)], other| {
        table.iter().find(|(word, _)| agent.contains(word)).map_or(other, |(_, key)| *key)
    };
    let browser = first(
        &[
            ("MicroMessenger", key!("device-wechat")),
            ("Edg", key!("device-edge")),
            ("Firefox", key!("device-firefox")),
            ("Chrome", key!("device-chrome")),
            ("Safari", key!("device-safari")),
        ],
        key!("device-browser"),
    );
    let system = first(
        &[
            ("HarmonyOS", key!("device-harmony")),
            ("Android", key!("device-android")),
            ("iPhone", key!("device-iphone")),
            ("iPad", key!("device-ipad")),
            ("Windows", key!("device-windows")),
            ("Macintosh", key!("device-mac")),
            ("Linux", key!("device-linux")),
        ],
        key!("device-system"),
    );
    (browser, system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_what_its_owner_calls_it() {
        for (agent, browser, system) in [
            (
                "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0",
                "device-wechat",
                "device-android",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0",
                "device-edge",
                "device-windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1",
                "device-safari",
                "device-iphone",
            ),
            ("", "device-browser", "device-system"),
        ] {
            assert_eq!(keys(agent), (browser, system), "{agent}");
        }
    }
}
