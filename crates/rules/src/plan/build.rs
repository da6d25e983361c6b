//! From a checked expression to steps: equal ones shared, constant ones worked out at once.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    Node, Op, Outline, Part, Plan, Source, Step,
    machine::{Context, Machine},
    vector::Selection,
};
use crate::{
    column::{Columns, FAULT, KNOWN, NULL},
    syntax::Fold,
    trouble::Trouble,
    typed::{Band, Comparison, Function, Kind, Typed},
    types::Base,
    value::Value,
};

/// A plan being written; the second layer is the body of a fold.
#[derive(Default)]
pub(crate) struct Builder {
    layers: Vec<Layer>,
}

#[derive(Default)]
struct Layer {
    plan: Plan,
    known: HashMap<(Op, Base), Step>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self { layers: vec![Layer::default()] }
    }

    /// The finished plan; `roots` count as uses.
    pub(crate) fn finish(mut self, roots: &[Step]) -> Plan {
        self.layers.pop().map(|layer| counted(layer.plan, roots)).unwrap_or_default()
    }

    fn layer(&mut self) -> &mut Layer {
        if self.layers.is_empty() {
            self.layers.push(Layer::default());
        }
        let last = self.layers.len() - 1;
        &mut self.layers[last]
    }

    fn push(&mut self, op: Op, base: &Base) -> Step {
        let layer = self.layer();
        if let Some(step) = layer.known.get(&(op.clone(), base.clone())) {
            return *step;
        }
        let step = layer.plan.nodes.len();
        layer.plan.nodes.push(Node { op: op.clone(), base: base.clone(), uses: 0 });
        if let Some(folded) = folded(&layer.plan, step) {
            layer.plan.nodes.pop();
            let folded = self.push(folded, base);
            self.layer().known.insert((op, base.clone()), folded);
            return folded;
        }
        layer.known.insert((op, base.clone()), step);
        step
    }

    fn input(&mut self, source: Source) -> usize {
        let inputs = &mut self.layer().plan.inputs;
        inputs.iter().position(|known| *known == source).unwrap_or_else(|| {
            inputs.push(source);
            inputs.len() - 1
        })
    }

    fn fact(&mut self, name: &str, base: &Base) -> Step {
        if self.layers.len() < 2 {
            let input = self.input(Source::Fact(name.to_owned()));
            return self.push(Op::Input(input), base);
        }
        let inner = self.layers.pop().unwrap_or_default();
        let outer = self.fact(name, base);
        self.layers.push(inner);
        let input = self.input(Source::Outer(outer));
        self.push(Op::Input(input), base)
    }

    /// Writes the steps of an expression and gives its outline.
    pub(crate) fn lower(&mut self, typed: &Typed) -> Outline {
        let base = &typed.ty.base;
        if let Kind::Fold(list, fold, body) = &typed.kind {
            let step = self.fold(list, *fold, body.as_deref(), base);
            return outline(typed, step, Part::Fold(list.clone()), Vec::new());
        }
        let (role, op) = match &typed.kind {
            Kind::Constant(value) => (Part::Constant, Op::Constant(value.clone())),
            Kind::Today => (Part::Today, Op::Today),
            Kind::Parameter(name) => (Part::Parameter(name.clone()), Op::Parameter(name.clone())),
            Kind::Fact(name) => {
                let step = self.fact(name, base);
                return outline(typed, step, Part::Fact(name.clone()), Vec::new());
            }
            Kind::Field(name) => {
                let input = self.input(Source::Field(name.clone()));
                (Part::Fact(name.clone()), Op::Input(input))
            }
            _ => return self.lower_parts(typed),
        };
        let step = self.push(op, base);
        outline(typed, step, role, Vec::new())
    }

    fn lower_parts(&mut self, typed: &Typed) -> Outline {
        let parts: Vec<Outline> = typed.parts().into_iter().map(|part| self.lower(part)).collect();
        let at = |place: usize| parts.get(place).map_or(0, |part| part.step);
        let base = &typed.ty.base;
        let (role, op) = match &typed.kind {
            Kind::Not(_) => (Part::Not, Op::Not(at(0))),
            Kind::Negate(_) => (Part::Other, Op::Negate(at(0))),
            Kind::And(..) => (Part::And, Op::And(at(0), at(1))),
            Kind::Or(..) => (Part::Or, Op::Or(at(0), at(1))),
            Kind::Compare(how, ..) => (Part::Compare(*how), Op::Compare(*how, at(0), at(1))),
            Kind::Arithmetic(how, ..) => (Part::Other, Op::Calculate(*how, at(0), at(1))),
            Kind::If(..) => (Part::If, Op::If(at(0), at(1), at(2))),
            Kind::Contains(_, list) => {
                let input = match &list.kind {
                    Kind::Fact(name) => self.input(Source::Fact(name.clone())),
                    Kind::Field(name) => self.input(Source::Field(name.clone())),
                    _ => 0,
                };
                (Part::Other, Op::Contains(at(0), input))
            }
            Kind::Within(..) => {
                let step = self.between(at(0), at(1), Some(at(2)));
                return outline(typed, step, Part::Within, parts);
            }
            Kind::Member(_, list) => {
                let step = self.member(list, &parts);
                return outline(typed, step, Part::Other, parts);
            }
            Kind::Bands(_, bands, otherwise) => {
                let step = self.bands(bands, otherwise.is_some(), &parts, base);
                return outline(typed, step, Part::Bands, parts);
            }
            Kind::Call(function, _) => {
                let step = self.call(*function, &parts, base);
                return outline(typed, step, Part::Other, parts);
            }
            _ => (Part::Other, Op::Constant(None)),
        };
        let step = self.push(op, base);
        outline(typed, step, role, parts)
    }

    fn call(&mut self, function: Function, parts: &[Outline], base: &Base) -> Step {
        let steps: Vec<Step> = parts.iter().map(|part| part.step).collect();
        match steps.as_slice() {
            [one] => self.push(Op::One(function, *one), base),
            [first, rest @ ..] => {
                rest.iter().fold(*first, |sum, next| self.push(Op::Two(function, sum, *next), base))
            }
            [] => 0,
        }
    }

    fn between(&mut self, item: Step, low: Step, high: Option<Step>) -> Step {
        let above = self.push(Op::Compare(Comparison::AtLeast, item, low), &Base::Bool);
        let Some(high) = high else { return above };
        let below = self.push(Op::Compare(Comparison::AtMost, item, high), &Base::Bool);
        self.push(Op::And(above, below), &Base::Bool)
    }

    fn member(&mut self, list: &[Typed], parts: &[Outline]) -> Step {
        let constant = |typed: &Typed| match &typed.kind {
            Kind::Constant(value) => value.clone(),
            _ => None,
        };
        let item = parts.first().map_or(0, |part| part.step);
        if let Some(values) = list.iter().map(constant).collect::<Option<Vec<Value>>>() {
            return self.push(Op::Member(item, values), &Base::Bool);
        }
        let mut any = self.push(Op::Constant(Some(Value::Bool(false))), &Base::Bool);
        for part in &parts[1..] {
            let same = self.push(Op::Compare(Comparison::Equal, item, part.step), &Base::Bool);
            any = self.push(Op::Or(any, same), &Base::Bool);
        }
        any
    }

    /// Bands become choices; of open bands the last one reached counts.
    fn bands(&mut self, bands: &[Band], otherwise: bool, parts: &[Outline], base: &Base) -> Step {
        let steps: Vec<Step> = parts.iter().map(|part| part.step).collect();
        let mut places = 1;
        let mut rows = Vec::with_capacity(bands.len());
        for band in bands {
            let high = band.high.is_some().then(|| steps[places + 1]);
            let value = places + 1 + usize::from(band.high.is_some());
            rows.push((steps[places], high, steps[value]));
            places = value + 1;
        }
        let mut rest = if otherwise {
            steps[places]
        } else {
            self.push(Op::Trouble(Trouble::OutsideBands), base)
        };
        for (low, high, value) in rows {
            let test = self.between(steps[0], low, high);
            rest = self.push(Op::If(test, value, rest), base);
        }
        rest
    }

    fn fold(&mut self, list: &str, fold: Fold, body: Option<&Typed>, base: &Base) -> Step {
        let body = body.map(|body| {
            self.layers.push(Layer::default());
            let result = self.lower(body).step;
            let plan = self.layers.pop().unwrap_or_default().plan;
            (Arc::new(counted(plan, &[result])), result)
        });
        let input = self.input(Source::Fact(list.to_owned()));
        self.push(Op::Fold(input, fold, body), base)
    }
}

