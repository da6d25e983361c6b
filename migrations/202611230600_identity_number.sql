-- The same person in another county of the database is found by the number, which is one for life: the
-- tags of each county are made with a secret of its own, and say nothing to another.
CREATE INDEX people_number ON people (county, number);
