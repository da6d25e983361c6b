-- What an officer types to sign in, in plain text: it is shown to administrators and on lists of
-- staff, and is no secret; the password is.
CREATE TABLE officer_logins (
    county TEXT NOT NULL,
    officer TEXT NOT NULL,
    login TEXT NOT NULL,
    PRIMARY KEY (county, officer)
);

-- The code with which an officer sets a first password; shown once, kept as a keyed hash.
CREATE TABLE first_codes (
    county TEXT NOT NULL,
    account TEXT NOT NULL,
    code_tag BYTEA NOT NULL,
    tries BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (county, account)
);
