//! Listening to what a task runs, for tests that count statements and benchmarks that run the
//! same ones bare. Nothing is kept unless somebody listens.

use std::sync::{Arc, Mutex, PoisonError};

use super::value::Value;

/// A statement as it was run.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The text.
    pub sql: String,
    /// Its values.
    pub values: Vec<Value>,
    /// Whether it ran within a change.
    pub in_change: bool,
}

tokio::task_local! {
    static HEARD: Arc<Mutex<Vec<Heard>>>;
}

/// Runs an act and answers every statement that its task ran on the way, in their order.
pub async fn listen<F: Future>(act: F) -> (F::Output, Vec<Heard>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let done = HEARD.scope(Arc::clone(&heard), act).await;
    let all = std::mem::take(&mut *heard.lock().unwrap_or_else(PoisonError::into_inner));
    (done, all)
}

pub(super) fn note(sql: &str, values: &[Value], in_change: bool) {
    // An error says that nobody listens.
    let noted = HEARD.try_with(|heard| {
        let statement = Heard { sql: sql.to_owned(), values: values.to_vec(), in_change };
        heard.lock().unwrap_or_else(PoisonError::into_inner).push(statement);
    });
    noted.unwrap_or_default();
}
