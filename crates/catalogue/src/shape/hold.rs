//! Holds a tree against its shape and notes everything that does not fit.

use basis::Text;

use super::words::suggest;
use super::{FieldShape, Shape, Shapes};
use crate::codes;
use crate::finding::Report;
use crate::yaml::{Entry, Node, Value};

impl Shapes {
    /// Notes everything in the node that does not fit. With `partial`, fields may be missing at
    /// the top: a base need not be complete.
    pub fn hold(&self, node: &Node, partial: bool, report: &mut Report) {
        let mut holder = Holder { shapes: self, report };
        let keys = Around { owner: "", partial };
        holder.hold(&self.root, node, keys);
    }

    fn resolve<'a>(&'a self, mut shape: &'a Shape) -> &'a Shape {
        while let Shape::Named(index) = shape {
            match self.named.get(*index) {
                Some(next) => shape = next,
                None => break,
            }
        }
        shape
    }
}

struct Holder<'a> {
    shapes: &'a Shapes,
    report: &'a mut Report,
}

/// What is known of the surroundings of a node: the key it stands under.
#[derive(Clone, Copy)]
struct Around<'a> {
    owner: &'a str,
    partial: bool,
}

impl Holder<'_> {
    fn hold(&mut self, shape: &Shape, node: &Node, around: Around<'_>) {
        let shapes = self.shapes;
        match (shapes.resolve(shape), &node.value) {
            (Shape::Any, _) | (Shape::Null, Value::Null) | (Shape::Bool, Value::Bool(_)) => {}
            (Shape::Number, Value::Int(_) | Value::Real(_) | Value::Long(_)) => {}
            (Shape::Int { min }, Value::Int(number)) if number >= min => {}
            (Shape::Int { min }, Value::Int(_)) => self.too_small(*min, node),
            (shape @ Shape::Text { .. }, Value::Text(text)) => self.text(shape, text, node),
            (Shape::Words(words), Value::Text(text)) => self.word(words, text, node),
            (Shape::List { item, min }, Value::List(items)) => {
                if items.len() < *min {
                    self.wrong_form(node, "列表不能是空的", "the list must not be empty");
                }
                for one in items {
                    self.hold(item, one, Around { partial: false, ..around });
                }
            }
            (Shape::Map { fields, rest }, Value::Map(entries)) => {
                self.map(fields, rest.as_deref(), entries, node, around);
            }
            (Shape::OneOf(options), _) => self.one_of(options, node, around),
            (shape, _) => self.wrong_type(shape, node),
        }
    }

    fn map(
        &mut self,
        fields: &[FieldShape],
        rest: Option<&Shape>,
        entries: &[Entry],
        node: &Node,
        around: Around<'_>,
    ) {
        for entry in entries {
            let inner = Around { owner: &entry.key, partial: false };
            match fields.iter().find(|field| field.name == entry.key) {
                Some(field) => self.hold(&field.shape, &entry.node, inner),
                None => match rest {
                    Some(rest) => self.hold(rest, &entry.node, inner),
                    None => self.unknown_field(entry, fields),
                },
            }
        }
        if !around.partial {
            for field in fields.iter().filter(|field| field.required) {
                if !entries.iter().any(|entry| entry.key == field.name) {
                    self.missing_field(field, node, around);
                }
            }
        }
    }

    /// The option that fits, or else the one that is nearest: of maps, the one with most keys in
    /// common.
    fn one_of(&mut self, options: &[Shape], node: &Node, around: Around<'_>) {
        let shapes = self.shapes;
        let options: Vec<&Shape> = options.iter().map(|option| shapes.resolve(option)).collect();
        let fitting: Vec<&Shape> =
            options.iter().copied().filter(|option| option.takes(node)).collect();
        let best = fitting
            .iter()
            .copied()
            .enumerate()
            .max_by_key(|(index, option)| (option.in_common(node), usize::MAX - index));
        match best {
            Some((_, option)) if fitting.len() == 1 || option.in_common(node) > 0 => {
                self.hold(option, node, around);
            }
            Some((_, option)) if !matches!(node.value, Value::Map(_)) => {
                self.hold(option, node, around);
            }
            _ => self.wrong_type(&Shape::OneOf(options.into_iter().cloned().collect()), node),
        }
    }

    fn text(&mut self, shape: &Shape, text: &str, node: &Node) {
        let Shape::Text { min, pattern } = shape else { return };
        if text.chars().count() < *min {
            self.wrong_form(node, "这里不能是空的", "this must not be empty");
        }
        if let Some(pattern) = pattern.filter(|pattern| !pattern.fits(text)) {
            let (zh, en) = pattern.words();
            self.wrong_form(node, &format!("应写成：{zh}"), &format!("write it as {en}"));
        }
    }

    fn word(&mut self, words: &[String], text: &str, node: &Node) {
        if words.iter().any(|word| word == text) {
            return;
        }
        let known: Vec<&str> = words.iter().map(String::as_str).collect();
        let what = Text::new(
            format!("“{text}”不在可用的词里"),
            format!("“{text}” is not one of the words allowed here"),
        );
        self.report.add(codes::UNKNOWN_WORD, node.place, what, suggest(text, &known));
    }

    fn unknown_field(&mut self, entry: &Entry, fields: &[FieldShape]) {
        let known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let what = Text::new(
            format!("没有“{}”这个字段", entry.key),
            format!("there is no field “{}” here", entry.key),
        );
        self.report.add(codes::UNKNOWN_FIELD, entry.place, what, suggest(&entry.key, &known));
    }

    fn missing_field(&mut self, field: &FieldShape, node: &Node, around: Around<'_>) {
        if around.owner == "materials" && field.name == "from" {
            let what = Text::new(
                "这份材料没有说从哪里来",
                "this material does not say where it comes from",
            );
            let mend = Text::new(
                "加上 from，如 {register: population, fields: [..]}、{certificate: ..}、{form: true}、{commitment: ..} 或 {upload: [pdf, jpg]}",
                "add from: {register: .., fields: [..]}, {certificate: ..}, {form: true}, {commitment: ..} or {upload: [pdf, jpg]}",
            );
            self.report.add(codes::MATERIAL_WITHOUT_SOURCE, node.place, what, mend);
            return;
        }
        let (zh, en) = self.shapes.resolve(&field.shape).expected();
        let what = Text::new(
            format!("缺少字段“{}”", field.name),
            format!("the field “{}” is missing", field.name),
        );
        let mend = Text::new(
            format!("加上“{}: …”，内容是{zh}", field.name),
            format!("add “{}: …” with {en}", field.name),
        );
        self.report.add(codes::MISSING_FIELD, node.place, what, mend);
    }

    fn too_small(&mut self, min: i64, node: &Node) {
        let (zh, en) = (format!("数字不能小于 {min}"), format!("the number must be {min} or more"));
        self.wrong_form(node, &zh, &en);
    }

    fn wrong_form(&mut self, node: &Node, zh: &str, en: &str) {
        let what = Text::new(
            format!("“{}”写得不对", node.brief()),
            format!("“{}” has the wrong form", node.brief()),
        );
        self.report.add(codes::WRONG_FORM, node.place, what, Text::new(zh, en));
    }

    fn wrong_type(&mut self, shape: &Shape, node: &Node) {
        let (zh, en) = shape.expected();
        let what = Text::new(
            format!("“{}”的类型不对", node.brief()),
            format!("“{}” has the wrong type", node.brief()),
        );
        let mend = match &node.value {
            Value::Int(_) | Value::Long(_) if shape.takes_text() => {
                let said = node.whole();
                Text::new(format!("加引号：\"{said}\""), format!("put it in quotes: \"{said}\""))
            }
            _ => Text::new(format!("这里应是{zh}"), format!("this must be {en}")),
        };
        self.report.add(codes::WRONG_TYPE, node.place, what, mend);
    }
}

