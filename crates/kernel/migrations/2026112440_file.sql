-- Files of any size: sealed chunks in the database, so that a backup, a change that is taken back
-- and a move to the other engine need nothing beside it (docs/decisions/11-files.md).

-- head: length, digest and number of chunks, sealed. It is written with the last chunk. kept: 0
-- while a file comes in, 1 from the change on that needs it.
--: area
CREATE TABLE kernel_file (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    began_at {int} NOT NULL,
    kept {int} NOT NULL,
    head {bytes},
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX kernel_file_coming ON kernel_file (began_at) WHERE kept = 0;

--: area
CREATE TABLE kernel_file_chunk (
    area_id {id} NOT NULL,
    file_id {id} NOT NULL,
    no {int} NOT NULL,
    body {bytes} NOT NULL,
    PRIMARY KEY (area_id, file_id, no)
) {strict};
