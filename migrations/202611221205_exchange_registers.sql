-- What departments' registers answer about people, and who looked at which fields for what.
CREATE TABLE register_rows (
    county TEXT NOT NULL,
    register TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- Fields by name as JSON; null is known to be absent, a name that is not there is not known.
    fields TEXT NOT NULL,
    as_of TEXT NOT NULL,
    source_at BIGINT NOT NULL,
    PRIMARY KEY (county, register, subject)
);

-- One line a day for the same reader, purpose and fields; `times` says how often.
CREATE TABLE footprint (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    subject TEXT NOT NULL,
    day TEXT NOT NULL,
    at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    times BIGINT NOT NULL,
    register TEXT NOT NULL,
    fields TEXT NOT NULL,
    matter TEXT NOT NULL,
    -- The law of the matter on which the question rests.
    basis TEXT NOT NULL,
    -- '' until the application has become a case.
    case_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    -- Ids, roles, desks and channel as JSON; never a name.
    reader TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, subject, day, register, matter, purpose, case_id, reader, fields)
);
CREATE INDEX footprint_of_person ON footprint (county, subject, id);
