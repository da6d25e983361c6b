//! Each model asked of the solver, with what it says beyond sites and proof.

use optimise::{
    Allowance, Answer, CapacityGoal, ClientIndex, Least, Limit, Number, Reason, Relocation, Role,
    Status, Tier, Together, capacitated, fair_centre, frontier, gini_bounded, gini_of_costs,
    hierarchy, lscp, lscp_within, mclp, moves, p_centre, p_dispersion, p_median, relocate,
};
use serde_json::{Value, json};

use super::question::Question;
use super::{Model, SiteArgs, told};
use crate::PlannerError;
use crate::commands::access::merge;

/// An answer, and what only its model says.
pub(super) struct Solved {
    pub(super) answer: Answer,
    pub(super) more: Value,
}

pub(super) fn solve(
    args: &SiteArgs,
    question: &Question,
    limit: &Limit<'_>,
) -> Result<Solved, PlannerError> {
    let siting = &question.siting;
    let number = allowance(args, question);
    let cutoff = args.cutoff.unwrap_or(f64::INFINITY);
    let mut more = json!({});
    let answer = match args.model() {
        _ if args.capacity_col.is_some() => with_capacity(args, question, &mut more, limit)?,
        Model::Lscp => covered(args, question, cutoff, limit)?,
        Model::Mclp => mclp(siting, number, cutoff, limit)?,
        Model::Pmedian => match args.gini_most {
            Some(most) => gini_bounded(siting, number, most, limit)?,
            None => p_median(siting, number, args.cutoff, limit)?,
        },
        Model::Pcenter => p_centre(siting, number, limit)?,
        Model::Fair => {
            let fair = fair_centre(siting, number, limit)?;
            let bound = Some(fair.worst_bound).filter(|bound| bound.is_finite());
            merge(&mut more, json!({ "worst": fair.worst, "worst_bound": bound }));
            fair.answer
        }
        Model::Pdispersion => dispersed(question, limit)?,
        Model::Relocate => relocated(args, question, &mut more, limit)?,
        Model::Hierarchy => tiered(args, question, &mut more, limit)?,
    };
    if answer.objective.is_some() && args.model() != Model::Pdispersion {
        merge(&mut more, json!({ "gini": gini_of_costs(siting, &answer.sites) }));
        // Facilities of tiers are priced one by one, which the tiers tell.
        if args.price_col.is_some() && args.model() != Model::Hierarchy {
            let sites = siting.sites();
            let new = answer.sites.iter().filter(|site| sites[site.at()].role != Role::Kept);
            let spent: f64 = new.map(|site| sites[site.at()].price).sum();
            merge(&mut more, json!({ "spent": spent }));
        }
    }
    if let Some(most) = args.frontier {
        let points = frontier(siting, number, most, limit)?;
        let point = |point: &optimise::FrontierPoint| {
            json!({
                "objective": point.answer.objective,
                "bound": point.answer.bound,
                "status": point.answer.status.word(),
                "mean": point.mean,
                "worst": point.worst,
                "gini": point.gini,
                "sites": names(question, &point.answer.sites),
            })
        };
        merge(&mut more, json!({ "frontier": points.iter().map(point).collect::<Vec<_>>() }));
    }
    Ok(Solved { answer, more })
}

fn allowance(args: &SiteArgs, question: &Question) -> Allowance {
    let number = match (question.p, args.new) {
        (_, Some(new)) => Number::New(new),
        (Some(p), None) => Number::Total(p),
        (None, None) if args.budget.is_some() => Number::Any,
        (None, None) => Number::Total(1),
    };
    Allowance { number, budget: args.budget }
}

/// The fewest sites; where they have prices the least money, of which no more is spent than there is.
fn covered(
    args: &SiteArgs,
    question: &Question,
    cutoff: f64,
    limit: &Limit<'_>,
) -> Result<Answer, PlannerError> {
    let siting = &question.siting;
    Ok(match args.budget {
        Some(budget) => lscp_within(siting, cutoff, budget, limit)?,
        None if args.price_col.is_some() => lscp(siting, cutoff, Least::Price, limit)?,
        None => lscp(siting, cutoff, Least::Sites, limit)?,
    })
}

fn with_capacity(
    args: &SiteArgs,
    question: &Question,
    more: &mut Value,
    limit: &Limit<'_>,
) -> Result<Answer, PlannerError> {
    let (goal, number) = match args.model() {
        Model::Lscp => {
            (CapacityGoal::FewestSites, Allowance { number: Number::Any, budget: args.budget })
        }
        Model::Mclp => (CapacityGoal::MostServed, allowance(args, question)),
        _ => (CapacityGoal::LeastCost, allowance(args, question)),
    };
    let answer = capacitated(&question.siting, (number, args.cutoff), goal, limit)?;
    let flow = |flow: &optimise::Flow| {
        json!({
            "client": question.client(flow.client),
            "site": question.site(flow.site),
            "amount": flow.amount,
        })
    };
    let flows: Vec<Value> = answer.flows.iter().map(flow).collect();
    let served: f64 = answer.flows.iter().map(|flow| flow.amount).sum();
    merge(more, json!({ "flows": flows, "demand_served": served }));
    if let Status::Infeasible { reason: Reason::CapacityShort, .. } = answer.status {
        let most = (number, args.cutoff);
        let most = capacitated(&question.siting, most, CapacityGoal::MostServed, limit)?;
        merge(more, beyond_capacity(question, &most));
    }
    Ok(answer)
}

