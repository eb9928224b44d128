CREATE TABLE claims (
  id         TEXT PRIMARY KEY,
  version    INTEGER NOT NULL,
  customer   TEXT NOT NULL, -- whose eligibility was checked
  engagement TEXT NOT NULL,
  location   TEXT NOT NULL,
  status     TEXT NOT NULL,
  area       TEXT NOT NULL, -- of the solution
  expires    TEXT NOT NULL, -- the index keys, in one length so that they sort, or '' for none
  attention  TEXT NOT NULL,
  search     TEXT NOT NULL, -- in lower case: the text of the name and the customer
  open       INTEGER NOT NULL,
  counted    INTEGER NOT NULL, -- toward the limit of claims
  record     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One for each field of a query alone, in the order of a list.
CREATE INDEX claims_of_customer ON claims (customer, id);
CREATE INDEX claims_of_engagement ON claims (engagement, id);
CREATE INDEX claims_at_location ON claims (location, id);

CREATE INDEX claims_under_one_limit ON claims (customer, engagement);
CREATE INDEX open_claims ON claims (id) WHERE open;
CREATE INDEX claims_by_expires ON claims (expires, id) WHERE expires <> '';
CREATE INDEX claims_by_attention ON claims (attention, id) WHERE attention <> '';

CREATE TABLE entries (
  position INTEGER PRIMARY KEY AUTOINCREMENT, -- one writer at a time: in the order of the commits
  claim    TEXT NOT NULL REFERENCES claims (id),
  number   INTEGER NOT NULL,
  entry    TEXT NOT NULL,
  UNIQUE (claim, number)
) STRICT;
