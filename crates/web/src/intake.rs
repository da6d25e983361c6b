//! What people send, up to the size of a form, is read before a place is taken: whoever sends a
//! letter a minute has a connection and keeps nobody else out. What is larger is left to its handler
//! (see [`crate::arriving`]).

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::StatusCode;
use basis::Refusal;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{Failure, strange};

/// What is read before a place is taken, in bytes; no form without a file is larger.
pub(crate) const SMALL: usize = 64 * 1024;
/// How long somebody may take to send it, and how long anybody may be slow at the beginning.
pub(crate) const GRACE: Duration = Duration::from_secs(10);
/// What may lie here of all of them together, in KiB: a thousand of the largest.
const ROOM_KIB: usize = 64 * 1024;
const KIB: usize = 1024;

/// Where bodies wait for a place.
#[derive(Clone)]
pub(crate) struct Intake {
    room: Arc<Semaphore>,
}

/// What a request has sent.
pub(crate) enum Came<'a> {
    /// All of it, and the room that it takes up.
    Whole(Body, Option<SemaphorePermit<'a>>),
    /// More than a form: what was read of it, and what is still to come.
    Long(Vec<u8>, Body),
}

/// Why what was sent is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It did not come in time.
    TooSlow,
    /// Too much of others lies here.
    NoRoom,
    /// The connection broke, or it was not what its head said.
    Broken,
}

impl Intake {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { room: Arc::new(Semaphore::new(ROOM_KIB)) }
    }

    /// Reads a body, as long as it is small.
    pub(crate) async fn take(&self, body: Body) -> Result<Came<'_>, Missing> {
        if body.is_end_stream() {
            return Ok(Came::Whole(body, None));
        }
        if body.size_hint().lower() > SMALL as u64 {
            return Ok(Came::Long(Vec::new(), body));
        }
        tokio::time::timeout(GRACE, self.read(body)).await.unwrap_or(Err(Missing::TooSlow))
    }

    async fn read(&self, mut body: Body) -> Result<Came<'_>, Missing> {
        let (mut read, mut room) = (Vec::new(), None);
        loop {
            let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
            let Some(frame) = frame else { return Ok(Came::Whole(Body::from(read), room)) };
            let frame = frame.map_err(|_| Missing::Broken)?;
            // Trailers say nothing that anybody here asks for.
            let Ok(data) = frame.into_data() else { continue };
            read.extend_from_slice(&data);
            if read.len() > SMALL {
                return Ok(Came::Long(read, body));
            }
            self.widen(&mut room, read.len())?;
        }
    }

    /// Takes as much more room as so many bytes need.
    fn widen<'a>(
        &'a self,
        room: &mut Option<SemaphorePermit<'a>>,
        bytes: usize,
    ) -> Result<(), Missing> {
        let has = room.as_ref().map_or(0, SemaphorePermit::num_permits);
        let more = u32::try_from(bytes.div_ceil(KIB).saturating_sub(has)).unwrap_or(u32::MAX);
        if more > 0 {
            let taken = self.room.try_acquire_many(more).map_err(|_| Missing::NoRoom)?;
            match room {
                Some(room) => room.merge(taken),
                None => *room = Some(taken),
            }
        }
        Ok(())
    }
}

/// What is told to whoever sends too slowly.
pub(crate) fn too_slow() -> Failure {
    let refusal = Refusal::invalid(
        "web.too-slow",
        "发来的内容来得太慢，或者中途停了，没有收全，也没有办理，原来的内容没有变。请换到信号好的地方再发一次；照片可以缩小了再传。",
        "What was sent came too slowly or stopped on its way. It was not taken, nothing was done and nothing has changed. Send it again where the connection is better, or make pictures smaller first.",
    );
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
        let intake = Intake { room: Arc::new(Semaphore::new(2)) };
        let first = intake.take(Body::from(vec![b'a'; 1500])).await;
        assert!(matches!(first, Ok(Came::Whole(..))));
        assert_eq!(intake.take(Body::from("a=1")).await.err(), Some(Missing::NoRoom));
        assert!(intake.take(Body::empty()).await.is_ok(), "nothing needs no room");
        drop(first);
        assert!(intake.take(Body::from("a=1")).await.is_ok());
        let long = intake.take(Body::from(vec![b'a'; SMALL + 1])).await;
        assert!(matches!(&long, Ok(Came::Long(read, _)) if read.is_empty()), "left to its handler");
    }
}
