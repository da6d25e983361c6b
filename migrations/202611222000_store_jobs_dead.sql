-- Jobs that were given up are looked for by the operator's page and by the meters: neither reads all.
CREATE INDEX jobs_dead ON jobs (county, dead_at, id) WHERE dead_at IS NOT NULL;
