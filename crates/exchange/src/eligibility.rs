//! Who qualifies: the one question that portal and desk ask, over the one compiled plan.

use basis::{Date, Fen};
use cases::model::{Answers as Snapshot, Fact as Given};
use catalogue::form::{Answers, Form, Known, facts_of};
use catalogue::model::{Fact, Fee, FieldKind, Matter};
use rules::{Answer, Clause, Facts, Ruleset, Verdict};

use crate::Exchange;
use crate::gather::{facts_again, money, person_kind};

/// Everything that rules may read now: facts from registers, answers under the ids of their fields,
/// and answers under the names that conditions use. Whether a question is asked may depend on the
/// name of an earlier answer, so it goes round until nothing is added; a round asks at least one
/// question more, hence the bound.
#[must_use]
pub fn facts_now(
    form: &Form<'_>,
    matter: &Matter,
    known: &Facts,
    answers: &Answers,
    today: Date,
) -> Facts {
    let mut facts = known.clone();
    let mut all = facts.clone();
    for _ in 0..=matter.form.len() {
        all = form.facts(answers, Known { facts: &facts, today });
        let mut more = known.clone();
        more.extend(facts_of(matter, &all));
        if more == facts {
            break;
        }
        facts = more;
    }
    all.extend(facts);
    all
}

impl Exchange {
    /// Whether a person qualifies and why: facts from registers, and those that the matter takes
    /// from the form's answers. A matter that is not in the catalogue answers with trouble, never
    /// with yes.
    #[must_use]
    pub fn eligibility(
        &self,
        matter: &Matter,
        facts: &Facts,
        answers: &Answers,
        today: Date,
    ) -> Answer {
        match self.catalogue().rules(&matter.pin()) {
            Some(rules) => rules.answer(&self.all_facts(matter, facts, answers, today), today),
            None => Answer {
                verdict: Verdict::Trouble,
                as_of: today,
                clauses: Vec::new(),
                amount: None,
                missing: std::collections::BTreeSet::new(),
            },
        }
    }

    /// The same over what a case keeps: the snapshot of its facts and its answers.
    #[must_use]
    pub fn eligibility_of(
        &self,
        matter: &Matter,
        given: &[Given],
        answers: &Snapshot,
        today: Date,
    ) -> Answer {
        let facts = facts_again(given, |name| self.kind(matter, name));
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        let answers = answers.iter().map(|(id, value)| (id.clone(), text(value))).collect();
        self.eligibility(matter, &facts, &answers, today)
    }

    /// What the person has to pay; `None` while it cannot be worked out.
    #[must_use]
    pub fn fee(
        &self,
        matter: &Matter,
        facts: &Facts,
        answers: &Answers,
        today: Date,
    ) -> Option<Fen> {
        let rule = match &matter.fee {
            Fee::Fixed { fen, .. } => return Some(*fen),
            Fee::Rule { rule, .. } => rule.clone(),
        };
        let always = Clause { id: "always".into(), rule: "true".into(), ..Clause::default() };
        let ruleset = Ruleset { clauses: vec![always], amount: Some(rule) };
        let compiled = ruleset.compile(&self.catalogue().environment(matter)).ok()?;
        let facts = self.all_facts(matter, facts, answers, today);
        money(compiled.answer(&facts, today).amount?.outcome.value()?)
    }

    /// [`facts_now`] with the matter's own form.
    #[must_use]
    pub fn all_facts(
        &self,
        matter: &Matter,
        facts: &Facts,
        answers: &Answers,
        today: Date,
    ) -> Facts {
        let form = Form::new(&matter.form, &self.catalogue().environment(matter));
        facts_now(&form, matter, facts, answers, today)
    }

    fn kind(&self, matter: &Matter, name: &str) -> Option<FieldKind> {
        match matter.facts.get(name)? {
            Fact::Register { register, field } => {
                Some(self.catalogue().registers.get(register)?.field(field)?.kind)
            }
            Fact::Form { form } => Some(matter.field(form)?.kind),
            Fact::Person { person } => Some(person_kind(*person)),
        }
    }
}
