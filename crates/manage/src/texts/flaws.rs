//! What is wrong with a text, found before anybody may propose it; and the text with sample values.
//! Pure.

use basis::{Lang, Text};
use certificates::document::drawable;
use outbound::{cmpp::ROOM, signed};
use web::Messages;
use web::messages::{filled, placeholders};

/// The most characters of a text: the longest that comes with the program has a third of it.
const MOST: usize = 2_000;
/// The sentences that stand in a text message about a case.
const TOLD: &str = "outbound.told.";
/// The sentence around them.
const ABOUT: &str = "outbound.told.about";
/// Text messages by themselves.
const WHOLE: [&str; 2] = ["outbound.code.", "outbound.help."];
/// What is printed on papers.
const PAPER: &str = "certificates.paper.";

/// Placeholders that are numbers.
const NUMBERS: [&str; 10] =
    ["fields", "minutes", "most", "n", "people", "posts", "seconds", "towns", "villages", "zones"];
/// Samples of other values.
const SAMPLES: [(&str, &str); 29] = [
    ("by-law", "依据《行政许可法》第三十二条的规定，"),
    ("code", "482915"),
    ("counties", "柯城区、江山市"),
    ("court", "龙游县人民法院"),
    ("court-law", "《行政诉讼法》第四十六条"),
    ("court-within", "6个月"),
    ("date", "2026-12-01"),
    ("day", "2026-12-01"),
    ("department", "龙游县民政局"),
    ("drafters", "王芳"),
    ("ground", "申请材料齐全，符合法定形式"),
    ("law", "《行政许可法》第三十二条"),
    ("limit", "5 个工作日"),
    ("matter", "高龄津贴"),
    ("name", "高龄津贴"),
    ("number", "20261122-4839-2071-5"),
    ("office", "龙游县民政局"),
    ("phone", "12345"),
    ("question", "怎么给您打电话？"),
    ("review", "龙游县人民政府"),
    ("review-law", "《行政复议法》第二十条"),
    ("review-within", "60日"),
    ("roles", "窗口人员、审核人员"),
    ("sum", "80"),
    ("unit", "元"),
    ("ways", "网上、窗口"),
    ("when", "在 5 个工作日内"),
    ("who", "王芳"),
    ("year", "2027"),
];

/// Something that is wrong with a text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// There is nothing in it.
    Empty,
    /// A brace is not opened or not closed.
    Braces,
    /// `{n|day|days}` has not exactly two words.
    Forms(String),
    /// Nothing is put at this placeholder.
    Unknown(String),
    /// What is put at this placeholder would not be said.
    Missing(String),
    /// A character that cannot be seen.
    Unseen,
    /// More than so many characters.
    Long(usize),
    /// So many characters as a text message, which has room for fewer.
    Message(usize),
    /// Papers have no picture of this character.
    Undrawable(char),
    /// It looks like HTML, which is shown as it stands. No error.
    Markup,
}

impl Flaw {
    /// Whether it keeps the text from being proposed.
    pub(crate) fn is_error(&self) -> bool {
        *self != Self::Markup
    }

    /// A stable word for other systems.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Braces => "braces",
            Self::Forms(_) => "forms",
            Self::Unknown(_) => "unknown",
            Self::Missing(_) => "missing",
            Self::Unseen => "unseen",
            Self::Long(_) => "long",
            Self::Message(_) => "message",
            Self::Undrawable(_) => "undrawable",
            Self::Markup => "markup",
        }
    }

    /// What is wrong and how to mend it.
    pub(crate) fn say(&self, words: &Messages, lang: Lang) -> String {
        let key = format!("manage.flaw.{}", self.code());
        let value = match self {
            Self::Forms(name) | Self::Unknown(name) | Self::Missing(name) => format!("{{{name}}}"),
            Self::Long(count) | Self::Message(count) => count.to_string(),
            Self::Undrawable(one) => one.to_string(),
            Self::Empty | Self::Braces | Self::Unseen | Self::Markup => String::new(),
        };
        words.fill(lang, &key, &[("it", value)])
    }
}

