//! Words of another language among those of a page: a browser reads them aloud rightly only where
//! they are marked.

use basis::Lang;

/// A run of a text in one script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run<'a> {
    /// Its words.
    pub words: &'a str,
    /// Whether it is Chinese on a page that is not.
    pub is_chinese: bool,
}

/// A text as runs: on an English page what is Chinese stands apart, on a Chinese one nothing does.
#[must_use]
pub fn runs(text: &str, lang: Lang) -> Vec<Run<'_>> {
    if lang == Lang::Zh {
        return vec![Run { words: text, is_chinese: false }];
    }
    let (mut all, mut from, mut is_chinese) = (Vec::new(), 0, false);
    for (at, letter) in text.char_indices() {
        let now = is_han(letter) || (is_chinese && is_mark(letter));
        if now != is_chinese {
            all.push(Run { words: &text[from..at], is_chinese });
            (from, is_chinese) = (at, now);
        }
    }
    all.push(Run { words: &text[from..], is_chinese });
    all.retain(|run| !run.words.is_empty());
    all
}

/// A text as HTML in which each run says its language where that is not the page's.
#[must_use]
pub fn marked(text: &str, lang: Lang) -> String {
    let one = |run: Run<'_>| match (run.is_chinese, escaped(run.words)) {
        (true, words) => format!("<span lang=\"zh-CN\">{words}</span>"),
        (false, words) => words,
    };
    runs(text, lang).into_iter().map(one).collect()
}

/// A drawing on a page: the elements whose words are Chinese on an English page say so.
#[must_use]
pub fn drawn(html: &str, lang: Lang) -> String {
    if lang == Lang::Zh {
        return html.to_owned();
    }
    let (before, rest) = html.split_once('<').unwrap_or((html, ""));
    let mut out = before.to_owned();
    for piece in rest.split('<').filter(|piece| !piece.is_empty()) {
        let (inside, words) = piece.split_once('>').unwrap_or((piece, ""));
        let is_said = inside.starts_with('/') || inside.ends_with('/') || inside.contains(" lang=");
        let own = if is_said { "" } else { own_lang(words, lang) };
        out.extend(["<", inside, own, ">", words]);
    }
    out
}

/// The attribute with which an element that holds no others (an `option`, the text of a drawing) says
/// that its words are Chinese on a page that is not; empty where they are not.
#[must_use]
pub fn own_lang(text: &str, lang: Lang) -> &'static str {
    if lang == Lang::En && text.contains(is_han) { " lang=\"zh-CN\"" } else { "" }
}

/// As templates escape.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&#38;"),
            '<' => out.push_str("&#60;"),
            '>' => out.push_str("&#62;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A character of the unified ideographs, their extensions and compatibility forms.
pub(crate) fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Punctuation that stands between such characters.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' | '“' | '”')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_on_an_english_page_stands_apart() {
        let check = |text: &str, expected: &[(&str, bool)]| {
            let found: Vec<_> =
                runs(text, Lang::En).iter().map(|run| (run.words, run.is_chinese)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("", &[]);
        check("a date", &[("a date", false)]);
        check("户籍区划", &[("户籍区划", true)]);
        check(
            "missing: 户籍（原）, Age.",
            &[("missing: ", false), ("户籍（原）", true), (", Age.", false)],
        );
        let html = "by <span lang=\"zh-CN\">徐桂花</span> &#38; 2";
        assert_eq!(marked("by 徐桂花 & 2", Lang::En), html);
        assert_eq!(marked("by 徐桂花 & 2", Lang::Zh), "by 徐桂花 &#38; 2");
        assert_eq!(
            (own_lang("湖镇镇", Lang::En), own_lang("湖镇镇", Lang::Zh)),
            (" lang=\"zh-CN\"", "")
        );
        let drawing =
            "<svg><text x=\"0\">湖镇镇</text><path d=\"M0 0\"/><text>3 cases</text></svg>";
        let says = drawing.replace("x=\"0\"", "x=\"0\" lang=\"zh-CN\"");
        assert_eq!(drawn(drawing, Lang::En), says);
        assert_eq!(drawn(drawing, Lang::Zh), drawing);
        let whole = Run { words: "还缺：Age", is_chinese: false };
        assert_eq!(runs("还缺：Age", Lang::Zh), [whole]);
    }
}
