//! Times by public transport: of all zones once, and after changes only where they can differ.

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use network::transit::{
    Bettered, Changes, Extra, Leg, Legs, OnFoot, Plan, Query, Timetable, TransferSource, Travel,
    Window, matrix, onto,
};
use network::{Cost, Graph, Metres, Seconds, Snap, Snapper};
use rayon::prelude::*;

use super::changes::Setup;
use super::ground::Rails;
use crate::PlannerError;

/// The zones' times to the facilities of the base, minute by minute.
pub(super) struct Rides<'g> {
    rails: &'g Rails,
    zones: Vec<Option<Snap>>,
    foot: OnFoot<'g>,
    changes: Changes,
    /// Of each facility of the base the stops from which it can be walked to.
    targets: Legs,
    travel: Vec<Travel>,
    /// Searches back from a place to the zones.
    back: Plan<'static>,
}

/// Where things are: the streets, and zones and facilities tied to them.
pub(super) struct Site<'a, 'g> {
    pub(super) graph: &'g Graph,
    pub(super) snapper: &'a Snapper<'g>,
    pub(super) zones: &'a [Option<Snap>],
    pub(super) facilities: &'a [Option<Snap>],
}

impl<'g> Rides<'g> {
    /// Searches from every zone.
    pub(super) fn new(
        rails: &'g Rails,
        timetable: &Timetable,
        site: &Site<'_, 'g>,
    ) -> Result<Self, PlannerError> {
        let limit = Metres(rails.file.stop_limit_metres);
        let foot = OnFoot::new(site.graph, site.snapper, timetable, limit);
        let changes = Changes::new(timetable, &foot.changes(rails.transfer), TransferSource::Walks);
        let access = foot.to_stops(site.zones, rails.access);
        let targets = foot.from_stops(site.facilities, rails.access);
        let direct = direct(&foot, site, rails.query)?;
        let plan = Plan::new(timetable, &changes, &targets, rails.query)?;
        let mut travel = Vec::with_capacity(site.zones.len());
        let done = matrix(
            &plan,
            (&access, |some: Range<usize>| {
                Legs::from_rows(some.map(|row| direct.row(row).iter().copied()))
            }),
            |_, found| found.clone(),
            |_, found| {
                travel.push(found);
                ControlFlow::<()>::Continue(())
            },
        )?;
        debug_assert!(done.is_continue());
        let zones = site.zones.to_vec();
        let back = back(timetable, (&changes, &access), rails.query)?;
        Ok(Self { rails, zones, foot, changes, targets, travel, back })
    }

    /// The columns of the facilities with which it was made.
    pub(super) fn columns(&self) -> Vec<Arc<[Cost]>> {
        let of = |target: usize| {
            let time = |travel: &Travel| cost(travel.percentile(target, self.rails.percentile));
            self.travel.iter().map(time).collect()
        };
        (0..self.targets.rows()).map(of).collect()
    }

    /// The columns after changes. `known` are those of the base; `places` are the places that no
    /// facility of the base has, whose columns come after them.
    pub(super) fn after(
        &self,
        site: &Site<'_, 'g>,
        known: &[Arc<[Cost]>],
        places: &[Option<Snap>],
        setup: &Setup,
    ) -> Result<Vec<Arc<[Cost]>>, PlannerError> {
        let rails = self.rails;
        let near = self.foot.from_stops(places, rails.access);
        let new = self.new_places(&Site { facilities: places, ..*site }, &near)?;
        if setup.trips.is_empty() {
            let column = |times: &Vec<Vec<Option<Seconds>>>| {
                times.iter().map(|times| cost(rails.percentile.among(times))).collect()
            };
            return Ok(known.iter().cloned().chain(new.iter().map(column)).collect());
        }
        let mut targets = self.targets.clone();
        (0..near.rows()).for_each(|n| targets.push(near.row(n).iter().copied()));
        let extra = self.extra(site, places, setup);
        let bettered = Bettered::new(
            (&rails.timetable, &self.changes),
            (&targets, &self.back),
            &extra,
            rails.query,
        )?;
        Ok(self.merged(known, &new, &bettered))
    }

    /// Of each place that is new, from each zone the times minute by minute.
    fn new_places(
        &self,
        site: &Site<'_, 'g>,
        near: &Legs,
    ) -> Result<Vec<Vec<Vec<Option<Seconds>>>>, PlannerError> {
        let rails = self.rails;
        let walks = direct(&self.foot, site, rails.query)?.turned(near.rows());
        let to = |place: usize| {
            let ends = (near.row(place), walks.row(place));
            onto(&rails.timetable, &self.back, ends, rails.query)
        };
        Ok((0..near.rows()).into_par_iter().map(to).collect())
    }

