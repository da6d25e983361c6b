-- Short messages that a gateway has taken, by its own number of them, and what it reported of each. A
-- report may come before our note that the message was taken; it then waits here without its notice.
CREATE TABLE sms_parts (
    county TEXT NOT NULL,
    message TEXT NOT NULL,
    -- The notice, or '' while it is not known.
    notice TEXT NOT NULL,
    -- '' while nothing was reported, 'DELIVRD', or the gateway's word for why not.
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (county, message)
);
CREATE INDEX sms_parts_of_notice ON sms_parts (county, notice);
CREATE INDEX sms_parts_by_age ON sms_parts (county, at);
