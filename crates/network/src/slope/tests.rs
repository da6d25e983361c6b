//! Slopes on terrain made by hand.

use super::*;
use proptest::prelude::*;
use std::io::Cursor;
use tiff::encoder::{TiffEncoder, colortype};
use tiff::tags::Tag;

/// A GeoTIFF of 0.001° cells whose north-west corner is 119.9° east, 28.6° north.
fn geotiff(columns: u32, heights: &[i16], keys: &[u16], nodata: &str) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut bytes).unwrap();
    let rows = heights.len() as u32 / columns;
    let mut image = encoder.new_image::<colortype::GrayI16>(columns, rows).unwrap();
    let tags = image.encoder();
    tags.write_tag(Tag::ModelPixelScaleTag, &[0.001f64, 0.001, 0.0][..]).unwrap();
    tags.write_tag(Tag::ModelTiepointTag, &[0.0f64, 0.0, 0.0, 119.9, 28.6, 0.0][..]).unwrap();
    tags.write_tag(Tag::GeoKeyDirectoryTag, keys).unwrap();
    tags.write_tag(Tag::GdalNodata, nodata).unwrap();
    image.write_data(heights).unwrap();
    bytes.into_inner()
}

const DEGREES: [u16; 12] = [1, 1, 0, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326];

fn at(longitude: f64, latitude: f64) -> Point {
    Point::new(longitude, latitude).unwrap()
}

#[test]
fn heights_are_at_the_middle_of_cells_and_mixed_between() {
    let terrain = Elevation::read(&geotiff(3, &[0, 10, 20, 30, 40, -99], &DEGREES, "-99")).unwrap();
    let near = |a: Option<f64>, b: f64| a.is_some_and(|a| (a - b).abs() < 1e-6);
    assert!(near(terrain.at(at(119.9005, 28.5995)), 0.0));
    assert!(near(terrain.at(at(119.9015, 28.5995)), 10.0));
    assert!(near(terrain.at(at(119.9010, 28.5990)), 20.0));
    assert_eq!(terrain.at(at(119.9020, 28.5990)), None, "beside a cell without a height");
    assert_eq!(terrain.at(at(119.8999, 28.5995)), None, "outside");
    assert_eq!(terrain.at(at(-70.0, 28.5995)), None);
    assert!((terrain.cell_metres(at(119.9, 28.6)) - 111.19).abs() < 0.1);
}

#[test]
fn a_pixel_that_is_a_point_lies_at_its_tie() {
    let mut keys = DEGREES;
    keys[7] = 2;
    let terrain = Elevation::read(&geotiff(2, &[7, 7, 7, 9], &keys, "")).unwrap();
    assert_eq!(terrain.at(at(119.9, 28.6)), Some(7.0));
}

#[test]
fn what_is_no_terrain_is_refused_with_a_way_out() {
    let system = geotiff(1, &[1], &[1, 1, 0, 1, 3072, 0, 1, 32650], "");
    let message = |bytes: &[u8]| Elevation::read(bytes).unwrap_err().to_string();
    assert!(message(&system).contains("gdalwarp -t_srs EPSG:4326"));
    assert!(message(&geotiff(1, &[1], &[1, 1, 0, 0], "")).contains("geographic reference system"));
    assert!(message(b"II*\0").contains("cannot be read as GeoTIFF"));
    assert!(message(b"").contains("cannot be read as GeoTIFF"));
}

#[test]
fn speeds_are_those_of_tobler() {
    let near = |profile: Profile, slope: f64, share: f64| {
        assert!((share_of_speed(&profile, slope) - share).abs() < 5e-4, "{profile:?} {slope}");
    };
    // 6 exp(-3.5 |s + 0.05|) over 6 exp(-3.5 * 0.05): by hand.
    for (slope, share) in [(0.0, 1.0), (-0.05, 1.1912), (-0.1, 1.0), (0.1, 0.7047), (0.2, 0.4966)] {
        near(Profile::walk(), slope, share);
        near(Profile::senior(), slope, share);
        near(Profile::car(), slope, 1.0);
    }
    near(Profile::wheelchair(), 0.1, 0.4966);
    near(Profile::wheelchair(), -0.1, 0.4966);
    near(Profile::wheelchair(), 0.2, 0.0);
    near(Profile::walk(), 9.0, share_of_speed(&Profile::walk(), 0.5));
}

#[test]
fn up_an_even_hill_and_down_again() {
    // 10 % to the east: 0.001° there are 97.63 m, so 9.763 m a cell; 10 m in whole metres is 10.243 %.
    let hill: Vec<i16> = (0..20).flat_map(|_| (0..20).map(|column| column * 10)).collect();
    let terrain = Elevation::read(&geotiff(20, &hill, &DEGREES, "")).unwrap();
    let (foot, top) = (at(119.905, 28.59), at(119.915, 28.59));
    let length = foot.distance(top).0;
    let slope = 100.0 / length;
    let [up, down] = level_lengths(&Profile::walk(), &terrain, foot, top);
    assert!((up - length / share_of_speed(&Profile::walk(), slope)).abs() < 0.1, "{up}");
    assert!((down - length / share_of_speed(&Profile::walk(), -slope)).abs() < 0.1, "{down}");
    let [outside, _] = level_lengths(&Profile::walk(), &terrain, at(10.0, 10.0), at(10.001, 10.0));
    assert_eq!(outside, at(10.0, 10.0).distance(at(10.001, 10.0)).0);
    // A stretch of 2 m takes the slope of the cell around it.
    let [short, _] = level_lengths(&Profile::walk(), &terrain, foot, at(119.90502, 28.59));
    let plain = foot.distance(at(119.90502, 28.59)).0;
    assert!((short / plain - 1.0 / share_of_speed(&Profile::walk(), slope)).abs() < 0.01);
}

proptest! {
    /// Bytes that were cut or changed give an error or a grid, never a panic.
    #[test]
    fn broken_terrain_never_panics(cut in 0usize..600, at in 0usize..600, byte in any::<u8>()) {
        let heights: Vec<i16> = (0..100).collect();
        let mut bytes = geotiff(10, &heights, &DEGREES, "-99");
        let (cut, at) = (cut % bytes.len(), at % bytes.len());
        let _ = Elevation::read(&bytes[..cut]);
        bytes[at] = byte;
        if let Ok(terrain) = Elevation::read(&bytes) {
            let _ = terrain.at(Point::new(119.905, 28.595).unwrap());
        }
    }
}
