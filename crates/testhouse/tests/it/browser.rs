use crate::pages::site;
use std::time::Duration;
use zhibu_testhouse::{Browser, Complaint, Page, Server, Viewport, scratch, timed};

/// A test with a browser that has opened `path` of the site on a laptop.
fn visit(name: &str, path: &str, test: impl AsyncFnOnce(Page, Browser, Server)) {
    timed(name, async {
        let server = Server::start(site()).await;
        let browser = Browser::launch().await;
        let page = browser.page(Viewport::LAPTOP).await;
        page.goto(&server.url(path)).await;
        test(page, browser, server).await;
    });
}

#[test]
fn a_form_is_filled_by_its_labels_and_sent() {
    visit("a_form_is_filled_by_its_labels_and_sent", "/", async |page, _browser, _server| {
        page.fill("姓名", "甲 乙").await;
        page.fill("支部", "第二支部").await;
        page.fill("日期", "2026-07-01").await;
        page.fill("备注", "一行").await;
        page.fill("备注", "").await;
        page.click("同意").await;
        page.click("保存").await;
        // Read at once: the click has waited for the page that it leads to.
        let text = page.text().await;
        for part in ["已保存", "name=甲 乙", "branch=2", "day=2026-07-01", "agree=on", "note="] {
            assert!(text.contains(part), "{text}");
        }
        assert!(!text.contains("一行"), "{text}");
        assert_eq!(page.text_of("h1").await, "已保存");
        assert_eq!(page.complaints().await, []);
    });
}

#[test]
fn enter_in_a_field_sends_the_form_and_keys_are_heard() {
    visit("enter_in_a_field_sends_the_form_and_keys_are_heard", "/", async |page, _browser, _server| {
        // Neither leads to another page; a click does not wait for one.
        page.click("往下").await;
        page.click("无").await;
        page.press("Control+k").await;
        page.wait_for("搜索").await;
        page.fill("#name", "丙").await;
        page.press("Enter").await;
        assert!(page.text().await.contains("name=丙"));
    });
}

#[test]
fn what_comes_later_is_waited_for() {
    visit("what_comes_later_is_waited_for", "/", async |page, _browser, _server| {
        page.click("稍后").await; // disabled until an answer has come
        page.wait_for("来了").await;
        page.wait_until_gone("稍后").await;
        page.wait_for("css=main > h1").await;
    });
}

#[test]
fn a_file_goes_up_and_a_file_comes_down() {
    visit("a_file_goes_up_and_a_file_comes_down", "/", async |page, _browser, _server| {
        let file = page.download("导出").await;
        assert_eq!(file.file_name().unwrap(), "members.csv");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "姓名\n甲\n");
        page.upload("css=input[type=file]", &file).await;
        page.click("上传").await;
        assert_eq!(page.text_of("h1").await, "members.csv: 姓名 甲");
    });
}

#[test]
fn pages_share_no_cookies() {
    visit("pages_share_no_cookies", "/cookie", async |page, browser, server| {
        assert_eq!(page.text().await, "初次");
        page.reload().await;
        assert_eq!(page.text().await, "又来了");
        let other = browser.page(Viewport::PHONE).await;
        other.goto(&server.url("/cookie")).await;
        assert_eq!(other.text().await, "初次");
        assert_eq!(other.eval("innerWidth").await, 390);
        assert_eq!(other.eval("matchMedia('(pointer: coarse)').matches").await, true);
    });
}

#[test]
fn every_complaint_is_collected() {
    visit("every_complaint_is_collected", "/bad", async |page, _browser, server| {
        page.wait_for("坏").await;
        let complaints = page.complaints().await;
        let has = |wanted: &dyn Fn(&Complaint) -> bool| {
            assert!(complaints.iter().any(wanted), "{complaints:#?}");
        };
        has(&|one| matches!(one, Complaint::Console(text) if text == "坏 7"));
        has(&|one| matches!(one, Complaint::Exception(text) if text.starts_with("TypeError")));
        has(&|one| matches!(one, Complaint::Policy(text) if text.contains("style-src")));
        has(
            &|one| matches!(one, Complaint::Request { url, why } if url.ends_with("/missing.png") && why == "404"),
        );
        assert_eq!(complaints.len(), 4, "{complaints:#?}");
        page.forgive();
        page.goto(&server.url("/")).await;
        assert_eq!(page.complaints().await, []);
    });
}

