-- +goose Up

-- Claims of both kinds in one table, as envelopes. The owners and the keys
-- of the claims that are stored already are in their records.
ALTER TABLE claims
  ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT 'partner activity',
  ADD COLUMN owner text COLLATE "C" NOT NULL DEFAULT '', -- the mail address of the partner's contact
  ADD COLUMN keys text NOT NULL DEFAULT '[]'; -- the idempotency keys, in JSON
ALTER TABLE entries ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT 'partner activity';
UPDATE claims SET keys = (SELECT json_agg(k->>'key')::text FROM json_array_elements(record->'keys') k)
WHERE json_typeof(record->'keys') = 'array' AND json_array_length(record->'keys') > 0;
UPDATE claims SET owner = lower(record->'partnerContact'->>'email') WHERE record->'partnerContact'->>'email' <> '';
CREATE INDEX claims_of_owner ON claims (owner, id);

-- A list of associations does not read the partner activities.
CREATE INDEX associations ON claims (id) WHERE kind = 'association';
CREATE INDEX associations_by_expires ON claims (expires, id) WHERE kind = 'association' AND expires <> '';
CREATE INDEX associations_by_attention ON claims (attention, id) WHERE kind = 'association' AND attention <> '';
