-- Ratings (好差评). What tells that a case has been rated and what was said have no column in
-- common that is finer than matter and place, and no time finer than the week.

-- The case has used its right. No time at all: the order of two visits would be a link.
CREATE TABLE rating_rights (
    county TEXT NOT NULL,
    case_id TEXT NOT NULL,
    matter TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (county, case_id)
);
CREATE INDEX rating_rights_of_place ON rating_rights (county, matter, place);

-- A right on its way to its rating; gone as soon as it is used.
CREATE TABLE rating_tokens (
    county TEXT NOT NULL,
    token_digest BYTEA NOT NULL,
    matter TEXT NOT NULL,
    place TEXT NOT NULL,
    week TEXT NOT NULL,
    PRIMARY KEY (county, token_digest)
);

-- What was said. The id is random and does not sort by time.
CREATE TABLE ratings (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    matter TEXT NOT NULL,
    place TEXT NOT NULL,
    week TEXT NOT NULL,
    channel TEXT NOT NULL,
    level TEXT NOT NULL,
    indicators TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX ratings_of_week ON ratings (county, week, id);

-- How many ratings of each level, so that nobody has to count.
CREATE TABLE rating_tallies (
    county TEXT NOT NULL,
    matter TEXT NOT NULL,
    place TEXT NOT NULL,
    level TEXT NOT NULL,
    ratings BIGINT NOT NULL,
    PRIMARY KEY (county, matter, place, level)
);

-- Bad ratings that a supervisor looks into.
CREATE TABLE rating_follow_ups (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    matter TEXT NOT NULL,
    place TEXT NOT NULL,
    week TEXT NOT NULL,
    level TEXT NOT NULL,
    words TEXT NOT NULL,
    due TEXT NOT NULL,
    provisional BIGINT NOT NULL,
    done_at BIGINT,
    note TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX rating_follow_ups_open ON rating_follow_ups (county, due, id) WHERE done_at IS NULL;
