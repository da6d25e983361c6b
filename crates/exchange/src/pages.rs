//! The page on which a person sees who looked at which of their data, when and for what.

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use basis::{Id, Role};
use catalogue::Catalogue;
use identity::{Actor, Channel};
use serde::Deserialize;
use web::{Frame, Page, PageResult};

use crate::model::Footprint;
use crate::routes::Footprints;

#[derive(Template)]
#[template(path = "footprint.html")]
struct FootprintPage {
    frame: Frame,
    items: Vec<Shown>,
    older: Option<Id>,
}

/// A reading in words.
struct Shown {
    when: String,
    times: i64,
    who: String,
    what: String,
    matter: String,
    purpose: String,
    basis: String,
    case: Option<String>,
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
pub(crate) struct Before {
    before: Option<Id>,
}

/// GET /my/footprint.
pub(crate) async fn mine(
    State(state): State<Footprints>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Query(Before { before }): Query<Before>,
) -> PageResult {
    let (found, older) = state.exchange.some_footprints(&actor, before).await?;
    let catalogue = state.exchange.catalogue();
    let items = found.iter().map(|one| shown(&frame, &catalogue, &state, one)).collect();
    Ok(Page(FootprintPage { frame, items, older }).into_response())
}

fn shown(frame: &Frame, catalogue: &Catalogue, state: &Footprints, one: &Footprint) -> Shown {
    let matter = catalogue.matter(state.exchange.county(), &one.matter, one.at.date());
    Shown {
        when: frame.moment(&one.last_at),
        times: one.times,
        who: who(frame, one),
        what: what(frame, catalogue, one),
        matter: matter
            .map_or_else(|| one.matter.clone(), |matter| frame.say(&matter.name).to_owned()),
        purpose: frame.say(&one.purpose.name()).to_owned(),
        basis: one.basis.clone(),
        case: one.case.map(|case| case.to_string()),
    }
}

/// Yourself, or roles and channel; never a name, since officers act for their office.
pub(crate) fn who(frame: &Frame, one: &Footprint) -> String {
    let channel = one.reader["channel"].as_str().and_then(|code| code.parse::<Channel>().ok());
    let channel = channel.map(|channel| frame.say(&channel.name()).to_owned()).unwrap_or_default();
    let is_for_you = one.reader["for"].is_string();
    if one.reader["who"]["person"].is_string() && is_for_you {
        return frame.tf("exchange.footprint.asked", [("channel", channel)]);
    }
    if one.reader["who"]["person"].is_string() {
        return frame.tf("exchange.footprint.yourself", [("channel", channel)]);
    }
    let roles = one.reader["roles"].as_array().into_iter().flatten();
    let roles = roles.filter_map(|role| role.as_str()?.parse::<Role>().ok());
    let mut names: Vec<String> = roles.map(|role| frame.say(&role.name()).to_owned()).collect();
    names.push(channel);
    names.join(" · ")
}

fn what(frame: &Frame, catalogue: &Catalogue, one: &Footprint) -> String {
    let Some(register) = catalogue.registers.get(&one.register) else {
        return one.fields.join(", ");
    };
    let name = |id: &String| {
        let field = register.field(id);
        field.map_or_else(|| id.clone(), |field| frame.say(&field.name).to_owned())
    };
    let fields: Vec<String> = one.fields.iter().map(name).collect();
    let fields = fields.join(&frame.t("exchange.footprint.comma"));
    let register = frame.say(&register.name).to_owned();
    frame.tf("exchange.footprint.fields", [("register", register), ("fields", fields)])
}
