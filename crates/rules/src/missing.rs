//! Which unknown facts can still change a verdict: what the steps ask for, then narrowed by trying
//! every value that could make a difference.

use std::collections::{BTreeMap, BTreeSet};

use basis::Date;

use crate::{
    answer::clause_verdict,
    column::{Cells, Column, Columns, KNOWN, NULL, UNKNOWN},
    dates,
    plan::{
        Op, Plan, Source, Step,
        machine::{Bound, Context, Machine},
        vector::Selection,
    },
    ruleset::{Compiled, CompiledClause},
    typed::Function,
    types::{Base, Type},
    value::Value,
    verdict::Verdict,
};

/// Most combinations of values that are tried.
const MOST: usize = 4096;

/// A value at which the answer about a fact can change.
#[derive(Clone, Debug)]
enum Edge {
    Value(Value),
    Parameter(String),
    Today,
    /// The birthday on which an age is reached, as of a day.
    Age(Box<Edge>, Box<Edge>),
}

/// For each fact the values at which its answers change; `None` where it is calculated with,
/// so that no list of values is enough.
#[derive(Clone, Debug, Default)]
pub(crate) struct Uses(BTreeMap<String, Option<Vec<Edge>>>);

impl Uses {
    /// How the steps below some roots use the facts.
    pub(crate) fn of(plan: &Plan, roots: &[Step]) -> Self {
        let mut live: BTreeSet<Step> = roots.iter().copied().collect();
        for step in (0..plan.nodes.len()).rev() {
            if live.contains(&step) {
                live.extend(plan.nodes[step].op.uses());
            }
        }
        let mut uses = Self::default();
        for (step, node) in plan.nodes.iter().enumerate().filter(|(step, _)| live.contains(step)) {
            if let Op::Input(input) = node.op
                && let Some(name) = plan.fact(input)
            {
                uses.0.insert(name.to_owned(), edges(plan, &live, step));
            }
        }
        uses
    }
}

/// The edges of a fact's step over everything that uses it.
fn edges(plan: &Plan, live: &BTreeSet<Step>, fact: Step) -> Option<Vec<Edge>> {
    let mut found = Vec::new();
    let users = live.iter().filter(|step| plan.nodes[**step].op.uses().contains(&fact));
    for user in users {
        match &plan.nodes[*user].op {
            Op::And(..) | Op::Or(..) | Op::Not(_) | Op::One(Function::Has, _) => {}
            Op::If(_, then, otherwise) if *then != fact && *otherwise != fact => {}
            Op::If(..) if plan.nodes[*user].base == Base::Bool => {}
            Op::Compare(_, left, right) => {
                let other = if *left == fact { *right } else { *left };
                found.extend(edge(plan, other)?);
            }
            Op::Member(_, list) => found.extend(list.iter().cloned().map(Edge::Value)),
            Op::Two(Function::Within, code, over) if *code == fact => {
                found.extend(edge(plan, *over)?);
            }
            Op::Two(Function::Age, from, to) if *from == fact => {
                let day = edge(plan, *to)?.pop()?;
                for age in edges(plan, live, *user)? {
                    found.push(Edge::Age(Box::new(age), Box::new(day.clone())));
                }
            }
            _ => return None,
        }
    }
    Some(found)
}

fn edge(plan: &Plan, step: Step) -> Option<Vec<Edge>> {
    match &plan.nodes[step].op {
        Op::Constant(Some(value)) => Some(vec![Edge::Value(value.clone())]),
        Op::Constant(None) => Some(Vec::new()),
        Op::Parameter(name) => Some(vec![Edge::Parameter(name.clone())]),
        Op::Today => Some(vec![Edge::Today]),
        _ => None,
    }
}

fn number(edge: &Edge, context: &Context<'_>) -> Option<i64> {
    match edge {
        Edge::Value(value) => Some(context.number(value)),
        Edge::Parameter(name) => context.parameters.get(name)?.as_ref().map(|v| context.number(v)),
        Edge::Today => Some(context.today),
        Edge::Age(age, day) => {
            let months = number(age, context)?.checked_mul(-12)?;
            dates::add_months(number(day, context)?, months).ok()
        }
    }
}

/// Every value of a fact that could make a difference, as states and numbers.
fn choices(edges: &[Edge], ty: &Type, context: &Context<'_>) -> Option<Vec<(u8, i64)>> {
    let mut numbers = BTreeSet::new();
    match ty.base {
        Base::Bool => numbers.extend([0, 1]),
        Base::Code | Base::Text => {
            for edge in edges {
                numbers.insert(number(edge, context)?);
            }
            numbers.insert(context.number(&Value::Text("\u{0}".to_owned())));
        }
        Base::List(_) | Base::Entities(_) | Base::Null => return None,
        Base::Int | Base::Money | Base::Rate | Base::Date => {
            numbers.insert(0);
            for edge in edges {
                let middle = number(edge, context)?;
                // Two days to either side: a birthday on 29 February moves by one.
                numbers.extend((-2..=2).map(|step| middle.saturating_add(step)));
            }
        }
    }
    let mut choices: Vec<(u8, i64)> = numbers.into_iter().map(|number| (KNOWN, number)).collect();
    choices.extend(ty.nullable.then_some((NULL, 0)));
    Some(choices)
}

