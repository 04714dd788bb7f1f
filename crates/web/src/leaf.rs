//! A long list page by page, forward and back, by the key of a row.

use std::str::FromStr;

use serde::Deserialize;
use zhibu_kernel::db::{Query, ToValue};

use crate::desk::percent;
use crate::part::Pager;
use crate::texts::T;

/// Which page of a list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Turn<K> {
    /// The first.
    #[default]
    First,
    /// The one that begins after a key.
    After(K),
    /// The one that ends before a key.
    Before(K),
}

impl<K: Clone + ToValue> Turn<K> {
    /// Narrows a query to the page, in the order of `column`, which holds the key. One row more
    /// than fits is asked for.
    pub fn narrow(&self, query: &mut Query, column: &'static str, limit: i64) {
        self.turn(query, column, [" > ", " < "], ["", " DESC"], limit);
    }

    /// The same with the greatest key first.
    pub fn narrow_back(&self, query: &mut Query, column: &'static str, limit: i64) {
        self.turn(query, column, [" < ", " > "], [" DESC", ""], limit);
    }

    fn turn(
        &self,
        query: &mut Query,
        column: &'static str,
        [after, before]: [&'static str; 2],
        [forth, back]: [&'static str; 2],
        limit: i64,
    ) {
        let order = match self {
            Self::First => forth,
            Self::After(key) => {
                query.piece(" AND ").piece(column).piece(after).value(key.clone());
                forth
            }
            Self::Before(key) => {
                query.piece(" AND ").piece(column).piece(before).value(key.clone());
                back
            }
        };
        query.piece(" ORDER BY ").piece(column).piece(order).piece(" LIMIT ").value(limit + 1);
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Leaf<R> {
    /// Its rows.
    pub rows: Vec<R>,
    /// Whether there are rows before them.
    pub has_earlier: bool,
    /// Whether there are rows after them.
    pub has_later: bool,
}

impl<R> Leaf<R> {
    /// The page from rows as the query of a [`Turn`] answered them.
    pub fn of<K>(turn: &Turn<K>, mut rows: Vec<R>, limit: i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let is_more = rows.len() > limit;
        rows.truncate(limit);
        match turn {
            Turn::First => Self { rows, has_earlier: false, has_later: is_more },
            Turn::After(_) => Self { rows, has_earlier: true, has_later: is_more },
            Turn::Before(_) => {
                rows.reverse();
                Self { rows, has_earlier: is_more, has_later: true }
            }
        }
    }
}

impl<R> Leaf<R> {
    /// The same page with something else of each row.
    #[must_use]
    pub fn with<S>(self, rows: Vec<S>) -> Leaf<S> {
        Leaf { rows, has_earlier: self.has_earlier, has_later: self.has_later }
    }

    /// The ways on from the page of an address, by the key of a row, and what is said of them; none
    /// where it is the only one.
    pub fn pager<K: ToString>(&self, t: &T, here: &str, says: &str, key: impl Fn(&R) -> K) -> Option<Pager> {
        let (first, last) = (self.rows.first()?, self.rows.last()?);
        if !self.has_earlier && !self.has_later {
            return None;
        }
        let joint = if here.contains('?') { '&' } else { '?' };
        let way = |name: &str, row: &R| format!("{here}{joint}{name}={}", percent(&key(row).to_string()));
        let before = self.has_earlier.then(|| way("before", first));
        let after = self.has_later.then(|| way("after", last));
        Some(Pager::new(t, says, before, after))
    }
}

/// Which page an address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Paged {
    after: Option<String>,
    before: Option<String>,
}

impl Paged {
    /// The page; none when what it names is no key.
    #[must_use]
    pub fn turn<K: FromStr>(&self) -> Option<Turn<K>> {
        Some(match (&self.after, &self.before) {
            (Some(after), _) => Turn::After(after.parse().ok()?),
            (None, Some(before)) => Turn::Before(before.parse().ok()?),
            (None, None) => Turn::First,
        })
    }
}
