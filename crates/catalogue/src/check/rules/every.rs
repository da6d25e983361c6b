//! Every rule of a matter, with the path where it stands.

use crate::check::about::steps;
use crate::model::{Condition, Fee, Matter, Required};
use crate::yaml::Step;

/// A rule and the path to it.
pub(super) type Placed<'a> = (Vec<Step<'static>>, &'a str);

/// The rules of conditions and exceptions, of the form, the materials, the fee and the benefit.
pub(super) fn rules(matter: &Matter) -> impl Iterator<Item = Placed<'_>> {
    let conditions = matter.conditions.iter().enumerate().flat_map(|(at, one)| condition(at, one));
    let form = matter.form.iter().enumerate().flat_map(|(at, field)| {
        let when = field.when.as_deref().map(|rule| (steps!["form", at, "when"].to_vec(), rule));
        let required = match &field.required {
            Required::When(rule) => Some((steps!["form", at, "required"].to_vec(), rule.as_str())),
            Required::Always(_) => None,
        };
        when.into_iter().chain(required)
    });
    let materials = matter.materials.iter().enumerate().filter_map(|(at, material)| {
        Some((steps!["materials", at, "when"].to_vec(), material.when.as_deref()?))
    });
    let fee = match &matter.fee {
        Fee::Rule { rule, .. } => Some((steps!["fee", "rule"].to_vec(), rule.as_str())),
        Fee::Fixed { .. } => None,
    };
    let benefit = matter
        .benefit
        .as_ref()
        .map(|benefit| (steps!["benefit", "amount"].to_vec(), benefit.amount.as_str()));
    conditions.chain(form).chain(materials).chain(fee).chain(benefit)
}

fn condition(at: usize, condition: &Condition) -> impl Iterator<Item = Placed<'_>> {
    let own = (steps!["conditions", at, "rule"].to_vec(), condition.rule.as_str());
    let exceptions = condition.exceptions.iter().enumerate().map(move |(place, exception)| {
        let steps = steps!["conditions", at, "exceptions", place, "when"].to_vec();
        (steps, exception.when.as_str())
    });
    std::iter::once(own).chain(exceptions)
}
