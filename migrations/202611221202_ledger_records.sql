-- Records of acts, the Merkle log over their commitments, and the keys that make acts repeatable.
CREATE TABLE records (
    county TEXT NOT NULL,
    stream TEXT NOT NULL,
    seq BIGINT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- The canonical JSON, and the salt; both are emptied when the record is erased.
    text TEXT NOT NULL,
    salt BYTEA,
    -- SHA-256(salt || text): the leaf of the log, kept for ever.
    commitment BYTEA NOT NULL,
    -- Place in the log; null until it is integrated.
    leaf BIGINT,
    PRIMARY KEY (county, stream, seq),
    UNIQUE (county, id)
);
-- Two partial indexes, so that looking for what waits never sorts a backlog.
CREATE UNIQUE INDEX records_leaf ON records (county, leaf) WHERE leaf IS NOT NULL;
CREATE INDEX records_waiting ON records (county, at, stream, seq) WHERE leaf IS NULL;

-- One answer for each key: the same request again gets the same answer.
CREATE TABLE act_keys (
    county TEXT NOT NULL,
    key TEXT NOT NULL,
    request BYTEA NOT NULL,
    answer TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (county, key)
);
CREATE INDEX act_keys_age ON act_keys (county, at);

-- The present size of each log: whoever moves it forward holds it, so two servers cannot fork it.
CREATE TABLE ledger_heads (
    county TEXT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL
);

-- Tiles as tlog-tiles defines them; level -1 holds the entries. A row grows until it is 256 wide.
CREATE TABLE ledger_tiles (
    county TEXT NOT NULL,
    level BIGINT NOT NULL,
    number BIGINT NOT NULL,
    width BIGINT NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (county, level, number)
);

-- Every checkpoint that was ever signed.
CREATE TABLE ledger_checkpoints (
    county TEXT NOT NULL,
    size BIGINT NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (county, size)
);

-- Cosignature lines that witnesses gave for our checkpoints.
CREATE TABLE ledger_cosignatures (
    county TEXT NOT NULL,
    size BIGINT NOT NULL,
    name TEXT NOT NULL,
    line TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (county, size, name)
);

-- What we, as a witness, last cosigned for each foreign log.
CREATE TABLE ledger_witnessed (
    county TEXT NOT NULL,
    origin TEXT NOT NULL,
    size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (county, origin)
);
