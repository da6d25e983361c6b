//! Joint matters (一件事): the order of their parts, and one form in which nothing is asked twice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use basis::Text;

use crate::check::steps;
use crate::codes::{FORM_CONFLICT, PART_CYCLE, PART_GIVEN, PART_UNKNOWN};
use crate::finding::Report;
use crate::load::{MatterFile, Referenced};
use crate::model::{Fact, Field, FieldKind, Matter, Part, Register, Required};
use crate::shape::nearest;
use crate::yaml::Place;

/// The registers by their ids.
type Registers = BTreeMap<String, Referenced<Register>>;

/// Parts in an order in which each comes after those it waits for; parts that wait for nothing
/// keep the order of the file. `Err` has the ids that wait for each other in a circle.
///
/// # Errors
/// Where parts wait for each other.
pub fn order(parts: &[Part]) -> Result<Vec<&Part>, Vec<String>> {
    let mut ordered: Vec<&Part> = Vec::with_capacity(parts.len());
    let known: BTreeSet<&str> = parts.iter().map(|part| part.id.as_str()).collect();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while ordered.len() < parts.len() {
        let ready = |part: &&Part| {
            !done.contains(part.id.as_str())
                && part.after.iter().all(|id| !known.contains(&**id) || done.contains(&**id))
        };
        match parts.iter().find(ready) {
            Some(part) => {
                done.insert(&part.id);
                ordered.push(part);
            }
            None => {
                let waiting = parts.iter().filter(|part| !done.contains(part.id.as_str()));
                return Err(waiting.map(|part| part.id.clone()).collect());
            }
        }
    }
    Ok(ordered)
}

/// The parts that can begin when these are done and these are chosen: everything they wait for is
/// done, or was left out.
#[must_use]
pub fn ready<'a>(
    parts: &'a [Part],
    chosen: &BTreeSet<&str>,
    done: &BTreeSet<&str>,
) -> Vec<&'a Part> {
    let waits = |id: &String| chosen.contains(id.as_str()) && !done.contains(id.as_str());
    parts
        .iter()
        .filter(|part| chosen.contains(part.id.as_str()) && !done.contains(part.id.as_str()))
        .filter(|part| !part.after.iter().any(waits))
        .collect()
}

/// One question of a joint form, and the parts that need its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct JointField {
    /// The question.
    pub field: Field,
    /// Ids of the parts whose form has it; empty where only the joint matter itself asks.
    pub parts: Vec<String>,
}

/// The form of a joint matter: its own questions first, then those of its parts in their order;
/// a field of the same id is asked once, and is needed if any part needs it.
#[must_use]
pub fn form<'a>(joint: &Matter, part: impl Fn(&str) -> Option<&'a Matter>) -> Vec<JointField> {
    let mut fields: Vec<JointField> = Vec::new();
    for field in &joint.form {
        add(&mut fields, field, None);
    }
    let ordered = order(&joint.parts).unwrap_or_else(|_| joint.parts.iter().collect());
    for one in ordered {
        let Some(matter) = part(&one.matter) else { continue };
        for field in &matter.form {
            add(&mut fields, field, Some(one));
        }
    }
    fields
}

fn add(fields: &mut Vec<JointField>, field: &Field, part: Option<&Part>) {
    let id = part.map(|part| part.id.clone());
    match fields.iter_mut().find(|known| known.field.id == field.id) {
        Some(known) => {
            if part.is_some_and(|part| !part.optional) && field.required == Required::Always(true) {
                known.field.required = Required::Always(true);
            }
            known.parts.extend(id);
        }
        None => fields.push(JointField { field: field.clone(), parts: id.into_iter().collect() }),
    }
}

/// Notes parts that are not there, that wait for each other, or that define a field differently.
pub(crate) fn check(typed: &[(&MatterFile, &Matter)], registers: &Registers, report: &mut Report) {
    let by_name: HashMap<(&str, &str), (&MatterFile, &Matter)> = typed
        .iter()
        .map(|(file, matter)| ((division(matter), matter.id.as_str()), (*file, *matter)))
        .collect();
    for (file, joint) in typed.iter().filter(|(_, matter)| matter.is_joint()) {
        let mut one = Joint { file, joint, by_name: &by_name, report };
        one.names();
        one.circle();
        one.fields();
        one.given(registers);
    }
}

