//! The catalogue in the browser: the list of matters and lists, a new matter, one with its versions, a
//! draft with its findings, its parts by forms, and the changes between two versions.

pub(crate) mod draft;
mod fields;
mod import;
mod list;
pub(crate) mod new;
mod one;
pub(crate) mod parts;

pub(crate) use import::{import_page, place, take_in};
pub(crate) use list::{export, limit, list};
pub(crate) use one::{begin, names, published_by, show};

use crate::model::{Mark, difference};

/// A line of a comparison, for the page.
pub(crate) struct Compared {
    /// `same`, `added`, `gone` or `skipped`.
    pub(crate) mark: &'static str,
    /// What stands before the line for those who see no colours.
    pub(crate) sign: &'static str,
    /// The line.
    pub(crate) line: String,
}

pub(crate) fn compared(old: &str, new: &str) -> Vec<Compared> {
    let line = |(mark, line): (Mark, String)| {
        let (mark, sign) = match mark {
            Mark::Same => ("same", " "),
            Mark::Added => ("added", "+"),
            Mark::Gone => ("gone", "−"),
            Mark::Skipped => ("skipped", "…"),
        };
        Compared { mark, sign, line }
    };
    difference(old, new).into_iter().map(line).collect()
}

/// Names and values of the plain fields of a text, as a browser sends them.
#[cfg(test)]
pub(crate) fn shown_fields(say: fields::Say<'_>, text: &str) -> Vec<(String, String)> {
    let pairs = |field: &web::Field| {
        let values = match field.kind {
            web::Kind::Checkboxes => field.value.split(',').map(str::to_owned).collect(),
            _ => vec![field.value.clone()],
        };
        values.into_iter().map(|value| (field.id.clone(), value)).collect::<Vec<_>>()
    };
    fields::of(say, text).iter().flat_map(pairs).collect()
}
