//! What can only be seen across matters: codes used twice, versions that collide, joint matters.

use std::collections::{BTreeMap, BTreeSet};

use basis::Text;

use super::about::{steps, suggest};
use crate::codes::{CODE_TWICE, MATTER_TWICE, UNKNOWN_POPULAR};
use crate::finding::Report;
use crate::joint;
use crate::load::{Loaded, MatterFile};
use crate::model::Matter;

/// Notes everything that is wrong between matters.
pub(super) fn check(loaded: &Loaded, report: &mut Report) {
    let typed: Vec<(&MatterFile, &Matter)> =
        loaded.matters.iter().filter_map(|file| Some((file, file.matter.as_deref()?))).collect();
    codes_twice(&typed, loaded, report);
    versions(&typed, report);
    popular(loaded, report);
    joint::check(&typed, &loaded.references.registers, report);
}

/// Notes what the home page would show and nobody has described.
fn popular(loaded: &Loaded, report: &mut Report) {
    // By the names of files: a matter that cannot be read is there all the same.
    let known: BTreeSet<&str> = loaded.paths.iter().filter_map(|path| matter_of(path)).collect();
    for entry in &loaded.references.popular {
        let id = entry.value.matter.as_str();
        if known.contains(id) {
            continue;
        }
        let what = Text::new(format!("没有事项“{id}”"), format!("there is no matter “{id}”"));
        let otherwise = ("写事项的编号，例如 elderly-allowance", "use the id of a matter");
        let mend = suggest(id, known.iter().copied(), otherwise);
        report.add(UNKNOWN_POPULAR, entry.node.place_of(steps!["matter"]), what, mend);
    }
}

/// The id of the matter of a file, which is its name.
fn matter_of(path: &str) -> Option<&str> {
    let (folder, _) = path.split_once('/')?;
    let is_matter = ["national", "province", "city", "county"].contains(&folder);
    let stem = path.strip_suffix(".yaml")?.rsplit('/').next()?;
    stem.split('@').next().filter(|_| is_matter)
}

fn codes_twice(typed: &[(&MatterFile, &Matter)], loaded: &Loaded, report: &mut Report) {
    let mut basic: BTreeMap<(&str, &str), (&str, u32)> = BTreeMap::new();
    for (file, matter) in typed {
        let division = matter.division.as_deref().unwrap_or_default();
        let known = *basic
            .entry((division, &matter.codes.basic))
            .or_insert((&matter.id, file.resolved.file));
        if known.0 == matter.id {
            continue;
        }
        let number = usize::try_from(known.1).unwrap_or(usize::MAX);
        let path = loaded.paths.get(number).map_or("?", String::as_str);
        let what = Text::new(
            format!("基本编码 {} 已被“{}”（{path}）用了", matter.codes.basic, known.0),
            format!("the basic code {} is used by “{}” ({path})", matter.codes.basic, known.0),
        );
        let mend = Text::new("两个事项各用各的编码", "give each matter its own code");
        report.add(CODE_TWICE, file.place(steps!["codes", "basic"]), what, mend);
    }
}

/// Whether two versions would hold on the same day. A version that was replaced on or before its
/// first day keeps that one day on paper: of two, the higher one is offered.
fn overlap(old: &Matter, new: &Matter) -> bool {
    let (old, new) = (&old.effective, &new.effective);
    let replaced = old.until == Some(old.from) && new.from <= old.from;
    !replaced && old.until.is_none_or(|until| until >= new.from)
}

fn versions(typed: &[(&MatterFile, &Matter)], report: &mut Report) {
    let mut by_matter: BTreeMap<(&str, &str), Vec<(&MatterFile, &Matter)>> = BTreeMap::new();
    for (file, matter) in typed {
        let division = matter.division.as_deref().unwrap_or_default();
        by_matter.entry((division, &matter.id)).or_default().push((file, matter));
    }
    for versions in by_matter.values_mut().filter(|versions| versions.len() > 1) {
        versions.sort_by_key(|(_, matter)| (matter.version, matter.effective.from));
        for pair in versions.windows(2) {
            let ((_, old), (file, new)) = (pair[0], pair[1]);
            let (place, zh, en) = if old.version == new.version {
                ("version", format!("版本 {} 已经有了", new.version), "the version exists already")
            } else if overlap(old, new) {
                (
                    "version",
                    format!("与版本 {} 的生效日期重叠", old.version),
                    "it overlaps another version",
                )
            } else {
                continue;
            };
            let what = Text::new(zh, en);
            let mend = Text::new(
                "给新版本换一个版本号，并给旧版本写上 effective.until",
                "give the new one another number, and the old one effective.until",
            );
            report.add(
                MATTER_TWICE,
                file.resolved.own.entry(place).map_or(file.place(&[]), |e| e.place),
                what,
                mend,
            );
        }
    }
}
