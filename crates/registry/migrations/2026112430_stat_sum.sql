-- All deltas of an organisation so far, in one row: what is read for today, and from which the few
-- that lie after a past day are taken away again. `sums` is `measure n`, with a record separator
-- (U+001E) between two; the three numbers are those that lists of organisations show.
--: local
CREATE TABLE registry_stat_sum (
    org_id {id} NOT NULL PRIMARY KEY,
    n_full {int} NOT NULL,
    n_probationary {int} NOT NULL,
    n_floating {int} NOT NULL,
    sums {text} NOT NULL
) {strict};
INSERT INTO registry_stat_sum (org_id, n_full, n_probationary, n_floating, sums)
SELECT org_id,
    CAST(sum(CASE WHEN measure = 'stage:full' THEN n ELSE 0 END) AS BIGINT),
    CAST(sum(CASE WHEN measure = 'stage:probationary' THEN n ELSE 0 END) AS BIGINT),
    CAST(sum(CASE WHEN measure = 'floating:yes' THEN n ELSE 0 END) AS BIGINT),
    string_agg(measure || ' ' || n, '')
FROM (SELECT org_id, measure, CAST(sum(n) AS BIGINT) AS n FROM registry_stat WHERE grain IN (2, 3)
    GROUP BY org_id, measure) AS folded
WHERE n <> 0
GROUP BY org_id;

-- What a balance between two days is made of, beside the figures of lists.
DROP INDEX registry_stat_head;
CREATE INDEX registry_stat_balance ON registry_stat (org_id, grain, period, measure, n)
    WHERE measure IN ('stage:full', 'stage:probationary', 'floating:yes', 'in:developed',
    'in:transferred_in', 'in:restored', 'in:late_entry', 'in:roster', 'in:moved',
    'out:transferred_out', 'out:deceased', 'out:stopped', 'out:removed', 'out:lapsed',
    'out:resigned', 'out:expelled', 'out:probation_cancelled', 'out:moved', 'out:corrected');
