-- The deals of claims, so that a file can be the copy or the backup of a
-- PostgreSQL database that holds some. The text of a deal is JSON.
CREATE TABLE deals (
  claim   TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  deal    TEXT NOT NULL,
  link    TEXT UNIQUE -- the linked referral in lower case
) STRICT, WITHOUT ROWID;
