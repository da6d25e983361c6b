//! The service points of villages and townships as a sheet: a line for each place of the county, what
//! is known of its point beside it; and back as a draft of the file that says so, in which everything
//! else stays as somebody wrote it.

use axum::extract::State;
use basis::division::{Division, Level};
use basis::{DivisionCode, Outcome, Stop, Text};
use catalogue::model::ServicePoint;
use catalogue::yaml::{self, Node};
use identity::{Actor, Right, may};
use serde_json::{Value as Json, json};
use web::{Frame, PageResult};

use super::entries::drafted;
use super::{About, Arrived, Judged, blank};
use crate::Manage;
use crate::table::{CellError, Line};
use crate::upload::Upload;

/// The file of the service points.
const PATH: &str = "service-points.yaml";
/// What it is where nothing is filled in.
const EMPTY: &str = "points: []\n";
const TAB: &str = "便民服务点";
const HEADS: [&str; 9] =
    ["编码", "地方", "服务点", "地址", "电话", "开门时间", "经度", "纬度", "资料来源"];
/// The column of degrees east; that of degrees north follows.
const LON: usize = 6;
/// That of degrees north.
const LAT: usize = 7;

const ABOUT: About = About {
    right: &Right::Publish,
    tab: TAB,
    heads: &HEADS,
    title: "manage.points.in",
    take: "manage.list-in.take",
    then: "manage.sheet-in.draft-then",
    back: "/manage/matters",
    action: "/manage/points/import",
    sheet: "/manage/points.xlsx",
};

/// A place of the county: its code and its name with what it lies in.
type Known = (String, String);

/// GET /manage/points.xlsx
pub(crate) async fn export(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish)?;
    let text = manage.points_text().await?;
    ABOUT.out(&frame, "points", rows(&text, &manage.places()))
}

/// GET /manage/points/import
pub(crate) async fn import_page(frame: Frame, actor: Actor) -> PageResult {
    blank(frame, &actor, &ABOUT)
}

/// POST /manage/points/import: says what the sheet changes; begins a draft where that was asked and
/// nothing is wrong.
pub(crate) async fn take_in(State(manage): State<Manage>, upload: Upload) -> PageResult {
    let arrived = Arrived::read(upload, &ABOUT).await?;
    let (text, places) = (manage.points_text().await?, manage.places());
    let made = match arrived.made(|lines| Ok(judge(&text, &places, lines))) {
        Ok(made) => made,
        Err(answer) => return Ok(answer),
    };
    drafted(&manage, &arrived, PATH, made).await
}

impl Manage {
    /// The newest text of the file; an empty one where the folder has none.
    async fn points_text(&self) -> Outcome<String> {
        match self.newest_text(PATH).await {
            Err(Stop::Refused(_)) => Ok(EMPTY.to_owned()),
            other => other,
        }
    }

    /// Every township, village and community of the county today, each village after its township.
    fn places(&self) -> Vec<Known> {
        let today = self.app.ambient.now().date();
        let Ok(county) = DivisionCode::parse(self.county()) else { return Vec::new() };
        let below = |code: &DivisionCode, level: Level| -> Vec<&Division> {
            let below = self.divisions.children(code, today).into_iter();
            below.filter(|one| one.code.level() == level).collect()
        };
        let mut places = Vec::new();
        for town in below(&county, Level::Township) {
            places.push((town.code.to_string(), town.name.clone()));
            for village in below(&town.code, Level::Village) {
                let name = format!("{} · {}", town.name, village.name);
                places.push((village.code.to_string(), name));
            }
        }
        places
    }
}

/// The points of a file; none where it cannot be read, which the check of the catalogue tells.
fn points(text: &str) -> Vec<ServicePoint> {
    let read = |node: &Node| yaml::decode::<ServicePoint>(node).ok();
    listed(text).1.iter().filter_map(read).collect()
}

/// The key under which the list of a file stands, if any, and its entries.
fn listed(text: &str) -> (Option<String>, Vec<Node>) {
    let Ok(root) = yaml::parse(text, 0) else { return (None, Vec::new()) };
    match root.entries() {
        [only] => (Some(only.key.clone()), only.node.items().to_vec()),
        _ => (None, root.items().to_vec()),
    }
}

/// The text of a file with its list as it is to be: what did not change stays as somebody wrote it, or
/// all of it is written anew where that cannot be done.
fn written(text: &str, key: Option<&str>, list: &Json) -> String {
    let path: Vec<&str> = key.into_iter().collect();
    yaml::amend(text, &path, list).unwrap_or_else(|| yaml::to_yaml(&json!({ "points": list })))
}

