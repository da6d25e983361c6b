//! `plan site`: where to put facilities, each answer with its proved bound.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use optimise::{
    Allowance, Answer as Found, ClientIndex, Costs, Least, Limit, Reason, Role, Site, SiteIndex,
    Siting, Status, lscp, mclp, p_centre, p_median, read_orlib,
};
use serde_json::{Value, json};

use super::access::merge;
use super::travel::word;
use crate::host::{Answer, Host, go_on, stage};
use crate::names::Names;
use crate::out::{Columns, Provenance, Writer};
use crate::tables::{AmountTable, Ids, PairNames, Pairs, Wanted, read};
use crate::{PlannerError, store};

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
}

/// Options of `plan site`.
#[derive(Args, Clone, Debug)]
pub struct SiteArgs {
    /// What the sites should do.
    #[arg(long, value_enum)]
    pub model: Model,
    /// Costs between sites and clients.
    #[arg(long, value_name = "C.csv", required_unless_present = "orlib", requires = "clients")]
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
    /// How many sites are open in the end, kept ones included.
    #[arg(long, value_name = "N")]
    pub p: Option<usize>,
    /// The greatest cost at which a client is reached.
    #[arg(long, value_name = "M")]
    pub cutoff: Option<f64>,
    /// A p-median file of the OR-Library instead of tables.
    #[arg(long, value_name = "pmedK.txt", conflicts_with_all = ["costs", "clients", "sites"])]
    pub orlib: Option<PathBuf>,
    /// Stop after so many seconds with the best found and its bound.
    #[arg(long, value_name = "SECONDS")]
    pub time_limit: Option<f64>,
    /// Stop when the relative gap is at most this (0.005 is half a per cent).
    #[arg(long, value_name = "GAP", default_value_t = 0.0)]
    pub gap: f64,
    /// Where to write which site serves each client, as `client,site`.
    #[arg(long, value_name = "F.csv")]
    pub out: Option<PathBuf>,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// Carries out `plan site`.
pub(crate) fn run(args: &SiteArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    check(args)?;
    let files = Files::find(args)?;
    let settings = settings(args);
    let mut provenance = Provenance::new("plan site", settings, &files.list())?;
    let question = Question::read(args, &files, host)?;
    stage(host, "searching")?;
    let begun = host.now();
    let seconds = || host.now().since(begun) as f64 / 1000.0;
    let over = || host.cancelled() || args.time_limit.is_some_and(|limit| seconds() >= limit);
    let limit = Limit::new(&over).with_gap(args.gap);
    let found = solve(args, &question, &limit)?;
    let seconds = seconds();
    go_on(host)?;
    let mut value = question.report(&found);
    merge(&mut value, json!({ "seconds": seconds, "model": word(args.model) }));
    provenance.found = value.clone();
    // How long it took is no part of what was found.
    provenance.found["seconds"] = Value::Null;
    if let Some(out) = &args.out {
        write(out, &question, &found, &provenance)?;
    }
    let words = words(args.model, &value);
    Ok(Answer { value, words })
}

fn check(args: &SiteArgs) -> Result<(), PlannerError> {
    let needs = |option: &'static str, what: &str| {
        Err(PlannerError::option(option, format!("{} needs {what}", word(args.model))))
    };
    let covers = matches!(args.model, Model::Lscp | Model::Mclp);
    if covers && args.cutoff.is_none() {
        return needs("--cutoff", "the greatest cost at which a client is reached");
    }
    if args.model != Model::Lscp && args.p.is_none() && args.orlib.is_none() {
        return needs("--p", "a number of sites");
    }
    if args.costs.is_some() && args.clients.is_none() {
        return needs("--clients", "the clients with their demand");
    }
    let fine = |value: Option<f64>| value.is_none_or(|value| value.is_finite() && value >= 0.0);
    if !fine(args.time_limit) {
        return Err(PlannerError::option("--time-limit", "give seconds, 0 or more"));
    }
    if !fine(Some(args.gap)) {
        return Err(PlannerError::option("--gap", "give 0 or more, as in 0.005"));
    }
    Ok(())
}

