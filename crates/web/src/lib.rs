//! Page shell, design system, forms, answers, texts, spreadsheets.
pub mod sheet;
