//! What is odd about rules that can run: clauses that never change, exceptions that never act,
//! bands with gaps. Bands that overlap and exceptions that contradict are faults.

use basis::Text;
use serde::{Deserialize, Serialize};

use crate::{
    error::{RuleError, Span},
    plan::{Op, Outline},
    ruleset::{CheckedClause, Compiled},
    typed::{Band, Kind, Typed},
    value::Value,
};

/// Something odd, with the clause and the place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Short code that never changes, e.g. `R201`.
    pub code: String,
    /// The clause, or `clause/exception`, or `amount`.
    pub clause: String,
    /// Where in its rule.
    pub span: Span,
    /// What is odd.
    pub what: Text,
}

/// Faults that forbid to run the rules, and findings that do not.
pub(crate) fn find(
    clauses: &[CheckedClause<'_>],
    amount: Option<&Typed>,
    compiled: &Compiled,
) -> (Vec<RuleError>, Vec<Finding>) {
    let (mut faults, mut findings) = (Vec::new(), Vec::new());
    for (checked, lowered) in clauses.iter().zip(compiled.clauses.iter()) {
        let id = &checked.source.id;
        constant(compiled, &lowered.rule, id, &mut findings);
        for (outline, source) in lowered.exceptions.iter().zip(&checked.source.exceptions) {
            let place = format!("{id}/{}", source.id);
            if fixed(compiled, outline) == Some(false) {
                findings.push(finding(
                    "R203",
                    &place,
                    outline.span,
                    "永远不会发生的例外",
                    "an exception that never holds",
                ));
            }
            if fixed(compiled, outline) == Some(true) {
                findings.push(finding(
                    "R204",
                    &place,
                    outline.span,
                    "永远成立的例外，一般规则没有用",
                    "an exception that always holds",
                ));
            }
        }
        for typed in std::iter::once(&checked.rule).chain(&checked.exceptions) {
            bands(typed, id, &mut faults, &mut findings);
        }
    }
    if let Some(typed) = amount {
        bands(typed, "amount", &mut faults, &mut findings);
    }
    faults.extend(crate::contradiction::find(clauses));
    (faults, findings)
}

fn finding(code: &str, clause: &str, span: Span, zh: &str, en: &str) -> Finding {
    let what = Text::new(zh, en);
    Finding { code: code.to_owned(), clause: clause.to_owned(), span, what }
}

/// The answer of a condition that does not depend on anything.
fn fixed(compiled: &Compiled, outline: &Outline) -> Option<bool> {
    match &compiled.plan.nodes[outline.step].op {
        Op::Constant(Some(Value::Bool(truth))) => Some(*truth),
        _ => None,
    }
}

fn constant(compiled: &Compiled, outline: &Outline, id: &str, findings: &mut Vec<Finding>) {
    match fixed(compiled, outline) {
        Some(true) => findings.push(finding(
            "R201",
            id,
            outline.span,
            "这条条件永远成立",
            "this clause always holds",
        )),
        Some(false) => findings.push(finding(
            "R202",
            id,
            outline.span,
            "这条条件永远不成立",
            "this clause never holds",
        )),
        None => {}
    }
}

/// Looks at each `档` whose bounds are written as values.
fn bands(typed: &Typed, id: &str, faults: &mut Vec<RuleError>, findings: &mut Vec<Finding>) {
    typed.visit(&mut |part| {
        let Kind::Bands(_, bands, otherwise) = &part.kind else { return };
        for pair in bands.windows(2) {
            let (Some(low), Some(next)) = (bound(&pair[0].low), bound(&pair[1].low)) else {
                continue;
            };
            let high = pair[0].high.as_ref().map(bound);
            let overlaps = next <= low || matches!(high, Some(Some(high)) if next <= high);
            if overlaps {
                faults.push(overlap(&pair[1]).within(id));
            } else if otherwise.is_none() && matches!(high, Some(Some(high)) if next > high + 1) {
                findings.push(finding(
                    "R205",
                    id,
                    pair[1].low.span,
                    "两档之间有空缺",
                    "a gap between two bands",
                ));
            }
        }
    });
}

fn bound(typed: &Typed) -> Option<i64> {
    match &typed.kind {
        Kind::Constant(Some(value)) => Some(crate::column::plain_number(value)),
        _ => None,
    }
}

fn overlap(band: &Band) -> RuleError {
    let what = Text::new(
        "这一档和前一档重叠，或者没有从小到大写",
        "this band overlaps the one before, or bands are not in rising order",
    );
    let mend =
        Text::new("从小到大写，两头不要重复", "write bands in rising order without common values");
    RuleError::new("R121", band.low.span, what, mend)
}
