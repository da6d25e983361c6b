//! What can go wrong with a text message, and whether trying again can help.

use basis::Instant;

/// Why a message was not taken. Holds no number and no words of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// The person has no mobile number any more.
    #[error("the person has no mobile number")]
    NoPhone,
    /// No gateway is set.
    #[error("no gateway for text messages is set")]
    NoGateway,
    /// The connection could not be made or broke.
    #[error("the connection to the gateway broke: {0}")]
    Connection(String),
    /// No answer came in time.
    #[error("the gateway did not answer in time")]
    Silent,
    /// It kept silent a moment ago, and nobody asks it before this instant.
    #[error("the gateway kept silent and is left alone for a while")]
    LeftAlone(Instant),
    /// The gateway does not let us in.
    #[error("the gateway does not let us in: status {0}")]
    Login(u8),
    /// Whoever answered does not know the shared secret.
    #[error("whoever answered does not know the shared secret: check the gateway's address")]
    Impostor,
    /// What came is not CMPP.
    #[error("the gateway sent something that is not CMPP: {0}")]
    Garbled(&'static str),
    /// Too much at once.
    #[error("the gateway asks to slow down")]
    Throttled,
    /// The gateway refuses this message.
    #[error("the gateway refuses the message: result {0}")]
    Rejected(u8),
    /// The message has more parts than can be numbered.
    #[error("the message is too long")]
    TooLong,
}

impl SmsError {
    /// Whether trying the same again later can help.
    #[must_use]
    pub const fn can_try_again(&self) -> bool {
        !matches!(self, Self::NoPhone | Self::NoGateway | Self::Rejected(_) | Self::TooLong)
    }

    /// Whether the connection can be used for the next message.
    #[must_use]
    pub const fn keeps_connection(&self) -> bool {
        matches!(self, Self::Rejected(_) | Self::Throttled | Self::TooLong)
    }
}

impl From<std::io::Error> for SmsError {
    fn from(error: std::io::Error) -> Self {
        Self::Connection(error.kind().to_string())
    }
}
