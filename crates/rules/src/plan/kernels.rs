//! Loops over rows for arithmetic, comparison and dates.

use super::vector::{Output, Selection, Vector, strict};
use crate::{
    column::{FAULT, KNOWN, NULL, UNKNOWN},
    dates,
    trouble::Trouble,
    typed::{Calculation, Comparison, Function},
    value::MILLION,
};

/// The wanted rows of so many.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'s> {
    pub count: usize,
    pub wanted: &'s Selection,
}

type Two<'v, 'a> = (&'v Vector<'a>, &'v Vector<'a>);

/// A step of one part.
pub(crate) fn one<'a>(
    rows: Rows<'_>,
    part: &Vector<'_>,
    apply: impl Fn(i64) -> Result<i64, Trouble>,
) -> Vector<'a> {
    let count = if part.single { 1 } else { rows.count };
    let wanted = if part.single { &Selection::All } else { rows.wanted };
    let mut output = Output::new(count);
    wanted.each(count, |row| match part.at(row) {
        (KNOWN, value) => output.put(row, apply(value)),
        (NULL, _) => output.put(row, Err(Trouble::Absent)),
        (state, value) => output.mark(row, state, value),
    });
    output.done(part.single)
}

/// A step of two parts that needs both.
pub(crate) fn two<'a>(
    rows: Rows<'_>,
    (left, right): Two<'_, '_>,
    apply: impl Fn(i64, i64) -> Result<i64, Trouble>,
) -> Vector<'a> {
    let single = left.single && right.single;
    let count = if single { 1 } else { rows.count };
    let wanted = if single { &Selection::All } else { rows.wanted };
    let mut output = Output::new(count);
    let known = left.states.is_none() && right.states.is_none();
    match (known, left.single, right.single) {
        (true, false, true) => {
            let (values, other) = (&left.values[..count], right.values[0]);
            wanted.each(count, |row| output.put(row, apply(values[row], other)));
        }
        (true, false, false) => {
            let (values, others) = (&left.values[..count], &right.values[..count]);
            wanted.each(count, |row| output.put(row, apply(values[row], others[row])));
        }
        _ => wanted.each(count, |row| {
            let (one, other) = (left.at(row), right.at(row));
            match strict(one, other) {
                None => output.put(row, apply(one.1, other.1)),
                Some((state, value)) => output.mark(row, state, value),
            }
        }),
    }
    output.done(single)
}

/// A comparison; equality also answers for what is absent.
pub(crate) fn compare<'a>(rows: Rows<'_>, comparison: Comparison, pair: Two<'_, '_>) -> Vector<'a> {
    match comparison {
        Comparison::Equal => equal(rows, pair, true),
        Comparison::Unequal => equal(rows, pair, false),
        Comparison::Less => two(rows, pair, |a, b| Ok(i64::from(a < b))),
        Comparison::AtMost => two(rows, pair, |a, b| Ok(i64::from(a <= b))),
        Comparison::More => two(rows, pair, |a, b| Ok(i64::from(a > b))),
        Comparison::AtLeast => two(rows, pair, |a, b| Ok(i64::from(a >= b))),
    }
}

fn equal<'a>(rows: Rows<'_>, pair: Two<'_, '_>, wanted: bool) -> Vector<'a> {
    if pair.0.states.is_none() && pair.1.states.is_none() {
        return two(rows, pair, |a, b| Ok(i64::from((a == b) == wanted)));
    }
    let mut output = Output::new(rows.count);
    rows.wanted.each(rows.count, |row| {
        let (left, right) = (pair.0.at(row), pair.1.at(row));
        match strict(left, right) {
            None => output.put(row, Ok(i64::from((left.1 == right.1) == wanted))),
            Some(_) if left.0 <= NULL && right.0 <= NULL => {
                output.put(row, Ok(i64::from((left.0 == right.0) == wanted)));
            }
            Some(_) if left.0 != FAULT && right.0 != FAULT => output.mark(row, UNKNOWN, 0),
            Some((state, value)) => output.mark(row, state, value),
        }
    });
    output.done(false)
}

