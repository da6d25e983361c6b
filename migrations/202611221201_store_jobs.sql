-- Work done later: claimed by lease, finished in the same transaction as its effect.
CREATE TABLE jobs (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    dedupe TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    lease TEXT,
    lease_until BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    failure TEXT,
    dead_at BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, kind, dedupe)
);
CREATE INDEX jobs_due ON jobs (county, run_at, id) WHERE dead_at IS NULL;
