//! What is known about a person before anything is asked: registers and own
//! certificates. The only file that speaks to the exchange.

use basis::Outcome;
use catalogue::model::{Matter, Source};
use certificates::model::State;
use exchange::Purpose;
use identity::By;

use crate::Portal;
use crate::flow::{Gathered, Prefill};
use crate::whom::Whom;

/// How many of one's certificates are looked through.
const CERTIFICATES: i64 = 200;

/// Asks registers for what a matter may read about a person; leaves the footprint that they see.
pub(crate) async fn gather(
    portal: &Portal,
    whom: &Whom,
    matter: &Matter,
    purpose: Purpose,
) -> Outcome<Gathered> {
    let by = whom.by(portal, portal.app.ambient.id().into());
    gather_by(portal, &by, whom, matter, purpose).await
}

/// The same where the channel is another than that of the person's pages: the footprint names it.
pub(crate) async fn gather_by(
    portal: &Portal,
    by: &By,
    whom: &Whom,
    matter: &Matter,
    purpose: Purpose,
) -> Outcome<Gathered> {
    let found = portal.exchange.facts_of(by, matter, &whom.person, purpose).await?;
    let mut known = Gathered { facts: found.facts, given: found.given, ..Gathered::default() };
    for (field, prefilled) in found.prefills {
        let exchange::Prefilled { typed, source, as_of, .. } = prefilled;
        let prefill = Prefill { value: typed, source, as_of };
        known.prefills.insert(field, prefill);
    }
    for (material, answered) in found.materials {
        known.fetched.insert(material, matches!(answered, exchange::Answered::Yes));
    }
    own_certificates(portal, whom, matter, &mut known).await?;
    Ok(known)
}

/// The materials that one's own valid certificates answer for.
async fn own_certificates(
    portal: &Portal,
    whom: &Whom,
    matter: &Matter,
    known: &mut Gathered,
) -> Outcome<()> {
    let wanted: Vec<(String, String)> = matter
        .materials
        .iter()
        .filter_map(|material| match &material.from {
            Source::Certificate { certificate } => Some((material.id.clone(), certificate.clone())),
            _ => None,
        })
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let (county, person) = (portal.county().to_owned(), whom.person.id);
    let own = portal
        .app
        .store
        .read(move |tx| certificates::rows::of_person(tx, &county, person, None, CERTIFICATES));
    let today = portal.today();
    let valid: Vec<String> = own
        .await?
        .into_iter()
        .filter(|stored| stored.certificate.state(today) == State::Valid)
        .map(|stored| stored.certificate.kind.id)
        .collect();
    for (material, kind) in wanted {
        known.fetched.insert(material, valid.contains(&kind));
    }
    Ok(())
}
