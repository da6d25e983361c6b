//! Service points that nobody has been to: made up and labelled so, for a demo to have a map to show
//! where the county has not filled in its own.

use basis::division::Level;
use basis::{Date, DivisionCode, Divisions};
use catalogue::model::ServicePoint;
use catalogue::{Catalogue, SourceFile, yaml};
use serde_json::json;

/// The file that they would stand in.
const PATH: &str = "service-points.yaml";
/// Somewhere in Zhejiang: degrees east and north.
const MIDDLE: (f64, f64) = (119.17, 29.03);
/// From the middle to the outermost township, in degrees of latitude.
const RADIUS: f64 = 0.2;
/// The golden angle: turned by it, points never stand in one another's way.
const TURN: f64 = 2.399_963_229_728_653;

/// Puts made-up points into a catalogue that has none, and into its files.
pub fn make_up(
    catalogue: &mut Catalogue,
    files: &mut Vec<SourceFile>,
    (divisions, county, today): (&Divisions, &str, Date),
) {
    if !catalogue.service_points.is_empty() {
        return;
    }
    let points = points(divisions, county, today);
    let text = yaml::to_yaml(&json!({ "points": points }));
    files.retain(|file| file.path != PATH);
    files.push(SourceFile { path: PATH.to_owned(), text });
    let by_code = points.into_iter().map(|point| (point.division.clone(), point));
    catalogue.service_points = by_code.collect();
}

/// A point for each village and community: townships around the middle, their villages around them.
fn points(divisions: &Divisions, county: &str, today: Date) -> Vec<ServicePoint> {
    let Ok(county) = DivisionCode::parse(county) else { return Vec::new() };
    let below = |code: &DivisionCode, level: Level| {
        let below = divisions.children(code, today).into_iter();
        below.filter(|one| one.code.level() == level).collect::<Vec<_>>()
    };
    let towns = below(&county, Level::Township);
    let mut points = Vec::new();
    for (at, town) in towns.iter().enumerate() {
        let middle = around(MIDDLE, RADIUS, (at, towns.len()));
        let villages = below(&town.code, Level::Village);
        let reach = 0.7 * RADIUS / (towns.len() as f64).sqrt();
        for (at, village) in villages.iter().enumerate() {
            let (lon, lat) = around(middle, reach, (at, villages.len()));
            points.push(ServicePoint {
                division: village.code.to_string(),
                name: format!("{}便民服务点（演示）", village.name),
                hours: "周一到周五 9:00 到 17:00（演示）".to_owned(),
                lon: Some(short(lon)),
                lat: Some(short(lat)),
                source: "演示数据，位置和时间都是编的".to_owned(),
                synthetic: true,
                ..ServicePoint::default()
            });
        }
    }
    points
}

/// The place of one of many that stand evenly around a middle.
fn around((lon, lat): (f64, f64), radius: f64, (at, all): (usize, usize)) -> (f64, f64) {
    let far = radius * ((at as f64 + 0.5) / all as f64).sqrt();
    let (up, across) = (at as f64 * TURN).sin_cos();
    (lon + far * across / lat.to_radians().cos(), lat + far * up)
}

/// Five digits: a metre.
fn short(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn what_is_made_up_says_so_and_stands_nowhere_twice() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        let divisions = crate::house::divisions(&data).unwrap();
        let today = "2026-11-23".parse().unwrap();
        let mut files = catalogue::read_folder(&data.join("catalogue")).unwrap();
        let many = files.len();
        let mut made = Catalogue::default();
        make_up(&mut made, &mut files, (&divisions, "330825", today));
        let points: Vec<_> = made.service_points.values().collect();
        assert!(points.len() > 200 && points.iter().all(|point| point.synthetic));
        let mut places: Vec<_> = points.iter().filter_map(|point| point.position()).collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        places.dedup();
        assert_eq!(places.len(), points.len());
        assert_eq!(files.len(), many, "the empty file is replaced");
        let known = catalogue::known(&divisions, today);
        let settings = catalogue::Settings { on: today, division: Some(&known) };
        let checked = catalogue::check_files(&files, &settings);
        assert_eq!(checked.catalogue.service_points, made.service_points, "read as written");
        let before = files.clone();
        make_up(&mut made, &mut files, (&divisions, "330825", today));
        assert_eq!(files.len(), before.len(), "what is there stays");
    }
}
