//! Statutes as pure functions: ID numbers, code tables, joining periods, working days.
