//! The pages: rating a case, the public figures, the supervisors' list.

pub(crate) mod public;
pub(crate) mod rate;
pub(crate) mod sheets;
pub(crate) mod supervisor;

use basis::{DivisionCode, Refusal, RefusalKind, Text};
use web::Frame;

use crate::Feedback;
use crate::figures::{Cell, Said};
use crate::model::Given;

impl Feedback {
    /// The name of a matter that is offered today.
    pub(crate) fn matter_name(&self, frame: &Frame, id: &str) -> String {
        let catalogue = self.cases.catalogue();
        let matter = catalogue.matter(self.county(), id, frame.today());
        matter.map_or_else(|| id.to_owned(), |matter| frame.say(&matter.name).to_owned())
    }

    /// Whether a matter is offered today.
    pub(crate) fn is_offered(&self, id: &str) -> bool {
        let today = self.app.ambient.now().date();
        self.cases.catalogue().matter(self.county(), id, today).is_some()
    }

    /// The name of a place; the county stands for all places with too few ratings of their own.
    fn place_name(&self, frame: &Frame, code: &str) -> String {
        if code == self.county() {
            return frame.t("feedback.figures.elsewhere");
        }
        let division = DivisionCode::parse(code).ok();
        let division = division.and_then(|code| self.divisions.get(&code, frame.today()));
        division.map_or_else(|| code.to_owned(), |division| division.name.clone())
    }
}

/// A cell in words.
fn cell(frame: &Frame, cell: Cell, smallest: u32) -> String {
    match cell {
        Cell::Exact(count) => count.to_string(),
        Cell::Fewer => frame.tf("feedback.figures.fewer", [("n", smallest)]),
    }
}

pub(crate) fn unknown() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "rating.unknown")
}

/// What was rated besides, in words.
fn aspects(frame: &Frame, given: &[Given]) -> String {
    let one = |(indicator, level): &Given| {
        let values =
            [("aspect", said(frame, &indicator.name())), ("level", said(frame, &level.name()))];
        frame.tf("feedback.follow-up.aspect", values)
    };
    given.iter().map(one).collect::<Vec<_>>().join(" / ")
}

/// An indicator and of which cases it is.
fn aspect(frame: &Frame, one: &Said) -> String {
    let values =
        [("aspect", said(frame, &one.indicator.name())), ("way", said(frame, &one.way.name()))];
    frame.tf("feedback.figures.aspect-of", values)
}

/// Words in the reader's language.
fn said(frame: &Frame, text: &Text) -> String {
    frame.say(text).to_owned()
}
