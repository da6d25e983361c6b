//! The same resident in another county of the database.
//!
//! A tag says nothing outside its county, whose own secret made it. What tells a person in every
//! county is the identity number, which is one person's alone and for life (居民身份证法第三条). It
//! leaves this crate in no form: whoever follows their affairs carries a [`Follower`].

use basis::codes::IdentityNumber;
use basis::{Outcome, Refusal, RefusalKind};

use crate::actor::Actor;
use crate::rights::{Right, may};
use crate::rows;
use crate::service::Identity;

/// A resident who follows their own affairs in other counties. Made for whoever may, of their own
/// number.
#[derive(Clone, Debug)]
pub struct Follower {
    number: IdentityNumber,
}

impl Identity {
    /// The actor as somebody whom other counties can recognise.
    ///
    /// # Errors
    /// A refusal for whoever is no resident or is not known any more, or when the database fails.
    pub async fn follower(&self, actor: &Actor) -> Outcome<Follower> {
        may(actor, &Right::FollowElsewhere)?;
        let own = match actor.resident_id() {
            Some(id) => self.person(id).await?,
            None => None,
        };
        Ok(Follower { number: own.ok_or_else(not_known)?.number })
    }

    /// The follower as one other county of the database knows them, in one statement of that county:
    /// an actor there, whose scope is what is their own. None where the county does not know them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn known_in(&self, county: &str, follower: &Follower) -> Outcome<Option<Actor>> {
        let (place, number) = (county.to_owned(), follower.number);
        let found = self.app.store.read(move |tx| rows::id_by_number(tx, &place, &number)).await?;
        Ok(found.map(|id| Actor::resident(county, id, "")))
    }
}

fn not_known() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "elsewhere.person")
}
