//! What one test gets from the run: a runtime, a line in the list of times, a folder.

use std::io::Write;
use std::time::Instant;
use tempfile::TempDir;

/// Runs one test to its end on a runtime of its own. However it ends, a line
/// `millis<TAB>name` goes to the file that ZHIBU_TEST_TIMES names.
pub fn timed(name: &str, test: impl Future<Output = ()>) {
    let _stopwatch = Stopwatch { name, start: Instant::now() };
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime needs threads")
        .block_on(test);
}

/// A folder for one test, in memory where the run has such a place, gone when dropped.
pub fn scratch() -> TempDir {
    let parent = std::env::var_os("ZHIBU_TEST_TMP");
    let parent = parent.map_or_else(std::env::temp_dir, Into::into);
    tempfile::tempdir_in(&parent)
        .unwrap_or_else(|cause| panic!("a scratch folder in {}: {cause}", parent.display()))
}

struct Stopwatch<'a> {
    name: &'a str,
    start: Instant,
}

impl Drop for Stopwatch<'_> {
    fn drop(&mut self) {
        let Some(file) = std::env::var_os("ZHIBU_TEST_TIMES") else {
            return;
        };
        let line = format!("{}\t{}\n", self.start.elapsed().as_millis(), self.name);
        let file = std::fs::OpenOptions::new().create(true).append(true).open(file);
        // One write, so that lines of several test programs never mix.
        if let Err(cause) = file.and_then(|mut file| file.write_all(line.as_bytes())) {
            eprintln!("the time of {} is lost: {cause}", self.name);
        }
    }
}
