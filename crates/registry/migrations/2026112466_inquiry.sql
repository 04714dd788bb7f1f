-- An inquiry (考察, 纪检): on its basis an account's looks at a person are shown to the person only
-- when it has ended. The auditor's log has them at once.

--: area
CREATE TABLE registry_inquiry (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    person_id {id} NOT NULL,
    account_id {id} NOT NULL,
    kind {text} NOT NULL,
    basis {bytes} NOT NULL,
    begun_at {int} NOT NULL,
    shown_from {int} NOT NULL,
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX registry_inquiry_by_person ON registry_inquiry (person_id, shown_from);
