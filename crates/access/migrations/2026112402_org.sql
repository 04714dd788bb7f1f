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

-- Whose a path is or ever was. A path belongs to one organisation for ever, also when a late entry
-- took the last day on which it held: figures and people that still bear it find their way.
--: reference
CREATE TABLE access_org_path (
    path {text} NOT NULL PRIMARY KEY,
    org_id {id} NOT NULL
) {strict};
CREATE INDEX access_org_path_by_org ON access_org_path (org_id);

-- Words under which an organisation is found: its names, and its full name from behind each place
-- in it, so that 柳溪村 finds 中共青澜县柳溪镇柳溪村支部委员会.
--: reference
CREATE TABLE access_org_word (
    word {text} NOT NULL,
    org_id {id} NOT NULL,
    PRIMARY KEY (word, org_id)
) {strict};
CREATE INDEX access_org_word_by_org ON access_org_word (org_id);

-- What was done to an organisation, with both dates and the approval: its history as people tell
-- it. `changes` names what was changed with its old and new text; `other_id` is the other
-- organisation, such as the former superior.
--: reference
CREATE TABLE access_org_act (
    id {id} NOT NULL PRIMARY KEY,
    org_id {id} NOT NULL,
    act {text} NOT NULL,
    happened_on {int} NOT NULL,
    recorded_at {int} NOT NULL,
    account_id {id},
    approved_by {text},
    basis {text},
    other_id {id},
    changes {text} NOT NULL,
    undone_at {int}
) {strict};
CREATE INDEX access_org_act_by_org ON access_org_act (org_id, happened_on);
