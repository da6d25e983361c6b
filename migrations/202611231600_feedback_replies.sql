-- What the office replies to a bad rating in public: as coarse as the rating, under its id.
CREATE TABLE rating_replies (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    matter TEXT NOT NULL,
    place TEXT NOT NULL,
    week TEXT NOT NULL,
    remedy TEXT NOT NULL,
    words TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX rating_replies_of_matter ON rating_replies (county, matter, week, id);
CREATE INDEX rating_replies_of_week ON rating_replies (county, week, id);

-- Whether enough ratings share a week and a place for it to be told.
CREATE INDEX ratings_of_cell ON ratings (county, matter, week, place);
