//! The layers around every route: size, time and load limits, forgery check, language, gate, headers.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::request::Parts;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use basis::{Fault, Refusal, RefusalKind};
use tower_http::compression::CompressionLayer;
use tracing::Instrument;

use crate::access::{Gate, Visitor};
use crate::frame::{FrameParts, MenuItem};
use crate::limits::Limits;
use crate::measured::{Measured, REQUEST_SECONDS, TURNED_AWAY, UNDER_WAY};
use crate::places::Places;
use crate::routes::{self, Route};
use crate::{
    Failure, Frame, Prefs, Site, assets, design, docs, forgery, headers, openapi, strange,
    trace_parent,
};

/// What the layers know.
#[derive(Clone)]
struct Entry {
    site: Site,
    menu: Arc<[MenuItem]>,
    gate: Arc<dyn Gate>,
    places: Places,
    limits: Arc<Limits>,
}

/// The whole service: the routes behind their gates, inside the layers, with the example page, the
/// description of the API and the assets.
pub fn serve(site: Site, routes: Vec<Route>, gate: Arc<dyn Gate>) -> Router {
    let description = Arc::new(openapi::openapi(&routes, &site.settings));
    let limit = site.settings.body_limit_bytes;
    site.meters.declare(&[&REQUEST_SECONDS, &UNDER_WAY, &TURNED_AWAY]);
    let islands = site.settings.islands;
    let entry = Entry {
        menu: routes::menu(&routes).into(),
        places: Places::new(site.settings.concurrent_requests),
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
        );
    routes::router(all)
        .fallback(no_such_page)
        .layer(DefaultBodyLimit::max(limit))
        .layer(from_fn_with_state(entry, enter))
        .merge(assets)
        .layer(CompressionLayer::new())
}

async fn no_such_page() -> Failure {
    Refusal::not_found(
        "web.no-such-page",
        "没有这个网页。可能是网址少了一段，也可能网页已经搬走。您可以回首页搜索要办的事。",
        "There is no such page. The address may be incomplete, or the page has moved. Search from the home page.",
    )
    .into()
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
    let measured = Measured::begin(entry.site.meters.clone(), route, request.method());
    let site = entry.site.clone();
    async move {
        let response = answer(entry, request, next, reference).await;
        measured.answered(response.status());
        let duration_ms = site.ambient.now().since(started);
        tracing::info!(status = response.status().as_u16(), duration_ms, "answered a request");
        response
    }
    .instrument(span)
    .await
}

/// A place first, then who is asking, then the handler; whatever comes of it is dressed and headed.
async fn answer(entry: Entry, request: Request, next: Next, reference: String) -> Response {
    let (mut parts, body) = request.into_parts();
    let place = entry.places.take(parts.uri.path());
    let seen = match &place {
        Ok(_) => look(&entry, &mut parts).await,
        Err(who) => {
            entry.site.meters.add(&TURNED_AWAY, &[who], 1);
            Err(busy().into())
        }
    };
    let visitor = seen.as_ref().ok().cloned().unwrap_or_default();
    let frame = frame(&entry, &parts, visitor.clone(), reference);
    parts.extensions.insert(frame.clone());
    parts.extensions.insert(visitor);
    let response = match seen {
        Err(failure) => failure.into_response(),
        Ok(_) => within(&entry.site, Request::from_parts(parts, body), next).await,
    };
    headers::put(strange::dress(response, &frame).await, &frame)
}

fn frame(entry: &Entry, parts: &Parts, visitor: Visitor, reference: String) -> Frame {
    let prefs = Prefs::of(&parts.uri, &parts.headers);
    let (site, menu, uri) = (entry.site.clone(), entry.menu.clone(), parts.uri.clone());
    Frame::new(FrameParts { site, menu, prefs, visitor, uri }, reference)
}

/// Forgery check first, since it needs no database; then who is asking, and how much already.
async fn look(entry: &Entry, parts: &mut Parts) -> Result<Visitor, Failure> {
    forgery::check(&parts.method, &parts.headers, &entry.site.settings.base_url)?;
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
        Err(_) => Failure::from(Fault::new(format!("no answer within {seconds} s")))
            .with_status(axum::http::StatusCode::GATEWAY_TIMEOUT)
            .into_response(),
    }
}

fn busy() -> Refusal {
    Refusal::new(
        RefusalKind::Busy,
        "web.busy",
        "现在办事的人太多，您这次的请求还没有开始办理，什么都没有丢失。过 5 秒再点一次就行；急事请打电话。",
        "Too many people are here at once. Nothing was done and nothing is lost. Try again in 5 seconds, or call us.",
    )
}
