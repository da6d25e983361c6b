//! Bars with the same figures as a table below.

use std::fmt::Write as _;

use super::{escape, open, size, wide, wrapped};

/// One bar: its label, its length, and the figure as it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// What is counted.
    pub label: String,
    /// How much.
    pub value: f64,
    /// The figure with its unit.
    pub shown: String,
    /// Empty, `warn` or `late`.
    pub class: &'static str,
}

/// Words around bars.
#[derive(Clone, Copy, Debug)]
pub struct BarWords<'a> {
    /// What the bars show, with the unit.
    pub title: &'a str,
    /// Head of the label column.
    pub label: &'a str,
    /// Head of the figure column.
    pub figure: &'a str,
    /// The link that opens the table.
    pub as_table: &'a str,
}

/// How wide bars are drawn.
const BARS: u32 = 328;
/// The letters that room is kept for: those of the large-print mode.
const LARGE: u32 = 20;

/// Bars from nothing to the greatest value, with the same figures as a table below.
#[must_use]
pub fn bars(id: &str, words: BarWords, bars: &[Bar]) -> String {
    let told = bars.iter().map(|bar| format!("{} {}", bar.label, bar.shown));
    let told = told.collect::<Vec<_>>().join("; ");
    let greatest = bars.iter().map(|bar| bar.value).fold(f64::MIN_POSITIVE, f64::max);
    let (mut drawn, mut height) = (String::new(), 0);
    for one in bars {
        height = bar(&mut drawn, one, greatest, height);
    }
    let mut out = format!("<figure><figcaption>{}</figcaption>", escape(words.title));
    out.push_str(&open(id, "bars", (BARS, height + 4), (words.title, &told)));
    out.push_str(&drawn);
    out.push_str("</svg>");
    out.push_str(&table(words, bars));
    out.push_str("</figure>");
    out
}

/// One bar with its words from `top` on, where the next begins. The figure stands beside the label,
/// or on a line of its own where both do not fit.
fn bar(out: &mut String, bar: &Bar, greatest: f64, top: u32) -> u32 {
    let label = wrapped(&bar.label, BARS, LARGE);
    let beside = label.len() == 1 && wide(&bar.label, LARGE) + wide(&bar.shown, LARGE) + 16 <= BARS;
    for (line, text) in label.iter().enumerate() {
        let y = top + size(line) * 24 + 18;
        let _ = write!(out, r#"<text x="0" y="{y}">{}</text>"#, escape(text));
    }
    let words = top + (size(label.len()) + u32::from(!beside)) * 24;
    let length = (bar.value.max(0.0) / greatest * f64::from(BARS)).round();
    let _ = write!(
        out,
        r#"<text class="bold" x="{BARS}" y="{}" text-anchor="end">{}</text><path class="axis" d="M0 {}H{BARS}"/><rect class="bar {}" x="0" y="{}" width="{length}" height="12" rx="2"/>"#,
        words - 6,
        escape(&bar.shown),
        words + 8,
        bar.class,
        words + 2
    );
    words + 22
}

fn table(words: BarWords, bars: &[Bar]) -> String {
    let mut out = format!(
        r#"<details><summary>{}</summary><table><thead><tr><th scope="col">{}</th><th scope="col" class="number">{}</th></tr></thead><tbody>"#,
        escape(words.as_table),
        escape(words.label),
        escape(words.figure)
    );
    for bar in bars {
        let (label, shown) = (escape(&bar.label), escape(&bar.shown));
        let _ =
            write!(out, r#"<tr><th scope="row">{label}</th><td class="number">{shown}</td></tr>"#);
    }
    out.push_str("</tbody></table></details>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_width_and_every_figure_is_in_the_table() {
        let list = [
            Bar { label: "湖镇".into(), value: 8.0, shown: "8 件".into(), class: "" },
            Bar { label: "塔石".into(), value: 2.0, shown: "2 件".into(), class: "late" },
        ];
        let words = BarWords { title: "t", label: "l", figure: "f", as_table: "a" };
        let drawn = bars("b", words, &list);
        assert!(drawn.contains(r#"width="328" height="12""#));
        assert!(drawn.contains(r#"width="82" height="12""#));
        assert_eq!(drawn.matches("8 件").count(), 3, "drawn, told and in the table");
    }

    #[test]
    fn words_and_figures_of_a_bar_never_lie_over_each_other() {
        let one = |label: &str, shown: &str| {
            let bar = Bar { label: label.into(), shown: shown.into(), value: 1.0, class: "" };
            let words = BarWords { title: "t", label: "l", figure: "f", as_table: "a" };
            bars("b", words, &[bar])
        };
        let lines = |drawn: &str| {
            let ys = drawn.match_indices(" y=\"").map(|(at, _)| &drawn[at + 4..at + 6]);
            ys.map(|y| y.trim_end_matches('"').parse().unwrap()).collect::<Vec<u32>>()
        };
        assert_eq!(lines(&one("湖镇", "8 件"))[..2], [18, 18], "side by side");
        let long = one("市住房公积金管理中心", "一半 3 天，九成 13 天内");
        assert_eq!(lines(&long)[..2], [18, 42], "the figure below its words");
    }

    #[test]
    fn no_bars_draw_nothing_but_do_not_fail() {
        let words = BarWords { title: "t", label: "l", figure: "f", as_table: "a" };
        assert!(bars("b", words, &[]).contains("<svg"));
    }
}
