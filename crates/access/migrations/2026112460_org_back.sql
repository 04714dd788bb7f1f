-- Taking any act on an organisation back: lines that were written by one deed know the line that
-- stands for it (`main_id`), and that line knows what the deed put aside (`back`, as JSON).

ALTER TABLE access_org_act ADD COLUMN main_id {id};
ALTER TABLE access_org_act ADD COLUMN back {text};
CREATE INDEX access_org_act_by_main ON access_org_act (main_id);
