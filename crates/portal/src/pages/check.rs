//! Can I? What registers say is not asked; only the facts that are missing and could change the
//! answer are. What is typed here travels in the form and is kept nowhere.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use basis::{Date, Refusal, RefusalKind, Text};
use catalogue::form::read_answer;
use catalogue::model::{Fact, Field, FieldKind, Matter, PersonField, Required};
use exchange::Purpose;
use identity::Actor;
use rules::{Answer, Fact as Known, Facts, Held, Value, Verdict};
use web::{Failure, Frame, Page, PageResult, Typed};

use crate::places::{self, ELSEWHERE};
use crate::whom::Whom;
use crate::{Portal, gather, words};

/// The register's field that nobody is asked about: whoever asks is taken to be alive.
const DEATH: &str = "death";

/// A clause with what it came to.
struct Clause {
    kind: &'static str,
    word: String,
    sentence: String,
}

#[derive(askama::Template)]
#[template(path = "portal-check.html")]
struct CheckPage {
    frame: Frame,
    id: String,
    title: String,
    fields: Vec<web::Field>,
    verdict: &'static str,
    headline: String,
    amount: String,
    clauses: Vec<Clause>,
    signed_in: bool,
    sign_in: String,
}

/// GET /matters/{id}/check
pub(crate) async fn ask(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
) -> PageResult {
    show(portal, frame, actor, &id, &Typed::default()).await
}

/// POST /matters/{id}/check
pub(crate) async fn answer(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
    typed: Typed,
) -> PageResult {
    show(portal, frame, actor, &id, &typed).await
}

async fn show(portal: Portal, frame: Frame, actor: Actor, id: &str, typed: &Typed) -> PageResult {
    let matter = portal.matter(id)?;
    let facts = from_registers(&portal, actor, &matter).await?;
    let questions = questions(&portal, &matter);
    let (facts, mut fields, asked) = with_typed(&portal, &frame, &questions, facts, typed);
    let answer = eligibility(&portal, &matter, &facts);
    let has_errors = fields.iter().any(|field| !field.error.is_empty());
    for (name, question) in &questions {
        if answer.missing.contains(name) && !asked.contains(&question.id) {
            fields.extend(inputs(&portal, &frame, question));
        }
    }
    let is_open = has_errors || answer.verdict == Verdict::Needs;
    let page = view(&portal, frame, &matter, (answer, fields), is_open);
    Ok(dressed(page, has_errors))
}

fn dressed(page: CheckPage, has_errors: bool) -> Response {
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, Page(page)).into_response()
}

fn view(
    portal: &Portal,
    frame: Frame,
    matter: &Matter,
    (answer, fields): (Answer, Vec<web::Field>),
    is_open: bool,
) -> CheckPage {
    let lang = frame.lang();
    let names = |word: &str| words::called(portal, &frame, matter, word);
    let amount = amount(portal, &frame, matter, &answer);
    let unit = matter.benefit.as_ref().map(|one| frame.say(&one.unit).to_owned());
    let amount = match unit {
        Some(unit) if is_worked_out(&answer) && !amount.contains(&unit) => {
            if frame.is_chinese() {
                format!("{amount}（{unit}）")
            } else {
                format!("{amount} ({unit})")
            }
        }
        _ => amount,
    };
    let clauses = answer.clauses.iter().map(|clause| {
        let (kind, key) = tone(clause.verdict);
        Clause { kind, word: frame.t(key), sentence: clause.sentence_naming(lang, &names) }
    });
    let clauses = clauses.collect();
    let verdict = if is_open { "open" } else { code(answer.verdict) };
    let headline = frame.t(match verdict {
        "yes" => "portal.check.yes",
        "no" => "portal.check.no",
        "open" => "portal.check.open",
        _ => "portal.check.staff",
    });
    CheckPage {
        id: matter.id.clone(),
        title: words::title(&frame, matter),
        fields,
        verdict,
        headline,
        amount,
        clauses,
        signed_in: frame.visitor().signed_in,
        sign_in: frame.sign_in(),
        frame,
    }
}

