-- Drafts of applications: the writer's own notepad, so they leave no record in the ledger.
-- A draft belongs to who writes it and for whom, so that a helper and the person do not read each other's.
CREATE TABLE portal_drafts (
    county TEXT NOT NULL,
    person TEXT NOT NULL,
    matter TEXT NOT NULL,
    writer TEXT NOT NULL,
    answers TEXT NOT NULL,
    materials TEXT NOT NULL,
    parts TEXT,
    done_case TEXT,
    done_key TEXT,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (county, person, matter, writer)
);
CREATE INDEX portal_drafts_of_writer ON portal_drafts (county, writer, updated_at, matter);
