//! One message to one person by the way that reaches them.
