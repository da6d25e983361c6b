//! Maps and curves drawn on the server, for pages without scripts, for paper and for screen readers.
//!
//! Pure: places and numbers in, markup out. Colours come from the style sheet by class.

use std::fmt::Write as _;

use access::equity::LorenzPoint;

use crate::geometry::{Bounds, EMPTY, Shape, joined, on_square};
use crate::layer::Layer;
use crate::shelf::Shown;

/// Size of a map in its own units; the page makes it as wide as there is room.
const WIDE: f64 = 720.0;
const TALL: f64 = 540.0;
/// More zones than this are drawn as squares of a raster, each of the class of a zone in it.
const MOST: usize = 1_500;

/// Words around a drawing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'a> {
    /// What it shows, in a few words.
    pub(crate) title: &'a str,
    /// The same in a sentence, for those who do not see it.
    pub(crate) sentence: &'a str,
}

/// How degrees become units of the drawing.
struct Window {
    west: f64,
    north: f64,
    scale: f64,
    margin: [f64; 2],
}

impl Window {
    fn around(frame: Bounds) -> Self {
        let [west, north] = on_square([frame[0], frame[3]]);
        let [east, south] = on_square([frame[2], frame[1]]);
        let (width, height) = ((east - west).max(1e-9), (south - north).max(1e-9));
        let scale = ((WIDE - 20.0) / width).min((TALL - 20.0) / height);
        let margin = [(WIDE - width * scale) / 2.0, (TALL - height * scale) / 2.0];
        Self { west, north, scale, margin }
    }

    fn place(&self, degrees: [f64; 2]) -> [f64; 2] {
        let [x, y] = on_square(degrees);
        [
            (x - self.west) * self.scale + self.margin[0],
            (y - self.north) * self.scale + self.margin[1],
        ]
    }
}

