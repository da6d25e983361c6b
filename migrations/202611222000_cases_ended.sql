-- Boards look at what has ended lately.
CREATE INDEX cases_ended ON cases (county, ended_at, id) WHERE ended_at IS NOT NULL;
