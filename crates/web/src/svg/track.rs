//! How far something is, drawn as a row of dots on a line: done, under way, standing still, to come.
//!
//! A state differs by its drawing, not by its colour alone, and the words say the same.

use std::fmt::Write as _;

use super::{escape, open, size};
use crate::{Step, StepState};

/// The dot's half width with its edge.
const HALF: u32 = 15;
/// The widest step from dot to dot.
const WIDEST: u32 = 72;
/// The room across, that of a telephone.
const ROOM: u32 = 328;

/// Steps as a row of dots, with the words below and for those who do not see it.
#[must_use]
pub fn track(id: &str, words: &str, steps: &[Step]) -> String {
    let told: Vec<String> = steps.iter().map(|step| step.name.clone()).collect();
    let gaps = size(steps.len()).saturating_sub(1);
    let apart = (ROOM - 2 * HALF).checked_div(gaps).map_or(0, |apart| apart.min(WIDEST));
    let width = gaps * apart + 2 * HALF;
    let mut out = String::from(r#"<figure class="track">"#);
    out.push_str(&open(id, "dots-row", (width, 2 * HALF), (words, &told.join(" → "))));
    for (position, pair) in steps.windows(2).enumerate() {
        let from = HALF + size(position) * apart;
        let class =
            if matches!(pair, [one, _] if one.state == StepState::Done) { "done" } else { "" };
        let _ = write!(out, r#"<path class="leg {class}" d="M{from} {HALF}h{apart}"/>"#);
    }
    for (position, step) in steps.iter().enumerate() {
        dot(&mut out, HALF + size(position) * apart, step.state);
    }
    let _ = write!(out, "</svg><figcaption>{}</figcaption></figure>", escape(words));
    out
}

fn dot(out: &mut String, x: u32, state: StepState) {
    let code = state.code();
    let _ = write!(out, r#"<g class="at-{code}"><circle cx="{x}" cy="{HALF}" r="13"/>"#);
    let (left, right) = (x - 3, x + 3);
    let mark = match state {
        StepState::Done => format!(r#"<path class="cut" d="m{} 15.5 4 4 8-9"/>"#, x - 6),
        StepState::Now => format!(r#"<circle class="core" cx="{x}" cy="{HALF}" r="6"/>"#),
        StepState::Stopped => format!(r#"<path class="bars" d="M{left} 10v10M{right} 10v10"/>"#),
        StepState::Waiting => String::new(),
    };
    let _ = write!(out, "{mark}</g>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_a_drawing_of_its_own_and_the_words_stand_below() {
        let states = [StepState::Done, StepState::Now, StepState::Stopped, StepState::Waiting];
        let steps: Vec<Step> = states.into_iter().map(|state| Step::new("审<核", state)).collect();
        let drawn = track("t", "第 2 步，共 4 步", &steps);
        for part in [r#"class="cut""#, r#"class="core""#, r#"class="bars""#, "at-waiting"] {
            assert_eq!(drawn.matches(part).count(), 1, "{part}: {drawn}");
        }
        assert!(drawn.contains("<figcaption>第 2 步，共 4 步</figcaption>"));
        assert!(drawn.contains("审&lt;核 → ") && !drawn.contains("审<核"));
        assert_eq!(drawn.matches(r#"class="leg done""#).count(), 1);
    }

    #[test]
    fn many_steps_stay_on_a_telephone_and_none_do_not_fail() {
        let many: Vec<Step> = (0..12).map(|_| Step::new("x", StepState::Waiting)).collect();
        assert!(track("t", "w", &many).contains(r#"viewBox="0 0 327 30""#));
        assert!(track("t", "w", &[]).contains("<svg"));
    }
}
