-- Cases: the whole case as JSON, and beside it what lists sort and filter by.
CREATE TABLE cases (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    matter TEXT NOT NULL,
    applicant TEXT NOT NULL,
    division TEXT NOT NULL,
    status TEXT NOT NULL,
    parent TEXT,
    opened_at BIGINT NOT NULL,
    due_at BIGINT,
    provisional BIGINT NOT NULL,
    ended_at BIGINT,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, number)
);
CREATE INDEX cases_of_applicant ON cases (county, applicant, opened_at, id);
CREATE INDEX cases_due ON cases (county, due_at, id) WHERE ended_at IS NULL AND due_at IS NOT NULL;
CREATE INDEX cases_parts ON cases (county, parent, id) WHERE parent IS NOT NULL;
CREATE INDEX cases_provisional ON cases (county, id) WHERE provisional = 1;

-- What somebody owes now: one row a task, on the desk where it lies.
CREATE TABLE tasks (
    county TEXT NOT NULL,
    case_id TEXT NOT NULL,
    task TEXT NOT NULL,
    desk TEXT NOT NULL,
    role TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    provisional BIGINT NOT NULL,
    PRIMARY KEY (county, case_id, task)
);
CREATE INDEX tasks_on_desk ON tasks (county, desk, role, due_at, case_id, task);
CREATE INDEX tasks_due ON tasks (county, due_at, case_id, task);

-- Uploaded files by their digest, outside any web root; names are never trusted.
CREATE TABLE files (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size BIGINT NOT NULL,
    digest TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE TABLE blobs (
    county TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (county, digest)
);
