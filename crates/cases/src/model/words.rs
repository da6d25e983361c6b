//! The states under the names that the public knows (standards.md §12, names seen in use).

use basis::Text;
use catalogue::model::Channel;

use super::{Case, State};

/// A state's public name and its stable code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicStatus {
    /// Stable code, for tables and the API.
    pub code: &'static str,
    /// The name on pages.
    pub name: Text,
    /// What it means for the applicant, in one sentence.
    pub meaning: Text,
}

macro_rules! statuses {
    ($($code:literal, $zh:literal, $en:literal, $meaning_zh:literal, $meaning_en:literal;)+) => {
        /// Code, name and meaning of every public status, in both languages.
        pub const STATUSES: &[(&str, &str, &str, &str, &str)] =
            &[$(($code, $zh, $en, $meaning_zh, $meaning_en)),+];
    };
}

statuses! {
    "pre-check", "待预审", "Being pre-checked", "窗口正在看您的材料齐不齐。", "The office is looking whether everything is there.";
    "received", "待受理", "Received", "材料已收下，正在看能不能受理。", "Your papers are received and being checked for acceptance.";
    "correcting", "待补正", "Waiting for you", "还差一点东西，请您补上。", "Something is missing; please add it.";
    "in-review", "审查中", "In review", "部门正在办理，您不用做什么。", "The departments are working on it; you need do nothing.";
    "supplement", "待补正", "Waiting for you", "部门请您补充一点东西，补齐前不计时间。", "A department asks you to add something; the clock stands still until then.";
    "special", "已暂停", "Clock stopped", "正在走法定的特别程序，这段时间不算在办理时限里。", "A legal procedure is under way; this time does not count.";
    "procedure", "审查中", "In review", "正在走规定的程序（例如实地查看），这段时间照常算在办理时限里，您不用做什么。", "A procedure that the rules ask for, such as a view of the site, is under way; the time limit runs on and you need do nothing.";
    "deciding", "待办结", "Waiting for a decision", "部门已经审完，等待决定。", "The departments are done; the decision is next.";
    "granted", "已办结（准予）", "Granted", "办成了，正在准备证照。", "It is granted; the certificate is being prepared.";
    "certified", "已制证", "Certificate ready", "证照已经做好。", "The certificate is ready.";
    "delivered", "已办结", "Done", "办好了。", "It is done.";
    "refused", "已办结（不予）", "Refused", "没有批准，理由和申诉办法写在决定书上。", "It was refused; the notice gives the reasons and how to appeal.";
    "not-accepted", "不予受理", "Not accepted", "这件事不能受理，理由写在通知书上。", "It was not accepted; the notice gives the reasons.";
    "withdrawn", "已撤回", "Withdrawn", "这件事已经撤回，可以重新申请。", "It was withdrawn; you can apply again.";
    "lapsed", "视为撤回", "Lapsed", "到期没有补正，视为撤回，可以重新申请。", "What was asked did not come in time; you can apply again.";
    "void", "已作废", "Void", "这件事已经作废。", "It was declared void.";
    "parts", "联办中", "Parts under way", "几件事正在一起办。", "The parts are being worked on together.";
}

/// The codes of a case whose clock stands still: those for which [`Case::stopped`] holds.
pub(crate) const STANDING: [&str; 2] = ["supplement", "special"];

impl Case {
    /// The stable code of the public status.
    #[must_use]
    pub fn status_code(&self) -> &'static str {
        match &self.state {
            State::Received { .. } if self.channel == Channel::Web => "pre-check",
            State::Received { .. } => "received",
            State::Correcting { .. } => "correcting",
            State::InReview { asked: Some(_), .. } | State::Deciding { asked: Some(_), .. } => {
                "supplement"
            }
            State::InReview { special: Some(_), .. } | State::Deciding { special: Some(_), .. } => {
                if self.stopped() {
                    "special"
                } else {
                    "procedure"
                }
            }
            State::InReview { .. } => "in-review",
            State::Deciding { .. } => "deciding",
            State::Granted { .. } => "granted",
            State::Certified { .. } => "certified",
            State::Delivered { .. } => "delivered",
            State::Refused { .. } => "refused",
            State::NotAccepted { .. } => "not-accepted",
            State::Withdrawn { lapsed: false, .. } => "withdrawn",
            State::Withdrawn { lapsed: true, .. } => "lapsed",
            State::Void { .. } => "void",
            State::Parts { .. } => "parts",
        }
    }

    /// The public status.
    #[must_use]
    pub fn status(&self) -> PublicStatus {
        PublicStatus::of(self.status_code())
    }
}

