//! How one objects to a decision. The limits and their law stand in the matter, to whom one turns
//! with the department; where nobody has stated that, the paper says whom to phone and guesses nothing.

use basis::clock::{Limit, Unit};
use catalogue::model::{Matter, Statutory};

use super::Office;
use super::words::Words;
use crate::document::{Appeal, Remedy};

/// How one objects to what a department decides in a matter; none where no authority decides.
#[must_use]
pub fn appeal(matter: &Matter, department: &str, office: Office<'_>) -> Option<Appeal> {
    let remedies = matter.remedies.as_ref()?;
    let catalogue = office.cases.catalogue();
    let department = catalogue.department(department);
    let phone = &office.settings.phone;
    let review = department.and_then(|one| one.review_by.as_ref()).map(|one| one.zh.clone());
    let court = department.and_then(|one| one.court.as_ref()).map(|one| one.zh.clone());
    let words = Words(office.wording.at(office.now));
    let ask = |body: String| {
        words.tf("certificates.paper.ask-which", &[("body", &body), ("phone", phone)])
    };
    let any_review = || ask(words.t("certificates.paper.any-review"));
    let any_court = || ask(words.t("certificates.paper.any-court"));
    let review = remedy(&remedies.review, review.unwrap_or_else(any_review));
    let court = remedy(&remedies.court, court.unwrap_or_else(any_court));
    let law = |one: &Remedy| one.sources.iter().map(ToString::to_string).collect::<String>();
    let (review_law, court_law) = (law(&review), law(&court));
    let values = [
        ("review", &review.to),
        ("review-within", &review.within),
        ("review-law", &review_law),
        ("court", &court.to),
        ("court-within", &court.within),
        ("court-law", &court_law),
    ];
    let words = words.tf("certificates.paper.appeal", &values);
    Some(Appeal { words, review, court })
}

fn remedy(limit: &Statutory, to: String) -> Remedy {
    Remedy { to, within: words(limit.limit()), sources: vec![limit.source.clone()] }
}

/// As the laws write it: 60日, 6个月.
fn words(limit: Limit) -> String {
    match limit.unit {
        Unit::NaturalDay => format!("{}日", limit.n),
        Unit::WorkingDay | Unit::Hour | Unit::Month => limit.words().zh.replace(' ', ""),
    }
}
