-- A member lets a helper act for them (assisted use). Revoked at once by the member; the row stays.

--: reference
CREATE TABLE access_mandate (
    id {id} NOT NULL PRIMARY KEY,
    area_id {id} NOT NULL,
    principal_id {id} NOT NULL,
    principal_name {text} NOT NULL,
    helper_id {id} NOT NULL,
    valid_from {int} NOT NULL,
    valid_to {int} NOT NULL,
    source {text} NOT NULL,
    evidence {bytes},
    given_by {id},
    recorded_at {int} NOT NULL,
    revoked_at {int},
    revoked_by {id}
) {strict};
CREATE INDEX access_mandate_by_principal ON access_mandate (principal_id, id);
CREATE INDEX access_mandate_by_helper ON access_mandate (helper_id, valid_to);
