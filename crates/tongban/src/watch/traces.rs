//! Our spans, followed from their beginning to their end, and handed to whoever sends them.

use std::sync::mpsc::SyncSender;

use basis::Ambient;
use meters::Meters;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, SpanRef};

use super::otlp::{self, Parcel};
use super::spans::{self, Ended, Fields};

/// Follows spans.
pub(super) struct Traces {
    sender: SyncSender<Parcel>,
    ambient: Ambient,
    meters: Meters,
    /// Traces whose first 64 bits are at most this are followed.
    most: u64,
}

/// A span that has begun.
struct Begun {
    ended: Ended,
    came: u64,
    is_followed: bool,
}

impl Traces {
    /// Follows a share of all traces, from 0 to 1; those that a caller follows are followed whole.
    pub(super) fn new(
        sender: SyncSender<Parcel>,
        (ambient, meters): (Ambient, Meters),
        share: f64,
    ) -> Self {
        let most = (share.clamp(0.0, 1.0) * u64::MAX as f64) as u64;
        Self { sender, ambient, meters, most }
    }

    /// The span's trace, its parent, and whether it is followed: as its parent here, as its caller
    /// elsewhere, or by chance.
    fn place<S>(&self, span: &SpanRef<'_, S>, fields: &Fields) -> ([u8; 16], Option<[u8; 8]>, bool)
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        if let Some(parent) = span.parent()
            && let Some(begun) = parent.extensions().get::<Begun>()
        {
            return (begun.ended.trace, Some(begun.ended.span), begun.is_followed);
        }
        if let Some((trace, parent, is_followed)) =
            fields.traceparent.as_deref().and_then(spans::caller)
        {
            return (trace, Some(parent), is_followed);
        }
        let trace = self.ambient.bytes::<16>();
        let mut first = [0; 8];
        first.copy_from_slice(&trace[..8]);
        (trace, None, u64::from_be_bytes(first) <= self.most)
    }
}

impl<S> Layer<S> for Traces
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let (trace, parent, is_followed) = self.place(&span, &fields);
        let begin_nanos = self.ambient.now().millis().saturating_mul(1_000_000);
        let ended = Ended {
            trace,
            span: self.ambient.bytes(),
            parent,
            name: span.name(),
            fields,
            begin_nanos,
            end_nanos: begin_nanos,
            is_error: false,
        };
        let came = self.meters.micros();
        span.extensions_mut().insert(Begun { ended, came, is_followed });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(begun) = span.extensions_mut().get_mut::<Begun>()
        {
            values.record(&mut begun.ended.fields);
        }
    }

    /// What is said inside a span says more of it: the status of its answer, or that it went wrong.
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if let Some(span) = context.event_span(event)
            && let Some(begun) = span.extensions_mut().get_mut::<Begun>()
        {
            event.record(&mut begun.ended.fields);
            begun.ended.is_error |= *event.metadata().level() == Level::ERROR;
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let Some(mut begun) = span.extensions_mut().remove::<Begun>() else { return };
        if !begun.is_followed {
            return;
        }
        let took = self.meters.micros().saturating_sub(begun.came);
        begun.ended.end_nanos += i64::try_from(took).unwrap_or_default().saturating_mul(1_000);
        if self.sender.try_send(Parcel::Span(Box::new(begun.ended))).is_err() {
            self.meters.add(&otlp::SPANS, &["dropped"], 1);
        }
    }
}
