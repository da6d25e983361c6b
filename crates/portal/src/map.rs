//! The map of service points: true positions on paper, a line around those of a township, and names
//! that never lie over each other. Pure: degrees and words in, places on the paper out.
//!
//! The projection is equirectangular with its standard parallel in the middle: true to scale along it
//! and along every meridian, which over a county is within a few metres in a kilometre. The line around
//! a township is the convex hull of its points and no boundary.

/// Across: a unit is about a pixel of the narrowest telephone.
pub(crate) const WIDE: f64 = 340.0;
/// Down, at most.
const TALL: f64 = 460.0;
/// Free around the points.
const MARGIN: f64 = 26.0;
/// A Chinese character of a name, as large as elder mode asks.
const LETTER: f64 = 20.0;
/// A line of a name: no two links are nearer to each other.
const LINE: f64 = 26.0;
/// From a point to its name.
const BESIDE: f64 = 14.0;
/// No map shows less than this many degrees.
const LEAST: f64 = 0.01;

/// Something with a position.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spot {
    /// Its name.
    pub name: String,
    /// Degrees east and north.
    pub at: (f64, f64),
    /// Whether it is an urban community.
    pub is_community: bool,
}

/// Points that belong together, with their name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    /// The name of the township.
    pub name: String,
    /// Where its link leads.
    pub href: String,
    /// Its points.
    pub spots: Vec<Spot>,
}

/// A point on the paper.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dot {
    /// The spot.
    pub spot: Spot,
    /// Across.
    pub x: String,
    /// Down.
    pub y: String,
    /// Where its name stands; none where there is no room for it.
    pub name: Option<At>,
}

/// Where something stands on the paper.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct At {
    /// Across.
    pub x: String,
    /// Down.
    pub y: String,
}

/// A name on the paper, with its link.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    /// The name.
    pub words: String,
    /// Where it leads.
    pub href: String,
    /// Where it begins.
    pub x: String,
    /// Its base line.
    pub y: String,
}

/// A map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Map {
    /// How far down it goes.
    pub height: String,
    /// The parallel that is true to scale, in degrees.
    pub parallel: String,
    /// The lines around townships, as the points of polygons.
    pub outlines: Vec<String>,
    /// The points.
    pub dots: Vec<Dot>,
    /// The names of townships.
    pub names: Vec<Name>,
}

/// The county: each township with a line around its points and its name, which is its link. The points
/// of a county are too near to each other for a finger.
pub(crate) fn county(groups: &[Group]) -> Option<Map> {
    let spots = groups.iter().flat_map(|group| group.spots.iter());
    let paper = Paper::around(spots.map(|spot| spot.at))?;
    let mut map = Map::on(&paper);
    let mut room = Room::on(&paper);
    for group in groups.iter().filter(|group| !group.spots.is_empty()) {
        let places: Vec<Place> = group.spots.iter().map(|spot| paper.place(spot.at)).collect();
        map.outlines.extend(outline(&places));
        let dots = group.spots.iter().zip(&places);
        map.dots.extend(dots.map(|(spot, at)| Dot::new(spot, *at, None)));
        let count = places.len() as f64;
        let middle = (
            places.iter().map(|(x, _)| x).sum::<f64>() / count,
            places.iter().map(|(_, y)| y).sum::<f64>() / count,
        );
        if let Some((x, y)) = room.take_around(&group.name, middle) {
            let (words, href) = (group.name.clone(), group.href.clone());
            map.names.push(Name { words, href, x: short(x), y: short(y) });
        }
    }
    Some(map)
}

/// One township: each point with its name beside it is a link. One whose name has no room is a point
/// alone; the table says the same.
pub(crate) fn township(group: &Group) -> Option<Map> {
    let paper = Paper::around(group.spots.iter().map(|spot| spot.at))?;
    let mut map = Map::on(&paper);
    let mut room = Room::on(&paper);
    let places: Vec<Place> = group.spots.iter().map(|spot| paper.place(spot.at)).collect();
    map.outlines.extend(outline(&places));
    for (x, y) in &places {
        room.taken.push([x - 8.0, y - 8.0, x + 8.0, y + 8.0]);
    }
    for (spot, at) in group.spots.iter().zip(&places) {
        let name = room.take_beside(&spot.name, *at);
        map.dots.push(Dot::new(spot, *at, name));
    }
    Some(map)
}

