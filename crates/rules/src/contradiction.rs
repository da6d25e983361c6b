//! Exceptions of one clause that contradict each other for some value, found before anyone meets them.

use std::collections::BTreeMap;

use basis::Text;

use crate::{
    column::plain_number,
    error::RuleError,
    ruleset::CheckedClause,
    typed::{Comparison, Kind, Typed},
    value::Value,
};

/// Pairs of exceptions with opposite answers that can hold together by what can be seen statically:
/// the same condition, or intervals on the same expressions that overlap.
pub(crate) fn find(clauses: &[CheckedClause<'_>]) -> Vec<RuleError> {
    let mut faults = Vec::new();
    for clause in clauses {
        let all: Vec<_> = clause.source.exceptions.iter().zip(&clause.exceptions).collect();
        for (place, (first, one)) in all.iter().enumerate() {
            for (second, other) in &all[place + 1..] {
                if first.holds != second.holds && together(one, other) {
                    let what = Text::new(
                        format!("例外“{}”和“{}”会同时成立，结论却相反", first.id, second.id),
                        format!("exceptions {} and {} contradict each other", first.id, second.id),
                    );
                    let mend = Text::new("把其中一个的条件写窄", "narrow the condition of one");
                    let place = format!("{}/{}", clause.source.id, second.id);
                    faults.push(RuleError::new("R122", other.span, what, mend).within(&place));
                }
            }
        }
    }
    faults
}

fn together(one: &Typed, other: &Typed) -> bool {
    if shape(one) == shape(other) {
        return true;
    }
    let (Some(first), Some(second)) = (ranges(one), ranges(other)) else { return false };
    // Different expressions might or might not be true together; only shared ones are certain.
    first.len() == second.len()
        && first.iter().all(|(subject, range)| {
            second.get(subject).is_some_and(|with| range.0.max(with.0) <= range.1.min(with.1))
        })
}

/// What the expression says, apart from where it stands.
fn shape(typed: &Typed) -> String {
    let parts: Vec<String> = typed.parts().into_iter().map(shape).collect();
    let own = match &typed.kind {
        Kind::Constant(value) => format!("{value:?}"),
        Kind::Fact(name) | Kind::Field(name) | Kind::Parameter(name) => name.clone(),
        Kind::Compare(how, ..) => format!("{how:?}"),
        Kind::Arithmetic(how, ..) => format!("{how:?}"),
        Kind::Call(function, _) => format!("{function:?}"),
        Kind::Fold(list, fold, _) => format!("{list} {fold:?}"),
        kind => format!("{:?}", std::mem::discriminant(kind)),
    };
    format!("{own}({})", parts.join(","))
}

type Ranges = BTreeMap<String, (i64, i64)>;

/// The condition as intervals of expressions that must all be met, if it is one.
fn ranges(typed: &Typed) -> Option<Ranges> {
    let mut ranges = Ranges::new();
    narrow(typed, &mut ranges)?;
    ranges.values().all(|(low, high)| low <= high).then_some(ranges)
}

fn narrow(typed: &Typed, ranges: &mut Ranges) -> Option<()> {
    match &typed.kind {
        Kind::And(left, right) => {
            narrow(left, ranges)?;
            narrow(right, ranges)
        }
        Kind::Compare(how, left, right) => {
            let (how, subject, value) = match (value(left), value(right)) {
                (None, Some(value)) => (*how, left, value),
                (Some(value), None) => (turned(*how), right, value),
                _ => return None,
            };
            let range = match how {
                Comparison::Equal => (value, value),
                Comparison::Less => (i64::MIN, value.checked_sub(1)?),
                Comparison::AtMost => (i64::MIN, value),
                Comparison::More => (value.checked_add(1)?, i64::MAX),
                Comparison::AtLeast => (value, i64::MAX),
                Comparison::Unequal => return None,
            };
            meet(ranges, subject, range);
            Some(())
        }
        Kind::Within(subject, low, high) => {
            meet(ranges, subject, (value(low)?, value(high)?));
            Some(())
        }
        Kind::Fact(_) => {
            meet(ranges, typed, (1, 1));
            Some(())
        }
        _ => None,
    }
}

fn meet(ranges: &mut Ranges, subject: &Typed, range: (i64, i64)) {
    let known = ranges.entry(shape(subject)).or_insert((i64::MIN, i64::MAX));
    *known = (known.0.max(range.0), known.1.min(range.1));
}

fn value(typed: &Typed) -> Option<i64> {
    match &typed.kind {
        Kind::Constant(Some(Value::Text(_) | Value::Code(_)) | None) => None,
        Kind::Constant(Some(value)) => Some(plain_number(value)),
        _ => None,
    }
}

const fn turned(how: Comparison) -> Comparison {
    match how {
        Comparison::Less => Comparison::More,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::More => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        same => same,
    }
}
