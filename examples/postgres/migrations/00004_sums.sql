-- +goose Up

-- A sum of each row, so that a row that another program or a fault of the disk
-- altered is noticed: the first half of the SHA-256 sum of its columns, each
-- with its length in bytes ahead, as package row of the examples writes it. It
-- is no proof against somebody who writes a new sum, too. The rows that are
-- stored already are taken as they are, and each is written once more.
--
-- The columns have no default, so an older program that still runs can save
-- nothing, instead of rows without sums.
ALTER TABLE claims ADD COLUMN sum text COLLATE "C";
ALTER TABLE entries ADD COLUMN sum text COLLATE "C";
UPDATE claims SET sum = (
  SELECT left(encode(sha256(convert_to(string_agg(octet_length(c) || ':' || c, '' ORDER BY n), 'UTF8')), 'hex'), 32)
  FROM unnest(ARRAY[id, kind, version::text, customer, engagement, location, owner, status, area, expires, attention, search, open::text,
    counted::text, replace(amounts::text, ', ', ','), keys, record::text]) WITH ORDINALITY AS columns (c, n));
UPDATE entries SET sum = (
  SELECT left(encode(sha256(convert_to(string_agg(octet_length(c) || ':' || c, '' ORDER BY n), 'UTF8')), 'hex'), 32)
  FROM unnest(ARRAY[kind, claim, number::text, entry::text]) WITH ORDINALITY AS columns (c, n));
ALTER TABLE claims ALTER COLUMN sum SET NOT NULL;
ALTER TABLE entries ALTER COLUMN sum SET NOT NULL;
