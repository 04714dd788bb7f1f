//! Spreadsheets through their public face, with real files.

mod hostile;
mod layout;
mod marked;
mod memory;
mod reading;
mod support;
mod writing;
