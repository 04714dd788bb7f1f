-- Accounts, ways of signing in, sessions and roles.

--: reference
CREATE TABLE access_account (
    id {id} NOT NULL PRIMARY KEY,
    area_id {id} NOT NULL,
    user_name {text} NOT NULL,
    display_name {text} NOT NULL,
    person_id {id},
    password_hash {text},
    totp_secret {bytes},
    totp_step {int},
    is_locked {int} NOT NULL,
    created_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX access_account_by_user_name ON access_account (user_name);
CREATE INDEX access_account_by_person ON access_account (person_id);

-- A role on an organisation, for its subtree, from a day until before another day.
--: reference
CREATE TABLE access_grant (
    id {id} NOT NULL PRIMARY KEY,
    account_id {id} NOT NULL,
    role {text} NOT NULL,
    org_id {id} NOT NULL,
    valid_from {int} NOT NULL,
    valid_to {int} NOT NULL,
    granted_by {id},
    delegated_from {id},
    basis {text},
    recorded_at {int} NOT NULL
) {strict};
CREATE INDEX access_grant_by_account ON access_grant (account_id, valid_to);
CREATE INDEX access_grant_by_org ON access_grant (org_id, role);

-- A session is found by the digest of its secret; the secret itself is only in the browser.
--: directory
CREATE TABLE access_session (
    secret_hash {bytes} NOT NULL PRIMARY KEY,
    id {id} NOT NULL,
    account_id {id} NOT NULL,
    grant_id {id},
    mandate_id {id},
    two_factors {int} NOT NULL,
    device {text} NOT NULL,
    started_at {int} NOT NULL,
    seen_at {int} NOT NULL,
    ends_at {int} NOT NULL,
    confirmed_at {int} NOT NULL
) {strict};
CREATE INDEX access_session_by_account ON access_session (account_id, ends_at);
