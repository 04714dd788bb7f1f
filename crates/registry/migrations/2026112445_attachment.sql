-- Photos and attachments of people. The bytes are files of the ground floor; here stands whose
-- they are. person_id is the record under which a paper came in: records that were merged into
-- another are read with it, so a merge moves nothing and can be taken back.
--
-- about: title and file name, sealed; removal: why it was removed, sealed. What is removed can be
-- brought back until it is cleared with its file. replaced_by: the photo that took its place.

--: area
CREATE TABLE registry_attachment (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    person_id {id} NOT NULL,
    kind {text} NOT NULL,
    about {bytes} NOT NULL,
    media {text} NOT NULL,
    size {int} NOT NULL,
    file_id {id} NOT NULL,
    happened_on {int} NOT NULL,
    recorded_at {int} NOT NULL,
    account_id {id},
    removed_at {int},
    removed_by {id},
    removal {bytes},
    replaced_by {id},
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX registry_attachment_by_person ON registry_attachment (person_id, id);
CREATE INDEX registry_attachment_removed ON registry_attachment (removed_at) WHERE removed_at IS NOT NULL;
