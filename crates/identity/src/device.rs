//! From where somebody comes: the address, for counting tries, and the kind of device, for the list
//! of one's own sessions.
//!
//! What a browser says of itself (RFC 9110 §10.1.5) names versions and models that would tell people
//! apart; two words out of a short list are kept of it, and nothing else.

use std::fmt;
use std::net::IpAddr;

/// What nothing else fits.
const OTHER: &str = "other";

/// Kinds of machines by what tells them, the first that fits. HarmonyOS says Android besides, iPhones
/// and iPads say that they are like a Mac.
const MACHINES: [(&str, &[&str]); 7] = [
    ("harmony", &["HarmonyOS", "OpenHarmony"]),
    ("iphone", &["iPhone"]),
    ("ipad", &["iPad"]),
    ("android", &["Android"]),
    ("windows", &["Windows"]),
    ("mac", &["Macintosh"]),
    ("linux", &["Linux", "CrOS"]),
];

/// Programs by what tells them, the first that fits. Nearly all of them also say Chrome and Safari.
const PROGRAMS: [(&str, &[&str]); 12] = [
    ("wechat", &["MicroMessenger"]),
    ("alipay", &["AlipayClient"]),
    ("dingtalk", &["DingTalk"]),
    ("quark", &["Quark/"]),
    ("uc", &["UCBrowser", "UBrowser"]),
    ("qq", &["QQBrowser"]),
    ("huawei", &["HuaweiBrowser", "ArkWeb"]),
    ("xiaomi", &["MiuiBrowser"]),
    ("edge", &["Edg/", "EdgA/", "EdgiOS/"]),
    ("firefox", &["Firefox/", "FxiOS/"]),
    ("chrome", &["Chrome/", "CriOS/"]),
    ("safari", &["Safari/"]),
];

/// The kind of device: which machine and which program, each by its word in [`Device::machine`] and
/// [`Device::program`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    machine: &'static str,
    program: &'static str,
}

impl Default for Device {
    fn default() -> Self {
        Self { machine: OTHER, program: OTHER }
    }
}

impl Device {
    /// The device that says this of itself.
    #[must_use]
    pub fn of(user_agent: &str) -> Self {
        let fits = |signs: &[&str]| signs.iter().any(|sign| user_agent.contains(sign));
        let machine = MACHINES.iter().find(|(_, signs)| fits(signs));
        let program = PROGRAMS.iter().find(|(_, signs)| fits(signs));
        Self {
            machine: machine.map_or(OTHER, |(word, _)| word),
            program: program.map_or(OTHER, |(word, _)| word),
        }
    }

    /// The device behind the text that is kept; what is not known is `other`.
    #[must_use]
    pub fn kept(text: &str) -> Self {
        let (machine, program) = text.split_once('/').unwrap_or_default();
        let machine = MACHINES.iter().find(|(word, _)| *word == machine);
        let program = PROGRAMS.iter().find(|(word, _)| *word == program);
        Self {
            machine: machine.map_or(OTHER, |(word, _)| word),
            program: program.map_or(OTHER, |(word, _)| word),
        }
    }

    /// The word for the kind of machine: `harmony`, `iphone`, `windows`, `other`.
    #[must_use]
    pub fn machine(self) -> &'static str {
        self.machine
    }

    /// The word for the program: `wechat`, `edge`, `other`.
    #[must_use]
    pub fn program(self) -> &'static str {
        self.program
    }
}

impl fmt::Display for Device {
    /// The text that is kept: `windows/edge`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.machine, self.program)
    }
}

/// From where a request comes. The default is nobody's: tests, and commands on the machine itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address, whose tries are counted; it is kept nowhere but as a keyed tag, for a while.
    pub address: Option<IpAddr>,
    /// The kind of device.
    pub device: Device,
}

#[cfg(test)]
mod tests {
    use super::*;
    use basis::Lang;

    #[test]
    fn a_device_is_told_by_two_words_and_nothing_else() {
        let check = |user_agent: &str, expected: &str| {
            let device = Device::of(user_agent);
            assert_eq!(device.to_string(), expected, "{user_agent}");
            assert_eq!(Device::kept(expected), device);
        };
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
            "windows/edge",
        );
        check(
            "Mozilla/5.0 (Linux; Android 12; HarmonyOS; ALN-AL80) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.196 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36",
            "harmony/huawei",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN",
            "iphone/wechat",
        );
        check(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
            "mac/safari",
        );
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
            "linux/firefox",
        );
        check("<script>alert(1)</script>", "other/other");
        assert_eq!(Device::kept(""), Device::default());
        assert_eq!(Device::kept("windows/<b>").to_string(), "windows/other");
    }

    #[test]
    fn every_word_is_said_in_both_languages() {
        let machines = MACHINES.iter().map(|(word, _)| format!("identity.sessions.machine-{word}"));
        let programs = PROGRAMS.iter().map(|(word, _)| format!("identity.sessions.program-{word}"));
        let others = ["machine", "program"].map(|kind| format!("identity.sessions.{kind}-{OTHER}"));
        for key in machines.chain(programs).chain(others) {
            for lang in [Lang::Zh, Lang::En] {
                assert!(!web::testing::words(lang, &key).contains('⟦'), "{key}");
            }
        }
    }
}
