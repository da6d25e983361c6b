//! A place in two steps, township and then village: a list of three hundred villages is no question.
//! Works as plain lists: the page comes back with the villages of the township that was chosen.

use basis::DivisionCode;
use web::{Choice, Frame, Kind, Typed};

use crate::Portal;

/// Sent for a place outside the county.
pub(crate) const ELSEWHERE: &str = "elsewhere";

/// A place as far as it has been chosen.
pub(crate) struct Place {
    /// The lists to show: the townships, and the villages once a township is chosen.
    pub fields: Vec<web::Field>,
    /// The code of the village, or of a township that has none; none while something is open.
    pub answer: Option<String>,
}

/// The name of the list of townships that stands before the input of an id.
pub(crate) fn town_id(id: &str) -> String {
    format!("{id}-town")
}

/// Whether a form sent anything about the place of an id.
pub(crate) fn is_sent(id: &str, typed: &Typed) -> bool {
    typed.0.iter().any(|(name, _)| *name == town_id(id) || name == id)
}

/// The place of an input: what was typed, else what is known.
pub(crate) fn place(
    portal: &Portal,
    frame: &Frame,
    input: web::Field,
    typed: Option<&Typed>,
    may_be_elsewhere: bool,
) -> Place {
    let id = input.id.clone();
    let known = input.value.clone();
    let town = match typed {
        Some(typed) => typed.one(&town_id(&id)).to_owned(),
        None => known.get(..9).unwrap_or_default().to_owned(),
    };
    let towns = children(portal, portal.county());
    let elsewhere =
        may_be_elsewhere.then(|| Choice::new(ELSEWHERE, frame.t("portal.check.elsewhere")));
    let hint = format!("{} {}", input.hint, frame.t("portal.place.hint")).trim().to_owned();
    let mut first = web::Field { id: town_id(&id), ..input }.hint(hint);
    first.options = elsewhere.into_iter().chain(towns).collect();
    let first = first.value(town.clone());
    if town == ELSEWHERE && may_be_elsewhere {
        return Place { fields: vec![first], answer: Some(town) };
    }
    if !first.options.iter().any(|option| option.chosen) {
        let error = typed.map(|_| frame.t("portal.place.town-missing")).unwrap_or_default();
        return Place { fields: vec![first.error(error)], answer: None };
    }
    let villages = children(portal, &town);
    if villages.is_empty() {
        return Place { fields: vec![first], answer: Some(town) };
    }
    let chosen = typed.map_or(known, |typed| typed.one(&id).to_owned());
    let second = web::Field::new(id.clone(), frame.t("portal.place.village"), Kind::Select);
    let second = second.options(villages).value(chosen.clone());
    let is_chosen = second.options.iter().any(|option| option.chosen);
    // A township that was only just chosen is no mistake: its villages have not been seen yet.
    let was_asked = typed.is_some_and(|typed| typed.0.iter().any(|(name, _)| *name == id));
    let is_of_this_town = chosen.is_empty() || chosen.starts_with(&town);
    let error = match was_asked && is_of_this_town && !is_chosen {
        true => frame.t("portal.place.village-missing"),
        false => String::new(),
    };
    Place { fields: vec![first, second.error(error)], answer: is_chosen.then_some(chosen) }
}

/// The places right below a place, by name.
fn children(portal: &Portal, code: &str) -> Vec<Choice> {
    let Ok(code) = DivisionCode::parse(code) else { return Vec::new() };
    let below = portal.divisions.children(&code, portal.today());
    below.into_iter().map(|one| Choice::new(one.code.as_str(), one.name.clone())).collect()
}
