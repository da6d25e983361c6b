//! Whether a file says the same as its folder, and its base stands above it.

use basis::{Date, Text};

use super::IsDivision;
use super::about::{About, steps};
use crate::codes::{BASE_LEVEL, ENDS_BEFORE_IT_BEGINS, UNKNOWN_DIVISION, WRONG_FOLDER};
use crate::finding::Report;
use crate::load::MatterFile;
use crate::model::Level;
use crate::yaml::{Node, Place};

/// Notes level, division and id that do not agree with the path, and bases that are not above.
pub(super) fn check(file: &MatterFile, about: &About<'_>, report: &mut Report) {
    let own = &*file.resolved.own;
    let mut parts = file.resolved.name.split('/');
    let level = parts.next().and_then(Level::from_code);
    let rest: Vec<&str> = parts.collect();
    let (division, name) = match rest.as_slice() {
        [name] => (None, *name),
        [division, name] => (Some(*division), *name),
        _ => (None, file.resolved.name.as_str()),
    };
    let id = name.split('@').next().unwrap_or(name);
    agrees(own, "level", level.map(Level::code), report);
    agrees(own, "division", division, report);
    agrees(own, "matter", Some(id), report);
    exists(own, about, report);
    let merged = &file.resolved.merged;
    let day = |key| merged.at(steps!["effective", key])?.text()?.parse::<Date>().ok();
    if let Some(from) = day("from") {
        in_order(from, day("until"), file.place(steps!["effective", "until"]), report);
    }
    if let Some(level) = level {
        base(file, level, own, report);
    }
}

fn agrees(own: &Node, key: &str, folder: Option<&str>, report: &mut Report) {
    let said = own.get(key).and_then(Node::text);
    if said == folder || (said.is_none() && key != "division") {
        return;
    }
    let place = own.get(key).map_or(own.place, |node| node.place);
    let (said, folder) = (said.unwrap_or("（没有写）"), folder.unwrap_or("（没有）"));
    let what = Text::new(
        format!("{key} 是“{said}”，文件所在位置却是“{folder}”"),
        format!("{key} is “{said}”, but the file stands under “{folder}”"),
    );
    let mend = Text::new("改正字段，或移动文件", "mend the field, or move the file");
    report.add(WRONG_FOLDER, place, what, mend);
}

/// Notes a division that is not there.
pub(super) fn exists(own: &Node, about: &About<'_>, report: &mut Report) {
    let Some(node) = own.get("division") else { return };
    let Some(code) = node.text() else { return };
    known(code, node.place, about, report);
}

/// Notes a code that is no division's.
pub(super) fn known(code: &str, place: Place, about: &About<'_>, report: &mut Report) {
    let known = match about.settings.division {
        Some(division) => division(code),
        // Provinces begin with 11 to 82; without a list that is all there is to see.
        None => match code.get(..2).and_then(|two| two.parse::<u8>().ok()) {
            Some(11..=82) => IsDivision::Yes,
            _ => IsDivision::No,
        },
    };
    let (what, mend) = match known {
        IsDivision::Yes => return,
        IsDivision::Ended(words) => {
            (words, Text::new("改用现在的区划代码", "use the code of today"))
        }
        IsDivision::No => (
            Text::new(format!("没有区划“{code}”"), format!("there is no division “{code}”")),
            Text::new(
                "核对区划代码和所用的区划版本",
                "check the code and the edition of the divisions",
            ),
        ),
    };
    report.add(UNKNOWN_DIVISION, place, what, mend);
}

/// Notes a last day before the first one.
pub(super) fn in_order(from: Date, until: Option<Date>, place: Place, report: &mut Report) {
    let Some(until) = until.filter(|until| *until < from) else { return };
    let what = Text::new(
        format!("失效日期 {until} 早于生效日期 {from}"),
        format!("the last day {until} is before the first day {from}"),
    );
    let mend = Text::new(
        "改正其中一个日期；一直有效的不写 until",
        "mend one of the dates; leave until out where no end is known",
    );
    report.add(ENDS_BEFORE_IT_BEGINS, place, what, mend);
}

/// The base is the same matter of a higher level whose division contains this one.
fn base(file: &MatterFile, level: Level, own: &Node, report: &mut Report) {
    let Some(base) = file.resolved.bases.first() else { return };
    let place: Place = own.get("extends").map_or(own.place, |node| node.place);
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).unwrap_or("").to_owned();
    let above = Level::from_code(&text(&base.merged, "level")).is_some_and(|base| base < level);
    let same = text(&base.merged, "matter") == text(own, "matter");
    let within = text(own, "division").starts_with(&text(&base.merged, "division"));
    if above && same && within {
        return;
    }
    let what = Text::new(
        format!("“{}”不是本事项的上级", base.name),
        format!("“{}” is not the same matter of a higher level", base.name),
    );
    let mend = Text::new(
        "写上一级（国家、省、市）辖区包含本区划的同一个事项",
        "name the same matter of the nation, province or city that contains this division",
    );
    report.add(BASE_LEVEL, place, what, mend);
}
