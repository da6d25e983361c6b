//! `plan site`: where to put facilities, each answer with its proved bound.

mod question;
mod solve;
mod told;

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use optimise::Limit;
use serde_json::{Value, json};

use super::access::merge;
use super::travel::word;
use crate::host::{Answer, Host, go_on, stage};
use crate::names::Names;
use crate::out::{Provenance, apart};
use crate::{PlannerError, store};
use question::{Files, Question};

/// What the sites should do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Model {
    /// The fewest sites that reach everyone within the cut-off.
    Lscp,
    /// The most people within the cut-off, with --p sites.
    Mclp,
    /// The least total cost, with --p sites.
    Pmedian,
    /// The least greatest cost, with --p sites.
    Pcenter,
    /// Sites as far from each other as can be, with --p sites; --costs are distances between sites.
    Pdispersion,
    /// Max-min: the least greatest cost first, then the least total cost among such choices.
    Fair,
    /// The least total cost if at most --moves of the kept sites give way to candidates.
    Relocate,
    /// Facilities in tiers, the lowest first, one --tier each: village, township, county.
    Hierarchy,
}

/// A tier, as in `12:1:15`: how many, what a unit of demand times cost counts, and the cut-off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TierArg {
    /// How many facilities.
    pub number: usize,
    /// What a unit of demand times cost counts.
    pub weight: f64,
    /// The greatest cost, if there is one.
    pub cutoff: Option<f64>,
}

impl FromStr for TierArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no tier; write NUMBER:WEIGHT or NUMBER:WEIGHT:CUTOFF");
        let mut parts = text.split(':');
        let number = parts.next().and_then(|part| part.parse().ok()).ok_or_else(wrong)?;
        let mut amount = || match parts.next() {
            None => Ok(None),
            Some(part) => part.parse::<f64>().map(Some).map_err(|_| wrong()),
        };
        let weight = amount()?.unwrap_or(1.0);
        let cutoff = amount()?;
        match parts.next() {
            None => Ok(Self { number, weight, cutoff }),
            Some(_) => Err(wrong()),
        }
    }
}

/// A word and a number, as in `old:2`.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighted(pub String, pub f64);

impl FromStr for Weighted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no weight; write it like old:2");
        let (name, weight) = text.rsplit_once(':').ok_or_else(wrong)?;
        Ok(Self(name.to_owned(), weight.parse().map_err(|_| wrong())?))
    }
}