fn outline(typed: &Typed, step: Step, role: Part, parts: Vec<Outline>) -> Outline {
    Outline { span: typed.span, ty: typed.ty.clone(), step, role, parts }
}

/// The plan with the number of uses of each step that is used at all.
fn counted(mut plan: Plan, roots: &[Step]) -> Plan {
    let mut live: BTreeSet<Step> = roots.iter().copied().collect();
    for root in roots {
        plan.nodes[*root].uses += 1;
    }
    for step in (0..plan.nodes.len()).rev() {
        if live.contains(&step) {
            for used in plan.nodes[step].op.uses() {
                plan.nodes[used].uses += 1;
                live.insert(used);
            }
        }
    }
    plan
}

/// What a step can be replaced with because its parts are constant.
fn folded(plan: &Plan, step: Step) -> Option<Op> {
    let op = &plan.nodes[step].op;
    let truth = |step: Step| match &plan.nodes[step].op {
        Op::Constant(Some(Value::Bool(truth))) => Some(*truth),
        _ => None,
    };
    let copy = |step: Step| plan.nodes[step].op.clone();
    match op {
        Op::And(left, right) => match (truth(*left), truth(*right)) {
            (Some(false), _) | (_, Some(false)) => {
                return Some(Op::Constant(Some(Value::Bool(false))));
            }
            (Some(true), _) => return Some(copy(*right)),
            (_, Some(true)) => return Some(copy(*left)),
            _ => {}
        },
        Op::Or(left, right) => match (truth(*left), truth(*right)) {
            (Some(true), _) | (_, Some(true)) => {
                return Some(Op::Constant(Some(Value::Bool(true))));
            }
            (Some(false), _) => return Some(copy(*right)),
            (_, Some(false)) => return Some(copy(*left)),
            _ => {}
        },
        Op::If(condition, then, otherwise) => {
            if let Some(truth) = truth(*condition) {
                return Some(copy(if truth { *then } else { *otherwise }));
            }
        }
        _ => {}
    }
    worked_out(plan, step)
}

/// The constant that a step with constant parts gives.
fn worked_out(plan: &Plan, step: Step) -> Option<Op> {
    let node = &plan.nodes[step];
    let parts = node.op.uses();
    let constant = |part: &Step| matches!(plan.nodes[*part].op, Op::Constant(_) | Op::Trouble(_));
    let inputs = matches!(node.op, Op::Fold(..) | Op::Contains(..));
    if parts.is_empty() || inputs || !parts.iter().all(constant) {
        return None;
    }
    let columns = Columns::new(1);
    let context = Context::new(0, HashMap::new(), &columns.words);
    let alone = Plan { nodes: plan.nodes.clone(), inputs: Vec::new() };
    let mut machine = Machine::new(&alone, &columns, (0, 1), &context, false);
    match machine.run(step, &Selection::All).at(0) {
        (KNOWN, number) => Some(Op::Constant(Some(context.value(number, &node.base)))),
        (NULL, _) => Some(Op::Constant(None)),
        (FAULT, code) => Some(Op::Trouble(Trouble::from_code(code))),
        _ => None,
    }
}
