//! The programs that make a page nicer in the browser, under names made from their content.
//!
//! They are bundled beside the crates and handed over by the binary ([`crate::WebSettings::islands`]).
//! A binary without them serves every page all the same.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Where they are served.
pub const FOLDER: &str = "/assets/islands/";

/// One file of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Island {
    /// Its name with the digest of its content: `map-1a2b3c4d.js`.
    pub file: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
}

/// The bundled files; none by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Islands(pub &'static [Island]);

impl Islands {
    /// Whether the binary was built without them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Address of the program of an island.
    #[must_use]
    pub fn script(&self, island: &str) -> Option<String> {
        self.address(island, "js")
    }

    /// Address of the style sheet of an island, where it has one of its own.
    #[must_use]
    pub fn style(&self, island: &str) -> Option<String> {
        self.address(island, "css")
    }

    fn address(&self, island: &str, ending: &str) -> Option<String> {
        let is_it = |file: &str| {
            let parts = file.rsplit_once('.').filter(|(_, own)| *own == ending);
            parts
                .and_then(|(stem, _)| stem.rsplit_once('-'))
                .is_some_and(|(name, _)| name == island)
        };
        self.0.iter().find(|one| is_it(one.file)).map(|one| format!("{FOLDER}{}", one.file))
    }

    /// A file, to be kept for a year; not found where there is none of that name.
    pub(crate) fn serve(&self, file: &str) -> Response {
        let Some(found) = self.0.iter().find(|one| one.file == file) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let kind = match found.file.rsplit_once('.') {
            Some((_, "css")) => "text/css; charset=utf-8",
            _ => "text/javascript; charset=utf-8",
        };
        let headers = [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ];
        (headers, found.bytes).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_island_and_kind() {
        let file = |file| Island { file, bytes: b"" };
        let all = [file("map-worker-0a.js"), file("map-1b.css"), file("map-2c.js")];
        let islands = Islands(Box::leak(Box::new(all)));
        assert_eq!(islands.script("map").as_deref(), Some("/assets/islands/map-2c.js"));
        assert_eq!(islands.style("map").as_deref(), Some("/assets/islands/map-1b.css"));
        assert_eq!(islands.script("worker"), None);
        assert_eq!(islands.serve("map-2c.js").status(), StatusCode::OK);
        assert_eq!(islands.serve("other.js").status(), StatusCode::NOT_FOUND);
        assert_eq!(Islands::default().script("map"), None);
    }
}
