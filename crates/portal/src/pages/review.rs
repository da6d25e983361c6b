//! The check of the answers, the commitment, and handing in.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::{CaseId, Outcome, PersonId, Refusal, RefusalKind, Text};
use cases::model::{Handed, How};
use cases::{Application, Done};
use catalogue::model::{CaseKind, Matter};
use identity::{Actor, By};
use ledger::Act;
use seal::Sha256;
use serde_json::{Value, json};
use web::{Choice, ConflictPage, Failure, Frame, Kind, Page, PageResult, Typed, go_to};

use super::apply::{Applying, Place, save_draft};
use super::check::code;
use crate::draft::{Kept, Put};
use crate::flow::{Ask, Comes};
use crate::somebody::HelpId;
use crate::words::Line;
use crate::{Portal, somebody, words};

#[derive(askama::Template)]
#[template(path = "portal-review.html")]
struct ReviewPage {
    frame: Frame,
    back: String,
    key: String,
    /// The digest of what is said.
    shown: String,
    said: Said,
    fields: Vec<web::Field>,
}

/// What the page says before one hands in: signed as a whole, whichever part of it may change.
struct Said {
    title: String,
    for_name: String,
    answers: Vec<Line>,
    materials: Vec<Line>,
    facts: Vec<Line>,
    verdict: &'static str,
    reasons: Vec<String>,
    promises: Vec<String>,
    fee: String,
    promised: String,
    /// Until when it can be taken back.
    undo: String,
    /// What follows where it is decided on the spot; empty where it is not.
    at_once: String,
}

/// The code of the verdict of somebody who does not fit.
const NO: &str = "no";

/// GET /apply/{matter}/check
pub(crate) async fn show(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(place): Path<Place>,
) -> PageResult {
    let applying = Applying::load(&portal, actor, &place).await?;
    if applying.flow.next().is_some() {
        return Ok(go_to(&applying.onward()));
    }
    let key = frame.new_key();
    Ok(Page(page(&portal, frame, &applying, key, false)).into_response())
}