/// Arithmetic.
pub(crate) fn calculate<'a>(rows: Rows<'_>, how: Calculation, pair: Two<'_, '_>) -> Vector<'a> {
    let checked = |value: Option<i64>| value.ok_or(Trouble::Overflow);
    match how {
        Calculation::Add => two(rows, pair, |a, b| checked(a.checked_add(b))),
        Calculation::Subtract => two(rows, pair, |a, b| checked(a.checked_sub(b))),
        Calculation::Multiply => two(rows, pair, |a, b| checked(a.checked_mul(b))),
        Calculation::Share => two(rows, pair, |a, b| ratio(a, b, MILLION)),
        Calculation::Divide => two(rows, pair, |a, b| divisor(b, a.checked_div(b))),
        Calculation::DivideRounded => two(rows, pair, |a, b| ratio(a, 1, b)),
        Calculation::Ratio => two(rows, pair, |a, b| ratio(a, MILLION, b)),
        Calculation::Remainder => two(rows, pair, |a, b| divisor(b, a.checked_rem(b))),
    }
}

fn divisor(by: i64, result: Option<i64>) -> Result<i64, Trouble> {
    result.ok_or(if by == 0 { Trouble::DivisionByZero } else { Trouble::Overflow })
}

/// `number * times / by`, half away from zero.
fn ratio(number: i64, times: i64, by: i64) -> Result<i64, Trouble> {
    if by == 0 {
        return Err(Trouble::DivisionByZero);
    }
    let (product, by) = (i128::from(number) * i128::from(times), i128::from(by));
    let sign = product.signum() * by.signum();
    let rounded = sign * ((product.abs() * 2 + by.abs()) / (by.abs() * 2));
    i64::try_from(rounded).map_err(|_| Trouble::Overflow)
}

/// Functions of one plain part.
pub(crate) fn function_one<'a>(
    rows: Rows<'_>,
    function: Function,
    part: &Vector<'a>,
) -> Vector<'a> {
    match function {
        Function::Year => one(rows, part, |day| Ok(dates::civil(day).0)),
        Function::Month => one(rows, part, |day| Ok(dates::civil(day).1)),
        Function::Has => has(rows, part),
        _ => one(rows, part, Ok),
    }
}

fn has<'a>(rows: Rows<'_>, part: &Vector<'_>) -> Vector<'a> {
    let count = if part.single { 1 } else { rows.count };
    let wanted = if part.single { &Selection::All } else { rows.wanted };
    let mut output = Output::new(count);
    wanted.each(count, |row| match part.at(row) {
        (KNOWN, _) => output.put(row, Ok(1)),
        (NULL, _) => output.put(row, Ok(0)),
        (state, value) => output.mark(row, state, value),
    });
    output.done(part.single)
}

/// Functions of two plain parts.
pub(crate) fn function_two<'a>(
    rows: Rows<'_>,
    function: Function,
    pair: Two<'_, '_>,
) -> Vector<'a> {
    match function {
        Function::Age if pair.1.single && pair.1.at(0).0 == KNOWN => {
            let end = dates::civil(pair.1.at(0).1);
            one(rows, pair.0, |from| dates::age_on(from, end))
        }
        Function::Age => two(rows, pair, dates::age),
        Function::Days => two(rows, pair, dates::between),
        Function::Months => two(rows, pair, dates::months),
        Function::AddMonths => two(rows, pair, dates::add_months),
        Function::AddDays => two(rows, pair, dates::add_days),
        Function::Least => two(rows, pair, |a, b| Ok(a.min(b))),
        Function::Greatest => two(rows, pair, |a, b| Ok(a.max(b))),
        Function::Default => default(rows, pair),
        _ => two(rows, pair, |a, _| Ok(a)),
    }
}

fn default<'a>(rows: Rows<'_>, (value, other): Two<'_, '_>) -> Vector<'a> {
    let mut output = Output::new(rows.count);
    rows.wanted.each(rows.count, |row| {
        let (state, number) = value.at(row);
        let (state, number) = if state == NULL { other.at(row) } else { (state, number) };
        output.mark(row, state, number);
    });
    output.done(false)
}
