//! Zones and facilities as points, brought to WGS 84.

use std::path::Path;

use network::Point;
use network::geo::Datum;

use super::{Ids, Wanted, read};
use crate::host::Host;
use crate::{PlannerError, store};

/// Which datum a table's degrees are in, as the option `--crs` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Datums {
    /// WGS 84, as GPS and OpenStreetMap have it.
    #[default]
    Wgs84,
    /// 国家大地坐标系 2000: taken for WGS 84, right to 1.5 m.
    Cgcs2000,
    /// 火星坐标系 of Chinese web maps: its shift is undone, right to 1 m.
    Gcj02,
}

impl From<Datums> for Datum {
    fn from(datums: Datums) -> Self {
        match datums {
            Datums::Wgs84 => Self::Wgs84,
            Datums::Cgcs2000 => Self::Cgcs2000,
            Datums::Gcj02 => Self::Gcj02,
        }
    }
}

/// Points with their ids.
#[derive(Clone, Debug)]
pub struct Points {
    /// The ids.
    pub ids: Ids,
    /// Where they are, in the same order.
    pub points: Vec<Point>,
}

impl Points {
    /// Reads points; `columns` are id, longitude and latitude, `asked` is what `--crs` says of the
    /// degrees. Without it a dataset of the store is what it was imported as, and a file WGS 84.
    ///
    /// # Errors
    /// The first row that is no place or whose id stands twice; no row at all; another `--crs` than
    /// the dataset was imported with.
    pub fn read(
        input: &Path,
        columns: [&str; 3],
        asked: Option<Datums>,
        host: &dyn Host,
    ) -> Result<Self, PlannerError> {
        let datum = datum_of(input, asked)?;
        let mut found = Self { ids: Ids::default(), points: Vec::new() };
        let wanted = Wanted { columns: &columns, option: "--point-cols" };
        let table = read(input, wanted, &mut |record| {
            let degrees = |n: usize| {
                let number = record.number(n)?;
                number.ok_or_else(|| record.refuse(n, "the cell is empty; fill in degrees"))
            };
            let (longitude, latitude) = (degrees(1)?, degrees(2)?);
            let point = datum.to_wgs84(longitude, latitude).map_err(|error| {
                let n = if (-180.0..=180.0).contains(&longitude) { 2 } else { 1 };
                record.refuse(n, error.to_string())
            })?;
            found.ids.add(record, 0)?;
            found.points.push(point);
            Ok(())
        })?;
        if found.points.is_empty() {
            return Err(PlannerError::format(input, "the table has no rows"));
        }
        let datum = if datum == Datum::Wgs84 { table.datum.unwrap_or(datum) } else { datum };
        tell(input, datum, host);
        Ok(found)
    }
}

/// What the degrees of a table are: as asked, or as its dataset was imported, or WGS 84.
///
/// # Errors
/// Asked for another datum than the dataset was imported with.
pub(crate) fn datum_of(input: &Path, asked: Option<Datums>) -> Result<Datum, PlannerError> {
    let dataset = store::kept(input);
    let known = dataset.as_ref().and_then(|dataset| Datum::parse(&dataset.crs).ok());
    match (asked.map(Datum::from), known, dataset) {
        (Some(asked), Some(known), Some(dataset)) if asked != known => {
            let what = format!(
                "dataset {} was imported as {}; leave --crs out, or import it again",
                dataset.name, dataset.crs
            );
            Err(PlannerError::option("--crs", what))
        }
        (asked, known, _) => Ok(asked.or(known).unwrap_or_default()),
    }
}

/// Tells how far off places may be that were brought to WGS 84.
pub(crate) fn tell(input: &Path, datum: Datum, host: &dyn Host) {
    if datum != Datum::Wgs84 {
        let (file, metres) = (input.display(), datum.accuracy_metres());
        host.notice(&format!("{file}: {datum} taken to WGS 84, right to {metres} m"));
    }
}
