//! What is wrong with the words of a page: a key without words, a value that nobody filled in, a
//! language that is not said. Reads our own templates' HTML, in which every element is closed.

use basis::Lang;

use crate::prefs::tag;
use crate::runs::is_han;

/// Attributes that are shown or read aloud.
const SPOKEN: [&str; 4] = ["alt", "aria-label", "placeholder", "title"];
/// Elements whose words are somebody's own, as they were typed or as a program reads them.
const VERBATIM: [&str; 5] = ["code", "pre", "script", "style", "textarea"];
/// Elements without an end.
const VOID: [&str; 8] = ["br", "col", "hr", "img", "input", "link", "meta", "wbr"];
/// Letters of a finding's quotation.
const QUOTED: usize = 60;

/// The findings about a page that should be in a language; empty when all is well. On an English page
/// what is Chinese by nature (a name, words that somebody typed) stands in an element that says so by
/// `lang`; the title of the window, which holds no elements, may name it. An element with
/// `translate="no"` shows words as they are kept, with the places of their values.
#[must_use]
pub fn flaws(html: &str, lang: Lang) -> Vec<String> {
    let mut reader = Reader { lang, open: Vec::new(), in_head: false, found: Vec::new() };
    let mut rest = html;
    while let Some((words, after)) = rest.split_once('<') {
        reader.words(words);
        let Some((inside, after)) = after.split_once('>') else { break };
        reader.element(inside);
        rest = after;
    }
    reader.words(rest);
    reader.found.sort();
    reader.found.dedup();
    reader.found
}

/// An element that says something about the words in it.
struct Open<'a> {
    name: &'a str,
    is_chinese: bool,
    is_verbatim: bool,
    /// Whether the places of values may stand in it.
    has_places: bool,
    /// Elements of the same name that are open inside it.
    inner: usize,
}

struct Reader<'a> {
    lang: Lang,
    open: Vec<Open<'a>>,
    in_head: bool,
    found: Vec<String>,
}

impl<'a> Reader<'a> {
    /// The inside of a tag.
    fn element(&mut self, inside: &'a str) {
        if let Some(name) = inside.strip_prefix('/') {
            return self.close(name.trim());
        }
        let name = inside.split([' ', '\n', '/']).next().unwrap_or_default();
        if name == "html" && attribute(inside, "lang") != Some(tag(self.lang)) {
            self.found.push(format!("the page says: {inside}"));
        }
        self.in_head |= name == "head";
        let (is_chinese, is_verbatim, has_places) = self.inside(name, inside);
        for spoken in SPOKEN {
            if let Some(words) = attribute(inside, spoken) {
                self.judge(words, (is_chinese, has_places));
            }
        }
        if VOID.contains(&name) || inside.ends_with('/') || name.starts_with('!') {
            return;
        }
        let says = attribute(inside, "lang").is_some()
            || attribute(inside, "translate").is_some()
            || VERBATIM.contains(&name);
        if says {
            self.open.push(Open { name, is_chinese, is_verbatim, has_places, inner: 0 });
        } else if let Some(open) = self.open.last_mut().filter(|open| open.name == name) {
            open.inner += 1;
        }
    }

    /// What holds inside an element: whether it is Chinese, verbatim, and with places of values.
    fn inside(&self, name: &str, inside: &str) -> (bool, bool, bool) {
        let around = self.open.last();
        let is_chinese = match attribute(inside, "lang") {
            Some(lang) => lang.starts_with("zh"),
            None => around.is_some_and(|open| open.is_chinese),
        };
        let is_verbatim = VERBATIM.contains(&name) || around.is_some_and(|open| open.is_verbatim);
        let is_kept = attribute(inside, "translate") == Some("no");
        let has_places = is_verbatim || is_kept || around.is_some_and(|open| open.has_places);
        (is_chinese, is_verbatim, has_places)
    }

    fn close(&mut self, name: &str) {
        self.in_head &= name != "head";
        let Some(open) = self.open.last_mut().filter(|open| open.name == name) else { return };
        if open.inner > 0 {
            open.inner -= 1;
        } else {
            self.open.pop();
        }
    }

    fn words(&mut self, words: &str) {
        let open = self.open.last();
        let may_be_chinese =
            self.in_head || open.is_some_and(|open| open.is_chinese || open.is_verbatim);
        let has_places = open.is_some_and(|open| open.has_places);
        self.judge(words, (may_be_chinese, has_places));
    }

    fn judge(&mut self, words: &str, (may_be_chinese, may_have_places): (bool, bool)) {
        let words = words.trim();
        let quoted = || words.chars().take(QUOTED).collect::<String>();
        if words.contains('⟦') {
            self.found.push(format!("a key without words: {}", quoted()));
        }
        if !may_have_places && has_place(words) {
            self.found.push(format!("a value that is not filled in: {}", quoted()));
        }
        if self.lang == Lang::En && !may_be_chinese && words.contains(is_han) {
            self.found.push(format!("Chinese that is not marked: {}", quoted()));
        }
    }
}

/// The value of an attribute in the inside of a tag.
fn attribute<'a>(inside: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = inside.split_once(&format!(" {name}=\""))?;
    after.split('"').next()
}

/// Whether a place of a value is left in a text, such as `{n}` or `{n|day|days}`.
fn has_place(words: &str) -> bool {
    let mut insides = words.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let is_name = |inside: &str| {
        let name = inside.split('|').next().unwrap_or_default();
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    insides.any(|(inside, _)| is_name(inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_the_words_of_a_page_is_found() {
        let check = |lang: Lang, body: &str, expected: &[&str]| {
            let html = format!(
                "<!doctype html>\n<html lang=\"{}\"><head><title>陈</title></head><body>{body}</body></html>",
                tag(lang)
            );
            assert_eq!(flaws(&html, lang), expected, "{body}");
        };
        check(Lang::Zh, "<p>还剩 3 天</p>", &[]);
        check(Lang::Zh, "<p>⟦a.b⟧</p>", &["a key without words: ⟦a.b⟧"]);
        check(Lang::En, "<p>{n} left</p>", &["a value that is not filled in: {n} left"]);
        check(Lang::En, "<p>{n|day|days}</p>", &["a value that is not filled in: {n|day|days}"]);
        check(Lang::En, "<pre>{n} 天</pre><p translate=\"no\">{n}<br>{m}</p>", &[]);
        check(Lang::En, "<p>Hello 徐</p>", &["Chinese that is not marked: Hello 徐"]);
        check(Lang::En, "<p><span lang=\"zh-CN\">徐<span>桂</span>花</span> is here</p>", &[]);
        check(Lang::En, "<p lang=\"zh-CN\">徐</p><p>花</p>", &["Chinese that is not marked: 花"]);
        check(
            Lang::En,
            "<img alt=\"徐\"><img lang=\"zh\" alt=\"徐\">",
            &["Chinese that is not marked: 徐"],
        );
        let other = flaws("<html lang=\"en\"><p>a</p></html>", Lang::Zh);
        assert_eq!(other, ["the page says: html lang=\"en\""]);
    }
}
