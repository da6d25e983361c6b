//! The way on which somebody comes to the service; it stands in every record.

use std::fmt;
use std::str::FromStr;

use basis::{Refusal, RefusalKind, Text};
use serde::{Deserialize, Serialize};

macro_rules! channels {
    ($($(#[$meta:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)+) => {
        /// How an act reached us.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Channel { $($(#[$meta])* $variant,)+ }

        impl Channel {
            /// Every channel.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code in records and tables.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The channel in words.
            #[must_use]
            pub fn name(self) -> Text {
                match self { $(Self::$variant => Text::new($zh, $en),)+ }
            }
        }
    };
}

channels! {
    /// The person's own browser.
    Web = "web", "网上", "web";
    /// A clerk at the counter.
    Counter = "counter", "窗口", "counter";
    /// A machine in a village hall.
    Kiosk = "kiosk", "自助机", "kiosk";
    /// A village helper.
    Helper = "helper", "帮办代办", "helper";
    /// The hotline.
    Phone = "phone", "电话", "telephone";
    /// Another system.
    Api = "api", "系统对接", "interface";
    /// Nobody: the time has come.
    Timer = "timer", "系统到时自动办理", "timer";
}

impl FromStr for Channel {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL
            .iter()
            .copied()
            .find(|channel| channel.code() == text)
            .ok_or_else(|| Refusal::told(RefusalKind::Invalid, "channel.unknown"))
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back_and_is_what_json_holds() {
        for channel in Channel::ALL {
            assert_eq!(channel.code().parse::<Channel>().unwrap(), *channel);
            assert_eq!(serde_json::to_value(channel).unwrap(), channel.code());
        }
        assert!("fax".parse::<Channel>().is_err());
    }
}
