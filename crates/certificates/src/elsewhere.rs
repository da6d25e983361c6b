//! One's own certificates in another county of the database, in one bounded statement of that county:
//! what a stranger with the code would see, and no more.

use basis::{Date, Outcome};
use identity::Scope;
use store::Store;

use crate::model::{CertificateKey, Verification};
use crate::rows;

/// No county is asked for more at once.
const MOST: usize = 201;

/// A certificate as a list in another county tells of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The county that issued it, six digits.
    pub county: String,
    /// Its key there.
    pub key: CertificateKey,
    /// What everybody may see of it.
    pub shown: Verification,
}

/// The resident's own certificates in the county of the scope, which need not be the one served: the
/// newest first, at most so many, older than `before`, in their state of a day.
///
/// # Errors
/// When the database fails, or a row there is none that this version understands.
pub async fn held_there(
    store: &Store,
    scope: &Scope,
    before: Option<CertificateKey>,
    most: usize,
    today: Date,
) -> Outcome<Vec<Held>> {
    let Some(person) = scope.own() else { return Ok(Vec::new()) };
    let (county, most) = (scope.county().to_owned(), most.clamp(1, MOST) as i64);
    let found = store.read(move |tx| rows::of_person(tx, &county, person, before, most)).await?;
    let held = |stored: rows::Stored| Held {
        county: scope.county().to_owned(),
        key: stored.certificate.key,
        shown: stored.certificate.verification(today),
    };
    Ok(found.into_iter().map(held).collect())
}
