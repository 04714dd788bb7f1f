-- What is kept about people beside their periods: deeds that can be taken back, posts, contacts.

-- A deed on one or many people that can be taken back as one: a move, an ending, a step, a merge.
--: area
CREATE TABLE registry_deed (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    kind {text} NOT NULL,
    org_id {id} NOT NULL,
    happened_on {int} NOT NULL,
    recorded_at {int} NOT NULL,
    account_id {id},
    basis {text},
    undone_at {int},
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX registry_deed_by_id ON registry_deed (id);

-- What a deed did to one person. before_rows: the sealed periods as they were; after_rows: which
-- rows with which versions it left, so that a later change is noticed before it is taken back.
--: area
CREATE TABLE registry_deed_person (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    deed_id {id} NOT NULL,
    person_id {id} NOT NULL,
    outcome {text} NOT NULL,
    before_rows {bytes},
    after_rows {text},
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX registry_deed_person_by_deed ON registry_deed_person (deed_id, id);

-- A post on an organisation, from a day until before another day.
--: area
CREATE TABLE registry_post (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    person_id {id} NOT NULL,
    org_id {id} NOT NULL,
    kind {text} NOT NULL,
    valid_from {int} NOT NULL,
    valid_to {int} NOT NULL,
    term_ends_on {int},
    basis {text},
    recorded_at {int} NOT NULL,
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX registry_post_by_person ON registry_post (person_id, valid_from);
CREATE INDEX registry_post_by_org ON registry_post (org_id, valid_to);

-- That somebody was contacted, or could not be reached.
--: area
CREATE TABLE registry_contact (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    person_id {id} NOT NULL,
    happened_on {int} NOT NULL,
    recorded_at {int} NOT NULL,
    means {text} NOT NULL,
    outcome {text} NOT NULL,
    line {bytes},
    account_id {id},
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX registry_contact_by_person ON registry_contact (person_id, happened_on);

CREATE INDEX registry_place_by_merged ON registry_place (merged_into) WHERE merged_into IS NOT NULL;
