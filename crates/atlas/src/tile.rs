//! A tile of a layer: what lies in it, cut to its edges, with the class of each zone.

use std::collections::HashMap;

use crate::encode::{Drawn, EXTENT, Property, TileLayer};
use crate::geometry::{Area, Shape, on_square};
use crate::layer::Layer;
use crate::shelf::Shown;

/// Which tile, of the square map halved `zoom` times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    zoom: u8,
    column: u32,
    row: u32,
}

/// The deepest zoom at which tiles are made; closer, the browser enlarges them.
pub(crate) const DEEPEST: u8 = 16;
/// How far beyond its edge a tile goes on, so that outlines along the edge are not seen.
const BEYOND: f64 = 64.0;
/// An area smaller than this on both sides is drawn together with its neighbours, as one square.
const TINY: f64 = 6.0;
/// A tile with more features names none of them: it is for looking, not for asking.
const NAMED: usize = 4_000;

impl At {
    /// A tile that there is.
    pub(crate) fn new(zoom: u8, column: u32, row: u32) -> Option<Self> {
        let side = 1_u32.checked_shl(u32::from(zoom))?;
        let fits = zoom <= DEEPEST && column < side && row < side;
        fits.then_some(Self { zoom, column, row })
    }

    /// A place in the units of the tile.
    fn place(self, degrees: [f64; 2]) -> [f64; 2] {
        let side = f64::from(1_u32 << self.zoom);
        let [x, y] = on_square(degrees);
        let units = |share: f64, at: u32| (share * side - f64::from(at)) * f64::from(EXTENT);
        [units(x, self.column), units(y, self.row)]
    }

    /// Its frame in degrees, with what lies a little beyond.
    fn frame(self) -> [f64; 4] {
        let side = f64::from(1_u32 << self.zoom);
        let more = BEYOND / f64::from(EXTENT);
        let east = |column: f64| column / side * 360.0 - 180.0;
        let north = |row: f64| {
            let up = std::f64::consts::PI * (1.0 - 2.0 * row / side);
            up.sinh().atan().to_degrees()
        };
        let (column, row) = (f64::from(self.column), f64::from(self.row));
        [east(column - more), north(row + 1.0 + more), east(column + 1.0 + more), north(row - more)]
    }
}

/// The bytes of a tile with one layer, `zones`; empty where nothing lies in it. Properties: `c` the
/// class from 0, `d` that of the measure set beside it, `b` 1 for a blind spot, and where the tile
/// has room `id` and `v` the value.
pub(crate) fn tile(layer: &Layer, shown: &Shown, at: At) -> Vec<u8> {
    let found = layer.grid.within(at.frame());
    let is_named = found.len() <= NAMED;
    let mut out = TileLayer::default();
    let mut tiny = Tiny::default();
    for zone in found.into_iter().map(|zone| zone as usize) {
        let Some(drawn) = drawn(&layer.shapes[zone], at, zone, &mut tiny) else { continue };
        let mut properties = properties(shown, zone);
        if is_named {
            properties.push(("id", Property::Word(&layer.ids[zone])));
            let value = shown.measure.as_ref().and_then(|measure| measure.values[zone]);
            properties.extend(value.map(|value| ("v", Property::Number(value))));
        }
        out.add(zone as u64 + 1, &drawn, &properties);
    }
    tiny.draw(shown, &mut out);
    let mut tile = Vec::new();
    out.close("zones", &mut tile);
    tile
}

fn properties<'a>(shown: &Shown, zone: usize) -> Vec<(&'static str, Property<'a>)> {
    let class = |measure: &crate::measure::Measure| {
        let value = measure.values.get(zone).copied().flatten()?;
        Some(Property::Count(shown.classes.class(value) as u64))
    };
    let measure = shown.measure.as_ref();
    let mut properties = Vec::new();
    properties.extend(measure.and_then(class).map(|class| ("c", class)));
    properties.extend(shown.beside.as_ref().and_then(class).map(|class| ("d", class)));
    if measure.is_some_and(|measure| measure.is_blind(zone)) {
        properties.push(("b", Property::Count(1)));
    }
    properties
}

/// Areas too small to be seen alone, by the square in which they lie.
#[derive(Default)]
struct Tiny(HashMap<[i32; 2], Vec<usize>>);

impl Tiny {
    fn add(&mut self, [x, y]: [f64; 2], zone: usize) {
        let square = [x, y].map(|units| (units / TINY).floor() as i32);
        self.0.entry(square).or_default().push(zone);
    }

