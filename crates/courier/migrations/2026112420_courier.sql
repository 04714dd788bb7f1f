-- What was handed to a channel: so that a row of the outbox that is worked off twice sends once.
-- Never the words or the number.

--: directory
CREATE TABLE courier_delivery (
    id {id} NOT NULL PRIMARY KEY,
    purpose {text} NOT NULL,
    channel {text} NOT NULL,
    handed_at {int} NOT NULL
) {strict};
CREATE INDEX courier_delivery_by_time ON courier_delivery (handed_at);
