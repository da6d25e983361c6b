//! A siting question as it is read: sites, clients, costs, and who counts how much.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use optimise::{
    ClientIndex, Costs, PriorityGroup, Remoteness, Role, Site, SiteIndex, Siting, priority_demand,
    read_orlib,
};
use serde_json::{Value, json};

use super::{Model, SiteArgs, Weighted};
use crate::host::{Host, stage};
use crate::tables::{AmountTable, Ids, PairNames, Pairs, Record, Wanted, read};
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
    /// The tier of each site, from 0, where the table of sites says one; empty without such a column.
    pub(super) tiers: Vec<Option<usize>>,
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
            (None, Some(costs), _) if args.model() == Model::Pdispersion => {
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
        let p = Some(args.p.unwrap_or(read.p));
        Ok(Self { siting: read.siting, p, tiers: Vec::new(), names: None })
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
        let Sites { mut ids, roles, tiers } = match sites {
            Some(path) => Sites::read(args, path)?,
            None => Sites::default(),
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
        Ok(Self { siting, p: args.p, tiers, names: Some((ids, demand.ids)) })
    }

    /// Distances between sites, of which those without a way are the farthest apart.
    fn of_distances(
        args: &SiteArgs,
        costs: &Path,
        sites: Option<&Path>,
        host: &dyn Host,
    ) -> Result<Self, PlannerError> {
        let Sites { ids, roles, .. } = match sites {
            Some(path) => Sites::read(args, path)?,
            None => Sites { ids: both_ends(args, costs)?, ..Sites::default() },
        };
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
        Ok(Self { siting, p: args.p, tiers: Vec::new(), names: Some((ids.clone(), ids)) })
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

/// The ids of a table of distances between sites. One with sites on the one side and clients on the
/// other is refused: its sites would be mixed up with its clients. (A table that gives each pair once
/// has one id that stands only first, and one that stands only second.)
fn both_ends(args: &SiteArgs, costs: &Path) -> Result<Ids, PlannerError> {
    let mut ids = Ids::default();
    let mut sides = [BTreeSet::new(), BTreeSet::new()];
    let columns = args.cost_cols.each();
    let wanted = Wanted { columns: &columns[..2], option: "--cost-cols" };
    read(costs, wanted, &mut |record| {
        for (n, side) in sides.iter_mut().enumerate() {
            side.insert(ids.intern(&record.word(n)?));
        }
        Ok(())
    })?;
    let [first, second] = &sides;
    if first.difference(second).count() > 1 || second.difference(first).count() > 1 {
        let what = "pdispersion needs distances between sites, but the ids of the two columns \
                    differ: give a table whose both columns name the same sites";
        return Err(PlannerError::format(costs, what));
    }
    Ok(ids)
}

/// The table of sites.
#[derive(Default)]
struct Sites {
    ids: Ids,
    roles: Vec<Site>,
    tiers: Vec<Option<usize>>,
}

impl Sites {
    fn read(args: &SiteArgs, path: &Path) -> Result<Self, PlannerError> {
        let mut found = Self::default();
        let mut columns = args.site_cols.each().to_vec();
        let mut at = [None; 3];
        let more = [&args.price_col, &args.capacity_col, &args.tier_col];
        for (at, name) in at.iter_mut().zip(more) {
            *at = name.as_ref().map(|_| columns.len());
            columns.extend(name.as_deref());
        }
        let [price_at, capacity_at, tier_at] = at;
        let n_tiers = args.tier.len();
        let wanted = Wanted { columns: &columns, option: "--site-cols" };
        read(path, wanted, &mut |record| {
            found.ids.add(record, 0)?;
            let role = role(record)?;
            let price = price_at.map(|n| record.amount(n)).transpose()?.flatten().unwrap_or(0.0);
            let capacity = capacity_at.map(|n| record.amount(n)).transpose()?.flatten();
            found.roles.push(Site { role, price, capacity });
            if let Some(n) = tier_at {
                found.tiers.push(tier(record, n, n_tiers)?);
            }
            Ok(())
        })?;
        Ok(found)
    }
}

fn role(record: &Record<'_>) -> Result<Role, PlannerError> {
    match record.cell(1).word().as_deref() {
        None | Some("candidate") => Ok(Role::Candidate),
        Some("kept") => Ok(Role::Kept),
        Some("closed") => Ok(Role::Closed),
        Some(other) => {
            let what = format!("{other:?} is no role; write candidate, kept or closed");
            Err(record.refuse(1, what))
        }
    }
}

/// The tier of a site, counted from 0; none where the cell is empty.
fn tier(record: &Record<'_>, n: usize, n_tiers: usize) -> Result<Option<usize>, PlannerError> {
    let Some(number) = record.number(n)? else { return Ok(None) };
    let tier = (1..=n_tiers).find(|tier| *tier as f64 == number);
    match tier {
        Some(tier) => Ok(Some(tier - 1)),
        None => {
            let what = format!("{number} is no tier; write 1 for the lowest to {n_tiers}");
            Err(record.refuse(n, what))
        }
    }
}
