-- When what was begun for a request for help that ended without a case was thrown away; null before.
ALTER TABLE help_requests ADD COLUMN tidied_at BIGINT;
-- What ends by itself, and what is thrown away, is found without reading all requests.
CREATE INDEX help_requests_ends ON help_requests (county, until_day, id)
    WHERE state IN ('asked', 'taken');
CREATE INDEX help_requests_left ON help_requests (county, changed_at, id)
    WHERE tidied_at IS NULL AND state IN ('declined', 'withdrawn', 'lapsed');
