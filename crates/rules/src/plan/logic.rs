//! And, or, and the choice between two: three-valued, and only as far as a row needs it.

use super::{
    Step,
    machine::Machine,
    vector::{Output, Selection, Vector},
};
use crate::{
    column::{FAULT, KNOWN, NULL, UNKNOWN},
    trouble::Trouble,
};

/// `&&` (a 0 on either side decides) or `||` (a 1 does). What decides wins over unknown and over
/// trouble on the other side; unknown wins over trouble, because it may still decide.
pub(crate) fn both<'a>(
    machine: &mut Machine<'a>,
    (left, right): (Step, Step),
    wanted: &Selection,
    decides: i64,
) -> Vector<'a> {
    let left = machine.run(left, wanted);
    let open = wanted.filter(machine.rows, |row| left.at(row) != (KNOWN, decides));
    if open.is_empty() {
        return Vector::clone(&left);
    }
    let right = machine.run(right, &open);
    let mut output = Output::new(machine.rows);
    wanted.each(machine.rows, |row| {
        let first = left.at(row);
        if first == (KNOWN, decides) {
            return output.put(row, Ok(decides));
        }
        let (state, value) = joined(first, right.at(row), decides);
        output.mark(row, state, value);
    });
    output.done(false)
}

fn joined(first: (u8, i64), second: (u8, i64), decides: i64) -> (u8, i64) {
    if second == (KNOWN, decides) {
        return second;
    }
    if first.0 == UNKNOWN || second.0 == UNKNOWN {
        return (UNKNOWN, 0);
    }
    for part in [first, second] {
        match part.0 {
            FAULT => return part,
            NULL => return (FAULT, Trouble::Absent.code()),
            _ => {}
        }
    }
    (KNOWN, 1 - decides)
}

/// `condition ? then : otherwise`. An unknown condition does not matter where both sides agree.
pub(crate) fn choice<'a>(
    machine: &mut Machine<'a>,
    [condition, then, otherwise]: [Step; 3],
    wanted: &Selection,
) -> Vector<'a> {
    let rows = machine.rows;
    let test = machine.run(condition, wanted);
    let may = |truth: i64| {
        wanted.filter(rows, |row| {
            let found = test.at(row);
            found == (KNOWN, truth) || found.0 == UNKNOWN
        })
    };
    let (holds, fails) = (may(1), may(0));
    let (first, second) = (machine.run(then, &holds), machine.run(otherwise, &fails));
    let mut output = Output::new(rows);
    wanted.each(rows, |row| {
        let (state, value) = match test.at(row) {
            (KNOWN, 0) => second.at(row),
            (KNOWN, _) => first.at(row),
            (UNKNOWN, _) if agree(first.at(row), second.at(row)) => first.at(row),
            (UNKNOWN, _) => (UNKNOWN, 0),
            (NULL, _) => (FAULT, Trouble::Absent.code()),
            trouble => trouble,
        };
        output.mark(row, state, value);
    });
    output.done(false)
}

fn agree(first: (u8, i64), second: (u8, i64)) -> bool {
    match (first.0, second.0) {
        (KNOWN, KNOWN) => first.1 == second.1,
        (NULL, NULL) | (FAULT, FAULT) => true,
        _ => false,
    }
}
