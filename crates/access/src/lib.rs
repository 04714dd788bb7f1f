//! Organisation tree, accounts, sign-in, roles, permits.
