//! From persons up to their household: sums, any, all and counts over the members of each row.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use super::{
    Plan, Source, Step,
    machine::{Bound, Machine, bind},
    vector::{Output, Selection, Vector},
};
use crate::{
    column::{Column, FAULT, KNOWN, NULL, UNKNOWN},
    syntax::Fold,
    trouble::Trouble,
};

/// Members of the rows, all in one list.
#[derive(Clone, Copy)]
pub(crate) struct Members<'a> {
    pub offsets: &'a [u32],
    pub fields: &'a BTreeMap<String, Column>,
}

/// Runs the body over all members at once, then folds each row's share.
pub(crate) fn run<'a>(
    machine: &mut Machine<'a>,
    list: usize,
    how: Fold,
    body: Option<&'a (Arc<Plan>, Step)>,
) -> Vector<'a> {
    let (lengths, members) = match machine.input(list) {
        Bound::Members(lengths, members) => (lengths.clone(), *members),
        Bound::Plain(vector) => return Vector::same(vector.at(0).0, vector.at(0).1),
        Bound::Lists(..) => return Vector::same(FAULT, Trouble::WrongType.code()),
    };
    let Some((plan, result)) = body else { return lengths };
    let start = members.offsets[0] as usize;
    let end = members.offsets[machine.rows] as usize;
    let inputs = plan.inputs.iter().map(|source| match source {
        Source::Field(name) => bind(members.fields.get(name), start, end),
        Source::Outer(step) => Bound::Plain(spread(machine, *step, members.offsets)),
        Source::Fact(_) => Bound::Plain(Vector::same(UNKNOWN, 0)),
    });
    let inputs: Vec<Bound<'a>> = inputs.collect();
    let mut inner = Machine::over(plan, inputs, end - start, machine.context, false);
    let values = inner.run(*result, &Selection::All);
    let mut output = Output::new(machine.rows);
    for row in 0..machine.rows {
        let share =
            members.offsets[row] as usize - start..members.offsets[row + 1] as usize - start;
        let (state, value) = match lengths.at(row) {
            (KNOWN, _) => folded(how, share.map(|member| values.at(member))),
            (NULL, _) => (FAULT, Trouble::Absent.code()),
            other => other,
        };
        output.mark(row, state, value);
    }
    output.done(false)
}

/// A row's value for each of its members.
fn spread<'a>(machine: &mut Machine<'a>, step: Step, offsets: &[u32]) -> Vector<'a> {
    let outer = machine.run(step, &Selection::All);
    if outer.single {
        return Vector::clone(&outer);
    }
    let (mut values, mut states) = (Vec::new(), Vec::new());
    for row in 0..machine.rows {
        for _ in offsets[row]..offsets[row + 1] {
            let (state, value) = outer.at(row);
            values.push(value);
            states.push(state);
        }
    }
    Vector { values: Cow::Owned(values), states: Some(Cow::Owned(states)), single: false }
}

fn folded(how: Fold, members: impl Iterator<Item = (u8, i64)>) -> (u8, i64) {
    let decides = match how {
        Fold::Any => Some(1),
        Fold::All => Some(0),
        Fold::Sum | Fold::Count => None,
    };
    let (mut total, mut unknown, mut trouble) = (Some(0_i64), false, None);
    for (state, value) in members {
        match state {
            KNOWN if decides == Some(value) => return (KNOWN, value),
            KNOWN => total = total.and_then(|sum| sum.checked_add(value)),
            NULL => trouble = Some(Trouble::Absent.code()),
            UNKNOWN => unknown = true,
            _ => trouble = Some(value),
        }
    }
    match (decides, trouble) {
        (Some(_), _) if unknown => (UNKNOWN, 0),
        (_, Some(code)) => (FAULT, code),
        (None, None) if unknown => (UNKNOWN, 0),
        (Some(value), None) => (KNOWN, 1 - value),
        (None, None) => total.map_or((FAULT, Trouble::Overflow.code()), |sum| (KNOWN, sum)),
    }
}
