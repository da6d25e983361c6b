//! Notices on both databases, and text messages over the loopback.

mod help;
mod messages;
mod notices;
mod silence;

use basis::Instant;

use crate::cmpp::Gateway;
use crate::cmpp::stand_in::StandIn;

pub(crate) const SECRET: &str = "a secret shared with the operator";

/// What the stand-in takes us for.
pub(crate) fn gateway(stand_in: &StandIn) -> Gateway {
    Gateway {
        address: stand_in.address(),
        source: "901234".to_owned(),
        secret: SECRET.to_owned(),
        service: "gov".to_owned(),
        number: "10690825".to_owned(),
        timeout_millis: 300,
    }
}

pub(crate) fn now() -> Instant {
    Instant::from_millis(1_795_309_200_000)
}

pub(crate) fn wait<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(work)
}
