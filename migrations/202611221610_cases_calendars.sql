-- The calendars that were announced to the county, beside those that the program brings along: every
-- server of the county reads them here.
CREATE TABLE calendars (
    county TEXT NOT NULL,
    year BIGINT NOT NULL,
    -- The notice as JSON, in the format of data/calendar.
    body TEXT NOT NULL,
    announced_at BIGINT NOT NULL,
    PRIMARY KEY (county, year)
);
