-- Organisations of a subtree are counted by kind beside its figures: the index alone answers it.
DROP INDEX access_org_period_by_path;
CREATE INDEX access_org_period_by_path ON access_org_period (path, valid_from, valid_to, kind);