    /// One square for all the areas in it, of the middle one's class.
    fn draw(self, shown: &Shown, out: &mut TileLayer) {
        let mut squares: Vec<([i32; 2], Vec<usize>)> = self.0.into_iter().collect();
        squares.sort_unstable();
        for ([x, y], mut zones) in squares {
            if let Some(measure) = &shown.measure {
                let value = |zone: &usize| measure.values[*zone].unwrap_or(f64::NEG_INFINITY);
                zones.sort_by(|a, b| value(a).total_cmp(&value(b)));
            }
            let middle = zones[zones.len() / 2];
            let side = TINY as i32;
            let (x, y) = (x * side, y * side);
            let ring = vec![[x, y], [x + side, y], [x + side, y + side], [x, y + side]];
            out.add(middle as u64 + 1, &Drawn::Rings(vec![ring]), &properties(shown, middle));
        }
    }
}

fn drawn(shape: &Shape, at: At, zone: usize, tiny: &mut Tiny) -> Option<Drawn> {
    match shape {
        Shape::Point(point) => {
            let place = at.place(*point);
            is_inside(place).then(|| Drawn::Points(vec![place.map(|units| units.round() as i32)]))
        }
        Shape::Areas(areas) => {
            let places: Vec<Area> = areas
                .iter()
                .map(|area| {
                    area.iter().map(|ring| ring.iter().map(|p| at.place(*p)).collect()).collect()
                })
                .collect();
            if let Some(middle) = middle_of_tiny(&places) {
                if is_inside(middle) {
                    tiny.add(middle, zone);
                }
                return None;
            }
            let rings: Vec<Vec<[i32; 2]>> = places.iter().flat_map(rings).collect();
            (!rings.is_empty()).then_some(Drawn::Rings(rings))
        }
    }
}

fn is_inside(place: [f64; 2]) -> bool {
    let span = -BEYOND..=f64::from(EXTENT) + BEYOND;
    place.iter().all(|units| span.contains(units))
}

/// The middle of areas that are tiny together.
fn middle_of_tiny(areas: &[Area]) -> Option<[f64; 2]> {
    let points = areas.iter().flatten().flatten();
    let start = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    let (low, high) = points.fold(start, |(low, high), [x, y]| {
        ([low[0].min(*x), low[1].min(*y)], [high[0].max(*x), high[1].max(*y)])
    });
    let is_tiny = (0..2).all(|axis| high[axis] - low[axis] < TINY);
    is_tiny.then(|| [0, 1].map(|axis| (low[axis] + high[axis]) / 2.0))
}

/// The rings of one area within the tile: outline clockwise, holes against it; those that shrink to
/// nothing are left out, and without an outline there is no area.
fn rings(area: &Area) -> Vec<Vec<[i32; 2]>> {
    let mut found = Vec::new();
    for (number, ring) in area.iter().enumerate() {
        let mut whole: Vec<[i32; 2]> =
            cut(ring).into_iter().map(|place| place.map(|units| units.round() as i32)).collect();
        whole.dedup();
        while whole.len() > 1 && whole.first() == whole.last() {
            whole.pop();
        }
        let twice = doubled(&whole);
        if whole.len() < 3 || twice == 0 {
            if number == 0 {
                return found;
            }
            continue;
        }
        if (twice > 0) != (number == 0) {
            whole.reverse();
        }
        found.push(whole);
    }
    found
}

/// Twice the area of a ring; above 0 when it turns clockwise on the screen, where y goes down.
fn doubled(ring: &[[i32; 2]]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    let cross = |(a, b): (&[i32; 2], &[i32; 2])| {
        i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1])
    };
    ring.iter().zip(next).map(cross).sum()
}

/// A ring cut at the four edges of the tile, one after the other (Sutherland and Hodgman 1974).
fn cut(ring: &[[f64; 2]]) -> Vec<[f64; 2]> {
    if ring.iter().all(|place| is_inside(*place)) {
        return ring.to_vec();
    }
    let (low, high) = (-BEYOND, f64::from(EXTENT) + BEYOND);
    let edges = [(0, low, 1.0), (0, high, -1.0), (1, low, 1.0), (1, high, -1.0)];
    edges.into_iter().fold(ring.to_vec(), |ring, (axis, edge, side)| {
        let depth = |place: &[f64; 2]| (place[axis] - edge) * side;
        let mut kept = Vec::with_capacity(ring.len() + 4);
        for (at, here) in ring.iter().enumerate() {
            let next = &ring[(at + 1) % ring.len()];
            if depth(here) >= 0.0 {
                kept.push(*here);
            }
            if (depth(here) < 0.0) != (depth(next) < 0.0) {
                let share = depth(here) / (depth(here) - depth(next));
                kept.push([0, 1].map(|i| here[i] + (next[i] - here[i]) * share));
            }
        }
        kept
    })
}

#[cfg(test)]
mod tests;
