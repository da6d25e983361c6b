//! The text with which a new matter begins: a skeleton in which the check says what is missing, or the
//! text of another matter with its comments. Pure.

use basis::Date;
use catalogue::SourceFile;
use catalogue::yaml::{self, Node};
use serde_json::{Value as Json, json};

use super::NewMatter;

/// What every matter needs. What nobody can know before (what it is, for whom, what it costs, how long
/// it takes, what comes out of it) is empty or missing, so that the check names it.
const SKELETON: &str = "\
# 新事项的草稿。还缺什么，草稿页上的“检查”一处一处说；补齐了才能发布。
matter: new
level: county
division: \"\"
version: 1
effective: {from: 2026-01-01}
codes: {basic: \"\"}
name: {zh: 新}
summary: {zh: \"\"}
kind: 公共服务
case_kind: 承诺件
department: new
objects: [自然人]
channels: [counter]
visits: 1
who: {zh: \"\"}
process:
  receive: {department: new, role: clerk, limit: {n: 1, unit: 工作日}}
  decide: {department: new, role: approver, limit: {n: 1, unit: 工作日}}
  supplement: {reply_within: {n: 30, unit: 自然日}, lapse: withdrawn}
  deliver: {ways: [counter], limit: {n: 10, unit: 工作日}}
limits: {}
outcome: {text: {zh: \"\"}}
";

/// What a copy does not take over: what ties it to a higher level.
const TIES: [&str; 3] = ["extends", "base_version", "elastic"];
/// More levels than nation, province and city are a circle.
const LEVELS: usize = 4;

/// A new matter with what follows from it.
pub(super) struct Begun<'a> {
    pub(super) id: &'a str,
    pub(super) county: &'a str,
    pub(super) new: &'a NewMatter,
    pub(super) implementation: Option<String>,
    pub(super) today: Date,
}

impl Begun<'_> {
    /// The text of a matter of which nothing else is known.
    pub(super) fn skeleton(&self) -> Option<String> {
        let department = json!(self.new.department);
        let steps = ["receive", "decide"];
        steps.iter().try_fold(self.named(SKELETON)?, |text, step| {
            yaml::set(&text, &["process", *step, "department"], &department)
        })
    }

    /// The text of another matter as this one: with what it inherits, tied to no higher level, and with
    /// a certificate of its own.
    pub(super) fn copied(&self, text: &str, files: &[SourceFile]) -> Option<String> {
        let own = yaml::parse(text, 0).ok()?;
        let mut made = text.to_owned();
        for entry in inherited(&own, files)?.entries() {
            let is_own = own.get(&entry.key).is_some_and(|node| node.same(&entry.node));
            if !is_own && !TIES.contains(&entry.key.as_str()) {
                made = yaml::amend(&made, &[entry.key.as_str()], &entry.node.json())?;
            }
        }
        let made =
            TIES.iter().try_fold(self.named(&made)?, |text, tie| yaml::without(&text, &[*tie]))?;
        let kind = ["outcome", "certificate", "type"];
        let tree = yaml::parse(&made, 0).ok()?;
        match tree.get("outcome").and_then(|outcome| outcome.get("certificate")) {
            Some(_) => yaml::set(&made, &kind, &json!(format!("{}-certificate", self.id))),
            None => Some(made),
        }
    }

    /// A text with everything that makes it this matter.
    fn named(&self, text: &str) -> Option<String> {
        let mut codes = json!({"basic": self.new.code});
        if let Some(code) = &self.implementation {
            codes["implementation"] = json!(code);
        }
        let mut name = json!({"zh": self.new.name.trim()});
        if !self.new.english.trim().is_empty() {
            name["en"] = json!(self.new.english.trim());
        }
        let values: [(&str, Json); 9] = [
            ("matter", json!(self.id)),
            ("level", json!("county")),
            ("division", json!(self.county)),
            ("version", json!(1)),
            ("effective", json!({"from": self.today})),
            ("codes", codes),
            ("name", name),
            ("kind", json!(self.new.kind)),
            ("department", json!(self.new.department)),
        ];
        let begun = text.to_owned();
        values.iter().try_fold(begun, |text, (key, value)| yaml::amend(&text, &[*key], value))
    }
}

/// What a matter says together with what it inherits. None where a file cannot be read.
fn inherited(own: &Node, files: &[SourceFile]) -> Option<Node> {
    let base_of = |node: &Node| node.get("extends").and_then(Node::text).map(str::to_owned);
    let (mut whole, mut base) = (own.clone(), base_of(own));
    for _ in 0..LEVELS {
        let path = base.as_ref().map(|name| format!("{name}.yaml"));
        let Some(file) = files.iter().find(|file| Some(&file.path) == path.as_ref()) else { break };
        let tree = yaml::parse(&file.text, 0).ok()?;
        base = base_of(&tree);
        whole = yaml::merge(&tree, whole);
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new() -> NewMatter {
        NewMatter {
            code: "330511009000".to_owned(),
            name: "高温津贴：户外".to_owned(),
            department: "minzheng".to_owned(),
            kind: "行政给付".to_owned(),
            ..NewMatter::default()
        }
    }

    fn begun(new: &NewMatter) -> Begun<'_> {
        let implementation = Some("11330825DEM000022P4330511009000".to_owned());
        let today = "2026-12-01".parse().unwrap();
        Begun { id: "heat-allowance", county: "330825", new, implementation, today }
    }

    #[test]
    fn a_skeleton_says_what_was_said_and_leaves_the_rest_to_be_filled_in() {
        let new = NewMatter { english: "Heat allowance".to_owned(), ..new() };
        let text = begun(&new).skeleton().unwrap();
        let tree = yaml::parse(&text, 0).unwrap();
        let said = |path: &[&str]| {
            let found = path.iter().try_fold(&tree, |node, key| node.get(key));
            found.map(|node| node.whole()).unwrap_or_default()
        };
        assert_eq!(said(&["matter"]), "heat-allowance");
        assert_eq!(said(&["division"]), "330825");
        assert_eq!(said(&["codes", "basic"]), "330511009000");
        assert_eq!(said(&["codes", "implementation"]), "11330825DEM000022P4330511009000");
        assert_eq!(said(&["name", "zh"]), "高温津贴：户外");
        assert_eq!(said(&["name", "en"]), "Heat allowance");
        assert_eq!(said(&["effective", "from"]), "2026-12-01");
        assert_eq!(said(&["process", "receive", "department"]), "minzheng");
        assert_eq!(said(&["process", "decide", "department"]), "minzheng");
        assert_eq!(said(&["summary", "zh"]), "");
        assert!(text.starts_with("# 新事项"), "{text}");
        assert_eq!(text.lines().count(), SKELETON.lines().count());
    }

    #[test]
    fn a_copy_keeps_the_comments_takes_over_what_is_inherited_and_is_tied_to_nothing() {
        let file =
            |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
        let files = [
            file(
                "national/a.yaml",
                "matter: a\nremedies: {review: {n: 60}}\nelastic: {fee: lower}\n",
            ),
            file("province/33/a.yaml", "extends: national/a\nlimits: {statutory: {n: 30}}\n"),
        ];
        let own = "\
# the head
matter: a
extends: province/33/a
base_version: 1
level: county
division: \"330825\"
version: 7
effective: {from: 2026-01-01, until: 2026-12-31}
codes: {basic: \"330511001000\", implementation: old, business: [one]}
name: {zh: 旧, en: Old}
kind: 公共服务
department: gongan # the police
limits:
  # soon
  promised: {n: 10}
outcome:
  certificate: {type: old-paper, name: {zh: 证}}
";
        let text = begun(&new()).copied(own, &files).unwrap();
        for kept in ["# the head\nmatter: heat-allowance\n", "minzheng # the police", "  # soon\n"]
        {
            assert!(text.contains(kept), "{kept} in {text}");
        }
        for gone in ["extends", "base_version", "elastic", "until", "business", "Old", "old"] {
            assert!(!text.contains(gone), "{gone} in {text}");
        }
        let tree = yaml::parse(&text, 0).unwrap();
        assert_eq!(tree.get("remedies").unwrap().whole(), "{review: {n: 60}}");
        let limits = tree.get("limits").unwrap();
        assert_eq!(limits.get("statutory").unwrap().whole(), "{n: 30}");
        assert_eq!(limits.get("promised").unwrap().whole(), "{n: 10}");
        let paper = tree.get("outcome").and_then(|outcome| outcome.get("certificate")).unwrap();
        assert_eq!(paper.get("type").and_then(Node::text), Some("heat-allowance-certificate"));
        assert_eq!(tree.get("version").unwrap().int(), Some(1));
    }
}
