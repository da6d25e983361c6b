//! Each model asked of the solver, with what it says beyond sites and proof.

use optimise::{
    Allowance, Answer, CapacityGoal, Least, Limit, Number, Relocation, Role, Tier, capacitated,
    fair_centre, frontier, gini_bounded, gini_of_costs, hierarchy, lscp, mclp, moves, p_centre,
    p_dispersion, p_median, relocate,
};
use serde_json::{Value, json};

use super::question::Question;
use super::{Model, SiteArgs};
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
    let answer = match args.model {
        _ if args.capacity_col.is_some() => with_capacity(args, question, &mut more, limit)?,
        Model::Lscp if args.budget.is_some() || args.price_col.is_some() => {
            lscp(siting, cutoff, Least::Price, limit)?
        }
        Model::Lscp => lscp(siting, cutoff, Least::Sites, limit)?,
        Model::Mclp => mclp(siting, number, cutoff, limit)?,
        Model::Pmedian => match args.gini_most {
            Some(most) => gini_bounded(siting, number, most, limit)?,
            None => p_median(siting, number, args.cutoff, limit)?,
        },
        Model::Pcenter => p_centre(siting, number, limit)?,
        Model::Fair => fair_centre(siting, number, limit)?,
        Model::Pdispersion => dispersed(question, limit)?,
        Model::Relocate => relocated(args, question, &mut more, limit)?,
        Model::Hierarchy => tiered(args, question, &mut more, limit)?,
    };
    if answer.objective.is_some() && args.model != Model::Pdispersion {
        merge(&mut more, json!({ "gini": gini_of_costs(siting, &answer.sites) }));
        if args.price_col.is_some() {
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

fn with_capacity(
    args: &SiteArgs,
    question: &Question,
    more: &mut Value,
    limit: &Limit<'_>,
) -> Result<Answer, PlannerError> {
    let (goal, number) = match args.model {
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
    Ok(answer)
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
    let roles: Vec<Role> = question
        .siting
        .sites()
        .iter()
        .map(|site| if site.role == Role::Closed { Role::Closed } else { Role::Candidate })
        .collect();
    let tier = |tier: &super::TierArg| Tier {
        number: tier.number,
        weight: tier.weight,
        cutoff: tier.cutoff,
        roles: roles.clone(),
    };
    let tiers: Vec<Tier> = args.tier.iter().map(tier).collect();
    let found = hierarchy(&question.siting, &tiers, args.inclusive, limit)?;
    let sites: Vec<Vec<Value>> = found.sites.iter().map(|sites| names(question, sites)).collect();
    merge(more, json!({ "tiers": sites }));
    Ok(found.answer)
}

fn names(question: &Question, sites: &[optimise::SiteIndex]) -> Vec<Value> {
    sites.iter().map(|site| question.site(*site)).collect()
}
