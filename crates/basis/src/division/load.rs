//! Making the register from published lists: editions first, then what changed between them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::link::{Matched, Named, is_correction, link, stem};
use super::register::{Division, Divisions, Link};
use super::rows::{self, Change, Listed};
use super::{DivisionCode, Finding, FindingKind, Level};
use crate::Refusal;

/// Loads editions and changes; see [`Divisions::load`].
pub(super) fn load(
    editions: &[(Date, &str)],
    changes: Option<&str>,
) -> Result<(Divisions, Vec<Finding>), Refusal> {
    let mut loader = Loader::default();
    let mut by_day: BTreeMap<Date, BTreeMap<DivisionCode, Listed>> = BTreeMap::new();
    for (day, text) in editions {
        let rows = rows::edition(text, &mut loader.findings)?;
        loader.gather(rows, by_day.entry(*day).or_default());
    }
    for (index, (day, edition)) in by_day.into_iter().enumerate() {
        if index > 0 {
            loader.later(day, edition);
            continue;
        }
        loader.held = edition.into_values().map(|row| (row.code, vec![row.held(None)])).collect();
        if let Some(changes) = changes {
            loader.changes(day, rows::changes(changes)?);
        }
    }
    Ok(loader.finish())
}

#[derive(Default)]
struct Loader {
    held: BTreeMap<DivisionCode, Vec<Division>>,
    links: Vec<Link>,
    findings: Vec<Finding>,
}

impl Listed {
    fn held(self, from: Option<Date>) -> Division {
        let Self { code, name, parent } = self;
        Division { code, name, parent, from, until: None, pseudo: false }
    }
}

impl Loader {
    fn note(&mut self, kind: FindingKind, code: DivisionCode, detail: impl Into<String>) {
        self.findings.push(Finding { kind, code, detail: detail.into() });
    }

    /// Puts one text's rows into its day's edition.
    fn gather(&mut self, rows: Vec<Listed>, edition: &mut BTreeMap<DivisionCode, Listed>) {
        let mut here = BTreeSet::new();
        for row in rows {
            let first = here.insert(row.code);
            match edition.get(&row.code) {
                // Lists of one day overlap at their upper levels; that is no news.
                Some(other) if other.name == row.name && first => {}
                Some(other) => {
                    let detail = format!("{} / {}", other.name, row.name);
                    self.note(FindingKind::Twice, row.code, detail);
                }
                None => {
                    edition.insert(row.code, row);
                }
            }
        }
    }

    /// Carries the changes that led to the first edition.
    fn changes(&mut self, day: Date, changes: Vec<Change>) {
        let covered: BTreeSet<(Level, Option<DivisionCode>)> = self.held.keys().map(area).collect();
        let (mut ended, mut begun): (BTreeMap<_, _>, BTreeMap<_, _>) = Default::default();
        for Change { begins, code, name } in changes {
            if !covered.contains(&area(&code)) {
                self.note(FindingKind::OutsideLists, code, name);
            } else if begins {
                begun.insert(code, name);
            } else {
                ended.insert(code, name);
            }
        }
        self.check_against_list(&mut ended, &mut begun);
        self.replace(day, ended, &begun);
    }

    /// Changes that the list contradicts are told and not carried out.
    fn check_against_list(
        &mut self,
        ended: &mut BTreeMap<DivisionCode, String>,
        begun: &mut BTreeMap<DivisionCode, String>,
    ) {
        let held = &self.held;
        let mut found = Vec::new();
        let mut note = |kind, code: &DivisionCode, detail: &str| {
            found.push(Finding { kind, code: *code, detail: detail.to_owned() });
        };
        ended.retain(|code, name| {
            let listed = held.contains_key(code) && !begun.contains_key(code);
            if listed {
                note(FindingKind::EndedButListed, code, name);
            }
            !listed
        });
        begun.retain(|code, name| {
            let listed = held.get(code).and_then(|held| held.last());
            match listed {
                None => note(FindingKind::BegunButNotListed, code, name),
                Some(listed) if listed.name != *name => {
                    note(
                        FindingKind::ChangeNameDiffers,
                        code,
                        &format!("{} / {name}", listed.name),
                    );
                }
                Some(_) => {}
            }
            listed.is_some()
        });
        self.findings.extend(found);
    }

    /// Ends and begins divisions on a day; the begun ones are in the register already.
    fn replace(
        &mut self,
        day: Date,
        ended: BTreeMap<DivisionCode, String>,
        begun: &BTreeMap<DivisionCode, String>,
    ) {
        self.date(day, &ended, begun);
        let same = |code: &DivisionCode, name: &str| {
            begun.get(code).is_some_and(|new| stem(new) == stem(name))
        };
        let (kept, gone): (Vec<Named>, Vec<Named>) =
            ended.into_iter().partition(|(code, name)| same(code, name));
        let kept_codes: BTreeSet<DivisionCode> = kept.iter().map(|(code, _)| *code).collect();
        let new: Vec<Named> = (begun.iter())
            .filter(|(code, _)| !kept_codes.contains(code))
            .map(|(code, name)| (*code, name.clone()))
            .collect();
        for (code, name) in kept {
            self.renamed(FindingKind::NameRestyled, code, &name);
        }
        self.follow(link(&gone, &new, day), begun);
    }

