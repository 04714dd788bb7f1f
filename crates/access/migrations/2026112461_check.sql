-- A verification of the log that takes longer than a page may: asked for, under way, done.

--: local
CREATE TABLE access_check (
    id {id} NOT NULL PRIMARY KEY,
    account_id {id},
    kept {text},
    asked_at {int} NOT NULL,
    verified {int} NOT NULL,
    size {int} NOT NULL,
    report {text},
    done_at {int}
) {strict};
CREATE INDEX access_check_by_account ON access_check (account_id, asked_at);
