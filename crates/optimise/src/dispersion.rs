//! p-dispersion: sites as far from each other as can be.
//!
//! maximise the least distance between two open sites (Kuby 1987). The answer is one of the
//! distances, sought by halving; each step asks for `p` sites no two of which are nearer than
//! that: a clique in the graph of pairs that are far enough, found by branch and bound with
//! bounds from colouring (Tomita and Seki 2003).

use crate::answer::Proved;
use crate::{Answer, Limit, Role, SiteIndex, SitingError};

/// Chooses `p` of the sites, kept ones included, so that the two nearest are as far apart as can be.
/// `distances` is the full table, row after row; of the two directions of a pair the shorter counts.
/// The objective is infinite when `p` is 1. The bound is above the objective.
///
/// # Errors
/// A table or list of the wrong length, a distance below 0 or not a number, a number that makes no sense.
pub fn p_dispersion(
    distances: &[f64],
    roles: &[Role],
    p: usize,
    limit: &Limit<'_>,
) -> Result<Answer, SitingError> {
    let n = roles.len();
    check(distances, roles, p)?;
    let apart = |a: usize, b: usize| distances[a * n + b].min(distances[b * n + a]);
    let kept: Vec<usize> = (0..n).filter(|i| roles[*i] == Role::Kept).collect();
    let usable: Vec<usize> = (0..n).filter(|i| roles[*i] == Role::Candidate).collect();
    let mut levels: Vec<f64> = Vec::new();
    let all: Vec<usize> = kept.iter().chain(&usable).copied().collect();
    for (k, &a) in all.iter().enumerate() {
        levels.extend(all[..k].iter().map(|b| apart(a, *b)));
    }
    levels.sort_unstable_by(f64::total_cmp);
    levels.dedup();
    let mut search = Dispersion { kept, usable, p, nodes: 0 };
    Ok(search.run(&levels, &apart, limit))
}

fn check(distances: &[f64], roles: &[Role], p: usize) -> Result<(), SitingError> {
    let n = roles.len();
    if n == 0 {
        return Err(SitingError::NoSites);
    }
    if distances.len() != n * n {
        let (found, wanted) = (distances.len(), n * n);
        return Err(SitingError::Length { what: "distances", found, wanted });
    }
    let wrong = |value: &f64| value.is_nan() || *value < 0.0;
    if let Some(at) = distances.iter().position(wrong) {
        let (site, client) = ((at / n).into(), (at % n).into());
        return Err(SitingError::Cost { site, client, value: distances[at] });
    }
    let kept = roles.iter().filter(|role| **role == Role::Kept).count();
    let available = roles.iter().filter(|role| **role != Role::Closed).count();
    let least = kept.max(1);
    if p < least || p > available {
        return Err(SitingError::Number { asked: p, kept, available, least });
    }
    Ok(())
}

struct Dispersion {
    kept: Vec<usize>,
    usable: Vec<usize>,
    p: usize,
    nodes: u64,
}

impl Dispersion {
    fn run(
        &mut self,
        levels: &[f64],
        apart: &dyn Fn(usize, usize) -> f64,
        limit: &Limit<'_>,
    ) -> Answer {
        // Places in `levels`: `found` is reached, `beyond` is proved out of reach.
        let mut chosen: Vec<usize> = self.first(apart);
        let value = |set: &[usize]| least_apart(set, apart);
        let mut beyond = levels.len();
        let mut found = levels.partition_point(|level| *level < value(&chosen));
        let mut complete = true;
        while found + 1 < beyond {
            let middle = found + (beyond - found) / 2;
            match self.clique(levels[middle], apart, limit) {
                Clique::Found(set) => {
                    found = levels.partition_point(|level| *level < value(&set));
                    chosen = set;
                }
                Clique::None => beyond = middle,
                Clique::Stopped => {
                    complete = false;
                    break;
                }
            }
        }
        let objective = value(&chosen);
        let bound = levels.get(beyond - usize::from(beyond > 0)).copied().unwrap_or(objective);
        let mut sites: Vec<SiteIndex> = chosen.into_iter().map(SiteIndex::from).collect();
        sites.sort_unstable();
        let bound = if self.p == 1 { objective } else { bound };
        let proved = Proved { objective, bound, complete, nodes: self.nodes };
        Answer::found(proved, sites, Vec::new())
    }

