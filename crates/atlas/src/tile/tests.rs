//! Tiles of small worlds, read back by a reader of a few lines.

use super::*;
use crate::geometry::Shape;
use crate::measure::{Classes, Measure};
use planner::store::Dataset;

fn square(west: f64, south: f64, side: f64) -> Shape {
    let ring = vec![
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west, south + side],
        [west, south],
    ];
    Shape::Areas(vec![vec![ring]])
}

fn world(shapes: Vec<Shape>) -> Layer {
    let ids = (0..shapes.len()).map(|n| format!("z{n}")).collect();
    Layer::new(Dataset::default(), ids, shapes, Vec::new())
}

fn shown(values: Vec<Option<f64>>) -> Shown {
    let measure = Measure { values, ..Measure::default() };
    let classes = Classes::of(&[&measure]);
    Shown { measure: Some(measure), beside: None, classes }
}

/// Features of a tile as (id, geometry type, commands), by field numbers alone.
fn features(tile: &[u8]) -> Vec<(u64, u64, Vec<u64>)> {
    let layer = fields(tile).into_iter().find(|(field, _)| *field == 3);
    let Some((_, Held::Bytes(layer))) = layer else { return Vec::new() };
    let of = fields(&layer).into_iter().filter(|(field, _)| *field == 2);
    of.map(|(_, held)| {
        let Held::Bytes(feature) = held else { panic!("a feature is bytes") };
        let mut found = (0, 0, Vec::new());
        for (field, held) in fields(&feature) {
            match (field, held) {
                (1, Held::Number(id)) => found.0 = id,
                (3, Held::Number(kind)) => found.1 = kind,
                (4, Held::Bytes(bytes)) => {
                    let mut rest = bytes.as_slice();
                    while !rest.is_empty() {
                        found.2.push(number(&mut rest));
                    }
                }
                _ => {}
            }
        }
        found
    })
    .collect()
}

enum Held {
    Number(u64),
    Bytes(Vec<u8>),
}

fn number(rest: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = rest[0];
        *rest = &rest[1..];
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return value;
        }
    }
}

fn fields(bytes: &[u8]) -> Vec<(u64, Held)> {
    let (mut rest, mut found) = (bytes, Vec::new());
    while !rest.is_empty() {
        let key = number(&mut rest);
        let held = match key & 7 {
            0 => Held::Number(number(&mut rest)),
            2 => {
                let length = number(&mut rest) as usize;
                let (own, more) = rest.split_at(length);
                rest = more;
                Held::Bytes(own.to_vec())
            }
            other => panic!("wire type {other}"),
        };
        found.push((key >> 3, held));
    }
    found
}

#[test]
fn only_tiles_of_the_square_are_there() {
    assert!(At::new(0, 0, 0).is_some() && At::new(3, 7, 7).is_some());
    assert!(At::new(3, 8, 0).is_none() && At::new(DEEPEST + 1, 0, 0).is_none());
    assert!(At::new(200, 0, 0).is_none());
}

#[test]
fn a_square_lies_where_it_should_and_turns_as_the_format_asks() {
    // From 0°, 0° to 90°E and as far north: a quarter of the north-eastern tile of zoom 1.
    let layer = world(vec![square(0.0, 0.0, 90.0)]);
    let tile = tile(&layer, &shown(vec![Some(1.0)]), At::new(1, 1, 0).unwrap());
    let found = features(&tile);
    assert_eq!((found.len(), found[0].0, found[0].1), (1, 1, 3));
    // Its north-western corner; then the pen goes 2048 to the east, clockwise on the screen.
    assert_eq!(&found[0].2[..6], &[9, 0, 0, (3 << 3) | 2, 2 * 2048, 0]);
    assert_eq!(*found[0].2.last().unwrap(), 15);
}

#[test]
fn what_lies_elsewhere_is_not_in_the_tile() {
    let layer = world(vec![square(10.0, 10.0, 5.0), Shape::Point([-100.0, 40.0])]);
    let shown = shown(vec![Some(1.0), None]);
    let count = |zoom, column, row| {
        features(&tile(&layer, &shown, At::new(zoom, column, row).unwrap())).len()
    };
    assert_eq!([count(0, 0, 0), count(1, 0, 0), count(1, 1, 0), count(1, 1, 1)], [2, 1, 1, 0]);
    assert!(tile(&layer, &shown, At::new(1, 1, 1).unwrap()).is_empty());
}

#[test]
fn an_area_larger_than_the_tile_is_cut_to_it() {
    let layer = world(vec![square(-170.0, -80.0, 340.0)]);
    let tile = tile(&layer, &shown(vec![Some(1.0)]), At::new(6, 20, 30).unwrap());
    let commands = &features(&tile)[0].2;
    // Four corners beyond each edge: a step is the tile and twice what lies beyond.
    assert!(commands.contains(&(2 * (4096 + 128))) || commands.contains(&(2 * (4096 + 128) - 1)));
    assert_eq!(commands.len(), 3 + 1 + 6 + 1);
}

#[test]
fn tiny_areas_are_drawn_together() {
    let shapes =
        (0..400).map(|n| square(f64::from(n % 20) * 0.001, f64::from(n / 20) * 0.001, 0.001));
    let layer = world(shapes.collect());
    let shown = shown((0..400).map(|n| Some(f64::from(n))).collect());
    let far = features(&tile(&layer, &shown, At::new(2, 2, 1).unwrap()));
    let near = features(&tile(&layer, &shown, At::new(14, 8192, 8191).unwrap()));
    assert!(!far.is_empty() && far.len() < 5, "{}", far.len());
    assert_eq!(near.len(), 400);
}

#[test]
fn holes_turn_the_other_way() {
    let ring =
        |low: f64, high: f64| vec![[low, low], [high, low], [high, high], [low, high], [low, low]];
    let both = rings(&vec![ring(0.0, 1000.0), ring(400.0, 600.0)]);
    let turns: Vec<bool> = both.iter().map(|ring| doubled(ring) > 0).collect();
    assert_eq!(turns, [true, false]);
    assert!(rings(&vec![ring(0.0, 0.2)]).is_empty());
}
