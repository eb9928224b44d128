-- A sum of each row, so that a row that another program or a fault of the disk
-- altered is noticed. It is no proof against somebody who writes a new sum, too.
ALTER TABLE claims ADD COLUMN sum TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN sum TEXT NOT NULL DEFAULT '';
