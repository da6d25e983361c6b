//! Relocation: move some of the existing sites so that the total cost falls most.
//!
//! p-median with as many sites as exist now, of which at most `moves` give way to candidates.
//! With a budget, each new site takes its price from it (Wang, Batta, Bhadury and Rump 2003 close
//! and open in the same way).

use crate::mclp::{merged_rows, without_site};
use crate::median::{solve, weighted_rows};
use crate::model::{Conditions, Model, Rows};
use crate::siting::check_cutoff;
use crate::{Answer, Limit, Reason, Role, SiteIndex, Siting, SitingError, Status};
use serde::{Deserialize, Serialize};

/// How much may move.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relocation {
    /// The most sites that close, each for a new one.
    pub moves: usize,
    /// The most that the new sites' prices may sum to.
    pub budget: Option<f64>,
    /// The most that a client with demand may have to its site.
    pub cutoff: Option<f64>,
}

/// Finds the best moves: sites marked [`Role::Kept`] exist and may close, candidates may open.
/// The objective is demand times cost; the sites that are missing in the answer have closed.
///
/// # Errors
/// No existing site, or a setting that makes no sense.
pub fn relocate(
    siting: &Siting,
    relocation: Relocation,
    limit: &Limit<'_>,
) -> Result<Answer, SitingError> {
    let cutoff = check_cutoff(relocation.cutoff.unwrap_or(f64::INFINITY))?;
    let existing = siting.n_kept();
    if existing == 0 {
        let mend = "mark at least one site as kept: without one there is nothing to move";
        return Err(SitingError::Setting { what: "number of existing sites", value: 0.0, mend });
    }
    if let Some(budget) = relocation.budget {
        crate::Allowance::budget(budget).range(siting)?;
    }
    let uncoverable = siting.uncoverable(cutoff);
    if !uncoverable.is_empty() {
        let n_clients = siting.demand().len();
        return Ok(Answer::infeasible(Reason::OutOfReach, uncoverable, n_clients));
    }
    let rows = weighted_rows(siting, cutoff, |cost| cost);
    let mut answer = solve(siting, &model(siting, relocation, rows), cutoff, limit);
    if let Status::Infeasible { reason: Reason::TooFewSites, uncoverable } = &mut answer.status {
        // Who is left out even by the moves that leave out least.
        let most = model(siting, relocation, merged_rows(siting, cutoff)).solve(limit);
        if let Some((_, open)) = most.best {
            let open: Vec<SiteIndex> = open.into_iter().map(SiteIndex).collect();
            *uncoverable = without_site(siting, &siting.nearest(&open, cutoff));
        }
    }
    Ok(answer)
}

/// The search's problem: so many of the existing sites may give way to candidates.
fn model(siting: &Siting, relocation: Relocation, rows: Rows) -> Model {
    let existing = siting.n_kept();
    let moves = relocation.moves.min(existing);
    let group = siting.sites().iter().map(|site| u16::from(site.role != Role::Kept)).collect();
    let conditions = Conditions {
        charge: vec![0.0; siting.sites().len()],
        total: (existing, existing),
        budget: relocation.budget,
        groups: (group, vec![(existing - moves, existing), (0, moves)]),
    };
    let price = |site: &crate::Site| if site.role == Role::Kept { 0.0 } else { site.price };
    let roles = siting.sites().iter().map(|site| match site.role {
        Role::Kept | Role::Candidate => Role::Candidate,
        Role::Closed => Role::Closed,
    });
    let prices = siting.sites().iter().map(price).collect();
    Model::with_roles(prices, roles, rows, conditions)
}

/// What closes and what opens when a set of open sites is replaced by another.
#[must_use]
pub fn moves(siting: &Siting, answer: &Answer) -> (Vec<SiteIndex>, Vec<SiteIndex>) {
    let is_open = |i: &usize| answer.sites.binary_search(&SiteIndex::from(*i)).is_ok();
    let closed = siting.kept().filter(|i| !is_open(i)).map(SiteIndex::from).collect();
    let existed = |site: &&SiteIndex| siting.sites()[site.at()].role == Role::Kept;
    (closed, answer.sites.iter().filter(|site| !existed(site)).copied().collect())
}
