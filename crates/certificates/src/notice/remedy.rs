//! How one objects to a decision. The limits and their law stand in the matter, to whom one turns
//! with the department; where nobody has stated that, the paper says whom to phone and guesses nothing.

use basis::clock::{Limit, Unit};
use catalogue::model::{Matter, Statutory};

use super::Office;
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
    let ask = |body: &str| format!("{body}（是哪一家，请打电话 {phone} 问）");
    Some(Appeal {
        review: remedy(&remedies.review, review.unwrap_or_else(|| ask("行政复议机关"))),
        court: remedy(&remedies.court, court.unwrap_or_else(|| ask("有管辖权的人民法院"))),
    })
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
