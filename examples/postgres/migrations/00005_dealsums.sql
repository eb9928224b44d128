-- +goose Up

-- A sum of each deal, as the claims and their entries have one; see the sums of
-- rows before. The deals that are stored already are taken as they are.
ALTER TABLE deals ADD COLUMN sum text COLLATE "C";
UPDATE deals SET sum = (
  SELECT left(encode(sha256(convert_to(string_agg(octet_length(c) || ':' || c, '' ORDER BY n), 'UTF8')), 'hex'), 32)
  FROM unnest(ARRAY[claim, version::text, deal::text, coalesce(link, '')]) WITH ORDINALITY AS columns (c, n));
ALTER TABLE deals ALTER COLUMN sum SET NOT NULL;