fn is_worked_out(answer: &Answer) -> bool {
    let value = answer.amount.as_ref().map(|amount| &amount.outcome);
    matches!(value, Some(rules::Outcome::Value(_)))
}

/// The amount in words; where it cannot be worked out yet, what is missing for it.
fn amount(portal: &Portal, frame: &Frame, matter: &Matter, answer: &Answer) -> String {
    let Some(amount) = &answer.amount else { return String::new() };
    if is_worked_out(answer) {
        return answer.sentences(frame.lang()).last().cloned().unwrap_or_default();
    }
    let name = |name: &String| frame.say(&portal.cases.fact_name(matter, name)).to_owned();
    let missing: Vec<String> = amount.missing.iter().map(name).collect();
    if missing.is_empty() {
        return frame.t("portal.check.amount-later");
    }
    let comma = if frame.is_chinese() { "、" } else { ", " };
    frame.tf("portal.check.amount-missing", [("missing", missing.join(comma))])
}

fn tone(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Yes => ("ok", "portal.check.holds"),
        Verdict::No => ("late", "portal.check.fails"),
        Verdict::Needs => ("warn", "portal.check.unknown"),
        Verdict::Conflict | Verdict::Trouble => ("warn", "portal.check.staff-clause"),
    }
}

/// The verdict as the interface names it.
pub(crate) fn code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "yes",
        Verdict::No => "no",
        Verdict::Needs => "needs",
        Verdict::Conflict => "conflict",
        Verdict::Trouble => "trouble",
    }
}

/// The one question that portal and desk ask; the typed answers are facts already.
pub(crate) fn eligibility(portal: &Portal, matter: &Matter, facts: &Facts) -> Answer {
    portal.exchange.eligibility(matter, facts, &BTreeMap::new(), portal.today())
}

/// What registers say about a resident who has signed in; of anybody else nothing is known.
pub(crate) async fn from_registers(
    portal: &Portal,
    actor: Actor,
    matter: &Matter,
) -> Result<Facts, Failure> {
    if actor.resident_id().is_none() {
        return Ok(assumed(matter, portal.today()));
    }
    let whom = Whom::of(portal, actor, None, None).await?;
    Ok(gather::gather(portal, &whom, matter, Purpose::Check).await?.facts)
}

/// Of a stranger: that they live.
fn assumed(matter: &Matter, today: Date) -> Facts {
    let source = Text::new("您在为健在的人问", "asked for somebody alive");
    let is_death = |fact: &Fact| matches!(fact, Fact::Register { field, .. } if field == DEATH);
    let deaths = matter.facts.iter().filter(|(_, fact)| is_death(fact));
    deaths.map(|(name, _)| (name.clone(), Known::null(source.clone(), today))).collect()
}

/// A question for each fact of a matter, by the fact's name.
pub(crate) fn questions(portal: &Portal, matter: &Matter) -> Vec<(String, Field)> {
    let facts = matter.facts.iter().enumerate();
    facts
        .map(|(at, (name, fact))| (name.clone(), question(portal, matter, at, (name, fact))))
        .collect()
}

