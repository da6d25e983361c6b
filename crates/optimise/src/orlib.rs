//! The OR-Library's p-median files: a graph whose every vertex is a client of demand 1 and a site.
//!
//! `n m p`, then `m` lines `i j cost` (Beasley, EJOR 21, 1985). A repeated edge counts with its
//! last cost; costs between vertices are shortest paths.

use crate::{Costs, Siting, SitingError};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A p-median instance.
#[derive(Clone, Debug)]
pub struct OrLib {
    /// Vertices as sites and clients; unreachable pairs have no way.
    pub siting: Siting,
    /// How many sites to open.
    pub p: usize,
}

/// Reads an instance from the text of its file.
///
/// # Errors
/// Says in which line (from 1) what is wrong: not a whole number, a vertex out of range, lines missing.
pub fn read_orlib(text: &str) -> Result<OrLib, SitingError> {
    let mut lines =
        text.lines().enumerate().map(|(k, l)| (k + 1, l)).filter(|(_, l)| !l.trim().is_empty());
    let (n, m, p) = header(lines.next())?;
    let mut edges = std::collections::HashMap::with_capacity(m);
    let mut last = 1;
    for _ in 0..m {
        let line = lines.next().ok_or_else(|| missing(last, m))?;
        let [a, b, cost] = numbers(line)?;
        check_vertex(line.0, a.max(b), n)?;
        check_vertex(line.0, a.min(b), n)?;
        edges.insert((a.min(b) - 1, a.max(b) - 1), cost);
        last = line.0;
    }
    if let Some((line, _)) = lines.next() {
        let what = format!("the file goes on after its {m} edges");
        return Err(row(line, what, "correct the number of edges in the first line"));
    }
    let mut near = vec![Vec::new(); n];
    for ((a, b), cost) in edges {
        near[a].push((b, cost as u64));
        near[b].push((a, cost as u64));
    }
    let mut values = Vec::with_capacity(n * n);
    for from in 0..n {
        values.extend(shortest(&near, from));
    }
    Ok(OrLib { siting: Siting::new(Costs::dense(n, n, &values)?, vec![1.0; n])?, p })
}

fn header(line: Option<(usize, &str)>) -> Result<(usize, usize, usize), SitingError> {
    let empty = || row(1, "the file is empty".to_owned(), "begin with `n m p`");
    let line = line.ok_or_else(empty)?;
    let [n, m, p] = numbers(line)?;
    if n == 0 || n > 20_000 {
        return Err(row(line.0, format!("{n} vertices"), "give 1 to 20,000"));
    }
    if p == 0 || p > n {
        return Err(row(line.0, format!("p is {p} for {n} vertices"), "give 1 to n"));
    }
    Ok((n, m, p))
}

fn numbers((line, text): (usize, &str)) -> Result<[usize; 3], SitingError> {
    let wrong = || row(line, format!("`{}`", text.trim()), "give three whole numbers from 0 up");
    let fields: Vec<u32> =
        text.split_whitespace().map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
    match fields[..] {
        [a, b, c] => Ok([a as usize, b as usize, c as usize]),
        _ => Err(wrong()),
    }
}

fn check_vertex(line: usize, vertex: usize, n: usize) -> Result<(), SitingError> {
    if (1..=n).contains(&vertex) {
        return Ok(());
    }
    Err(row(line, format!("vertex {vertex}"), "vertices are numbered from 1 to n"))
}

fn missing(line: usize, m: usize) -> SitingError {
    row(
        line,
        format!("the file ends before its {m} edges"),
        "give all edges, or correct the first line",
    )
}

fn row(row: usize, what: String, mend: &'static str) -> SitingError {
    SitingError::Row { row, what, mend }
}

/// Costs of the shortest paths from a vertex (Dijkstra); infinite where there is no way.
fn shortest(near: &[Vec<(usize, u64)>], from: usize) -> Vec<f64> {
    let mut best = vec![u64::MAX; near.len()];
    let mut heap = BinaryHeap::from([Reverse((0, from))]);
    best[from] = 0;
    while let Some(Reverse((cost, at))) = heap.pop() {
        if cost > best[at] {
            continue;
        }
        for &(to, step) in &near[at] {
            let through = cost + step;
            if through < best[to] {
                best[to] = through;
                heap.push(Reverse((through, to)));
            }
        }
    }
    best.into_iter()
        .map(|cost| if cost == u64::MAX { f64::INFINITY } else { cost as f64 })
        .collect()
}
