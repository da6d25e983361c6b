-- What residents are told, and whether it reached them on each way.
CREATE TABLE notices (
    county TEXT NOT NULL,
    -- The id of the record that it tells of, so that nothing is told twice.
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    case_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    -- 'new' or 'seen'.
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX notices_of_person ON notices (county, person, id);

CREATE TABLE notice_deliveries (
    county TEXT NOT NULL,
    notice TEXT NOT NULL,
    destination TEXT NOT NULL,
    -- 'waiting', 'sent', 'failed' or 'none'.
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    -- The gateway's own number of the message.
    provider TEXT NOT NULL,
    failure TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (county, notice, destination)
);
