//! The explanation in plain sentences, in Chinese and in English.
//!
//! A code says nothing to people, and this crate knows no register of places, nor what a fact is called
//! in another language; so whoever shows the sentences may lend those names.

use basis::{Lang, Text};

use crate::{
    outcome::{Answer, ClauseAnswer, Joint, Leaf, Outcome, Reason, Short},
    value::Value,
    verdict::Verdict,
};

/// What something is called, where it has another name than the rules give it: a code, or a fact in the
/// language of the sentence.
pub type Names<'a> = &'a dyn Fn(&str) -> Option<String>;

/// How a sentence is told.
#[derive(Clone, Copy)]
struct Telling<'a> {
    lang: Lang,
    names: Names<'a>,
}

impl Answer {
    /// The explanation as sentences: the verdict, then each clause that explains it.
    #[must_use]
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        self.sentences_naming(lang, &|_| None)
    }

    /// The same sentences with the names of codes before them: 湖镇镇（330825101）.
    #[must_use]
    pub fn sentences_naming(&self, lang: Lang, names: Names<'_>) -> Vec<String> {
        let telling = Telling { lang, names };
        let mut sentences = vec![self.headline(telling).get(lang).to_owned()];
        sentences.extend(self.clauses.iter().map(|clause| clause.sentence_naming(lang, names)));
        if let Some(amount) = &self.amount {
            let value = telling.shown(&amount.outcome, amount.ty.unit.as_deref());
            sentences.push(match lang {
                Lang::Zh => format!("可以领：{value}。"),
                Lang::En => format!("Amount due: {value}."),
            });
        }
        sentences
    }

    fn headline(&self, telling: Telling<'_>) -> Text {
        let names: Vec<String> = self.missing.iter().map(|name| telling.fact(name)).collect();
        match self.verdict {
            Verdict::Yes => Text::new("符合条件。", "All conditions are met."),
            Verdict::No => Text::new("不符合条件。", "Not all conditions are met."),
            Verdict::Needs => Text::new(
                format!("还要知道：{}。", names.join("、")),
                format!("Still to be known: {}.", names.join(", ")),
            ),
            Verdict::Conflict => Text::new(
                "规则互相矛盾，请工作人员处理。",
                "The rules contradict each other; staff must look at this.",
            ),
            Verdict::Trouble => Text::new(
                "现有的资料算不出结果，请工作人员处理。",
                "This cannot be worked out from what is held; staff must look at this.",
            ),
        }
    }
}

impl ClauseAnswer {
    /// One sentence on the clause: whether it holds, why, and the law.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        self.sentence_naming(lang, &|_| None)
    }

    /// The same sentence with the names of codes before them.
    #[must_use]
    pub fn sentence_naming(&self, lang: Lang, names: Names<'_>) -> String {
        let mark = match (self.verdict, lang) {
            (Verdict::Yes, Lang::Zh) => "符合",
            (Verdict::No, Lang::Zh) => "不符合",
            (Verdict::Needs, Lang::Zh) => "还不能确定",
            (Verdict::Conflict, Lang::Zh) => "规则矛盾",
            (Verdict::Trouble, Lang::Zh) => "算不出",
            (Verdict::Yes, Lang::En) => "met",
            (Verdict::No, Lang::En) => "not met",
            (Verdict::Needs, Lang::En) => "not certain yet",
            (Verdict::Conflict, Lang::En) => "rules in conflict",
            (Verdict::Trouble, Lang::En) => "cannot be worked out",
        };
        let mut because = Vec::new();
        let decided = self.exceptions.iter().filter(|one| truth(&one.reason) == Some(true));
        because.extend(decided.clone().map(|one| one.text.get(lang).to_owned()));
        if decided.count() == 0 {
            let telling = Telling { lang, names };
            self.reason.because(truth(&self.reason), telling, &mut because);
        }
        let comma = if lang == Lang::Zh { "，" } else { ", " };
        let why = if because.is_empty() {
            String::new()
        } else if lang == Lang::Zh {
            format!("（{}）", because.join(comma))
        } else {
            format!(" ({})", because.join(comma))
        };
        let law = match (self.basis.law.is_empty(), lang) {
            (true, _) => String::new(),
            (false, Lang::Zh) => format!("依据{}", self.basis),
            (false, Lang::En) => format!("under {}", self.basis),
        };
        match lang {
            Lang::Zh if law.is_empty() => format!("{}：{mark}{why}。", self.text.zh),
            Lang::Zh => format!("{}：{mark}{why}，{law}。", self.text.zh),
            Lang::En if law.is_empty() => format!("{}: {mark}{why}.", self.text.get(lang)),
            Lang::En => format!("{}: {mark}{why}, {law}.", self.text.get(lang)),
        }
    }
}

fn truth(reason: &Reason) -> Option<bool> {
    match reason.outcome {
        Outcome::Value(Value::Bool(truth)) => Some(truth),
        _ => None,
    }
}

