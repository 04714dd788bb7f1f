-- What the administration of accounts needs: when an account was last used, so that surplus ones
-- are found (GB/T 22239-2019, 8.1.4.2), and which role took over which, so that a hand-over can be
-- shown later.

ALTER TABLE access_account ADD COLUMN used_at {int};
ALTER TABLE access_grant ADD COLUMN succeeds_id {id};
CREATE INDEX access_account_by_display_name ON access_account (display_name, user_name);
CREATE INDEX access_grant_by_delegated ON access_grant (delegated_from);
CREATE INDEX access_grant_by_role ON access_grant (role, valid_to);
