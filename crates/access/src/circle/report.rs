//! The report: shares of people within 5, 10 and 15 minutes, and blind spots with their cause.

use serde::Serialize;

use super::Circle;
use crate::{Group, InputError, ZoneIndex};

/// What the zones reach of one category; every list has one entry a zone, `None` = not reached.
#[derive(Clone, Copy, Debug)]
pub struct Reached<'a> {
    /// What it is called.
    pub category: &'a str,
    /// Minutes within which it should stand.
    pub limit: f64,
    /// Minutes on the network to the nearest facility, at whatever hour.
    pub nearest: &'a [Option<f64>],
    /// Minutes to the nearest one in a straight line at the same speed; leave out where not known,
    /// and no blind spot is put down to a detour.
    pub straight: Option<&'a [Option<f64>]>,
    /// Minutes on the network to the nearest one that is open at the hour asked about.
    pub open: Option<&'a [Option<f64>]>,
    /// Capacity for one person as a floating catchment gives it, and how much one needs.
    pub capacity: Option<(&'a [f64], f64)>,
}

/// Why a zone is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Nothing stands near, not even in a straight line.
    NoneNear,
    /// One stands near, but the way round is too long.
    Detour,
    /// One is within reach, but closed at that hour.
    Hours,
    /// One is within reach and open, but has too little room for all who come.
    Capacity,
}

impl Cause {
    /// Every cause, in the order in which they are asked about.
    pub const ALL: [Self; 4] = [Self::NoneNear, Self::Detour, Self::Hours, Self::Capacity];
}

/// People of one group that are served by a category.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupShare {
    /// The group.
    pub group: String,
    /// All its people.
    pub people: f64,
    /// Those with a facility within 5, 10 and 15 minutes.
    pub within: [f64; 3],
    /// Those who are served: within the limit, open, with room.
    pub served: f64,
    /// Those who are not, by [`Cause::ALL`].
    pub blind: [f64; 4],
}

impl GroupShare {
    /// Share of the group that is served; `None` for a group without people.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.people > 0.0).then(|| self.served / self.people)
    }
}

/// A zone that is not served.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BlindSpot {
    /// Which zone, from 0.
    pub zone: u32,
    /// Why.
    pub cause: Cause,
    /// Minutes to the nearest facility beyond the limit; 0 where one is near, `None` where none is
    /// reached at all.
    pub beyond: Option<f64>,
    /// People affected, by group.
    pub people: Vec<f64>,
}

/// One category.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CategoryReport {
    /// What it is called.
    pub category: String,
    /// Minutes within which it should stand.
    pub limit: f64,
    /// By group.
    pub groups: Vec<GroupShare>,
    /// Zones that are not served and have people; those that reach nothing first, then by people of
    /// the first group times minutes beyond the limit, most first.
    pub blind: Vec<BlindSpot>,
}

/// All categories together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CircleReport {
    /// By category.
    pub categories: Vec<CategoryReport>,
    /// People of each group served by every category: those who live in a complete circle.
    pub complete: Vec<f64>,
    /// How many categories serve each zone.
    pub served: Vec<u32>,
}

