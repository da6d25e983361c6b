//! The only statements about posts and codes that take two administrators.

use basis::{Instant, OfficerId, Role};
use store::{Row, StoreError, Tx, Value, params};

use super::read_grant;
use crate::proposals::{Proposal, ProposalId, ProposalState, Wish};

/// Keeps a proposal; `false` where the same is proposed already.
pub(crate) fn add_proposal(
    tx: &mut Tx<'_>,
    county: &str,
    proposal: &Proposal,
) -> Result<bool, StoreError> {
    let (what, role, department, division) = match &proposal.wish {
        Wish::Post(grant) => (
            "post",
            grant.role.code(),
            grant.department.as_deref().unwrap_or_default(),
            grant.division.as_str(),
        ),
        Wish::Code => ("code", "", "", ""),
    };
    let values: [Value; 11] = params![
        county,
        proposal.id.0,
        proposal.officer,
        what,
        role,
        department,
        division,
        proposal.from,
        proposal.proposer,
        proposal.proposed_at,
        proposal.state.code(),
    ];
    tx.changed_one(
        "INSERT INTO post_proposals (county, id, officer, what, role, department, division,
         from_day, proposer, proposed_at, state, settled_by, settled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL)
         ON CONFLICT (county, officer, what, role, department, division)
         WHERE state IN ('waiting', 'confirmed') DO NOTHING",
        &values,
    )
}

/// What waits for another administrator, or for its day, oldest first.
pub(crate) fn open_proposals(tx: &mut Tx<'_>, county: &str) -> Result<Vec<Proposal>, StoreError> {
    let mut all = Vec::new();
    for state in [ProposalState::Waiting, ProposalState::Confirmed] {
        let rows = tx.query(
            "SELECT id, officer, what, role, department, division, from_day, proposer,
             proposed_at, state FROM post_proposals
             WHERE county = $1 AND state = $2 ORDER BY id LIMIT 500",
            &params![county, state.code()],
        )?;
        for row in &rows {
            all.push(read_proposal(row)?);
        }
    }
    Ok(all)
}

/// One proposal, settled or not.
pub(crate) fn proposal(
    tx: &mut Tx<'_>,
    county: &str,
    id: ProposalId,
) -> Result<Option<Proposal>, StoreError> {
    let row = tx.first(
        "SELECT id, officer, what, role, department, division, from_day, proposer, proposed_at,
         state FROM post_proposals WHERE county = $1 AND id = $2",
        &params![county, id.0],
    )?;
    row.map(|row| read_proposal(&row)).transpose()
}

/// Settles a proposal that stands somewhere; `false` where somebody was first.
pub(crate) fn settle_proposal(
    tx: &mut Tx<'_>,
    county: &str,
    (id, from, to): (ProposalId, ProposalState, ProposalState),
    (by, at): (Option<OfficerId>, Instant),
) -> Result<bool, StoreError> {
    tx.changed_one(
        "UPDATE post_proposals SET state = $4, settled_by = $5, settled_at = $6
         WHERE county = $1 AND id = $2 AND state = $3",
        &params![county, id.0, from.code(), to.code(), by, at],
    )
}

/// Notes that the day of a confirmed post has come; `false` where it was dropped, or has begun.
pub(crate) fn begin_proposal(
    tx: &mut Tx<'_>,
    county: &str,
    id: ProposalId,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "UPDATE post_proposals SET state = 'done'
         WHERE county = $1 AND id = $2 AND state = 'confirmed'",
        &params![county, id.0],
    )
}

/// The roles of an officer's posts that wait for their day.
pub(crate) fn awaited_roles(
    tx: &mut Tx<'_>,
    county: &str,
    officer: OfficerId,
) -> Result<Vec<Role>, StoreError> {
    let rows = tx.query(
        "SELECT role FROM post_proposals
         WHERE county = $1 AND state = 'confirmed' AND officer = $2 LIMIT 100",
        &params![county, officer],
    )?;
    rows.iter().map(|row| row.parsed("role")).collect()
}

fn read_proposal(row: &Row) -> Result<Proposal, StoreError> {
    let wish = match row.text("what")?.as_str() {
        "post" => Wish::Post(read_grant(row)?),
        _ => Wish::Code,
    };
    let state = row.text("state")?;
    Ok(Proposal {
        id: row.parsed("id")?,
        officer: row.parsed("officer")?,
        wish,
        from: row.parsed("from_day")?,
        proposer: row.parsed("proposer")?,
        proposed_at: row.int("proposed_at").map(Instant::from_millis)?,
        state: ProposalState::of(&state),
    })
}
