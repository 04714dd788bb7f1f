//! Ids: made here, sorted by time, one type per noun.
//!
//! A UUID of version 7 (RFC 9562, section 5.7): the first 48 bits are milliseconds, so rows of a
//! table lie in the order in which they came, on both engines, without a sequence that several
//! servers would have to share.

/// A fresh id as bare UUID. Nouns use their own type, made by [`crate::id_type!`].
#[must_use]
pub fn fresh() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}

/// Declares the id type of a noun: a UUID that cannot be mistaken for another noun's.
///
/// Its text form is 32 hexadecimal digits, as in addresses of pages.
///
/// ```
/// zhibu_kernel::id_type!(/// Names one tree.
///     pub TreeId);
/// let id = TreeId::fresh();
/// assert_eq!(id.to_string().parse::<TreeId>().unwrap(), id);
/// ```
#[macro_export]
macro_rules! id_type {
    ($(#[$doc:meta])* pub $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub ::uuid::Uuid);

        impl $name {
            /// A new id, later in order than every id made before it in this process.
            #[must_use]
            pub fn fresh() -> Self {
                Self($crate::id::fresh())
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, "{}", self.0.simple())
            }
        }
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.simple())
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = ::uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(d)?;
                text.parse().map_err(::serde::de::Error::custom)
            }
        }
        impl $crate::db::ToValue for $name {
            fn to_value(self) -> $crate::Value {
                $crate::Value::Id(Some(self.0))
            }
            fn null() -> $crate::Value {
                $crate::Value::Id(None)
            }
        }
        impl $crate::db::FromColumn for $name {
            fn from_column(row: &$crate::Row, at: usize) -> Result<Self, $crate::Fault> {
                <::uuid::Uuid as $crate::db::FromColumn>::from_column(row, at).map(Self)
            }
            fn is_null(row: &$crate::Row, at: usize) -> Result<bool, $crate::Fault> {
                <::uuid::Uuid as $crate::db::FromColumn>::is_null(row, at)
            }
        }
    };
}
