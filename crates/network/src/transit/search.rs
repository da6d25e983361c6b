//! The search from one source: rounds of rides, minute after minute from the last to the first.

use super::clock::{Clock, NEVER};
use super::legs::Leg;
use super::lines::{Call, NO_STOP};
use super::plan::Plan;
use super::travel::Travel;

/// A set of stops that remembers what was put in since it was last emptied.
#[derive(Clone, Debug, Default)]
struct Marks {
    list: Vec<u32>,
    is_in: Vec<bool>,
}

impl Marks {
    fn new(stops: usize) -> Self {
        Self { list: Vec::new(), is_in: vec![false; stops] }
    }

    #[inline]
    fn add(&mut self, stop: u32) {
        let is_in = &mut self.is_in[stop as usize];
        if !*is_in {
            *is_in = true;
            self.list.push(stop);
        }
    }

    /// Hands the stops over into `into` and is empty again.
    fn drain_into(&mut self, into: &mut Vec<u32>) {
        into.clear();
        std::mem::swap(&mut self.list, into);
        for stop in into {
            self.is_in[*stop as usize] = false;
        }
    }
}

/// Labels after at most so many rides.
#[derive(Clone, Debug)]
struct Level {
    /// By stop: the earliest moment at which one can board there.
    ready: Vec<Clock>,
    /// By stop: the earliest arrival by vehicle.
    ridden: Vec<Clock>,
    /// By place where a line can be boarded: the latest departure not yet ridden; whoever is there
    /// after it finds nothing new.
    open: Vec<Clock>,
    /// By trip: from this stop on (its number along the trip) it was ridden for a later start.
    reached: Vec<u32>,
}

/// A part of a trip to be ridden: alight at stops `from` to `to`, both included.
#[derive(Clone, Copy, Debug)]
struct Part {
    line: u32,
    trip: u32,
    from: u32,
    to: u32,
}

/// A search over a plan, with its working memory; one a thread, used for source after source.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    plan: &'a Plan<'a>,
    levels: Vec<Level>,
    /// By target: the earliest arrival.
    there: Vec<Clock>,
    /// Stops where one can board earlier than before this round.
    marked: Marks,
    /// Stops where a vehicle arrives earlier than before this round.
    improved: Marks,
    /// The same since this start.
    arrived: Marks,
    parts: Vec<Part>,
    scratch: Vec<u32>,
    travel: Travel,
}

impl<'a> Search<'a> {
    /// Working memory for a plan.
    #[must_use]
    pub fn new(plan: &'a Plan<'a>) -> Self {
        let (stops, trips) = (plan.lines.stops, plan.lines.trips);
        let level = Level {
            ready: vec![NEVER; stops],
            ridden: vec![NEVER; stops],
            open: plan.lines.last_departures.clone(),
            reached: vec![NO_STOP; trips],
        };
        Self {
            plan,
            levels: vec![level; plan.rides.map_or(1, |rides| rides + 1)],
            there: vec![NEVER; plan.targets],
            marked: Marks::new(stops),
            improved: Marks::new(stops),
            arrived: Marks::new(stops),
            parts: Vec::new(),
            scratch: Vec::new(),
            travel: Travel::new(plan.starts.len(), plan.targets),
        }
    }

    /// Travel times from one source to all targets in all minutes.
    ///
    /// `access` are walks to stops (in an arrival query, from stops to the source); `direct` are
    /// walks all the way to targets, which compete in every minute.
    pub fn from(&mut self, access: &[Leg], direct: &[Leg]) -> &Travel {
        let none = Travel::new(0, 0);
        let mut travel = std::mem::replace(&mut self.travel, none);
        self.run(&self.plan.starts, (access, direct), &mut travel);
        self.travel = travel;
        &self.travel
    }

    /// The same for other moments than the minutes of the window: each once, the latest first, with
    /// its place among the minutes of the answer.
    pub(super) fn at(
        &mut self,
        starts: &[(Clock, usize)],
        access: &[Leg],
        direct: &[Leg],
    ) -> Travel {
        let mut travel = Travel::new(starts.len(), self.plan.targets);
        self.run(starts, (access, direct), &mut travel);
        travel
    }

