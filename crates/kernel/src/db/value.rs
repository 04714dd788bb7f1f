//! Values that go into statements and rows that come out, the same on both engines.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column as _, Row as _};
use uuid::Uuid;

use crate::fault::Fault;

/// One bound value. The four kinds are all there are: numbers, days, moments and booleans are
/// integers; JSON is text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// BIGINT / INTEGER.
    Int(Option<i64>),
    /// TEXT, sorted by bytes.
    Text(Option<String>),
    /// `bytea` / BLOB.
    Bytes(Option<Vec<u8>>),
    /// `uuid` / BLOB of 16 bytes.
    Id(Option<Uuid>),
}

/// What can be bound to a statement.
pub trait ToValue: Sized {
    /// The value to bind.
    fn to_value(self) -> Value;
    /// NULL of this kind: PostgreSQL wants to know the kind of a NULL.
    fn null() -> Value;
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(self) -> Value {
        self.map_or_else(T::null, T::to_value)
    }
    fn null() -> Value {
        T::null()
    }
}

macro_rules! to_value {
    ($($kind:ty => $variant:ident($from:expr)),+ $(,)?) => {$(
        impl ToValue for $kind {
            fn to_value(self) -> Value {
                let make: fn($kind) -> _ = $from;
                Value::$variant(Some(make(self)))
            }
            fn null() -> Value {
                Value::$variant(None)
            }
        }
    )+};
}
to_value! {
    i64 => Int(|n| n),
    i32 => Int(i64::from),
    u32 => Int(i64::from),
    bool => Int(i64::from),
    &str => Text(str::to_owned),
    &String => Text(Clone::clone),
    String => Text(|text| text),
    Vec<u8> => Bytes(|bytes| bytes),
    &[u8] => Bytes(<[u8]>::to_vec),
    Uuid => Id(|id| id),
}
impl ToValue for Value {
    fn to_value(self) -> Value {
        self
    }
    fn null() -> Value {
        Value::Int(None)
    }
}
impl<const N: usize> ToValue for [u8; N] {
    fn to_value(self) -> Value {
        Value::Bytes(Some(self.to_vec()))
    }
    fn null() -> Value {
        Value::Bytes(None)
    }
}

/// One row of an answer.
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

impl Row {
    /// The value of a column by its name.
    ///
    /// # Errors
    /// When there is no such column or it holds another kind.
    pub fn get<T: FromColumn>(&self, name: &str) -> Result<T, Fault> {
        let at = match self {
            Self::Sqlite(row) => row.try_column(name)?.ordinal(),
            Self::Postgres(row) => row.try_column(name)?.ordinal(),
        };
        T::from_column(self, at)
    }

    /// The value of a column by its place, counted from 0.
    ///
    /// # Errors
    /// When there is no such column or it holds another kind.
    pub fn at<T: FromColumn>(&self, at: usize) -> Result<T, Fault> {
        T::from_column(self, at)
    }
}

/// What can be read from a column.
pub trait FromColumn: Sized {
    /// Reads a value that is there.
    ///
    /// # Errors
    /// When the column is missing, NULL or of another kind.
    fn from_column(row: &Row, at: usize) -> Result<Self, Fault>;
    /// Whether the column holds NULL.
    ///
    /// # Errors
    /// When the column is missing.
    fn is_null(row: &Row, at: usize) -> Result<bool, Fault>;
}

macro_rules! from_column {
    ($($kind:ty),+) => {$(
        impl FromColumn for $kind {
            fn from_column(row: &Row, at: usize) -> Result<Self, Fault> {
                Ok(match row {
                    Row::Sqlite(row) => row.try_get(at)?,
                    Row::Postgres(row) => row.try_get(at)?,
                })
            }
            fn is_null(row: &Row, at: usize) -> Result<bool, Fault> {
                use sqlx::ValueRef as _;
                Ok(match row {
                    Row::Sqlite(row) => row.try_get_raw(at)?.is_null(),
                    Row::Postgres(row) => row.try_get_raw(at)?.is_null(),
                })
            }
        }
    )+};
}
from_column!(i64, String, Vec<u8>, Uuid);

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(row: &Row, at: usize) -> Result<Self, Fault> {
        if T::is_null(row, at)? { Ok(None) } else { T::from_column(row, at).map(Some) }
    }
    fn is_null(_: &Row, _: usize) -> Result<bool, Fault> {
        Ok(false)
    }
}

impl FromColumn for bool {
    fn from_column(row: &Row, at: usize) -> Result<Self, Fault> {
        i64::from_column(row, at).map(|n| n != 0)
    }
    fn is_null(row: &Row, at: usize) -> Result<bool, Fault> {
        i64::is_null(row, at)
    }
}

impl FromColumn for i32 {
    fn from_column(row: &Row, at: usize) -> Result<Self, Fault> {
        i64::from_column(row, at)?.try_into().map_err(|_| Fault::Column("a number is out of range"))
    }
    fn is_null(row: &Row, at: usize) -> Result<bool, Fault> {
        i64::is_null(row, at)
    }
}

impl<const N: usize> FromColumn for [u8; N] {
    fn from_column(row: &Row, at: usize) -> Result<Self, Fault> {
        Vec::from_column(row, at)?.try_into().map_err(|_| Fault::Column("a digest has another length"))
    }
    fn is_null(row: &Row, at: usize) -> Result<bool, Fault> {
        Vec::<u8>::is_null(row, at)
    }
}
