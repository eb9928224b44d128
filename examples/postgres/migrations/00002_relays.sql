-- +goose Up

-- How far each relay of the outbox has come, and the lease of the one that is
-- at work.
CREATE TABLE relays (
  name     text COLLATE "C" PRIMARY KEY,
  position text COLLATE "C" NOT NULL DEFAULT '', -- of the last entry that was settled, or '' for none
  term     bigint NOT NULL DEFAULT 0, -- one more whenever the lease is taken
  holder   text COLLATE "C" NOT NULL DEFAULT '',
  until    bigint NOT NULL DEFAULT 0 -- the end of the lease, in milliseconds since 1970
);

-- Events that were not delivered, kept until they are.
CREATE TABLE letters (
  number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  relay    text COLLATE "C" NOT NULL REFERENCES relays (name),
  position text COLLATE "C" NOT NULL,
  after    text COLLATE "C" NOT NULL, -- the position before it
  subject  text COLLATE "C" NOT NULL,
  event    text NOT NULL,
  reason   text NOT NULL, -- or '' if it waits for an earlier letter of its subject
  attempts bigint NOT NULL,
  at       text NOT NULL,
  again    integer NOT NULL, -- 1 if it is to be sent again
  UNIQUE (relay, position)
);
CREATE INDEX letters_of_subject ON letters (relay, subject, number);
CREATE INDEX letters_again ON letters (relay, number) WHERE again = 1;

-- A hint for those who wait for entries. If it is lost, they find them by
-- looking.
-- +goose StatementBegin
CREATE FUNCTION entries_were_saved() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_notify('claims_entries', TG_TABLE_SCHEMA); RETURN NULL; END $$;
-- +goose StatementEnd
CREATE TRIGGER entries_were_saved AFTER INSERT ON entries FOR EACH STATEMENT EXECUTE FUNCTION entries_were_saved();
