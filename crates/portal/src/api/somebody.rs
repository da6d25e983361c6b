//! Asking somebody to do it for me, for other systems; and what form and interface read alike.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use basis::{Outcome, Refusal};
use catalogue::model::{Channel as Way, Matter};
use identity::{Actor, By, Channel, may, scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{ApiKey, Frame, IfMatch};

use super::docs::AfterQuery;
use super::{ApiResult, Body, body};
use crate::Portal;
use crate::pages::asked::id;
use crate::pages::somebody::agreed;
use crate::somebody::model::DAYS;
use crate::somebody::{Convenient, HelpRequest, Step, Wish};

/// The person who is asked by name.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AskNamed")]
pub(crate) struct NamedBody {
    /// Their name.
    pub name: String,
    /// Their identity number, or a telephone number that nobody shares.
    pub number: String,
}

/// What somebody asks for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AskBody")]
pub(crate) struct AskBody {
    /// Id of the matter.
    pub matter: String,
    /// Who is asked; none for a helper of the place where one lives.
    #[serde(default)]
    pub named: Option<NamedBody>,
    /// `any`, `morning`, `afternoon` or `evening`; any if absent.
    #[serde(default)]
    pub time: Option<String>,
    /// Whether a call to one's registered telephone is wanted first.
    #[serde(default)]
    pub callback: bool,
    /// For how many days one agrees: 7, 30 or 90; 30 if absent.
    #[serde(default)]
    pub days: Option<i64>,
    /// Whether one agrees that whoever takes it up sees what this matter needs, fills it in and hands
    /// it in.
    #[serde(default)]
    pub agree: bool,
}

/// What is done about a request.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AskStepBody")]
pub(crate) struct StepBody {
    /// `take`, `decline` or `withdraw`.
    #[serde(rename = "do")]
    what: String,
    /// Why; it may only be absent where nothing is declined.
    #[serde(default)]
    reason: String,
}

/// A request for help.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "AskedBody")]
pub(crate) struct AskedBody {
    /// Its id.
    request: String,
    /// Id of the matter.
    matter: String,
    /// `asked`, `taken`, `done`, `declined`, `withdrawn` or `lapsed`.
    state: String,
    /// Its version, for `If-Match`.
    version: i64,
    /// Who asks: the id for `person` of an application.
    person: String,
    /// Their name.
    name: String,
    /// Where they are registered.
    division: String,
    /// The name of whoever was asked; absent for a helper of the place.
    named: Option<String>,
    /// The name of whoever has it, or had; absent while nobody has.
    holder: Option<String>,
    /// When it suits whoever asks: `any`, `morning`, `afternoon` or `evening`.
    time: String,
    /// Whether a call is wanted first.
    callback: bool,
    /// The last day for which it is agreed to.
    until: String,
    /// Why it was declined or withdrawn; may be empty.
    reason: String,
    /// The case that came of it.
    case: Option<String>,
}

/// A list of requests.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "AskedList")]
pub(crate) struct AskedList {
    /// The requests.
    requests: Vec<AskedBody>,
    /// Where the list goes on: the query parameter `after`.
    next: Option<String>,
}

impl AskedBody {
    fn of(portal: &Portal, one: &HelpRequest) -> Self {
        Self {
            request: one.id.to_string(),
            matter: one.matter.clone(),
            state: one.state_on(portal.today()).code().to_owned(),
            version: one.version,
            person: one.person.to_string(),
            name: one.name.clone(),
            division: one.division.to_string(),
            named: one.named.as_ref().map(|named| named.name.clone()),
            holder: one.taker.as_ref().map(|taker| taker.name.clone()),
            time: one.convenient.code().to_owned(),
            callback: one.callback,
            until: one.until.to_string(),
            reason: one.words.clone(),
            case: one.case.map(|case| case.to_string()),
        }
    }
}

/// POST /api/asked
pub(crate) async fn ask(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    ApiKey(key): ApiKey,
    sent: Body<AskBody>,
) -> ApiResult {
    let sent = body(sent)?;
    let matter = portal.matter(&sent.matter)?;
    let wish = wish(&portal, &frame, &actor, (&matter, &sent)).await?;
    let at = portal.app.ambient.now();
    let (channel, key) = (Channel::Api, key.parse()?);
    let by = By { actor: actor.clone(), for_whom: None, channel, at, key };
    let request = portal.ask_for_help(by, wish).await?;
    let one = portal.help_seen(&actor, request).await?;
    Ok((StatusCode::CREATED, answer(&portal, &one)).into_response())
}

/// What was sent, looked at: somebody is named who is there, a time, a number of days, and agreed to.
pub(crate) async fn wish(
    portal: &Portal,
    frame: &Frame,
    actor: &Actor,
    (matter, sent): (&Matter, &AskBody),
) -> Outcome<Wish> {
    let person = actor.resident_id().ok_or_else(crate::whom::unknown)?;
    let way = if sent.named.is_some() { Way::Web } else { Way::Helper };
    if !matter.channels.contains(&way) {
        return Err(not_this_way().into());
    }
    let time = sent.time.as_deref().unwrap_or(Convenient::Any.code());
    let convenient = Convenient::of(time).ok_or_else(no_such_time)?;
    let days = sent.days.unwrap_or(DAYS[1]);
    if !DAYS.contains(&days) {
        return Err(no_such_days().into());
    }
    let phone = portal.identity.person(person).await?.and_then(|one| one.phone);
    if sent.callback && phone.is_none() {
        return Err(no_phone().into());
    }
    if !sent.agree {
        return Err(not_agreed().into());
    }
    // Looked up last: whether a name and a number belong together is told to nobody who does not ask
    // that person for help at once, which they and the record see.
    let named = match &sent.named {
        Some(named) => Some(portal.to_be_asked(actor, &named.name, &named.number).await?),
        None => None,
    };
    let (matter, callback) = (matter.id.clone(), sent.callback);
    Ok(Wish { matter, named, convenient, callback, days, agreed: agreed(frame).join("\n") })
}

/// GET /api/asked
pub(crate) async fn people(
    State(portal): State<Portal>,
    actor: Actor,
    Query(AfterQuery { after }): Query<AfterQuery>,
) -> ApiResult {
    let after = after.unwrap_or_default();
    let (found, next) = portal.who_asked(&scope(&actor), &after).await?;
    let requests = found.iter().map(|one| AskedBody::of(&portal, one)).collect();
    Ok(Json(AskedList { requests, next }).into_response())
}

/// GET /api/my/asked
pub(crate) async fn mine(State(portal): State<Portal>, actor: Actor) -> ApiResult {
    let found = portal.own_help(&scope(&actor)).await?;
    let requests = found.iter().map(|one| AskedBody::of(&portal, one)).collect();
    Ok(Json(AskedList { requests, next: None }).into_response())
}

/// GET /api/asked/{request}
pub(crate) async fn one(
    State(portal): State<Portal>,
    actor: Actor,
    Path(request): Path<String>,
) -> ApiResult {
    let one = portal.help_seen(&actor, id(&request)?).await?;
    Ok(answer(&portal, &one))
}

/// POST /api/asked/{request}
pub(crate) async fn step(
    State(portal): State<Portal>,
    actor: Actor,
    ApiKey(key): ApiKey,
    IfMatch(version): IfMatch,
    Path(request): Path<String>,
    sent: Body<StepBody>,
) -> ApiResult {
    // Who may not see the request learns nothing from what they sent either.
    let one = portal.help_seen(&actor, id(&request)?).await?;
    let sent = body(sent)?;
    let step = Step::parse(&sent.what, &sent.reason)?;
    may(&actor, &one.right_to(&step))?;
    let for_whom = Some(one.person).filter(|person| actor.resident_id() != Some(*person));
    let (at, key) = (portal.app.ambient.now(), key.parse()?);
    let by = By { actor: actor.clone(), for_whom, channel: Channel::Api, at, key };
    portal.answer_help(by, one.id, version, step).await?;
    let one = portal.help_seen(&actor, one.id).await?;
    Ok(answer(&portal, &one))
}

fn answer(portal: &Portal, one: &HelpRequest) -> Response {
    let etag = [(header::ETAG, format!("\"{}\"", one.version))];
    (etag, Json(AskedBody::of(portal, one))).into_response()
}

fn not_this_way() -> Refusal {
    Refusal::not_now(
        "help.not-this-way",
        "这件事不能这样请人代办。可以请家里人陪您到窗口办，或者打服务电话问。",
        "This cannot be done by somebody else in this way. Come to the counter, or ask by telephone.",
    )
}

fn no_such_time() -> Refusal {
    Refusal::invalid("help.time", "请选什么时候方便", "choose when it suits you").on("time")
}

fn no_such_days() -> Refusal {
    Refusal::invalid("help.days", "请选 7、30 或 90 天", "choose 7, 30 or 90 days").on("days")
}

fn no_phone() -> Refusal {
    Refusal::invalid(
        "help.no-phone",
        "登记的资料里没有您的电话，没法给您回电话。请选“不用”。",
        "No telephone number of yours is registered, so nobody can call you. Choose “no”.",
    )
    .on("callback")
}

fn not_agreed() -> Refusal {
    Refusal::invalid(
        "help.not-agreed",
        "请先看同意的是什么，同意的打勾。",
        "Read what you agree to, and tick the box if you do.",
    )
    .on("agree")
}
