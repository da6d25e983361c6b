//! The most common parts of a matter as plain fields: each writes one value of the text and leaves
//! the rest as somebody wrote it.

use basis::words::filled;
use catalogue::yaml::{self, Node, Step, Value};
use serde_json::{Value as Json, json};
use web::{Choice, Field, Kind, Typed};

/// What stands before the id of a department whose name is asked for.
pub(super) const DEPARTMENT: &str = "department:";

/// Says the words of a key, or the name of a department.
pub(super) type Say<'a> = &'a dyn Fn(&str) -> String;

/// The texts, by the path of their value; the name of the field is the path with dots.
const TEXTS: [(&str, &str); 4] = [
    ("name.zh", "manage.fields.name"),
    ("plain.zh", "manage.fields.plain"),
    ("summary.zh", "manage.fields.summary"),
    ("who.zh", "manage.fields.who"),
];
/// Words of the file with what they are called.
const UNITS: [(&str, &str); 3] = [
    ("工作日", "manage.fields.unit-working-day"),
    ("自然日", "manage.fields.unit-natural-day"),
    ("小时", "manage.fields.unit-hour"),
];
const CHANNELS: [(&str, &str); 5] = [
    ("web", "manage.fields.channel-web"),
    ("counter", "manage.fields.channel-counter"),
    ("kiosk", "manage.fields.channel-kiosk"),
    ("helper", "manage.fields.channel-helper"),
    ("phone", "manage.fields.channel-phone"),
];
/// What becomes of a case whose supplement nobody answers.
const LAPSES: [(&str, &str); 3] = [
    ("withdrawn", "manage.fields.lapse-withdrawn"),
    ("not-accepted", "manage.fields.lapse-not-accepted"),
    ("goes-on", "manage.fields.lapse-goes-on"),
];
const LAPSE: &str = "process.supplement.lapse";
const NEEDS: [(&str, &str); 3] = [
    ("必要", "manage.fields.need-necessary"),
    ("非必要", "manage.fields.need-optional"),
    ("容缺后补", "manage.fields.need-later"),
];

/// The fields with what the text says; none where the text cannot be read.
pub(super) fn of(say: Say<'_>, text: &str) -> Vec<Field> {
    let Ok(tree) = yaml::parse(text, 0) else { return Vec::new() };
    let value = |path: &str| at(&tree, path).map(shown).unwrap_or_default();
    let mut fields: Vec<Field> = TEXTS
        .iter()
        .map(|(path, label)| {
            Field::new(*path, say(label), Kind::Lines { rows: 2 }).value(value(path))
        })
        .collect();
    let choices = |all: &[(&str, &str)]| -> Vec<Choice> {
        all.iter().map(|(word, label)| Choice::new(*word, say(label))).collect()
    };
    let (n, unit) = ("limits.promised.n", "limits.promised.unit");
    fields.push(
        Field::digits(n, say("manage.fields.promised"), 4)
            .hint(say("manage.fields.promised-hint"))
            .value(value(n)),
    );
    fields.push(Field::radios(unit, say("manage.fields.unit"), choices(&UNITS)).value(value(unit)));
    let fee = at(&tree, "fee.fen").map(shown).and_then(|fen| fen.parse::<i64>().ok());
    fields.push(
        Field::new("fee.fen", say("manage.fields.fee"), Kind::Money)
            .value(fee.map(yuan).unwrap_or_default()),
    );
    fields.push(
        Field::new("channels", say("manage.fields.channels"), Kind::Checkboxes)
            .options(choices(&CHANNELS))
            .value(value("channels")),
    );
    fields.push(Field::digits("visits", say("manage.fields.visits"), 2).value(value("visits")));
    fields.extend(steps(&tree).iter().flat_map(|step| step.fields(say, &tree)));
    if at(&tree, LAPSE).is_some() {
        let lapse = Field::radios(LAPSE, say("manage.fields.lapse"), choices(&LAPSES));
        fields.push(lapse.value(value(LAPSE)));
    }
    fields.extend(materials(say, &tree, &choices(&NEEDS)));
    fields
}

/// A step of the process with a limit of its own.
struct Limited {
    /// Where it stands in the text.
    path: String,
    /// The key of its name; empty where the text has one.
    key: &'static str,
    /// The key of its limit in the text.
    of: &'static str,
}

/// Every step of the file's own process that somebody has so many days for.
fn steps(tree: &Node) -> Vec<Limited> {
    let named = |path: &str, key| Limited { path: format!("process.{path}"), key, of: "limit" };
    let mut steps = vec![named("receive", "manage.fields.receive")];
    let stages = at(tree, "process.stages").map(Node::items).unwrap_or_default();
    for (stage, node) in stages.iter().enumerate() {
        let tasks = node.get("tasks").map_or(0, |tasks| tasks.items().len());
        steps.extend((0..tasks).map(|task| named(&format!("stages.{stage}.tasks.{task}"), "")));
    }
    steps.push(named("decide", "manage.fields.decide"));
    steps.push(named("deliver", "manage.fields.deliver"));
    steps.push(named("extension", "manage.fields.extension"));
    let supplement = named("supplement", "manage.fields.supplement");
    steps.push(Limited { of: "reply_within", ..supplement });
    steps.retain(|step| at(tree, &format!("{}.{}.n", step.path, step.of)).is_some());
    steps
}

