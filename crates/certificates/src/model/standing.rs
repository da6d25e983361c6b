//! What was done to a certificate since it was issued, and the state that follows on a day.

use basis::{Date, Instant, Outcome, Refusal, RefusalKind, Text};
use serde::{Deserialize, Serialize};

use super::CertificateKey;

/// What was done to a certificate, with what is true then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum Standing {
    /// Nothing.
    Good,
    /// Suspended (暂停): may be resumed.
    Suspended {
        /// Since when.
        at: Instant,
        /// Why, in words for the holder.
        reason: String,
    },
    /// Revoked (注销): for good.
    Revoked {
        /// When.
        at: Instant,
        /// Why, in words for the holder.
        reason: String,
    },
    /// Replaced by a newer version.
    Superseded {
        /// When.
        at: Instant,
        /// The newer version.
        by: CertificateKey,
    },
}

/// The state on a day, as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// 有效.
    Valid,
    /// 暂停.
    Suspended,
    /// 已注销.
    Revoked,
    /// 已过期.
    Expired,
    /// 已换发新版本.
    Superseded,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Valid, Self::Suspended, Self::Revoked, Self::Expired, Self::Superseded];

    /// The code in tables and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::Superseded => "superseded",
        }
    }

    /// The state in words.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Valid => Text::new("有效", "Valid"),
            Self::Suspended => Text::new("暂停使用", "Suspended"),
            Self::Revoked => Text::new("已注销", "Revoked"),
            Self::Expired => Text::new("已过期", "Expired"),
            Self::Superseded => Text::new("已换发新版本", "Replaced by a newer version"),
        }
    }

    /// What the state means for whoever was shown the paper.
    #[must_use]
    pub fn meaning(self) -> Text {
        match self {
            Self::Valid => Text::new("可以使用。", "It can be relied on."),
            Self::Suspended => Text::new(
                "发证机关暂停了这份证照，恢复之前不能使用。",
                "The issuer has suspended it; do not rely on it until it is resumed.",
            ),
            Self::Revoked => Text::new(
                "发证机关已经注销，不能再使用。",
                "The issuer has revoked it; it can no longer be used.",
            ),
            Self::Expired => Text::new(
                "有效期已过。持证人可以申请换发。",
                "Its time has run out. The holder can apply for a new one.",
            ),
            Self::Superseded => {
                Text::new("请让持证人出示新版本。", "Ask the holder to show the newer version.")
            }
        }
    }
}

impl Standing {
    /// The state on a day. What the issuer did goes before the calendar.
    #[must_use]
    pub fn state(&self, valid_until: Option<Date>, today: Date) -> State {
        match self {
            Self::Revoked { .. } => State::Revoked,
            Self::Superseded { .. } => State::Superseded,
            _ if valid_until.is_some_and(|last| last < today) => State::Expired,
            Self::Suspended { .. } => State::Suspended,
            Self::Good => State::Valid,
        }
    }

    /// Suspends what is in use.
    pub fn suspend(&self, at: Instant, reason: String) -> Outcome<Self> {
        match self {
            Self::Good => Ok(Self::Suspended { at, reason: given(reason)? }),
            other => Err(other.refuse("certificate.cannot-suspend")),
        }
    }

    /// Takes a suspension back.
    pub fn resume(&self) -> Outcome<Self> {
        match self {
            Self::Suspended { .. } => Ok(Self::Good),
            other => Err(other.refuse("certificate.cannot-resume")),
        }
    }

    /// Revokes for good what is in use or suspended; also what has expired, since a wrongly given
    /// certificate is taken back from the beginning.
    pub fn revoke(&self, at: Instant, reason: String) -> Outcome<Self> {
        match self {
            Self::Good | Self::Suspended { .. } => Ok(Self::Revoked { at, reason: given(reason)? }),
            other => Err(other.refuse("certificate.cannot-revoke")),
        }
    }

    /// Puts a newer version in its place.
    pub fn supersede(&self, at: Instant, by: CertificateKey) -> Outcome<Self> {
        match self {
            Self::Good | Self::Suspended { .. } => Ok(Self::Superseded { at, by }),
            other => Err(other.refuse("certificate.cannot-supersede")),
        }
    }

    /// The code stored beside the body, for lists. The calendar is not in it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.state(None, Date::MIN).code()
    }

    fn refuse(&self, rule: &str) -> basis::Stop {
        let now = self.state(None, Date::MIN).name();
        Refusal::not_now(
            rule,
            format!("这份证照现在的状态是“{}”，不能这样处理。请刷新页面查看最新状态。", now.zh),
            format!(
                "The certificate is “{}” now, so this cannot be done. Reload the page.",
                now.en
            ),
        )
        .into()
    }
}

fn given(reason: String) -> Outcome<String> {
    if reason.trim().is_empty() {
        return Err(Refusal::told(RefusalKind::Invalid, "certificate.reason-missing")
            .on("reason")
            .into());
    }
    Ok(reason)
}
