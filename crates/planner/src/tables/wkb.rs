//! Geometries as bytes (OGC well-known binary), and the one place that stands for each.

/// Rings of one area: the outline first, then its holes.
pub type Area = Vec<Vec<[f64; 2]>>;

/// What a geometry consists of, in degrees of longitude and latitude.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Points.
    Points(Vec<[f64; 2]>),
    /// Areas.
    Areas(Vec<Area>),
}

impl Shape {
    /// The place that stands for it: the mean of its points, or the centre of gravity of its
    /// largest area. `None` when it is empty.
    #[must_use]
    pub fn place(&self) -> Option<[f64; 2]> {
        match self {
            Self::Points(points) => mean(points),
            Self::Areas(areas) => {
                let size = |area: &&Area| outline(area).0.abs();
                let largest = areas.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?;
                centre(largest)
            }
        }
    }

    /// West, south, east and north; none when it is empty.
    #[must_use]
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let points: Vec<[f64; 2]> = match self {
            Self::Points(points) => points.clone(),
            Self::Areas(areas) => {
                areas.iter().filter_map(|area| area.first()).flatten().copied().collect()
            }
        };
        let boxes = points.into_iter().map(|[x, y]| [x, y, x, y]);
        boxes.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    }

    /// Changes every point of it, until one cannot be changed.
    pub(crate) fn each_point<E>(
        &mut self,
        change: &mut dyn FnMut(&mut [f64; 2]) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::Points(points) => points.iter_mut().try_for_each(change),
            Self::Areas(areas) => areas.iter_mut().flatten().flatten().try_for_each(change),
        }
    }

    /// Twice the area of a ring, positive when it runs against the clock.
    #[must_use]
    pub fn twice_area(ring: &[[f64; 2]]) -> f64 {
        moments(ring).0
    }
}

/// Reads ISO or extended WKB; heights and measures are passed over.
pub(super) fn parse(bytes: &[u8]) -> Result<Shape, String> {
    let mut input = Input { bytes, at: 0, little: true };
    let mut shape = None;
    input.geometry(&mut shape, 0)?;
    shape.ok_or_else(|| "the geometry is empty; give a point or an area".to_owned())
}

fn mean(points: &[[f64; 2]]) -> Option<[f64; 2]> {
    let n = points.len() as f64;
    let sum = points.iter().fold([0.0; 2], |[x, y], point| [x + point[0], y + point[1]]);
    (n > 0.0).then(|| sum.map(|sum| sum / n))
}

/// Twice the signed area of a ring times (1, and three times its centre), around its first point.
fn moments(ring: &[[f64; 2]]) -> (f64, [f64; 2]) {
    let Some(&[x0, y0]) = ring.first() else { return (0.0, [0.0; 2]) };
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).fold((0.0, [0.0; 2]), |(area, [x, y]), (a, b)| {
        let (a, b) = ([a[0] - x0, a[1] - y0], [b[0] - x0, b[1] - y0]);
        let cross = a[0] * b[1] - b[0] * a[1];
        (area + cross, [x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross])
    })
}

fn outline(area: &Area) -> (f64, [f64; 2]) {
    area.first().map(|ring| moments(ring)).unwrap_or_default()
}

/// The centre of gravity, holes taken out; the mean of the outline when it has no area.
fn centre(area: &Area) -> Option<[f64; 2]> {
    let base = *area.first()?.first()?;
    let (mut size, mut sum) = (0.0, [0.0; 2]);
    for (number, ring) in area.iter().enumerate() {
        let (twice, moment) = moments(ring);
        // Rings may run either way round: an outline counts with its size, a hole against it.
        let sign = if (twice > 0.0) == (number == 0) { 1.0 } else { -1.0 };
        let shift = ring.first().map_or([0.0; 2], |first| [first[0] - base[0], first[1] - base[1]]);
        size += sign * twice;
        for axis in 0..2 {
            sum[axis] += sign * (moment[axis] + 3.0 * twice * shift[axis]);
        }
    }
    if size.abs() < 1e-18 {
        return mean(area.first()?);
    }
    Some([base[0] + sum[0] / (3.0 * size), base[1] + sum[1] / (3.0 * size)])
}

/// Collections within collections deeper than this are refused.
const DEEPEST: usize = 8;

struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
    little: bool,
}