fn division(matter: &Matter) -> &str {
    matter.division.as_deref().unwrap_or_default()
}

struct Joint<'a> {
    file: &'a MatterFile,
    joint: &'a Matter,
    by_name: &'a HashMap<(&'a str, &'a str), (&'a MatterFile, &'a Matter)>,
    report: &'a mut Report,
}

impl<'a> Joint<'a> {
    fn find(&self, id: &str) -> Option<(&'a MatterFile, &'a Matter)> {
        let own = division(self.joint);
        [6, 4, 2, 0]
            .into_iter()
            .filter_map(|length| own.get(..length.min(own.len())))
            .find_map(|division| self.by_name.get(&(division, id)).copied())
    }

    fn names(&mut self) {
        for (at, part) in self.joint.parts.iter().enumerate() {
            if self.find(&part.matter).is_none() {
                let known = self.by_name.keys().map(|(_, id)| *id);
                self.unknown(&part.matter, known, self.file.place(steps!["parts", at, "matter"]));
            }
            for (after, id) in part.after.iter().enumerate() {
                if !self.joint.parts.iter().any(|other| other.id == *id) {
                    let known = self.joint.parts.iter().map(|other| other.id.as_str());
                    let place = self.file.place(steps!["parts", at, "after", after]);
                    self.unknown(id, known, place);
                }
            }
        }
    }

    fn unknown<'k>(&mut self, id: &str, known: impl Iterator<Item = &'k str>, place: Place) {
        let mend = match nearest(id, known) {
            Some(near) => {
                Text::new(format!("是不是想写“{near}”？"), format!("did you mean “{near}”?"))
            }
            None => Text::new("先在目录里定义它", "define it in the catalogue first"),
        };
        let what = Text::new(format!("没有“{id}”"), format!("there is no “{id}”"));
        self.report.add(PART_UNKNOWN, place, what, mend);
    }

    /// Parts that wait for each other, or a joint matter inside itself.
    fn circle(&mut self) {
        if let Err(ids) = order(&self.joint.parts) {
            let first =
                self.joint.parts.iter().position(|part| ids.contains(&part.id)).unwrap_or(0);
            let place = self.file.place(steps!["parts", first, "after"]);
            self.note_circle(&ids.join(" ↔ "), place);
        }
        let mut seen = BTreeSet::new();
        for (at, part) in self.joint.parts.iter().enumerate() {
            if self.leads_back(&part.matter, &mut seen) {
                let place = self.file.place(steps!["parts", at, "matter"]);
                self.note_circle(&format!("{} → {}", self.joint.id, part.matter), place);
            }
        }
    }

    fn leads_back(&self, id: &str, seen: &mut BTreeSet<String>) -> bool {
        if id == self.joint.id {
            return true;
        }
        if !seen.insert(id.to_owned()) {
            return false;
        }
        let parts = self.find(id).map(|(_, matter)| matter.parts.as_slice()).unwrap_or_default();
        parts.iter().any(|part| self.leads_back(&part.matter, seen))
    }

    fn note_circle(&mut self, round: &str, place: Place) {
        let what = Text::new(
            format!("联办事项互相等待：{round}"),
            format!("parts wait for each other: {round}"),
        );
        let mend = Text::new("删去 after 里多余的一个", "take one of the waits away");
        self.report.add(PART_CYCLE, place, what, mend);
    }

    /// What a part is given is a fact of its matter, of the same type.
    fn given(&mut self, registers: &Registers) {
        for (at, part) in self.joint.parts.iter().enumerate() {
            let (Some(given), Some((_, matter))) = (&part.given, self.find(&part.matter)) else {
                continue;
            };
            for (name, value) in &given.facts {
                if !fits(matter.facts.get(name), registers, value) {
                    let place =
                        self.file.place(steps!["parts", at, "given", "facts", name.as_str()]);
                    self.misfit(name, matter, place);
                }
            }
        }
    }

    fn misfit(&mut self, name: &str, matter: &Matter, place: Place) {
        let what = Text::new(
            format!("“{name}”不是“{}”的事实，或者值的类型不对", matter.id),
            format!("“{name}” is no fact of “{}”, or its value has another type", matter.id),
        );
        let known: Vec<&str> = matter.facts.keys().map(String::as_str).collect();
        let known = known.join("、");
        let mend = Text::new(
            format!("可以写的事实：{known}；没有的写 null，是非写 true 或 false"),
            format!("its facts: {known}; null where there is none, true or false for yes or no"),
        );
        self.report.add(PART_GIVEN, place, what, mend);
    }

    /// The same field has the same type and options in every part.
    fn fields(&mut self) {
        let mut first: BTreeMap<&str, (&Matter, &Field)> = BTreeMap::new();
        let matters = self.joint.parts.iter().filter_map(|part| self.find(&part.matter));
        let all: Vec<_> = std::iter::once((self.file, self.joint)).chain(matters).collect();
        for (file, matter) in all {
            for (at, field) in matter.form.iter().enumerate() {
                let (other, known) = *first.entry(&field.id).or_insert((matter, field));
                let key = if known.kind != field.kind {
                    "type"
                } else if values(known) != values(field) {
                    "options"
                } else {
                    continue;
                };
                let what = Text::new(
                    format!("“{}”在“{}”和“{}”里的 {key} 不同", field.id, other.id, matter.id),
                    format!(
                        "“{}” has another {key} in “{}” and “{}”",
                        field.id, other.id, matter.id
                    ),
                );
                let mend = Text::new(
                    format!("一件事“{}”只问一次；改成一样，或换一个字段名", self.joint.id),
                    format!("“{}” asks it once; make both the same, or rename one", self.joint.id),
                );
                self.report.add(FORM_CONFLICT, file.place(steps!["form", at, key]), what, mend);
            }
        }
    }
}

