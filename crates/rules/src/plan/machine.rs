//! Runs a plan over some rows. Rows that are decided already are not looked at again.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use super::{
    Op, Plan, Source, Step,
    fold::{self, Members},
    kernels::{self, Rows},
    logic,
    vector::{Output, Selection, Vector},
};
use crate::{
    column::{
        Cells, Column, Columns, FAULT, KNOWN, NULL, UNKNOWN, Words, plain_number, plain_value,
    },
    trouble::Trouble,
    typed::Function,
    types::Base,
    value::Value,
};

/// What is the same for all rows of a run.
pub(crate) struct Context<'a> {
    pub today: i64,
    /// Value (or its absence) of each parameter that is read.
    pub parameters: HashMap<String, Option<Value>>,
    words: &'a Words,
    /// Words of the rule that no row has.
    extra: RefCell<Vec<String>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        today: i64,
        parameters: HashMap<String, Option<Value>>,
        words: &'a Words,
    ) -> Self {
        Self { today, parameters, words, extra: RefCell::new(Vec::new()) }
    }

    pub(crate) fn number(&self, value: &Value) -> i64 {
        let (Value::Code(text) | Value::Text(text)) = value else { return plain_number(value) };
        if let Some(number) = self.words.find(text) {
            return number;
        }
        let mut extra = self.extra.borrow_mut();
        let place = extra.iter().position(|known| known == text).unwrap_or_else(|| {
            extra.push(text.clone());
            extra.len() - 1
        });
        (self.words.len() + place) as i64
    }

    pub(crate) fn text(&self, number: i64) -> String {
        let place = usize::try_from(number).unwrap_or(0);
        match place.checked_sub(self.words.len()) {
            Some(extra) => self.extra.borrow().get(extra).cloned().unwrap_or_default(),
            None => self.words.get(number).to_owned(),
        }
    }

    fn with_text<T>(&self, number: i64, see: impl FnOnce(&str) -> T) -> T {
        if usize::try_from(number).is_ok_and(|place| place < self.words.len()) {
            see(self.words.get(number))
        } else {
            see(&self.text(number))
        }
    }

    pub(crate) fn value(&self, number: i64, base: &Base) -> Value {
        match base {
            Base::Code => Value::Code(self.text(number)),
            Base::Text => Value::Text(self.text(number)),
            _ => plain_value(number, base),
        }
    }
}

/// An input for the rows of the run.
pub(crate) enum Bound<'a> {
    Plain(Vector<'a>),
    Lists(Vector<'a>, &'a [u32], &'a [i64]),
    Members(Vector<'a>, Members<'a>),
}

pub(crate) struct Machine<'a> {
    plan: &'a Plan,
    pub(crate) rows: usize,
    inputs: Vec<Bound<'a>>,
    pub(crate) context: &'a Context<'a>,
    found: Vec<Option<Rc<Vector<'a>>>>,
    /// Whether each step's values are kept: for explaining one person.
    keep: bool,
}

impl<'a> Machine<'a> {
    /// A machine over a window of columns.
    pub(crate) fn new(
        plan: &'a Plan,
        columns: &'a Columns,
        (start, end): (usize, usize),
        context: &'a Context<'a>,
        keep: bool,
    ) -> Self {
        let bind = |source: &Source| match source {
            Source::Fact(name) => bind(columns.columns.get(name), start, end),
            Source::Field(_) | Source::Outer(_) => unknown(),
        };
        let inputs = plan.inputs.iter().map(bind).collect();
        Self::over(plan, inputs, end - start, context, keep)
    }

    pub(crate) fn over(
        plan: &'a Plan,
        inputs: Vec<Bound<'a>>,
        rows: usize,
        context: &'a Context<'a>,
        keep: bool,
    ) -> Self {
        Self { plan, rows, inputs, context, found: vec![None; plan.nodes.len()], keep }
    }

    /// What a step gave, where its values were kept.
    pub(crate) fn found(&self, step: Step) -> Option<(u8, i64)> {
        self.found.get(step)?.as_ref().map(|vector| vector.at(0))
    }

