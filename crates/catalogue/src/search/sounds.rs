//! How words sound: names found by their pinyin, by its first letters, and by other characters of
//! the same sound, which is how most slips come about where pinyin is typed.

use pinyin::ToPinyinMulti;

/// Fewer letters are not taken for pinyin.
const LEAST_LETTERS: usize = 2;
/// First letters inside a longer name need to be so many, since two stand in many names.
const LEAST_INITIALS: usize = 3;

/// The readings of each character of a text, without tones; a Latin letter reads as itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Sounds(Vec<Vec<String>>);

impl Sounds {
    /// The readings of a text; signs and spaces are left out.
    pub fn of(text: &str) -> Self {
        let readings = |letter: char| {
            let Some(all) = letter.to_pinyin_multi() else {
                return vec![letter.to_lowercase().to_string()];
            };
            let mut plain: Vec<String> =
                all.into_iter().map(|one| one.plain().replace('ü', "v")).collect();
            plain.sort();
            plain.dedup();
            plain
        };
        Self(text.chars().filter(|letter| letter.is_alphanumeric()).map(readings).collect())
    }

    /// How well letters fit as pinyin or as first letters: 1.1 is the whole name.
    pub fn fit(&self, letters: &str) -> f64 {
        if letters.len() < LEAST_LETTERS || !letters.bytes().all(|one| one.is_ascii_lowercase()) {
            return 0.0;
        }
        let starts = 0..self.0.len();
        let spoken = starts.clone().filter_map(|from| spoken(&self.0[from..], letters)).max();
        let initials = starts.filter_map(|from| initials(&self.0[from..], letters)).max();
        let share = |many: usize| many as f64 / self.0.len() as f64;
        let spoken = spoken.map_or(0.0, |many| self.whole(many, 0.5 + 0.4 * share(many)));
        let initials = initials
            .filter(|many| *many >= LEAST_INITIALS || *many == self.0.len())
            .map_or(0.0, |many| self.whole(many, 0.4 + 0.4 * share(many)));
        spoken.max(initials).max(if self.is_one_letter_off(letters) { 0.6 } else { 0.0 })
    }

    /// Whether other characters sound the same throughout.
    pub fn is_heard_as(&self, other: &Self) -> bool {
        let alike = |(a, b): (&Vec<String>, &Vec<String>)| a.iter().any(|one| b.contains(one));
        self.0.len() > 2 && self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(alike)
    }

    fn whole(&self, many: usize, part: f64) -> f64 {
        if many == self.0.len() { 1.1 } else { part }
    }

    /// One letter of the first readings mistyped, as `n` for `ng`.
    fn is_one_letter_off(&self, letters: &str) -> bool {
        let plain: String =
            self.0.iter().filter_map(|one| one.first()).map(String::as_str).collect();
        letters.len() > 5 && super::grams::one_slip(letters, &plain)
    }
}

/// How many characters the letters spell, the last one perhaps not to its end.
fn spoken(readings: &[Vec<String>], letters: &str) -> Option<usize> {
    let (first, rest) = readings.split_first()?;
    let whole = first.iter().filter_map(|reading| {
        let left = letters.strip_prefix(reading.as_str())?;
        if left.is_empty() { Some(1) } else { Some(1 + spoken(rest, left)?) }
    });
    let begun = first.iter().any(|reading| reading.starts_with(letters)).then_some(1);
    whole.max().or(begun)
}

/// How many characters begin with the letters, one each.
fn initials(readings: &[Vec<String>], letters: &str) -> Option<usize> {
    let begins = |(readings, letter): (&Vec<String>, char)| {
        readings.iter().any(|reading| reading.starts_with(letter))
    };
    let fits = letters.len() <= readings.len() && readings.iter().zip(letters.chars()).all(begins);
    fits.then_some(letters.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_how_it_sounds() {
        let name = Sounds::of("高龄津贴");
        let check = |letters, least: f64, most: f64| {
            let fit = name.fit(letters);
            assert!((least..=most).contains(&fit), "{letters}: {fit}");
        };
        check("gaolingjintie", 1.1, 1.1);
        check("gljt", 1.1, 1.1);
        check("gaoling", 0.6, 0.8);
        check("gaolingj", 0.7, 1.0);
        check("gaolinjintie", 0.6, 0.6);
        check("gl", 0.0, 0.0);
        check("xinsheng", 0.0, 0.0);
        check("g", 0.0, 0.0);
        check("高龄", 0.0, 0.0);
    }

    #[test]
    fn every_reading_of_a_character_counts() {
        assert!(Sounds::of("银行卡").fit("yinhangka") > 1.0);
        assert!(Sounds::of("旅行社").fit("lvxingshe") > 1.0);
    }

    #[test]
    fn other_characters_of_the_same_sound_are_heard() {
        let heard = |a, b| Sounds::of(a).is_heard_as(&Sounds::of(b));
        assert!(heard("搞零金贴", "高龄津贴"));
        assert!(!heard("高龄补贴", "高龄津贴"));
        assert!(!heard("事是", "是事"), "two characters sound like too much");
    }
}
