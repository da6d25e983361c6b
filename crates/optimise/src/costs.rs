//! What it costs a client to reach a site: minutes, metres, or any other unit, kept throughout.

use crate::kernel::Links;
use crate::{ClientIndex, SiteIndex, SitingError};

/// Costs from sites to clients, in the caller's unit; a pair that is not held has no way.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    n_sites: usize,
    /// Of each client its sites, nearest first, then by position.
    by_client: Links,
}

impl Costs {
    /// From a full table, row after row, one row a client and one column a site
    /// (`values[client * n_sites + site]`); infinity means no way.
    ///
    /// # Errors
    /// No site, no client, a length that does not fit, a cost below 0 or not a number.
    pub fn dense(n_sites: usize, n_clients: usize, values: &[f64]) -> Result<Self, SitingError> {
        check_size(n_sites, n_clients)?;
        let wanted = n_sites.saturating_mul(n_clients);
        if values.len() != wanted {
            return Err(SitingError::Length { what: "costs", found: values.len(), wanted });
        }
        let mut lists = Vec::with_capacity(n_clients);
        for (client, row) in values.chunks(n_sites).enumerate() {
            let mut list = Vec::with_capacity(n_sites);
            for (site, &value) in row.iter().enumerate() {
                if value != f64::INFINITY {
                    check_cost(site, client, value)?;
                    list.push((site as u32, value));
                }
            }
            lists.push(list);
        }
        Ok(Self::from_lists(n_sites, lists))
    }

    /// From pairs in any order; a pair left out has no way.
    ///
    /// # Errors
    /// No site, no client, an index out of range, a pair given twice, a cost below 0, infinite or not a number.
    pub fn from_pairs(
        n_sites: usize,
        n_clients: usize,
        pairs: impl IntoIterator<Item = (SiteIndex, ClientIndex, f64)>,
    ) -> Result<Self, SitingError> {
        check_size(n_sites, n_clients)?;
        let mut lists = vec![Vec::new(); n_clients];
        for (site, client, value) in pairs {
            if site.at() >= n_sites {
                let (index, count) = (site.at(), n_sites);
                return Err(SitingError::OutOfRange { what: "site", index, count });
            }
            let list = lists.get_mut(client.at()).ok_or(SitingError::OutOfRange {
                what: "client",
                index: client.at(),
                count: n_clients,
            })?;
            check_cost(site.at(), client.at(), value)?;
            list.push((site.0, value));
        }
        for (client, list) in lists.iter_mut().enumerate() {
            list.sort_unstable_by_key(|(site, _)| *site);
            if let Some(pair) = list.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                let (site, client) = (SiteIndex(pair[0].0), ClientIndex::from(client));
                return Err(SitingError::PairTwice { site, client });
            }
        }
        Ok(Self::from_lists(n_sites, lists))
    }

    fn from_lists(n_sites: usize, mut lists: Vec<Vec<(u32, f64)>>) -> Self {
        for list in &mut lists {
            list.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        }
        Self { n_sites, by_client: Links::from_lists(&lists) }
    }

    /// Number of sites.
    #[must_use]
    pub fn n_sites(&self) -> usize {
        self.n_sites
    }

    /// Number of clients.
    #[must_use]
    pub fn n_clients(&self) -> usize {
        self.by_client.len()
    }

    /// Number of pairs that have a way.
    #[must_use]
    pub fn n_pairs(&self) -> usize {
        self.by_client.pairs()
    }

    /// The sites that a client can reach with their costs, nearest first.
    pub fn of(&self, client: ClientIndex) -> impl Iterator<Item = (SiteIndex, f64)> + '_ {
        self.by_client.iter(client.at()).map(|(site, cost)| (SiteIndex::from(site), cost))
    }

    /// Every cost once, ascending.
    pub(crate) fn distinct(&self) -> Vec<f64> {
        let mut all = self.by_client.costs().to_vec();
        all.sort_unstable_by(f64::total_cmp);
        all.dedup();
        all
    }
}

fn check_size(n_sites: usize, n_clients: usize) -> Result<(), SitingError> {
    if n_sites == 0 {
        return Err(SitingError::NoSites);
    }
    if n_clients == 0 {
        return Err(SitingError::NoClients);
    }
    let most = u32::MAX as usize - 1;
    let what = if n_sites > most { "sites" } else { "clients" };
    let found = n_sites.max(n_clients);
    if found > most {
        return Err(SitingError::Length { what, found, wanted: most });
    }
    Ok(())
}

fn check_cost(site: usize, client: usize, value: f64) -> Result<(), SitingError> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(SitingError::Cost { site: site.into(), client: client.into(), value })
}