    pub(crate) fn input(&self, input: usize) -> &Bound<'a> {
        &self.inputs[input]
    }

    /// The values of a step for the wanted rows; other rows hold anything.
    pub(crate) fn run(&mut self, step: Step, wanted: &Selection) -> Rc<Vector<'a>> {
        if let Some(vector) = &self.found[step] {
            return Rc::clone(vector);
        }
        if wanted.is_empty() {
            return Rc::new(Vector::same(UNKNOWN, 0));
        }
        let kept = self.keep || self.plan.nodes[step].uses > 1;
        let wanted = if kept { &Selection::All } else { wanted };
        let vector = Rc::new(self.apply(step, wanted));
        if kept {
            self.found[step] = Some(Rc::clone(&vector));
        }
        vector
    }

    fn apply(&mut self, step: Step, wanted: &Selection) -> Vector<'a> {
        let plan = self.plan;
        let rows = Rows { count: self.rows, wanted };
        match &plan.nodes[step].op {
            Op::Constant(Some(value)) => Vector::same(KNOWN, self.context.number(value)),
            Op::Constant(None) => Vector::same(NULL, 0),
            Op::Trouble(trouble) => Vector::same(FAULT, trouble.code()),
            Op::Input(input) => self.plain(*input),
            Op::Today => Vector::same(KNOWN, self.context.today),
            Op::Parameter(name) => self.parameter(name),
            Op::Not(inner) => kernels::one(rows, &self.run(*inner, wanted), |truth| Ok(1 - truth)),
            Op::Negate(inner) => kernels::one(rows, &self.run(*inner, wanted), |number| {
                number.checked_neg().ok_or(Trouble::Overflow)
            }),
            Op::And(left, right) => logic::both(self, (*left, *right), wanted, 0),
            Op::Or(left, right) => logic::both(self, (*left, *right), wanted, 1),
            Op::If(condition, then, otherwise) => {
                logic::choice(self, [*condition, *then, *otherwise], wanted)
            }
            Op::Compare(comparison, left, right) => {
                let (left, right) = (self.run(*left, wanted), self.run(*right, wanted));
                kernels::compare(rows, *comparison, (&left, &right))
            }
            Op::Calculate(how, left, right) => {
                let (left, right) = (self.run(*left, wanted), self.run(*right, wanted));
                kernels::calculate(rows, *how, (&left, &right))
            }
            Op::Member(item, list) => {
                let list: Vec<i64> = list.iter().map(|value| self.context.number(value)).collect();
                let item = self.run(*item, wanted);
                kernels::one(rows, &item, |number| Ok(i64::from(list.contains(&number))))
            }
            Op::Contains(item, list) => self.contains(*item, *list, wanted),
            Op::One(Function::Length, inner) => self.length(*inner, rows),
            Op::One(function, inner) => {
                kernels::function_one(rows, *function, &self.run(*inner, wanted))
            }
            Op::Two(function, left, right) => {
                let (left, right) = (self.run(*left, wanted), self.run(*right, wanted));
                self.texts(*function, rows, (&left, &right))
                    .unwrap_or_else(|| kernels::function_two(rows, *function, (&left, &right)))
            }
            Op::Fold(list, how, body) => fold::run(self, *list, *how, body.as_ref()),
        }
    }

    fn plain(&self, input: usize) -> Vector<'a> {
        match &self.inputs[input] {
            Bound::Plain(vector) | Bound::Lists(vector, ..) | Bound::Members(vector, _) => {
                vector.clone()
            }
        }
    }

    fn parameter(&self, name: &str) -> Vector<'a> {
        match self.context.parameters.get(name).and_then(Option::as_ref) {
            Some(value) => Vector::same(KNOWN, self.context.number(value)),
            None => Vector::same(FAULT, Trouble::NoParameter.code()),
        }
    }

    /// Functions that read words.
    fn texts(
        &self,
        function: Function,
        rows: Rows<'_>,
        pair: (&Vector<'a>, &Vector<'a>),
    ) -> Option<Vector<'a>> {
        let test: fn(&str, &str) -> bool = match function {
            Function::Within => |code, over| code.starts_with(trunk(over)),
            Function::ContainsText => |whole, part| whole.contains(part),
            _ => return None,
        };
        let context = self.context;
        if pair.1.single && pair.1.at(0).0 == KNOWN {
            let other = context.text(pair.1.at(0).1);
            return Some(kernels::one(rows, pair.0, |left| {
                Ok(i64::from(context.with_text(left, |left| test(left, &other))))
            }));
        }
        Some(kernels::two(rows, pair, |left, right| {
            let holds = |left: &str| context.with_text(right, |right| test(left, right));
            Ok(i64::from(context.with_text(left, holds)))
        }))
    }

    fn length(&mut self, inner: Step, rows: Rows<'_>) -> Vector<'a> {
        let text = matches!(self.plan.nodes[inner].base, Base::Text | Base::Code);
        let vector = self.run(inner, rows.wanted);
        let context = self.context;
        kernels::one(rows, &vector, |number| {
            if text {
                Ok(context.with_text(number, |text| text.chars().count() as i64))
            } else {
                Ok(number)
            }
        })
    }

    fn contains(&mut self, item: Step, list: usize, wanted: &Selection) -> Vector<'a> {
        let item = self.run(item, wanted);
        let mut output = Output::new(self.rows);
        let Bound::Lists(lengths, offsets, items) = &self.inputs[list] else {
            return Vector::same(UNKNOWN, 0);
        };
        wanted.each(self.rows, |row| {
            let (part, whole) = (item.at(row), lengths.at(row));
            match super::vector::strict(part, whole) {
                // Nothing is in an empty list, whatever it may be.
                Some((UNKNOWN, _)) if whole == (KNOWN, 0) => output.put(row, Ok(0)),
                Some((state, value)) => output.mark(row, state, value),
                None => {
                    let range = offsets[row] as usize..offsets[row + 1] as usize;
                    output.put(row, Ok(i64::from(items[range].contains(&part.1))));
                }
            }
        });
        output.done(false)
    }
}