/// Whether a value can stand for a fact of a register.
fn fits(fact: Option<&Fact>, registers: &Registers, value: &serde_json::Value) -> bool {
    let Some(Fact::Register { register, field }) = fact else { return false };
    let declared = registers.get(register).and_then(|register| register.value.field(field));
    let Some(kind) = declared.map(|field| field.kind) else { return false };
    match kind {
        _ if value.is_null() => true,
        FieldKind::Bool => value.is_boolean(),
        FieldKind::Int | FieldKind::Money => value.is_i64(),
        _ => value.is_string(),
    }
}

fn values(field: &Field) -> BTreeSet<&str> {
    field.options.iter().map(|option| option.value.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(list: &[(&str, &[&str])]) -> Vec<Part> {
        let part = |(id, after): &(&str, &[&str])| Part {
            id: (*id).to_owned(),
            matter: (*id).to_owned(),
            after: after.iter().map(|id| (*id).to_owned()).collect(),
            optional: false,
            given: None,
        };
        list.iter().map(part).collect()
    }

    #[test]
    fn parts_run_in_the_order_of_their_needs() {
        let check = |list: &[(&str, &[&str])], expected: Result<&[&str], &[&str]>| {
            let parts = parts(list);
            let found =
                order(&parts).map(|all| all.iter().map(|part| part.id.clone()).collect::<Vec<_>>());
            let own = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
            assert_eq!(found, expected.map(own).map_err(own));
        };
        check(&[("b", &["a"]), ("a", &[]), ("c", &["b"])], Ok(&["a", "b", "c"]));
        check(&[("a", &[]), ("b", &[]), ("c", &["a", "b"])], Ok(&["a", "b", "c"]));
        check(&[("a", &["b"]), ("b", &["a"]), ("c", &[])], Err(&["a", "b"]));
    }

    #[test]
    fn a_part_left_out_holds_nobody_up() {
        let parts = parts(&[("a", &[]), ("b", &["a"]), ("c", &["b"])]);
        let ids = |found: Vec<&Part>| found.iter().map(|part| part.id.clone()).collect::<Vec<_>>();
        let chosen = BTreeSet::from(["a", "c"]);
        assert_eq!(ids(ready(&parts, &chosen, &BTreeSet::new())), ["a", "c"]);
        let all = BTreeSet::from(["a", "b", "c"]);
        assert_eq!(ids(ready(&parts, &all, &BTreeSet::from(["a"]))), ["b"]);
    }
}
