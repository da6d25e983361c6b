//! What a search found, and how much of it is proved.

use crate::{ClientIndex, SiteIndex};
use serde::{Deserialize, Serialize};

/// How far an answer may be trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum Status {
    /// Proved: no other choice is better (values that are not whole numbers: by more than 1e-9 of the value).
    Optimal,
    /// The choice keeps all conditions; a limit came before the proof. The gap says how much better another may be.
    Feasible,
    /// Proved: no choice keeps all conditions.
    Infeasible {
        /// Why, in a word.
        reason: Reason,
        /// Clients that no allowed site reaches. Where each alone could be served but not all
        /// together: those that the choice which serves most leaves out, if it was asked for.
        uncoverable: Vec<ClientIndex>,
    },
    /// A limit came before any choice that keeps all conditions was found, and before a proof that there is none.
    Unknown,
}

impl Status {
    /// The word for tables and files: `optimal`, `feasible`, `infeasible`, `unknown`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Feasible => "feasible",
            Self::Infeasible { .. } => "infeasible",
            Self::Unknown => "unknown",
        }
    }
}

/// Why nothing can keep all conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Some clients are reached by no allowed site.
    OutOfReach,
    /// Each client could be reached, but not all with so few sites or so little money.
    TooFewSites,
    /// Whatever serves everyone costs more than there is.
    TooLittleMoney,
    /// The sites cannot hold the demand.
    CapacityShort,
    /// No choice is as equal as asked for.
    TooUnequal,
    /// The conditions contradict each other.
    Contradiction,
}

/// Who is served where, in part.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Who is served.
    pub client: ClientIndex,
    /// By which site.
    pub site: SiteIndex,
    /// How much of the client's demand, in its unit.
    pub amount: f64,
}

/// An answer with its proof.
///
/// When the objective is minimised, `bound <= best possible <= objective`; when it is maximised
/// (covered demand, dispersion), `objective <= best possible <= bound`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Value of the choice in the model's unit; none without a choice.
    pub objective: Option<f64>,
    /// Proved: no choice is better than this. Infinite when nothing is proved or nothing is possible.
    pub bound: f64,
    /// |objective - bound| / |objective|, 0 when equal; none without a choice.
    pub gap: Option<f64>,
    /// What the answer is worth.
    #[serde(flatten)]
    pub status: Status,
    /// Open sites, ascending, kept ones included.
    pub sites: Vec<SiteIndex>,
    /// For each client the site that serves it (most of it); none if none does.
    pub assignment: Vec<Option<SiteIndex>>,
    /// Who is served where in part; empty when each client has one site.
    pub flows: Vec<Flow>,
    /// Nodes of the search tree that were looked at.
    pub nodes: u64,
}

impl Answer {
    /// An answer without a choice.
    pub(crate) fn empty(status: Status, bound: f64, n_clients: usize) -> Self {
        Self {
            objective: None,
            bound,
            gap: None,
            status,
            sites: Vec::new(),
            assignment: vec![None; n_clients],
            flows: Vec::new(),
            nodes: 0,
        }
    }

    /// Nothing is possible.
    pub(crate) fn infeasible(reason: Reason, uncoverable: Vec<ClientIndex>, n: usize) -> Self {
        Self::empty(Status::Infeasible { reason, uncoverable }, f64::INFINITY, n)
    }

    /// A choice of sites with what is proved of it; `proved` says that the search came to its end.
    pub(crate) fn found(value: Proved, sites: Vec<SiteIndex>, assignment: Assignment) -> Self {
        let Proved { objective, bound, complete, nodes } = value;
        let bound = if complete { objective } else { bound };
        Self {
            objective: Some(objective),
            bound,
            gap: Some(relative_gap(objective, bound)),
            status: if complete { Status::Optimal } else { Status::Feasible },
            sites,
            assignment,
            flows: Vec::new(),
            nodes,
        }
    }
}

/// For each client its site.
pub(crate) type Assignment = Vec<Option<SiteIndex>>;

/// A value, its bound and whether the search came to its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proved {
    pub objective: f64,
    pub bound: f64,
    pub complete: bool,
    pub nodes: u64,
}

/// |objective - bound| / |objective|; 0 when they are equal, infinite when only the objective is 0.
#[must_use]
pub fn relative_gap(objective: f64, bound: f64) -> f64 {
    let difference = (objective - bound).abs();
    if difference == 0.0 { 0.0 } else { difference / objective.abs() }
}