impl PublicStatus {
    /// The status of a code; an unknown code is shown as it is.
    #[must_use]
    pub fn of(code: &'static str) -> Self {
        let found = STATUSES.iter().find(|status| status.0 == code);
        let (code, zh, en, meaning_zh, meaning_en) =
            found.copied().unwrap_or((code, code, code, "", ""));
        Self { code, name: Text::new(zh, en), meaning: Text::new(meaning_zh, meaning_en) }
    }

    /// The status of a code as a row holds it; none where it is no status that we know.
    #[must_use]
    pub fn find(code: &str) -> Option<Self> {
        STATUSES.iter().find(|status| status.0 == code).map(|status| Self::of(status.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::matter;
    use crate::model::tests::states;

    /// Each state of the tests, its code and the name on pages: the observed names of
    /// standards.md §12 where there is one, the suggested ones elsewhere.
    const NAMES: &[(&str, &str, &str)] = &[
        ("pre-check", "pre-check", "待预审"),
        ("received", "received", "待受理"),
        ("correcting", "correcting", "待补正"),
        ("supplied", "received", "待受理"),
        ("review", "in-review", "审查中"),
        ("asked", "supplement", "待补正"),
        ("special", "special", "已暂停"),
        ("visit", "procedure", "审查中"),
        ("weighing", "in-review", "审查中"),
        ("deciding", "deciding", "待办结"),
        ("granted", "granted", "已办结（准予）"),
        ("certified", "certified", "已制证"),
        ("delivered", "delivered", "已办结"),
        ("refused", "refused", "已办结（不予）"),
        ("not-accepted", "not-accepted", "不予受理"),
        ("withdrawn", "withdrawn", "已撤回"),
        ("lapsed", "lapsed", "视为撤回"),
        ("void", "void", "已作废"),
        ("parts", "parts", "联办中"),
    ];

    #[test]
    fn every_state_has_the_name_that_the_public_knows() {
        let mut all = states(&matter("allowance"));
        all.extend(more());
        assert_eq!(all.len(), NAMES.len(), "every state stands in the table once");
        for (state, code, name) in NAMES {
            let (_, case) = all.iter().find(|one| one.0 == *state).unwrap();
            let status = case.status();
            assert_eq!((status.code, status.name.zh.as_str()), (*code, *name), "{state}");
            assert!(!status.meaning.zh.is_empty() && !status.name.en.is_empty(), "{state}");
        }
        let shown = |code: &str| NAMES.iter().any(|one| one.1 == code);
        assert!(STATUSES.iter().all(|status| shown(status.0)), "no code without its state");
    }

    #[test]
    fn a_case_is_called_paused_exactly_while_its_clock_stands_still() {
        let mut all = states(&matter("allowance"));
        all.extend(more());
        for (state, case) in all {
            let is_said = STANDING.contains(&case.status_code());
            assert_eq!(is_said, case.stopped(), "{state}");
        }
    }

    /// The states to which no doing of the table in `tests` leads.
    fn more() -> Vec<(&'static str, Case)> {
        use crate::model::sample::{case, days_later};
        use crate::model::{Doing, apply};
        let plain = matter("allowance");
        let then = |doings: Vec<Doing>| {
            doings.iter().fold(case(&plain), |case, doing| {
                apply(case, doing, &plain, days_later(31)).unwrap()
            })
        };
        let accept = || Doing::Accept { later: Vec::new() };
        let visit = Doing::BeginSpecial {
            task: "check.residence".into(),
            special: "visit".into(),
            note: String::new(),
        };
        let items = vec!["照片".to_owned()];
        let ask = Doing::AskSupplement { task: "check.village".into(), items, answers: Vec::new() };
        vec![
            ("pre-check", Case { channel: Channel::Web, ..case(&plain) }),
            ("visit", then(vec![accept(), visit])),
            ("lapsed", then(vec![accept(), ask, Doing::Lapse])),
            ("parts", case(&matter("together"))),
        ]
    }
}