/// The division of an entry.
fn division(entry: &Json) -> &str {
    entry.get("division").and_then(Json::as_str).unwrap_or_default()
}

/// Puts a point in the place of the one of the same division, or before those of greater codes.
fn put(list: &mut Vec<Json>, point: &ServicePoint) {
    let entry = json!(point);
    match list.iter().position(|one| division(one) == point.division) {
        Some(at) => list[at] = entry,
        None => {
            let next = list.iter().position(|one| division(one) > point.division.as_str());
            list.insert(next.unwrap_or(list.len()), entry);
        }
    }
}

/// The rows of the sheet: every place of the county, filled in or not.
pub(crate) fn rows(text: &str, places: &[Known]) -> Vec<Vec<String>> {
    let points = points(text);
    let row = |(code, name): &Known| {
        let point = points.iter().find(|point| point.division == *code);
        let cells = point.map(cells).unwrap_or_default();
        [code.clone(), name.clone()].into_iter().chain(cells).collect()
    };
    places.iter().map(row).collect()
}

/// The cells of a point, from the third column on.
fn cells(point: &ServicePoint) -> [String; 7] {
    let degrees = |degrees: Option<f64>| degrees.map(|one| one.to_string()).unwrap_or_default();
    [
        point.name.clone(),
        point.address.clone(),
        point.phone.clone(),
        point.hours.clone(),
        degrees(point.lon),
        degrees(point.lat),
        point.source.clone(),
    ]
}

/// What the lines say of the county's places. A place without a line keeps what it has; one of another
/// county does too.
pub(crate) fn judge(text: &str, places: &[Known], lines: &[Line]) -> Judged<String> {
    let (key, entries) = listed(text);
    let before = points(text);
    let mut judged = Judged { errors: Vec::new(), changes: Vec::new(), made: text.to_owned() };
    let mut after: Vec<Json> = entries.iter().map(Node::json).collect();
    let mut seen: Vec<&str> = Vec::new();
    for line in lines {
        let code = line.cells[0].as_str();
        let wrong = |column: usize, why: Text| CellError::new(&HEADS, (line.row, column), why);
        if seen.contains(&code) {
            judged.errors.push(wrong(0, twice(code)));
            continue;
        }
        seen.push(code);
        let Some((_, name)) = places.iter().find(|(known, _)| known == code) else {
            judged.errors.push(wrong(0, no_place(code)));
            continue;
        };
        let was = before.iter().find(|point| point.division == code);
        let old = was.map(cells).unwrap_or_default();
        match point(line, was) {
            Ok(new) => {
                let is = new.as_ref().map(cells).unwrap_or_default();
                note(&mut judged, name, &old, &is);
                match new {
                    Some(_) if old == is => {}
                    Some(new) => put(&mut after, &new),
                    None => after.retain(|one| division(one) != code),
                }
            }
            Err((column, why)) => judged.errors.push(wrong(column, why)),
        }
    }
    if judged.errors.is_empty() && !judged.changes.is_empty() {
        judged.made = written(text, key.as_deref(), &Json::Array(after));
    }
    judged
}

/// What differs of a point, cell by cell.
fn note(judged: &mut Judged<String>, name: &str, old: &[String; 7], new: &[String; 7]) {
    for (at, (was, is)) in old.iter().zip(new).enumerate() {
        if was != is {
            let what = format!("{name} · {}", HEADS[at + 2]);
            judged.changes.push([what, was.clone(), is.clone()]);
        }
    }
}

/// The point of a line; none where nothing is filled in.
fn point(line: &Line, was: Option<&ServicePoint>) -> Result<Option<ServicePoint>, (usize, Text)> {
    let cell = |column: usize| line.cells[column].trim().to_owned();
    if line.cells[2..].iter().all(|cell| cell.trim().is_empty()) {
        return Ok(None);
    }
    let degrees = |column: usize| match cell(column) {
        empty if empty.is_empty() => Ok(None),
        typed => typed.parse::<f64>().map(Some).map_err(|_| (column, no_degrees(&typed))),
    };
    let (lon, lat) = (degrees(LON)?, degrees(LAT)?);
    match (lon, lat) {
        (Some(_), None) => return Err((LAT, both())),
        (None, Some(_)) => return Err((LON, both())),
        (Some(lon), Some(lat)) if !ServicePoint::is_possible((lon, lat)) => {
            return Err((LON, elsewhere()));
        }
        _ => {}
    }
    // What was made up stays so until somebody says where it is.
    let synthetic = was.is_some_and(|was| was.synthetic && (was.lon, was.lat) == (lon, lat));
    Ok(Some(ServicePoint {
        division: cell(0),
        name: cell(2),
        address: cell(3),
        phone: cell(4),
        hours: cell(5),
        lon,
        lat,
        source: cell(8),
        synthetic,
    }))
}

