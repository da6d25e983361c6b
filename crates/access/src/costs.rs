//! Travel costs as sparse rows: for each zone the facilities it reaches and the minutes it takes.
//!
//! Every measure reads rows through [`Rows`], so that a matrix may lie in memory ([`Costs`]) or be
//! computed or read again for each pass. A missing pair means that the facility is not reached.

use crate::error::InputError;

/// Position of a zone in the tables of the caller, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct ZoneIndex(pub u32);

/// Position of a facility in the tables of the caller, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct FacilityIndex(pub u32);

impl ZoneIndex {
    /// For indexing.
    #[must_use]
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

impl FacilityIndex {
    /// For indexing.
    #[must_use]
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// One pair of a cost list, as it comes from a file or a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The zone where people start.
    pub zone: u32,
    /// The facility that they reach.
    pub facility: u32,
    /// Travel time in minutes, 0 or more.
    pub minutes: f64,
}

/// The facilities that one zone reaches.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The zone.
    pub zone: ZoneIndex,
    /// The facilities, each once, in rising order.
    pub facilities: &'a [FacilityIndex],
    /// Minutes to each of them.
    pub minutes: &'a [f64],
}

impl Row<'_> {
    /// Facility and minutes, pair by pair.
    pub fn iter(&self) -> impl Iterator<Item = (usize, f64)> {
        self.facilities
            .iter()
            .zip(self.minutes)
            .map(|(facility, minutes)| (facility.at(), *minutes))
    }
}

/// A source of rows that can be read more than once.
///
/// A source promises that zones and facilities are smaller than [`Rows::zones`] and
/// [`Rows::facilities`], that a zone appears at most once, and that minutes are finite and not
/// negative; measures index by them.
pub trait Rows {
    /// How many zones there are.
    fn zones(&self) -> usize;
    /// How many facilities there are.
    fn facilities(&self) -> usize;
    /// Shows every row once. Zones that reach nothing may be left out.
    fn each_row(&self, visit: &mut dyn FnMut(Row<'_>));
}

/// A cost matrix in memory by rows: 12 bytes a pair and 8 a zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    n_facilities: usize,
    starts: Vec<usize>,
    facilities: Vec<FacilityIndex>,
    minutes: Vec<f64>,
}

impl Costs {
    /// Sorts pairs, given in any order, into rows; the time is linear in the number of pairs.
    ///
    /// # Errors
    /// Names the first row with an unknown zone or facility or with minutes that are negative or
    /// not finite, or a pair that stands twice.
    pub fn from_pairs(
        n_zones: usize,
        n_facilities: usize,
        pairs: &[Pair],
    ) -> Result<Self, InputError> {
        if let Some((row, pair)) =
            pairs.iter().enumerate().find(|(_, pair)| !fits(pair, n_zones, n_facilities))
        {
            return Err(misfit(row, pair, n_zones));
        }
        // Two stable counting sorts: by facility, then by zone.
        let (_, by_facility) = sorted(n_facilities, pairs.iter().copied(), |pair| pair.facility);
        let (starts, rows) = sorted(n_zones, by_facility.into_iter(), |pair| pair.zone);
        if let Some(twice) =
            rows.windows(2).find(|two| key(&two[0]) == key(&two[1])).map(|two| key(&two[0]))
        {
            return Err(repeated(pairs, twice));
        }
        let facilities = rows.iter().map(|pair| FacilityIndex(pair.facility)).collect();
        let minutes = rows.iter().map(|pair| pair.minutes).collect();
        Ok(Self { n_facilities, starts, facilities, minutes })
    }

    /// How many pairs there are.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.minutes.len()
    }

    /// The row of one zone; empty for a zone that reaches nothing.
    ///
    /// # Panics
    /// When the zone is not one of [`Rows::zones`].
    #[must_use]
    pub fn row(&self, zone: ZoneIndex) -> Row<'_> {
        let range = self.starts[zone.at()]..self.starts[zone.at() + 1];
        Row { zone, facilities: &self.facilities[range.clone()], minutes: &self.minutes[range] }
    }

    /// The same matrix read from the other side: for each facility the zones that reach it.
    /// Rows and columns change places; the minutes are those of the way to the facility.
    #[must_use]
    pub fn by_facility(&self) -> Self {
        let pairs = (0..self.zones() as u32).flat_map(|zone| {
            let row = self.row(ZoneIndex(zone));
            let cells = row.facilities.iter().zip(row.minutes);
            cells.map(move |(facility, minutes)| (facility.0, FacilityIndex(zone), *minutes))
        });
        let (starts, rows) = sorted(self.n_facilities, pairs, |pair| pair.0);
        Self {
            n_facilities: self.zones(),
            starts,
            facilities: rows.iter().map(|pair| pair.1).collect(),
            minutes: rows.iter().map(|pair| pair.2).collect(),
        }
    }
}

impl Rows for Costs {
    fn zones(&self) -> usize {
        self.starts.len() - 1
    }

    fn facilities(&self) -> usize {
        self.n_facilities
    }

