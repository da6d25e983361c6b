//! Many sources in parallel, handed on one by one in their order.

use super::legs::Legs;
use super::plan::{Plan, PlanError};
use super::search::Search;
use super::travel::Travel;
use rayon::prelude::*;
use std::ops::{ControlFlow, Range};

/// So many sources a thread are worked on before their results are handed on.
pub const CHUNK: usize = 32;

/// Travel times from every source.
///
/// `access` has a row for each source with its walks to stops. `direct` is asked for the walks all
/// the way to targets, a row for each source of a range of at most [`CHUNK`] for each thread: the
/// walks of all pairs never lie in memory together. `reduce` runs on the worker threads and makes of one source's travel times what
/// is wanted (percentiles, sums within a time); `hand_on` gets the results in order of the sources
/// and may stop the work, which is also how it is cancelled. Results waiting to be handed on are at
/// most [`CHUNK`] for each thread.
///
/// # Errors
/// Walks of another timetable.
pub fn matrix<R: Send, B>(
    plan: &Plan<'_>,
    (access, mut direct): (&Legs, impl FnMut(Range<usize>) -> Legs),
    reduce: impl Fn(usize, &Travel) -> R + Sync,
    mut hand_on: impl FnMut(usize, R) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, PlanError> {
    plan.check(access)?;
    let threads = rayon::current_num_threads();
    let mut searches: Vec<Search<'_>> = vec![Search::new(plan); threads];
    let per_turn = CHUNK * threads;
    for first in (0..access.rows()).step_by(per_turn) {
        let sources = first..access.rows().min(first + per_turn);
        let direct = direct(sources.clone());
        let parts = searches.par_iter_mut().enumerate().map(|(worker, search)| {
            let own = sources.clone().skip(worker * CHUNK).take(CHUNK);
            let answer = |source: usize| {
                reduce(source, search.from(access.row(source), direct.row(source - first)))
            };
            own.map(answer).collect::<Vec<R>>()
        });
        let parts: Vec<Vec<R>> = parts.collect();
        for (source, result) in sources.zip(parts.into_iter().flatten()) {
            if let ControlFlow::Break(why) = hand_on(source, result) {
                return Ok(ControlFlow::Break(why));
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}
