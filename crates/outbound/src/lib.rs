//! What leaves the building: notices to residents, on their page and by text message.
//!
//! What must stay true: a record is told once, however often its job runs; a notice of a case is kept
//! in the transaction of the act that it tells of ([`teller`]), or, where messages are sent, in that
//! of the job which also puts the sending on the list; a notice of a request for help is always kept
//! by that job, which the act leaves behind; a message names the matter and the case number and
//! nothing else of the person; what could not be sent is on the page all the same; a gateway that
//! keeps silent holds up nobody but its own messages, and is asked by one of them at a time.
//!
//! A text message may be sent twice if the machine stops between the gateway's answer and our
//! note of it: the gateway has no key against that. It is never lost without a trace.

mod api;
pub mod cmpp;
mod code;
mod jobs;
mod mine;
mod model;
mod pages;
mod pause;
mod reports;
mod routes;
mod rows;
mod told;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use cases::Cases;
use tokio::sync::Mutex;
use web::App;

pub use code::CODE;
pub use jobs::{NOTICE, SMS, teller};
pub use model::{About, Delivery, DeliveryState, Notice};
pub use routes::routes;
pub use words::{OF_HELP, REACTIONS, signed};

/// What is sent to residents. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    app: App,
    cases: Cases,
    gateway: Option<Arc<cmpp::Gateway>>,
    session: Arc<Mutex<Option<cmpp::Session>>>,
    pause: Arc<pause::Pause>,
}

impl Outbound {
    /// Notices with a gateway for text messages, if there is one.
    #[must_use]
    pub fn new(app: App, cases: Cases, gateway: Option<cmpp::Gateway>) -> Self {
        let (session, pause) = (Arc::default(), Arc::default());
        Self { app, cases, gateway: gateway.map(Arc::new), session, pause }
    }

    /// The county, six digits.
    #[must_use]
    pub fn county(&self) -> &str {
        self.cases.county()
    }

    /// Says goodbye to the gateway, when the service stops.
    pub async fn close(&self) {
        if let Some(session) = self.session.lock().await.take() {
            session.close().await;
        }
    }
}
