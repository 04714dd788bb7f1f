//! A small county with people as actors, on both databases, for tests.
