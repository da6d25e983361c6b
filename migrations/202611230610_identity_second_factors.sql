-- The second factor of an account: codes of a program on the telephone (RFC 6238). The key is not
-- kept: it is made from the house's secret, the account and `setup`, so that nobody who reads the
-- database can show a code.
CREATE TABLE second_factors (
    county TEXT NOT NULL,
    account TEXT NOT NULL,
    setup TEXT NOT NULL,
    -- The last half minute whose code was used; a code of it or of an earlier one is used up.
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (county, account)
);

-- Codes for a lost telephone, each good once, kept as keyed hashes.
CREATE TABLE recovery_codes (
    county TEXT NOT NULL,
    account TEXT NOT NULL,
    code_tag BYTEA NOT NULL,
    PRIMARY KEY (county, account, code_tag)
);

-- When the second factor was shown in a session; null while it was not.
ALTER TABLE sessions ADD COLUMN second_at BIGINT;
