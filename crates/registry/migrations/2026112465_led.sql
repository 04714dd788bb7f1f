-- Who was led to another organisation by the end of their own, so that they return when that end
-- is taken back: the organisation that ended, the one that took them, and the day.

--: area
CREATE TABLE registry_led (
    area_id {id} NOT NULL,
    person_id {id} NOT NULL,
    org_id {id} NOT NULL,
    heir_id {id} NOT NULL,
    happened_on {int} NOT NULL,
    PRIMARY KEY (area_id, person_id, org_id, happened_on)
) {strict};
CREATE INDEX registry_led_by_person ON registry_led (person_id, happened_on);
