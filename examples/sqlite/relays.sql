-- How far each relay of the outbox has come, and the lease of the one that is
-- at work.
CREATE TABLE relays (
  name     TEXT PRIMARY KEY,
  position TEXT NOT NULL DEFAULT '', -- of the last entry that was settled, or '' for none
  term     INTEGER NOT NULL DEFAULT 0, -- one more whenever the lease is taken
  holder   TEXT NOT NULL DEFAULT '',
  until    INTEGER NOT NULL DEFAULT 0 -- the end of the lease, in milliseconds since 1970
) STRICT;

-- Events that were not delivered, kept until they are.
CREATE TABLE letters (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  relay    TEXT NOT NULL REFERENCES relays (name),
  position TEXT NOT NULL,
  after    TEXT NOT NULL, -- the position before it
  subject  TEXT NOT NULL,
  event    TEXT NOT NULL,
  reason   TEXT NOT NULL, -- or '' if it waits for an earlier letter of its subject
  attempts INTEGER NOT NULL,
  at       TEXT NOT NULL,
  again    INTEGER NOT NULL, -- 1 if it is to be sent again
  UNIQUE (relay, position)
) STRICT;
CREATE INDEX letters_of_subject ON letters (relay, subject, number);
CREATE INDEX letters_again ON letters (relay, number) WHERE again = 1;
