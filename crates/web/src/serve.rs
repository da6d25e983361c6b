//! The layers around every route: size, time and load limits, forgery check, language, gate, headers.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::request::Parts;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use basis::{Refusal, RefusalKind};
use tokio::time::Instant;
use tower_http::compression::CompressionLayer;
use tracing::Instrument;

use crate::access::{Gate, Visitor};
use crate::arriving::{Late, Way};
use crate::frame::{FrameParts, MenuItem};
use crate::intake::{self, Came, Intake, Missing};
use crate::limits::{Account, Limits};
use crate::measured::{Measured, REQUEST_SECONDS, TOO_SLOW, TURNED_AWAY, UNDER_WAY};
use crate::places::{Place, Places};
use crate::routes::{self, Route};
use crate::uploads::Uploads;
use crate::{
    Failure, Frame, Prefs, Site, address, assets, design, docs, doors, forgery, headers, openapi,
    places, strange, trace_parent,
};

/// What the layers know.
#[derive(Clone)]
struct Entry {
    site: Site,
    menu: Arc<[MenuItem]>,
    gate: Arc<dyn Gate>,
    intake: Intake,
    places: Places,
    uploads: Uploads,
    limits: Arc<Limits>,
}

/// The whole service: the routes behind their gates, inside the layers, with the example page, the
/// description of the API and the assets.
pub fn serve(site: Site, routes: Vec<Route>, gate: Arc<dyn Gate>) -> Router {
    serve_beside(site, routes, gate, Router::new())
}

/// [`serve`], with routes that are in no table, inside the same layers: what everybody may read and
/// no page stands around.
pub fn serve_beside(site: Site, routes: Vec<Route>, gate: Arc<dyn Gate>, beside: Router) -> Router {
    let description = Arc::new(openapi::openapi(&routes, &site.settings));
    let limit = site.settings.body_limit_bytes;
    site.meters.declare(&[&REQUEST_SECONDS, &UNDER_WAY, &TURNED_AWAY, &TOO_SLOW]);
    let islands = site.settings.islands;
    let entry = Entry {
        menu: routes::menu(&routes).into(),
        intake: Intake::new(),
        places: Places::new(site.settings.concurrent_requests),
        uploads: Uploads::new(site.settings.concurrent_uploads),
        limits: Arc::new(Limits::new(&site.ambient)),
        gate,
        site,
    };
    let all = [routes, design::routes(), docs::routes(description)].concat();
    let assets = Router::new()
        .route(assets::style_sheet(), routing::get(async || assets::serve_style_sheet()))
        .route(
            "/assets/islands/{file}",
            routing::get(async move |Path(file): Path<String>| islands.serve(&file)),
        )
        .route_layer(from_fn_with_state(entry.clone(), headed));
    routes::router(all)
        .merge(beside)
        .fallback(no_such_page)
        .layer(DefaultBodyLimit::max(limit))
        .layer(from_fn_with_state(entry, enter))
        .merge(assets)
        .layer(CompressionLayer::new())
}

/// A file needs neither frame nor gate, but the headers of every answer.
async fn headed(State(entry): State<Entry>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    headers::always(response.headers_mut(), &entry.site.settings);
    response
}

async fn no_such_page() -> Failure {
    Refusal::told(RefusalKind::NotFound, "web.no-such-page").into()
}

/// The way of one request through the layers.
async fn enter(State(entry): State<Entry>, request: Request, next: Next) -> Response {
    let started = entry.site.ambient.now();
    let reference = entry.site.ambient.id().to_string();
    let route = request.extensions().get::<axum::extract::MatchedPath>();
    let route = route.map_or("none", |route| route.as_str());
    let span = tracing::info_span!(
        "request",
        request.id = reference,
        method = %request.method(),
        route,
        traceparent = trace_parent::of(request.headers()),
    );
    let mut measured = Measured::begin(entry.site.meters.clone(), route, request.method());
    let site = entry.site.clone();
    async move {
        let is_program = places::is_program(request.uri().path());
        let answer = answer(entry, request, next, reference, &mut measured);
        let response = match is_program {
            true => answer.await,
            false => store::at_a_page(answer).await,
        };
        measured.answered(response.status());
        let duration_ms = site.ambient.now().since(started);
        tracing::info!(status = response.status().as_u16(), duration_ms, "answered a request");
        response
    }
    .instrument(span)
    .await
}

/// A request that may be worked on: who asks, what they sent, the place for it.
struct Ready<'a> {
    visitor: Visitor,
    came: Came,
    place: Place<'a>,
}

/// Whether it may come first, then what was sent, then a place, then who is asking, then the handler;
/// whatever comes of it is dressed and headed.
async fn answer(
    entry: Entry,
    request: Request,
    next: Next,
    reference: String,
    measured: &mut Measured,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let begun = Instant::now();
    let came = arrived(&entry, &parts, body).await;
    measured.waited(begun.elapsed());
    let ready = ready(&entry, &mut parts, came).await;
    let visitor = ready.as_ref().map(|ready| ready.visitor.clone()).unwrap_or_default();
    let account = parts.extensions.get::<Account>().cloned();
    let frame = frame(&entry, &parts, visitor.clone(), reference);
    parts.extensions.insert(frame.clone());
    parts.extensions.insert(visitor);
    let response = match ready {
        Err(failure) => failure.into_response(),
        Ok(ready) => work(&entry, parts, ready, next, measured).await,
    };
    doors::tell(&response, account.as_ref(), &frame);
    headers::put(strange::dress(response, &frame).await, &frame)
}

