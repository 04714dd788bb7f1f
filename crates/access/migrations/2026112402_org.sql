-- The organisation tree. A row is the organisation as it is now; its periods are its history.
-- `path` is the chain of four-character slots from the root: a subtree is a range of it.

--: reference
CREATE TABLE access_org (
    id {id} NOT NULL PRIMARY KEY,
    area_id {id} NOT NULL,
    superior_id {id},
    path {text} NOT NULL,
    next_slot {int} NOT NULL,
    kind {text} NOT NULL,
    code {text},
    name {text} NOT NULL,
    short_name {text},
    sort_key {text} NOT NULL,
    initials {text} NOT NULL,
    is_area {int} NOT NULL,
    can_approve_probationary {int} NOT NULL,
    unit_situation {text},
    zone {text},
    founded_on {int} NOT NULL,
    ended_on {int},
    records_from {int},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX access_org_by_path ON access_org (path);
CREATE INDEX access_org_by_superior ON access_org (superior_id, sort_key, id);
CREATE INDEX access_org_by_name ON access_org (name, path);
CREATE INDEX access_org_by_initials ON access_org (initials, path);
CREATE INDEX access_org_by_code ON access_org (code);

-- What was true of an organisation from a day until before another day.
--: reference
CREATE TABLE access_org_period (
    org_id {id} NOT NULL,
    valid_from {int} NOT NULL,
    valid_to {int} NOT NULL,
    superior_id {id},
    path {text} NOT NULL,
    kind {text} NOT NULL,
    code {text},
    name {text} NOT NULL,
    act {text} NOT NULL,
    approved_by {text},
    basis {text},
    recorded_at {int} NOT NULL,
    PRIMARY KEY (org_id, valid_from)
) {strict};
CREATE INDEX access_org_period_by_path ON access_org_period (path, valid_from);
CREATE INDEX access_org_period_by_superior ON access_org_period (superior_id, valid_from);

-- Which organisation ever bore a code: addresses with an old code lead to the one that has it now.
--: reference
CREATE TABLE access_org_code (
    code {text} NOT NULL,
    org_id {id} NOT NULL,
    valid_from {int} NOT NULL,
    PRIMARY KEY (code, org_id)
) {strict};

-- An organisation that took another one in: merged or split, with the day.
--: reference
CREATE TABLE access_org_successor (
    org_id {id} NOT NULL,
    successor_id {id} NOT NULL,
    happened_on {int} NOT NULL,
    PRIMARY KEY (org_id, successor_id)
) {strict};