fn twice(code: &str) -> Text {
    Text::new(
        format!("“{code}”写了两行，请删去一行"),
        format!("“{code}” stands twice; take one line away"),
    )
}

fn no_place(code: &str) -> Text {
    Text::new(
        format!("“{code}”不是本县现在的乡镇或者村；请用下载的表格填写"),
        format!(
            "“{code}” is no township or village of this county today; use the sheet that can be downloaded"
        ),
    )
}

fn no_degrees(typed: &str) -> Text {
    Text::new(
        format!("“{typed}”不是度数，写成 119.17234 这样"),
        format!("“{typed}” is no number of degrees; write it as 119.17234"),
    )
}

fn both() -> Text {
    Text::new("经度和纬度要一起填", "fill in both longitude and latitude")
}

fn elsewhere() -> Text {
    Text::new(
        "这个位置不在中国；经度和纬度可能填反了，经度约 73 到 136，纬度约 3 到 54",
        "this is not in China; longitude (73 to 136) and latitude (3 to 54) may have changed places",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Vec<Known> {
        let place = |code: &str, name: &str| (code.to_owned(), name.to_owned());
        vec![place("330825101", "湖镇镇"), place("330825101200", "湖镇镇 · 文林村")]
    }

    fn line(row: u32, cells: [&str; 9]) -> Line {
        Line { row, cells: cells.map(str::to_owned).to_vec() }
    }

    const VILLAGE: [&str; 9] = [
        "330825101200",
        "湖镇镇 · 文林村",
        "文林村便民服务点",
        "村委会一楼",
        "",
        "",
        "119.25",
        "29.05",
        "县里核对",
    ];

    #[test]
    fn a_filled_line_becomes_a_point_and_comes_out_again() {
        let judged = judge(EMPTY, &places(), &[line(2, VILLAGE)]);
        assert_eq!(judged.errors, Vec::new());
        assert_eq!(judged.changes.len(), 5, "{:?}", judged.changes);
        let rows = rows(&judged.made, &places());
        assert_eq!(rows[1], VILLAGE);
        assert!(rows[0][2..].iter().all(String::is_empty), "{rows:?}");
        let same = judge(&judged.made, &places(), &[line(2, VILLAGE)]);
        assert!(same.changes.is_empty() && same.made == judged.made);
        let cleared = [VILLAGE[0], VILLAGE[1], "", "", "", "", "", "", ""];
        let gone = judge(&judged.made, &places(), &[line(2, cleared)]);
        assert_eq!((gone.changes.len(), points(&gone.made)), (5, Vec::new()));
    }

    #[test]
    fn what_the_sheet_does_not_change_stays_as_it_was_written() {
        let file = "\
# checked by the county
points:
  # the town
  - {division: \"330825101\", name: 湖镇镇服务点, lon: 119, lat: 29} # by hand
  # of another county
  - division: \"330826\"
    name: 别处
";
        let judged = judge(file, &places(), &[line(2, VILLAGE)]);
        let (town, other) = file.split_once("  # of another").unwrap();
        let made = &judged.made;
        assert!(made.starts_with(town), "{made}");
        assert!(made.ends_with(&format!("  # of another{other}")), "{made}");
        assert_eq!(rows(made, &places())[1], VILLAGE);
        let town = ["330825101", "湖镇镇", "镇上", "", "", "", "119", "29", ""];
        let renamed = judge(file, &places(), &[line(2, town)]).made;
        assert!(renamed.contains("# by hand") && renamed.contains("name: 镇上"), "{renamed}");
        assert_eq!(renamed.lines().count(), file.lines().count());
        let cleared = ["330825101", "湖镇镇", "", "", "", "", "", "", ""];
        let gone = judge(file, &places(), &[line(2, cleared)]).made;
        assert!(!gone.contains("the town") && gone.contains("# checked by the county"), "{gone}");
    }

    #[test]
    fn a_position_that_cannot_be_is_named_by_its_cell() {
        let check = |column: usize, cell: &str, expected: &str| {
            let mut line = line(3, VILLAGE);
            line.cells[column] = cell.to_owned();
            let errors = judge(EMPTY, &places(), &[line]).errors;
            let found: Vec<String> = errors.iter().map(CellError::cell).collect();
            assert_eq!(found, [expected], "{cell}");
        };
        check(0, "330825999", "A3（编码）");
        check(LON, "东经119度", "G3（经度）");
        check(LON, "", "G3（经度）");
        check(LAT, "", "H3（纬度）");
        check(LON, "29.05", "G3（经度）");
        check(LAT, "119.25", "G3（经度）");
    }
}
