-- Rosters that come in as spreadsheets: a batch, its files and rows, what was found, what it did.
--
-- What people wrote is sealed: the files in pieces, their rows in blocks of 200, faults and the
-- state of people before a batch one by one. Names of files and of branches are not.

--: reference
CREATE TABLE registry_batch (
    id {id} NOT NULL PRIMARY KEY,
    area_id {id} NOT NULL,
    org_id {id} NOT NULL,
    path {text} NOT NULL,
    state {text} NOT NULL,
    as_of {int},
    account_id {id},
    created_at {int} NOT NULL,
    changed_at {int} NOT NULL,
    shown_at {int},
    worker {id},
    held_until {int} NOT NULL,
    next_block {int} NOT NULL,
    layout {bytes},
    undo_id {id},
    n_lines {int} NOT NULL,
    n_new {int} NOT NULL,
    n_changed {int} NOT NULL,
    n_same {int} NOT NULL,
    n_doubtful {int} NOT NULL,
    n_faulty {int} NOT NULL,
    n_dropped {int} NOT NULL,
    n_kept {int} NOT NULL,
    n_absent {int} NOT NULL
) {strict};
CREATE INDEX registry_batch_by_path ON registry_batch (path, id);
CREATE INDEX registry_batch_by_state ON registry_batch (state, changed_at);

--: reference
CREATE TABLE registry_batch_file (
    batch_id {id} NOT NULL,
    file_no {int} NOT NULL,
    name {text} NOT NULL,
    size {int} NOT NULL,
    PRIMARY KEY (batch_id, file_no)
) {strict};

--: local
CREATE TABLE registry_batch_piece (
    batch_id {id} NOT NULL,
    file_no {int} NOT NULL,
    piece_no {int} NOT NULL,
    body {bytes} NOT NULL,
    PRIMARY KEY (batch_id, file_no, piece_no)
) {strict};

--: local
CREATE TABLE registry_batch_block (
    batch_id {id} NOT NULL,
    block_no {int} NOT NULL,
    body {bytes} NOT NULL,
    PRIMARY KEY (batch_id, block_no)
) {strict};

-- What became of a row: new, changed, same, doubtful, faulty, dropped.
--: local
CREATE TABLE registry_batch_line (
    batch_id {id} NOT NULL,
    line_no {int} NOT NULL,
    outcome {text} NOT NULL,
    person_id {id},
    PRIMARY KEY (batch_id, line_no)
) {strict};
CREATE INDEX registry_batch_line_by_outcome ON registry_batch_line (batch_id, outcome, line_no);
CREATE INDEX registry_batch_line_by_person ON registry_batch_line (person_id, batch_id) WHERE person_id IS NOT NULL;

--: local
CREATE TABLE registry_batch_fault (
    batch_id {id} NOT NULL,
    line_no {int} NOT NULL,
    fault_no {int} NOT NULL,
    level {int} NOT NULL,
    word {text},
    body {bytes} NOT NULL,
    PRIMARY KEY (batch_id, line_no, fault_no)
) {strict};
CREATE INDEX registry_batch_fault_by_level ON registry_batch_fault (batch_id, level, line_no);
CREATE INDEX registry_batch_fault_by_word ON registry_batch_fault (batch_id, word) WHERE word IS NOT NULL;

-- What somebody decided for all rows with the same question.
--: local
CREATE TABLE registry_batch_choice (
    batch_id {id} NOT NULL,
    word {text} NOT NULL,
    choice {text} NOT NULL,
    PRIMARY KEY (batch_id, word)
) {strict};

-- Branches that the rows name; is_first: their records begin with this batch.
--: local
CREATE TABLE registry_batch_org (
    batch_id {id} NOT NULL,
    org_id {id} NOT NULL,
    is_first {int} NOT NULL,
    PRIMARY KEY (batch_id, org_id)
) {strict};

-- The periods of a person that a gate replaced and those it put in their place.
--: local
CREATE TABLE registry_batch_before (
    gate_id {id} NOT NULL,
    person_id {id} NOT NULL,
    is_settled {int} NOT NULL,
    body {bytes} NOT NULL,
    PRIMARY KEY (gate_id, person_id)
) {strict};
CREATE INDEX registry_batch_before_open ON registry_batch_before (gate_id, person_id) WHERE is_settled = 0;

-- How an organisation's rosters call a branch.
--: reference
CREATE TABLE registry_branch_alias (
    org_id {id} NOT NULL,
    word {text} NOT NULL,
    branch_id {id} NOT NULL,
    account_id {id},
    recorded_at {int} NOT NULL,
    PRIMARY KEY (org_id, word)
) {strict};
