//! The form: what is asked next, whether an answer will do, and what to say if not. Only answers
//! are stored; where the person is follows from them.

mod bank;
mod read;
mod refuse;

use std::collections::BTreeMap;

use basis::{Date, Refusal, Text};
use rules::{Clause, Compiled, Env, Fact, Facts, Held, Ruleset, Value, Verdict};

use crate::model::{Field, Required};

/// Answers as they were typed, by the field's id.
pub type Answers = BTreeMap<String, String>;

/// A form with its rules, ready to judge answers.
pub struct Form<'a> {
    fields: Vec<Question<'a>>,
}

struct Question<'a> {
    field: &'a Field,
    when: Option<Compiled>,
    required: Need,
}

enum Need {
    Always(bool),
    When(Option<Compiled>),
}

/// Where a person is in a form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next<'a> {
    /// This question is to be answered next.
    Ask(&'a Field),
    /// Everything is answered: check the answers and submit.
    Check,
}

/// What is known besides the answers, and the day for which rules are asked.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Facts from registers and the like.
    pub facts: &'a Facts,
    /// The day.
    pub today: Date,
}

impl<'a> Form<'a> {
    /// A form. `env` is that of its matter ([`crate::Catalogue::environment`]).
    #[must_use]
    pub fn new(fields: impl IntoIterator<Item = &'a Field>, env: &Env) -> Self {
        let question = |field: &'a Field| Question {
            field,
            when: field.when.as_deref().and_then(|rule| compile(rule, env)),
            required: match &field.required {
                Required::Always(always) => Need::Always(*always),
                Required::When(rule) => Need::When(compile(rule, env)),
            },
        };
        Self { fields: fields.into_iter().map(question).collect() }
    }

    /// The questions that are asked with these answers, in their order.
    #[must_use]
    pub fn shown(&self, answers: &Answers, known: Known<'_>) -> Vec<&'a Field> {
        let facts = self.facts(answers, known);
        let shown = self.fields.iter().filter(|question| question.shown(&facts, known.today));
        shown.map(|question| question.field).collect()
    }

    /// The first question that still has to be answered, or whose answer will not do.
    #[must_use]
    pub fn next_question(&self, answers: &Answers, known: Known<'_>) -> Next<'a> {
        let facts = self.facts(answers, known);
        let open = |question: &&Question<'a>| {
            question.shown(&facts, known.today)
                && match answers.get(&question.field.id) {
                    // A question that may be left empty has been seen once it has an empty answer.
                    None => true,
                    Some(answer) => question.refusal(answer, &facts, known.today).is_some(),
                }
        };
        self.fields.iter().find(open).map_or(Next::Check, |question| Next::Ask(question.field))
    }

    /// Why the answer to one question will not do; none if it will.
    #[must_use]
    pub fn check_field(&self, id: &str, answers: &Answers, known: Known<'_>) -> Option<Refusal> {
        let facts = self.facts(answers, known);
        let question = self.fields.iter().find(|question| question.field.id == id)?;
        if !question.shown(&facts, known.today) {
            return None;
        }
        let answer = answers.get(id).map_or("", String::as_str);
        question.refusal(answer, &facts, known.today)
    }

    /// Why the answers will not do: one refusal a field, each with what to do. Empty when the form
    /// can be submitted.
    #[must_use]
    pub fn check(&self, answers: &Answers, known: Known<'_>) -> Vec<Refusal> {
        let facts = self.facts(answers, known);
        let shown = self.fields.iter().filter(|question| question.shown(&facts, known.today));
        shown
            .filter_map(|question| {
                let answer = answers.get(&question.field.id).map_or("", String::as_str);
                question.refusal(answer, &facts, known.today)
            })
            .collect()
    }

    /// The answers as facts for the rules, under the ids of their fields, on top of what is known.
    /// A question that was left empty or is not asked has no value; one not reached is unknown.
    #[must_use]
    pub fn facts(&self, answers: &Answers, known: Known<'_>) -> Facts {
        let mut facts = known.facts.clone();
        let source = Text::new("申请表", "application form");
        for question in &self.fields {
            let id = &question.field.id;
            let held = if question.shown(&facts, known.today) {
                match answers.get(id) {
                    None => continue,
                    Some(answer) if answer.trim().is_empty() => Held::Null,
                    Some(answer) => match read::read(question.field, answer) {
                        Ok(value) => Held::Value(value),
                        Err(_) => continue,
                    },
                }
            } else {
                Held::Null
            };
            let fact = Fact { value: held, source: source.clone(), as_of: Some(known.today) };
            facts.insert(id.clone(), fact);
        }
        facts
    }
}

impl Question<'_> {
    fn shown(&self, facts: &Facts, today: Date) -> bool {
        match (&self.field.when, &self.when) {
            (None, _) => true,
            (Some(_), Some(rule)) => rule.answer(facts, today).verdict == Verdict::Yes,
            // The check lets no such rule through; asking too much is safer than too little.
            (Some(_), None) => true,
        }
    }

    fn needed(&self, facts: &Facts, today: Date) -> bool {
        match &self.required {
            Need::Always(always) => *always,
            Need::When(Some(rule)) => rule.answer(facts, today).verdict == Verdict::Yes,
            Need::When(None) => true,
        }
    }

    fn refusal(&self, answer: &str, facts: &Facts, today: Date) -> Option<Refusal> {
        if answer.trim().is_empty() {
            return self.needed(facts, today).then(|| refuse::missing(self.field));
        }
        read::read(self.field, answer).err()
    }
}

fn compile(rule: &str, env: &Env) -> Option<Compiled> {
    let clause = Clause { id: "when".into(), rule: rule.into(), ..Clause::default() };
    Ruleset { clauses: vec![clause], amount: None }.compile(env).ok()
}

/// Reads one answer as the value that rules and records take.
///
/// # Errors
/// A refusal in plain words, tied to the field.
pub fn read_answer(field: &Field, answer: &str) -> Result<Value, Refusal> {
    read::read(field, answer)
}

/// A number as its usual characters, whatever way it was typed: full-width digits and letters, with
/// blanks or hyphens between them.
#[must_use]
pub fn plain_number(typed: &str) -> String {
    read::plain_number(typed)
}

/// The facts that the matter's `facts` take from the form, under the names that its conditions use.
#[must_use]
pub fn facts_of(matter: &crate::model::Matter, answers: &Facts) -> Facts {
    let from_form = matter.facts.iter().filter_map(|(name, fact)| match fact {
        crate::model::Fact::Form { form } => Some((name.clone(), answers.get(form)?.clone())),
        _ => None,
    });
    from_form.collect()
}
