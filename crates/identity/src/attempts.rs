//! Attempts to sign in: five for a login and thirty from an address, then a pause of a quarter of an hour.
//!
//! An attempt is counted before it is tried, so that many at the same moment do not slip through.
//! An address may be a whole village hall behind one line, hence the larger number; of IPv6 the
//! whole network counts as one, since a household can choose among its addresses.

use basis::{Instant, Outcome, Refusal, RefusalKind};
use seal::Sha256;
use store::Tx;
use web::limits::network;

use crate::device::{Device, Origin};
use crate::rows;
use crate::service::Identity;

/// How long nobody may try again.
pub const PAUSE_MILLIS: i64 = 15 * 60_000;
/// How many tries a login has.
pub const MOST_FOR_LOGIN: i64 = 5;
/// How many tries an address has.
pub const MOST_FROM_ADDRESS: i64 = 30;

/// What is tried, which has tries of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A password.
    Password,
    /// Asking for a one-time code.
    AskCode,
    /// A one-time code.
    Code,
    /// The second factor.
    Second,
}

impl Way {
    fn domain(self) -> &'static str {
        match self {
            Self::Password => "try-password",
            Self::AskCode => "try-ask-code",
            Self::Code => "try-code",
            Self::Second => "try-second",
        }
    }
}

/// An attempt that was counted.
#[derive(Clone, Copy)]
pub(crate) struct Attempt {
    login: Sha256,
    address: Option<Sha256>,
    /// On what kind of device it was tried.
    pub(crate) device: Device,
}

impl Attempt {
    /// After a success the login begins anew, and the address is as it was before.
    pub(crate) fn succeeded(self, tx: &mut Tx<'_>, county: &str) -> Outcome<()> {
        rows::forget_attempts(tx, county, &self.login)?;
        if let Some(address) = self.address {
            rows::take_back_attempt(tx, county, &address)?;
        }
        Ok(())
    }
}

impl Identity {
    /// Counts an attempt, or refuses it.
    pub(crate) async fn attempt(&self, way: Way, login: &Sha256, from: Origin) -> Outcome<Attempt> {
        let (county, now) = (self.county().to_owned(), self.app.ambient.now());
        let attempt = Attempt {
            login: self.tag(way.domain(), &login.to_string()),
            address: from
                .address
                .map(|address| self.tag("try-address", &network(address).to_string())),
            device: from.device,
        };
        let counted = self.app.store.write(move |tx| {
            let limits =
                [(Some(attempt.login), MOST_FOR_LOGIN), (attempt.address, MOST_FROM_ADDRESS)];
            let mut wait = None;
            for (tag, most) in limits {
                let Some(tag) = tag else { continue };
                let clock = (now, PAUSE_MILLIS);
                let (tries, since) = rows::count_attempt(tx, &county, &tag, most, clock)?;
                if tries > most {
                    wait = wait.max(Some(minutes_left(since, now)));
                }
            }
            Ok::<_, store::StoreError>(wait)
        });
        counted.await?.map_or(Ok(attempt), |minutes| Err(too_often(minutes).into()))
    }
}

fn minutes_left(since: Instant, now: Instant) -> i64 {
    ((PAUSE_MILLIS - now.since(since)).max(1) + 59_999) / 60_000
}

fn too_often(minutes: i64) -> Refusal {
    Refusal::told(RefusalKind::Busy, "sign-in.too-often").with("minutes", minutes)
}
