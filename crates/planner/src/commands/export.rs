//! `plan export`: zones, facilities or results with their places, in the format that others read.

use std::path::{Path, PathBuf};

use clap::Args;
use network::geo::{Datum, DatumError};
use serde_json::json;

use super::travel::word;
use crate::host::{Answer, Host, go_on, stage};
use crate::out::{Feature, Field, FieldKind, Layer, Provenance, Value, apart, publish_layers};
use crate::tables::{Datums, Ids, Place, Points, Shape, Wanted, datum_of, read, shapes, tell};
use crate::{PlannerError, store};

/// Options of `plan export`.
#[derive(Args, Clone, Debug)]
pub struct ExportArgs {
    /// Zones or facilities; areas stay areas where the format has them.
    #[arg(long = "in", value_name = "Z.geojson")]
    pub input: PathBuf,
    /// Its columns: the id first, then what is to be written.
    #[arg(long, value_name = "ID,COLUMN,..", value_delimiter = ',', default_value = "id")]
    pub in_cols: Vec<String>,
    /// Columns with longitude and latitude, in formats without geometries.
    #[arg(long, value_name = "LON,LAT", default_value = "lon,lat")]
    pub place_cols: crate::names::Names<2>,
    /// A result whose columns are added by the id, such as what `plan access` wrote.
    #[arg(long, value_name = "R.csv")]
    pub join: Option<PathBuf>,
    /// Its columns: the id first.
    #[arg(long, value_name = "ID,COLUMN,..", value_delimiter = ',', default_value = "id,value")]
    pub join_cols: Vec<String>,
    /// What the degrees are; without it what a dataset was imported as, and WGS 84, in which they
    /// are written.
    #[arg(long, value_enum)]
    pub crs: Option<Datums>,
    /// What the layer is called.
    #[arg(long, value_name = "NAME", default_value = "zones")]
    pub layer: String,
    /// Where to write: .geojson, .gpkg, .parquet, .csv or .xlsx.
    #[arg(long, value_name = "F.gpkg")]
    pub out: PathBuf,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// Carries out `plan export`.
pub(crate) fn run(args: &ExportArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    let input = store::resolve(&args.store, &args.input)?;
    let join = args.join.as_ref().map(|path| store::resolve(&args.store, path)).transpose()?;
    let mut files: Vec<(&'static str, &Path)> = vec![("--in", &input)];
    files.extend(join.as_deref().map(|path| ("--join", path)));
    let settings = json!({
        "in_cols": args.in_cols,
        "join_cols": join.as_ref().map(|_| &args.join_cols),
        "layer": args.layer,
        "crs": args.crs.map(word),
    });
    apart(&[("--out", args.out.as_path())], &files)?;
    let provenance = Provenance::new("plan export", settings, &files)?;
    stage(host, "reading")?;
    let table = Table::read(&input, &args.in_cols, "--in-cols")?;
    let places = places(args, &input, host)?;
    let joined = match &join {
        Some(path) => Some(Table::read(path, &args.join_cols, "--join-cols")?),
        None => None,
    };
    if let Some(joined) = &joined {
        let unknown = joined.ids.iter().filter(|id| table.ids.find(id).is_none()).count();
        if unknown > 0 {
            host.notice(&format!(
                "--join: {unknown} rows are left out because --in has no such id"
            ));
        }
    }
    go_on(host)?;
    let layer = layer(&args.layer, &table, joined.as_ref(), places);
    let (rows, out) = (layer.features.len(), args.out.display().to_string());
    let digest = publish_layers(&args.out, &[layer], &provenance)?;
    let words = format!("{rows} rows, in {out}");
    Ok(Answer { value: json!({ "rows": rows, "out": out, "sha256": digest }), words })
}

/// Ids with words in columns.
struct Table {
    ids: Ids,
    names: Vec<String>,
    columns: Vec<Vec<String>>,
}

impl Table {
    fn read(input: &Path, names: &[String], option: &'static str) -> Result<Self, PlannerError> {
        let columns: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut table = Self {
            ids: Ids::default(),
            names: names.iter().skip(1).cloned().collect(),
            columns: vec![Vec::new(); names.len().saturating_sub(1)],
        };
        read(input, Wanted { columns: &columns, option }, &mut |record| {
            table.ids.add(record, 0)?;
            for (n, column) in table.columns.iter_mut().enumerate() {
                column.push(record.cell(n + 1).word().unwrap_or_default().into_owned());
            }
            Ok(())
        })?;
        if table.ids.is_empty() {
            return Err(PlannerError::format(input, "the table has no rows"));
        }
        Ok(table)
    }
}

/// The place of each row; none in a table without any.
fn places(
    args: &ExportArgs,
    input: &Path,
    host: &dyn Host,
) -> Result<Vec<Option<Shape>>, PlannerError> {
    if let Some(mut shapes) = shapes(input)? {
        let datum = datum_of(input, args.crs)?;
        for (shape, row) in shapes.iter_mut().zip(1..) {
            shape.each_point(&mut |point| moved(point, datum)).map_err(|error| {
                let place = Place { file: input.display().to_string(), row, line: None };
                PlannerError::Row { place, what: error.to_string() }
            })?;
        }
        tell(input, datum, host);
        return Ok(shapes.into_iter().map(Some).collect());
    }
    let [lon, lat] = args.place_cols.each();
    let columns = [args.in_cols.first().map_or("id", String::as_str), lon, lat];
    match Points::read(input, columns, args.crs, host) {
        Ok(points) => {
            let shape = |point: &network::Point| {
                Some(Shape::Points(vec![[point.longitude(), point.latitude()]]))
            };
            Ok(points.points.iter().map(shape).collect())
        }
        Err(PlannerError::Column { .. }) => {
            host.notice("--in has no places; a plain table is written");
            Ok(Vec::new())
        }
        Err(other) => Err(other),
    }
}

/// Brings one place to WGS 84.
fn moved(point: &mut [f64; 2], datum: Datum) -> Result<(), DatumError> {
    let [longitude, latitude] = *point;
    if datum == Datum::Gcj02 {
        let there = datum.to_wgs84(longitude, latitude)?;
        *point = [there.longitude(), there.latitude()];
    }
    Ok(())
}

fn layer(
    name: &str,
    table: &Table,
    joined: Option<&Table>,
    mut places: Vec<Option<Shape>>,
) -> Layer {
    let n_rows = table.ids.len();
    places.resize(n_rows, None);
    let mut columns: Vec<(&String, Vec<String>)> =
        table.names.iter().zip(table.columns.iter().cloned()).collect();
    if let Some(joined) = joined {
        for (name, column) in joined.names.iter().zip(&joined.columns) {
            let cell = |id: &str| {
                joined.ids.find(id).map(|at| column[at as usize].clone()).unwrap_or_default()
            };
            columns.push((name, table.ids.iter().map(cell).collect()));
        }
    }
    let kinds: Vec<FieldKind> = columns.iter().map(|(_, column)| kind(column)).collect();
    let fields = columns.iter().zip(&kinds);
    let fields =
        fields.map(|((name, _), kind)| Field { name: (*name).clone(), kind: *kind }).collect();
    let features = places.into_iter().enumerate().map(|(row, shape)| Feature {
        id: table.ids.name(row).to_owned(),
        values: columns
            .iter()
            .zip(&kinds)
            .map(|((_, cells), kind)| value(&cells[row], *kind))
            .collect(),
        shape,
    });
    Layer { name: name.to_owned(), fields, features: features.collect() }
}

/// What all words of a column can be read as. A code with a leading zero is a word.
fn kind(column: &[String]) -> FieldKind {
    let given = || column.iter().filter(|word| !word.is_empty());
    let code = |word: &str| word.len() > 1 && word.starts_with('0') && !word.starts_with("0.");
    if given().next().is_none() || given().any(|word| code(word)) {
        return FieldKind::Word;
    }
    let exact = |word: &String| word.parse::<i64>().is_ok_and(|n| n.unsigned_abs() < 1 << 53);
    if given().all(exact) {
        return FieldKind::Whole;
    }
    let finite = |word: &String| word.parse::<f64>().is_ok_and(f64::is_finite);
    if given().all(finite) { FieldKind::Number } else { FieldKind::Word }
}

fn value(word: &str, kind: FieldKind) -> Value {
    match kind {
        _ if word.is_empty() => Value::Nothing,
        FieldKind::Word => Value::Word(word.to_owned()),
        FieldKind::Number => word.parse().map_or(Value::Nothing, Value::Number),
        FieldKind::Whole => word.parse().map_or(Value::Nothing, Value::Whole),
    }
}
