-- Corrections that people propose to their own record: one row per field, those sent together
-- under one proposal. Old value, new value and reason are sealed together, and so is the word of
-- the decision.

--: area
CREATE TABLE registry_correction (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    proposal_id {id} NOT NULL,
    person_id {id} NOT NULL,
    field {text} NOT NULL,
    content {bytes} NOT NULL,
    state {text} NOT NULL,
    proposed_at {int} NOT NULL,
    due_on {int} NOT NULL,
    account_id {id},
    principal_id {id},
    decided_at {int},
    decided_by {id},
    word {bytes},
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX registry_correction_by_person ON registry_correction (person_id, id);
CREATE INDEX registry_correction_by_proposal ON registry_correction (proposal_id, id);
CREATE INDEX registry_correction_waiting ON registry_correction (due_on, id) WHERE state = 'waiting';
