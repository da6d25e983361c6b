//! Answers for one person: the same plan over one row, with every step kept for the explanation.

use basis::Date;

use crate::{
    column::{Columns, FAULT, KNOWN, NULL, UNKNOWN},
    missing,
    outcome::{Amount, Answer, ClauseAnswer, ExceptionAnswer, Joint, Leaf, Outcome, Reason, Short},
    plan::{Outline, Part, machine::Machine, vector::Selection},
    ruleset::{Compiled, CompiledClause},
    trouble::Trouble,
    typed::Comparison,
    types::Base,
    value::{Facts, Value},
    verdict::{self, Verdict},
};

impl Compiled {
    /// Answers for one person, as of a day.
    #[must_use]
    pub fn answer(&self, facts: &Facts, today: Date) -> Answer {
        let columns = Columns::of(&[facts], self.types.iter());
        let context = self.context(&columns, today);
        let mut machine = Machine::new(&self.plan, &columns, (0, 1), &context, true);
        for clause in self.clauses.iter() {
            machine.run(clause.rule.step, &Selection::All);
            for exception in &clause.exceptions {
                machine.run(exception.step, &Selection::All);
            }
        }
        let verdicts: Vec<Verdict> =
            self.clauses.iter().map(|clause| clause_verdict(clause, &machine)).collect();
        let mut verdict = verdicts.iter().copied().fold(Verdict::Yes, verdict::joined);
        let mut missing = std::collections::BTreeSet::new();
        if verdict == Verdict::Needs {
            (verdict, missing) = self.settled(&columns, today);
        }
        if verdict == Verdict::Yes
            && let Some((_, outline)) = self.amount.as_ref()
        {
            machine.run(outline.step, &Selection::All);
        }
        let teller = Teller { compiled: self, machine: &machine, facts, today };
        let clauses = self.clauses.iter().zip(verdicts);
        let clauses = clauses.map(|(clause, verdict)| teller.clause(clause, verdict)).collect();
        let amount = (verdict == Verdict::Yes).then(|| teller.amount()).flatten();
        Answer { verdict, as_of: today, clauses, amount, missing }
    }
}

pub(crate) fn clause_verdict(clause: &CompiledClause, machine: &Machine<'_>) -> Verdict {
    let at = |outline: &Outline| machine.found(outline.step).unwrap_or((UNKNOWN, 0));
    let exceptions = clause.exceptions.iter().zip(&clause.source.exceptions);
    verdict::clause(
        at(&clause.rule),
        exceptions.map(|(outline, source)| (at(outline), source.holds)),
    )
}

struct Teller<'a> {
    compiled: &'a Compiled,
    machine: &'a Machine<'a>,
    facts: &'a Facts,
    today: Date,
}

impl Teller<'_> {
    fn clause(&self, clause: &CompiledClause, verdict: Verdict) -> ClauseAnswer {
        let source = &clause.source;
        let mut basis = source.basis.clone();
        let mut exceptions = Vec::new();
        for (outline, exception) in clause.exceptions.iter().zip(&source.exceptions) {
            let cell = self.machine.found(outline.step).unwrap_or((UNKNOWN, 0));
            if cell == (KNOWN, 0) {
                continue;
            }
            if let (KNOWN, Some(own)) = (cell.0, &exception.basis) {
                basis = own.clone();
            }
            exceptions.push(ExceptionAnswer {
                id: exception.id.clone(),
                text: exception.text.clone(),
                holds: exception.holds,
                reason: self.reason(outline, &exception.when),
            });
        }
        ClauseAnswer {
            id: source.id.clone(),
            text: source.text.clone(),
            verdict,
            basis,
            reason: self.reason(&clause.rule, &source.rule),
            exceptions,
        }
    }

    fn amount(&self) -> Option<Amount> {
        let (source, outline) = self.compiled.amount.as_ref().as_ref()?;
        let mut missing = std::collections::BTreeSet::new();
        missing::needed(&self.compiled.plan, self.machine, outline.step, &mut missing);
        Some(Amount {
            outcome: self.outcome(outline),
            ty: outline.ty.clone(),
            missing,
            reason: self.reason(outline, source),
        })
    }

    fn outcome(&self, outline: &Outline) -> Outcome {
        match self.machine.found(outline.step) {
            Some((KNOWN, number)) => {
                Outcome::Value(self.machine.context.value(number, &outline.ty.base))
            }
            Some((NULL, _)) => Outcome::Null,
            Some((FAULT, code)) => Outcome::Trouble(Trouble::from_code(code)),
            _ => Outcome::Unknown,
        }
    }

    fn reason(&self, outline: &Outline, source: &str) -> Reason {
        let looked_at = |part: &&Outline| {
            part.role != Part::Constant && self.machine.found(part.step).is_some()
        };
        let parts = outline.parts.iter().filter(looked_at);
        let joint = match outline.role {
            Part::And => Joint::And,
            Part::Or => Joint::Or,
            Part::Not => Joint::Not,
            _ => Joint::Value,
        };
        Reason {
            source: outline.span.of(source).to_owned(),
            outcome: self.outcome(outline),
            unit: outline.ty.unit.clone(),
            leaf: self.leaf(&outline.role),
            short: self.short(outline),
            joint,
            parts: parts.map(|part| self.reason(part, source)).collect(),
        }
    }

    fn leaf(&self, role: &Part) -> Option<Leaf> {
        match role {
            Part::Fact(name) | Part::Fold(name) => {
                let fact = self.facts.get(name).cloned().unwrap_or_default();
                Some(Leaf::Fact { name: name.clone(), source: fact.source, as_of: fact.as_of })
            }
            Part::Parameter(name) => {
                let dated = self.compiled.parameters.on(name, self.today).ok();
                Some(Leaf::Parameter {
                    name: name.clone(),
                    source: dated.map(|dated| dated.source.clone()).unwrap_or_default(),
                    from: dated.map(|dated| dated.from),
                    unconfirmed: dated.is_some_and(|dated| dated.unconfirmed),
                })
            }
            _ => None,
        }
    }

    /// By how much an order comparison fails.
    fn short(&self, outline: &Outline) -> Option<Short> {
        if self.machine.found(outline.step) != Some((KNOWN, 0)) {
            return None;
        }
        let known = |place: usize| match self.machine.found(outline.parts.get(place)?.step)? {
            (KNOWN, number) => Some(number),
            _ => None,
        };
        let (left, right) = (known(0)?, known(1)?);
        let (over, by) = match &outline.role {
            Part::Compare(Comparison::AtLeast) => (false, right.checked_sub(left)?),
            Part::Compare(Comparison::More) => (false, right.checked_sub(left)?),
            Part::Compare(Comparison::AtMost | Comparison::Less) => {
                (true, left.checked_sub(right)?)
            }
            Part::Within if left < right => (false, right.checked_sub(left)?),
            Part::Within => (true, left.checked_sub(known(2)?)?),
            _ => return None,
        };
        let strict = matches!(outline.role, Part::Compare(Comparison::More | Comparison::Less));
        let ty = &outline.parts[0].ty;
        // More than 5 is at least 6 where values are counted one by one.
        let counted = matches!(ty.base, Base::Int | Base::Date);
        let by = by.checked_add(i64::from(strict && counted))?;
        let other = outline.parts.get(1).and_then(|part| part.ty.unit.clone());
        let (by, unit) = match &ty.base {
            Base::Date => (Value::Int(by), Some("天".to_owned())),
            base => (crate::column::plain_value(by, base), ty.unit.clone().or(other)),
        };
        Some(Short { by, unit, over })
    }
}
