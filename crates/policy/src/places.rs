//! Where the homes are: which village or community, in town or in the countryside.

use basis::Chance;
use serde::{Deserialize, Serialize};

use crate::apportion::apportion;
use crate::census::Census;
use crate::traits::Assumptions;

/// A village (村) or residents' community (社区): the lowest division.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Village {
    /// Twelve digits; the first nine are the township.
    pub code: String,
    /// The name.
    pub name: String,
}

#[derive(Deserialize)]
struct DivisionRow {
    code: String,
    name: String,
    level: String,
}

impl Village {
    /// Reads the villages of a county out of a division table (`code,name,parent,level`).
    ///
    /// # Errors
    /// When the text is not such a table.
    pub fn parse_csv(table: &str, county: &str) -> Result<Vec<Self>, csv::Error> {
        let mut villages = Vec::new();
        for row in csv::Reader::from_reader(table.as_bytes()).deserialize() {
            let DivisionRow { code, name, level } = row?;
            if level == "village" && code.len() == 12 && code.starts_with(county) {
                villages.push(Self { code, name });
            }
        }
        villages.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(villages)
    }

    /// The township's nine digits.
    #[must_use]
    pub fn township(&self) -> &str {
        self.code.get(..9).unwrap_or(&self.code)
    }

    /// A residents' committee (居委会): by the rule of the statistical codes its last three digits
    /// run from 001 to 199, those of villages from 200; the few outside both say so in their name.
    #[must_use]
    pub fn is_community(&self) -> bool {
        self.code.get(9..10).is_some_and(|digit| digit < "2") || self.name.ends_with("社区")
    }

    /// Counted as town: a residents' committee, or a village in a subdistrict (街道, code 001 to 099).
    /// The list has no urban class of its own, so this is an assumption.
    #[must_use]
    pub fn is_urban(&self) -> bool {
        self.is_community() || self.code.get(6..7) == Some("0")
    }
}

/// How many people live in each village, in the order given. Neither the census table nor the
/// division list has them: the urban people are shared among the urban villages, a community
/// counting several times a village, and the rural ones evenly among the others. A county without
/// the one or the other kind puts everybody into the kind there is.
fn quotas(census: &Census, villages: &[Village], people: u64, assumed: &Assumptions) -> Vec<u64> {
    let weight = |village: &Village| {
        if village.is_community() { u64::from(assumed.community_weight) } else { 1 }
    };
    let of = |urban: bool| -> Vec<u64> {
        villages.iter().map(|v| if v.is_urban() == urban { weight(v) } else { 0 }).collect()
    };
    let (urban, rural) = (of(true), of(false));
    let any = |weights: &[u64]| u64::from(weights.iter().any(|weight| *weight > 0));
    let parts = apportion(people, &[census.urban * any(&urban), census.rural * any(&rural)]);
    let shares = apportion(parts[0], &urban).into_iter().zip(apportion(parts[1], &rural));
    shares.map(|(urban, rural)| urban + rural).collect()
}

/// The village of each home, given how many people live in each home. The people of town and
/// countryside come out exact as long as there are homes of one to even out with; a village may
/// be off by less than one large home.
pub(crate) fn assign(
    census: &Census,
    villages: &[Village],
    homes: &[usize],
    assumed: &Assumptions,
    chance: &mut Chance,
) -> Vec<usize> {
    let people = homes.iter().map(|size| *size as u64).sum();
    let quotas = quotas(census, villages, people, assumed);
    let places = |urban: bool| -> Vec<usize> {
        (0..villages.len()).filter(|i| villages[*i].is_urban() == urban).collect()
    };
    let (town, country) = (places(true), places(false));
    let sum = |places: &[usize]| places.iter().map(|i| quotas[*i]).sum::<u64>();
    let (in_town, in_country) = parted(homes, sum(&town), people, chance);
    let mut village_of = vec![0; homes.len()];
    for (homes_there, places) in [(in_town, town), (in_country, country)] {
        fill(&homes_there, homes, &places, &quotas, &mut village_of);
    }
    village_of
}

/// Which homes are in town and which in the countryside: large ones by chance, those of one last.
fn parted(
    homes: &[usize],
    urban: u64,
    people: u64,
    chance: &mut Chance,
) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..homes.len()).collect();
    chance.shuffle(&mut order);
    order.sort_by_key(|home| homes[*home] == 1);
    let (mut room, mut left) = (urban, people);
    let (mut town, mut country) = (Vec::new(), Vec::new());
    for home in order {
        let size = homes[home] as u64;
        let fits = size <= room && left >= size;
        if fits && chance.below(left) < room {
            town.push(home);
            room -= size;
        } else {
            country.push(home);
        }
        left -= size.min(left);
    }
    chance.shuffle(&mut town);
    chance.shuffle(&mut country);
    (town, country)
}

/// Fills the places one after the other up to their quota.
fn fill(
    there: &[usize],
    homes: &[usize],
    places: &[usize],
    quotas: &[u64],
    village_of: &mut [usize],
) {
    let mut next = 0;
    let mut lived = 0;
    let mut bound = places.first().map_or(0, |place| quotas[*place]);
    for home in there {
        while lived >= bound && next + 1 < places.len() {
            next += 1;
            bound += quotas[places[next]];
        }
        if let Some(place) = places.get(next) {
            village_of[*home] = *place;
        }
        lived += homes[*home] as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{QUZHOU, longyou};

    #[test]
    fn the_villages_of_longyou_are_all_there() {
        let villages = Village::parse_csv(QUZHOU, "330825").unwrap();
        let townships: std::collections::BTreeSet<&str> =
            villages.iter().map(Village::township).collect();
        assert_eq!((villages.len(), townships.len()), (288, 15));
        let check = |name: &str, community, urban| {
            let village = villages.iter().find(|village| village.name.starts_with(name)).unwrap();
            assert_eq!((village.is_community(), village.is_urban()), (community, urban), "{name}");
        };
        check("清廉社区", true, true);
        check("驿前村", false, true);
        assert_eq!(villages.iter().filter(|village| village.is_community()).count(), 25);
    }

    #[test]
    fn town_and_countryside_come_out_exact() {
        let villages = Village::parse_csv(QUZHOU, "330825").unwrap();
        let homes: Vec<usize> = (0..6000).map(|i| 1 + i % 4).collect();
        let mut chance = Chance::of(5, "test");
        let found = assign(&longyou(), &villages, &homes, &Assumptions::default(), &mut chance);
        let urban: usize = homes
            .iter()
            .zip(&found)
            .filter(|(_, village)| villages[**village].is_urban())
            .map(|(size, _)| size)
            .sum();
        assert_eq!(urban, 7_737, "15000 people, 51.58 % of them in town");
    }
}