fn unknown<'a>() -> Bound<'a> {
    Bound::Plain(Vector::same(UNKNOWN, 0))
}

/// A window of a column.
pub(crate) fn bind(column: Option<&Column>, start: usize, end: usize) -> Bound<'_> {
    let Some(column) = column else { return unknown() };
    let states = column.states.as_ref().map(|states| &states[start..end]);
    let lengths = |offsets: &[u32]| {
        let length = |row: usize| match states.map_or(KNOWN, |states| states[row]) {
            FAULT => Trouble::WrongType.code(),
            _ => i64::from(offsets[row + 1] - offsets[row]),
        };
        Vector {
            values: (0..end - start).map(length).collect(),
            states: states.map(Into::into),
            single: false,
        }
    };
    match &column.cells {
        Cells::Plain(values) => Bound::Plain(Vector::borrowed(&values[start..end], states)),
        Cells::Lists { offsets, items } => {
            let offsets = &offsets[start..=end];
            Bound::Lists(lengths(offsets), offsets, items)
        }
        Cells::Entities { offsets, fields } => {
            let offsets = &offsets[start..=end];
            Bound::Members(lengths(offsets), Members { offsets, fields })
        }
    }
}

/// The part of a division's code that those within it share: 330800 → 3308, 330825001000 → 330825001.
fn trunk(code: &str) -> &str {
    let digits = code.len();
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return code;
    }
    let code = if digits == 12 { code.strip_suffix("000").unwrap_or(code) } else { code };
    let code = if code.len() == 9 { code.strip_suffix("000").unwrap_or(code) } else { code };
    if code.len() != 6 {
        return code;
    }
    let city = code.strip_suffix("00").unwrap_or(code);
    if city.len() == 4 { city.strip_suffix("00").unwrap_or(city) } else { city }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_shrink_to_what_is_shared() {
        for (code, expected) in [
            ("330000", "33"),
            ("330800", "3308"),
            ("330825", "330825"),
            ("330825001", "330825001"),
            ("330825001000", "330825001"),
            ("330825000000", "330825"),
            ("甲00", "甲00"),
        ] {
            assert_eq!(trunk(code), expected);
        }
    }
}
