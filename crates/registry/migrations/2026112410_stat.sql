-- Statistics: what changes of people added and took away, before and after folding.
--
-- A figure is a sum of deltas. An organisation to which people belong directly (a branch) keeps
-- its deltas by day only: it has few. Every superior keeps them by day, month and year, so that a
-- reading of any day adds a few dozen rows per measure, however long the history is.

-- Changes of figures that are not folded yet: deltas of measures on a day at a path, as JSON
-- [[yyyymmdd, measure, n], ...].
--: area
CREATE TABLE registry_stat_event (
    area_id {id} NOT NULL,
    id {id} NOT NULL,
    batch_id {id},
    path {text} NOT NULL,
    deltas {text} NOT NULL,
    PRIMARY KEY (area_id, id)
) {strict};
CREATE INDEX registry_stat_event_by_path ON registry_stat_event (path);
CREATE INDEX registry_stat_event_by_id ON registry_stat_event (id);

-- Folded deltas per organisation. grain: 0 days, 1 months, 2 years of what lies below it, 3 days
-- of what lies at it; period is yyyymmdd, yyyymm or yyyy.
--: local
CREATE TABLE registry_stat (
    org_id {id} NOT NULL,
    grain {int} NOT NULL,
    period {int} NOT NULL,
    measure {text} NOT NULL,
    n {int} NOT NULL,
    PRIMARY KEY (org_id, grain, period, measure)
) {strict};
-- The figures that lists of organisations show beside every line.
CREATE INDEX registry_stat_head ON registry_stat (org_id, grain, period, measure, n)
    WHERE measure IN ('stage:full', 'stage:probationary', 'floating:yes');

-- The same of a batch that is not settled: it counts while its gate is shown, and is added to the
-- folded deltas chunk by chunk afterwards.
--: local
CREATE TABLE registry_stat_batch (
    batch_id {id} NOT NULL,
    org_id {id} NOT NULL,
    grain {int} NOT NULL,
    period {int} NOT NULL,
    measure {text} NOT NULL,
    n {int} NOT NULL,
    PRIMARY KEY (batch_id, org_id, grain, period, measure)
) {strict};