/// Across and down on the paper.
type Place = (f64, f64);

impl Dot {
    fn new(spot: &Spot, (x, y): Place, name: Option<Place>) -> Self {
        let name = name.map(|(x, y)| At { x: short(x), y: short(y) });
        Self { spot: spot.clone(), x: short(x), y: short(y), name }
    }
}

impl Map {
    fn on(paper: &Paper) -> Self {
        Self {
            height: short(paper.height),
            parallel: format!("{:.2}", paper.parallel),
            outlines: Vec::new(),
            dots: Vec::new(),
            names: Vec::new(),
        }
    }
}

/// Where degrees lie on the paper.
struct Paper {
    west: f64,
    north: f64,
    parallel: f64,
    /// Units for a degree of latitude.
    scale: f64,
    /// Where the westernmost point lies.
    left: f64,
    height: f64,
}

impl Paper {
    /// The paper on which all of these have room; none without points.
    fn around(points: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        let mut bounds: Option<[f64; 4]> = None;
        for (lon, lat) in points {
            let [west, south, east, north] = bounds.unwrap_or([lon, lat, lon, lat]);
            bounds = Some([west.min(lon), south.min(lat), east.max(lon), north.max(lat)]);
        }
        let [west, south, east, north] = bounds?;
        let parallel = f64::midpoint(south, north);
        let across = (east - west) * parallel.to_radians().cos();
        let down = north - south;
        let (room_across, room_down) = (WIDE - 2.0 * MARGIN, TALL - 2.0 * MARGIN);
        let scale = (room_across / across.max(LEAST)).min(room_down / down.max(LEAST));
        let left = (WIDE - across * scale) / 2.0;
        Some(Self { west, north, parallel, scale, left, height: down * scale + 2.0 * MARGIN })
    }

    fn place(&self, (lon, lat): (f64, f64)) -> Place {
        let across = (lon - self.west) * self.parallel.to_radians().cos();
        (self.left + across * self.scale, MARGIN + (self.north - lat) * self.scale)
    }
}

/// The room that is left for names.
struct Room {
    height: f64,
    /// Left, top, right, bottom of what stands somewhere.
    taken: Vec<[f64; 4]>,
}

impl Room {
    fn on(paper: &Paper) -> Self {
        Self { height: paper.height, taken: Vec::new() }
    }

    /// Takes the room for a name around a place, as near as there is some; gives where it begins.
    fn take_around(&mut self, words: &str, (x, y): Place) -> Option<Place> {
        let left = x - width(words) / 2.0;
        let rows = [0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0].map(|row: f64| y + row * LINE);
        let columns = [0.0, -2.0, 2.0].map(|letters: f64| left + letters * LETTER);
        let places = rows.into_iter().flat_map(|y| columns.map(|x| (x, y)));
        self.take(words, places)
    }

    /// Takes the room for a name right or left of a point, so that both are one link that lies over
    /// no other.
    fn take_beside(&mut self, words: &str, (x, y): Place) -> Option<Place> {
        let wide = width(words);
        self.take(words, [(x + BESIDE, y), (x - BESIDE - wide, y)].into_iter())
    }

    /// The first of these places, left end and middle line, at which a name fits and lies over nothing.
    fn take(&mut self, words: &str, places: impl Iterator<Item = Place>) -> Option<Place> {
        let wide = width(words);
        let inside = |x: f64| x.clamp(2.0, (WIDE - 2.0 - wide).max(2.0));
        for (x, y) in places {
            let x = inside(x);
            let own = [x, y - LINE / 2.0, x + wide, y + LINE / 2.0];
            let fits = own[1] >= 0.0 && own[3] <= self.height && own[2] <= WIDE;
            if fits && !self.taken.iter().any(|other| overlap(own, *other)) {
                self.taken.push(own);
                // A base line a third of a letter below the middle.
                return Some((x, y + LETTER / 3.0));
            }
        }
        None
    }
}