    fn each_row(&self, visit: &mut dyn FnMut(Row<'_>)) {
        for zone in 0..self.zones() as u32 {
            visit(self.row(ZoneIndex(zone)));
        }
    }
}

fn fits(pair: &Pair, n_zones: usize, n_facilities: usize) -> bool {
    let known = (pair.zone as usize) < n_zones && (pair.facility as usize) < n_facilities;
    known && pair.minutes.is_finite() && pair.minutes >= 0.0
}

fn misfit(row: usize, pair: &Pair, n_zones: usize) -> InputError {
    if pair.zone as usize >= n_zones {
        return InputError::value("costs", row, "zone", pair.zone, "name a zone of the zone table");
    }
    if pair.minutes.is_finite() && pair.minutes >= 0.0 {
        let mend = "name a facility of the facility table";
        return InputError::value("costs", row, "facility", pair.facility, mend);
    }
    let mend = "give finite minutes, 0 or more, and leave out what cannot be reached";
    InputError::value("costs", row, "minutes", pair.minutes, mend)
}

fn key(pair: &Pair) -> (u32, u32) {
    (pair.zone, pair.facility)
}

/// Finds the two rows of the input again; only once something is wrong.
fn repeated(pairs: &[Pair], twice: (u32, u32)) -> InputError {
    let mut rows = pairs.iter().enumerate().filter(|(_, pair)| key(pair) == twice).map(|(i, _)| i);
    let (first, again) = (rows.next().unwrap_or_default(), rows.next().unwrap_or_default());
    let what = format!("the pair of zone {} and facility {}", twice.0, twice.1);
    InputError::duplicate("costs", first, again, what)
}

/// Counting sort by a key below `n`: where each key starts, and the items in order.
fn sorted<T: Copy>(
    n: usize,
    items: impl Iterator<Item = T> + Clone,
    key: impl Fn(&T) -> u32,
) -> (Vec<usize>, Vec<T>) {
    let mut starts = vec![0; n + 1];
    let mut first = None;
    for item in items.clone() {
        first.get_or_insert(item);
        starts[key(&item) as usize + 1] += 1;
    }
    for i in 0..n {
        starts[i + 1] += starts[i];
    }
    let Some(first) = first else { return (starts, Vec::new()) };
    let mut next = starts.clone();
    let mut out = vec![first; starts[n]];
    for item in items {
        let place = &mut next[key(&item) as usize];
        out[*place] = item;
        *place += 1;
    }
    (starts, out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pair(zone: u32, facility: u32, minutes: f64) -> Pair {
        Pair { zone, facility, minutes }
    }

    #[test]
    fn pairs_in_any_order_become_rows() {
        let pairs = [pair(2, 1, 5.0), pair(0, 1, 1.0), pair(2, 0, 4.0)];
        let costs = Costs::from_pairs(3, 2, &pairs).unwrap();
        let row = |zone| costs.row(ZoneIndex(zone)).iter().collect::<Vec<_>>();
        assert_eq!(row(0), [(1, 1.0)]);
        assert_eq!(row(1), []);
        assert_eq!(row(2), [(0, 4.0), (1, 5.0)]);
        let mut seen = Vec::new();
        costs.each_row(&mut |row| seen.push(row.zone.0));
        assert_eq!(seen, [0, 1, 2]);
    }

    #[test]
    fn what_is_broken_is_refused_with_its_row() {
        let check = |pairs: &[Pair], expected: &str| {
            let error = Costs::from_pairs(2, 2, pairs).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check(&[pair(0, 0, 1.0), pair(2, 0, 1.0)], "costs, row 2: zone is 2");
        check(&[pair(0, 2, 1.0)], "costs, row 1: facility is 2");
        check(&[pair(0, 0, f64::NAN)], "costs, row 1: minutes is NaN");
        check(&[pair(0, 0, -1.0)], "minutes is -1");
        check(&[pair(0, 0, f64::INFINITY)], "minutes is inf");
        let twice = [pair(0, 1, 1.0), pair(1, 1, 1.0), pair(0, 1, 2.0)];
        check(&twice, "row 3: the pair of zone 0 and facility 1 stands already in row 1");
        assert_eq!(Costs::from_pairs(0, 0, &[]).unwrap().pairs(), 0);
    }

    proptest! {
        #[test]
        fn turning_twice_gives_the_same_matrix(
            cells in proptest::collection::btree_map((0u32..9, 0u32..7), 0.0f64..90.0, 0..40)
        ) {
            let pairs: Vec<Pair> =
                cells.iter().rev().map(|((zone, facility), t)| pair(*zone, *facility, *t)).collect();
            let costs = Costs::from_pairs(9, 7, &pairs).unwrap();
            let turned = costs.by_facility();
            prop_assert_eq!(turned.zones(), 7);
            prop_assert_eq!(&turned.by_facility(), &costs);
            turned.each_row(&mut |row| {
                for (zone, minutes) in row.iter() {
                    assert_eq!(cells[&(zone as u32, row.zone.0)], minutes);
                }
            });
        }
    }
}
