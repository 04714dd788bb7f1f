-- What a merge took over beside the periods, so that it can be given back: accounts, mandates and
-- corrections, by their ids. A release that does not know the column leaves it empty.
ALTER TABLE registry_deed ADD COLUMN moved {text};