fn question(portal: &Portal, matter: &Matter, at: usize, (name, fact): (&str, &Fact)) -> Field {
    let (kind, label, from) = match fact {
        Fact::Form { form } => {
            if let Some(field) = matter.field(form) {
                return field.clone();
            }
            (FieldKind::Text, Text::new(name, name), Text::default())
        }
        Fact::Register { register, field } => {
            let catalogue = portal.catalogue();
            let register = catalogue.registers.get(register);
            let declared = register.and_then(|register| register.field(field));
            let label = declared.map_or_else(|| Text::new(name, name), |one| one.name.clone());
            let from = register.map(|one| one.name.clone()).unwrap_or_default();
            (declared.map_or(FieldKind::Text, |one| one.kind), label, from)
        }
        Fact::Person { person } => (person_kind(*person), person.name(), Text::default()),
    };
    let why = Text::new(
        format!("登录以后这一项由“{}”自动提供，不用您填。", from.zh),
        format!("Once you sign in, this comes from the {} by itself.", from.en),
    );
    let env = portal.catalogue().environment(matter);
    let may_be_absent = env.type_of(name).is_some_and(|ty| ty.nullable);
    Field {
        id: format!("fact-{at}"),
        kind,
        label,
        hint: may_be_absent.then(|| Text::new("没有就空着。", "Leave it empty if there is none.")),
        why,
        unit: None,
        prefill: None,
        required: Required::Always(!may_be_absent),
        when: None,
        options: Vec::new(),
        min: None,
        max: None,
        max_length: None,
        accept: Vec::new(),
    }
}

fn person_kind(person: PersonField) -> FieldKind {
    match person {
        PersonField::Birth => FieldKind::Date,
        PersonField::Division => FieldKind::Division,
        PersonField::Identity => FieldKind::Identity,
        PersonField::Phone => FieldKind::Phone,
        PersonField::Name => FieldKind::Name,
        PersonField::Address => FieldKind::Address,
    }
}

/// The inputs of a question that nobody has answered yet.
fn inputs(portal: &Portal, frame: &Frame, question: &Field) -> Vec<web::Field> {
    let input = input(portal, frame, question);
    match question.kind {
        FieldKind::Division => places::place(portal, frame, input, None, true).fields,
        _ => vec![input],
    }
}

fn input(portal: &Portal, frame: &Frame, question: &Field) -> web::Field {
    let input = words::input(portal, frame, question);
    if question.required == Required::Always(false) { input.optional() } else { input }
}

/// The facts with what was typed on top, the inputs of what was typed, and their questions' ids.
fn with_typed(
    portal: &Portal,
    frame: &Frame,
    questions: &[(String, Field)],
    mut facts: Facts,
    typed: &Typed,
) -> (Facts, Vec<web::Field>, BTreeSet<String>) {
    let source = Text::new("您自己填的", "your own answer");
    let (mut fields, mut asked) = (Vec::new(), BTreeSet::new());
    for (name, question) in questions {
        let sent = |(id, _): &(String, String)| {
            *id == question.id || id.strip_suffix("-year") == Some(question.id.as_str())
        };
        let is_place = question.kind == FieldKind::Division;
        let is_sent =
            typed.0.iter().any(sent) || (is_place && places::is_sent(&question.id, typed));
        if facts.contains_key(name) || !is_sent {
            continue;
        }
        asked.insert(question.id.clone());
        let input = input(portal, frame, question);
        let answer = if is_place {
            let place = places::place(portal, frame, input, Some(typed), true);
            fields.extend(place.fields);
            let Some(answer) = place.answer else { continue };
            answer
        } else {
            let input = input.typed(typed);
            let answer = input.value.clone();
            fields.push(input);
            answer
        };
        match read(question, &answer) {
            Ok(value) => {
                let as_of = Some(portal.today());
                facts.insert(name.clone(), Known { value, source: source.clone(), as_of });
            }
            Err(refusal) => {
                let wrong = fields.pop().map(|field| field.error(frame.refusal(&refusal)));
                fields.extend(wrong);
            }
        }
    }
    (facts, fields, asked)
}

/// What was typed as a value; empty means that there is none, where that can be.
pub(crate) fn read(question: &Field, typed: &str) -> Result<Held, Refusal> {
    if typed.trim().is_empty() {
        return match question.required {
            Required::Always(false) => Ok(Held::Null),
            _ => Err(Refusal::told(RefusalKind::Invalid, "form.missing")
                .with_words("question", question.label.clone())),
        };
    }
    if question.kind == FieldKind::Division && typed == ELSEWHERE {
        return Ok(Held::Value(Value::Code("000000".to_owned())));
    }
    read_answer(question, typed).map(Held::Value)
}
