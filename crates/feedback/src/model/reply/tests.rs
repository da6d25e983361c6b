//! What may be written in a reply, and what is told of it beside the figures.

use std::collections::BTreeMap;

use super::*;
use crate::figures::figures;

fn rule(remedy: Remedy, words: &str) -> Option<String> {
    let checked = Reply { remedy, words: words.to_owned() }.check("窗口的人态度不好，等了一个上午");
    checked.err().map(|refusal| refusal.rule)
}

#[test]
fn nothing_that_may_be_somebodys_is_published() {
    let check = |words: &str, expected: Option<&str>| {
        assert_eq!(rule(Remedy::Staff, words).as_deref(), expected, "{words}");
    };
    for fine in [
        "",
        "窗口加了一个人，中午也有人办。",
        "高龄老人不用自己来，村里可以代办。",
        "12月11日起，三楼2号窗口也能办；问事可打12345。",
        "From 11 December two counters are open.",
    ] {
        check(fine, None);
    }
    for number in [
        "330825195001010017",
        "33082519500101001X",
        "138 0013 8000",
        "１３８００１３８０００",
        "一三八零零一三八零零零",
        "(0570) 701-2345",
        "2026-12-11",
        "办件 01kq9v7m3fc8xw2n5r6t8y0z1b",
        "kq9v7m3fcx",
    ] {
        check(number, Some("rating.reply-number"));
    }
    for name in ["王女士", "请龚桂花同志再来", "已提醒李某", "张老师", "Mr Wang", "told Mrs. Li"]
    {
        check(name, Some("rating.reply-name"));
    }
    check("您说“等了一个上午”，对不起", None);
    check("您说的态度不好，等了一个上午，已经改了", Some("rating.reply-quotes"));
    check(&"改".repeat(120), None);
    check(&"改".repeat(121), Some("rating.too-long"));
    assert_eq!(rule(Remedy::Explained, " ").as_deref(), Some("rating.reply-reason"));
    assert_eq!(rule(Remedy::Explained, "法律规定要本人签字"), None);
}

fn kept(many: usize, (week_is_shared, place_is_shared): (bool, bool)) -> Vec<Kept> {
    let one = |at: usize| Kept {
        place: "330825101".to_owned(),
        week: "2026-W47".to_owned(),
        reply: Reply { remedy: Remedy::Faster, words: at.to_string() },
        week_is_shared,
        place_is_shared,
    };
    (0..many).map(one).collect()
}

#[test]
fn a_reply_is_told_only_as_coarse_as_its_circle_allows() {
    let places = |count: u64| vec![("330825101".to_owned(), count), ("330825102".to_owned(), 20)];
    let check = |levels: [u64; 5], here: u64, shared: (bool, bool), expected: &[(bool, bool)]| {
        let figures = figures(levels, &places(here), 5);
        let found = told(kept(6, shared), figures.as_ref());
        let found: Vec<_> =
            found.iter().map(|one| (one.week.is_some(), one.place.is_some())).collect();
        assert_eq!(found, expected, "{levels:?} {here} {shared:?}");
    };
    let open = [20, 14, 0, 6, 0];
    check(open, 20, (true, true), &[(true, true); 6]);
    // Fewer share matter, place and week, or matter and week.
    check(open, 20, (true, false), &[(true, false); 6]);
    check(open, 20, (false, false), &[(false, false); 6]);
    check([20, 0, 0, 6, 0], 6, (true, true), &[(true, true); 6]);
    // The place's own number is hidden.
    check([10, 8, 0, 6, 0], 4, (true, true), &[(true, false); 6]);
    // A level is hidden: under the matter alone, and no more than the figures admit.
    check([20, 11, 0, 6, 3], 20, (true, true), &[(false, false); 6]);
    check([20, 14, 0, 4, 2], 20, (true, true), &[(false, false); 2]);
    check([20, 18, 0, 2, 0], 20, (true, true), &[(false, false)]);
    // Nothing is published of the matter.
    check([1, 0, 0, 3, 0], 4, (true, true), &[]);
}

/// Whoever sees the figures and every reply cannot tell a small number of bad ratings.
#[test]
fn replies_tell_no_number_that_the_figures_hide() {
    const SMALLEST: u64 = 4;
    let mut behind: BTreeMap<String, Vec<[u64; 2]>> = BTreeMap::new();
    for good in 0..10 {
        for bad in 0..10 {
            for very_bad in 0..10 {
                let figures = figures([good, 0, 0, bad, very_bad], &[], SMALLEST);
                let Some(figures) = figures else { continue };
                for replies in 0..=bad + very_bad {
                    let kept = kept(usize::try_from(replies).unwrap(), (true, true));
                    let shown = format!("{figures:?} {:?}", told(kept, Some(&figures)));
                    behind.entry(shown).or_default().push([bad, very_bad]);
                }
            }
        }
    }
    assert!(behind.len() > 100, "{}", behind.len());
    for (shown, all) in &behind {
        for at in 0..2 {
            let first = all[0][at];
            let is_small = first > 0 && first < SMALLEST;
            assert!(!is_small || all.iter().any(|one| one[at] != first), "{shown}: {first}");
        }
    }
}
