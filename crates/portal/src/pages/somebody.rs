//! Asking somebody to do it for me: the one page on which one asks, with what one agrees to.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::codes::Phone;
use basis::{Outcome, Stop};
use catalogue::model::{Channel as Way, Matter};
use identity::Actor;
use web::{Choice, Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::asked::{place, time};
use crate::api::somebody::{AskBody, NamedBody, wish};
use crate::somebody::Convenient;
use crate::somebody::model::DAYS;
use crate::whom::{by, unknown};
use crate::{Portal, words};

#[derive(askama::Template)]
#[template(path = "portal-ask-form.html")]
struct FormPage {
    frame: Frame,
    back: String,
    title: String,
    key: String,
    /// The last one, with the id `agree`, stands below what one agrees to.
    fields: Vec<Field>,
    agreed: Vec<String>,
}

/// Which ways somebody else can do a matter: a helper, and a person whom one names.
pub(crate) fn ways(matter: &Matter) -> (bool, bool) {
    (matter.channels.contains(&Way::Helper), matter.channels.contains(&Way::Web))
}

/// What one agrees to, line by line: what is shown is what is kept.
pub(crate) fn agreed(frame: &Frame) -> Vec<String> {
    let keys = [
        "portal.ask.agree-one",
        "portal.ask.agree-see",
        "portal.ask.agree-do",
        "portal.ask.agree-not",
        "portal.ask.agree-end",
    ];
    keys.into_iter().map(|key| frame.t(key)).collect()
}

/// GET /ask-somebody/{matter}
pub(crate) async fn form(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(matter): Path<String>,
) -> PageResult {
    let matter = portal.matter(&matter)?;
    if ways(&matter) == (false, false) {
        return Ok(go_to(&format!("/ask-somebody?matter={}", matter.id)));
    }
    let key = frame.new_key();
    let fields = fields(&portal, &frame, &actor, &matter).await?;
    Ok(Page(page(frame, &matter, key, fields)).into_response())
}

/// POST /ask-somebody/{matter}
pub(crate) async fn ask(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(matter): Path<String>,
    typed: Typed,
) -> PageResult {
    let key = typed.key()?.to_owned();
    let matter = portal.matter(&matter)?;
    let sent = sent(&matter, &typed);
    let refusal = match wish(&portal, &frame, &actor, (&matter, &sent)).await {
        Ok(wish) => {
            let by = by(&portal, actor, None, key.parse()?);
            let request = portal.ask_for_help(by, wish).await?;
            return Ok(go_to(&format!("/asked/{request}")));
        }
        Err(Stop::Refused(refusal)) if refusal.field.is_some() => refusal,
        Err(stop) => return Err(stop.into()),
    };
    let mut fields = fields(&portal, &frame, &actor, &matter).await?;
    for field in &mut fields {
        let mut as_typed = field.clone().typed(&typed);
        if refusal.field.as_deref() == Some(field.id.as_str()) {
            as_typed = as_typed.error(frame.say(&refusal.text));
        }
        *field = as_typed;
    }
    let page = page(frame, &matter, key, fields);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// What the form says, as the interface would.
fn sent(matter: &Matter, typed: &Typed) -> AskBody {
    let one = |id: &str| typed.one(id).to_owned();
    let is_named = typed.one("whom") == "person";
    AskBody {
        matter: matter.id.clone(),
        named: is_named.then(|| NamedBody { name: one("name"), number: one("number") }),
        time: Some(one("time")),
        callback: typed.one("callback") == "yes",
        days: Some(typed.one("days").parse().unwrap_or_default()),
        agree: typed.one("agree") == "yes",
    }
}

fn page(frame: Frame, matter: &Matter, key: String, fields: Vec<Field>) -> FormPage {
    FormPage {
        back: format!("/matters/{}", matter.id),
        title: words::title(&frame, matter),
        key,
        fields,
        agreed: agreed(&frame),
        frame,
    }
}

/// The questions, the agreement last. What most people want is chosen.
async fn fields(
    portal: &Portal,
    frame: &Frame,
    actor: &Actor,
    matter: &Matter,
) -> Outcome<Vec<Field>> {
    let own = actor.resident_id().ok_or_else(unknown)?;
    let person = portal.identity.person(own).await?.ok_or_else(unknown)?;
    let place = place(portal, person.division);
    let mut fields = whom(frame, matter, place);
    let times = Convenient::ALL.map(|one| Choice::new(one.code(), frame.t(time(one))));
    let when = Field::radios("time", frame.t("portal.ask.time"), times.into());
    fields.push(when.value(Convenient::Any.code()));
    fields.push(callback(frame, person.phone.as_ref()));
    let days = DAYS
        .map(|days| Choice::new(days.to_string(), frame.tf("portal.ask.days-n", [("n", days)])));
    let days = Field::radios("days", frame.t("portal.ask.days"), days.into());
    fields.push(days.hint(frame.t("portal.ask.days-hint")).value(DAYS[1].to_string()));
    let yes = vec![Choice::new("yes", frame.t("portal.ask.agree-yes"))];
    let agree = Field::new("agree", frame.t("portal.ask.agree-label"), Kind::Checkboxes);
    fields.push(agree.options(yes));
    Ok(fields)
}

/// Who is asked: a helper, or somebody with a name and a number.
fn whom(frame: &Frame, matter: &Matter, place: String) -> Vec<Field> {
    let (helper, named) = ways(matter);
    let mut choices = Vec::new();
    if helper {
        let hint = frame.tf("portal.ask.by-helper-hint", [("place", place)]);
        choices.push(Choice::new("helper", frame.t("portal.ask.by-helper")).hint(hint));
    }
    if named {
        let hint = frame.t("portal.ask.by-person-hint");
        choices.push(Choice::new("person", frame.t("portal.ask.by-person")).hint(hint));
    }
    let first = if helper { "helper" } else { "person" };
    let mut fields = vec![Field::radios("whom", frame.t("portal.ask.by"), choices).value(first)];
    if named {
        let name = Field::line("name", frame.t("portal.ask.name"));
        let number = Field::line("number", frame.t("portal.ask.number"));
        let hint = frame.t("portal.ask.number-hint");
        fields.extend([name.optional(), number.hint(hint).optional()]);
    }
    fields
}

fn callback(frame: &Frame, phone: Option<&Phone>) -> Field {
    let mut choices = Vec::new();
    if let Some(phone) = phone {
        let words = frame.tf("portal.ask.callback-yes", [("phone", phone.masked())]);
        choices.push(Choice::new("yes", words));
    }
    choices.push(Choice::new("no", frame.t("portal.ask.callback-no")));
    let first = if phone.is_some() { "yes" } else { "no" };
    Field::radios("callback", frame.t("portal.ask.callback"), choices).value(first)
}
