//! The style sheet under a name made from its content, so that browsers may keep it for ever.

use std::sync::OnceLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// Every part of the style sheet, in the order in which it is served.
const STYLE: &str = concat!(
    include_str!("../assets/tokens.css"),
    include_str!("../assets/frame.css"),
    include_str!("../assets/forms.css"),
    include_str!("../assets/show.css"),
    include_str!("../assets/maps.css"),
    include_str!("../assets/modes.css"),
);

/// Address of the style sheet; changes with its content.
#[must_use]
pub fn style_sheet() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| {
        let digest = Sha256::digest(STYLE.as_bytes());
        let name: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        format!("/assets/tongban-{name}.css")
    })
}

/// The style sheet, to be kept for a year.
pub(crate) fn serve_style_sheet() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, STYLE).into_response()
}
