//! A special procedure, such as a public notice or a hearing, in its form: how long it takes, and whether
//! the clock stands still meanwhile.

use serde_json::Value as Json;
use web::{Field, Frame};

use super::Sheet;
use super::slots::{self, Answer, Slot};
use super::typed::name;

/// What a special procedure says.
pub(super) static SLOTS: [Slot; 4] = [
    Slot::new("name", "manage.special.name", Answer::Words),
    Slot::new("limit", "manage.special.limit", Answer::Limit),
    Slot::new("stops_clock", "manage.special.clock", Answer::Yes(CLOCK))
        .hint("manage.special.clock-hint"),
    Slot::basis(),
];
const CLOCK: [&str; 2] = ["manage.special.stops", "manage.special.runs"];

/// What stands in the list: how long, and whether the clock stands still.
pub(super) fn brief(frame: &Frame, sheet: &Sheet, item: &Json) -> Vec<String> {
    let shown = SLOTS[1..3].iter();
    shown.map(|slot| slots::brief(frame, sheet, std::slice::from_ref(slot), item)).collect()
}

/// The fields of a special procedure.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, item: &Json, is_new: bool) -> Vec<Field> {
    let own = if is_new { vec![name(frame)] } else { Vec::new() };
    own.into_iter().chain(slots::fields(frame, sheet, &SLOTS, item)).collect()
}
