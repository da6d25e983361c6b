//! Short guides in pictures: how to apply, how to get help, how to see how far it is.

use axum::extract::State;
use axum::response::IntoResponse;
use web::{Frame, Page, PageResult};

use crate::Portal;

/// A guide: its heading and its pictures, each with the words below.
pub(crate) struct Guide {
    /// The heading.
    pub(crate) title: String,
    /// The name of each picture and its words.
    pub(crate) pictures: Vec<(&'static str, String)>,
}

#[derive(askama::Template)]
#[template(path = "portal-guide.html")]
struct GuidePage {
    frame: Frame,
    guides: Vec<Guide>,
}

/// GET /guides
pub(crate) async fn show(State(_): State<Portal>, frame: Frame) -> PageResult {
    Ok(Page(GuidePage { guides: guides(&frame), frame }).into_response())
}

/// The guides in the language of the page.
pub(crate) fn guides(frame: &Frame) -> Vec<Guide> {
    let apply = [
        ("search", frame.t("portal.guide.apply-search")),
        ("form", frame.t("portal.guide.apply-form")),
        ("photo", frame.t("portal.guide.apply-photo")),
        ("receipt", frame.t("portal.guide.apply-receipt")),
    ];
    let help = [
        ("phone", frame.t("portal.guide.help-phone")),
        ("people", frame.t("portal.guide.help-people")),
        ("card", frame.t("portal.guide.help-card")),
        ("receipt", frame.t("portal.guide.help-receipt")),
    ];
    let follow = [
        ("list", frame.t("portal.guide.follow-list")),
        ("track", frame.t("portal.guide.follow-track")),
        ("photo", frame.t("portal.guide.follow-supply")),
        ("done", frame.t("portal.guide.follow-done")),
    ];
    let guide = |title: &str, pictures: [(&'static str, String); 4]| Guide {
        title: frame.t(title),
        pictures: pictures.into(),
    };
    vec![
        guide("portal.guide.apply", apply),
        guide("portal.guide.help", help),
        guide("portal.guide.follow", follow),
    ]
}
