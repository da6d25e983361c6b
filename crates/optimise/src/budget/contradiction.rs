//! Which rules contradict each other where measures could be paid for in parts, but not whole.
//!
//! One rule after the other is left out and the question asked again: where there is still no choice
//! the rule has no part in it and stays out, otherwise it is one of those sought (the deletion filter
//! of Chinneck and Dravnieks 1991). What is left rules out every choice, and no rule of it can be
//! spared, unless a limit came first.

use super::model::{Plan, Rule};
use super::program::{Program, Sense};
use super::simplex::Solution;
use super::tree::{Offer, maximise};
use crate::Limit;

/// Nodes that a question may take at least, however soon the first proof was found.
const NODES: u64 = 500;

/// The rules, in their order; `nodes` is what the proof took that there is no choice at all.
pub(super) fn contradiction(plan: &Plan, nodes: u64, limit: &Limit<'_>) -> Vec<Rule> {
    let limit = limit.with_at_most_nodes(NODES.max(2 * nodes));
    let mut program = plan.program.clone();
    // Any choice does: the first ends the search.
    program.columns.iter_mut().for_each(|column| column.worth = 0.0);
    let mut rules = Vec::new();
    for (row, rule) in plan.rules.iter().enumerate() {
        // What makes the goal a sum forbids nothing.
        if matches!(rule, Rule::Level(_)) {
            continue;
        }
        let before = program.rows[row];
        program.rows[row] = idle(&program, row);
        let is_needless = !limit.stops() && has_no_choice(&program, &limit);
        if !is_needless {
            program.rows[row] = before;
            rules.push(*rule);
        }
    }
    rules
}

/// Whether it is proved that no choice keeps all rows.
fn has_no_choice(program: &Program, limit: &Limit<'_>) -> bool {
    let mut starts = |_: &Solution, _: &mut Offer<'_>| {};
    let found = maximise(program, &mut starts, limit);
    found.complete && found.best.is_none()
}

/// A row with a limit that every point keeps.
fn idle(program: &Program, row: usize) -> (Sense, f64) {
    let (sense, _) = program.rows[row];
    let (mut least, mut most) = (0.0_f64, 0.0_f64);
    for column in &program.columns {
        for (_, value) in column.entries.iter().filter(|(at, _)| *at as usize == row) {
            let ends = [value * column.low, value * column.high];
            least += ends[0].min(ends[1]);
            most += ends[0].max(ends[1]);
        }
    }
    match sense {
        Sense::AtLeast => (sense, least - 1.0),
        // No rule is an equation.
        Sense::AtMost | Sense::Equal => (Sense::AtMost, most + 1.0),
    }
}
