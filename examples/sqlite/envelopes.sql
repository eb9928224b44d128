-- Claims of both kinds in one table, as envelopes. The owners, the amounts and
-- the keys of the claims that are stored already are read from their records.
ALTER TABLE claims ADD COLUMN kind TEXT NOT NULL DEFAULT 'partner activity';
ALTER TABLE claims ADD COLUMN owner TEXT NOT NULL DEFAULT ''; -- the mail address of the partner's contact
ALTER TABLE claims ADD COLUMN amounts TEXT NOT NULL DEFAULT '[]'; -- of [kind, currency, minor units]
ALTER TABLE claims ADD COLUMN keys TEXT NOT NULL DEFAULT '[]'; -- the idempotency keys
ALTER TABLE entries ADD COLUMN kind TEXT NOT NULL DEFAULT 'partner activity';
CREATE INDEX claims_of_owner ON claims (owner, id);

-- A list of associations does not read the partner activities.
CREATE INDEX associations ON claims (id) WHERE kind = 'association';
CREATE INDEX associations_by_expires ON claims (expires, id) WHERE kind = 'association' AND expires <> '';
CREATE INDEX associations_by_attention ON claims (attention, id) WHERE kind = 'association' AND attention <> '';