/// A map of the classes of a layer: one path for each class, and a ring around each blind spot.
/// `extra` is drawn on top: places of facilities, with a class of the style sheet each.
pub(crate) fn map(
    layer: &Layer,
    shown: &Shown,
    extra: &[(&str, Vec<Shape>)],
    told: Told<'_>,
) -> String {
    let more = extra.iter().flat_map(|(_, shapes)| shapes).map(Shape::frame);
    let window = Window::around(more.fold(layer.grid.whole, joined));
    let mut paths = vec![String::new(); shown.classes.limits.len() + 1];
    let mut blind = String::new();
    let is_raster = layer.shapes.len() > MOST;
    let mut taken = std::collections::HashSet::new();
    for (zone, shape) in layer.shapes.iter().enumerate() {
        let measure = shown.measure.as_ref();
        let value = measure.and_then(|measure| measure.values[zone]);
        // The first path is for those of whom nothing is known.
        let path = &mut paths[value.map_or(0, |value| shown.classes.class(value) + 1)];
        if is_raster {
            let [x, y] = window.place(middle(shape)).map(|units| (units / 4.0).floor());
            if taken.insert([x as i32, y as i32]) {
                let _ = write!(path, "M{} {}h4v4h-4z", x * 4.0, y * 4.0);
            }
            continue;
        }
        outline(path, &window, shape);
        if measure.is_some_and(|measure| measure.is_blind(zone)) {
            outline(&mut blind, &window, shape);
        }
    }
    let is_points = layer.shapes.iter().all(|shape| matches!(shape, Shape::Point(_)));
    let kind = if is_points && !is_raster { "dots" } else { "areas" };
    let mut out = open("chart", [WIDE, TALL], told);
    for (number, path) in paths.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
        let class = if number == 0 { "none".to_owned() } else { format!("m{}", number - 1) };
        let _ = write!(out, r#"<path class="{kind} {class}" d="{path}"/>"#);
    }
    if !blind.is_empty() {
        let _ = write!(out, r#"<path class="{kind} blind" d="{blind}"/>"#);
    }
    for (class, shapes) in extra {
        let mut path = String::new();
        shapes.iter().for_each(|shape| outline(&mut path, &window, shape));
        let _ = write!(out, r#"<path class="{class}" d="{path}"/>"#);
    }
    out.push_str("</svg>");
    out
}

/// A drawing of areas and points alone, such as an isochrone with its start.
pub(crate) fn sketch(parts: &[(&str, Vec<Shape>)], told: Told<'_>) -> String {
    let all = parts.iter().flat_map(|(_, shapes)| shapes).map(Shape::frame);
    let window = Window::around(all.fold(EMPTY, joined));
    let mut out = open("chart", [WIDE, TALL], told);
    for (class, shapes) in parts {
        let mut path = String::new();
        shapes.iter().for_each(|shape| outline(&mut path, &window, shape));
        let _ = write!(out, r#"<path class="{class}" d="{path}"/>"#);
    }
    out.push_str("</svg>");
    out
}

/// A point is a step of no length, which round ends of the pen make a dot.
fn outline(path: &mut String, window: &Window, shape: &Shape) {
    match shape {
        Shape::Point(point) => {
            let [x, y] = window.place(*point);
            let _ = write!(path, "M{x:.1} {y:.1}h0");
        }
        Shape::Areas(areas) => {
            for ring in areas.iter().flatten() {
                let mut last = [f64::NAN; 2];
                for (number, point) in ring.iter().enumerate() {
                    let here = window.place(*point);
                    // Steps that nobody can see only make the page heavy.
                    if number > 0 && (0..2).all(|axis| (here[axis] - last[axis]).abs() < 0.6) {
                        continue;
                    }
                    let pen = if number == 0 { 'M' } else { 'L' };
                    let _ = write!(path, "{pen}{:.1} {:.1}", here[0], here[1]);
                    last = here;
                }
                path.push('Z');
            }
        }
    }
}

fn middle(shape: &Shape) -> [f64; 2] {
    let [west, south, east, north] = shape.frame();
    [(west + east) / 2.0, (south + north) / 2.0]
}

/// The Lorenz curve below the line of equal shares, with both axes in per cent.
pub(crate) fn lorenz(points: &[LorenzPoint], axes: [&str; 2], told: Told<'_>) -> String {
    const SIDE: f64 = 320.0;
    let (left, top) = (56.0_f64, 16.0_f64);
    let place =
        |point: &LorenzPoint| (left + point.people * SIDE, top + (1.0 - point.share) * SIDE);
    let mut curve = String::new();
    for (number, point) in points.iter().enumerate() {
        let (x, y) = place(point);
        let _ = write!(curve, "{}{x:.1} {y:.1}", if number == 0 { 'M' } else { 'L' });
    }
    let mut out = open("chart lorenz", [left + SIDE + 32.0, top + SIDE + 64.0], told);
    let (right, bottom) = (left + SIDE, top + SIDE);
    for share in [0, 25, 50, 75, 100] {
        let along = f64::from(share) / 100.0 * SIDE;
        let (x, y) = (left + along, bottom - along);
        let _ = write!(
            out,
            r#"<path class="axis" d="M{left} {y:.1}H{right}M{x:.1} {top}V{bottom}"/><text class="soft" x="{0:.1}" y="{1:.1}" text-anchor="end">{share}%</text><text class="soft" x="{x:.1}" y="{2}" text-anchor="middle">{share}%</text>"#,
            left - 6.0,
            y + 5.0,
            bottom + 20.0
        );
    }
    let _ = write!(
        out,
        r#"<path class="gap" d="{curve}L{left} {bottom}Z"/><path class="even" d="M{left} {bottom}L{right} {top}"/><path class="curve" d="{curve}"/><text x="{0}" y="{1}" text-anchor="middle">{2}</text><text x="{left}" y="12">{3}</text></svg>"#,
        left + SIDE / 2.0,
        bottom + 48.0,
        escape(axes[0]),
        escape(axes[1])
    );
    out
}

/// Blocks of small squares, one block a place: for counts of places that have no position. Names are
/// text of the page, and the blocks stand beside each other as far as the screen is wide.
pub(crate) fn blocks(places: &[(String, usize)], told: Told<'_>) -> String {
    const SIDE: f64 = 104.0;
    let most = places.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let side = (most as f64).sqrt().ceil() as usize;
    let cell = SIDE / side as f64;
    let (title, sentence) = (escape(told.title), escape(told.sentence));
    let mut out = format!(r#"<div class="blocks" role="img" aria-label="{title}。{sentence}">"#);
    for (name, count) in places {
        let mut path = String::new();
        for square in 0..*count {
            let (column, row) = ((square % side) as f64, (square / side) as f64);
            let length = cell * 0.8;
            let (x, y) = (column * cell, row * cell);
            let _ = write!(path, "M{x:.1} {y:.1}h{length:.1}v{length:.1}h-{length:.1}z");
        }
        let height = count.div_ceil(side).max(1) as f64 * cell;
        let _ = write!(
            out,
            r#"<div><b>{} {count}</b><svg viewBox="0 0 {SIDE} {height:.1}" aria-hidden="true"><path class="bar" d="{path}"/></svg></div>"#,
            escape(name)
        );
    }
    out.push_str("</div>");
    out
}

fn open(class: &str, [width, height]: [f64; 2], told: Told<'_>) -> String {
    let id = class.replace(' ', "-");
    format!(
        r#"<svg class="drawing {class}" width="{width}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{id}-title {id}-told"><title id="{id}-title">{}</title><desc id="{id}-told">{}</desc>"#,
        escape(told.title),
        escape(told.sentence)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Classes, Measure};
    use planner::store::Dataset;

    const TOLD: Told<'static> = Told { title: "地图<1>", sentence: "" };

    fn points(count: usize) -> (Layer, Shown) {
        let shapes =
            (0..count).map(|n| Shape::Point([(n % 100) as f64, (n / 100) as f64])).collect();
        let ids = (0..count).map(|n| n.to_string()).collect();
        let values = (0..count).map(|n| (n > 0).then_some(n as f64)).collect();
        let mut causes = vec![String::new(); count];
        causes[count - 1] = "detour".to_owned();
        let measure = Measure { values, causes, ..Measure::default() };
        let classes = Classes::of(&[&measure]);
        let shown = Shown { measure: Some(measure), beside: None, classes };
        (Layer::new(Dataset::default(), ids, shapes, Vec::new()), shown)
    }

    #[test]
    fn a_map_has_a_path_a_class_and_marks_what_is_missing() {
        let (layer, shown) = points(11);
        let drawn = map(&layer, &shown, &[("facility", vec![Shape::Point([3.0, 0.0])])], TOLD);
        for class in ["dots none", "dots m0", "dots m4", "dots blind", "facility"] {
            assert!(drawn.contains(&format!(r#"class="{class}""#)), "{class}");
        }
        assert!(drawn.contains("地图&lt;1&gt;") && !drawn.contains("style="));
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"));
    }

    #[test]
    fn many_zones_stay_a_light_drawing() {
        let (layer, shown) = points(40_000);
        assert!(map(&layer, &shown, &[], TOLD).len() < 500_000);
        let none = Layer::new(Dataset::default(), Vec::new(), Vec::new(), Vec::new());
        assert!(map(&none, &Shown::default(), &[], TOLD).ends_with("</svg>"));
    }

    #[test]
    fn a_curve_begins_and_ends_in_the_corners() {
        let equal = [0.0, 0.5, 1.0].map(|share| LorenzPoint { people: share, share });
        let drawn = lorenz(&equal, ["人", "量"], TOLD);
        assert!(drawn.contains("M56.0 336.0L216.0 176.0L376.0 16.0"), "{drawn}");
        assert_eq!(blocks(&[("湖镇镇".into(), 3)], TOLD).matches("h-").count(), 3);
    }
}
