//! What anybody reads, for other systems: life events, guides, townships and villages; and for
//! helpers, the person for whom they file.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use basis::division::Level;
use catalogue::model::ServicePoint;
use identity::Actor;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, Frame};

use super::{ApiResult, Body, Found, body};
use crate::Portal;
use crate::pages::find::{self, no_such_event};
use crate::pages::guide;
use crate::pages::help::allowed;
use crate::pages::places::{below, is_community, no_such_town};
use crate::whom::unknown;

/// A life event.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "LifeEventBody")]
pub(crate) struct EventBody {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// What it is about; may be empty.
    summary: String,
    /// The ids of the matters of it that are offered.
    matters: Vec<String>,
}

fn event_example() -> serde_json::Value {
    json!({"id": "养老", "name": "养老", "summary": "", "matters": ["elderly-allowance"]})
}

pub(crate) fn events_doc() -> ApiDoc {
    ApiDoc::new("matters", "人生事件", "Life events").gives::<Vec<EventBody>>(
        200,
        "每一类和其中能办的事项",
        "each with the services of it",
        json!([event_example()]),
    )
}

/// GET /api/events
pub(crate) async fn events(State(portal): State<Portal>, frame: Frame) -> ApiResult {
    Ok(Json(all_events(&portal, &frame)).into_response())
}

pub(crate) fn event_doc() -> ApiDoc {
    ApiDoc::new("matters", "一个人生事件", "One life event")
        .gives::<EventBody>(200, "这一类", "the life event", event_example())
        .gives_only(404, "没有这一类", "no such life event")
}

/// GET /api/events/{id}
pub(crate) async fn event(
    State(portal): State<Portal>,
    frame: Frame,
    Path(id): Path<String>,
) -> ApiResult {
    let mut all = all_events(&portal, &frame).into_iter();
    let event = all.find(|event| event.id == id).ok_or_else(no_such_event)?;
    Ok(Json(event).into_response())
}

fn all_events(portal: &Portal, frame: &Frame) -> Vec<EventBody> {
    let catalogue = portal.catalogue();
    let offered = catalogue.offered(portal.county(), portal.today());
    let event = |event: &catalogue::model::LifeEvent| EventBody {
        id: event.id.clone(),
        name: frame.say(&event.name).to_owned(),
        summary: event.summary.as_ref().map(|text| frame.say(text).to_owned()).unwrap_or_default(),
        matters: offered
            .iter()
            .filter(|matter| matter.life_events.contains(&event.id))
            .map(|matter| matter.id.clone())
            .collect(),
    };
    catalogue.life_events.values().map(event).collect()
}

/// What most people come for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PopularBody")]
pub(crate) struct PopularBody {
    /// The ids of the matters, in the order in which the home page shows them.
    matters: Vec<String>,
}

pub(crate) fn popular_doc() -> ApiDoc {
    ApiDoc::new("matters", "常办的事", "What people often come for")
        .about(
            "近 30 天至少有 5 个人办过的事项，按人数排；不够的，用本县工作人员列的名单补上。不给人数。",
            "Matters that at least 5 people handed in over 30 days, by their number, which is not told; then those that the county's staff have listed.",
        )
        .gives::<PopularBody>(200, "事项", "the services", json!({"matters": ["elderly-allowance"]}))
}

/// GET /api/popular
pub(crate) async fn popular(State(portal): State<Portal>) -> ApiResult {
    let matters = find::popular(&portal).iter().map(|matter| matter.id.clone()).collect();
    Ok(Json(PopularBody { matters }).into_response())
}

/// A short guide.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "GuideBody")]
pub(crate) struct GuideBody {
    /// What it is about.
    title: String,
    /// Its steps in words, in order.
    steps: Vec<String>,
}

pub(crate) fn guides_doc() -> ApiDoc {
    let guide = json!({"title": "自己在手机上办", "steps": ["搜一搜要办的事"]});
    ApiDoc::new("matters", "图说怎么办", "Short guides").gives::<Vec<GuideBody>>(
        200,
        "每份图说的文字",
        "the words of each guide",
        json!([guide]),
    )
}

/// GET /api/guides
pub(crate) async fn guides(frame: Frame) -> ApiResult {
    let guides = guide::guides(&frame).into_iter().map(|guide| GuideBody {
        title: guide.title,
        steps: guide.pictures.into_iter().map(|(_, words)| words).collect(),
    });
    Ok(Json(guides.collect::<Vec<_>>()).into_response())
}

/// A place of the county.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PlaceBody")]
pub(crate) struct PlaceBody {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// Whether it is an urban community and no village; of a township always false.
    community: bool,
    /// Its service point, where the county has filled it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<PointBody>,
}

