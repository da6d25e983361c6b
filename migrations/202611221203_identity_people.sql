-- People, officers and what they hold, accounts, sessions, one-time codes, attempts to sign in.
-- A *_tag is a keyed hash: it finds a row, and without the key nothing can be read from it.
CREATE TABLE people (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    number_tag BYTEA NOT NULL,
    -- The identity number; shown masked, sent to registers whole.
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth TEXT NOT NULL,
    division TEXT NOT NULL,
    address TEXT NOT NULL,
    phone_tag BYTEA,
    phone TEXT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, number_tag)
);
CREATE INDEX people_phone ON people (county, phone_tag);

CREATE TABLE officers (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The same human being as a resident, so that nobody works on an application of their own.
    person TEXT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);

-- A role of an officer for a department ('' for none) inside a division.
CREATE TABLE grants (
    county TEXT NOT NULL,
    officer TEXT NOT NULL,
    role TEXT NOT NULL,
    department TEXT NOT NULL,
    division TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (county, officer, role, department, division)
);

-- Of a person or of an officer, never of both.
CREATE TABLE accounts (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT,
    officer TEXT,
    -- argon2id as a PHC string; null where only one-time codes open it.
    password TEXT,
    -- When it was made for a demonstration; such an account is refused anywhere else.
    demo_at BIGINT,
    closed_at BIGINT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, person),
    UNIQUE (county, officer)
);
CREATE INDEX accounts_demo ON accounts (county, demo_at) WHERE demo_at IS NOT NULL;

-- What opens an account: an identity number, a telephone number, an officer's name for signing in.
CREATE TABLE logins (
    county TEXT NOT NULL,
    login_tag BYTEA NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (county, login_tag)
);

CREATE TABLE sessions (
    county TEXT NOT NULL,
    token_tag BYTEA NOT NULL,
    account TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (county, token_tag)
);
CREATE INDEX sessions_account ON sessions (county, account);
CREATE INDEX sessions_end ON sessions (county, ends_at);

-- The last one-time code for a login; a new one replaces it.
CREATE TABLE codes (
    county TEXT NOT NULL,
    login_tag BYTEA NOT NULL,
    code_tag BYTEA NOT NULL,
    person TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (county, login_tag)
);
CREATE INDEX codes_end ON codes (county, ends_at);

-- How often was tried to sign in, for a login or from an address, and when last.
CREATE TABLE attempts (
    county TEXT NOT NULL,
    attempt_tag BYTEA NOT NULL,
    tries BIGINT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (county, attempt_tag)
);
CREATE INDEX attempts_age ON attempts (county, since);
