//! A body that is larger than a form, on its way to its handler. The time in which it comes is the
//! line's and not the handler's: one bound holds for how slowly it may come, another for the work.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use parking_lot::Mutex;
use tokio::time::Instant;

use crate::intake::GRACE;

/// How many bytes a second must come after [`GRACE`], on average of the time that was waited for
/// them: ten megabytes in ten minutes would be slower.
const LEAST_RATE: f64 = 16.0 * 1024.0;
/// How long one body may take, however fast it comes.
const WHOLE: Duration = Duration::from_secs(300);
/// How often it is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// How far a body has come. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Way {
    so_far: Arc<Mutex<SoFar>>,
}

#[derive(Default)]
struct SoFar {
    bytes: u64,
    waited: Duration,
    waits_since: Option<Instant>,
    was_asked: bool,
}

/// Why a handler was not waited for any longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Late {
    /// What it reads came too slowly.
    Body,
    /// It worked too long itself.
    Work,
}

/// A body that is read as it comes; without one, a body that may not be read.
struct Arriving {
    begun: Option<Bytes>,
    rest: Option<Body>,
    way: Way,
}

impl Way {
    /// A body on this way: what was read of it already, and the rest.
    pub(crate) fn body(&self, begun: Vec<u8>, rest: Body) -> Body {
        let begun = (!begun.is_empty()).then(|| Bytes::from(begun));
        Body::new(Arriving { begun, rest: Some(rest), way: self.clone() })
    }

    /// A body of which nobody may read anything.
    pub(crate) fn shut(&self) -> Body {
        Body::new(Arriving { begun: None, rest: None, way: self.clone() })
    }

    /// Whether somebody wanted to read what may not be read.
    pub(crate) fn was_asked(&self) -> bool {
        self.so_far.lock().was_asked
    }

    /// How long its bytes were waited for.
    pub(crate) fn waited(&self) -> Duration {
        self.so_far.lock().waited(Instant::now())
    }

    /// Waits for a handler that reads the body, as long as it comes fast enough; so much is given to
    /// the handler's own work.
    pub(crate) async fn watch(
        &self,
        handler: impl Future<Output = Response>,
        work: Duration,
    ) -> Result<Response, Late> {
        let begun = Instant::now();
        let mut handler = pin!(handler);
        loop {
            if let Ok(response) = tokio::time::timeout(LOOK, handler.as_mut()).await {
                return Ok(response);
            }
            let now = Instant::now();
            if let Some(late) = self.so_far.lock().late(now, now - begun, work) {
                return Err(late);
            }
        }
    }
}

impl SoFar {
    fn waited(&self, now: Instant) -> Duration {
        self.waited + self.waits_since.map_or(Duration::ZERO, |since| now - since)
    }

    fn late(&self, now: Instant, took: Duration, work: Duration) -> Option<Late> {
        let waited = self.waited(now);
        let is_slow = (self.bytes as f64) < LEAST_RATE * waited.as_secs_f64();
        if waited > WHOLE || (waited > GRACE && is_slow) {
            return Some(Late::Body);
        }
        (took.saturating_sub(waited) > work).then_some(Late::Work)
    }

    /// Something came, or the end, or nobody waits any more.
    fn stop_waiting(&mut self) {
        self.waited = self.waited(Instant::now());
        self.waits_since = None;
    }
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Some(begun) = self.begun.take() {
            self.way.so_far.lock().bytes += begun.len() as u64;
            return Poll::Ready(Some(Ok(Frame::data(begun))));
        }
        let Some(rest) = self.rest.as_mut() else {
            self.way.so_far.lock().was_asked = true;
            let error = std::io::Error::other("the body may not be read");
            return Poll::Ready(Some(Err(axum::Error::new(error))));
        };
        let polled = Pin::new(rest).poll_frame(context);
        let mut so_far = self.way.so_far.lock();
        match &polled {
            Poll::Pending if so_far.waits_since.is_none() => {
                so_far.waits_since = Some(Instant::now());
            }
            Poll::Pending => {}
            Poll::Ready(frame) => {
                so_far.stop_waiting();
                let frame = frame.as_ref().and_then(|frame| frame.as_ref().ok());
                let data = frame.and_then(|frame| frame.data_ref());
                so_far.bytes += data.map_or(0, |data| data.len() as u64);
            }
        }
        drop(so_far);
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.begun.is_none() && self.rest.as_ref().is_some_and(|rest| rest.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.begun, &self.rest) {
            (None, Some(rest)) => rest.size_hint(),
            _ => SizeHint::default(),
        }
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        self.way.so_far.lock().stop_waiting();
    }
}