impl Limited {
    /// Its limit: so many, and of what.
    fn fields(&self, say: Say<'_>, tree: &Node) -> [Field; 2] {
        let value = |path: &str| at(tree, path).map(shown).unwrap_or_default();
        let own = |part: &str| value(&format!("{}.{part}", self.path));
        let name = if self.key.is_empty() { own("name.zh") } else { say(self.key) };
        let name = match own("department") {
            id if id.is_empty() => name,
            id => {
                let department = say(&format!("{DEPARTMENT}{id}"));
                let values = [("name", name), ("department", department)];
                filled(&say("manage.fields.step-of"), &values)
            }
        };
        let label = |key: &str| format!("{name}{}", say(key));
        let limit = format!("{}.{}", self.path, self.of);
        let (n, unit) = (format!("{limit}.n"), format!("{limit}.unit"));
        let (count, of) = (value(&n), value(&unit));
        let mut units: Vec<Choice> =
            UNITS.iter().map(|(unit, name)| Choice::new(*unit, say(name))).collect();
        if UNITS.iter().all(|(unit, _)| *unit != of) {
            units.push(Choice::new(of.clone(), of.clone()));
        }
        [
            Field::digits(n, label("manage.fields.limit"), 4).value(count),
            Field::radios(unit, label("manage.fields.limit-unit"), units).value(of),
        ]
    }
}

/// Each material of the file's own list: its name, and whether it is needed.
fn materials(say: Say<'_>, tree: &Node, needs: &[Choice]) -> Vec<Field> {
    let count = tree.get("materials").map_or(0, |list| list.items().len());
    let field = |n: usize| {
        let (name, need) = (format!("materials.{n}.name.zh"), format!("materials.{n}.need"));
        let label = |key: &str| format!("{} {}", say(key), n + 1);
        let value = |path: &str| at(tree, path).map(shown).unwrap_or_default();
        let (name_value, need_value) = (value(&name), value(&need));
        [
            Field::line(name, label("manage.fields.material")).value(name_value),
            Field::radios(need, label("manage.fields.need"), needs.to_vec()).value(need_value),
        ]
    };
    (0..count).flat_map(field).collect()
}

fn at<'a>(tree: &'a Node, path: &str) -> Option<&'a Node> {
    let steps: Vec<Step<'_>> = path
        .split('.')
        .map(|part| part.parse::<usize>().map_or(Step::Key(part), Step::Item))
        .collect();
    tree.at(&steps)
}

fn shown(node: &Node) -> String {
    match &node.value {
        Value::Null | Value::Map(_) => String::new(),
        Value::Bool(yes) => yes.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) | Value::Long(text) => text.clone(),
        Value::List(items) => items.iter().map(shown).collect::<Vec<_>>().join(","),
    }
}

fn yuan(fen: i64) -> String {
    if fen % 100 == 0 { (fen / 100).to_string() } else { format!("{}.{:02}", fen / 100, fen % 100) }
}

fn fen(yuan: &str) -> Option<i64> {
    let (whole, part) = yuan.trim().split_once('.').unwrap_or((yuan.trim(), ""));
    let part = format!("{part:0<2}");
    let (whole, part): (i64, i64) = (whole.parse().ok()?, part.parse().ok()?);
    (part < 100 && whole >= 0).then(|| whole.checked_mul(100)?.checked_add(part)).flatten()
}

/// The text with every field that was changed; or the fields with what is wrong.
pub(super) fn written(say: Say<'_>, text: &str, typed: &Typed) -> Result<String, Vec<Field>> {
    let before = of(say, text);
    let mut after: Vec<Field> = before.iter().map(|field| field.clone().typed(typed)).collect();
    let (mut text, mut wrong) = (text.to_owned(), false);
    for (old, new) in before.iter().zip(&mut after) {
        if old.value == new.value {
            continue;
        }
        let path: Vec<&str> = new.id.split('.').collect();
        let set = value(new).map(|value| yaml::set(&text, &path, &value));
        match set {
            Some(Some(changed)) => text = changed,
            Some(None) => {
                new.error = say("manage.fields.by-hand");
                wrong = true;
            }
            None => {
                new.error = say("manage.fields.no-number");
                wrong = true;
            }
        }
    }
    if wrong { Err(after) } else { Ok(text) }
}

