//! The attribute testhouse::test.
