-- Posts that approve, publish, supervise or administer, and first codes for those who hold one: what
-- one administrator proposes and another confirms.
CREATE TABLE post_proposals (
    county TEXT NOT NULL,
    id TEXT NOT NULL,
    officer TEXT NOT NULL,
    -- post or code; of a code the next three are empty.
    what TEXT NOT NULL,
    role TEXT NOT NULL,
    department TEXT NOT NULL,
    division TEXT NOT NULL,
    -- The first day on which the post counts.
    from_day TEXT NOT NULL,
    proposer TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    -- waiting (for another administrator), confirmed (for its day), done or dropped.
    state TEXT NOT NULL,
    settled_by TEXT,
    settled_at BIGINT,
    PRIMARY KEY (county, id)
);
CREATE INDEX post_proposals_state ON post_proposals (county, state, id);
-- The same is proposed once at a time.
CREATE UNIQUE INDEX post_proposals_open ON post_proposals (county, officer, what, role, department, division)
    WHERE state IN ('waiting', 'confirmed');