/// What is wrong with a text that stands in the place of a shipped one.
pub(crate) fn flaws(shipped: &str, text: &str) -> Vec<Flaw> {
    if text.trim().is_empty() {
        return vec![Flaw::Empty];
    }
    let mut flaws = Vec::new();
    match marks(text) {
        None => flaws.push(Flaw::Braces),
        Some(marks) => flaws.extend(misplaced(&placeholders(shipped), &marks)),
    }
    if text.chars().any(|one| one.is_control() && one != '\n') {
        flaws.push(Flaw::Unseen);
    }
    if text.chars().count() > MOST {
        flaws.push(Flaw::Long(MOST));
    }
    if text.contains('<') && text.contains('>') {
        flaws.push(Flaw::Markup);
    }
    flaws
}

/// The placeholders of a text with the number of words that each chooses among; none where a brace
/// is not opened or not closed.
fn marks(text: &str) -> Option<Vec<(&str, usize)>> {
    let (mut marks, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, later) = after.split_once('}')?;
        if before.contains('}') || inside.contains('{') {
            return None;
        }
        let mut parts = inside.split('|');
        marks.push((parts.next().unwrap_or_default(), parts.count()));
        rest = later;
    }
    (!rest.contains('}')).then_some(marks)
}

fn misplaced(known: &[&str], marks: &[(&str, usize)]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (name, words) in marks {
        if !known.contains(name) {
            flaws.push(Flaw::Unknown((*name).to_owned()));
        } else if ![0, 2].contains(words) {
            flaws.push(Flaw::Forms((*name).to_owned()));
        }
    }
    let is_missing = |name: &&&str| !marks.iter().any(|(mark, _)| mark == *name);
    flaws.extend(known.iter().filter(is_missing).map(|name| Flaw::Missing((*name).to_owned())));
    flaws
}

/// Whether words can stand in the place of shipped ones without losing or inventing a value. A
/// release may have changed what a text is about since they were published.
pub(crate) fn fits(shipped: &Text, words: &Text) -> bool {
    let fits = |shipped, text| flaws(shipped, text).iter().all(|flaw| !flaw.is_error());
    fits(&shipped.zh, &words.zh) && fits(&shipped.en, &words.en)
}

/// The text message as a telephone shows it, where the text is sent as one. Messages are sent in
/// Chinese.
pub(crate) fn message(words: &Messages, service: &str, key: &str, zh: &str) -> Option<String> {
    let about = words.get(Lang::Zh, ABOUT);
    let body = match key {
        ABOUT => sample(zh, &words.get(Lang::Zh, "outbound.told.accepted"), 3),
        key if key.starts_with(TOLD) => sample(&about, &sample(zh, "", 3), 3),
        key if WHOLE.iter().any(|begin| key.starts_with(begin)) => sample(zh, "", 3),
        _ => return None,
    };
    Some(signed(service, &body))
}

/// What is wrong with a text message as a whole.
pub(crate) fn too_long(message: &str) -> Option<Flaw> {
    let units = message.encode_utf16().count();
    (units > ROOM).then_some(Flaw::Message(units))
}

/// The first character of a text on papers that they cannot show. Papers are in Chinese.
pub(crate) fn undrawable(key: &str, zh: &str) -> Option<Flaw> {
    if !key.starts_with(PAPER) {
        return None;
    }
    zh.chars().find(|one| !drawable(*one)).map(Flaw::Undrawable)
}

/// The text with sample values: a number, what a case is told, and whatever else it asks for.
pub(crate) fn sample(text: &str, what: &str, n: i64) -> String {
    let values = placeholders(text).into_iter().map(|name| (name, value(name, what, n)));
    filled(text, &values.collect::<Vec<_>>())
}

