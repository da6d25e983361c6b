-- Certificates as issued: the words never change, only the standing; a new edition supersedes the old.
CREATE TABLE certificates (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    identifier TEXT NOT NULL,
    verify_code TEXT NOT NULL,
    case_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    edition BIGINT NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    standing TEXT NOT NULL,
    valid_until TEXT,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, identifier),
    UNIQUE (county, verify_code),
    UNIQUE (county, case_id, outcome, edition)
);

-- My certificates, newest first, page by page.
CREATE INDEX certificates_of_person ON certificates (county, person, id);
