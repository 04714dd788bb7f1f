-- Organisation sheets that come in: a batch, its rows as they were judged, and what it did.
--
-- The file is sealed, because such forms name contacts and their telephone numbers; of the rows
-- only what the tree itself keeps is remembered.

--: reference
CREATE TABLE access_import (
    id {id} NOT NULL PRIMARY KEY,
    area_id {id} NOT NULL,
    org_id {id} NOT NULL,
    state {text} NOT NULL,
    file_name {text} NOT NULL,
    file {bytes} NOT NULL,
    headings {text} NOT NULL,
    account_id {id},
    created_at {int} NOT NULL,
    happened_on {int},
    approved_by {text},
    basis {text},
    n_new {int} NOT NULL,
    n_changed {int} NOT NULL,
    n_same {int} NOT NULL,
    n_faulty {int} NOT NULL
) {strict};
CREATE INDEX access_import_by_org ON access_import (org_id, id);

--: reference
CREATE TABLE access_import_line (
    batch_id {id} NOT NULL,
    line_no {int} NOT NULL,
    outcome {text} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (batch_id, line_no)
) {strict};
CREATE INDEX access_import_line_by_outcome ON access_import_line (batch_id, outcome, line_no);

-- What an applied batch did, in its order: the acts in the organisations' own histories.
--: reference
CREATE TABLE access_import_act (
    batch_id {id} NOT NULL,
    act_no {int} NOT NULL,
    org_id {id} NOT NULL,
    act_id {id} NOT NULL,
    PRIMARY KEY (batch_id, act_no)
) {strict};
