//! Layers as rows and columns: CSV, and workbooks with a sheet for each.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::layer::{Feature, Layer, Value};

/// The longest name of a sheet.
const LONGEST: usize = 31;

/// A layer as CSV; places in the columns `lon` and `lat`.
pub(super) fn comma(layer: &Layer) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header(layer))?;
    for feature in &layer.features {
        let mut row = vec![feature.id.clone()];
        row.extend(feature.values.iter().map(Value::text));
        row.extend(place(layer, feature).iter().map(Value::text));
        writer.write_record(&row)?;
    }
    writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()).into())
}

/// Layers as a workbook.
pub(super) fn book(layers: &[Layer]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // No time of day: the same layers give the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let bold = Format::new().set_bold();
    for layer in layers {
        let sheet = book.add_worksheet().set_name(sheet_name(&layer.name))?;
        fill(sheet, layer, &bold)?;
    }
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, layer: &Layer, bold: &Format) -> Result<(), XlsxError> {
    for (column, name) in header(layer).into_iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, name, bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (row, feature) in layer.features.iter().enumerate() {
        let row = row as u32 + 1;
        sheet.write_string(row, 0, &feature.id)?;
        let place = place(layer, feature);
        for (column, value) in feature.values.iter().chain(&place).enumerate() {
            let column = column as u16 + 1;
            match (value, value.number()) {
                (Value::Word(word), _) => sheet.write_string(row, column, word)?,
                (_, Some(number)) => sheet.write_number(row, column, number)?,
                _ => continue,
            };
        }
    }
    Ok(())
}

fn header(layer: &Layer) -> Vec<&str> {
    let mut header = vec!["id"];
    header.extend(layer.fields.iter().map(|field| field.name.as_str()));
    if layer.has_shapes() {
        header.extend(["lon", "lat"]);
    }
    header
}

/// Longitude and latitude of a feature, if its layer has places.
fn place(layer: &Layer, feature: &Feature) -> Vec<Value> {
    if !layer.has_shapes() {
        return Vec::new();
    }
    match feature.shape.as_ref().and_then(crate::tables::Shape::place) {
        Some(place) => place.map(Value::Number).to_vec(),
        None => vec![Value::Nothing, Value::Nothing],
    }
}

/// A name that a sheet may have.
fn sheet_name(name: &str) -> String {
    let allowed = |c: char| if "[]:*?/\\'".contains(c) { '_' } else { c };
    name.chars().map(allowed).take(LONGEST).collect()
}
