//! SQL as text, known to one list, so that one test prepares every statement on both engines.

use std::borrow::Cow;

use super::Engine;
use super::value::{ToValue, Value};

/// A statement written in the source, with `$1`, `$2` … for its values.
#[derive(Debug)]
pub struct Statement {
    /// The text.
    pub sql: &'static str,
    /// The source file that wrote it.
    pub file: &'static str,
    /// The line in that file.
    pub line: u32,
}

impl Statement {
    /// The whole statement for an engine: the head of a [`crate::Tx::insert_many`] with one row.
    #[must_use]
    pub fn whole(&self, engine: Engine) -> Cow<'static, str> {
        if !self.sql.ends_with("VALUES") {
            return Cow::Borrowed(self.sql);
        }
        let columns = self.sql.matches(',').count() + 1;
        Cow::Owned(many_rows(engine, self.sql, 1, columns, ""))
    }
}

/// `INSERT … VALUES ($1, $2), ($3, $4) …`. SQLite takes `$1` for a name and goes through all
/// names for each, so there the places have none: ten thousand of them took seconds.
pub(crate) fn many_rows(engine: Engine, insert: &str, rows: usize, width: usize, after: &str) -> String {
    use std::fmt::Write as _;
    let mut sql = String::with_capacity(insert.len() + rows * width * 6 + after.len());
    sql.push_str(insert);
    for row in 0..rows {
        sql.push_str(if row == 0 { " (" } else { ", (" });
        for column in 0..width {
            if column > 0 {
                sql.push_str(", ");
            }
            match engine {
                Engine::Sqlite => sql.push('?'),
                Engine::Postgres => {
                    write!(sql, "${}", row * width + column + 1).expect("a String takes every write");
                }
            }
        }
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(after);
    sql
}

/// An entry of the list of all statements.
#[doc(hidden)]
pub struct Registered(pub &'static Statement);
inventory::collect!(Registered);

/// Every statement of the program that [`crate::sql!`] wrote.
pub fn all_statements() -> impl Iterator<Item = &'static Statement> {
    inventory::iter::<Registered>.into_iter().map(|entry| entry.0)
}

/// Writes a statement and puts it on the list of all statements.
///
/// Takes literals, and macros that become literals, and joins them.
#[macro_export]
macro_rules! sql {
    ($($part:expr),+ $(,)?) => {{
        static STATEMENT: $crate::db::Statement =
            $crate::db::Statement { sql: concat!($($part),+), file: file!(), line: line!() };
        $crate::inventory::submit! { $crate::db::Registered(&STATEMENT) }
        &STATEMENT
    }};
}

/// A query put together from fixed pieces, for lists with conditions that may or may not apply.
///
/// Only `&'static str` pieces go in; what people typed goes in by [`Query::value`].
#[derive(Clone, Debug, Default)]
pub struct Query {
    sql: String,
    values: Vec<Value>,
}

impl Query {
    /// Begins with a piece of SQL.
    #[must_use]
    pub fn new(piece: &'static str) -> Self {
        Self { sql: piece.to_owned(), values: Vec::new() }
    }

    /// Adds a piece of SQL.
    pub fn piece(&mut self, piece: &'static str) -> &mut Self {
        self.sql.push_str(piece);
        self
    }

    /// Adds the place of a value, and the value.
    pub fn value(&mut self, value: impl ToValue) -> &mut Self {
        self.values.push(value.to_value());
        self.sql.push('$');
        self.sql.push_str(&self.values.len().to_string());
        self
    }

    /// Adds values with commas between them, for `IN (…)`.
    pub fn list<T: ToValue>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Self {
        for (n, value) in values.into_iter().enumerate() {
            if n > 0 {
                self.sql.push_str(", ");
            }
            self.value(value);
        }
        self
    }
}

/// What can be run: a fixed statement with its values, or a [`Query`].
pub trait Runnable: Send {
    /// The text and the values.
    fn into_parts(self) -> (Cow<'static, str>, Vec<Value>);
}

impl Runnable for Query {
    fn into_parts(self) -> (Cow<'static, str>, Vec<Value>) {
        (Cow::Owned(self.sql), self.values)
    }
}

impl Runnable for (&'static Statement, Vec<Value>) {
    fn into_parts(self) -> (Cow<'static, str>, Vec<Value>) {
        (Cow::Borrowed(self.0.sql), self.1)
    }
}

impl Runnable for &'static Statement {
    fn into_parts(self) -> (Cow<'static, str>, Vec<Value>) {
        (Cow::Borrowed(self.sql), Vec::new())
    }
}

/// A fixed statement with its values, ready to run.
///
/// ```ignore
/// tx.one(bind!(sql!("SELECT name FROM access_org WHERE id = $1"), id)).await?
/// ```
#[macro_export]
macro_rules! bind {
    ($statement:expr $(, $value:expr)* $(,)?) => {
        ($statement, vec![$($crate::db::ToValue::to_value($value)),*])
    };
}
