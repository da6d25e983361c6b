//! The public reply to a bad rating: what may stand in it, and what of it may be told; pure.

use basis::{Id, Refusal, RefusalKind, Text};
use serde::{Deserialize, Serialize};

use super::fits;
use crate::figures::{Cell, Figures};

words! {
    /// What the office says has become of a bad rating.
    Remedy {
        /// It goes faster now.
        Faster = "faster", "已改：加快办理，减少等候", "Put right: it goes faster now";
        /// The guide was mended.
        Guide = "guide", "已改：办事指南写清楚了", "Put right: the guide is clear now";
        /// Whoever works there was spoken to or trained.
        Staff = "staff", "已改：提醒、培训了工作人员", "Put right: staff were reminded and trained";
        /// The pages work.
        Pages = "pages", "已改：网页好用了", "Put right: the pages work now";
        /// It takes longer, and is under way.
        UnderWay = "under-way", "正在改，还要一些时间", "Being put right; it takes some time";
        /// The rules leave no choice.
        Explained = "explained", "按规定只能这样办，说明原因如下", "The rules leave no other way; the reason follows";
        /// Nothing was found.
        NotFound = "not-found", "查过了，没有查到问题，会继续留意", "Looked into; nothing was found, and we keep watching";
    }
}

/// What everybody may read about a bad rating: chosen words, and a few of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// What has become of it.
    pub remedy: Remedy,
    /// In the office's own words; may be empty, except where the remedy promises a reason.
    pub words: String,
}

/// A reply as supervisors see it, told in public or not yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Id of the bad rating.
    pub id: Id,
    /// Id of the matter.
    pub matter: String,
    /// Code of the township, or of the county.
    pub place: String,
    /// The ISO week.
    pub week: String,
    /// What was written.
    pub reply: Reply,
    /// Its version, for whoever changes it.
    pub version: i64,
}

/// No longer words are taken.
const MOST_REPLY: usize = 120;
/// From so many digits on they may be a telephone, an identity card or a day.
const DIGITS: usize = 7;
/// So many characters of the rater's own words are a quotation.
const QUOTED: usize = 8;
/// So many characters at most stand between a surname and a title.
const GIVEN: usize = 2;

/// The most frequent surnames of the country, and those of the She people.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董\
    袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯\
    龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤蓝";
/// What people are called after their names.
const TITLES: [&str; 17] = [
    "先生", "女士", "小姐", "同志", "师傅", "老师", "大爷", "大妈", "大娘", "大伯", "大叔", "阿姨",
    "奶奶", "爷爷", "婆婆", "科长", "主任",
];
/// What stands before a name in English.
const ENGLISH_TITLES: [&str; 4] = ["mr", "mrs", "ms", "miss"];

impl Reply {
    /// Whether it may be published about a rating in which somebody said `said`.
    pub(crate) fn check(&self, said: &str) -> Result<(), Refusal> {
        fits(&self.words, MOST_REPLY)?;
        let refused = |refusal: Refusal| Err(refusal.on("words"));
        if self.remedy == Remedy::Explained && self.words.trim().is_empty() {
            return refused(Refusal::told(RefusalKind::Invalid, "rating.reply-reason"));
        }
        if has_number(&self.words) {
            return refused(Refusal::told(RefusalKind::Invalid, "rating.reply-number"));
        }
        if has_name(&self.words) {
            return refused(Refusal::told(RefusalKind::Invalid, "rating.reply-name"));
        }
        if quotes(&self.words, said) {
            return refused(Refusal::told(RefusalKind::Invalid, "rating.reply-quotes"));
        }
        Ok(())
    }
}

/// Whether something stands there that may be a number of a person, a telephone, a case or a day:
/// many digits, also with blanks and strokes between them or in Chinese, or a long word with digits.
fn has_number(words: &str) -> bool {
    let mut run = 0;
    for letter in words.chars() {
        if is_digit(letter) {
            run += 1;
        } else if !is_between(letter) {
            run = 0;
        }
        if run >= DIGITS {
            return true;
        }
    }
    let is_code =
        |word: &str| word.len() > DIGITS && word.bytes().any(|byte| byte.is_ascii_digit());
    words.split(|letter: char| !letter.is_ascii_alphanumeric()).any(is_code)
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit()
        || ('０'..='９').contains(&letter)
        || "零〇一二三四五六七八九幺".contains(letter)
}

