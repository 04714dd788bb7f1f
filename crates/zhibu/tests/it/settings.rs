//! What an operator is told about settings.

use std::fs;
use std::path::Path;

use zhibu::settings::{LogFormat, NAMES, Settings};
use zhibu::told::Tell as _;
use zhibu_web::{Lang, T};

const RIGHT: &str = "site_name = \"青澜党建\"\nrun_by = \"中共青澜县委组织部\"\n";

fn pairs(environment: &[(&str, &str)]) -> Vec<(String, String)> {
    environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// What is said against a file and an environment, in English.
fn said(text: &str, environment: &[(&str, &str)]) -> Vec<String> {
    let texts = zhibu::open::words(&zhibu::rooms::rooms()).unwrap();
    let t = T::new(texts, Lang::En);
    match Settings::parse(text, pairs(environment)) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(|fault| fault.told().in_words(&t)).collect(),
    }
}

#[test]
fn everything_wrong_is_named() {
    let check = |more: &str, environment: &[(&str, &str)], expected: &[&str]| {
        let said = said(&format!("{RIGHT}{more}"), environment);
        assert_eq!(said.len(), expected.len(), "{more}: {said:?}");
        for (said, expected) in said.iter().zip(expected) {
            assert!(said.contains(expected), "{more}: {said}");
        }
    };
    check("", &[], &[]);
    check("lissten = \"127.0.0.1:1\"", &[], &["was listen meant?"]);
    check("colour = \"red\"", &[], &["There is no setting “colour”."]);
    check("listen = 8080", &[], &["listen must be an IP address"]);
    check("listen = \"0.0.0.0:80\"", &[], &["would cross the network in clear"]);
    check("listen = \"0.0.0.0:80\"\ntrusted_proxies = [\"10.0.0.1\"]", &[], &[]);
    check("trusted_proxies = \"proxy\"", &[], &["must be IP addresses"]);
    check("english = \"perhaps\"", &[], &["english must be true or false"]);
    check("time_zone = \"Asia/Nowhere\"", &[], &["name of a time zone"]);
    check("address = \"dj.example.cn\"", &[], &["https://"]);
    check("log_level = \"info,=,\"", &[], &["log level"]);
    check("log_format = \"xml\"", &[], &["json or text"]);
    check("language = \"fr\"", &[], &["zh-CN or en"]);
    check("tls_key = \"a.pem\"", &[], &["so tls_certificate must be set too"]);
    check("[database]\naddress = \"x\"", &[], &["database must be a text"]);
    check("tls_key = \"no.pem\"\ntls_certificate = \"no.pem\"", &[], &["does not exist", "does not exist"]);
    check("a = = 1", &[], &["Line 3 ", "site_name is not set", "run_by is not set"]);
    check("", &[("ZHIBU_LISTENN", "x")], &["“ZHIBU_LISTENN”"]);
    check("", &[("ZHIBU_TEST_POSTGRES", "x"), ("ZHIBU_CONFIG", "y"), ("PATH", "z")], &[]);
    check("", &[("ZHIBU_ENGLISH", "maybe")], &["english must be true or false"]);
}

#[test]
fn the_environment_goes_before_the_file() {
    let settings = Settings::parse(
        &format!("{RIGHT}database = \"sqlite:a/b.sqlite\"\nlog_format = \"json\""),
        pairs(&[("ZHIBU_LOG_FORMAT", "text"), ("ZHIBU_SITE_NAME", "云亭党建")]),
    )
    .unwrap();
    assert_eq!(settings.log_format, LogFormat::Text);
    assert_eq!(settings.site_name, "云亭党建");
    assert_eq!(settings.key_file.to_str(), Some("a/zhibu.key"));
    assert_eq!(settings.address, "http://127.0.0.1:8080");
    assert!(!settings.installation().tls);
}

#[test]
fn an_address_with_tls_in_front_makes_cookies_secure() {
    let proxied = "address = \"https://dj.example.cn/\"\ntrusted_proxies = \"10.0.0.1\"";
    let settings = Settings::parse(&format!("{RIGHT}{proxied}"), []).unwrap();
    assert!(settings.installation().tls);
    assert_eq!(settings.installation().address, "https://dj.example.cn");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = zhibu_testhouse::scratch();
    let path = folder.path().join("zhibu.toml");
    assert_eq!(Settings::read(Some(&path), []).unwrap_err().len(), 1);
    fs::write(&path, RIGHT).unwrap();
    Settings::read(Some(&path), []).unwrap();
}

#[test]
fn every_setting_can_be_given_by_the_environment() {
    let folder = zhibu_testhouse::scratch();
    let file = |name: &str| {
        let path = folder.path().join(name);
        fs::write(&path, "x").unwrap();
        path.display().to_string()
    };
    let (certificate, key) = (file("tls.pem"), file("tls.key"));
    let given = [
        ("database", "postgres://zhibu@db/zhibu"),
        ("key_file", "/var/lib/zhibu/zhibu.key"),
        ("listen", "0.0.0.0:443"),
        ("address", "https://dj.example.cn"),
        ("tls_certificate", certificate.as_str()),
        ("tls_key", key.as_str()),
        ("trusted_proxies", "10.0.0.1, 10.0.0.2"),
        ("metrics_listen", "127.0.0.1:9100"),
        ("messages_file", "/var/lib/zhibu/messages"),
        ("site_name", "青澜党建"),
        ("run_by", "中共青澜县委组织部"),
        ("english", "true"),
        ("time_zone", "Asia/Urumqi"),
        ("log_level", "debug"),
        ("log_format", "text"),
        ("language", "en"),
    ];
    assert_eq!(given.map(|(name, _)| name), NAMES, "a setting is not tried");
    let environment = given.map(|(name, value)| (format!("ZHIBU_{}", name.to_uppercase()), value.to_owned()));
    let settings = Settings::parse("", environment).unwrap();
    let path = |path: &Path| path.display().to_string();
    let tls = settings.tls.as_ref().unwrap();
    let seen = [
        settings.database.clone(),
        path(&settings.key_file),
        settings.listen.to_string(),
        settings.address.clone(),
        path(&tls.certificate),
        path(&tls.key),
        settings.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        settings.metrics_listen.unwrap().to_string(),
        path(settings.messages_file.as_ref().unwrap()),
        settings.site_name.clone(),
        settings.run_by.clone(),
        settings.english.to_string(),
        settings.time_zone.iana_name().unwrap().to_owned(),
        settings.log_level.clone(),
        format!("{:?}", settings.log_format).to_lowercase(),
        settings.language.unwrap().tag().to_owned(),
    ];
    assert_eq!(seen, given.map(|(_, value)| value.to_owned()));
}
