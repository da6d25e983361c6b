-- "Ask somebody to do it for me" (请人代办): who asks whom to do which matter, until when that is
-- agreed to, and who has it. What was agreed to, word by word, is in the record of asking.
CREATE TABLE help_requests (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    -- The name and place of who asks, as they were then.
    name TEXT NOT NULL,
    division TEXT NOT NULL,
    matter TEXT NOT NULL,
    -- The person who was asked, with the name; null where a helper of the place was.
    named TEXT,
    named_name TEXT,
    -- any, morning, afternoon or evening.
    convenient TEXT NOT NULL,
    -- 1 where a call is wanted first.
    callback BIGINT NOT NULL,
    -- The last day for which it is agreed to.
    until_day TEXT NOT NULL,
    -- asked, taken, done, declined, withdrawn or lapsed.
    state TEXT NOT NULL,
    -- The officer or the person who has taken it up.
    taker TEXT,
    taker_name TEXT,
    -- Why it was declined or withdrawn; may be empty.
    words TEXT NOT NULL,
    case_id TEXT,
    asked_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX help_requests_of_person ON help_requests (county, person, id);
-- Somebody is asked to do the same once at a time.
CREATE UNIQUE INDEX help_requests_open ON help_requests (county, person, matter)
    WHERE state IN ('asked', 'taken');

-- In whose list an open request stands: the codes of the divisions where the person lives, or the
-- id of the person who was named.
CREATE TABLE help_waiting (
    county TEXT NOT NULL,
    whom TEXT NOT NULL,
    until_day TEXT NOT NULL,
    request TEXT NOT NULL,
    PRIMARY KEY (county, whom, until_day, request)
);
