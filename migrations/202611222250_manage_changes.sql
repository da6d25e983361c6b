-- Files of the catalogue that staff have changed in their browser: drafts, and what was published on
-- top of the catalogue that the program brings along. Every server of the county reads them here.
CREATE TABLE catalogue_changes (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    -- The file, as its path under data/catalogue.
    path TEXT NOT NULL,
    -- The version of the matter; other files count their changes.
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    -- The first day on which it is in force.
    effective TEXT NOT NULL,
    -- draft, published or dropped.
    state TEXT NOT NULL,
    -- The ids of all officers who wrote on it, as a JSON list: none of them may publish it.
    drafters TEXT NOT NULL,
    publisher TEXT,
    published_at BIGINT,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX catalogue_changes_state ON catalogue_changes (county, state, path, number);
-- One draft of a file at a time, so that nobody publishes over another's unseen work.
CREATE UNIQUE INDEX catalogue_changes_draft ON catalogue_changes (county, path) WHERE state = 'draft';
-- A number is given out once.
CREATE UNIQUE INDEX catalogue_changes_number ON catalogue_changes (county, path, number) WHERE state = 'published';
