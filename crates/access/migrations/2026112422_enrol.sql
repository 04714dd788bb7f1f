-- Until when a session that began by an activation code may set up a second factor of an account
-- with roles over others.

ALTER TABLE access_session ADD COLUMN enrol_until {int};