impl Reason {
    /// Collects what made this part come to its truth: only parts with a say in it.
    fn because(&self, wanted: Option<bool>, telling: Telling<'_>, told: &mut Vec<String>) {
        match self.joint {
            Joint::And | Joint::Or => {
                for part in self.parts.iter().filter(|part| truth(part) == wanted) {
                    part.because(wanted, telling, told);
                }
            }
            Joint::Not => {
                for part in &self.parts {
                    part.because(wanted.map(|truth| !truth), telling, told);
                }
            }
            Joint::Value => {
                let mut read = Vec::new();
                self.leaves(telling, &mut read);
                told.extend(
                    read.into_iter().filter(|line| !told.contains(line)).collect::<Vec<_>>(),
                );
                told.extend(self.short.as_ref().map(|short| short.sentence(telling.lang)));
            }
        }
    }

    /// The values read in this part, each with its source.
    fn leaves(&self, telling: Telling<'_>, told: &mut Vec<String>) {
        let lang = telling.lang;
        let value = telling.shown(&self.outcome, self.unit.as_deref());
        match &self.leaf {
            Some(Leaf::Fact { name, source, as_of }) => {
                let name = telling.fact(name);
                let source = source.get(lang);
                let day = as_of.map_or_else(String::new, |day| format!(" {day}"));
                let from = format!("{source}{day}");
                told.push(match (lang, from.trim().is_empty()) {
                    (Lang::Zh, true) => format!("{name}：{value}"),
                    (Lang::Zh, false) => format!("{name}：{value}，来自{from}"),
                    (Lang::En, true) => format!("{name}: {value}"),
                    (Lang::En, false) => format!("{name}: {value}, from {from}"),
                });
            }
            Some(Leaf::Parameter { name, .. }) => told.push(match lang {
                Lang::Zh => format!("标准“{name}”是{value}"),
                Lang::En => format!("standard {name} is {value}"),
            }),
            None => self.parts.iter().for_each(|part| part.leaves(telling, told)),
        }
    }
}

impl Short {
    /// By how much, e.g. 还差 1 岁.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        let amount = with_unit(&self.by, self.unit.as_deref(), lang);
        match (lang, self.over) {
            (Lang::Zh, true) => format!("超过 {amount}"),
            (Lang::Zh, false) => format!("还差 {amount}"),
            (Lang::En, true) => format!("too much by {amount}"),
            (Lang::En, false) => format!("short by {amount}"),
        }
    }
}

fn with_unit(value: &Value, unit: Option<&str>, lang: Lang) -> String {
    match (value, unit, lang) {
        (Value::Money(fen), unit, Lang::En) => {
            let unit = unit.filter(|unit| unit.starts_with('元')).unwrap_or("元");
            format!("{fen} {}", english(unit))
        }
        (Value::Money(fen), Some(unit), Lang::Zh) if unit.starts_with('元') => {
            format!("{fen}{unit}")
        }
        (Value::Int(_), Some(unit), Lang::En) => format!("{value} {}", english(unit)),
        (Value::Int(_), Some("月"), Lang::Zh) => format!("{value} 个月"),
        (Value::Int(_), Some(unit), Lang::Zh) => format!("{value} {unit}"),
        _ => value.to_string(),
    }
}

/// A unit of the rules in English: 元/月 is yuan a month.
fn english(unit: &str) -> String {
    let many = |part: &str| match part {
        "元" => "yuan".to_owned(),
        "岁" | "年" => "years".to_owned(),
        "天" | "日" => "days".to_owned(),
        "月" | "个月" => "months".to_owned(),
        "人" => "people".to_owned(),
        "户" => "households".to_owned(),
        "件" => "cases".to_owned(),
        "小时" => "hours".to_owned(),
        "平方米" => "square metres".to_owned(),
        other => other.to_owned(),
    };
    let each = |part: &str| match part {
        "人" => "person".to_owned(),
        other => many(other).trim_end_matches('s').to_owned(),
    };
    let mut parts = unit.split('/');
    let first = parts.next().map(many);
    first.into_iter().chain(parts.map(each)).collect::<Vec<_>>().join(" a ")
}

impl Telling<'_> {
    /// What a fact is called.
    fn fact(self, name: &str) -> String {
        (self.names)(name).unwrap_or_else(|| name.to_owned())
    }

    fn shown(self, outcome: &Outcome, unit: Option<&str>) -> String {
        let either = |zh: &str, en: &str| match self.lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => en.to_owned(),
        };
        match outcome {
            Outcome::Value(Value::Bool(true)) => either("是", "yes"),
            Outcome::Value(Value::Bool(false)) => either("否", "no"),
            Outcome::Value(Value::Code(code)) => match ((self.names)(code), self.lang) {
                (Some(name), Lang::Zh) => format!("{name}（{code}）"),
                (Some(name), Lang::En) => format!("{name} ({code})"),
                (None, _) => code.clone(),
            },
            Outcome::Value(value) => with_unit(value, unit, self.lang),
            Outcome::Null => either("无", "none"),
            Outcome::Unknown => either("还不知道", "not known yet"),
            Outcome::Trouble(trouble) => trouble.text().get(self.lang).to_owned(),
        }
    }
}
