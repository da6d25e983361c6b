//! How simulated people rate: those who were kept waiting or refused say so.

use basis::{Date, Instant};
use cases::PastAct;
use cases::model::{Case, Doing, State};
use feedback::{Given, Level, LookedInto, Opinion, PastRating, Remedy, Reply, Way};
use serde_json::Value;

use super::draw::Draw;
use super::words::one;

/// How many of a hundred rate.
const RATES: f64 = 0.34;
/// After so many days a bad rating has been looked into, mostly.
const LOOKED_INTO_AFTER: i64 = 16;

const PRAISE: &[&str] = &[
    "办得很快，谢谢。",
    "不用跑第二趟，方便。",
    "工作人员很耐心。",
    "在家就办好了。",
    "",
    "",
    "",
    "",
];
const BLAME: &[&str] = &[
    "等了太久，没有人告诉我为什么。",
    "让我补的照片补了两次。",
    "指南上写的和窗口说的不一样。",
    "打电话没有人接。",
    "",
];
/// What was found, what is said of it in public, and in which words.
const FOUND: [(&str, Remedy, &str); 3] = [
    (
        "查了当周的办件，有几件接近时限才办，已提醒经办科室按时限办理。",
        Remedy::Staff,
        "快到期的办件，现在每天都有人提醒。",
    ),
    ("指南写得不清楚，已改写并重新发布。", Remedy::Guide, ""),
    ("该岗位当周缺人，已安排替岗。", Remedy::Faster, "缺人的岗位安排了替岗，中午也有人办。"),
];

/// The rating of a case that has come to its end, if its holder rates; the past ends today.
pub fn rating(
    case: &Case,
    acts: &[PastAct],
    (today, by): (Date, &Value),
    draw: &mut Draw,
) -> Option<PastRating> {
    let is_over = case.decision().is_some() || case.ended();
    if !is_over || matches!(case.state, State::Withdrawn { .. }) || !draw.happens(RATES) {
        return None;
    }
    let day = acts.last()?.at.date().saturating_add(jiff::Span::new().days(draw.one_of(6) as i64));
    if day >= today {
        return None;
    }
    let opinion = opinion(case, acts, draw);
    let looked_into = looked_into(&opinion, (day, today, by), draw);
    let (township, matter) = (case.township().to_owned(), case.pin.matter.clone());
    let way = Way::of(case.channel);
    Some(PastRating { case: case.id, matter, township, way, day, opinion, looked_into })
}

fn opinion(case: &Case, acts: &[PastAct], draw: &mut Draw) -> Opinion {
    let was = |wanted: fn(&Doing) -> bool| acts.iter().any(|act| wanted(&act.doing));
    let late = was(|doing| matches!(doing, Doing::Escalate { .. } | Doing::Extend { .. }));
    let asked =
        was(|doing| matches!(doing, Doing::AskCorrection { .. } | Doing::AskSupplement { .. }));
    let refused = matches!(case.state, State::Refused { .. } | State::NotAccepted { .. });
    let shares = match (refused, late, asked) {
        (true, _, _) => [18.0, 24.0, 28.0, 18.0, 12.0],
        (_, true, _) => [24.0, 28.0, 22.0, 16.0, 10.0],
        (_, _, true) => [45.0, 32.0, 14.0, 6.0, 3.0],
        _ => [64.0, 27.0, 7.0, 1.5, 0.5],
    };
    let level = Level::ALL[draw.weighed(&shares)];
    let words = one(if level.is_bad() { BLAME } else { PRAISE }, draw);
    // Most say something of the parts as well, mostly the same as of the whole.
    let at = Level::ALL.iter().position(|one| *one == level).unwrap_or_default();
    let mut indicators: Vec<Given> = Vec::new();
    for indicator in Way::of(case.channel).indicators() {
        if draw.happens(0.6) {
            let near = (at + draw.weighed(&[20.0, 65.0, 15.0])).saturating_sub(1);
            indicators.push((*indicator, Level::ALL[near.min(Level::ALL.len() - 1)]));
        }
    }
    Opinion { level, indicators, words }
}

fn looked_into(
    opinion: &Opinion,
    (day, today, by): (Date, Date, &Value),
    draw: &mut Draw,
) -> Option<LookedInto> {
    let days = LOOKED_INTO_AFTER + draw.one_of(9) as i64;
    let ended = day.saturating_add(jiff::Span::new().days(days));
    let was = opinion.level.is_bad() && ended < today && draw.happens(0.9);
    was.then(|| {
        let (note, remedy, words) = FOUND[draw.one_of(FOUND.len())];
        LookedInto {
            at: Instant::at(ended, 10, 12),
            note: note.to_owned(),
            reply: Reply { remedy, words: words.to_owned() },
            by: by.clone(),
        }
    })
}
