-- Indicators, each with a level: one set for what was done online, one for what was done at a counter
-- or with help. A set tells which of the two a case was, so it is kept only where enough were.

-- Online or offline; empty where it was rated before this was kept.
ALTER TABLE rating_rights ADD COLUMN way TEXT NOT NULL DEFAULT '';
CREATE INDEX rating_rights_of_way ON rating_rights (county, matter, way, place);

ALTER TABLE rating_follow_ups ADD COLUMN indicators TEXT NOT NULL DEFAULT '';
-- What was ticked before had no level.
UPDATE ratings SET indicators = '';

-- How many ratings of each level an indicator has.
CREATE TABLE rating_indicator_tallies (
    county TEXT NOT NULL,
    matter TEXT NOT NULL,
    way TEXT NOT NULL,
    indicator TEXT NOT NULL,
    level TEXT NOT NULL,
    ratings BIGINT NOT NULL,
    PRIMARY KEY (county, matter, way, indicator, level)
);
