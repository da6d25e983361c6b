//! A dataset as a map needs it: ids, shapes, and every attribute as a column.

use std::collections::HashMap;
use std::path::Path;

use network::geo::Datum;
use planner::PlannerError;
use planner::store::Dataset;
use planner::tables::{self, Cell, Wanted};
use serde_json::Value;

use crate::geometry::{Bounds, Shape, areas};
use crate::grid::Grid;

/// Attributes of one name, one for each feature.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Values {
    /// Every one that is there is a number.
    Numbers(Vec<Option<f64>>),
    /// At least one is none; an empty word is nothing.
    Words(Vec<String>),
}

/// A column with its name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) values: Values,
}

/// Zones or facilities with their shapes.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    /// What was imported.
    pub(crate) dataset: Dataset,
    /// The ids, in the order of the file.
    pub(crate) ids: Vec<String>,
    /// What each is drawn as.
    pub(crate) shapes: Vec<Shape>,
    /// Every attribute, in the order of the file.
    pub(crate) columns: Vec<Column>,
    /// Where what is.
    pub(crate) grid: Grid,
    at: HashMap<String, u32>,
}

impl Layer {
    /// Reads the file of a dataset of zones or facilities.
    ///
    /// # Errors
    /// The file is not there any more or not what was imported.
    pub(crate) fn read(dataset: &Dataset, file: &Path) -> Result<Self, PlannerError> {
        let places = Places::of(dataset);
        let header = tables::header(file)?;
        let table = Table::read(file, &header, &[&places.longitude, &places.latitude])?;
        let name =
            |error: String| PlannerError::Format { file: file.display().to_string(), what: error };
        let ids = table.words(&header, &places.id).unwrap_or_else(|| numbered(table.rows));
        let points = table.places(places.datum).map_err(name)?;
        let shapes = match outlines(file, places.datum)? {
            Some(outlines) if outlines.len() == points.len() => {
                let both = outlines.into_iter().zip(points);
                both.map(|(areas, point)| areas.map_or(Shape::Point(point), Shape::Areas)).collect()
            }
            _ => points.into_iter().map(Shape::Point).collect(),
        };
        Ok(Self::new(dataset.clone(), ids, shapes, table.columns(&header)))
    }

    /// A layer of its parts.
    pub(crate) fn new(
        dataset: Dataset,
        ids: Vec<String>,
        shapes: Vec<Shape>,
        columns: Vec<Column>,
    ) -> Self {
        let frames: Vec<Bounds> = shapes.iter().map(Shape::frame).collect();
        let at = ids.iter().zip(0..).map(|(id, number)| (id.clone(), number)).collect();
        Self { dataset, ids, shapes, columns, grid: Grid::new(frames), at }
    }

    /// The position of an id.
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        self.at.get(id).copied()
    }

    /// The numbers of a column.
    pub(crate) fn numbers(&self, column: &str) -> Option<&[Option<f64>]> {
        let found = self.columns.iter().find(|one| one.name == column)?;
        match &found.values {
            Values::Numbers(numbers) => Some(numbers),
            Values::Words(_) => None,
        }
    }

    /// Columns with amounts, as the import named them: people first, then groups; capacity.
    pub(crate) fn amounts(&self) -> Vec<&str> {
        let amounts = self.dataset.about.get("amounts").and_then(Value::as_object);
        amounts.into_iter().flatten().map(|(name, _)| name.as_str()).collect()
    }

    /// The name of a feature where the data has one, else its id.
    pub(crate) fn name(&self, number: usize) -> &str {
        let named = self.columns.iter().find(|one| NAMES.contains(&one.name.as_str()));
        match named.map(|column| &column.values) {
            Some(Values::Words(words)) if !words[number].is_empty() => &words[number],
            _ => &self.ids[number],
        }
    }

    /// An attribute as JSON.
    pub(crate) fn attribute(column: &Column, number: usize) -> Value {
        match &column.values {
            Values::Numbers(numbers) => numbers[number].map_or(Value::Null, shortest),
            Values::Words(words) if words[number].is_empty() => Value::Null,
            Values::Words(words) => Value::from(words[number].as_str()),
        }
    }
}

/// What a column of names may be called.
const NAMES: [&str; 4] = ["name", "名称", "names", "区县"];

/// Whole numbers without a fraction, as people and GIS programs expect of counts.
pub(crate) fn shortest(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}

/// Which columns say where a row is.
struct Places {
    id: String,
    longitude: String,
    latitude: String,
    datum: Datum,
}

