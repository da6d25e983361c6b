//! What is said of a matter in half a minute, and the file in which a machine has said it.
//!
//! The file's name holds the digest of the words: words that changed have no file until they are
//! spoken anew, so nobody hears what is no longer so.

use basis::{Fen, Lang};
use catalogue::model::{Fee, Matter};
use seal::Sha256;

/// What is heard: names, what it is, for whom, how long, what it costs.
#[must_use]
pub fn words(matter: &Matter, lang: Lang) -> String {
    let plain = matter.plain.as_ref().unwrap_or(&matter.name);
    let limit = matter.limits.promised.words();
    let (after, free, ends) = match lang {
        Lang::Zh => ("承诺多久办好：", "不收费", '。'),
        Lang::En => ("Promised within: ", "Free of charge", '.'),
    };
    let is_free = matches!(&matter.fee, Fee::Fixed { fen, .. } if *fen == Fen::new(0));
    let promised = format!("{after}{}", limit.get(lang));
    let parts = [plain.get(lang), matter.summary.get(lang), matter.who.get(lang), &promised];
    let fee = is_free.then_some(free);
    let ended = |part: &str| {
        let part = part.trim().trim_end_matches(ends);
        format!("{part}{ends}")
    };
    parts.into_iter().chain(fee).map(ended).collect::<Vec<_>>().join(" ")
}

/// The name of the file with these words: `elderly-allowance.zh.0a1b2c3d4e5f.wav`.
#[must_use]
pub fn file_name(matter: &Matter, lang: Lang) -> String {
    let digest = Sha256::of(words(matter, lang).as_bytes()).to_string();
    let tag = match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    format!("{}.{tag}.{}.wav", matter.id, digest.get(..12).unwrap_or_default())
}