fn overlap(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// How wide a name is: letters of ours take about half as much as Chinese ones.
fn width(words: &str) -> f64 {
    words.chars().map(|letter| if letter.is_ascii() { 0.6 * LETTER } else { LETTER }).sum()
}

/// The line around points as the points of a polygon; none where they lie on one.
fn outline(places: &[Place]) -> Option<String> {
    let hull = hull(places);
    let point = |(x, y): &Place| format!("{},{}", short(*x), short(*y));
    (hull.len() > 2).then(|| hull.iter().map(point).collect::<Vec<_>>().join(" "))
}

/// The convex hull of points, round about (Andrew's monotone chain).
fn hull(places: &[Place]) -> Vec<Place> {
    let mut sorted = places.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let mut below = chain(sorted.iter().copied());
    let mut above = chain(sorted.iter().rev().copied());
    below.pop();
    above.pop();
    below.extend(above);
    below
}

/// One side of a hull.
fn chain(sorted: impl Iterator<Item = Place>) -> Vec<Place> {
    let mut side: Vec<Place> = Vec::new();
    for next in sorted {
        while let [.., a, b] = side.as_slice() {
            if turn(*a, *b, next) > 0.0 {
                break;
            }
            side.pop();
        }
        side.push(next);
    }
    side
}

fn turn(a: Place, b: Place, c: Place) -> f64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

fn short(number: f64) -> String {
    format!("{number:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(name: &str, at: (f64, f64)) -> Spot {
        Spot { name: name.to_owned(), at, is_community: false }
    }

    fn group(name: &str, at: &[(f64, f64)]) -> Group {
        let spots = at.iter().enumerate().map(|(n, at)| spot(&format!("村{n}"), *at));
        Group { name: name.to_owned(), href: format!("/{name}"), spots: spots.collect() }
    }

    fn numbers(dot: &Dot) -> Place {
        (dot.x.parse().unwrap(), dot.y.parse().unwrap())
    }

    #[test]
    fn north_is_above_and_distances_are_true() {
        // One hundredth of a degree of latitude is 1.11 km; of longitude at 29° it is 0.97 km.
        let map = township(&group("甲", &[(119.0, 29.0), (119.1, 29.0), (119.0, 29.1)])).unwrap();
        let [origin, east, north] = [&map.dots[0], &map.dots[1], &map.dots[2]].map(numbers);
        assert!(north.1 < origin.1 && east.0 > origin.0, "{map:?}");
        let (across, down) = (east.0 - origin.0, origin.1 - north.1);
        let cosine = 29.05_f64.to_radians().cos();
        assert!((across / down - cosine).abs() < 0.005, "{across} {down}");
        assert_eq!(map.parallel, "29.05");
        assert_eq!(map.outlines.len(), 1);
        let alone = township(&group("乙", &[(119.0, 29.0)])).unwrap();
        assert!(alone.outlines.is_empty() && alone.dots[0].name.is_some());
        assert_eq!(numbers(&alone.dots[0]), (WIDE / 2.0, MARGIN));
        assert_eq!(county(&[group("丙", &[])]), None);
    }

    #[test]
    fn a_line_goes_around_all_points() {
        let square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (2.0, 2.0), (4.0, 2.0)];
        let mut hull = hull(&square);
        hull.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        assert_eq!(hull, [(0.0, 0.0), (0.0, 4.0), (4.0, 0.0), (4.0, 4.0)]);
    }

    #[test]
    fn names_lie_over_nothing_and_within_the_paper() {
        let place = |n: u8| (119.0 + f64::from(n % 4) * 0.02, 29.0 + f64::from(n / 4) * 0.006);
        let at: Vec<(f64, f64)> = (0..40).map(place).collect();
        let map = township(&group("甲", &at)).unwrap();
        let tall: f64 = map.height.parse().unwrap();
        let boxes: Vec<[f64; 4]> = map
            .dots
            .iter()
            .filter_map(|dot| {
                let name = dot.name.as_ref()?;
                let (x, y): Place = (name.x.parse().unwrap(), name.y.parse().unwrap());
                let middle = y - LETTER / 3.0;
                Some([x, middle - 10.0, x + width(&dot.spot.name), middle + 10.0])
            })
            .collect();
        assert!(boxes.len() > 5 && boxes.len() < 40, "{} names have room", boxes.len());
        for (n, one) in boxes.iter().enumerate() {
            assert!(one[0] >= 0.0 && one[2] <= WIDE && one[1] >= 0.0 && one[3] <= tall, "{one:?}");
            assert!(!boxes[n + 1..].iter().any(|other| overlap(*one, *other)), "{one:?}");
        }
    }
}
