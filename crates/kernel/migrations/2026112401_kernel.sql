-- The ground floor: audit log, outbox, leases, repeated forms, settings.

--: area
CREATE TABLE kernel_audit (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    recorded_at {int} NOT NULL,
    act {text} NOT NULL,
    is_look {int} NOT NULL,
    subject_kind {text},
    subject_id {id},
    org_id {id},
    account_id {id},
    grant_id {id},
    principal_id {id},
    part {text},
    happened_on {int} NOT NULL,
    source {text} NOT NULL,
    basis {text},
    reason {text},
    detail {text},
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX kernel_audit_by_id ON kernel_audit (id);
CREATE INDEX kernel_audit_by_subject ON kernel_audit (subject_id, id);
CREATE INDEX kernel_audit_by_account ON kernel_audit (account_id, id);

-- The log as a Merkle tree (RFC 6962): one leaf per entry in the order of sealing.
--: local
CREATE TABLE kernel_audit_leaf (
    no {int} NOT NULL PRIMARY KEY,
    area_id {id} NOT NULL,
    entry_id {id} NOT NULL,
    hash {bytes} NOT NULL
) {strict};
CREATE UNIQUE INDEX kernel_audit_leaf_by_entry ON kernel_audit_leaf (entry_id);

--: local
CREATE TABLE kernel_audit_node (
    level {int} NOT NULL,
    no {int} NOT NULL,
    hash {bytes} NOT NULL,
    PRIMARY KEY (level, no)
) {strict};

--: local
CREATE TABLE kernel_audit_head (
    size {int} NOT NULL PRIMARY KEY,
    signed_at {int} NOT NULL,
    note {text} NOT NULL
) {strict};

--: area
CREATE TABLE kernel_outbox (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    kind {text} NOT NULL,
    priority {int} NOT NULL,
    due_at {int} NOT NULL,
    tries {int} NOT NULL,
    give_up_at {int} NOT NULL,
    given_up_at {int},
    why {text},
    body {bytes} NOT NULL,
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX kernel_outbox_due ON kernel_outbox (priority, due_at);

--: local
CREATE TABLE kernel_lease (
    name {text} NOT NULL PRIMARY KEY,
    holder {id} NOT NULL,
    held_until {int} NOT NULL
) {strict};

--: directory
CREATE TABLE kernel_repeat (
    key {bytes} NOT NULL PRIMARY KEY,
    content {bytes} NOT NULL,
    answer {bytes} NOT NULL,
    kept_until {int} NOT NULL
) {strict};

--: reference
CREATE TABLE kernel_setting (
    key {text} NOT NULL PRIMARY KEY,
    value {text} NOT NULL,
    changed_at {int} NOT NULL
) {strict};