impl Shape {
    /// Whether the node is of this kind at all.
    fn takes(&self, node: &Node) -> bool {
        match self {
            Self::Any | Self::Named(_) => true,
            Self::Null => matches!(node.value, Value::Null),
            Self::Bool => matches!(node.value, Value::Bool(_)),
            Self::Int { .. } => matches!(node.value, Value::Int(_)),
            Self::Number => {
                matches!(node.value, Value::Int(_) | Value::Real(_) | Value::Long(_))
            }
            Self::Text { .. } | Self::Words(_) => matches!(node.value, Value::Text(_)),
            Self::List { .. } => matches!(node.value, Value::List(_)),
            Self::Map { .. } => matches!(node.value, Value::Map(_)),
            Self::OneOf(options) => options.iter().any(|option| option.takes(node)),
        }
    }

    /// Whether text may stand here.
    fn takes_text(&self) -> bool {
        match self {
            Self::Text { .. } => true,
            Self::OneOf(options) => options.iter().any(Self::takes_text),
            _ => false,
        }
    }

    /// How many keys of the node this shape knows.
    fn in_common(&self, node: &Node) -> usize {
        match self {
            Self::Map { fields, .. } => node
                .entries()
                .iter()
                .filter(|entry| fields.iter().any(|field| field.name == entry.key))
                .count(),
            _ => 0,
        }
    }
}
