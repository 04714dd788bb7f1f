//! The wire: numbered calls and their answers, and events, over one WebSocket.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::process::ExitStatus;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::protocol::{Message, WebSocketConfig};

/// The longest call is axe over a long page while two cores compile.
const ANSWER: Duration = Duration::from_secs(60);

#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("Chromium did not start: {0}")]
    Start(std::io::Error),
    #[error("Chromium ended at once: {0}")]
    Ended(ExitStatus),
    #[error("no answer in time: {0}")]
    Late(String),
    #[error("the connection to Chromium broke")]
    Closed,
    #[error("{method}: {message}")]
    Refused { method: String, message: String },
}

type Listener = Box<dyn Fn(&str, &Value) + Send>;

/// Who waits for which answer, and who hears the events of which session.
#[derive(Default)]
struct Desk {
    waiting: HashMap<u64, oneshot::Sender<Result<Value, String>>>,
    listeners: HashMap<String, Listener>,
    closed: bool,
}

pub struct Wire {
    outgoing: mpsc::UnboundedSender<Message>,
    desk: Arc<Mutex<Desk>>,
    last: AtomicU64,
}

impl Wire {
    pub async fn connect(address: &str) -> Result<Self, Broken> {
        // A picture of a long page comes in one frame.
        let sizes = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        let (stream, _) = tokio_tungstenite::connect_async_with_config(address, Some(sizes), true)
            .await
            .map_err(|_| Broken::Closed)?;
        let (mut sink, mut source) = stream.split();
        let (outgoing, mut letters) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(letter) = letters.recv().await {
                if sink.send(letter).await.is_err() {
                    return; // the reader sees the same end, and tells whoever waits
                }
            }
        });
        let desk = Arc::new(Mutex::new(Desk::default()));
        let reader = desk.clone();
        tokio::spawn(async move {
            while let Some(Ok(message)) = source.next().await {
                if let Message::Text(text) = message
                    && let Ok(message) = serde_json::from_str::<Value>(&text)
                {
                    lock(&reader).take(message);
                }
            }
            let mut desk = lock(&reader);
            desk.closed = true;
            desk.waiting.clear();
        });
        Ok(Self { outgoing, desk, last: AtomicU64::new(0) })
    }

    /// Calls `method` in a session (a page), or in the browser itself, and waits for the answer.
    pub async fn call(
        &self,
        session: Option<&str>,
        method: &str,
        parameters: Value,
    ) -> Result<Value, Broken> {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let mut letter = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = session {
            letter["sessionId"] = session.into();
        }
        let (answer, waiting) = oneshot::channel();
        {
            let mut desk = lock(&self.desk);
            if desk.closed {
                return Err(Broken::Closed);
            }
            desk.waiting.insert(id, answer);
        }
        self.outgoing.send(Message::text(letter.to_string())).map_err(|_| Broken::Closed)?;
        match tokio::time::timeout(ANSWER, waiting).await {
            Err(_) => Err(Broken::Late(method.to_owned())),
            Ok(Err(_)) => Err(Broken::Closed),
            Ok(Ok(answer)) => {
                answer.map_err(|message| Broken::Refused { method: method.to_owned(), message })
            }
        }
    }

    /// From now on `listener` hears each event of the session: its method and parameters.
    pub fn listen(&self, session: &str, listener: impl Fn(&str, &Value) + Send + 'static) {
        lock(&self.desk).listeners.insert(session.to_owned(), Box::new(listener));
    }
}

impl Desk {
    fn take(&mut self, mut message: Value) {
        if let Some(id) = message["id"].as_u64() {
            let answer = match message["error"]["message"].as_str() {
                Some(error) => Err(error.to_owned()),
                None => Ok(message["result"].take()),
            };
            if let Some(waiting) = self.waiting.remove(&id) {
                waiting.send(answer).ok(); // who has stopped waiting misses nothing
            }
        } else if let Some(listener) = message["sessionId"].as_str().and_then(|id| self.listeners.get(id))
            && let Some(method) = message["method"].as_str()
        {
            listener(method, &message["params"]);
        }
    }
}

/// A test that panicked while it held the lock has failed already.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
