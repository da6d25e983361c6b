//! Notices and whether they arrived.

use basis::{CaseId, Id, Instant, PersonId, RecordId, Text};
use serde::{Deserialize, Serialize};

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A case of theirs.
    Case(CaseId),
    /// Their request that somebody else do it (请人代办), by its id.
    Request(Id),
}

impl About {
    /// What a stream of records is about; none where nobody is told of such.
    pub(crate) fn of_stream(stream: &str) -> Option<Self> {
        match stream.split_once(':')? {
            ("case", id) => id.parse().ok().map(Self::Case),
            ("help", id) => id.parse().ok().map(Self::Request),
            _ => None,
        }
    }

    /// The case.
    #[must_use]
    pub const fn case(&self) -> Option<CaseId> {
        match self {
            Self::Case(case) => Some(*case),
            Self::Request(_) => None,
        }
    }

    /// The request for help.
    #[must_use]
    pub const fn request(&self) -> Option<Id> {
        match self {
            Self::Case(_) => None,
            Self::Request(request) => Some(*request),
        }
    }

    /// The address of the page that tells more.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Case(case) => format!("/cases/{case}"),
            Self::Request(request) => format!("/asked/{request}"),
        }
    }
}

/// What a resident is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The record that it tells of.
    pub id: RecordId,
    /// Who is told.
    pub person: PersonId,
    /// What it is about.
    pub about: About,
    /// The kind of the record.
    pub kind: String,
    /// The words.
    pub text: Text,
    /// Whether the person has seen it on the page.
    pub is_seen: bool,
    /// When it happened.
    pub at: Instant,
}

/// Whether a notice arrived on one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryState {
    /// It waits to be sent.
    Waiting,
    /// The gateway has taken it.
    Sent,
    /// The gateway has reported that it reached the telephone.
    Delivered,
    /// It was tried and given up, or the gateway has reported that it did not arrive.
    Failed,
    /// There is no such way to this person.
    None,
}

impl DeliveryState {
    /// The code in tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::None => "none",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Waiting, Self::Sent, Self::Delivered, Self::Failed, Self::None]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// How the sending of a notice stands on one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: i64,
    /// The gateway's own numbers of the message's parts.
    pub provider: String,
    /// Why it failed last; no personal data.
    pub failure: String,
}

impl Delivery {
    /// There is no such way to whoever is told.
    #[must_use]
    pub fn none() -> Self {
        let (provider, failure) = (String::new(), String::new());
        Self { state: DeliveryState::None, attempts: 0, provider, failure }
    }
}
