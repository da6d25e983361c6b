//! What people send, up to the size of a form, is read before a place is taken: whoever sends a
//! letter a minute has a connection and keeps nobody else out, and neither does a machine that sends
//! a thousand forms at once. What is larger is left to its handler (see [`crate::arriving`]).

use std::collections::HashMap;
use std::future::poll_fn;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::StatusCode;
use basis::{Refusal, RefusalKind};
use parking_lot::Mutex;

use crate::limits::network;
use crate::{Failure, strange};

/// What is read before a place is taken, in bytes; no form without a file is larger.
pub(crate) const SMALL: usize = 64 * 1024;
/// How long somebody may take to send it, and how long anybody may be slow at the beginning.
pub(crate) const GRACE: Duration = Duration::from_secs(10);
/// What may lie here of all of them together, in KiB: a thousand of the largest.
const ROOM_KIB: usize = 64 * 1024;
/// One network has one part of so many of it.
const SHARES: usize = 16;
/// So much of each body lies outside the room: whatever others send, a short form comes through.
const FREE: usize = KIB;
const KIB: usize = 1024;

/// Where bodies wait for a place.
#[derive(Clone)]
pub(crate) struct Intake {
    room_kib: usize,
    taken: Arc<Mutex<Taken>>,
}

/// What lies here, in KiB: of all of them, and of each network of which something does.
#[derive(Default)]
struct Taken {
    all: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// The room that a body takes up; free again with its end.
pub(crate) struct Room {
    intake: Intake,
    network: Option<IpAddr>,
    kib: usize,
}

/// What a request has sent.
pub(crate) enum Came {
    /// All of it, and the room that it takes up.
    Whole(Body, Option<Room>),
    /// More than a form: what was read of it, and what is still to come.
    Long(Vec<u8>, Body),
}

/// Why what was sent is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It did not come in time.
    TooSlow,
    /// Too much of others lies here, or of the same network.
    NoRoom,
    /// The connection broke, or it was not what its head said.
    Broken,
}

impl Intake {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { room_kib: ROOM_KIB, taken: Arc::default() }
    }

    /// Reads a body from an address, as long as it is small. Somebody on this machine itself has no
    /// address and the whole room.
    pub(crate) async fn take(&self, body: Body, from: Option<IpAddr>) -> Result<Came, Missing> {
        if body.is_end_stream() {
            return Ok(Came::Whole(body, None));
        }
        if body.size_hint().lower() > SMALL as u64 {
            return Ok(Came::Long(Vec::new(), body));
        }
        let room = Room { intake: self.clone(), network: from.map(network), kib: 0 };
        tokio::time::timeout(GRACE, read(body, room)).await.unwrap_or(Err(Missing::TooSlow))
    }
}

async fn read(mut body: Body, mut room: Room) -> Result<Came, Missing> {
    let mut read: Vec<u8> = Vec::new();
    loop {
        let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
        let Some(frame) = frame else { return Ok(Came::Whole(Body::from(read), Some(room))) };
        let frame = frame.map_err(|_| Missing::Broken)?;
        // Trailers say nothing that anybody here asks for.
        let Ok(data) = frame.into_data() else { continue };
        read.extend_from_slice(&data);
        if read.len() > SMALL {
            return Ok(Came::Long(read, body));
        }
        room.widen(read.len())?;
    }
}

impl Room {
    /// Takes as much more room as so many bytes need.
    fn widen(&mut self, bytes: usize) -> Result<(), Missing> {
        let needed = bytes.saturating_sub(FREE).div_ceil(KIB);
        let more = needed.saturating_sub(self.kib);
        if more == 0 {
            return Ok(());
        }
        let mut taken = self.intake.taken.lock();
        if taken.all + more > self.intake.room_kib {
            return Err(Missing::NoRoom);
        }
        if let Some(network) = self.network {
            let own = taken.by_network.get(&network).copied().unwrap_or_default() + more;
            if own > self.intake.room_kib / SHARES {
                return Err(Missing::NoRoom);
            }
            taken.by_network.insert(network, own);
        }
        taken.all += more;
        self.kib += more;
        Ok(())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut taken = self.intake.taken.lock();
        taken.all = taken.all.saturating_sub(self.kib);
        let Some(network) = self.network else { return };
        let own = taken.by_network.get(&network).copied().unwrap_or_default();
        match own.saturating_sub(self.kib) {
            0 => taken.by_network.remove(&network),
            left => taken.by_network.insert(network, left),
        };
    }
}

/// What is told to whoever sends too slowly.
pub(crate) fn too_slow() -> Failure {
    let refusal = Refusal::told(RefusalKind::Invalid, "web.too-slow");
    Failure::from(refusal).with_status(StatusCode::REQUEST_TIMEOUT)
}

/// What is told to whoever sends more than they may.
pub(crate) fn too_large() -> Failure {
    strange::as_failure(StatusCode::PAYLOAD_TOO_LARGE)
}

/// What is told where something did not arrive as it was announced.
pub(crate) fn broken() -> Failure {
    strange::as_failure(StatusCode::BAD_REQUEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn all_that_waits_here_has_a_bound() {
        let intake = Intake { room_kib: 2, taken: Arc::default() };
        let take = async |bytes: usize| intake.take(Body::from(vec![b'a'; bytes]), None).await;
        let first = take(2500).await;
        assert!(matches!(first, Ok(Came::Whole(..))));
        assert_eq!(take(1500).await.err(), Some(Missing::NoRoom));
        assert!(take(1024).await.is_ok(), "a short form needs no room");
        assert!(take(0).await.is_ok(), "nothing needs no room");
        drop(first);
        assert!(take(1500).await.is_ok());
        let long = take(SMALL + 1).await;
        assert!(matches!(&long, Ok(Came::Long(read, _)) if read.is_empty()), "left to its handler");
    }

    #[tokio::test]
    async fn one_network_has_its_share_of_the_room_and_no_more() {
        let intake = Intake { room_kib: 2 * SHARES, taken: Arc::default() };
        let take = async |bytes: usize, from: &str| {
            intake.take(Body::from(vec![b'a'; bytes]), from.parse().ok()).await
        };
        let first = take(3000, "2001:db8:1:2::3").await;
        assert!(first.is_ok());
        // The same household by another of its addresses.
        let more = take(1500, "2001:db8:1:2::4").await.err();
        assert_eq!(more, Some(Missing::NoRoom));
        assert!(take(3000, "203.0.113.5").await.is_ok(), "others have theirs");
        drop(first);
        assert!(take(1500, "2001:db8:1:2::4").await.is_ok());
        let taken = intake.taken.lock();
        assert!(taken.all == 0 && taken.by_network.is_empty(), "nothing is left of anybody");
    }
}
