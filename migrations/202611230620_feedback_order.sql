-- The order in which the rows of ratings lie is that of their keys, never that of visits: each
-- rating writes its neighbours anew together with it. What was written before is put in order here.

-- Whoever rates holds the row of the county, so that neighbours are written anew by one at a time.
CREATE TABLE rating_turns (
    county TEXT NOT NULL,
    turns BIGINT NOT NULL,
    PRIMARY KEY (county)
);

-- The way on which a rating came would make the circle of cases smaller than matter, place and week.
ALTER TABLE ratings DROP COLUMN channel;
CREATE INDEX rating_follow_ups_of_week ON rating_follow_ups (county, week, id);

CREATE TEMPORARY TABLE rights_before AS SELECT county, case_id, matter, place FROM rating_rights;
DELETE FROM rating_rights;
INSERT INTO rating_rights (county, case_id, matter, place)
    SELECT county, case_id, matter, place FROM rights_before ORDER BY county, case_id;
DROP TABLE rights_before;

CREATE TEMPORARY TABLE ratings_before AS
    SELECT county, id, matter, place, week, level, indicators, words FROM ratings;
DELETE FROM ratings;
INSERT INTO ratings (county, id, matter, place, week, level, indicators, words)
    SELECT county, id, matter, place, week, level, indicators, words
    FROM ratings_before ORDER BY county, week, id;
DROP TABLE ratings_before;

CREATE TEMPORARY TABLE tallies_before AS
    SELECT county, matter, place, level, ratings FROM rating_tallies;
DELETE FROM rating_tallies;
INSERT INTO rating_tallies (county, matter, place, level, ratings)
    SELECT county, matter, place, level, ratings
    FROM tallies_before ORDER BY county, matter, place, level;
DROP TABLE tallies_before;

CREATE TEMPORARY TABLE follow_ups_before AS
    SELECT county, id, matter, place, week, level, words, due, provisional, done_at, note, version
    FROM rating_follow_ups;
DELETE FROM rating_follow_ups;
INSERT INTO rating_follow_ups
    (county, id, matter, place, week, level, words, due, provisional, done_at, note, version)
    SELECT county, id, matter, place, week, level, words, due, provisional, done_at, note, version
    FROM follow_ups_before ORDER BY county, week, id;
DROP TABLE follow_ups_before;

-- Nothing goes between a right and its rating any more: both are written in one transaction.
DELETE FROM rating_tokens;
