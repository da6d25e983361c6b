//! Words for messages: what was expected, and the nearest word to a mistyped one.

use basis::Text;

use super::Shape;

/// The nearest of the known words, if one is near enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let longest = word.chars().count();
    known
        .into_iter()
        .map(|other| (distance(word, other), other))
        .filter(|(distance, other)| *distance <= longest.max(other.chars().count()).div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// How many letters must be changed, added or left out to make one word the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

/// “; did you mean …”, or the list of what is allowed.
pub(super) fn suggest(word: &str, known: &[&str]) -> Text {
    match nearest(word, known.iter().copied()) {
        Some(near) => Text::new(format!("是不是想写“{near}”？"), format!("did you mean “{near}”?")),
        None => Text::new(
            format!("可以写的有：{}", known.join("、")),
            format!("use one of: {}", known.join(", ")),
        ),
    }
}

impl Shape {
    /// What is expected, in words.
    pub(super) fn expected(&self) -> (String, String) {
        let both = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        match self {
            Self::Any | Self::Named(_) => both("一个值", "a value"),
            Self::Null => both("空值", "nothing"),
            Self::Bool => both("true 或 false", "true or false"),
            Self::Int { .. } => both("整数", "a whole number"),
            Self::Number => both("数字", "a number"),
            Self::Text { .. } => both("文字（数字要加引号）", "text (digits in quotes)"),
            Self::Words(words) => (words.join("、"), words.join(", ")),
            Self::List { .. } => both("列表", "a list"),
            Self::Map { fields, .. } => {
                let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                (
                    format!("写成 {{{}}} 这样的键和值", names.join(", ")),
                    format!("keys and values like {{{}}}", names.join(", ")),
                )
            }
            Self::OneOf(options) => {
                let (zh, en): (Vec<_>, Vec<_>) = options
                    .iter()
                    .filter(|option| !matches!(option, Self::Null))
                    .map(Self::expected)
                    .unzip();
                (zh.join(" 或 "), en.join(" or "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_forgiven() {
        let known = ["department", "division", "materials"];
        let cases = [
            ("departmnet", Some("department")),
            ("material", Some("materials")),
            ("xyz", None),
            ("division", Some("division")),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
    }
}