/// A value for a placeholder by its name; one that is not known shows its name.
fn value(name: &str, what: &str, n: i64) -> String {
    if NUMBERS.contains(&name) {
        return n.to_string();
    }
    if name == "what" && !what.is_empty() {
        return what.to_owned();
    }
    let known = SAMPLES.iter().find(|(sample, _)| *sample == name);
    known.map_or_else(|| format!("‹{name}›"), |(_, value)| (*value).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_found_before_it_is_proposed() {
        let check = |shipped: &str, text: &str, expected: &[Flaw]| {
            assert_eq!(flaws(shipped, text), expected, "{text}");
        };
        let name = |name: &str| name.to_owned();
        check("还剩 {n} 天", "只剩 {n} 天了", &[]);
        check("{n} {n|day|days} left", "{n} {n|day|days} to go, {n} in all", &[]);
        check("还剩 {n} 天", " \n", &[Flaw::Empty]);
        check("还剩 {n} 天", "还剩几天", &[Flaw::Missing(name("n"))]);
        check("{n}", "{n} {m}", &[Flaw::Unknown(name("m"))]);
        check("{n}", "{ n }", &[Flaw::Unknown(name(" n ")), Flaw::Missing(name("n"))]);
        check("{n}", "{n|day}", &[Flaw::Forms(name("n"))]);
        check("{n}", "{n} {n|a|b|c}", &[Flaw::Forms(name("n"))]);
        for broken in ["{n|day|days", "n}", "{n} {", "{{n}}", "}{n}", "{n} }"] {
            check("{n}", broken, &[Flaw::Braces]);
        }
        check("好", "<b>好</b>", &[Flaw::Markup]);
        check("好", "好\u{7}", &[Flaw::Unseen]);
        check("好", &"好".repeat(2_001), &[Flaw::Long(2_000)]);
    }

    #[test]
    fn every_text_of_the_build_passes_and_every_flaw_has_words() {
        let brought = Messages::embedded();
        for (key, text) in brought.texts() {
            let found = [flaws(&text.zh, &text.zh), flaws(&text.en, &text.en)].concat();
            assert_eq!(found, [], "{key}");
            let whole = message(&brought, "龙游县政务服务", key, &text.zh);
            assert_eq!(whole.as_deref().and_then(too_long), None, "{key}: {whole:?}");
            assert_eq!(undrawable(key, &text.zh), None, "{key}");
        }
        let name = || String::from("n");
        let all = [
            Flaw::Empty,
            Flaw::Braces,
            Flaw::Forms(name()),
            Flaw::Unknown(name()),
            Flaw::Missing(name()),
            Flaw::Unseen,
            Flaw::Long(1),
            Flaw::Message(1),
            Flaw::Undrawable('🧓'),
            Flaw::Markup,
        ];
        for flaw in all {
            assert!(brought.has(&format!("manage.flaw.{}", flaw.code())), "{flaw:?}");
        }
        assert!(Flaw::Unknown(name()).say(&brought, Lang::Zh).contains("{n}"));
    }

    #[test]
    fn a_text_message_is_measured_as_it_is_sent() {
        let words = Messages::embedded();
        let told = message(&words, "龙游县政务服务", "outbound.told.accepted", "好。").unwrap();
        assert_eq!(told, "【龙游县政务服务】您的“高龄津贴”（20261122-4839-2071-5）好。");
        assert_eq!(too_long(&told), None);
        let long = "好".repeat(40);
        let told = message(&words, "龙游县政务服务", "outbound.told.accepted", &long).unwrap();
        assert_eq!(too_long(&told), Some(Flaw::Message(told.chars().count())));
        assert_eq!(message(&words, "龙游县政务服务", "portal.home.title", &long), None);
        assert_eq!(undrawable("certificates.paper.scan", "🧓好"), Some(Flaw::Undrawable('🧓')));
        assert_eq!(undrawable("portal.home.title", "🧓好"), None);
        assert_eq!(sample("{n} {n|day|days}, {x}", "", 1), "1 day, ‹x›");
    }
}
