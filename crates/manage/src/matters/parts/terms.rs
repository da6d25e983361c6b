//! What a matter has one of each: what it is filed under, how its outcome reaches people, certificate,
//! benefit, remedies and the like, each a record of a few slots.

use catalogue::model::{CaseKind, Kind, Lapse, Object, OutcomeKind, Way};
use serde_json::{Map, Value as Json, json};
use web::{Choice, Field, Frame, Typed};

use super::slots::{Answer, Slot, brief, fields as slot_fields, made as slot_made};
use super::steps::{departments, roles};
use super::typed::Wrong;
use super::{Sheet, Written};

/// A record of a matter.
pub(super) struct Record {
    /// Its word in addresses.
    pub(super) code: &'static str,
    /// The key of its name.
    pub(super) title: &'static str,
    /// Where it stands in the file.
    path: &'static [&'static str],
    /// What stands in it.
    pub(super) slots: &'static [Slot],
    /// Whether a matter can do without it.
    is_optional: bool,
    /// Whether its map has other things in it.
    is_shared: bool,
}

impl Record {
    const fn new(
        code: &'static str,
        title: &'static str,
        path: &'static [&'static str],
        slots: &'static [Slot],
    ) -> Self {
        Self { code, title, path, slots, is_optional: false, is_shared: false }
    }

    const fn optional(self) -> Self {
        Self { is_optional: true, ..self }
    }

    const fn shared(self) -> Self {
        Self { is_shared: true, ..self }
    }

    /// The first keys of its slots.
    fn keys(&self) -> Vec<&'static str> {
        let first = |slot: &Slot| slot.id.split('.').next().unwrap_or_default();
        let mut keys: Vec<&'static str> = self.slots.iter().map(first).collect();
        keys.dedup();
        keys
    }

    fn below(&self, key: &'static str) -> Vec<&'static str> {
        self.path.iter().copied().chain([key]).collect()
    }

    /// What the draft says or inherits; none where the matter has no such record.
    fn value(&self, sheet: &Sheet) -> Option<Map<String, Json>> {
        if !self.is_shared {
            return sheet.at(self.path).as_object().cloned();
        }
        let value = |key: &'static str| (key.to_owned(), sheet.at(&self.below(key)));
        let all = self.keys().into_iter().map(value);
        Some(all.filter(|(_, value)| !value.is_null()).collect())
    }

    /// Whether whoever changes the matter may take it out: what is inherited stays.
    pub(super) fn can_go(&self, sheet: &Sheet) -> bool {
        let own = self.path.iter().try_fold(&sheet.tree, |node, key| node.get(key));
        self.is_optional && own.is_some()
    }
}

/// Every record, in the order in which a person asks for them.
pub(super) static RECORDS: [Record; 9] = [
    Record::new("about", "manage.terms.about-title", &[], &ABOUT).shared(),
    Record::new("delivery", "manage.terms.delivery", &["process", "deliver"], &DELIVERY),
    Record::new("remedies", "manage.terms.remedies", &["remedies"], &REMEDIES).optional(),
    Record::new("certificate", "manage.terms.certificate", CERTIFICATE_AT, &CERTIFICATE).optional(),
    Record::new("result", "manage.terms.result", &["outcome"], &RESULT).shared(),
    Record::new("benefit", "manage.terms.benefit", &["benefit"], &BENEFIT).optional(),
    Record::new("supplement", "manage.terms.supplement", &["process", "supplement"], &SUPPLEMENT),
    Record::new("extension", "manage.terms.extension", &["process", "extension"], &EXTENSION)
        .optional(),
    Record::new("commitment", "manage.terms.commitment", &["process", "commitment"], &COMMITMENT)
        .optional(),
];
const CERTIFICATE_AT: &[&str] = &["outcome", "certificate"];