    /// How the stops of new trips lie to zones, facilities and the other stops.
    fn extra(&self, site: &Site<'_, 'g>, places: &[Option<Snap>], setup: &Setup) -> Extra {
        let rails = self.rails;
        let limit = Metres(rails.file.stop_limit_metres);
        let tie = |point| site.snapper.nearest(point).filter(|snap| snap.leg <= limit);
        let snaps: Vec<Option<Snap>> = setup.stops.iter().map(|stop| tie(stop.point)).collect();
        let with_own = |legs: &Legs| {
            let row = |(n, stop): (usize, &network::transit::ExtraStop)| {
                let own = stop.known.map(|known| Leg { to: known.0, time: Seconds(0) });
                legs.row(n).iter().copied().chain(own).collect::<Vec<Leg>>()
            };
            Legs::from_rows(setup.stops.iter().enumerate().map(row))
        };
        let facilities: Vec<Option<Snap>> = site.facilities.iter().chain(places).copied().collect();
        let foot = &self.foot;
        let here = foot.between(&snaps, &snaps, rails.transfer);
        let same = |n: usize| {
            let stop = &setup.stops[n];
            let others = setup.stops.iter().enumerate();
            // Two calls of one stop of the timetable need no walk, even far from any street.
            let equal = others.filter(move |(m, other)| {
                *m == n || other.known.is_some() && other.known == stop.known
            });
            equal.map(|(m, _)| Leg { to: m as u32, time: Seconds(0) })
        };
        let between = (0..snaps.len())
            .map(|n| here.row(n).iter().copied().chain(same(n)).collect::<Vec<Leg>>());
        Extra {
            trips: setup.trips.clone(),
            from_stops: with_own(&foot.from_stops(&snaps, rails.transfer)),
            to_stops: with_own(&foot.to_stops(&snaps, rails.transfer)),
            between: Legs::from_rows(between),
            sources: ways(foot, site.graph, (&self.zones, &snaps), rails.access)
                .turned(snaps.len()),
            targets: ways(foot, site.graph, (&snaps, &facilities), rails.access),
        }
    }

    /// The percentiles of what is known, of new places, and of what the trips better.
    fn merged(
        &self,
        known: &[Arc<[Cost]>],
        new: &[Vec<Vec<Option<Seconds>>>],
        bettered: &Bettered,
    ) -> Vec<Arc<[Cost]>> {
        let n_known = known.len();
        // Of each zone the targets whose times differ, each with its percentile. Only their minutes
        // are copied: those of all targets of all zones are what the search from nothing fills.
        let of_zone = |(zone, travel): (usize, &Travel)| {
            let mut rows: HashMap<usize, Vec<Option<Seconds>>> = new
                .iter()
                .enumerate()
                .map(|(n, found)| (n_known + n, found[zone].clone()))
                .collect();
            bettered.each(zone, |minute, target, time| {
                let known = match rows.get(&target) {
                    Some(row) => row.get(minute).copied().flatten(),
                    None => travel.time(target, minute),
                };
                if known.is_none_or(|known| time < known) {
                    let row = rows.entry(target).or_insert_with(|| travel.times(target).collect());
                    if let Some(place) = row.get_mut(minute) {
                        *place = Some(time);
                    }
                }
            });
            let percentile =
                |times: &Vec<Option<Seconds>>| cost(self.rails.percentile.among(times));
            rows.iter().map(|(target, times)| (*target, percentile(times))).collect::<Vec<_>>()
        };
        let found: Vec<_> = self.travel.par_iter().enumerate().map(of_zone).collect();
        let nobody = || vec![Cost::UNREACHED; self.zones.len()];
        let mut columns: Vec<Option<Vec<Cost>>> = vec![None; n_known];
        columns.extend(new.iter().map(|_| Some(nobody())));
        for (zone, found) in found.into_iter().enumerate() {
            for (target, time) in found {
                let column = columns[target].get_or_insert_with(|| known[target].to_vec());
                column[zone] = time;
            }
        }
        // A column in which nothing differs stays the very one that it was.
        let column = |(target, own): (usize, Option<Vec<Cost>>)| match own {
            Some(own) => Arc::from(own),
            None => Arc::clone(&known[target]),
        };
        columns.into_iter().enumerate().map(column).collect()
    }
}

/// A plan of searches back to the zones.
fn back(
    timetable: &Timetable,
    (changes, access): (&Changes, &Legs),
    query: Query,
) -> Result<Plan<'static>, PlannerError> {
    let back = Query::new(Window::Arrival { first: Seconds(0) }, 1, query.longest())?;
    Ok(Plan::new(timetable, changes, access, back)?.into_owned())
}

fn cost(time: Option<Seconds>) -> Cost {
    time.map_or(Cost::UNREACHED, |time| Cost::from_seconds(f64::from(time.0)))
}

/// Walks all the way, from each zone to facilities.
fn direct(foot: &OnFoot<'_>, site: &Site<'_, '_>, query: Query) -> Result<Legs, PlannerError> {
    Ok(ways(foot, site.graph, (site.zones, site.facilities), query.longest()))
}

/// Walks from one list to another, searched from the shorter one where streets run both ways.
fn ways(
    foot: &OnFoot<'_>,
    graph: &Graph,
    (from, to): (&[Option<Snap>], &[Option<Snap>]),
    limit: Seconds,
) -> Legs {
    if graph.is_symmetric() && to.len() < from.len() {
        return foot.between(to, from, limit).turned(from.len());
    }
    foot.between(from, to, limit)
}
