//! Drawings made on the server: the path of a matter, and bars with their table.
//!
//! Pure: words and numbers in, markup out. Colours come from the style sheet by class, so a drawing
//! follows dark mode, high contrast and print. Each drawing has a title and a description for those
//! who do not see it.

mod bars;
mod track;

use std::fmt::Write as _;

pub use bars::{Bar, BarWords, bars};
pub use track::track;

/// One box of a path: a task with who does it and how long it takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// What is done.
    pub name: String,
    /// Who does it; may be empty.
    pub who: String,
    /// How long it takes, such as `5 个工作日`; may be empty.
    pub days: String,
}

impl Node {
    /// A box with its three lines.
    pub fn new(name: impl Into<String>, who: impl Into<String>, days: impl Into<String>) -> Self {
        Self { name: name.into(), who: who.into(), days: days.into() }
    }
}

const GAP: u32 = 40;
const HEIGHT: u32 = 92;
const WIDE: u32 = 168;
const TALL: u32 = 328;

/// A matter's path: stages one after the other, the nodes of one stage side by side in time. Drawn
/// twice, across for wide screens and down for telephones; the style sheet shows one of them.
#[must_use]
pub fn path(id: &str, title: &str, stages: &[Vec<Node>]) -> String {
    let told = told(stages);
    let mut out = format!("<figure><figcaption>{}</figcaption>", escape(title));
    out.push_str(&across(&format!("{id}-wide"), title, &told, stages));
    out.push_str(&down(&format!("{id}-tall"), title, &told, stages));
    out.push_str("</figure>");
    out
}

/// The path in one sentence, for the description.
fn told(stages: &[Vec<Node>]) -> String {
    let node = |node: &Node| {
        let more: Vec<&str> =
            [node.who.as_str(), &node.days].into_iter().filter(|s| !s.is_empty()).collect();
        if more.is_empty() {
            node.name.clone()
        } else {
            format!("{}（{}）", node.name, more.join("，"))
        }
    };
    let stage = |nodes: &Vec<Node>| nodes.iter().map(node).collect::<Vec<_>>().join(" + ");
    stages.iter().map(stage).collect::<Vec<_>>().join(" → ")
}

fn across(id: &str, title: &str, told: &str, stages: &[Vec<Node>]) -> String {
    let count = size(stages.len());
    let rows = size(stages.iter().map(Vec::len).max().unwrap_or(1));
    let width = count * WIDE + count.saturating_sub(1) * GAP + 4;
    let height = rows * (HEIGHT + 16) - 12;
    let mut out = open(id, "path-wide", (width, height), (title, told));
    for (position, nodes) in stages.iter().enumerate() {
        let x = 2 + size(position) * (WIDE + GAP);
        let used = (size(nodes.len()) * (HEIGHT + 16)).saturating_sub(16);
        let top = 2 + (height - 4 - used) / 2;
        let is_last = position + 1 == stages.len();
        for (row, node) in nodes.iter().enumerate() {
            let y = top + size(row) * (HEIGHT + 16);
            boxed(&mut out, node, (x, y, WIDE), is_last);
        }
        if !is_last {
            let (y, end) = (height / 2, x + WIDE + GAP);
            let _ = write!(
                out,
                r#"<path class="way" d="M{} {y}H{}"/><path class="tip" d="M{} {}l10 7-10 7z"/>"#,
                x + WIDE + 4,
                end - 12,
                end - 14,
                y - 7
            );
        }
    }
    out.push_str("</svg>");
    out
}

fn down(id: &str, title: &str, told: &str, stages: &[Vec<Node>]) -> String {
    let count = size(stages.len());
    let height = count * HEIGHT + count.saturating_sub(1) * GAP + 4;
    let mut out = open(id, "path-tall", (TALL, height), (title, told));
    for (position, nodes) in stages.iter().enumerate() {
        let y = 2 + size(position) * (HEIGHT + GAP);
        let each = (TALL - 4) / size(nodes.len()).max(1);
        let is_last = position + 1 == stages.len();
        for (column, node) in nodes.iter().enumerate() {
            let gap = if column + 1 == nodes.len() { 0 } else { 8 };
            boxed(&mut out, node, (2 + size(column) * each, y, each - gap), is_last);
        }
        if !is_last {
            let (x, end) = (TALL / 2, y + HEIGHT + GAP);
            let _ = write!(
                out,
                r#"<path class="way" d="M{x} {}V{}"/><path class="tip" d="M{} {}l7 10 7-10z"/>"#,
                y + HEIGHT + 4,
                end - 12,
                x - 7,
                end - 14
            );
        }
    }
    out.push_str("</svg>");
    out
}