const ABOUT: [Slot; 7] = [
    Slot::new("department", "manage.new.department", Answer::One(offices)),
    Slot::new("kind", "manage.new.kind", Answer::One(kinds)),
    Slot::new("case_kind", "manage.terms.case-kind", Answer::One(case_kinds)),
    Slot::new("objects", "manage.terms.objects", Answer::Any(objects)),
    Slot::new("life_events", "manage.terms.life-events", Answer::Any(life_events)).optional(),
    Slot::new("codes.basic", "manage.new.code", Answer::Line).hint("manage.new.code-hint"),
    Slot::new("codes.implementation", "manage.terms.implementation", Answer::Line)
        .hint("manage.terms.implementation-hint")
        .optional(),
];
const DELIVERY: [Slot; 2] = [
    Slot::new("ways", "manage.terms.ways", Answer::Any(ways)),
    Slot::new("limit", "manage.terms.delivered", Answer::Limit).hint("manage.step.limit-hint"),
];
const REMEDIES: [Slot; 4] = [
    Slot::new("review", "manage.terms.review", Answer::Limit).hint("manage.terms.remedies-hint"),
    Slot::new("review.source", "manage.terms.review", Answer::Law),
    Slot::new("court", "manage.terms.court", Answer::Limit),
    Slot::new("court.source", "manage.terms.court", Answer::Law),
];
const CERTIFICATE: [Slot; 6] = [
    Slot::new("name", "manage.terms.certificate-name", Answer::Words),
    Slot::new("kind", "manage.terms.certificate-kind", Answer::One(papers)),
    Slot::new("type", "manage.terms.certificate-type", Answer::Line)
        .hint("manage.terms.certificate-type-hint"),
    Slot::new("validity", "manage.terms.validity", Answer::Limit)
        .hint("manage.terms.validity-hint")
        .optional(),
    Slot::new("fields", "manage.terms.lines", Answer::Any(lines)).optional(),
    Slot::new("labels", "manage.terms.labels", Answer::Named)
        .hint("manage.terms.labels-hint")
        .optional(),
];
const RESULT: [Slot; 1] = [Slot::new("text", "manage.terms.result-text", Answer::Words).optional()];
const BENEFIT: [Slot; 3] = [
    Slot::new("amount", "manage.terms.amount", Answer::Rule).hint("manage.terms.amount-hint"),
    Slot::new("unit", "manage.terms.unit", Answer::Words).hint("manage.terms.unit-hint"),
    Slot::basis(),
];
const SUPPLEMENT: [Slot; 3] = [
    Slot::new("reply_within", "manage.terms.reply", Answer::Limit),
    Slot::new("lapse", "manage.fields.lapse", Answer::One(lapses)),
    Slot::basis(),
];
const EXTENSION: [Slot; 3] = [
    Slot::new("limit", "manage.terms.longer", Answer::Limit),
    Slot::new("role", "manage.terms.extended-by", Answer::One(roles)),
    Slot::basis(),
];
const COMMITMENT: [Slot; 3] = [
    Slot::new("later_check", "manage.terms.later-check", Answer::Limit),
    Slot::new("text", "manage.terms.promise", Answer::Words).optional(),
    Slot::basis(),
];

/// The choices of a closed list of words.
macro_rules! words_of {
    ($($name:ident of $words:ident;)+) => { $(
        fn $name(frame: &Frame, _: &Sheet) -> Vec<Choice> {
            let choice = |one: &$words| Choice::new(one.code(), frame.say(&one.name()));
            $words::ALL.iter().map(choice).collect()
        }
    )+ };
}

words_of! {
    kinds of Kind;
    case_kinds of CaseKind;
    objects of Object;
    ways of Way;
    papers of OutcomeKind;
    lapses of Lapse;
}

/// The departments of the county; the township is nobody's office.
fn offices(frame: &Frame, sheet: &Sheet) -> Vec<Choice> {
    departments(frame, sheet).into_iter().skip(1).collect()
}

fn life_events(frame: &Frame, sheet: &Sheet) -> Vec<Choice> {
    let all = sheet.catalogue.life_events.values();
    all.map(|one| Choice::new(one.id.as_str(), frame.say(&one.name))).collect()
}

/// What a certificate may say: who holds it, how much they get, and the answers of the form.
fn lines(frame: &Frame, sheet: &Sheet) -> Vec<Choice> {
    let fixed = [("holder", "manage.terms.holder"), ("amount", "manage.terms.amount-line")];
    let fixed = fixed.into_iter().map(|(word, key)| Choice::new(word, frame.t(key)));
    fixed.chain(super::questions::choices(frame, sheet)).collect()
}

/// The record of a word in an address.
pub(super) fn record(code: &str) -> Option<&'static Record> {
    RECORDS.iter().find(|record| record.code == code)
}

/// The record under its word, as other systems and the form see it; an empty one where the matter has
/// none.
pub(super) fn item(sheet: &Sheet, record: &Record) -> Json {
    let mut item = Map::new();
    item.insert("id".to_owned(), json!(record.code));
    item.extend(record.value(sheet).unwrap_or_default());
    Json::Object(item)
}

