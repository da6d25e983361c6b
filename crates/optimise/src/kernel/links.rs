//! Sparse lists with costs: from each client its sites, or from each site its clients.

/// One list after another (compressed rows): `ids[starts[k]..starts[k + 1]]` with `costs` beside.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Links {
    starts: Vec<usize>,
    ids: Vec<u32>,
    costs: Vec<f64>,
}

impl Links {
    /// No list yet, with room for `lists` lists of `pairs` pairs in all.
    pub fn with_room(lists: usize, pairs: usize) -> Self {
        let mut starts = Vec::with_capacity(lists + 1);
        starts.push(0);
        Self { starts, ids: Vec::with_capacity(pairs), costs: Vec::with_capacity(pairs) }
    }

    /// From lists as they are.
    pub fn from_lists(lists: &[Vec<(u32, f64)>]) -> Self {
        let mut links = Self::with_room(lists.len(), lists.iter().map(Vec::len).sum());
        for list in lists {
            for &(id, cost) in list {
                links.push(id, cost);
            }
            links.close();
        }
        links
    }

    /// Adds a pair to the list under construction.
    pub fn push(&mut self, id: u32, cost: f64) {
        self.ids.push(id);
        self.costs.push(cost);
    }

    /// Ends the list under construction.
    pub fn close(&mut self) {
        self.starts.push(self.ids.len());
    }

    /// Drops the last pairs of the list under construction whose cost is at least `cost`.
    pub fn trim(&mut self, cost: f64) {
        let start = self.starts.last().copied().unwrap_or(0);
        while self.ids.len() > start && self.costs.last().is_some_and(|last| *last >= cost) {
            self.ids.pop();
            self.costs.pop();
        }
    }

    /// Whether the list under construction has no pair.
    pub fn is_fresh(&self) -> bool {
        self.starts.last() == Some(&self.ids.len())
    }

    /// Number of lists.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Number of pairs.
    pub fn pairs(&self) -> usize {
        self.ids.len()
    }

    /// List `k`: ids and costs.
    pub fn list(&self, k: usize) -> (&[u32], &[f64]) {
        let range = self.starts[k]..self.starts[k + 1];
        (&self.ids[range.clone()], &self.costs[range])
    }

    /// List `k`, pair by pair.
    pub fn iter(&self, k: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let (ids, costs) = self.list(k);
        ids.iter().map(|id| *id as usize).zip(costs.iter().copied())
    }

    /// All costs.
    pub fn costs(&self) -> &[f64] {
        &self.costs
    }

    /// The same pairs listed from the other side, which has `n` members.
    pub fn transposed(&self, n: usize) -> Self {
        let mut starts = vec![0; n + 1];
        for &id in &self.ids {
            starts[id as usize + 1] += 1;
        }
        for k in 0..n {
            starts[k + 1] += starts[k];
        }
        let mut next = starts.clone();
        let mut ids = vec![0; self.ids.len()];
        let mut costs = vec![0.0; self.ids.len()];
        for k in 0..self.len() {
            for (id, cost) in self.iter(k) {
                ids[next[id]] = k as u32;
                costs[next[id]] = cost;
                next[id] += 1;
            }
        }
        Self { starts, ids, costs }
    }
}