/// Who is not served, or not wholly, even by the choice that serves most, and how much of the demand
/// that is; nothing where a limit came before any choice.
fn beyond_capacity(question: &Question, most: &Answer) -> Value {
    if most.objective.is_none() {
        return json!({});
    }
    let mut left = question.siting.demand().to_vec();
    most.flows.iter().for_each(|flow| left[flow.client.at()] -= flow.amount);
    let hair = 1e-9 * question.siting.total_demand();
    let clients: Vec<ClientIndex> =
        (0..left.len()).filter(|j| left[*j] > hair).map(ClientIndex::from).collect();
    let demand = clients.iter().map(|client| left[client.at()]).sum();
    told::left_out(question, &clients, Some(demand))
}

fn dispersed(question: &Question, limit: &Limit<'_>) -> Result<Answer, PlannerError> {
    let costs = question.siting.costs();
    let n = costs.n_sites();
    let mut table = vec![f64::INFINITY; n * n];
    for site in 0..n {
        table[site * n + site] = 0.0;
        for (other, distance) in costs.of(site.into()) {
            table[other.at() * n + site] = distance;
        }
    }
    let roles: Vec<Role> = question.siting.sites().iter().map(|site| site.role).collect();
    let mut answer = p_dispersion(&table, &roles, question.p.unwrap_or(1), limit)?;
    answer.assignment = Vec::new();
    Ok(answer)
}

fn relocated(
    args: &SiteArgs,
    question: &Question,
    more: &mut Value,
    limit: &Limit<'_>,
) -> Result<Answer, PlannerError> {
    let asked =
        Relocation { moves: args.moves.unwrap_or(0), budget: args.budget, cutoff: args.cutoff };
    let answer = relocate(&question.siting, asked, limit)?;
    if answer.objective.is_some() {
        let (closed, opened) = moves(&question.siting, &answer);
        let (closed, opened) = (names(question, &closed), names(question, &opened));
        merge(more, json!({ "closed": closed, "opened": opened }));
    }
    Ok(answer)
}

fn tiered(
    args: &SiteArgs,
    question: &Question,
    more: &mut Value,
    limit: &Limit<'_>,
) -> Result<Answer, PlannerError> {
    let standing = question.siting.sites();
    if question.tiers.is_empty() && standing.iter().any(|site| site.role == Role::Kept) {
        let what =
            "is needed: name the column of --sites that says of which tier each kept site is";
        return Err(PlannerError::option("--tier-col", what));
    }
    if let Some(site) = (0..question.tiers.len())
        .find(|i| standing[*i].role == Role::Kept && question.tiers[*i].is_none())
    {
        let what = format!("site {} is kept: say of which tier it is", question.site(site.into()));
        return Err(PlannerError::option("--tier-col", what));
    }
    let role =
        |l: usize, i: usize| match (standing[i].role, question.tiers.get(i).copied().flatten()) {
            (Role::Closed, _) => Role::Closed,
            (Role::Kept, Some(own)) if own == l => Role::Kept,
            (Role::Candidate, Some(own)) if own != l => Role::Closed,
            // A kept site may hold a facility of another tier as well.
            _ => Role::Candidate,
        };
    let tier = |(l, tier): (usize, &super::TierArg)| Tier {
        number: tier.number,
        weight: tier.weight,
        cutoff: tier.cutoff,
        roles: (0..standing.len()).map(|i| role(l, i)).collect(),
    };
    let tiers: Vec<Tier> = args.tier.iter().enumerate().map(tier).collect();
    let together = Together { inclusive: args.inclusive, budget: args.budget };
    let found = hierarchy(&question.siting, &tiers, together, limit)?;
    if args.price_col.is_some() && found.answer.objective.is_some() {
        let new = |(tier, sites): (&Tier, &Vec<optimise::SiteIndex>)| -> f64 {
            let opened = sites.iter().filter(|site| tier.roles[site.at()] != Role::Kept);
            opened.map(|site| standing[site.at()].price).sum()
        };
        let spent: f64 = tiers.iter().zip(&found.sites).map(new).sum();
        merge(more, json!({ "spent": spent }));
    }
    let sites: Vec<Vec<Value>> = found.sites.iter().map(|sites| names(question, sites)).collect();
    merge(more, json!({ "tiers": sites }));
    Ok(found.answer)
}

fn names(question: &Question, sites: &[optimise::SiteIndex]) -> Vec<Value> {
    sites.iter().map(|site| question.site(*site)).collect()
}