/// A box at x and y with a width, and its lines centred in it.
fn boxed(out: &mut String, node: &Node, (x, y, width): (u32, u32, u32), is_end: bool) {
    let class = if is_end { "node end" } else { "node" };
    let _ = write!(
        out,
        r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{HEIGHT}" rx="6"/>"#
    );
    let lines = lines(node, width - 16);
    let middle = x + width / 2;
    let first = y + (HEIGHT - size(lines.len()) * 22) / 2 + 17;
    for (position, (text, class)) in lines.iter().enumerate() {
        let baseline = first + size(position) * 22;
        let _ = write!(
            out,
            r#"<text class="{class}" x="{middle}" y="{baseline}" text-anchor="middle">{}</text>"#,
            escape(text)
        );
    }
}

/// The name on up to two lines, then who and how long, each on one.
fn lines(node: &Node, width: u32) -> Vec<(String, &'static str)> {
    let mut lines: Vec<(String, &str)> =
        wrapped(&node.name, width, 16).into_iter().take(2).map(|line| (line, "bold")).collect();
    for text in [&node.who, &node.days].into_iter().filter(|text| !text.is_empty()) {
        let mut cut = wrapped(text, width, 14);
        let rest = cut.len() > 1;
        if let Some(first) = (!cut.is_empty()).then(|| cut.swap_remove(0)) {
            let end = if rest { "…" } else { "" };
            lines.push((format!("{first}{end}"), "soft"));
        }
    }
    lines
}

/// Text in lines of a width in pixels; Chinese breaks anywhere, other words at spaces.
fn wrapped(text: &str, width: u32, letter: u32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text) {
        let used = lines.last().map_or(0, |line| wide(line, letter));
        if used > 0 && used + wide(word.trim_end(), letter) > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// How wide a text is in pixels, about.
fn wide(text: &str, letter: u32) -> u32 {
    text.chars().map(|c| if c.is_ascii() { letter * 9 / 16 } else { letter }).sum()
}

/// Runs of ASCII up to a space, and single characters of other scripts.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut previous: Option<char> = None;
    for (position, letter) in text.char_indices() {
        let is_break = previous.is_some_and(|p| p == ' ' || !p.is_ascii() || !letter.is_ascii());
        if is_break {
            words.push(&text[start..position]);
            start = position;
        }
        previous = Some(letter);
    }
    words.push(&text[start..]);
    words
}

fn open(id: &str, class: &str, (width, height): (u32, u32), (title, told): (&str, &str)) -> String {
    format!(
        r#"<svg class="drawing {class}" width="{width}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{id}-title {id}-told"><title id="{id}-title">{}</title><desc id="{id}-told">{}</desc>"#,
        escape(title),
        escape(told)
    )
}

fn size(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_in_words_and_escapes_what_it_is_given() {
        let stages = vec![
            vec![Node::new("受理", "窗口", "当场")],
            vec![Node::new("核<验>", "民政", "3 个工作日"), Node::new("公示", "", "")],
        ];
        let drawn = path("p", "流程", &stages);
        assert!(drawn.contains("受理（窗口，当场） → 核&lt;验&gt;（民政，3 个工作日） + 公示"));
        assert_eq!(drawn.matches("<rect").count(), 6, "three boxes, drawn across and down");
        assert!(!drawn.contains("style="), "the security policy forbids inline style");
    }

    #[test]
    fn text_breaks_between_chinese_letters_and_english_words() {
        let check = |text: &str, expected: &[&str]| assert_eq!(wrapped(text, 64, 16), expected);
        check("高龄津贴审核", &["高龄津贴", "审核"]);
        check("review it now", &["review", "it now"]);
        check("", &[""]);
    }

    #[test]
    fn no_stages_draw_nothing_but_do_not_fail() {
        assert!(path("p", "t", &[]).contains("<svg"));
    }
}
