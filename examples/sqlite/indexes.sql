-- One for each field of a query alone, in the order of a list.
CREATE INDEX claims_of_customer ON claims (customer, id);
CREATE INDEX claims_of_engagement ON claims (engagement, id);
CREATE INDEX claims_at_location ON claims (location, id);