/// Options of `plan site`.
#[derive(Args, Clone, Debug)]
pub struct SiteArgs {
    /// What the sites should do; for an OR-Library file pmedian if this is not given.
    #[arg(long, value_enum, required_unless_present = "orlib")]
    pub model: Option<Model>,
    /// Costs between sites and clients.
    #[arg(long, value_name = "C.csv", required_unless_present = "orlib")]
    pub costs: Option<PathBuf>,
    /// Its columns: site, client, cost.
    #[arg(long, value_name = "SITE,CLIENT,COST", default_value = "site,client,cost")]
    pub cost_cols: Names<3>,
    /// Clients with their demand.
    #[arg(long, value_name = "L.csv")]
    pub clients: Option<PathBuf>,
    /// Its columns: id, demand.
    #[arg(long, value_name = "ID,DEMAND", default_value = "id,demand")]
    pub client_cols: Names<2>,
    /// Sites that exist and stay open, or may not open; all sites of the costs are free candidates
    /// if this is not given.
    #[arg(long, value_name = "S.csv")]
    pub sites: Option<PathBuf>,
    /// Its columns: id, and one that says candidate, kept or closed.
    #[arg(long, value_name = "ID,ROLE", default_value = "id,role")]
    pub site_cols: Names<2>,
    /// Column of --sites with what opening costs; needed by --budget.
    #[arg(long, value_name = "COLUMN", requires = "sites")]
    pub price_col: Option<String>,
    /// Column of --sites with the most demand that each can serve (lscp, mclp, pmedian).
    #[arg(long, value_name = "COLUMN", requires = "sites")]
    pub capacity_col: Option<String>,
    /// How many sites are open in the end, kept ones included.
    #[arg(long, value_name = "N", conflicts_with = "new", allow_negative_numbers = true)]
    pub p: Option<usize>,
    /// How many sites are opened besides the kept ones.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub new: Option<usize>,
    /// The most that opening may cost; with it, --p or --new are the most that are opened.
    #[arg(long, value_name = "MONEY", requires = "price_col", allow_negative_numbers = true)]
    pub budget: Option<f64>,
    /// The most of the kept sites that move (relocate).
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub moves: Option<usize>,
    /// The greatest Gini coefficient of people's ways (pmedian).
    #[arg(long, value_name = "0..1", allow_negative_numbers = true)]
    pub gini_most: Option<f64>,
    /// Columns of --clients whose people count more or less, instead of the demand: old:2,children:1.5.
    #[arg(long, value_name = "COLUMN:WEIGHT", value_delimiter = ',')]
    pub priority: Vec<Weighted>,
    /// Clients farther than this from every kept site count so many times: 30:1.5.
    #[arg(long, value_name = "COST:FACTOR", requires = "sites")]
    pub remote: Option<Weighted>,
    /// A tier of the hierarchy, the lowest first; may be given several times.
    #[arg(long, value_name = "NUMBER:WEIGHT[:CUTOFF]")]
    pub tier: Vec<TierArg>,
    /// Column of --sites with the tier of each, 1 for the lowest: a kept site stands in that tier, a
    /// candidate may open in that one alone, and one without a number in any.
    #[arg(long, value_name = "COLUMN", requires = "sites")]
    pub tier_col: Option<String>,
    /// Whether a higher tier gives the services of those below it as well.
    #[arg(long)]
    pub inclusive: bool,
    /// Also list so many choices between the cheapest and the one with the least greatest cost.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub frontier: Option<usize>,
    /// The greatest cost at which a client is reached.
    #[arg(long, value_name = "M", allow_negative_numbers = true)]
    pub cutoff: Option<f64>,
    /// A p-median file of the OR-Library instead of tables.
    #[arg(long, value_name = "pmedK.txt", conflicts_with_all = ["costs", "clients", "sites"])]
    pub orlib: Option<PathBuf>,
    /// Stop after so many seconds with the best found and its bound.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
    /// Stop when the relative gap is at most this (0.005 is half a per cent).
    #[arg(long, value_name = "GAP", default_value_t = 0.0, allow_negative_numbers = true)]
    pub gap: f64,
    /// Where to write which site serves each client, as `client,site`.
    #[arg(long, value_name = "F.csv")]
    pub out: Option<PathBuf>,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

impl SiteArgs {
    /// The model; the files of the OR-Library are p-median problems.
    fn model(&self) -> Model {
        self.model.unwrap_or(Model::Pmedian)
    }
}

/// Carries out `plan site`.
pub(crate) fn run(args: &SiteArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    check(args)?;
    let files = Files::find(args)?;
    if let Some(out) = &args.out {
        apart(&[("--out", out.as_path())], &files.list())?;
    }
    let mut provenance = Provenance::new("plan site", settings(args), &files.list())?;
    let question = Question::read(args, &files, host)?;
    stage(host, "searching")?;
    let begun = host.now();
    let seconds = || host.now().since(begun) as f64 / 1000.0;
    let over = || host.cancelled() || args.time_limit.is_some_and(|limit| seconds() >= limit);
    let limit = Limit::new(&over).with_gap(args.gap);
    let solved = solve::solve(args, &question, &limit)?;
    let seconds = seconds();
    go_on(host)?;
    let is_cut = args.cutoff.is_some() || args.tier.iter().any(|tier| tier.cutoff.is_some());
    let mut value = told::report(&question, &solved.answer, is_cut);
    merge(&mut value, solved.more);
    merge(&mut value, json!({ "seconds": seconds, "model": word(args.model()) }));
    provenance.found = value.clone();
    // How long it took is no part of what was found.
    provenance.found["seconds"] = Value::Null;
    if let Some(out) = &args.out {
        told::write(out, &question, &solved.answer, &provenance)?;
    }
    let words = told::words(args.model(), &value);
    Ok(Answer { value, words })
}

fn check(args: &SiteArgs) -> Result<(), PlannerError> {
    let model = args.model();
    let needs = |option: &'static str, what: &str| {
        Err(PlannerError::option(option, format!("{} needs {what}", word(model))))
    };
    if matches!(model, Model::Lscp | Model::Mclp) && args.cutoff.is_none() {
        return needs("--cutoff", "the greatest cost at which a client is reached");
    }
    let by_number = !matches!(model, Model::Lscp | Model::Relocate | Model::Hierarchy);
    let number = args.p.is_some() || args.new.is_some() || args.budget.is_some();
    if by_number && !number && args.orlib.is_none() {
        return needs("--p", "a number of sites");
    }
    if model == Model::Relocate && (args.moves.is_none() || args.sites.is_none()) {
        return needs("--moves", "--sites that are kept, and how many of them may move");
    }
    if model == Model::Hierarchy && args.tier.is_empty() {
        return needs("--tier", "one --tier for each tier, the lowest first");
    }
    if args.costs.is_some() && args.clients.is_none() && model != Model::Pdispersion {
        return needs("--clients", "the clients with their demand");
    }
    let capable = matches!(model, Model::Lscp | Model::Mclp | Model::Pmedian);
    if args.capacity_col.is_some() && (!capable || args.gini_most.is_some()) {
        let what = "capacities go with lscp, mclp and pmedian, without --gini-most";
        return Err(PlannerError::option("--capacity-col", what));
    }
    unused(args)?;
    let numbers: [(&'static str, Option<f64>, &str); 5] = [
        ("--cutoff", args.cutoff, "a cost from 0 up"),
        ("--budget", args.budget, "a sum from 0 up"),
        ("--gini-most", args.gini_most, "0 to 1"),
        ("--time-limit", args.time_limit, "seconds, 0 or more"),
        ("--gap", Some(args.gap), "0 or more, as in 0.005"),
    ];
    for (option, value, wanted) in numbers {
        if let Some(value) = value.filter(|value| !(value.is_finite() && *value >= 0.0)) {
            return Err(PlannerError::option(option, format!("{value}: give {wanted}")));
        }
    }
    Ok(())
}

/// Refuses an option that the model would pass over: an answer must be to what was asked.
fn unused(args: &SiteArgs) -> Result<(), PlannerError> {
    use Model::{Fair, Hierarchy, Lscp, Mclp, Pcenter, Pdispersion, Pmedian, Relocate};
    let weighed: &[Model] = &[Mclp, Pmedian, Fair, Relocate, Hierarchy];
    let with_clients: &[Model] = &[Lscp, Mclp, Pmedian, Pcenter, Fair, Relocate, Hierarchy];
    let options: [(&'static str, bool, &[Model]); 13] = [
        ("--p", args.p.is_some(), &[Mclp, Pmedian, Pcenter, Pdispersion, Fair]),
        ("--new", args.new.is_some(), &[Mclp, Pmedian, Pcenter, Fair]),
        ("--budget", args.budget.is_some(), &[Lscp, Mclp, Pmedian, Relocate, Hierarchy]),
        ("--cutoff", args.cutoff.is_some(), &[Lscp, Mclp, Pmedian, Relocate]),
        ("--moves", args.moves.is_some(), &[Relocate]),
        ("--tier", !args.tier.is_empty(), &[Hierarchy]),
        ("--tier-col", args.tier_col.is_some(), &[Hierarchy]),
        ("--inclusive", args.inclusive, &[Hierarchy]),
        ("--gini-most", args.gini_most.is_some(), &[Pmedian]),
        ("--frontier", args.frontier.is_some(), &[Pmedian, Pcenter, Fair]),
        ("--priority", !args.priority.is_empty(), weighed),
        ("--remote", args.remote.is_some(), weighed),
        ("--clients", args.clients.is_some(), with_clients),
    ];
    for (option, is_given, models) in options {
        if is_given && !models.contains(&args.model()) {
            let models: Vec<String> = models.iter().map(|model| word(*model)).collect();
            let what = format!("goes with --model {}; leave it out", models.join(", "));
            return Err(PlannerError::option(option, what));
        }
    }
    let together: [(&'static str, bool); 4] = [
        ("--frontier", args.frontier.is_some()),
        ("--gini-most", args.gini_most.is_some()),
        ("--cutoff", args.cutoff.is_some() && args.capacity_col.is_none()),
        ("--capacity-col", args.capacity_col.is_some()),
    ];
    let given: Vec<&'static str> =
        together.iter().filter(|(_, is_given)| *is_given).map(|(option, _)| *option).collect();
    if let [first, others @ ..] = given.as_slice()
        && !others.is_empty()
        && ["--frontier", "--gini-most"].contains(first)
    {
        let what = format!("does not go together with {}", others.join(", "));
        return Err(PlannerError::option(first, what));
    }
    Ok(())
}

fn settings(args: &SiteArgs) -> Value {
    let priority: Vec<Value> =
        args.priority.iter().map(|Weighted(name, weight)| json!([name, weight])).collect();
    let tiers: Vec<Value> =
        args.tier.iter().map(|tier| json!([tier.number, tier.weight, tier.cutoff])).collect();
    json!({
        "model": word(args.model()),
        "cost_cols": args.cost_cols.each(),
        "client_cols": args.client_cols.each(),
        "site_cols": args.site_cols.each(),
        "price_col": args.price_col,
        "capacity_col": args.capacity_col,
        "p": args.p,
        "new": args.new,
        "budget": args.budget,
        "moves": args.moves,
        "gini_most": args.gini_most,
        "priority": priority,
        "remote": args.remote.as_ref().map(|Weighted(beyond, factor)| json!([beyond, factor])),
        "tiers": tiers,
        "tier_col": args.tier_col,
        "inclusive": args.inclusive,
        "frontier": args.frontier,
        "cutoff": args.cutoff,
        "time_limit_seconds": args.time_limit,
        "gap": args.gap,
    })
}