    /// Each time the site farthest from all chosen ones.
    fn first(&self, apart: &dyn Fn(usize, usize) -> f64) -> Vec<usize> {
        let mut chosen = self.kept.clone();
        while chosen.len() < self.p {
            let far = |i: usize| chosen.iter().map(|k| apart(i, *k)).fold(f64::INFINITY, f64::min);
            let free = self.usable.iter().copied().filter(|i| !chosen.contains(i));
            match free.max_by(|a, b| far(*a).total_cmp(&far(*b)).then(b.cmp(a))) {
                Some(next) => chosen.push(next),
                None => break,
            }
        }
        chosen
    }

    /// Looks for `p` sites, the kept ones among them, of which no two are nearer than `level`.
    fn clique(
        &mut self,
        level: f64,
        apart: &dyn Fn(usize, usize) -> f64,
        limit: &Limit<'_>,
    ) -> Clique {
        if least_apart(&self.kept, apart) < level {
            return Clique::None;
        }
        let far = |i: usize| self.kept.iter().all(|k| apart(i, *k) >= level);
        let nodes: Vec<usize> = self.usable.iter().copied().filter(|i| far(*i)).collect();
        let wanted = self.p - self.kept.len();
        let near = |a: &usize| {
            nodes.iter().map(|b| a != b && apart(*a, *b) >= level).collect::<Vec<bool>>()
        };
        let graph = nodes.iter().map(near).collect();
        let mut search = Cliques { graph, wanted, chosen: Vec::new(), nodes: 0, stopped: false };
        let found = search.extend((0..nodes.len()).collect(), limit);
        self.nodes += search.nodes;
        if found {
            let new = search.chosen.iter().map(|k| nodes[*k]);
            return Clique::Found(self.kept.iter().copied().chain(new).collect());
        }
        if search.stopped { Clique::Stopped } else { Clique::None }
    }
}

enum Clique {
    Found(Vec<usize>),
    None,
    Stopped,
}

struct Cliques {
    graph: Vec<Vec<bool>>,
    wanted: usize,
    chosen: Vec<usize>,
    nodes: u64,
    stopped: bool,
}

impl Cliques {
    /// Extends the chosen set from `rest`, all of which suit every chosen one; true when it is complete.
    fn extend(&mut self, rest: Vec<usize>, limit: &Limit<'_>) -> bool {
        if self.chosen.len() >= self.wanted {
            return true;
        }
        self.nodes += 1;
        self.stopped |= self.nodes.is_multiple_of(256) && limit.stops() || limit.spent(self.nodes);
        if self.stopped {
            return false;
        }
        let (order, colours) = self.coloured(&rest);
        for k in (0..order.len()).rev() {
            if self.chosen.len() + colours[k] < self.wanted {
                return false;
            }
            let node = order[k];
            let suits = |other: &&usize| self.graph[node][**other];
            let next = order[..k].iter().filter(suits).copied().collect();
            self.chosen.push(node);
            if self.extend(next, limit) {
                return true;
            }
            self.chosen.pop();
        }
        false
    }

    /// Nodes by colour, and the number of colours up to each: no clique among them has more nodes.
    fn coloured(&self, rest: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let mut classes: Vec<Vec<usize>> = Vec::new();
        for &node in rest {
            let fits =
                |class: &&mut Vec<usize>| class.iter().all(|other| !self.graph[node][*other]);
            match classes.iter_mut().find(fits) {
                Some(class) => class.push(node),
                None => classes.push(vec![node]),
            }
        }
        let numbers = classes.iter().enumerate().flat_map(|(k, class)| vec![k + 1; class.len()]);
        let numbers = numbers.collect();
        (classes.into_iter().flatten().collect(), numbers)
    }
}

/// The least distance between two of a set; infinite for fewer than two.
fn least_apart(set: &[usize], apart: &dyn Fn(usize, usize) -> f64) -> f64 {
    let mut least = f64::INFINITY;
    for (k, &a) in set.iter().enumerate() {
        least = set[..k].iter().map(|b| apart(a, *b)).fold(least, f64::min);
    }
    least
}