/// What a field says as a value of the text; none where it is no number and should be.
fn value(field: &Field) -> Option<Json> {
    let typed = field.value.replace("\r\n", "\n").replace('\n', " ");
    match field.id.as_str() {
        "fee.fen" => Some(json!(fen(&typed)?)),
        "visits" | "limits.promised.n" => Some(json!(typed.trim().parse::<u32>().ok()?)),
        id if id.ends_with(".limit.n") || id.ends_with(".reply_within.n") => {
            Some(json!(typed.trim().parse::<u32>().ok()?))
        }
        "channels" => {
            let chosen: Vec<&str> = typed.split(',').filter(|one| !one.is_empty()).collect();
            Some(json!(chosen))
        }
        _ => Some(json!(typed.trim())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
name: {zh: 高龄津贴, en: Allowance}
summary:
  zh: 年满80周岁可以领。
channels: [web, counter]
fee: {fen: 0}
limits:
  promised: {n: 10, unit: 工作日} # soon
process:
  receive: {department: township, limit: {n: 1, unit: 工作日}}
  stages:
    - id: check
      tasks:
        - name: {zh: 户籍核查}
          department: gongan
          limit: {n: 2, unit: 工作日} # the police
  decide: {department: minzheng, limit: {n: 2, unit: 工作日}}
  deliver: {ways: [counter]}
  supplement: {reply_within: {n: 30, unit: 自然日}, lapse: withdrawn} # by the province
  extension: {limit: {n: 12, unit: 工作日}, role: approver}
materials:
  - id: card
    name: {zh: 身份证}
    need: 必要
";

    fn check(pairs: &[(&str, &str)], before: &str, after: &str) {
        let say = |key: &str| key.to_owned();
        let mut sent: Vec<(String, String)> = of(&say, TEXT)
            .iter()
            .flat_map(|field| {
                field.value.split(',').map(|v| (field.id.clone(), v.to_owned())).collect::<Vec<_>>()
            })
            .collect();
        for (id, new) in pairs {
            sent.retain(|(name, _)| name != id);
            sent.extend(new.split(',').map(|one| ((*id).to_owned(), one.to_owned())));
        }
        let written = written(&say, TEXT, &Typed(sent));
        assert_eq!(written.ok().as_deref(), Some(&*TEXT.replacen(before, after, 1)));
    }

    #[test]
    fn a_field_changes_one_value_and_nothing_else() {
        check(&[], "", "");
        check(&[("limits.promised.n", "5")], "{n: 10,", "{n: 5,");
        check(&[("fee.fen", "12.5")], "{fen: 0}", "{fen: 1250}");
        check(&[("channels", "web,phone")], "[web, counter]", "[web, phone]");
        check(&[("process.receive.limit.n", "3")], "limit: {n: 1,", "limit: {n: 3,");
        check(&[("process.stages.0.tasks.0.limit.n", "4")], "limit: {n: 2,", "limit: {n: 4,");
        let decide = "minzheng, limit: {n: 2, unit: 工作日}";
        let days = decide.replace("工作日", "自然日");
        check(&[("process.decide.limit.unit", "自然日")], decide, &days);
        check(&[("process.supplement.reply_within.n", "15")], "{n: 30,", "{n: 15,");
        check(&[("process.supplement.lapse", "goes-on")], "lapse: withdrawn", "lapse: goes-on");
        check(&[("process.extension.limit.n", "8")], "{n: 12,", "{n: 8,");
        check(&[("materials.0.name.zh", "居民身份证")], "zh: 身份证", "zh: 居民身份证");
        check(&[("materials.0.need", "非必要")], "need: 必要", "need: 非必要");
        check(&[("materials.0.need", "容缺后补")], "need: 必要", "need: 容缺后补");
    }

    #[test]
    fn each_step_is_named_with_its_department() {
        let label = |step_of: &str, id: &str| {
            let say = |key: &str| match key {
                "manage.fields.step-of" => step_of.to_owned(),
                _ => key.to_owned(),
            };
            of(&say, TEXT).into_iter().find(|one| one.id == id).map(|one| one.label)
        };
        let police = "process.stages.0.tasks.0.limit.n";
        let chinese = label("{name}（{department}）", police);
        assert_eq!(chinese.as_deref(), Some("户籍核查（department:gongan）manage.fields.limit"));
        let english = label("{name} ({department})", police);
        assert_eq!(english.as_deref(), Some("户籍核查 (department:gongan)manage.fields.limit"));
        assert_eq!(label("", "process.deliver.limit.n"), None, "it has no limit");
    }

    #[test]
    fn what_is_no_number_is_told_at_its_field() {
        let say = |key: &str| key.to_owned();
        let typed = Typed(vec![("limits.promised.n".to_owned(), "十".to_owned())]);
        let fields = written(&say, TEXT, &typed).unwrap_err();
        assert!(fields.iter().any(|one| one.id == "limits.promised.n" && !one.error.is_empty()));
    }
}