/// Every record that the matter has.
pub(super) fn items(sheet: &Sheet) -> Vec<Json> {
    let has = |record: &&Record| record.value(sheet).is_some();
    RECORDS.iter().filter(has).map(|record| item(sheet, record)).collect()
}

/// The fields of a record; none where there is no such record.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, code: &str) -> Option<Vec<Field>> {
    let record = record(code)?;
    Some(slot_fields(frame, sheet, record.slots, &item(sheet, record)))
}

/// What stands in the list: the record in a few words.
pub(super) fn says(frame: &Frame, sheet: &Sheet, record: &Record) -> String {
    match record.value(sheet) {
        Some(value) => brief(frame, sheet, record.slots, &Json::Object(value)),
        None => frame.t("manage.terms.none"),
    }
}

/// What was typed, over what the record was.
pub(super) fn made(typed: &Typed, code: &str, before: &Json) -> Result<Json, Wrong> {
    let record = record(code).map(|record| record.slots).unwrap_or_default();
    slot_made(typed, record, before)
}

/// The file with a record as it is to be; none where there is no such record.
pub(super) fn with(sheet: &Sheet, code: &str, item: &Json) -> Option<Written> {
    let record = record(code)?;
    let mut value = item.as_object()?.clone();
    value.shift_remove("id");
    let before = record.value(sheet);
    if before.as_ref() == Some(&value) {
        return Some(Vec::new());
    }
    if !record.is_shared {
        return Some(vec![(record.path.to_vec(), Json::Object(value))]);
    }
    let before = before.unwrap_or_default();
    let changed = record.keys().into_iter().filter(|key| value.get(*key) != before.get(*key));
    // What is null is taken out of the file.
    let piece = |key| (record.below(key), value.get(key).cloned().unwrap_or_default());
    Some(changed.map(piece).collect())
}

/// The file without a record; none where it is needed, or not there.
pub(super) fn without(sheet: &Sheet, code: &str) -> Option<Written> {
    let record = record(code).filter(|record| record.can_go(sheet))?;
    Some(vec![(record.path.to_vec(), Json::Null)])
}

/// The record to which a way through the file leads, and the keys from it on.
pub(super) fn spot(way: &[String]) -> Option<(String, Vec<String>)> {
    let begins = |way: &[String], path: &[&str]| {
        way.len() >= path.len() && way.iter().zip(path).all(|(key, of)| key == of)
    };
    let own = RECORDS.iter().filter(|record| begins(way, record.path));
    let of_key = |record: &&Record| {
        let key = way.get(record.path.len()).map(String::as_str);
        !record.is_shared || key.is_none_or(|key| record.keys().contains(&key))
    };
    let record = own.filter(of_key).max_by_key(|record| record.path.len())?;
    // The whole file is no record's.
    let rest = way.get(record.path.len()..).filter(|_| !way.is_empty())?;
    Some((record.code.to_owned(), rest.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::super::slots::wordless;
    use super::*;

    #[test]
    fn a_way_through_the_file_leads_to_its_record() {
        let check = |way: &[&str], expected: Option<&str>| {
            let way: Vec<String> = way.iter().map(|key| (*key).to_owned()).collect();
            let found = spot(&way).map(|(code, rest)| format!("{code} {}", rest.join(".")));
            assert_eq!(found.as_deref().map(str::trim), expected, "{way:?}");
        };
        check(&["process", "deliver", "limit", "n"], Some("delivery limit.n"));
        check(&["outcome", "certificate", "fields", "0"], Some("certificate fields.0"));
        check(&["outcome", "text", "zh"], Some("result text.zh"));
        check(&["outcome"], Some("result"));
        check(&["codes", "basic"], Some("about codes.basic"));
        check(&["benefit"], Some("benefit"));
        check(&["process", "stages", "0"], None);
        check(&["process"], None);
        check(&["materials", "0"], None);
        check(&[], None);
    }

    #[test]
    fn each_record_is_found_by_its_word_and_every_input_has_one_name() {
        for one in &RECORDS {
            assert_eq!(record(one.code).unwrap().title, one.title);
            let ids: std::collections::BTreeSet<&str> =
                one.slots.iter().map(|slot| slot.id).collect();
            assert_eq!(ids.len(), one.slots.len(), "{}", one.code);
            assert_eq!(wordless(one.slots), Vec::<&str>::new());
            assert!(web::Messages::embedded().has(one.title), "{}", one.title);
        }
    }
}