/// POST /apply/{matter}/check: hands in.
pub(crate) async fn submit(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(place): Path<Place>,
    typed: Typed,
) -> PageResult {
    let key = typed.key()?.to_owned();
    if let Some(request) = help_done(&portal, &actor, &place).await? {
        return Ok(go_to(&format!("/asked/{request}")));
    }
    let applying = Applying::load(&portal, actor, &place).await?;
    if let Some((case, with)) = &applying.flow.draft.done {
        let again = *with == key;
        return Ok(go_to(&if again { receipt(*case) } else { "/my".to_owned() }));
    }
    let asked = json!({ "page": {
        "matter": place.matter, "person": place.person,
        "shown": typed.one("shown"), "promise": typed.one("promise"),
    } });
    let by = applying.whom.by(&portal, key.parse()?);
    // Handed in, and then the connection broke before the draft was emptied.
    if let Some(done) = portal.cases.submitted_before(&by, &asked).await? {
        return finish(&portal, applying, (&key, &done)).await;
    }
    if applying.flow.next().is_some() {
        return Ok(go_to(&applying.onward()));
    }
    let said = shown(&portal, &frame, &applying);
    if typed.one("shown") != digest(&said) {
        let back_link = applying.path("check");
        let page = ConflictPage { back_link, ..ConflictPage::default() };
        return Err(Failure::conflict(changed_meanwhile(), page));
    }
    if !promises(&portal, &frame, &applying).is_empty() && typed.one("promise") != "yes" {
        let page = page(&portal, frame, &applying, key, true);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    let application = application(&applying, said);
    let tied = tied(&portal, &frame, &by, &applying);
    let done = portal.cases.submit_asked(by, asked, application, tied).await?;
    finish(&portal, applying, (&key, &done)).await
}

/// The request that whoever was named has done by handing this in already.
async fn help_done(portal: &Portal, actor: &Actor, place: &Place) -> Outcome<Option<HelpId>> {
    let person = place.person.as_ref().filter(|_| actor.resident_id().is_some());
    match person.and_then(|person| person.parse::<PersonId>().ok()) {
        Some(person) => portal.help_done(actor, person, &place.matter).await,
        None => Ok(None),
    }
}

/// What writes the new case on the readings that led to it, and ends the request to file it.
pub(crate) fn tied(
    portal: &Portal,
    frame: &Frame,
    by: &By,
    applying: &Applying,
) -> impl FnOnce(&mut Act<'_, '_>, CaseId) -> Outcome<()> + Send + use<> {
    let (exchange, by) = (portal.exchange.clone(), by.clone());
    let (person, matter) = (applying.whom.person.id, applying.matter.id.clone());
    let (is_other, words) = (applying.whom.is_other, frame.t("portal.ask.done-alone"));
    move |act: &mut Act<'_, '_>, case: CaseId| {
        exchange.tie(act.tx(), &by, (person, &matter), case)?;
        match is_other {
            true => somebody::filed(act, &by, (person, &matter), case),
            false => somebody::alone(act, &by, (person, &matter), words),
        }
    }
}

/// Empties the draft, and leads to what is shown then.
async fn finish(portal: &Portal, applying: Applying, (key, done): (&str, &Done)) -> PageResult {
    let (whom, matter) = (applying.whom, applying.matter.id.clone());
    let draft = applying.flow.draft.handed_in(done.case, key);
    let kept: Outcome<()> = save_draft(portal, &applying.key, &draft).await;
    // The case is there already; a draft that another window holds does not take it back.
    if let Err(basis::Stop::Broken(fault)) = kept {
        return Err(fault.into());
    }
    // The receipt is the applicant's; whoever was named by them sees that it is done.
    let (actor, person) = (&whom.actor, whom.person.id);
    let request = match whom.actor.entrusted.is_some() {
        true => portal.help_done(actor, person, &matter).await?,
        false => None,
    };
    Ok(go_to(&request.map_or_else(|| receipt(done.case), |id| format!("/asked/{id}"))))
}

fn receipt(case: CaseId) -> String {
    format!("/cases/{case}/receipt")
}

/// The application that a draft makes.
pub(crate) fn application(applying: &Applying, shown: String) -> Application {
    let flow = &applying.flow;
    let answers = flow.shown().into_iter().filter_map(|field| {
        let answer = flow.draft.answers.get(&field.id)?;
        Some((field.id.clone(), Value::String(answer.clone())))
    });
    Application {
        matter: applying.matter.id.clone(),
        applicant: applying.whom.applicant(),
        channel: applying.whom.way(),
        answers: answers.collect(),
        facts: flow.known.given.clone(),
        materials: handed(applying),
        shown,
        parts: chosen(applying),
    }
}

/// What is chosen of the optional parts, with the parts that are always run.
fn chosen(applying: &Applying) -> Vec<String> {
    let Some(chosen) = &applying.flow.draft.parts else { return Vec::new() };
    let parts = applying.matter.parts.iter();
    parts
        .filter(|part| !part.optional || chosen.contains(&part.id))
        .map(|part| part.id.clone())
        .collect()
}

fn handed(applying: &Applying) -> Vec<Handed> {
    let flow = &applying.flow;
    let files = |id: &str| match flow.draft.materials.get(id) {
        Some(Put::Files(files)) => Some(How::Files(files.iter().map(|file| file.id).collect())),
        Some(Put::Later) => Some(How::Later),
        _ => None,
    };
    let materials = flow.materials().into_iter().filter_map(|material| {
        let how = match flow.comes(material) {
            Comes::Fetched => Some(How::Fetched),
            Comes::Commitment(_) => Some(How::Committed),
            Comes::Upload(_) => files(&material.id),
            Comes::Office => None,
        };
        Some(Handed { material: material.id.clone(), how: how? })
    });
    let needed = flow.materials();
    let is_material = |id: &str| needed.iter().any(|material| material.id == id);
    let fields = flow.asks().into_iter().filter_map(|ask| match ask {
        Ask::Upload(slot) if slot.is_field && !is_material(&slot.id) => {
            Some(Handed { how: files(&slot.id)?, material: slot.id })
        }
        _ => None,
    });
    materials.chain(fields).collect()
}

fn page(
    portal: &Portal,
    frame: Frame,
    applying: &Applying,
    key: String,
    promise_missing: bool,
) -> ReviewPage {
    let said = Said::of(portal, &frame, applying);
    let shown = digest(&said.text(&frame, applying));
    let mut fields = Vec::new();
    if !said.promises.is_empty() {
        let choice = Choice::new("yes", frame.t("portal.review.promise-yes"));
        let label = frame.t("portal.review.promise-label");
        let mut field = web::Field::new("promise", label, Kind::Checkboxes).options(vec![choice]);
        if promise_missing {
            field = field.error(frame.t("portal.review.promise-missing"));
        }
        fields.push(field);
    }
    let last = applying.flow.asks().last().map(Ask::path);
    let back = last.map_or_else(|| applying.back(""), |step| applying.path(&step));
    ReviewPage { back, key, shown, said, fields, frame }
}

impl Said {
    fn of(portal: &Portal, frame: &Frame, applying: &Applying) -> Self {
        let (verdict, reasons) = answer(portal, frame, applying);
        Self {
            title: words::title(frame, &applying.matter),
            for_name: applying.for_name(),
            answers: answers(portal, frame, applying),
            materials: materials(frame, applying),
            facts: facts(portal, frame, applying),
            verdict,
            reasons,
            promises: promises(portal, frame, applying),
            fee: words::fee(frame, &applying.matter.fee),
            promised: words::limit(frame, applying.matter.limits.promised),
            undo: undo(frame, &applying.matter),
            at_once: at_once(frame, &applying.matter),
        }
    }

    /// The same as lines, in the order and the language of the page, with the digest of every file
    /// that is handed in: what is signed, and kept with the case.
    fn text(&self, frame: &Frame, applying: &Applying) -> String {
        let mut lines = vec![format!("{}\t{}", applying.flow.pin, frame.lang_tag())];
        lines.extend([frame.t("portal.review.title"), self.title.clone()]);
        if !self.for_name.is_empty() {
            let name = ("name", self.for_name.clone());
            lines.push(frame.tf("portal.apply.for", [name]));
        }
        if self.verdict == NO {
            lines.push(frame.t("portal.review.not-fit"));
            lines.extend(self.reasons.iter().cloned());
            lines.push(frame.t("portal.review.not-fit-then"));
        }
        lines.push(frame.t("portal.review.answers"));
        lines.extend(self.answers.iter().map(told));
        lines.push(frame.t("portal.review.materials"));
        lines.extend(self.materials.iter().map(told));
        lines.extend(files(applying));
        lines.push(frame.t("portal.review.facts"));
        lines.extend(self.facts.iter().map(told));
        lines.push(format!("{}\t{}", frame.t("portal.matter.fee"), self.fee));
        lines.push(format!("{}\t{}", frame.t("portal.matter.promised"), self.promised));
        lines.push(frame.t("portal.review.promise"));
        lines.extend(self.promises.iter().cloned());
        lines.push(self.undo.clone());
        lines.extend(Some(self.at_once.clone()).filter(|words| !words.is_empty()));
        lines.iter().map(|line| hanging(line)).collect::<Vec<_>>().join("\n")
    }
}

/// Where a line of its own could begin when the text is shown.
const BREAKS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// A line in which something has breaks of its own: what follows them is set in, so that nobody's
/// answer looks like a further line of the text.
fn hanging(line: &str) -> String {
    line.replace("\r\n", "\n").replace(BREAKS, "\n\t")
}

fn told(line: &Line) -> String {
    format!("{}\t{}\t{}", line.label, line.value, line.source).trim_end().to_owned()
}

/// The files that are handed in: id, name, SHA-256 of the bytes.
fn files(applying: &Applying) -> Vec<String> {
    let put = handed(applying).into_iter().filter_map(|handed| match handed.how {
        How::Files(ids) => Some((handed.material, ids)),
        _ => None,
    });
    let lines = put.flat_map(|(material, ids)| {
        let kept = applying.flow.draft.files(&material).iter();
        let kept = kept.filter(|file| ids.contains(&file.id));
        let line = |file: &Kept| format!("{}\t{}\tSHA-256 {}", file.id, file.name, file.sha256);
        kept.map(line).collect::<Vec<_>>()
    });
    lines.collect()
}

/// What the rules say now; handing in is possible all the same.
fn answer(portal: &Portal, frame: &Frame, applying: &Applying) -> (&'static str, Vec<String>) {
    let facts = applying.flow.facts();
    let typed = &applying.flow.draft.answers;
    let answer = portal.exchange.eligibility(&applying.matter, facts, typed, portal.today());
    let names = |word: &str| words::called(portal, frame, &applying.matter, word);
    let sentence = |clause: &rules::ClauseAnswer| clause.sentence_naming(frame.lang(), &names);
    let told = answer.clauses.iter().filter(|clause| clause.verdict != rules::Verdict::Yes);
    (code(answer.verdict), told.map(sentence).collect())
}

fn answers(portal: &Portal, frame: &Frame, applying: &Applying) -> Vec<Line> {
    let flow = &applying.flow;
    let line = |field: &catalogue::model::Field| {
        let answer = flow.draft.answers.get(&field.id).map(String::as_str).unwrap_or_default();
        let value = words::shown(portal, frame, field, answer);
        let prefill = flow.known.prefills.get(&field.id).filter(|one| one.value == answer);
        let source = prefill.map(|one| words::from_source(frame, &one.source, &one.as_of));
        let source = source.unwrap_or_else(|| words::warning(portal, frame, field, answer));
        Line::new(frame.say(&field.label), value).source(source).href(applying.path(&field.id))
    };
    let parts = flow.draft.parts.as_ref().map(|_| {
        let names = chosen(applying).into_iter().filter_map(|id| {
            let part = applying.matter.parts.iter().find(|part| part.id == id)?;
            Some(frame.say(&portal.matter(&part.matter).ok()?.name).to_owned())
        });
        let names: Vec<String> = names.collect();
        Line::new(frame.t("portal.apply.parts"), names.join("\n")).href(applying.path("parts"))
    });
    let file = |field: &&catalogue::model::Field| field.kind != catalogue::model::FieldKind::File;
    parts.into_iter().chain(flow.shown().into_iter().filter(file).map(line)).collect()
}

fn materials(frame: &Frame, applying: &Applying) -> Vec<Line> {
    let flow = &applying.flow;
    let put = |id: &str| match flow.draft.materials.get(id) {
        Some(Put::Files(files)) => {
            files.iter().map(|file| file.name.clone()).collect::<Vec<_>>().join("\n")
        }
        Some(Put::Later) => frame.t("portal.upload.is-later"),
        Some(Put::Without) => frame.t("portal.upload.is-without"),
        None => String::new(),
    };
    let material = |material: &catalogue::model::Material| {
        let comes = flow.comes(material);
        let line = Line::new(frame.say(&material.name), words::comes(frame, material, &comes));
        match comes {
            Comes::Upload(_) => Line { value: put(&material.id), ..line }
                .href(applying.path(&format!("materials/{}", material.id))),
            Comes::Fetched if flow.slot(&material.id).is_some() => {
                line.href(applying.path(&format!("materials/{}", material.id)))
            }
            _ => line,
        }
    };
    let needed = flow.materials();
    let is_material = |id: &str| needed.iter().any(|material| material.id == id);
    let fields = flow.asks().into_iter().filter_map(|ask| match ask {
        Ask::Upload(slot) if slot.is_field && !is_material(&slot.id) => Some(
            Line::new(frame.say(&slot.name), put(&slot.id))
                .href(applying.path(&format!("materials/{}", slot.id))),
        ),
        _ => None,
    });
    fields.chain(flow.materials().into_iter().map(material)).collect()
}

fn facts(portal: &Portal, frame: &Frame, applying: &Applying) -> Vec<Line> {
    let line = |fact: &cases::model::Fact| {
        let source = words::from_source(frame, &fact.source, &fact.as_of);
        let value = words::fact(portal, frame, &applying.flow.whole, fact);
        let name = portal.cases.fact_name(&applying.flow.whole, &fact.name);
        Line::new(frame.say(&name), value).source(source)
    };
    applying.flow.known.given.iter().map(line).collect()
}

/// Every commitment that handing in signs: the matter's, its parts', and those in place of papers.
fn promises(portal: &Portal, frame: &Frame, applying: &Applying) -> Vec<String> {
    let own = |matter: &Matter| {
        let commitment = matter.process.commitment.as_ref()?;
        let plain = Text::new(
            "我填写的情况都是真的，知道事后会检查；不属实的，愿意被撤销决定并承担责任。",
            "What I state is true; I know that it will be checked, and that the decision may be withdrawn if it is not.",
        );
        let text = commitment.text.clone().unwrap_or(plain);
        let law = commitment.basis.as_ref().map(ToString::to_string).unwrap_or_default();
        Some(format!("{} {law}", frame.say(&text)).trim().to_owned())
    };
    let chosen = chosen(applying);
    let parts = applying.matter.parts.iter();
    let parts = parts.filter(|part| chosen.is_empty() || chosen.contains(&part.id));
    let of_parts = parts.filter_map(|part| own(&*portal.matter(&part.matter).ok()?));
    let of_papers = applying.flow.materials().into_iter().filter_map(|material| {
        match applying.flow.comes(material) {
            Comes::Commitment(text) => Some(frame.say(&text).to_owned()),
            _ => None,
        }
    });
    let all: Vec<String> =
        own(&applying.matter).into_iter().chain(of_parts).chain(of_papers).collect();
    once(all)
}

/// Until when one may think better of it: until the decision, whatever the matter; of a joint matter,
/// of each part by itself. What an office has decided only the office changes, or a review.
fn undo(frame: &Frame, matter: &Matter) -> String {
    let is_joint = matter.is_joint();
    frame.t(if is_joint { "portal.review.undo-parts" } else { "portal.review.undo" })
}

/// Where a decision may come before anybody thinks better of it, that is said before one hands in.
fn at_once(frame: &Frame, matter: &Matter) -> String {
    match matter.case_kind {
        CaseKind::OnTheSpot => {
            frame.tf("portal.review.at-once-then", [("phone", &frame.settings().phone)])
        }
        CaseKind::Promised => String::new(),
    }
}

/// Each promise once: one that stands in another word by word, which adds its law, is left out.
fn once(all: Vec<String>) -> Vec<String> {
    let said = |at: usize, one: &String| {
        let same = |(other, text): (usize, &String)| {
            other != at && text.starts_with(one.as_str()) && (text != one || other < at)
        };
        all.iter().enumerate().any(same)
    };
    let kept = all.iter().enumerate().filter(|(at, one)| !said(*at, one));
    kept.map(|(_, one)| one.clone()).collect()
}

/// SHA-256 of a text in hexadecimal digits: what the form carries.
fn digest(text: &str) -> String {
    Sha256::of(text.as_bytes()).to_string()
}

fn changed_meanwhile() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "apply.changed")
}