/// Reports on categories for zones whose people are given by group; put all people first.
///
/// # Errors
/// No group, no category, lists of another length, or minutes that are negative or not a number
/// (with the zone's row).
pub fn circle_report(
    groups: &[Group],
    categories: &[Reached<'_>],
) -> Result<CircleReport, InputError> {
    let Some(first) = groups.first().filter(|_| !categories.is_empty()) else {
        return Err(InputError::empty("the life circle", "give a group of people and a category"));
    };
    let zones = first.people.len();
    for group in groups {
        InputError::same_length(&group.name, group.people.len(), zones, "zone")?;
    }
    let mut served = vec![0; zones];
    let mut reports = Vec::with_capacity(categories.len());
    for category in categories {
        check(category, zones)?;
        let causes: Vec<Option<Cause>> = (0..zones).map(|zone| category.cause(zone)).collect();
        for (served, cause) in served.iter_mut().zip(&causes) {
            *served += u32::from(cause.is_none());
        }
        reports.push(report(groups, category, &causes));
    }
    let complete = |group: &Group| {
        let zones = group.people.values().iter().zip(&served);
        zones.filter(|(_, n)| **n as usize == categories.len()).map(|(people, _)| people).sum()
    };
    let complete = groups.iter().map(complete).collect();
    Ok(CircleReport { categories: reports, complete, served })
}

/// Level of access by the number of facilities within reach (Mouratidis 2026): 0 → 0, 1 → 0.25,
/// 2 to 4 → 0.5, 5 to 10 → 0.75, more → 1.
#[must_use]
pub fn count_level(facilities: u32) -> f64 {
    match facilities {
        0 => 0.0,
        1 => 0.25,
        2..=4 => 0.5,
        5..=10 => 0.75,
        _ => 1.0,
    }
}

impl Reached<'_> {
    /// Why a zone is not served; `None` where it is.
    fn cause(&self, zone: usize) -> Option<Cause> {
        let near = |minutes: Option<f64>| minutes.is_some_and(|minutes| minutes <= self.limit);
        if !near(self.nearest[zone]) {
            let detour = self.straight.is_some_and(|straight| near(straight[zone]));
            return Some(if detour { Cause::Detour } else { Cause::NoneNear });
        }
        if self.open.is_some_and(|open| !near(open[zone])) {
            return Some(Cause::Hours);
        }
        let short = |(each, needed): (&[f64], f64)| each[zone] < needed;
        self.capacity.is_some_and(short).then_some(Cause::Capacity)
    }
}

fn check(category: &Reached<'_>, zones: usize) -> Result<(), InputError> {
    let lists = [Some(category.nearest), category.straight, category.open];
    for list in lists.into_iter().flatten() {
        InputError::same_length(category.category, list.len(), zones, "zone")?;
        let wrong = |minutes: &Option<f64>| minutes.is_some_and(|t| t.is_nan() || t < 0.0);
        if let Some(row) = list.iter().position(wrong) {
            let (value, mend) = (list[row].unwrap_or_default(), "give minutes, 0 or more, or none");
            return Err(InputError::value(category.category, row, "minutes", value, mend));
        }
    }
    if !(category.limit.is_finite() && category.limit > 0.0) {
        return Err(InputError::parameter("the limit", category.limit, "give minutes above 0"));
    }
    let Some((each, _)) = category.capacity else { return Ok(()) };
    InputError::same_length(category.category, each.len(), zones, "zone")
}

fn report(groups: &[Group], category: &Reached<'_>, causes: &[Option<Cause>]) -> CategoryReport {
    let mut blind: Vec<BlindSpot> = causes
        .iter()
        .enumerate()
        .filter_map(|(zone, cause)| {
            let people: Vec<f64> = groups.iter().map(|group| group.people.values()[zone]).collect();
            let beyond = category.nearest[zone].map(|minutes| (minutes - category.limit).max(0.0));
            let zone = ZoneIndex(zone as u32).0;
            let lived_in = people.iter().any(|people| *people > 0.0);
            cause.filter(|_| lived_in).map(|cause| BlindSpot { zone, cause, beyond, people })
        })
        .collect();
    let weight = |spot: &BlindSpot| {
        let unreached = spot.beyond.is_none();
        (unreached, spot.people[0] * spot.beyond.unwrap_or(1.0))
    };
    blind.sort_by(|one, other| {
        let (one, other) = (weight(one), weight(other));
        other.0.cmp(&one.0).then(other.1.total_cmp(&one.1))
    });
    CategoryReport {
        category: category.category.to_owned(),
        limit: category.limit,
        groups: groups.iter().map(|group| share(group, category, causes)).collect(),
        blind,
    }
}