    /// Takes up the links, and tells of those that ended otherwise: under another name, or at all.
    fn follow(&mut self, matched: Matched, begun: &BTreeMap<DivisionCode, String>) {
        let followed: BTreeSet<DivisionCode> = matched.links.iter().map(|link| link.to).collect();
        let unclear = matched.unclear.into_iter().map(|one| (FindingKind::SuccessorUnclear, one));
        let lost = matched.lost.into_iter().map(|one| (FindingKind::EndedWithoutSuccessor, one));
        for (kind, (code, name)) in unclear.chain(lost) {
            match begun.get(&code).filter(|_| !followed.contains(&code)) {
                Some(new) => self.renamed(name_change(&name, new), code, &name),
                None => self.note(kind, code, name),
            }
        }
        for one in &matched.links {
            self.note(FindingKind::Succeeded, one.from, format!("→ {}", one.to));
        }
        self.links.extend(matched.links);
    }

    /// Closes what ended and dates what began on a day.
    fn date(
        &mut self,
        day: Date,
        ended: &BTreeMap<DivisionCode, String>,
        begun: &BTreeMap<DivisionCode, String>,
    ) {
        for code in begun.keys() {
            if let Some(new) = self.held.get_mut(code).and_then(|held| held.last_mut()) {
                new.from = Some(day);
            }
        }
        for (code, name) in ended {
            let held = self.held.entry(*code).or_default();
            let parent = held.last().map_or_else(|| code.parent(), |new| new.parent);
            let row = Listed { code: *code, name: name.clone(), parent };
            held.insert(0, Division { until: Some(day), ..row.held(None) });
        }
    }

    fn renamed(&mut self, kind: FindingKind, code: DivisionCode, old: &str) {
        let new = self.held.get(&code).and_then(|held| held.last());
        let detail = format!("{old} → {}", new.map_or("", |new| &new.name));
        self.note(kind, code, detail);
    }

    /// Compares a later edition with what is held.
    fn later(&mut self, day: Date, edition: BTreeMap<DivisionCode, Listed>) {
        let covered: BTreeSet<_> = edition.keys().map(area).collect();
        let absent = |(code, held): (&DivisionCode, &Vec<Division>)| {
            let last = held.last().filter(|last| last.until.is_none())?;
            (covered.contains(&area(code)) && !edition.contains_key(code))
                .then(|| (*code, last.name.clone()))
        };
        let absent: Vec<Named> = self.held.iter().filter_map(absent).collect();
        let begun: Vec<Named> = (edition.values())
            .filter(|row| self.open(&row.code).is_none())
            .map(|row| (row.code, row.name.clone()))
            .collect();
        let matched = link(&absent, &begun, day);
        for one in &matched.links {
            self.close(&one.from, day);
            self.note(FindingKind::Succeeded, one.from, format!("→ {}", one.to));
        }
        for (code, name) in matched.lost.into_iter().chain(matched.unclear) {
            self.note(FindingKind::OnlyInEarlierList, code, name);
        }
        self.links.extend(matched.links);
        for row in edition.into_values() {
            self.take(day, row);
        }
    }

    /// Takes one row of a later edition.
    fn take(&mut self, day: Date, row: Listed) {
        let (code, old) = (row.code, self.open(&row.code).map(|old| old.name.clone()));
        if old.as_ref() == Some(&row.name) {
            return;
        }
        if let Some(old) = &old {
            let kind = name_change(old, &row.name);
            self.note(kind, code, format!("{old} → {}", row.name));
            self.close(&code, day);
        }
        self.held.entry(code).or_default().push(row.held(Some(day)));
    }

    fn open(&self, code: &DivisionCode) -> Option<&Division> {
        self.held.get(code)?.last().filter(|last| last.until.is_none())
    }

    fn close(&mut self, code: &DivisionCode, day: Date) {
        if let Some(last) = self.held.get_mut(code).and_then(|held| held.last_mut()) {
            last.until = Some(day);
        }
    }

    /// Marks pseudo-levels, tells what hangs in the air, and gives the register.
    fn finish(mut self) -> (Divisions, Vec<Finding>) {
        let mut divisions: Vec<Division> = self.held.values().flatten().cloned().collect();
        for division in &mut divisions {
            let above = division.parent.and_then(|parent| self.held.get(&parent));
            let repeats =
                above.is_some_and(|above| above.iter().any(|one| one.name == division.name));
            division.pseudo = is_pseudo(division, repeats);
            let odd = [
                (division.pseudo, FindingKind::PseudoLevel),
                (division.parent.is_some() && above.is_none(), FindingKind::ParentMissing),
                (division.parent != division.code.parent(), FindingKind::NoCounty),
            ];
            for (_, kind) in odd.into_iter().filter(|(is_odd, _)| *is_odd) {
                self.note(kind, division.code, division.name.clone());
            }
        }
        (Divisions::from_parts(divisions, self.links), self.findings)
    }
}

/// What an edition must hold for its silence about a code to mean something: the same level in
/// the same prefecture.
fn area(code: &DivisionCode) -> (Level, Option<DivisionCode>) {
    let prefecture =
        if code.level() > Level::Prefecture { code.up_to(Level::Prefecture) } else { None };
    (code.level(), prefecture)
}

fn name_change(old: &str, new: &str) -> FindingKind {
    if stem(old) == stem(new) {
        FindingKind::NameRestyled
    } else if is_correction(old, new) {
        FindingKind::NameCorrected
    } else {
        FindingKind::Renamed
    }
}

fn is_pseudo(division: &Division, repeats_parent: bool) -> bool {
    const NAMES: [&str; 6] = [
        "市辖区",
        "县",
        "省直辖县级行政区划",
        "省直辖县级行政单位",
        "自治区直辖县级行政区划",
        "自治区直辖县级行政单位",
    ];
    division.code.level() <= Level::County
        && (repeats_parent || NAMES.contains(&division.name.as_str()))
}