/// What was sent; of a forged request nothing is read, since its head tells it.
async fn arrived(entry: &Entry, parts: &Parts, body: Body) -> Result<Came, Failure> {
    forgery::check(&parts.method, &parts.headers, &entry.site.settings.base_url)?;
    let came = entry.intake.take(body, address::of(parts)).await;
    came.map_err(|missing| missed(entry, parts, missing))
}

async fn ready<'a>(
    entry: &'a Entry,
    parts: &mut Parts,
    came: Result<Came, Failure>,
) -> Result<Ready<'a>, Failure> {
    let came = came?;
    let place = entry.places.take(parts.uri.path()).map_err(|who| turned_away(entry, who))?;
    let visitor = look(entry, parts).await?;
    Ok(Ready { visitor, came, place })
}

fn missed(entry: &Entry, parts: &Parts, missing: Missing) -> Failure {
    match missing {
        Missing::TooSlow => given_up(entry),
        Missing::NoRoom => turned_away(entry, places::who(parts.uri.path())),
        Missing::Broken => intake::broken(),
    }
}

fn turned_away(entry: &Entry, who: &'static str) -> Failure {
    entry.site.meters.add(&TURNED_AWAY, &[who], 1);
    busy().into()
}

fn given_up(entry: &Entry) -> Failure {
    entry.site.meters.add(&TOO_SLOW, &[], 1);
    intake::too_slow()
}

/// The handler, with all that was sent or with what is still coming.
async fn work(
    entry: &Entry,
    parts: Parts,
    ready: Ready<'_>,
    next: Next,
    measured: &mut Measured,
) -> Response {
    let Ready { visitor, came, place } = ready;
    match came {
        Came::Whole(body, room) => {
            let response = within(&entry.site, Request::from_parts(parts, body), next).await;
            drop((place, room));
            response
        }
        Came::Long(read, rest) if visitor.signed_in => {
            // From here on it has a place among the uploads instead.
            drop(place);
            let way = Way::default();
            let body = way.body(read, rest);
            let response = upload(entry, Request::from_parts(parts, body), next, &way).await;
            measured.waited(way.waited());
            response
        }
        Came::Long(..) => {
            let response = unread(&entry.site, parts, next).await;
            drop(place);
            response
        }
    }
}

/// A handler that reads what comes, while it comes.
async fn upload(entry: &Entry, request: Request, next: Next, way: &Way) -> Response {
    let account = request.extensions().get::<Account>().cloned();
    let path = request.uri().path().to_owned();
    let place = match entry.uploads.take(&path, account.as_ref()).await {
        Ok(place) => place,
        Err(who) => return turned_away(entry, who).into_response(),
    };
    let seconds = entry.site.settings.timeout_seconds;
    let outcome = way.watch(next.run(request), Duration::from_secs(seconds)).await;
    drop(place);
    outcome.unwrap_or_else(|late| match late {
        Late::Body => given_up(entry).into_response(),
        Late::Work => no_answer(),
    })
}

/// A stranger has nothing to send that is larger than a form: whatever the route says to that
/// (sign in first, there is no such page) is answered, and nothing is read.
async fn unread(site: &Site, parts: Parts, next: Next) -> Response {
    let way = Way::default();
    let response = within(site, Request::from_parts(parts, way.shut()), next).await;
    if way.was_asked() { intake::too_large().into_response() } else { response }
}

fn frame(entry: &Entry, parts: &Parts, visitor: Visitor, reference: String) -> Frame {
    let prefs = Prefs::of(&parts.uri, &parts.headers);
    let (site, menu, uri) = (entry.site.clone(), entry.menu.clone(), parts.uri.clone());
    Frame::new(FrameParts { site, menu, prefs, visitor, uri }, reference)
}

/// Who is asking, and how much already.
async fn look(entry: &Entry, parts: &mut Parts) -> Result<Visitor, Failure> {
    let visitor = entry.gate.visitor(parts).await?;
    let (settings, now) = (&entry.site.settings, entry.site.ambient.now());
    entry.limits.count(parts, &visitor, (settings, now))?;
    Ok(visitor)
}

/// Runs the handler, but not for ever.
async fn within(site: &Site, request: Request, next: Next) -> Response {
    let seconds = site.settings.timeout_seconds;
    match tokio::time::timeout(Duration::from_secs(seconds), next.run(request)).await {
        Ok(response) => response,
        Err(_) => no_answer(),
    }
}

/// After so many seconds somebody whose request took too long may ask again.
const LATE_PAUSE: u64 = 60;

/// Nobody knows whether it was done after all: the same key finds out.
fn no_answer() -> Response {
    Failure::from(Refusal::told(RefusalKind::Busy, "web.late"))
        .with_status(axum::http::StatusCode::GATEWAY_TIMEOUT)
        .retry_after(LATE_PAUSE)
        .into_response()
}

fn busy() -> Refusal {
    Refusal::told(RefusalKind::Busy, "web.busy")
}
