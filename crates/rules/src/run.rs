//! Runs compiled rules over columns, a window of rows at a time.

use std::collections::HashMap;

use basis::Date;

use crate::{
    column::{Columns, FAULT, KNOWN, NULL, UNKNOWN},
    dates::days_of,
    outcome::Outcome,
    plan::{
        machine::{Context, Machine},
        vector::Selection,
    },
    ruleset::Compiled,
    trouble::Trouble,
    types::Base,
    value::Value,
    verdict::{self, Verdict},
};

/// Rows that are looked at together: their columns stay near the processor.
const WINDOW: usize = 2048;

/// Answers for many persons.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// The verdict of each row.
    pub verdicts: Vec<Verdict>,
    /// The amount of each row whose verdict is yes.
    pub amounts: Option<Amounts>,
}

/// A column of amounts.
#[derive(Clone, Debug, PartialEq)]
pub struct Amounts {
    base: Base,
    values: Vec<i64>,
    states: Vec<u8>,
    texts: Vec<String>,
}

impl Amounts {
    /// The amount of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> Outcome {
        let value = self.values[row];
        match self.states[row] {
            KNOWN => Outcome::Value(match &self.base {
                Base::Text => Value::Text(self.text(value)),
                Base::Code => Value::Code(self.text(value)),
                base => crate::column::plain_value(value, base),
            }),
            NULL => Outcome::Null,
            FAULT => Outcome::Trouble(Trouble::from_code(value)),
            _ => Outcome::Unknown,
        }
    }

    fn text(&self, value: i64) -> String {
        let place = usize::try_from(value).unwrap_or(0);
        self.texts.get(place).cloned().unwrap_or_default()
    }

    /// The sum of the known whole amounts (fen, units or millionths); `None` where it does not fit.
    #[must_use]
    pub fn total(&self) -> Option<i64> {
        let known = self.values.iter().zip(&self.states).filter(|(_, state)| **state == KNOWN);
        known.map(|(value, _)| *value).try_fold(0_i64, i64::checked_add)
    }
}

impl Compiled {
    /// Answers for all rows, as of a day.
    #[must_use]
    pub fn run(&self, columns: &Columns, today: Date) -> Batch {
        let mut batch = self.run_plain(columns, today);
        for row in 0..columns.rows {
            if batch.verdicts[row] == Verdict::Needs {
                let one = columns.repeat(row, 1);
                batch.verdicts[row] = self.settled(&one, today).0;
                if let (Verdict::Yes, Some(amounts)) = (batch.verdicts[row], &mut batch.amounts) {
                    self.late_amount(&one, today, amounts, row);
                }
            }
        }
        batch
    }

    /// The amount of a row that turned out to be a yes whatever is missing.
    fn late_amount(&self, one: &Columns, today: Date, amounts: &mut Amounts, row: usize) {
        let Some((_, outline)) = self.amount.as_ref() else { return };
        let context = self.context(one, today);
        let mut machine = Machine::new(&self.plan, one, (0, 1), &context, false);
        let (state, value) = machine.run(outline.step, &Selection::All).at(0);
        amounts.states[row] = state;
        amounts.values[row] = kept(&context, &amounts.base, state, value, &mut amounts.texts);
    }

    pub(crate) fn context<'a>(&self, columns: &'a Columns, today: Date) -> Context<'a> {
        let on = |name: &String| {
            let ty = self.parameters.get(name).map(|parameter| &parameter.ty.base);
            let dated = self.parameters.on(name, today).ok();
            let fits = dated.filter(|dated| ty.is_some_and(|base| dated.value.fits(base)));
            (name.clone(), fits.map(|dated| dated.value.clone()))
        };
        let values: HashMap<_, _> = self.parameters_read().iter().map(on).collect();
        Context::new(days_of(today), values, &columns.words)
    }

    /// Verdicts by the steps alone, without looking into what unknown facts could be.
    pub(crate) fn run_plain(&self, columns: &Columns, today: Date) -> Batch {
        let context = self.context(columns, today);
        let mut verdicts = Vec::with_capacity(columns.rows);
        let mut amounts = self.amount.as_ref().as_ref().map(|(_, outline)| Amounts {
            base: outline.ty.base.clone(),
            values: Vec::with_capacity(columns.rows),
            states: Vec::with_capacity(columns.rows),
            texts: Vec::new(),
        });
        for start in (0..columns.rows).step_by(WINDOW) {
            let window = (start, columns.rows.min(start + WINDOW));
            let mut machine = Machine::new(&self.plan, columns, window, &context, false);
            let found = self.verdicts(&mut machine);
            if let Some(amounts) = &mut amounts {
                self.amounts(&mut machine, &found, &context, amounts);
            }
            verdicts.extend(found);
        }
        Batch { verdicts, amounts }
    }

    fn verdicts(&self, machine: &mut Machine<'_>) -> Vec<Verdict> {
        let mut verdicts = vec![Verdict::Yes; machine.rows];
        let mut open = Selection::All;
        for clause in self.clauses.iter() {
            let general = machine.run(clause.rule.step, &open);
            let exceptions: Vec<_> = clause
                .exceptions
                .iter()
                .zip(&clause.source.exceptions)
                .map(|(outline, source)| (machine.run(outline.step, &open), source.holds))
                .collect();
            open.each(machine.rows, |row| {
                let cells = exceptions.iter().map(|(vector, holds)| (vector.at(row), *holds));
                let answer = verdict::clause(general.at(row), cells);
                verdicts[row] = verdict::joined(verdicts[row], answer);
            });
            open = open.filter(machine.rows, |row| verdicts[row] != Verdict::No);
        }
        verdicts
    }

    fn amounts(
        &self,
        machine: &mut Machine<'_>,
        verdicts: &[Verdict],
        context: &Context<'_>,
        amounts: &mut Amounts,
    ) {
        let Some((_, outline)) = self.amount.as_ref() else { return };
        let start = amounts.values.len();
        amounts.values.resize(start + verdicts.len(), 0);
        amounts.states.resize(start + verdicts.len(), UNKNOWN);
        let due = Selection::All.filter(verdicts.len(), |row| verdicts[row] == Verdict::Yes);
        let vector = machine.run(outline.step, &due);
        due.each(verdicts.len(), |row| {
            let (state, value) = vector.at(row);
            amounts.states[start + row] = state;
            amounts.values[start + row] =
                kept(context, &amounts.base, state, value, &mut amounts.texts);
        });
    }
}

/// The number under which an amount is kept; words are copied out of the run.
fn kept(context: &Context<'_>, base: &Base, state: u8, value: i64, texts: &mut Vec<String>) -> i64 {
    if state != KNOWN || !matches!(base, Base::Text | Base::Code) {
        return value;
    }
    let text = context.text(value);
    let place = texts.iter().position(|known| *known == text).unwrap_or_else(|| {
        texts.push(text);
        texts.len() - 1
    });
    place as i64
}
