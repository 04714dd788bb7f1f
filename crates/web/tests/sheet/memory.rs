//! Rows are not gathered: many of them take little memory.

use std::io::{BufWriter, Write};
use std::ops::ControlFlow;

use tempfile::NamedTempFile;
use zhibu_web::sheet::{Input, Item, Reader};

/// Reads `count` rows in a process that may hold only so many KiB.
///
/// The test starts itself again under that limit, with the file's path in the
/// environment; what would hold the sheet dies there.
#[expect(
    clippy::disallowed_methods,
    reason = "the test starts itself under a limit of data, which kernel::child does not set"
)]
fn read_in_little_memory(test: &str, count: u32, kib: u32, write: impl FnOnce(&mut dyn Write)) {
    const FILE: &str = "ZHIBU_TEST_SHEET";
    if let Ok(path) = std::env::var(FILE) {
        let mut rows = 0_u32;
        let name = if test.ends_with("csv") { "a.csv" } else { "a.xlsx" };
        Reader::default().read(&[Input::path(name, &path)], |item| {
            assert!(!matches!(item, Item::Failed { .. }), "{item:?}");
            rows += u32::from(matches!(item, Item::Row(_)));
            ControlFlow::Continue(())
        });
        assert_eq!(rows, count);
        return;
    }
    let suffix = if test.ends_with("csv") { ".csv" } else { ".xlsx" };
    let file = NamedTempFile::with_suffix(suffix).expect("sound test material");
    let mut out = BufWriter::new(file.as_file());
    write(&mut out);
    out.flush().expect("sound test material");
    let done = std::process::Command::new("/bin/sh")
        .args(["-c", r#"ulimit -d "$1"; shift; exec "$@""#, "sh"])
        .arg(kib.to_string())
        .arg(std::env::current_exe().expect("sound test material"))
        .args(["--exact", test, "--test-threads=1"])
        .env(FILE, file.path())
        .output()
        .expect("sound test material");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}

#[test]
fn of_csv() {
    read_in_little_memory("memory::of_csv", 200_000, 32_000, |out| {
        for row in 0..200_000 {
            writeln!(out, "{row},某某,9901011950{row:08},第{}支部", row % 5_000)
                .expect("sound test material");
        }
    });
}

/// With 300,000 different texts that the cells share, as Excel and WPS write them.
#[test]
fn of_xlsx() {
    use zip::write::SimpleFileOptions;
    let book = crate::support::workbook(&[]);
    read_in_little_memory("memory::of_xlsx", 100_000, 32_000, |out| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_level(Some(1));
        for index in 0..zip_len(&book) {
            let (name, text) = zip_entry(&book, index);
            zip.start_file(name, options).expect("sound test material");
            zip.write_all(&text).expect("sound test material");
        }
        zip.start_file("xl/sharedStrings.xml", options).expect("sound test material");
        let mut part = BufWriter::new(&mut zip);
        part.write_all(b"<sst>").expect("sound test material");
        for row in 0..100_000 {
            write!(part, "<si><t>某某{row}</t></si><si><t>9901011950{row:08}</t></si>")
                .expect("sound test material");
            write!(part, "<si><t>无名市无名区第{row}号大院北门三单元</t></si>").expect("sound test material");
        }
        part.write_all(b"</sst>").expect("sound test material");
        drop(part);
        zip.start_file("xl/worksheets/sheet1.xml", options).expect("sound test material");
        let mut part = BufWriter::new(&mut zip);
        part.write_all(b"<worksheet><sheetData>").expect("sound test material");
        for row in 0..100_000 {
            write!(part, r#"<row r="{}">"#, row + 1).expect("sound test material");
            for text in row * 3..row * 3 + 3 {
                write!(part, r#"<c t="s"><v>{text}</v></c>"#).expect("sound test material");
            }
            part.write_all(b"</row>").expect("sound test material");
        }
        part.write_all(b"</sheetData></worksheet>").expect("sound test material");
        drop(part);
        out.write_all(&zip.finish().expect("sound test material").into_inner()).expect("sound test material");
    });
}

fn zip_len(bytes: &[u8]) -> usize {
    zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("sound test material").len()
}

fn zip_entry(bytes: &[u8], index: usize) -> (String, Vec<u8>) {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("sound test material");
    let mut entry = zip.by_index(index).expect("sound test material");
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut entry, &mut text).expect("sound test material");
    (entry.name().expect("sound test material").into_owned(), text)
}
