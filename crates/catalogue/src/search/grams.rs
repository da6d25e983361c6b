//! Pairs of neighbouring characters, which do for Chinese what words do for English.

use std::collections::BTreeSet;

/// The pairs of neighbouring characters of a text; a single character is a pair with nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Grams(BTreeSet<(char, char)>);

impl Grams {
    /// The pairs of a text that is [`plain`] already. Every character counts by itself too, so
    /// that one shared character is a little better than none.
    pub fn of(text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        let pairs = letters.windows(2).map(|pair| (pair[0], pair[1]));
        let single =
            letters.iter().filter(|letter| !letter.is_ascii()).map(|letter| (*letter, '\0'));
        Self(pairs.chain(single).collect())
    }

    pub fn pairs(&self) -> impl Iterator<Item = &(char, char)> {
        self.0.iter()
    }

    pub fn shared<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (char, char)> + 'a {
        self.0.intersection(&other.0).copied()
    }
}

/// Words that say nothing about what is wanted.
const NOISE: [&str; 31] = [
    "怎么办理",
    "怎么办",
    "怎么",
    "如何",
    "哪里",
    "在哪",
    "我要",
    "我想",
    "想要",
    "请问",
    "办理",
    "申请",
    "可以",
    "能不能",
    "需要",
    "什么",
    "一下",
    "多少",
    "吗",
    "呢",
    "吧",
    "啊",
    "呀",
    "的",
    "了",
    "我",
    "要",
    "去",
    "能",
    "办",
    "领",
];

/// The words without case, spaces, signs, and what says nothing. Where nothing is left, all stays.
pub(super) fn plain(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let mut short = kept.clone();
    for noise in NOISE {
        short = short.replace(noise, "");
    }
    if short.chars().count() < 2 { kept } else { short }
}

/// Whether one character was mistyped, left out or added, in words of four characters or more.
pub(super) fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().min(b.len()) < 3 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let before = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let behind = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let longest = a.len().max(b.len());
    before + behind + 1 >= longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one() {
        let cases = [
            ("高龄津贴", "高岭津贴", true),
            ("高龄津贴", "高龄津", true),
            ("高龄津贴", "高龄老津贴", true),
            ("高龄津贴", "老年补贴", false),
            ("津贴", "津补", false),
        ];
        for (a, b, expected) in cases {
            assert_eq!(one_slip(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        assert_eq!(plain("我想办理 高龄津贴，怎么办？"), "高龄津贴");
        assert_eq!(plain("怎么办"), "怎么办");
    }
}