fn solve(args: &SiteArgs, question: &Question, limit: &Limit<'_>) -> Result<Found, PlannerError> {
    let siting = &question.siting;
    let number = Allowance::total(question.p.unwrap_or(1));
    let cutoff = args.cutoff.unwrap_or(f64::INFINITY);
    Ok(match args.model {
        Model::Lscp => lscp(siting, cutoff, Least::Sites, limit)?,
        Model::Mclp => mclp(siting, number, cutoff, limit)?,
        Model::Pmedian => p_median(siting, number, args.cutoff, limit)?,
        Model::Pcenter => p_centre(siting, number, limit)?,
    })
}

/// The files of the command, datasets of the store looked up.
struct Files {
    costs: Option<PathBuf>,
    clients: Option<PathBuf>,
    sites: Option<PathBuf>,
    orlib: Option<PathBuf>,
}

impl Files {
    fn find(args: &SiteArgs) -> Result<Self, PlannerError> {
        let find = |path: &Option<PathBuf>| {
            path.as_ref().map(|path| store::resolve(&args.store, path)).transpose()
        };
        Ok(Self {
            costs: find(&args.costs)?,
            clients: find(&args.clients)?,
            sites: find(&args.sites)?,
            orlib: find(&args.orlib)?,
        })
    }

    fn list(&self) -> Vec<(&'static str, &Path)> {
        let named = [
            ("--costs", &self.costs),
            ("--clients", &self.clients),
            ("--sites", &self.sites),
            ("--orlib", &self.orlib),
        ];
        named.into_iter().filter_map(|(option, path)| Some((option, path.as_deref()?))).collect()
    }
}

/// A siting question with the names of its sites and clients.
struct Question {
    siting: Siting,
    p: Option<usize>,
    /// Names of sites and clients; none for the vertices of the OR-Library.
    names: Option<(Ids, Ids)>,
}

impl Question {
    fn read(args: &SiteArgs, files: &Files, host: &dyn Host) -> Result<Self, PlannerError> {
        match (&files.orlib, &files.costs, &files.clients) {
            (Some(orlib), _, _) => Self::of_orlib(args, orlib),
            (None, Some(costs), Some(clients)) => {
                Self::of_tables(args, (costs, clients, files.sites.as_deref()), host)
            }
            _ => Err(PlannerError::option("--costs", "give --costs and --clients, or --orlib")),
        }
    }

    fn of_orlib(args: &SiteArgs, path: &Path) -> Result<Self, PlannerError> {
        let text = std::fs::read_to_string(path).map_err(|why| PlannerError::file(path, why))?;
        let read = read_orlib(&text).map_err(|e| PlannerError::format(path, e.to_string()))?;
        Ok(Self { siting: read.siting, p: Some(args.p.unwrap_or(read.p)), names: None })
    }

    fn of_tables(
        args: &SiteArgs,
        (costs, clients, sites): (&Path, &Path, Option<&Path>),
        host: &dyn Host,
    ) -> Result<Self, PlannerError> {
        stage(host, "reading clients and costs")?;
        let wanted = Wanted { columns: &args.client_cols.each(), option: "--client-cols" };
        let demand = AmountTable::read(clients, wanted, host)?;
        let (mut ids, roles) = match sites {
            Some(path) => read_sites(path, args.site_cols.each())?,
            None => (Ids::default(), Vec::new()),
        };
        let site_names = match sites {
            Some(path) => PairNames::Table(&ids.clone(), path.display().to_string()),
            None => PairNames::Here(&mut ids),
        };
        let names = [site_names, PairNames::Table(&demand.ids, clients.display().to_string())];
        let read = Pairs::read(costs, args.cost_cols.each(), names, host)?;
        let pairs = read
            .pairs
            .iter()
            .map(|pair| (SiteIndex(pair.zone), ClientIndex(pair.facility), pair.minutes));
        let matrix = Costs::from_pairs(ids.len(), demand.ids.len(), pairs)
            .map_err(|error| read.twice([&ids, &demand.ids]).unwrap_or(error.into()))?;
        let amounts = demand.columns.into_iter().next().unwrap_or_default();
        let siting = Siting::new(matrix, amounts)?;
        let siting = if roles.is_empty() { siting } else { siting.with_sites(roles)? };
        Ok(Self { siting, p: args.p, names: Some((ids, demand.ids)) })
    }