fn share(group: &Group, category: &Reached<'_>, causes: &[Option<Cause>]) -> GroupShare {
    let mut found = GroupShare {
        group: group.name.clone(),
        people: group.people.total(),
        within: [0.0; 3],
        served: 0.0,
        blind: [0.0; 4],
    };
    for ((people, cause), nearest) in group.people.values().iter().zip(causes).zip(category.nearest)
    {
        for (within, circle) in found.within.iter_mut().zip(Circle::ALL) {
            *within += if nearest.is_some_and(|t| t <= circle.minutes()) { *people } else { 0.0 };
        }
        match cause.and_then(|cause| Cause::ALL.iter().position(|other| *other == cause)) {
            Some(cause) => found.blind[cause] += people,
            None => found.served += people,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Amounts;

    fn group(name: &str, people: &[f64]) -> Group {
        Group { name: name.into(), people: Amounts::new(name, people.to_vec()).unwrap(), rate: 1.0 }
    }

    /// Populations are powers of two, so that a sum tells which zones are in it.
    #[test]
    fn five_zones_each_with_another_fate() {
        let groups =
            [group("all", &[1.0, 2.0, 4.0, 8.0, 16.0]), group("65+", &[1.0, 0.0, 2.0, 0.0, 3.0])];
        let nearest = [Some(4.0), Some(10.0), Some(12.0), Some(18.0), None];
        let straight = [Some(3.0), Some(8.0), Some(9.0), Some(14.0), Some(40.0)];
        let open = [Some(4.0), Some(10.0), Some(30.0), Some(30.0), None];
        let each = [1.0, 0.4, 1.0, 1.0, 0.0];
        let clinic = Reached {
            category: "clinic",
            limit: 15.0,
            nearest: &nearest,
            straight: Some(&straight),
            open: Some(&open),
            capacity: Some((&each, 0.5)),
        };
        let bare =
            Reached { straight: None, open: None, capacity: None, category: "park", ..clinic };
        let report = circle_report(&groups, &[clinic, bare]).unwrap();
        let all = &report.categories[0].groups[0];
        assert_eq!(all.within, [1.0, 3.0, 7.0]);
        assert_eq!((all.served, all.blind), (1.0, [16.0, 8.0, 4.0, 2.0]));
        assert_eq!(all.share(), Some(1.0 / 31.0));
        assert_eq!(report.categories[0].groups[1].blind, [3.0, 0.0, 2.0, 0.0]);
        let zones: Vec<(u32, Cause)> =
            report.categories[0].blind.iter().map(|spot| (spot.zone, spot.cause)).collect();
        let causes =
            [(4, Cause::NoneNear), (3, Cause::Detour), (1, Cause::Capacity), (2, Cause::Hours)];
        assert_eq!(zones[..2], causes[..2]);
        assert!(zones[2..].contains(&causes[2]) && zones[2..].contains(&causes[3]));
        assert_eq!(report.categories[0].blind[1].beyond, Some(3.0));
        assert_eq!(report.categories[1].groups[0].blind, [24.0, 0.0, 0.0, 0.0]);
        assert_eq!((report.served, report.complete), (vec![2, 1, 1, 0, 0], vec![1.0, 1.0]));
    }

    #[test]
    fn what_is_broken_is_refused() {
        let groups = [group("all", &[1.0, 2.0])];
        let (short, nan) = ([Some(1.0)], [Some(1.0), Some(f64::NAN)]);
        let reached = |nearest| Reached {
            category: "park",
            limit: 5.0,
            nearest,
            straight: None,
            open: None,
            capacity: None,
        };
        let check = |nearest, expected: &str| {
            let error = circle_report(&groups, &[reached(nearest)]).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check(&short, "park has 1 rows where 2 are needed");
        check(&nan, "park, row 2: minutes is NaN");
        assert!(circle_report(&groups, &[]).is_err() && circle_report(&[], &[]).is_err());
    }

    #[test]
    fn levels_by_count() {
        let levels = [0, 1, 2, 4, 5, 10, 11].map(count_level);
        assert_eq!(levels, [0.0, 0.25, 0.5, 0.5, 0.75, 0.75, 1.0]);
    }
}