impl Places {
    /// As the import was told.
    fn of(dataset: &Dataset) -> Self {
        let column = |at: usize, usual: &str| {
            let named = dataset.about.get("point_columns").and_then(|all| all.get(at));
            named.and_then(Value::as_str).unwrap_or(usual).to_owned()
        };
        let datum = match dataset.crs.as_str() {
            "gcj02" => Datum::Gcj02,
            "cgcs2000" => Datum::Cgcs2000,
            _ => Datum::Wgs84,
        };
        Self { id: column(0, "id"), longitude: column(1, "lon"), latitude: column(2, "lat"), datum }
    }
}

/// Every cell of a file as words, and its places as numbers.
struct Table {
    rows: usize,
    words: Vec<Vec<String>>,
    places: Vec<[f64; 2]>,
}

impl Table {
    fn read(file: &Path, header: &[String], places: &[&str; 2]) -> Result<Self, PlannerError> {
        let columns: Vec<&str> =
            header.iter().map(String::as_str).chain(places.iter().copied()).collect();
        let wanted = Wanted { columns: &columns, option: "--point-cols" };
        let mut table = Self { rows: 0, words: vec![Vec::new(); header.len()], places: Vec::new() };
        tables::read(file, wanted, &mut |record| {
            for (n, column) in table.words.iter_mut().enumerate() {
                column
                    .push(record.cell(n).word().map(|word| word.into_owned()).unwrap_or_default());
            }
            let degrees = |n: usize| record.number(header.len() + n);
            table.places.push([degrees(0)?.unwrap_or(f64::NAN), degrees(1)?.unwrap_or(f64::NAN)]);
            table.rows += 1;
            Ok(())
        })?;
        Ok(table)
    }

    fn words(&self, header: &[String], name: &str) -> Option<Vec<String>> {
        let at = header.iter().position(|own| own == name)?;
        Some(self.words[at].clone())
    }

    fn places(&self, datum: Datum) -> Result<Vec<[f64; 2]>, String> {
        let place = |[longitude, latitude]: &[f64; 2]| {
            let point = datum.to_wgs84(*longitude, *latitude).map_err(|error| error.to_string())?;
            Ok([point.longitude(), point.latitude()])
        };
        self.places.iter().map(place).collect()
    }

    fn columns(self, header: &[String]) -> Vec<Column> {
        let columns = header.iter().zip(self.words);
        columns.map(|(name, words)| Column { name: name.clone(), values: values(words) }).collect()
    }
}

/// Numbers where every word that is there is one. An id with leading zeros stays a word.
pub(crate) fn values(words: Vec<String>) -> Values {
    let number = |word: &String| {
        let padded = word.len() > 1 && word.starts_with('0') && !word.starts_with("0.");
        if padded { None } else { Cell::Text(word.as_str().into()).number().ok() }
    };
    let numbers: Option<Vec<Option<f64>>> = words.iter().map(number).collect();
    match numbers {
        Some(numbers) if numbers.iter().any(Option::is_some) => {
            Values::Numbers(numbers.into_iter().map(|one| one.filter(|n| n.is_finite())).collect())
        }
        _ => Values::Words(words),
    }
}

fn numbered(rows: usize) -> Vec<String> {
    (1..=rows).map(|row| row.to_string()).collect()
}

/// Of each feature of a GeoJSON file its areas; `None` for other formats, whose areas stand as their
/// centre of gravity.
fn outlines(
    file: &Path,
    datum: Datum,
) -> Result<Option<Vec<Option<Vec<crate::geometry::Area>>>>, PlannerError> {
    let ending = file.extension().map(|ending| ending.to_ascii_lowercase());
    if !ending.is_some_and(|ending| ending == "geojson" || ending == "json") {
        return Ok(None);
    }
    let bytes = std::fs::read(file)
        .map_err(|why| PlannerError::File { file: file.display().to_string(), why })?;
    let whole: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let features = whole.get("features").and_then(Value::as_array);
    Ok(features.map(|features| {
        features.iter().map(|feature| areas(feature.get("geometry")?, datum)).collect()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_of_numbers_only_if_all_of_it_is() {
        let words = |all: &[&str]| values(all.iter().map(|word| (*word).to_owned()).collect());
        assert_eq!(words(&["1", "", "2.5"]), Values::Numbers(vec![Some(1.0), None, Some(2.5)]));
        assert_eq!(words(&["007", "1"]), Values::Words(vec!["007".into(), "1".into()]));
        assert_eq!(words(&["0.5"]), Values::Numbers(vec![Some(0.5)]));
        assert!(matches!(words(&["", ""]), Values::Words(_)));
        assert!(matches!(words(&["1", "none"]), Values::Words(_)));
        assert_eq!(shortest(3.0), serde_json::json!(3));
        assert_eq!(shortest(0.25), serde_json::json!(0.25));
    }
}