    fn site(&self, site: SiteIndex) -> Value {
        match &self.names {
            Some((sites, _)) => json!(sites.name(site.at())),
            None => json!(site.at() + 1),
        }
    }

    fn client(&self, client: ClientIndex) -> Value {
        match &self.names {
            Some((_, clients)) => json!(clients.name(client.at())),
            None => json!(client.at() + 1),
        }
    }

    fn report(&self, found: &Found) -> Value {
        let (reason, uncoverable) = match &found.status {
            Status::Infeasible { reason, uncoverable } => {
                let clients: Vec<Value> = uncoverable.iter().map(|c| self.client(*c)).collect();
                (Some(self::reason(*reason)), clients)
            }
            _ => (None, Vec::new()),
        };
        let served = found.assignment.iter().zip(self.siting.demand());
        let served: f64 = served.filter(|(site, _)| site.is_some()).map(|(_, d)| d).sum();
        let mut value = json!({
            "objective": found.objective,
            "bound": Some(found.bound).filter(|bound| bound.is_finite()),
            "gap": found.gap.filter(|gap| gap.is_finite()),
            "status": found.status.word(),
            "sites": found.sites.iter().map(|site| self.site(*site)).collect::<Vec<_>>(),
            "demand": self.siting.total_demand(),
            "demand_served": served,
            "nodes": found.nodes,
        });
        if let Some(reason) = reason {
            merge(&mut value, json!({ "reason": reason, "uncoverable": uncoverable }));
        }
        value
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::OutOfReach => "some clients are reached by no site within the cut-off",
        Reason::TooFewSites => "not all clients can be reached with so few sites",
        Reason::CapacityShort => "the sites cannot hold the demand",
        Reason::TooUnequal => "no choice is as equal as asked for",
        Reason::Contradiction => "the conditions contradict each other",
    }
}

fn read_sites(path: &Path, columns: [&str; 2]) -> Result<(Ids, Vec<Site>), PlannerError> {
    let (mut ids, mut sites) = (Ids::default(), Vec::new());
    let wanted = Wanted { columns: &columns, option: "--site-cols" };
    read(path, wanted, &mut |record| {
        ids.add(record, 0)?;
        let role = match record.cell(1).word().as_deref() {
            None | Some("candidate") => Role::Candidate,
            Some("kept") => Role::Kept,
            Some("closed") => Role::Closed,
            Some(other) => {
                let what = format!("{other:?} is no role; write candidate, kept or closed");
                return Err(record.refuse(1, what));
            }
        };
        sites.push(Site { role, ..Site::candidate() });
        Ok(())
    })?;
    Ok((ids, sites))
}

fn write(
    out: &Path,
    question: &Question,
    found: &Found,
    provenance: &Provenance,
) -> Result<(), PlannerError> {
    let columns = Columns { words: &["client", "site"], numbers: &[] };
    let mut writer = Writer::create(out, columns)?;
    let word = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    for (client, site) in found.assignment.iter().enumerate() {
        let client = word(question.client(client.into()));
        let site = site.map(|site| word(question.site(site))).unwrap_or_default();
        writer.row(&[&client, &site], &[])?;
    }
    writer.finish()?.publish(provenance)
}

fn settings(args: &SiteArgs) -> Value {
    json!({
        "model": word(args.model),
        "cost_cols": args.cost_cols.each(),
        "client_cols": args.client_cols.each(),
        "site_cols": args.site_cols.each(),
        "p": args.p,
        "cutoff": args.cutoff,
        "time_limit_seconds": args.time_limit,
        "gap": args.gap,
    })
}

fn words(model: Model, value: &Value) -> String {
    let text = |key: &str| match &value[key] {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let sites: Vec<String> = value["sites"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|site| site.as_str().map_or_else(|| site.to_string(), str::to_owned))
        .collect();
    let mut words = format!(
        "{}: {} (bound {}, gap {}), {} in {} s\nsites: {}",
        word(model),
        text("objective"),
        text("bound"),
        text("gap"),
        text("status"),
        text("seconds"),
        sites.join(", "),
    );
    if let Some(reason) = value["reason"].as_str() {
        words += &format!("\n{reason}: {}", value["uncoverable"]);
    }
    words
}
