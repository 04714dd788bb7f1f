//! People: members and their states, posts, import and export, statistics.
