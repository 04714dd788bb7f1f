//! What every handler is given: the open database, the words, the settings of the installation.

use std::any::Any;
use std::sync::Arc;

use zhibu_kernel::Db;

use crate::room::Room;
use crate::texts::Texts;

/// What the operator sets once, in the configuration file.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The site's name in the head of public pages, as in 青澜党建.
    pub site_name: String,
    /// Who runs it, as in 中共青澜县委组织部.
    pub run_by: String,
    /// Whether pages are offered in English too.
    pub english: bool,
    /// Whether this is the demo: bound to loop-back, password alone, and says so on every page.
    pub demo: bool,
    /// Whether cookies must travel over TLS only.
    pub tls: bool,
    /// The address people type, as in `https://dj.example.cn`, without a slash at the end.
    pub address: String,
}

/// The state of every handler.
#[derive(Clone)]
pub struct House {
    /// The database.
    pub db: Db,
    /// The words.
    pub texts: Arc<Texts>,
    /// The installation.
    pub installation: Arc<Installation>,
    /// The rooms, for the menu.
    pub rooms: Arc<[Room]>,
    services: Arc<Vec<Arc<dyn Any + Send + Sync>>>,
}

impl House {
    /// A house with its rooms.
    #[must_use]
    pub fn new(db: Db, texts: Arc<Texts>, installation: Installation, rooms: Vec<Room>) -> Self {
        Self {
            db,
            texts,
            installation: Arc::new(installation),
            rooms: rooms.into(),
            services: Arc::default(),
        }
    }

    /// Adds something that a room keeps in memory, such as limits against guessing.
    #[must_use]
    pub fn with<S: Any + Send + Sync>(mut self, service: S) -> Self {
        Arc::make_mut(&mut self.services).push(Arc::new(service));
        self
    }

    /// What a room put in.
    ///
    /// # Panics
    /// When the room did not: the wiring is wrong, and the first request shows it.
    #[must_use]
    pub fn service<S: Any + Send + Sync>(&self) -> Arc<S> {
        self.find()
            .expect("the wiring puts in every service that a room asks for")
    }

    /// What a room above may have put in; a house without that room does without it.
    #[must_use]
    pub fn find<S: Any + Send + Sync>(&self) -> Option<Arc<S>> {
        self.services
            .iter()
            .find_map(|service| Arc::clone(service).downcast().ok())
    }
}