    fn run(
        &mut self,
        starts: &[(Clock, usize)],
        (access, direct): (&[Leg], &[Leg]),
        travel: &mut Travel,
    ) {
        self.each(starts, access, |minute, span, there| travel.note(minute, span, there));
        travel.walk(direct, self.plan.longest);
    }

    /// Hands over, start after start, its place, itself with the last moment that counts, and the
    /// earliest arrival at each target for it or a later one (perhaps beyond that moment).
    pub(super) fn each(
        &mut self,
        starts: &[(Clock, usize)],
        access: &[Leg],
        mut note: impl FnMut(usize, (Clock, Clock), &[Clock]),
    ) {
        self.forget();
        for &(start, place) in starts {
            let limit = start.saturating_add(self.plan.longest);
            self.set_out(access, start, limit);
            self.ride(limit);
            self.arrive(limit);
            note(place, (start, limit), &self.there);
        }
    }

    fn forget(&mut self) {
        for level in &mut self.levels {
            level.ready.fill(NEVER);
            level.ridden.fill(NEVER);
            level.open.copy_from_slice(&self.plan.lines.last_departures);
            level.reached.fill(NO_STOP);
        }
        self.there.fill(NEVER);
    }

    fn set_out(&mut self, access: &[Leg], start: Clock, limit: Clock) {
        for leg in access {
            let time = start.saturating_add(leg.time.0);
            if time > limit {
                break;
            }
            self.be_ready(0, leg.to, time);
        }
    }

    /// One can board at `stop` from `time` on, having ridden `level` times or as often as one likes.
    #[inline]
    fn be_ready(&mut self, level: usize, stop: u32, time: Clock) {
        for (above, labels) in self.levels[level..].iter_mut().enumerate() {
            let ready = &mut labels.ready[stop as usize];
            if time >= *ready {
                break;
            }
            *ready = time;
            if above == 0 {
                self.marked.add(stop);
            }
        }
    }

    /// Rounds of rides until nobody arrives earlier, or as many as are allowed.
    fn ride(&mut self, limit: Clock) {
        match self.plan.rides {
            None => {
                while !self.marked.list.is_empty() {
                    self.round(0, 0, limit);
                    self.change(0, limit);
                }
            }
            Some(rides) => {
                for round in 0..rides {
                    self.round(round, round + 1, limit);
                    self.change(round + 1, limit);
                }
                // Who is ready after the last ride goes nowhere.
                self.marked.drain_into(&mut self.scratch);
            }
        }
    }

    /// Boards at every marked stop what departs first, and rides it.
    fn round(&mut self, level: usize, next: usize, limit: Clock) {
        let plan = self.plan;
        let mut stops = std::mem::take(&mut self.scratch);
        self.marked.drain_into(&mut stops);
        for &stop in &stops {
            let ready = self.levels[level].ready[stop as usize];
            for call in plan.lines.calls.range(stop) {
                if ready <= self.levels[next].open[call] {
                    self.board(call, (ready, limit), next);
                }
            }
        }
        for at in 0..self.parts.len() {
            self.ride_part(self.parts[at], limit, next);
        }
        self.parts.clear();
        if !plan.lines.repeating.is_empty() {
            self.ride_repeating(&stops, limit, (level, next));
        }
        self.scratch = stops;
    }

