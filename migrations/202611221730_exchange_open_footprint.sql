-- The readings of a day that have not led to a case yet: what an application ties itself to.
CREATE INDEX footprint_open ON footprint (county, subject, day, matter, reader) WHERE case_id = '';
