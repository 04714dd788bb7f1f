//! The one writer of SQLite: a baton that changes hold in turn, with commits in groups.
//!
//! A commit with `synchronous=FULL` waits for the disk, so up to [`GROUP`] waiting changes share
//! one: each runs in a savepoint of its own (an error rolls back to it), and all are answered
//! after the COMMIT. Whoever finishes and finds nobody waiting, or fills the group, commits for
//! all. If COMMIT fails, all of them failed, and the connection is opened anew: a failed fsync
//! is never retried on the same handle.
//!
//! A change that is dropped half-way (its browser is gone) leaves its savepoint open; the next
//! holder rolls it back before writing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::fault::Fault;

/// The most changes that share a commit.
const GROUP: usize = 64;

type Outcome = Option<Result<(), Arc<str>>>;

/// The changes that wait for the same COMMIT.
struct Group {
    done: watch::Sender<Outcome>,
    changes: usize,
}

/// The connection and what is open on it.
pub(crate) struct Baton {
    conn: SqliteConnection,
    options: SqliteConnectOptions,
    group: Option<Group>,
    savepoint: bool,
    broken: bool,
}

impl Baton {
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.conn
    }

    /// Clears what a dropped change left, and opens a savepoint inside an open group.
    async fn make_ready(&mut self) -> Result<(), Fault> {
        if self.savepoint && self.undo().await.is_err() {
            self.fail("a dropped change could not be rolled back").await;
        }
        if self.broken {
            self.conn = self.options.connect().await?;
            self.broken = false;
        }
        self.savepoint = true;
        if self.group.is_some() {
            return self.run("SAVEPOINT change").await;
        }
        self.group = Some(Group { done: watch::Sender::new(None), changes: 0 });
        // In one go: each statement of its own costs a way to the thread of the connection.
        let begun = self.run("BEGIN IMMEDIATE; SAVEPOINT change").await;
        if begun.is_err() {
            self.fail("a group could not begin").await;
        }
        begun
    }

    /// Takes back what was written since the last savepoint.
    async fn undo(&mut self) -> Result<(), Fault> {
        self.run("ROLLBACK TO change").await?;
        self.run("RELEASE change").await?;
        self.savepoint = false;
        Ok(())
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), Fault> {
        sqlx::query(sql).execute(&mut self.conn).await?;
        Ok(())
    }

    /// Commits for the whole group and tells every member. What a dropped change left open is
    /// rolled back first: COMMIT would keep it.
    async fn commit(&mut self) {
        if self.savepoint && self.undo().await.is_err() {
            return self.fail("a dropped change could not be rolled back").await;
        }
        match self.run("COMMIT").await {
            Ok(()) => {
                if let Some(group) = self.group.take() {
                    group.done.send_replace(Some(Ok(())));
                }
            }
            Err(error) => self.fail(&error.to_string()).await,
        }
    }

    /// Gives the group up: nothing of it is kept, and the connection is not used again.
    async fn fail(&mut self, why: &str) {
        // The answer of ROLLBACK does not matter: the connection goes, and the file with it.
        drop(self.run("ROLLBACK").await);
        self.broken = true;
        self.savepoint = false;
        if let Some(group) = self.group.take() {
            group.done.send_replace(Some(Err(why.into())));
        }
    }
}

/// Hands the baton round.
pub(crate) struct Writer {
    baton: Arc<Mutex<Baton>>,
    waiting: AtomicUsize,
}

/// Counts a waiting change for as long as it waits, also when it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Writer {
    pub(crate) async fn open(options: SqliteConnectOptions) -> Result<Self, Fault> {
        let conn = options.connect().await?;
        let baton = Baton { conn, options, group: None, savepoint: false, broken: false };
        Ok(Self { baton: Arc::new(Mutex::new(baton)), waiting: AtomicUsize::new(0) })
    }

    /// Waits for the baton and opens a savepoint.
    pub(crate) async fn take(&self) -> Result<OwnedMutexGuard<Baton>, Fault> {
        let waiting = Waiting::begin(&self.waiting);
        let mut baton = Arc::clone(&self.baton).lock_owned().await;
        drop(waiting);
        baton.make_ready().await?;
        Ok(baton)
    }

    /// Ends a change. Returns once what it kept is on the disk.
    pub(crate) async fn finish(&self, mut baton: OwnedMutexGuard<Baton>, keep: bool) -> Result<(), Fault> {
        let Some(group) = baton.group.as_mut() else {
            return Err(Fault::Invariant("a change ended outside of a group".into()));
        };
        if keep {
            group.changes += 1;
        }
        let is_last = self.waiting.load(Ordering::SeqCst) == 0 || group.changes >= GROUP;
        let mut done = group.done.subscribe();
        if keep {
            // The next change opens its savepoint within this one; COMMIT releases them all.
            baton.savepoint = false;
        } else if let Err(error) = baton.undo().await {
            baton.fail(&error.to_string()).await;
            return Err(error);
        }
        if is_last {
            commit(baton);
        } else {
            drop(baton);
            if !keep {
                return Ok(());
            }
        }
        self.wait(&mut done).await
    }

    /// Waits for the group's COMMIT, and sees to it oneself when its turn comes first: the change
    /// that was waiting behind may have been dropped.
    async fn wait(&self, done: &mut watch::Receiver<Outcome>) -> Result<(), Fault> {
        loop {
            if let Some(outcome) = done.borrow_and_update().clone() {
                return outcome.map_err(|why| Fault::Commit(why.to_string()));
            }
            tokio::select! {
                biased;
                changed = done.changed() => {
                    if changed.is_err() && done.borrow().is_none() {
                        return Err(Fault::Commit("the writer is gone".into()));
                    }
                }
                baton = Arc::clone(&self.baton).lock_owned() => {
                    if done.borrow().is_none() {
                        commit(baton);
                    }
                }
            }
        }
    }

    /// Commits what is open and waits for it: before shutting down, and before a backup.
    pub(crate) async fn settle(&self) {
        let mut baton = Arc::clone(&self.baton).lock_owned().await;
        if baton.group.is_some() {
            baton.commit().await;
        }
    }
}

/// Commits in a task of its own, so that a browser that goes away cannot stop it half-way.
fn commit(mut baton: OwnedMutexGuard<Baton>) {
    tokio::spawn(async move { baton.commit().await });
}