#[test]
fn what_sticks_out_is_found_and_what_scrolls_by_itself_is_not() {
    visit("what_sticks_out_is_found", "/wide", async |page, _browser, server| {
        let found = page.overflows().await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("太宽"), "{found:?}");
        page.goto(&server.url("/")).await;
        assert_eq!(page.overflows().await, Vec::<String>::new());
    });
}

#[test]
fn axe_finds_a_picture_without_words() {
    visit("axe_finds_a_picture_without_words", "/wide", async |page, _browser, server| {
        let found = page.axe().await;
        let picture = found.iter().find(|one| one.rule == "image-alt").expect("the rule");
        assert!(picture.places[0].starts_with("<img"), "{picture:?}");
        // A strict policy does not stop it.
        page.goto(&server.url("/bad")).await;
        assert_eq!(page.axe().await, []);
    });
}

#[test]
fn conditions_reach_the_page() {
    visit("conditions_reach_the_page", "/", async |page, browser, server| {
        page.wait_for("深色：否").await;
        page.set_dark(true).await;
        page.wait_for("深色：是").await;
        page.prefers("prefers-reduced-motion", "reduce").await;
        page.as_printed(true).await;
        for query in ["print", "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"] {
            assert_eq!(page.eval(&format!("matchMedia('{query}').matches")).await, true, "{query}");
        }

        let asks = "fetch('/').then(() => 'there', () => 'away')";
        page.offline(true).await;
        assert_eq!(page.eval(asks).await, "away");
        page.offline(false).await;
        assert_eq!(page.eval(asks).await, "there");

        let plain = browser.page(Viewport::NARROW).await;
        plain.without_script().await;
        plain.goto(&server.url("/")).await;
        assert_eq!(plain.text_of("#scheme").await, "");
        plain.fill("姓名", "丁").await;
        plain.click("保存").await;
        assert!(plain.text().await.contains("name=丁"));
        assert_eq!(plain.axe().await, []);
    });
}

#[test]
fn a_passkey_is_made_and_used() {
    visit("a_passkey_is_made_and_used", "/passkey", async |page, _browser, _server| {
        let passkeys = page.virtual_authenticator().await;
        let make = "navigator.credentials.create({ publicKey: {
            challenge: new Uint8Array(32), rp: { name: 'x' },
            user: { id: new Uint8Array(8), name: 'u', displayName: 'u' },
            pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
            authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        }}).then(made => made.type, error => error.name)";
        assert_eq!(page.eval(make).await, "public-key");
        assert_eq!(passkeys.count().await, 1);
        let take = "navigator.credentials.get({ publicKey: {
            challenge: new Uint8Array(32), userVerification: 'required',
        }}).then(used => used.type, error => error.name)";
        assert_eq!(page.eval(take).await, "public-key");
        passkeys.agrees(false).await;
        assert_eq!(page.eval(take).await, "NotAllowedError");
    });
}

#[test]
fn a_picture_is_as_large_as_the_screen_or_the_page() {
    visit("a_picture_is_as_large_as_asked", "/wide", async |page, _browser, _server| {
        let folder = scratch();
        let width = |name: &str| {
            // PNG (ISO/IEC 15948), IHDR: bytes 16 to 19.
            let picture = std::fs::read(folder.path().join(name)).unwrap();
            u32::from_be_bytes(picture[16..20].try_into().unwrap())
        };
        page.screenshot(folder.path().join("screen.png"), false).await;
        page.screenshot(folder.path().join("page.png"), true).await;
        assert_eq!(width("screen.png"), 1440);
        assert!(width("page.png") >= 2000);
    });
}

#[test]
#[should_panic(expected = "nothing is called so; there are: ")]
fn a_step_that_cannot_be_done_ends_the_test() {
    visit("a_step_that_cannot_be_done_ends_the_test", "/", async |mut page, _browser, _server| {
        page.set_patience(Duration::from_millis(200));
        page.click("删除").await;
    });
}
