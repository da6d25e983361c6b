//! How the answers of rules, exceptions and clauses make one verdict.

use serde::{Deserialize, Serialize};

use crate::column::{FAULT, KNOWN, NULL, UNKNOWN};

/// The answer of a clause or of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It does not hold.
    No,
    /// It holds.
    Yes,
    /// It depends on facts that are not known yet.
    Needs,
    /// Two exceptions hold that contradict each other: the rules must be mended.
    Conflict,
    /// Everything is known, but something went wrong while working it out.
    Trouble,
}

impl Verdict {
    fn of(cell: (u8, i64)) -> Self {
        match cell {
            (KNOWN, 0) => Self::No,
            (KNOWN, _) => Self::Yes,
            (UNKNOWN, _) => Self::Needs,
            _ => Self::Trouble,
        }
    }

    const fn held(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// A clause from its general rule and its exceptions, each with the answer that it would give.
pub(crate) fn clause(
    general: (u8, i64),
    exceptions: impl Iterator<Item = ((u8, i64), bool)> + Clone,
) -> Verdict {
    let any = |state: u8, holds: bool| {
        exceptions.clone().any(|(cell, answer)| {
            answer == holds && (if state == KNOWN { cell == (KNOWN, 1) } else { cell.0 == state })
        })
    };
    if [FAULT, NULL].iter().any(|state| any(*state, true) || any(*state, false)) {
        return Verdict::Trouble;
    }
    let certain = (any(KNOWN, true), any(KNOWN, false));
    let open = (any(UNKNOWN, true), any(UNKNOWN, false));
    let with = |yes: bool, no: bool| match (certain.0 || yes, certain.1 || no) {
        (true, true) => Verdict::Conflict,
        (false, false) => Verdict::of(general),
        (holds, _) => Verdict::held(holds),
    };
    let first = with(false, false);
    let same = |yes: bool, no: bool| with(yes, no) == first;
    let settled = (!open.0 || same(true, false))
        && (!open.1 || same(false, true))
        && (!(open.0 && open.1) || same(true, true));
    if settled { first } else { Verdict::Needs }
}

/// All clauses together. A clause that fails decides, whatever the others are;
/// what is unknown may still fail, so it goes before what went wrong.
pub(crate) fn joined(first: Verdict, second: Verdict) -> Verdict {
    let rank = |verdict: Verdict| match verdict {
        Verdict::No => 0,
        Verdict::Needs => 1,
        Verdict::Conflict => 2,
        Verdict::Trouble => 3,
        Verdict::Yes => 4,
    };
    if rank(first) <= rank(second) { first } else { second }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YES: (u8, i64) = (KNOWN, 1);
    const NO: (u8, i64) = (KNOWN, 0);
    const OPEN: (u8, i64) = (UNKNOWN, 0);

    #[test]
    fn exceptions_override_contradict_or_wait() {
        let check = |general, exceptions: &[((u8, i64), bool)], expected| {
            assert_eq!(clause(general, exceptions.iter().copied()), expected, "{exceptions:?}");
        };
        check(YES, &[], Verdict::Yes);
        check(YES, &[(YES, false)], Verdict::No);
        check(NO, &[(YES, true), (NO, false)], Verdict::Yes);
        check(NO, &[(YES, true), (YES, false)], Verdict::Conflict);
        check(NO, &[(OPEN, false)], Verdict::No);
        check(NO, &[(OPEN, true)], Verdict::Needs);
        check(YES, &[(YES, true), (OPEN, false)], Verdict::Needs);
        check(OPEN, &[(YES, true), (OPEN, true)], Verdict::Yes);
        check(YES, &[((FAULT, 0), false)], Verdict::Trouble);
    }
}
