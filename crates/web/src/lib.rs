//! Page shell, design system, forms, answers, texts, spreadsheets.