/// Where people find somebody who helps; what nobody filled in is empty or absent.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ServicePointBody")]
pub(crate) struct PointBody {
    /// What it is called.
    name: String,
    /// Where it stands.
    address: String,
    /// Its telephone.
    phone: String,
    /// When it is open.
    hours: String,
    /// Degrees east (WGS 84).
    lon: Option<f64>,
    /// Degrees north (WGS 84).
    lat: Option<f64>,
    /// Where this is from.
    source: String,
    /// Whether it was made up for a demonstration.
    synthetic: bool,
}

impl PointBody {
    fn of(point: &ServicePoint) -> Self {
        let position = point.position();
        Self {
            name: point.name.clone(),
            address: point.address.clone(),
            phone: point.phone.clone(),
            hours: point.hours.clone(),
            lon: position.map(|(lon, _)| lon),
            lat: position.map(|(_, lat)| lat),
            source: point.source.clone(),
            synthetic: point.synthetic,
        }
    }
}

/// The places right below another one.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PlacesBody")]
pub(crate) struct PlacesBody {
    /// By code.
    places: Vec<PlaceBody>,
}

fn places_doc(zh: &str, en: &str, place: serde_json::Value) -> ApiDoc {
    ApiDoc::new("matters", zh, en)
        .about(
            "名字和编码是国家公布的；服务点的位置、地址、电话、开门时间公布的数据里没有，县里填了的放在 point 里，没有填的不编。",
            "Names and codes are the published ones; where service points stand and when they are open is in no published list: what the county filled in is in `point`.",
        )
        .gives::<PlacesBody>(200, "名单", "the list", json!({"places": [place]}))
}

pub(crate) fn towns_doc() -> ApiDoc {
    let town = json!({"code": "330825101", "name": "湖镇镇", "community": false});
    places_doc("乡镇（街道）", "Townships", town)
}

/// GET /api/places
pub(crate) async fn towns(State(portal): State<Portal>) -> ApiResult {
    Ok(places(&portal, portal.county(), Level::Township))
}

pub(crate) fn villages_doc() -> ApiDoc {
    let village = json!({"code": "330825101200", "name": "文林村", "community": false});
    places_doc("村和社区", "Villages and communities of a township", village).gives_only(
        404,
        "没有这个乡镇（街道）",
        "no such township",
    )
}

/// GET /api/places/{town}
pub(crate) async fn villages(State(portal): State<Portal>, Path(code): Path<String>) -> ApiResult {
    let towns = below(&portal, portal.county(), Level::Township);
    towns.into_iter().find(|one| one.code.as_str() == code).ok_or_else(no_such_town)?;
    Ok(places(&portal, &code, Level::Village))
}

fn places(portal: &Portal, code: &str, level: Level) -> axum::response::Response {
    let catalogue = portal.catalogue();
    let place = |one: &basis::division::Division| PlaceBody {
        code: one.code.to_string(),
        name: one.name.clone(),
        community: level == Level::Village && is_community(one),
        point: catalogue.service_points.get(one.code.as_str()).map(PointBody::of),
    };
    let places = below(portal, code, level).into_iter().map(place).collect();
    Json(PlacesBody { places }).into_response()
}

/// Whom to file for.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "PersonToFind")]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonAsked {
    /// The identity number, which travels in the body and never in an address.
    number: String,
}

/// The person that was found.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PersonFound")]
pub(crate) struct PersonFound {
    /// The id for `person` of an application.
    person: String,
}

pub(crate) fn person_doc() -> ApiDoc {
    ApiDoc::new("cases", "找到要帮办的人", "Find the person to file for")
        .about(
            "给帮办员和窗口人员；不在自己服务范围里的人，和没有这个人一样答复。",
            "For helpers and clerks; somebody outside their area is answered like nobody.",
        )
        .takes::<PersonAsked>(json!({"number": "330825194403050028"}))
        .gives::<PersonFound>(
            200,
            "这个人",
            "the person",
            json!({"person": "01kb3x5n9d8q2v7w4t6y1z3c5e"}),
        )
        .gives_only(404, "没有这个人，或者不在服务范围里", "nobody, or outside the area")
        .gives_only(422, "号码不对，text 里说明哪里不对", "not a number; text says why")
}

/// POST /api/people/find
pub(crate) async fn person(
    State(portal): State<Portal>,
    actor: Actor,
    sent: Body<PersonAsked>,
) -> ApiResult {
    let sent = body(sent)?;
    let found = allowed(&portal, &actor, &sent.number).await?.ok_or_else(unknown)?;
    Ok(Json(PersonFound { person: found.to_string() }).into_response())
}

/// The matters of a list for those whom the query names.
pub(super) fn kept(portal: &Portal, found: Vec<Found>, whom: Option<&str>) -> Vec<Found> {
    let whom = find::For::of(whom.unwrap_or_default());
    let takes = |found: &Found| portal.matter(&found.id).is_ok_and(|matter| whom.takes(&matter));
    found.into_iter().filter(takes).collect()
}
