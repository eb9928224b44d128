CREATE TABLE claims (
  id         TEXT PRIMARY KEY,
  version    INTEGER NOT NULL,
  customer   TEXT NOT NULL, -- whose eligibility was checked
  engagement TEXT NOT NULL,
  location   TEXT NOT NULL,
  open       INTEGER NOT NULL,
  counted    INTEGER NOT NULL, -- toward the limit of claims
  record     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX claims_under_one_limit ON claims (customer, engagement);
CREATE INDEX open_claims ON claims (id) WHERE open;

CREATE TABLE entries (
  position INTEGER PRIMARY KEY AUTOINCREMENT, -- one writer at a time: in the order of the commits
  claim    TEXT NOT NULL REFERENCES claims (id),
  number   INTEGER NOT NULL,
  entry    TEXT NOT NULL,
  UNIQUE (claim, number)
) STRICT;
