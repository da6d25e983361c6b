//! What the loader noticed in the published lists. It repairs nothing silently.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::DivisionCode;

/// Something worth knowing about one division of the lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// The division.
    pub code: DivisionCode,
    /// The details, as the lists write them.
    pub detail: String,
}

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// Only groups others (市辖区, 省直辖县级行政区划); left out of display names.
    PseudoLevel,
    /// Written with more digits than its level has.
    PaddedCode,
    /// The level column disagrees with the code; the code is taken.
    LevelDisagrees,
    /// Lies straight below a prefecture that has no counties in this list.
    NoCounty,
    /// Same code, one character of the name differs: most likely a correction.
    NameCorrected,
    /// Same code, the name written in another style (村委会, 村民委员会).
    NameRestyled,
    /// Same code, another name.
    Renamed,
    /// In an earlier list, not in a later list of another publisher that would hold it were it a
    /// division in law (development zones); kept valid.
    OnlyInEarlierList,
    /// Ended, and what followed it is known.
    Succeeded,
    /// Ended; several could follow it, so none is linked.
    SuccessorUnclear,
    /// Ended; nothing of its name followed.
    EndedWithoutSuccessor,
    /// The changes say that it ended, the list still has it; kept as listed.
    EndedButListed,
    /// The changes say that it began, the list does not have it; left out.
    BegunButNotListed,
    /// The changes and the list write its name differently; the list is taken.
    ChangeNameDiffers,
    /// The changes name it, but no list given reaches its level there; left out.
    OutsideLists,
    /// Listed twice in one edition; the first is taken.
    Twice,
    /// The division above is not in the list; kept.
    ParentMissing,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}: {}", self.code, self.kind, self.detail)
    }
}