/// Kept for the interface: a page's refusal without its form.
pub(crate) fn promise_missing() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "apply.promise-missing").on("promise")
}

/// Whether handing in signs something, for the interface.
pub(crate) fn has_promises(portal: &Portal, frame: &Frame, applying: &Applying) -> bool {
    !promises(portal, frame, applying).is_empty()
}

/// Everything that the page shows before one hands in. What the interface hands in counts as shown.
pub(crate) fn shown(portal: &Portal, frame: &Frame, applying: &Applying) -> String {
    Said::of(portal, frame, applying).text(frame, applying)
}

#[cfg(test)]
mod tests {
    use super::{hanging, once};

    #[test]
    fn an_answer_with_breaks_looks_like_no_further_line_of_what_is_signed() {
        let forged = "说明\t一\r\n费用\t不收费\r承诺\u{2028}另一行";
        assert_eq!(hanging(forged), "说明\t一\n\t费用\t不收费\n\t承诺\n\t另一行");
        assert_eq!(hanging("费用\t不收费"), "费用\t不收费");
    }

    #[test]
    fn a_promise_is_signed_once() {
        let all = ["说真话", "说真话 《行政许可法》", "按时交", "按时交"].map(str::to_owned);
        assert_eq!(once(all.to_vec()), ["说真话 《行政许可法》", "按时交"]);
    }
}
