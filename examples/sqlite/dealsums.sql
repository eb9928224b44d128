-- A sum of each deal, as the claims and their entries have one.
ALTER TABLE deals ADD COLUMN sum TEXT NOT NULL DEFAULT '';
