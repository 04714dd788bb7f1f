-- People, from applicant to farewell. A row holds what was true of a person from a day until
-- before another day: time is in the rows, so a list of a past day shows the values of that day.
--
-- Columns that begin with c_ are what statistics count. Each is one dimension; its value is the
-- measure. A figure is the folded sum of their changes; the list behind it selects the same
-- column with the same value, so both are equally long by construction. They are NULL where a
-- person does not count.
--
-- since_batch, until_batch: a row that an import staged is shown from the moment its batch is
-- shown; a row that it replaces is shown until then.

--: area
CREATE TABLE registry_person (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    person_id {id} NOT NULL,
    valid_from {int} NOT NULL,
    valid_to {int} NOT NULL,
    recorded_at {int} NOT NULL,
    since_batch {id},
    until_batch {id},
    version {int} NOT NULL,
    org_id {id} NOT NULL,
    path {text} NOT NULL,
    stage {text} NOT NULL,
    membership_status {text} NOT NULL,
    ending {text},
    entry {text} NOT NULL,
    name {text} NOT NULL,
    sort_key {text} NOT NULL,
    initials {text} NOT NULL,
    given_name {text} NOT NULL,
    sex {int} NOT NULL,
    born_on {int},
    ethnic_group {text},
    education {text},
    degree {text},
    job_code {text},
    new_stratum {text},
    native_place {text},
    applied_on {int},
    joined_on {int},
    converted_on {int},
    probation_ends_on {int},
    is_floating {int} NOT NULL,
    floating_since {int},
    outflow_place {text},
    outflow_reason {text},
    lost_since {int},
    citizen_id {bytes},
    citizen_tail {bytes},
    mobile {bytes},
    mobile_tail {bytes},
    landline {bytes},
    address {bytes},
    notes {bytes},
    missing {int} NOT NULL,
    c_stage {text},
    c_birth {text},
    c_ethnic {text},
    c_education {text},
    c_job {text},
    c_joined {text},
    c_status {text},
    c_floating {text},
    c_lost {text},
    c_missing {text},
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX registry_person_by_person ON registry_person (person_id, valid_from);
CREATE INDEX registry_person_by_path ON registry_person (path, person_id);
CREATE INDEX registry_person_by_org ON registry_person (org_id, person_id);
CREATE INDEX registry_person_by_name ON registry_person (name, path);
CREATE INDEX registry_person_by_given_name ON registry_person (given_name, path);
CREATE INDEX registry_person_by_initials ON registry_person (initials, path);
CREATE INDEX registry_person_by_citizen_tail ON registry_person (area_id, citizen_tail);
CREATE INDEX registry_person_by_mobile_tail ON registry_person (area_id, mobile_tail);
CREATE INDEX registry_person_by_came ON registry_person (valid_from, path);
CREATE INDEX registry_person_by_went ON registry_person (valid_to, path) WHERE valid_to < 99991231;
CREATE INDEX registry_person_by_since ON registry_person (since_batch, id) WHERE since_batch IS NOT NULL;
CREATE INDEX registry_person_by_until ON registry_person (until_batch, id) WHERE until_batch IS NOT NULL;
CREATE INDEX registry_person_by_probation ON registry_person (probation_ends_on, path) WHERE stage = 'probationary';
CREATE INDEX registry_person_c_stage ON registry_person (c_stage, path, person_id);
CREATE INDEX registry_person_c_birth ON registry_person (c_birth, path, person_id);
CREATE INDEX registry_person_c_ethnic ON registry_person (c_ethnic, path, person_id);
CREATE INDEX registry_person_c_education ON registry_person (c_education, path, person_id);
CREATE INDEX registry_person_c_job ON registry_person (c_job, path, person_id);
CREATE INDEX registry_person_c_joined ON registry_person (c_joined, path, person_id);
CREATE INDEX registry_person_c_status ON registry_person (c_status, path, person_id);
CREATE INDEX registry_person_c_floating ON registry_person (c_floating, path, person_id) WHERE c_floating IS NOT NULL;
CREATE INDEX registry_person_c_lost ON registry_person (c_lost, path, person_id) WHERE c_lost IS NOT NULL;
CREATE INDEX registry_person_c_missing ON registry_person (c_missing, path, person_id) WHERE c_missing IS NOT NULL;

-- In which area a person's rows lie.
--: directory
CREATE TABLE registry_place (
    person_id {id} NOT NULL PRIMARY KEY,
    area_id {id} NOT NULL,
    merged_into {id}
) {strict};

-- Whose citizen id it is, found by keyed hash; one human has one record.
--: directory
CREATE TABLE registry_citizen (
    hash {bytes} NOT NULL PRIMARY KEY,
    person_id {id} NOT NULL,
    area_id {id} NOT NULL,
    batch_id {id}
) {strict};
CREATE INDEX registry_citizen_by_person ON registry_citizen (person_id);
CREATE INDEX registry_citizen_by_batch ON registry_citizen (batch_id) WHERE batch_id IS NOT NULL;

-- Who may be reached by a number, found by keyed hash; several people may share one.
--: directory
CREATE TABLE registry_mobile (
    hash {bytes} NOT NULL,
    person_id {id} NOT NULL,
    batch_id {id},
    PRIMARY KEY (hash, person_id)
) {strict};
CREATE INDEX registry_mobile_by_person ON registry_mobile (person_id);
CREATE INDEX registry_mobile_by_batch ON registry_mobile (batch_id) WHERE batch_id IS NOT NULL;

-- The history of every field: old and new value sealed together.
--: area
CREATE TABLE registry_field_change (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    person_id {id} NOT NULL,
    field {text} NOT NULL,
    change {bytes} NOT NULL,
    happened_on {int} NOT NULL,
    recorded_at {int} NOT NULL,
    source {text} NOT NULL,
    account_id {id},
    batch_id {id},
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX registry_field_change_by_person ON registry_field_change (person_id, id);
CREATE INDEX registry_field_change_by_batch ON registry_field_change (batch_id) WHERE batch_id IS NOT NULL;

-- Batches whose rows are staged or not yet settled; shown = 1 from the moment they were applied.
--: reference
CREATE TABLE registry_gate (
    batch_id {id} NOT NULL PRIMARY KEY,
    shown {int} NOT NULL
) {strict};