/// Collects the unknown facts because of which a step is unknown.
pub(crate) fn needed(plan: &Plan, machine: &Machine<'_>, step: Step, names: &mut BTreeSet<String>) {
    if !matches!(machine.found(step), Some((UNKNOWN, _))) {
        return;
    }
    match &plan.nodes[step].op {
        Op::Input(input) => names.extend(plan.fact(*input).map(str::to_owned)),
        Op::If(condition, then, otherwise) => {
            let branch = match machine.found(*condition) {
                Some((KNOWN, 0)) => vec![*otherwise],
                Some((KNOWN, _)) => vec![*then],
                _ => vec![*condition, *then, *otherwise],
            };
            branch.into_iter().for_each(|part| needed(plan, machine, part, names));
        }
        Op::Contains(item, list) => {
            needed(plan, machine, *item, names);
            listed(plan, machine, *list, names);
        }
        Op::Fold(list, _, body) => {
            listed(plan, machine, *list, names);
            if let Some((inner, _)) = body {
                fields(plan, machine, *list, inner, names);
            }
            for outer in plan.nodes[step].op.uses() {
                needed(plan, machine, outer, names);
            }
        }
        op => op.uses().into_iter().for_each(|part| needed(plan, machine, part, names)),
    }
}

fn listed(plan: &Plan, machine: &Machine<'_>, list: usize, names: &mut BTreeSet<String>) {
    let (Bound::Plain(vector) | Bound::Lists(vector, ..) | Bound::Members(vector, _)) =
        machine.input(list);
    if vector.at(0).0 == UNKNOWN {
        names.extend(plan.fact(list).map(str::to_owned));
    }
}

/// Fields that are unknown for some member, as `家庭.成员.收入`.
fn fields(
    plan: &Plan,
    machine: &Machine<'_>,
    list: usize,
    inner: &Plan,
    names: &mut BTreeSet<String>,
) {
    let Bound::Members(_, members) = machine.input(list) else { return };
    let share = members.offsets[0] as usize..members.offsets[1] as usize;
    for source in &inner.inputs {
        let Source::Field(field) = source else { continue };
        let states = members.fields.get(field).map(|column| column.states.as_ref());
        let open = match states {
            Some(Some(states)) => states[share.clone()].contains(&UNKNOWN),
            Some(None) => false,
            None => !share.is_empty(),
        };
        if open {
            names.extend(plan.fact(list).map(|list| format!("{list}.{field}")));
        }
    }
}

impl Compiled {
    /// The verdict of one row whose steps gave `needs`, and the unknown facts that can change it.
    pub(crate) fn settled(&self, one: &Columns, today: Date) -> (Verdict, BTreeSet<String>) {
        let context = self.context(one, today);
        let mut machine = Machine::new(&self.plan, one, (0, 1), &context, true);
        let mut names = BTreeSet::new();
        for clause in self.clauses.iter() {
            self.asked(clause, &mut machine, &mut names);
        }
        self.tried(one, today, &names).unwrap_or((Verdict::Needs, names))
    }

    fn asked(
        &self,
        clause: &CompiledClause,
        machine: &mut Machine<'_>,
        names: &mut BTreeSet<String>,
    ) {
        let roots = std::iter::once(&clause.rule).chain(&clause.exceptions);
        for root in roots.clone() {
            machine.run(root.step, &Selection::All);
        }
        if clause_verdict(clause, machine) == Verdict::Needs {
            roots.for_each(|root| needed(&self.plan, machine, root.step, names));
        }
    }

    /// Tries all values that could matter; `None` where they are too many or cannot be listed.
    fn tried(
        &self,
        one: &Columns,
        today: Date,
        names: &BTreeSet<String>,
    ) -> Option<(Verdict, BTreeSet<String>)> {
        let context = self.context(one, today);
        let mut axes = Vec::new();
        let mut rows = 1_usize;
        for name in names {
            let ty = self.types.get(name)?;
            let edges = self.uses.0.get(name)?.as_ref()?;
            let choices = choices(edges, ty, &context)?;
            rows = rows.checked_mul(choices.len()).filter(|rows| *rows <= MOST)?;
            axes.push((name, ty, choices));
        }
        let texts = |number: i64| context.text(number);
        let mut grid = one.repeat(0, rows);
        let mut stride = 1;
        let mut strides = Vec::new();
        for (name, ty, choices) in &axes {
            let cell = |row: usize| choices[row / stride % choices.len()];
            let words = matches!(ty.base, Base::Code | Base::Text);
            let values = (0..rows).map(|row| {
                let number = cell(row).1;
                if words { grid.words.number(&texts(number)) } else { number }
            });
            let values: Vec<i64> = values.collect();
            let states = Some((0..rows).map(|row| cell(row).0).collect());
            let column = Column { base: ty.base.clone(), cells: Cells::Plain(values), states };
            grid.columns.insert((*name).clone(), column);
            strides.push((stride, choices.len()));
            stride *= choices.len();
        }
        let verdicts = self.run_plain(&grid, today).verdicts;
        let matters = |(stride, length): (usize, usize)| {
            (0..rows).any(|row| {
                let first = row - row / stride % length * stride;
                verdicts[row] != verdicts[first]
            })
        };
        let axes = axes.iter().zip(&strides);
        let names = axes.filter(|(_, axis)| matters(**axis)).map(|((name, ..), _)| (*name).clone());
        let names: BTreeSet<String> = names.collect();
        let settled = verdicts.iter().all(|verdict| *verdict == verdicts[0]);
        Some((if settled { verdicts[0] } else { Verdict::Needs }, names))
    }
}
