-- +goose Up

-- IDs and keys are compared byte by byte, whatever the collation of the
-- database.
CREATE TABLE claims (
  id         text COLLATE "C" PRIMARY KEY,
  version    bigint NOT NULL,
  customer   text COLLATE "C" NOT NULL, -- whose eligibility was checked
  engagement text COLLATE "C" NOT NULL,
  location   text COLLATE "C" NOT NULL,
  status     text COLLATE "C" NOT NULL,
  area       text COLLATE "C" NOT NULL, -- of the solution
  expires    text COLLATE "C" NOT NULL, -- the index keys, to the nanosecond and in one length so that they sort, or '' for none
  attention  text COLLATE "C" NOT NULL,
  search     text COLLATE "C" NOT NULL, -- in lower case: the text of the name and the customer
  open       boolean NOT NULL,
  counted    boolean NOT NULL, -- toward the limit of claims
  amounts    jsonb NOT NULL, -- [kind, currency, amount in minor units], as Totals adds them up
  record     json NOT NULL -- json keeps the text to the byte, jsonb does not
);

-- A limit counts by both columns. A customer has few claims to sort in a list.
CREATE INDEX claims_of_customer ON claims (customer, engagement);

-- One for each other field of a query alone, in the order of a list.
CREATE INDEX claims_of_engagement ON claims (engagement, id);
CREATE INDEX claims_at_location ON claims (location, id);
CREATE INDEX claims_of_area ON claims (area, id);
CREATE INDEX claims_in_status ON claims (status, id);

CREATE INDEX open_claims ON claims (id) WHERE open;
CREATE INDEX claims_by_expires ON claims (expires, id) WHERE expires <> '';
CREATE INDEX claims_by_attention ON claims (attention, id) WHERE attention <> '';
CREATE INDEX worklist ON claims (id) WHERE attention <> '';

-- A row is locked while a claim of the customer and the engagement begins.
CREATE TABLE places (
  customer   text COLLATE "C",
  engagement text COLLATE "C",
  PRIMARY KEY (customer, engagement)
);

CREATE TABLE entries (
  position bigint PRIMARY KEY, -- in the order of the commits
  claim    text COLLATE "C" NOT NULL REFERENCES claims (id),
  number   bigint NOT NULL,
  entry    json NOT NULL,
  UNIQUE (claim, number)
);

-- The last position of an entry, in one row. A transaction takes its positions
-- last, and holds the row until it commits. So positions become visible in
-- their order. A statement that may save only a part of its changes sets a
-- position below 0, which undoes it.
CREATE TABLE outbox (
  one  boolean PRIMARY KEY DEFAULT true CHECK (one),
  last bigint NOT NULL CONSTRAINT all_changes_or_none CHECK (last >= 0)
);
INSERT INTO outbox (last) VALUES (0);

CREATE TABLE deals (
  claim   text COLLATE "C" PRIMARY KEY,
  version bigint NOT NULL,
  deal    json NOT NULL,
  link    text COLLATE "C" CONSTRAINT one_claim_a_referral UNIQUE -- the linked referral in lower case
);
