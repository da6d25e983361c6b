//! A matter inside a joint matter, in its form: which one, what must be done before it, and whether it
//! may be left out. What is given for it stays as the file has it.

use serde_json::Value as Json;
use web::{Choice, Field, Frame};

use super::slots::{self, Answer, Slot};
use super::typed::{name, text};
use super::{Sheet, name_of_item};

/// What a part of a joint matter says.
pub(super) static SLOTS: [Slot; 3] = [
    Slot::new("matter", "manage.joint.matter", Answer::One(matters)),
    Slot::new("after", "manage.joint.after", Answer::Any(others))
        .hint("manage.joint.after-hint")
        .optional(),
    Slot::new("optional", "manage.joint.optional", Answer::Yes(OPTIONAL)).optional(),
];
const OPTIONAL: [&str; 2] = ["manage.joint.may-go", "manage.joint.stays"];

/// The matters that the county offers by themselves.
fn matters(frame: &Frame, sheet: &Sheet) -> Vec<Choice> {
    let today = frame.today();
    let offered = sheet.catalogue.offered(sheet.county(), today).into_iter();
    let single = offered.filter(|one| !one.is_joint());
    single.map(|one| Choice::new(one.id.as_str(), frame.say(&one.name))).collect()
}

/// The parts that there are.
fn others(frame: &Frame, sheet: &Sheet) -> Vec<Choice> {
    let names = matters(frame, sheet);
    let choice = |part: &Json| {
        let matter = text(part, "/matter");
        let known = names.iter().find(|one| one.value == matter);
        let label = known.map_or(matter.as_str(), |one| one.label.as_str());
        Choice::new(name_of_item(part), label)
    };
    sheet.listed().iter().map(choice).collect()
}

/// What the part is called: the matter that is run.
pub(super) fn called(frame: &Frame, sheet: &Sheet, item: &Json) -> String {
    slots::brief(frame, sheet, &SLOTS[..1], item)
}

/// What stands in the list: what must be done before, and whether it may be left out.
pub(super) fn brief(frame: &Frame, sheet: &Sheet, item: &Json) -> Vec<String> {
    SLOTS[1..]
        .iter()
        .map(|slot| slots::brief(frame, sheet, std::slice::from_ref(slot), item))
        .collect()
}

/// The fields of a part; it is not put after itself.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, item: &Json, is_new: bool) -> Vec<Field> {
    let own = if is_new { vec![name(frame)] } else { Vec::new() };
    let mut rest = slots::fields(frame, sheet, &SLOTS, item);
    for field in rest.iter_mut().filter(|field| field.id == "after") {
        field.options.retain(|one| one.value != name_of_item(item));
    }
    // The first part waits for nobody.
    rest.retain(|field| field.id != "after" || !field.options.is_empty());
    own.into_iter().chain(rest).collect()
}
