-- A notice tells of a record of a case or of one of a request for help (请人代办). Of these one is
-- there: `case_id` is '' where it tells of a request, `request` is null where it tells of a case.
-- The column is added and not put in place of the other, so that nobody waits for a table that is
-- written anew and servers of before go on reading.
ALTER TABLE notices ADD COLUMN request TEXT;
