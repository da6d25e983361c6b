//! What a person is told who comes with a code that no longer exists.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{DivisionCode, Divisions};
use crate::Text;

impl Divisions {
    /// That a division has ended by a day, and what it is now; nothing for one that holds on that day,
    /// or that the register has never known.
    #[must_use]
    pub fn ended(&self, code: &DivisionCode, on: Date) -> Option<Text> {
        if self.get(code, on).is_some() {
            return None;
        }
        let last = self.history(code).iter().rfind(|one| one.until.is_some_and(|end| end <= on))?;
        let (name, end) = (&last.name, last.until?);
        let now: Vec<String> = (self.heirs(code, on).iter())
            .filter_map(|heir| Some(format!("{heir} {}", self.get(heir, on)?.name)))
            .collect();
        let (zh, en) = if now.is_empty() {
            ("没有查到由谁接续".to_owned(), "what followed it is not known".to_owned())
        } else {
            (format!("现在是 {}", now.join("、")), format!("now {}", now.join(", ")))
        };
        Some(Text::new(
            format!("{code} {name} {end} 起不再使用，{zh}"),
            format!("{code} {name} ended on {end}; {en}"),
        ))
    }

    /// The divisions that hold on a day and have come of another one, through all links between.
    fn heirs(&self, code: &DivisionCode, on: Date) -> BTreeSet<DivisionCode> {
        let (mut open, mut seen, mut heirs) = (vec![*code], BTreeSet::new(), BTreeSet::new());
        while let Some(code) = open.pop() {
            for link in self.successors(&code) {
                if !seen.insert(link.to) {
                    continue;
                }
                match self.get(&link.to, on) {
                    Some(_) => heirs.insert(link.to),
                    None => {
                        open.push(link.to);
                        false
                    }
                };
            }
        }
        heirs
    }
}
