//! A siting question as it is read: sites, clients, costs, and who counts how much.

use std::path::{Path, PathBuf};

use optimise::{
    ClientIndex, Costs, PriorityGroup, Remoteness, Role, Site, SiteIndex, Siting, priority_demand,
    read_orlib,
};
use serde_json::{Value, json};

use super::{Model, SiteArgs, Weighted};
use crate::host::{Host, stage};
use crate::tables::{AmountTable, Ids, PairNames, Pairs, Wanted, read};
use crate::{PlannerError, store};

/// The files of the command, datasets of the store looked up.
pub(super) struct Files {
    costs: Option<PathBuf>,
    clients: Option<PathBuf>,
    sites: Option<PathBuf>,
    orlib: Option<PathBuf>,
}

impl Files {
    pub(super) fn find(args: &SiteArgs) -> Result<Self, PlannerError> {
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

    pub(super) fn list(&self) -> Vec<(&'static str, &Path)> {
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
pub(super) struct Question {
    pub(super) siting: Siting,
    /// How many sites, by option or file.
    pub(super) p: Option<usize>,
    /// Names of sites and clients; none for the vertices of the OR-Library.
    names: Option<(Ids, Ids)>,
}

impl Question {
    pub(super) fn read(
        args: &SiteArgs,
        files: &Files,
        host: &dyn Host,
    ) -> Result<Self, PlannerError> {
        match (&files.orlib, &files.costs, &files.clients) {
            (Some(orlib), _, _) => Self::of_orlib(args, orlib),
            (None, Some(costs), _) if args.model == Model::Pdispersion => {
                Self::of_distances(args, costs, files.sites.as_deref(), host)
            }
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
        let mut columns = args.client_cols.each().to_vec();
        columns.extend(args.priority.iter().map(|Weighted(name, _)| name.as_str()));
        let wanted = Wanted { columns: &columns, option: "--client-cols or --priority" };
        let demand = AmountTable::read(clients, wanted, host)?;
        let (mut ids, roles) = match sites {
            Some(path) => read_sites(args, path)?,
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
        let mut amounts = demand.columns.into_iter();
        let siting = Siting::new(matrix, amounts.next().unwrap_or_default())?;
        let siting = if roles.is_empty() { siting } else { siting.with_sites(roles)? };
        let siting = weighed(args, siting, amounts)?;
        Ok(Self { siting, p: args.p, names: Some((ids, demand.ids)) })
    }

    /// Distances between sites, of which those without a way are the farthest apart.
    fn of_distances(
        args: &SiteArgs,
        costs: &Path,
        sites: Option<&Path>,
        host: &dyn Host,
    ) -> Result<Self, PlannerError> {
        let (mut ids, roles) = match sites {
            Some(path) => read_sites(args, path)?,
            None => (Ids::default(), Vec::new()),
        };
        if sites.is_none() {
            let columns = args.cost_cols.each();
            let wanted = Wanted { columns: &columns[..2], option: "--cost-cols" };
            read(costs, wanted, &mut |record| {
                for n in 0..2 {
                    ids.intern(&record.word(n)?);
                }
                Ok(())
            })?;
        }
        let names = [(); 2].map(|()| PairNames::Table(&ids, costs.display().to_string()));
        let read = Pairs::read(costs, args.cost_cols.each(), names, host)?;
        let pairs = read
            .pairs
            .iter()
            .map(|pair| (SiteIndex(pair.zone), ClientIndex(pair.facility), pair.minutes));
        let matrix = Costs::from_pairs(ids.len(), ids.len(), pairs)
            .map_err(|error| read.twice([&ids, &ids]).unwrap_or(error.into()))?;
        let siting = Siting::new(matrix, vec![1.0; ids.len()])?;
        let siting = if roles.is_empty() { siting } else { siting.with_sites(roles)? };
        Ok(Self { siting, p: args.p, names: Some((ids.clone(), ids)) })
    }

    pub(super) fn site(&self, site: SiteIndex) -> Value {
        match &self.names {
            Some((sites, _)) => json!(sites.name(site.at())),
            None => json!(site.at() + 1),
        }
    }

    pub(super) fn client(&self, client: ClientIndex) -> Value {
        match &self.names {
            Some((_, clients)) => json!(clients.name(client.at())),
            None => json!(client.at() + 1),
        }
    }
}

/// The siting with people who count more: groups by their weights, and remote places.
fn weighed(
    args: &SiteArgs,
    siting: Siting,
    groups: impl Iterator<Item = Vec<f64>>,
) -> Result<Siting, PlannerError> {
    if args.priority.is_empty() && args.remote.is_none() {
        return Ok(siting);
    }
    let mut list: Vec<PriorityGroup> = groups
        .zip(&args.priority)
        .map(|(persons, Weighted(_, weight))| PriorityGroup { persons, weight: *weight })
        .collect();
    if list.is_empty() {
        list.push(PriorityGroup { persons: siting.demand().to_vec(), weight: 1.0 });
    }
    let remote = match &args.remote {
        None => None,
        Some(Weighted(beyond, factor)) => {
            let beyond: f64 = beyond.parse().map_err(|_| {
                PlannerError::option("--remote", "write a cost and a factor, as in 30:1.5")
            })?;
            Some(Remoteness { beyond, factor: *factor })
        }
    };
    let demand = priority_demand(&siting, &list, remote)?;
    Ok(siting.with_demand(demand)?)
}

fn read_sites(args: &SiteArgs, path: &Path) -> Result<(Ids, Vec<Site>), PlannerError> {
    let (mut ids, mut sites) = (Ids::default(), Vec::new());
    let mut columns = args.site_cols.each().to_vec();
    columns.extend(args.price_col.as_deref());
    columns.extend(args.capacity_col.as_deref());
    let price_at = args.price_col.as_ref().map(|_| 2);
    let capacity_at = args.capacity_col.as_ref().map(|_| columns.len() - 1);
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
        let price = price_at.map(|n| record.amount(n)).transpose()?.flatten().unwrap_or(0.0);
        let capacity = capacity_at.map(|n| record.amount(n)).transpose()?.flatten();
        sites.push(Site { role, price, capacity });
        Ok(())
    })?;
    Ok((ids, sites))
}
