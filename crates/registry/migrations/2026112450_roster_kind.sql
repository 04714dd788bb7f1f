-- What sort of fault it is, so that a report counts each sort and opens its rows. Batches that
-- wait for a decision are judged once more and get it then.
ALTER TABLE registry_batch_fault ADD COLUMN kind {text} NOT NULL DEFAULT '';
CREATE INDEX registry_batch_fault_by_kind ON registry_batch_fault (batch_id, kind, line_no);
UPDATE registry_batch SET state = 'checking', next_block = 0 WHERE state = 'checked';