fn is_between(letter: char) -> bool {
    letter.is_whitespace() || "-–—－_.·/()（）".contains(letter)
}

/// Whether somebody is called by a surname and a title, or by a surname and 某. Names alone cannot be
/// told from other words; the form asks for none.
fn has_name(words: &str) -> bool {
    let letters: Vec<char> = words.chars().collect();
    let is_called = |at: usize| {
        let rest: String = letters[at + 1..].iter().take(GIVEN + 2).collect();
        let titled = |skipped: usize| {
            let after: String = rest.chars().skip(skipped).collect();
            TITLES.iter().any(|title| after.starts_with(title))
        };
        rest.starts_with('某') || (0..=GIVEN).any(titled)
    };
    let in_chinese = (0..letters.len()).any(|at| SURNAMES.contains(letters[at]) && is_called(at));
    let in_english = words
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .any(|word| ENGLISH_TITLES.contains(&word.to_ascii_lowercase().as_str()));
    in_chinese || in_english
}

/// Whether a piece of what somebody said is repeated: others who heard it said would know whose it is.
fn quotes(words: &str, said: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|one| one.is_alphanumeric()).collect::<Vec<_>>();
    let (words, said) = (plain(words), plain(said));
    words.windows(QUOTED).any(|piece| said.windows(QUOTED).any(|other| other == piece))
}

/// A reply as it is kept, with how many share its circles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Code of the township, or of the county where the place is not kept.
    pub place: String,
    /// The ISO week.
    pub week: String,
    /// What was written.
    pub reply: Reply,
    /// Whether enough ratings share matter and week.
    pub week_is_shared: bool,
    /// Whether enough ratings share matter, place and week.
    pub place_is_shared: bool,
}

/// A reply as everybody may read it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// The ISO week, where enough ratings share it.
    pub week: Option<String>,
    /// Code of the place, where enough ratings share it and the week.
    pub place: Option<String>,
    /// What has become of it.
    pub remedy: Remedy,
    /// In the office's own words.
    pub words: String,
}

/// What may be told of a matter's replies beside its figures, the newest weeks first.
///
/// Each reply says that there was a bad rating, so that there are never more of them than the levels
/// admit: nothing follows from them that does not follow from the figures. Week and place tell that
/// so many ratings share them, and thus something of the total: they are told only where no level is
/// hidden, the place only where its own number is told as well.
pub(crate) fn told(kept: Vec<Kept>, figures: Option<&Figures>) -> Vec<Told> {
    let Some(figures) = figures else { return Vec::new() };
    let is_open = !figures.levels.contains(&Cell::Fewer);
    let most = if is_open { kept.len() } else { admitted(figures) };
    let is_named = |place: &String| {
        let named = |(code, cell): &(String, Cell)| code == place && matches!(cell, Cell::Exact(_));
        figures.places.iter().flatten().any(named)
    };
    let mut found: Vec<Told> = kept
        .into_iter()
        .take(most)
        .map(|one| {
            let week = Some(one.week).filter(|_| is_open && one.week_is_shared);
            let is_here = week.is_some() && one.place_is_shared;
            let place = Some(one.place).filter(|place| is_here && is_named(place));
            Told { week, place, remedy: one.reply.remedy, words: one.reply.words }
        })
        .collect();
    // In an order of what is told, so that it tells nothing more.
    found.sort_by(|one, other| other.week.cmp(&one.week).then_with(|| one.cmp(other)));
    found
}

/// How many bad ratings the published levels admit: a hidden number is one at least.
fn admitted(figures: &Figures) -> usize {
    let bad = super::Level::ALL.iter().zip(&figures.levels).filter(|(level, _)| level.is_bad());
    let least = |(_, cell): (_, &Cell)| match cell {
        Cell::Exact(count) => usize::try_from(*count).unwrap_or(usize::MAX),
        Cell::Fewer => 1,
    };
    bad.map(least).fold(0, usize::saturating_add)
}

#[cfg(test)]
mod tests;