    /// Boards the first trip that departs when one is ready, unless it was ridden from there.
    fn board(&mut self, call: usize, (ready, limit): (Clock, Clock), next: usize) {
        let lines = &self.plan.lines;
        let Call { line, at } = lines.calls.all()[call];
        let pattern = &lines.patterns[line as usize];
        let departures = lines.departures_at(pattern, at);
        let trip = departures.partition_point(|departure| *departure < ready);
        let (first, end) = (pattern.first_trip as usize, pattern.first_trip + pattern.trips);
        let reached = &self.levels[next].reached[first..end as usize];
        // The trips that are still worth boarding here are those before the first one ridden.
        let open = reached[..trip].iter().rposition(|reached| *reached > at);
        // No clock is at 0: that is the night before the day before.
        let before = open.map_or(0, |open| departures[open]);
        let to = reached.get(trip).copied();
        for labels in &mut self.levels[next..] {
            labels.open[call] = labels.open[call].min(before);
        }
        if departures.get(trip).is_none_or(|departure| *departure > limit) {
            return;
        }
        let Some(to) = to.filter(|to| *to > at) else { return };
        // Later trips of the pattern, and more rides, bring nothing that this one does not.
        for labels in &mut self.levels[next..] {
            for reached in &mut labels.reached[first + trip..end as usize] {
                if *reached <= at {
                    break;
                }
                *reached = at;
            }
        }
        let to = to.min(pattern.stops - 1);
        self.parts.push(Part { line, trip: trip as u32, from: at + 1, to });
    }

    #[inline]
    fn ride_part(&mut self, part: Part, limit: Clock, next: usize) {
        let lines = &self.plan.lines;
        let pattern = &lines.patterns[part.line as usize];
        let range = part.from as usize..=part.to as usize;
        let visits = &lines.visits_of(pattern)[range.clone()];
        let arrivals = &lines.arrivals_of(pattern, part.trip)[range];
        for (visit, &arrival) in visits.iter().zip(arrivals) {
            if arrival > limit {
                break;
            }
            if visit.alight != NO_STOP {
                self.alight(next, visit.alight, arrival);
            }
        }
    }

    #[inline]
    fn alight(&mut self, level: usize, stop: u32, arrival: Clock) {
        for (above, labels) in self.levels[level..].iter_mut().enumerate() {
            let ridden = &mut labels.ridden[stop as usize];
            if arrival >= *ridden {
                break;
            }
            *ridden = arrival;
            if above == 0 {
                self.improved.add(stop);
                self.arrived.add(stop);
            }
        }
    }

    /// Lines known by interval: a vehicle comes half an interval after one is there.
    fn ride_repeating(&mut self, stops: &[u32], limit: Clock, (level, next): (usize, usize)) {
        let lines = &self.plan.lines;
        for &stop in stops {
            let ready = self.levels[level].ready[stop as usize];
            for call in lines.repeating_calls.at(stop) {
                let line = &lines.repeating[call.line as usize];
                let (visits, offsets) = lines.repeating_of(line);
                let at = call.at as usize;
                let there = ready.max(line.from + offsets[at].1);
                if there > line.to + offsets[at].1 {
                    continue;
                }
                let departure = there + line.wait;
                let after = visits.iter().zip(offsets).skip(at + 1);
                for (visit, (arrival, _)) in after {
                    let arrival = departure + (arrival - offsets[at].1);
                    if arrival > limit {
                        break;
                    }
                    if visit.alight != NO_STOP {
                        self.alight(next, visit.alight, arrival);
                    }
                }
            }
        }
    }

    /// Walks from where vehicles arrived earlier to where one can board next.
    fn change(&mut self, level: usize, limit: Clock) {
        let changes = &*self.plan.changes;
        let mut stops = std::mem::take(&mut self.scratch);
        self.improved.drain_into(&mut stops);
        for &stop in &stops {
            let arrival = self.levels[level].ridden[stop as usize];
            let ready = arrival.saturating_add(changes.stay[stop as usize]);
            if ready <= limit {
                self.be_ready(level, stop, ready);
            }
            for leg in changes.legs.row(stop as usize) {
                let ready = arrival + leg.time.0;
                if ready > limit {
                    break;
                }
                self.be_ready(level, leg.to, ready);
            }
        }
        self.scratch = stops;
    }

    /// Walks from where vehicles arrived earlier to the targets.
    fn arrive(&mut self, limit: Clock) {
        let Some(labels) = self.levels.last() else { return };
        self.arrived.drain_into(&mut self.scratch);
        for &stop in &self.scratch {
            let arrival = labels.ridden[stop as usize];
            for leg in self.plan.ways_out.row(stop as usize) {
                let time = arrival + leg.time.0;
                if time > limit {
                    break;
                }
                let there = &mut self.there[leg.to as usize];
                *there = (*there).min(time);
            }
        }
    }
}
