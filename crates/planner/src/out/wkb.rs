//! Geometries as well-known binary, little-endian.

use crate::tables::{Area, Shape};

/// The bytes; areas are always a multipolygon, so that all of a layer are of one type.
pub(super) fn bytes(shape: &Shape) -> Vec<u8> {
    let mut out = Vec::new();
    match shape {
        Shape::Points(points) => match points.as_slice() {
            [point] => of_point(&mut out, point),
            _ => {
                begin(&mut out, 4, points.len());
                points.iter().for_each(|point| of_point(&mut out, point));
            }
        },
        Shape::Areas(areas) => {
            begin(&mut out, 6, areas.len());
            areas.iter().for_each(|area| of_area(&mut out, area));
        }
    }
    out
}

fn begin(out: &mut Vec<u8>, kind: u32, count: usize) {
    out.push(1);
    out.extend(kind.to_le_bytes());
    out.extend((count as u32).to_le_bytes());
}

fn position(out: &mut Vec<u8>, [x, y]: &[f64; 2]) {
    out.extend(x.to_le_bytes());
    out.extend(y.to_le_bytes());
}

fn of_point(out: &mut Vec<u8>, point: &[f64; 2]) {
    out.push(1);
    out.extend(1_u32.to_le_bytes());
    position(out, point);
}

fn of_area(out: &mut Vec<u8>, area: &Area) {
    begin(out, 3, area.len());
    for ring in area {
        out.extend((ring.len() as u32).to_le_bytes());
        ring.iter().for_each(|point| position(out, point));
    }
}
