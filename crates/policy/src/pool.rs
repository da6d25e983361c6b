//! The people who have no household yet, found by sex and age.

use basis::Chance;
use basis::codes::Sex;

use crate::apportion::apportion;
use crate::census::{BANDS, Census, OLDEST};

/// A person before name and household: only what the census counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Soul {
    /// Man or woman.
    pub(crate) sex: Sex,
    /// Full years on the day of the simulation.
    pub(crate) age: u8,
}

/// Draws as many people as asked for: exact by band and sex, even within a band,
/// and thinning by a fifth with each year in the open band at the top.
pub(crate) fn draw_people(census: &Census, people: u64, chance: &mut Chance) -> Vec<Soul> {
    let cells: Vec<u64> = census.bands.iter().flatten().copied().collect();
    let counts = apportion(people, &cells);
    let mut souls = Vec::new();
    for ((_, from, to), counts) in BANDS.iter().zip(counts.chunks(2)) {
        let ages = ages_within(*from, *to);
        for (sex, count) in [Sex::Male, Sex::Female].into_iter().zip(counts) {
            for (age, share) in (*from..=*to).zip(apportion(*count, &ages)) {
                souls.extend((0..share).map(|_| Soul { sex, age }));
            }
        }
    }
    chance.shuffle(&mut souls);
    souls
}

fn ages_within(from: u8, to: u8) -> Vec<u64> {
    let thinning = to == OLDEST;
    let mut weight = 1_000_000u64;
    (from..=to)
        .map(|_| {
            let this = weight;
            if thinning {
                weight = weight * 4 / 5;
            }
            this
        })
        .collect()
}

/// Of the two sexes the other one.
pub(crate) fn other(sex: Sex) -> Sex {
    match sex {
        Sex::Male => Sex::Female,
        Sex::Female => Sex::Male,
    }
}

/// People waiting for a household, by sex and year of age; each can be taken once.
pub(crate) struct Pool<'a> {
    souls: &'a [Soul],
    waiting: [Vec<Vec<usize>>; 2],
}

/// Which people will do: youngest and oldest age, both included.
pub(crate) type Ages = (i32, i32);

impl<'a> Pool<'a> {
    /// Everybody waits.
    pub(crate) fn new(souls: &'a [Soul]) -> Self {
        let empty = || vec![Vec::new(); usize::from(OLDEST) + 1];
        let mut waiting = [empty(), empty()];
        for (i, soul) in souls.iter().enumerate() {
            waiting[soul.sex as usize][usize::from(soul.age)].push(i);
        }
        Self { souls, waiting }
    }

    /// The age of a person.
    pub(crate) fn age(&self, person: usize) -> i32 {
        i32::from(self.souls[person].age)
    }

    /// The sex of a person.
    pub(crate) fn sex(&self, person: usize) -> Sex {
        self.souls[person].sex
    }

    /// How many of a sex and age still wait.
    pub(crate) fn count(&self, sex: Sex, ages: Ages) -> usize {
        self.years(ages).map(|age| self.waiting[sex as usize][age].len()).sum()
    }

    /// Takes the one of that sex whose age is nearest to the wanted one.
    pub(crate) fn take(&mut self, sex: Sex, wanted: i32, ages: Ages) -> Option<usize> {
        let (low, high) = (ages.0.max(0), ages.1.min(i32::from(OLDEST)));
        let wanted = wanted.clamp(low, high.max(low));
        let age = (0..=high - low)
            .flat_map(|away| [wanted - away, wanted + away])
            .filter(|age| (low..=high).contains(age))
            .filter_map(|age| usize::try_from(age).ok())
            .find(|age| !self.waiting[sex as usize][*age].is_empty())?;
        self.waiting[sex as usize][age].pop()
    }

    /// Takes one of that sex, or else of the other.
    pub(crate) fn take_either(&mut self, sex: Sex, wanted: i32, ages: Ages) -> Option<usize> {
        self.take(sex, wanted, ages).or_else(|| self.take(other(sex), wanted, ages))
    }

    /// Takes anybody of those ages, each with the same chance.
    pub(crate) fn take_any(&mut self, ages: Ages, chance: &mut Chance) -> Option<usize> {
        let men = self.count(Sex::Male, ages);
        let women = self.count(Sex::Female, ages);
        let sex = if chance.index(men + women) < men { Sex::Male } else { Sex::Female };
        self.take_of(sex, ages, chance)
    }

    /// Takes anybody of that sex and those ages, each with the same chance.
    pub(crate) fn take_of(&mut self, sex: Sex, ages: Ages, chance: &mut Chance) -> Option<usize> {
        let mut point = chance.index(self.count(sex, ages));
        for age in self.years(ages) {
            let here = &mut self.waiting[sex as usize][age];
            if point < here.len() {
                return Some(here.swap_remove(point));
            }
            point -= here.len();
        }
        None
    }

    /// Takes all of that sex and those ages, from young to old.
    pub(crate) fn take_all(&mut self, sex: Sex, ages: Ages) -> Vec<usize> {
        self.years(ages)
            .flat_map(|age| std::mem::take(&mut self.waiting[sex as usize][age]))
            .collect()
    }

    fn years(&self, ages: Ages) -> std::ops::RangeInclusive<usize> {
        let bound = |age: i32| usize::try_from(age.max(0)).unwrap_or_default();
        bound(ages.0)..=bound(ages.1.min(i32::from(OLDEST)))
    }
}
