//! What was typed into the slots of a record, as the record has it.

use serde_json::{Map, Value as Json, json};
use web::Typed;

use super::super::steps::UNITS;
use super::super::typed::{Wrong, law_at, line, listed, put, ticked, words};
use super::{Answer, Slot};

impl Slot {
    /// What was typed, over what it was; none where nothing was typed.
    fn read(&self, typed: &Typed, before: &Json) -> Result<Option<Json>, &'static str> {
        let was = self.said(before);
        Ok(match &self.answer {
            Answer::Words => words(typed, self.id),
            Answer::Line | Answer::Rule | Answer::One(_) => line(typed, self.id),
            Answer::Condition => line(typed, self.id).or_else(|| line(typed, "example")),
            Answer::Limit => return self.read_limit(typed, was),
            Answer::Law => law_at(typed, self.id),
            Answer::Yes(_) => match typed.one(self.id) {
                "yes" => Some(json!(true)),
                // What is not said is not so.
                "no" if was.is_none() && !self.is_needed => None,
                "no" => Some(json!(false)),
                _ => None,
            },
            Answer::Any(_) => {
                let chosen = ticked(typed, self.id, was);
                let is_none = chosen == json!([]) && was != Some(&chosen);
                Some(chosen).filter(|_| !is_none)
            }
            Answer::Named => listed(typed, self.id),
        })
    }

    fn read_limit(&self, typed: &Typed, was: Option<&Json>) -> Result<Option<Json>, &'static str> {
        let (n, unit) = (format!("{}.n", self.id), format!("{}.unit", self.id));
        let n = match typed.one(&n) {
            "" => return Ok(None),
            n => n.parse::<u32>().map_err(|_| "manage.fields.no-number")?,
        };
        let unit = UNITS.into_iter().find(|known| *known == typed.one(&unit));
        let unit = unit.ok_or("manage.parts.choose")?;
        let mut limit = was.and_then(Json::as_object).cloned().unwrap_or_default();
        put(&mut limit, "n", Some(json!(n)));
        put(&mut limit, "unit", Some(json!(unit)));
        Ok(Some(Json::Object(limit)))
    }

    /// What is wrong where nothing was typed and something has to be.
    fn missing(&self) -> &'static str {
        match self.answer {
            Answer::Yes(_) | Answer::One(_) | Answer::Any(_) => "manage.parts.choose",
            Answer::Limit => "manage.fields.no-number",
            _ => "manage.parts.empty",
        }
    }
}

/// What was typed, over what the record was; what no slot names stays.
pub(in super::super) fn made(typed: &Typed, slots: &[Slot], before: &Json) -> Result<Json, Wrong> {
    let mut wrong: Wrong = Vec::new();
    let mut item = before.as_object().cloned().unwrap_or_default();
    for slot in slots {
        match slot.read(typed, before) {
            Ok(None) if slot.is_needed => wrong.push((slot.id, slot.missing())),
            Ok(value) => put_at(&mut item, slot.id, value),
            Err(why) => wrong.push((slot.id, why)),
        }
    }
    if wrong.is_empty() { Ok(Json::Object(item)) } else { Err(wrong) }
}

/// Puts a value at the end of keys with dots, or takes it away where there is none.
fn put_at(item: &mut Map<String, Json>, id: &str, value: Option<Json>) {
    let Some((first, rest)) = id.split_once('.') else { return put(item, id, value) };
    if value.is_none() && !item.contains_key(first) {
        return;
    }
    let below = item.entry(first).or_insert_with(|| json!({}));
    if !below.is_object() {
        *below = json!({});
    }
    if let Some(below) = below.as_object_mut() {
        put_at(below, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOTS: [Slot; 7] = [
        Slot::new("name", "", Answer::Words),
        Slot::new("limit", "", Answer::Limit),
        Slot::new("limit.source", "", Answer::Law),
        Slot::new("rule", "", Answer::Rule).optional(),
        Slot::new("optional", "", Answer::Yes(["", ""])).optional(),
        Slot::new("ways", "", Answer::Any(|_, _| Vec::new())).optional(),
        Slot::new("labels", "", Answer::Named).optional(),
    ];

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed(pairs.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect())
    }

    fn before() -> Json {
        json!({
            "name": {"zh": "甲"}, "limit": {"n": 60, "unit": "自然日", "source": {"law": "法"}},
            "ways": [], "kept": [1],
        })
    }

    const SAME: [(&str, &str); 5] = [
        ("name.zh", "甲"),
        ("limit.n", "60"),
        ("limit.unit", "自然日"),
        ("limit.source.law", "法"),
        ("optional", "no"),
    ];

    #[test]
    fn what_is_sent_as_it_was_shown_changes_nothing() {
        assert_eq!(made(&typed(&SAME), &SLOTS, &before()), Ok(before()));
    }

    #[test]
    fn each_slot_writes_its_value_and_what_no_slot_names_stays() {
        let more = [
            ("name.en", "A"),
            ("limit.source.article", "一"),
            ("rule", " a >\r\n 3 "),
            ("ways", "post"),
            ("ways", "web"),
            ("labels", "x | 名 | Name\n\ny ｜ 号"),
        ];
        let mut sent = typed(&[&SAME[..], &more].concat());
        sent.0.retain(|(id, _)| id != "optional");
        sent.0.push(("optional".to_owned(), "yes".to_owned()));
        let expected = json!({
            "name": {"zh": "甲", "en": "A"},
            "limit": {"n": 60, "unit": "自然日", "source": {"law": "法", "article": "一"}},
            "ways": ["post", "web"], "kept": [1], "rule": "a > 3", "optional": true,
            "labels": {"x": {"zh": "名", "en": "Name"}, "y": {"zh": "号"}},
        });
        let after = made(&sent, &SLOTS, &before()).unwrap();
        assert_eq!(after, expected);
        // And back again.
        let mut back = made(&typed(&SAME), &SLOTS, &after).unwrap();
        assert_eq!(back["optional"], false, "it was said");
        back.as_object_mut().unwrap().shift_remove("optional");
        let without = json!({
            "name": {"zh": "甲"}, "limit": {"n": 60, "unit": "自然日", "source": {"law": "法"}},
            "kept": [1],
        });
        assert_eq!(back, without);
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_by_its_slot() {
        let wrong = |pairs: &[(&str, &str)]| made(&typed(pairs), &SLOTS, &json!({})).unwrap_err();
        assert_eq!(
            wrong(&[]),
            [
                ("name", "manage.parts.empty"),
                ("limit", "manage.fields.no-number"),
                ("limit.source", "manage.parts.empty"),
            ]
        );
        let sent = [("name.zh", "甲"), ("limit.source.law", "法"), ("limit.n", "十")];
        assert_eq!(wrong(&sent), [("limit", "manage.fields.no-number")]);
        let sent = [("name.zh", "甲"), ("limit.source.law", "法"), ("limit.n", "3")];
        assert_eq!(wrong(&sent), [("limit", "manage.parts.choose")]);
    }
}