impl Input<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let short = || "the geometry ends too soon; the file is damaged".to_owned();
        let bytes = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<N>());
        self.at += N;
        bytes.copied().ok_or_else(short)
    }

    fn count(&mut self) -> Result<usize, String> {
        let bytes = self.take::<4>()?;
        Ok(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) } as usize)
    }

    fn number(&mut self) -> Result<f64, String> {
        let bytes = self.take::<8>()?;
        Ok(if self.little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    fn position(&mut self, extra: usize) -> Result<[f64; 2], String> {
        let place = [self.number()?, self.number()?];
        for _ in 0..extra {
            self.number()?;
        }
        Ok(place)
    }

    fn ring(&mut self, extra: usize) -> Result<Vec<[f64; 2]>, String> {
        (0..self.count()?).map(|_| self.position(extra)).collect()
    }

    fn geometry(&mut self, shape: &mut Option<Shape>, depth: usize) -> Result<(), String> {
        self.little = self.take::<1>()? == [1];
        let code = self.count()? as u32;
        let flags = [0x8000_0000_u32, 0x4000_0000].map(|flag| usize::from(code & flag != 0));
        if code & 0x2000_0000 != 0 {
            self.count()?;
        }
        let plain = code & 0x0fff_ffff;
        let extra = match plain / 1000 {
            0 => flags[0] + flags[1],
            1 | 2 => 1,
            _ => 2,
        };
        match plain % 1000 {
            1 => {
                let place = self.position(extra)?;
                // An empty point is written as NaN.
                let here = if place[0].is_nan() { Vec::new() } else { vec![place] };
                merge(shape, Shape::Points(here))
            }
            3 => {
                let area: Result<Area, String> =
                    (0..self.count()?).map(|_| self.ring(extra)).collect();
                merge(shape, Shape::Areas(vec![area?]))
            }
            4 | 6 | 7 if depth < DEEPEST => {
                (0..self.count()?).try_for_each(|_| self.geometry(shape, depth + 1))
            }
            2 | 5 => Err("a line is no place; give points or areas".to_owned()),
            other => Err(format!("geometries of type {other} are not read; give points or areas")),
        }
    }
}

/// Adds a part; points and areas do not mix.
fn merge(shape: &mut Option<Shape>, more: Shape) -> Result<(), String> {
    match (shape.as_mut(), more) {
        (None, more) => *shape = Some(more),
        (Some(Shape::Points(all)), Shape::Points(more)) => all.extend(more),
        (Some(Shape::Areas(all)), Shape::Areas(more)) => all.extend(more),
        _ => return Err("points and areas in one geometry; give one of them".to_owned()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, side: f64) -> Vec<[f64; 2]> {
        vec![[x, 0.0], [x + side, 0.0], [x + side, side], [x, side], [x, 0.0]]
    }

    #[test]
    fn an_area_stands_at_its_centre_of_gravity() {
        let near = |shape: Shape, expected: [f64; 2]| {
            let found = shape.place().unwrap();
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
        };
        near(Shape::Areas(vec![vec![square(120.0, 2.0)]]), [121.0, 1.0]);
        // The largest part counts, whichever way its ring runs.
        let turned: Vec<_> = square(0.0, 4.0).into_iter().rev().collect();
        near(Shape::Areas(vec![vec![square(120.0, 2.0)], vec![turned]]), [2.0, 2.0]);
        // 16 of area at (2, 2) less 4 at (1, 1): (32 - 4) / 12.
        near(Shape::Areas(vec![vec![square(0.0, 4.0), square(0.0, 2.0)]]), [28.0 / 12.0; 2]);
        near(Shape::Points(vec![[1.0, 2.0], [3.0, 4.0]]), [2.0, 3.0]);
        assert_eq!(Shape::Points(Vec::new()).place(), None);
    }

    fn point(little: bool, code: u32, numbers: &[f64]) -> Vec<u8> {
        let mut bytes = vec![u8::from(little)];
        bytes.extend(if little { code.to_le_bytes() } else { code.to_be_bytes() });
        for number in numbers {
            bytes.extend(if little { number.to_le_bytes() } else { number.to_be_bytes() });
        }
        bytes
    }

    #[test]
    fn bytes_of_either_order_and_with_heights_are_read() {
        let expected = Ok(Shape::Points(vec![[1.5, 2.5]]));
        assert_eq!(parse(&point(true, 1, &[1.5, 2.5])), expected);
        assert_eq!(parse(&point(false, 1, &[1.5, 2.5])), expected);
        assert_eq!(parse(&point(true, 1001, &[1.5, 2.5, 9.0])), expected);
        assert_eq!(parse(&point(true, 0xc000_0001, &[1.5, 2.5, 9.0, 9.0])), expected);
    }

    #[test]
    fn what_is_damaged_or_no_place_is_refused() {
        let check = |bytes: &[u8], expected: &str| {
            let error = parse(bytes).unwrap_err();
            assert!(error.contains(expected), "{error}");
        };
        check(&[], "too soon");
        check(&point(true, 1, &[1.5]), "too soon");
        check(&point(true, 2, &[]), "a line");
        check(&point(true, 99, &[]), "type 99");
        // A count of four thousand million rings does not take their memory.
        check(&[1, 3, 0, 0, 0, 255, 255, 255, 255], "too soon");
    }
}
