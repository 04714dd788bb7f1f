-- Second factors, passkeys, activation codes, devices, and the counting of failed tries.

ALTER TABLE access_account ADD COLUMN password_set_at {int};

-- A step of signing in that waits for the next one. The secret is only in the browser's form.
--: directory
CREATE TABLE access_flow (
    secret_hash {bytes} NOT NULL PRIMARY KEY,
    kind {text} NOT NULL,
    state {bytes} NOT NULL,
    tries {int} NOT NULL,
    ends_at {int} NOT NULL
) {strict};
CREATE INDEX access_flow_by_end ON access_flow (ends_at);

-- Failed tries, counted by keyed hashes of account, network or device: no address is kept.
--: directory
CREATE TABLE access_guess (
    key {bytes} NOT NULL PRIMARY KEY,
    failures {int} NOT NULL,
    free_at {int} NOT NULL,
    forget_at {int} NOT NULL
) {strict};
CREATE INDEX access_guess_by_end ON access_guess (forget_at);

-- A browser in which an account has signed in before.
--: directory
CREATE TABLE access_device (
    account_id {id} NOT NULL,
    secret_hash {bytes} NOT NULL,
    first_at {int} NOT NULL,
    seen_at {int} NOT NULL,
    PRIMARY KEY (account_id, secret_hash)
) {strict};

--: directory
CREATE TABLE access_activation (
    code_hash {bytes} NOT NULL PRIMARY KEY,
    account_id {id} NOT NULL,
    starts_afresh {int} NOT NULL,
    ends_at {int} NOT NULL
) {strict};
CREATE INDEX access_activation_by_account ON access_activation (account_id);

--: reference
CREATE TABLE access_passkey (
    id {id} NOT NULL PRIMARY KEY,
    account_id {id} NOT NULL,
    credential_hash {bytes} NOT NULL,
    sealed {bytes} NOT NULL,
    device {text} NOT NULL,
    made_at {int} NOT NULL,
    used_at {int}
) {strict};
CREATE UNIQUE INDEX access_passkey_by_credential ON access_passkey (credential_hash);
CREATE INDEX access_passkey_by_account ON access_passkey (account_id);

-- Recovery codes; a used one is gone.
--: reference
CREATE TABLE access_recovery (
    account_id {id} NOT NULL,
    code_hash {bytes} NOT NULL,
    PRIMARY KEY (account_id, code_hash)
) {strict};
