//! Levels, indicators, weeks; pure. 国办发〔2019〕51号.

use basis::{Date, Id, Instant, Refusal, RefusalKind, Text};
use catalogue::model::Channel;
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every one, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code in tables and forms.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// In words.
            #[must_use]
            pub fn name(self) -> Text {
                match self { $(Self::$variant => Text::new($zh, $en),)+ }
            }

            /// The one with a code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

mod reply;

pub(crate) use reply::{Kept, told};
pub use reply::{Remedy, Reply, Told, Written};

words! {
    /// The five levels; the last two are bad ratings (差评).
    Level {
        /// Very satisfied.
        VeryGood = "very-good", "非常满意", "Very satisfied";
        /// Satisfied.
        Good = "good", "满意", "Satisfied";
        /// All in all satisfied.
        Fair = "fair", "基本满意", "Fairly satisfied";
        /// Dissatisfied.
        Bad = "bad", "不满意", "Dissatisfied";
        /// Very dissatisfied.
        VeryBad = "very-bad", "非常不满意", "Very dissatisfied";
    }
}

words! {
    /// How a case came in, as far as its indicators depend on it.
    Way {
        /// By the person, on the pages, at a terminal or through another system.
        Online = "online", "网上办的", "Online";
        /// By somebody for the person: at the counter, through a helper, by telephone.
        Offline = "offline", "窗口、帮办办的", "At a counter or with help";
    }
}

words! {
    /// What is rated besides the whole, by 国办发〔2019〕51号: efficiency for all; the guide, the
    /// convenience and the platform online; staff's level and attitude offline.
    Indicator {
        /// How fast it went.
        Efficiency = "efficiency", "办得快不快", "How fast it went";
        /// Whether the guide was right.
        Guide = "guide", "指南说得准不准", "Whether the guide was right";
        /// How easy it was.
        Convenience = "convenience", "方便不方便", "How easy it was";
        /// Whether the pages worked.
        Platform = "platform", "网页好用不好用", "Whether the pages worked well";
        /// Whether staff knew their work.
        Skill = "skill", "工作人员业务熟不熟", "Whether staff knew their work";
        /// How people were treated.
        Attitude = "attitude", "服务态度好不好", "How you were treated";
    }
}

impl Way {
    /// The way of a case that came in through this channel.
    #[must_use]
    pub const fn of(channel: Channel) -> Self {
        match channel {
            Channel::Web | Channel::Kiosk => Self::Online,
            Channel::Counter | Channel::Helper | Channel::Phone => Self::Offline,
        }
    }

    /// What is rated on this way.
    #[must_use]
    pub const fn indicators(self) -> &'static [Indicator] {
        use Indicator::{Attitude, Convenience, Efficiency, Guide, Platform, Skill};
        match self {
            Self::Online => &[Efficiency, Guide, Convenience, Platform],
            Self::Offline => &[Efficiency, Skill, Attitude],
        }
    }
}

/// An indicator with the level that somebody gave it.
pub type Given = (Indicator, Level);

/// As one text, in the order of the indicators: `efficiency=good,guide=bad`.
pub(crate) fn written(given: &[Given]) -> String {
    let mut sorted = given.to_vec();
    sorted.sort_unstable();
    let one = |(indicator, level): &Given| format!("{}={}", indicator.code(), level.code());
    sorted.iter().map(one).collect::<Vec<_>>().join(",")
}

/// What [`written`] wrote.
pub(crate) fn read(text: &str) -> Vec<Given> {
    let one = |part: &str| {
        let (indicator, level) = part.split_once('=')?;
        Indicator::from_code(indicator).zip(Level::from_code(level))
    };
    text.split(',').filter_map(one).collect()
}

impl Level {
    /// Whether somebody has to look into it.
    #[must_use]
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Bad | Self::VeryBad)
    }
}

/// What a place has decided about its ratings; configuration, not law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// The smallest number that is published, and of cases behind a place that is kept.
    pub smallest: u32,
    /// Working days within which a bad rating is looked into, from the end of its week.
    pub follow_up_days: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self { smallest: 5, follow_up_days: 15 }
    }
}

/// What somebody says about a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// How satisfied.
    pub level: Level,
    /// How satisfied with what is rated besides; each at most once, of the case's way.
    pub indicators: Vec<Given>,
    /// In their own words; may be empty.
    pub words: String,
}

/// No longer text is taken.
pub(crate) const MOST_WORDS: usize = 500;

impl Opinion {
    /// Whether it can be taken for a case of this way.
    pub(crate) fn check(&self, way: Way) -> Result<(), Refusal> {
        fits(&self.words, MOST_WORDS)?;
        let is_known = |(at, (indicator, _)): (usize, &Given)| {
            way.indicators().contains(indicator)
                && self.indicators[..at].iter().all(|(before, _)| before != indicator)
        };
        if self.indicators.iter().enumerate().all(is_known) {
            return Ok(());
        }
        Err(Refusal::told(RefusalKind::Invalid, "rating.indicator").on("indicators"))
    }
}

/// Whether words are no longer than so many characters.
fn fits(words: &str, most: usize) -> Result<(), Refusal> {
    let length = words.chars().count();
    if length <= most {
        return Ok(());
    }
    let long = Refusal::told(RefusalKind::Invalid, "rating.too-long");
    Err(long.with("most", most).with("n", length).on("words"))
}

/// A bad rating that a supervisor looks into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Its id.
    pub id: Id,
    /// Id of the matter.
    pub matter: String,
    /// Code of the township, or of the county.
    pub place: String,
    /// The ISO week.
    pub week: String,
    /// How bad.
    pub level: Level,
    /// What was rated besides, where enough cases of the way were rated in the place.
    pub indicators: Vec<Given>,
    /// In the person's own words.
    pub words: String,
    /// The day by which it is looked into.
    pub due: Date,
    /// Whether that day may still move.
    pub provisional: bool,
}

/// The ISO week of a day, such as `2026-W47`.
pub(crate) fn week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{}-W{:02}", week.year(), week.week())
}

/// The first instant of the week: all that a rating knows of time.
pub(crate) fn week_begins(day: Date) -> Instant {
    Instant::at(edge(day, false), 0, 0)
}

/// The Sunday of a week as it is written.
pub(crate) fn week_ends(day: Date) -> Date {
    edge(day, true)
}

fn edge(day: Date, end: bool) -> Date {
    let week = day.iso_week_date();
    let found = if end { week.last_of_week() } else { week.first_of_week() };
    // Only at the very ends of the calendar is there no such day.
    found.map_or(day, |edge| edge.date())
}
