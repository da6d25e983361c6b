//! GeoParquet 1.1: the columns of a table, and the geometries as well-known binary.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use serde_json::json;

use super::layer::{Feature, FieldKind, Layer, Value};
use super::wkb;
use crate::tables::Shape;

/// The file in memory, in one row group.
pub(super) fn encode(layer: &Layer) -> Result<Vec<u8>> {
    let mut properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
    if layer.has_shapes() {
        let geo = KeyValue::new("geo".to_owned(), metadata(layer).to_string());
        properties = properties.set_key_value_metadata(Some(vec![geo]));
    }
    let mut bytes = Vec::new();
    let schema = schema(layer)?;
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties.build()))?;
    let mut group = file.next_row_group()?;
    let mut at = 0;
    while let Some(mut column) = group.next_column()? {
        write(column.untyped(), layer, at)?;
        column.close()?;
        at += 1;
    }
    group.close()?;
    file.close()?;
    Ok(bytes)
}

/// What readers must know of the geometries; without a reference system they are degrees of WGS 84.
fn metadata(layer: &Layer) -> serde_json::Value {
    let kind = |shape: &Shape| match shape {
        Shape::Points(points) if points.len() == 1 => "Point",
        Shape::Points(_) => "MultiPoint",
        Shape::Areas(_) => "MultiPolygon",
    };
    let mut kinds: Vec<&str> =
        layer.features.iter().filter_map(|feature| feature.shape.as_ref()).map(kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    json!({
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": { "geometry": {
            "encoding": "WKB",
            "geometry_types": kinds,
            "bbox": layer.bounds(),
        } },
    })
}

fn schema(layer: &Layer) -> Result<TypePtr> {
    let column = |name: &str, kind: FieldKind, repetition: Repetition| {
        let physical = match kind {
            FieldKind::Word => Physical::BYTE_ARRAY,
            FieldKind::Number => Physical::DOUBLE,
            FieldKind::Whole => Physical::INT64,
        };
        let words = (kind == FieldKind::Word).then_some(LogicalType::String);
        let column = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        column.with_logical_type(words).build().map(Arc::new)
    };
    let mut fields = vec![column("id", FieldKind::Word, Repetition::REQUIRED)?];
    for field in &layer.fields {
        fields.push(column(&field.name, field.kind, Repetition::OPTIONAL)?);
    }
    if layer.has_shapes() {
        let geometry = Type::primitive_type_builder("geometry", Physical::BYTE_ARRAY);
        fields.push(Arc::new(geometry.with_repetition(Repetition::OPTIONAL).build()?));
    }
    Type::group_type_builder("schema").with_fields(fields).build().map(Arc::new)
}

/// Writes a column: the id, the fields, then the geometry.
fn write(column: &mut ColumnWriter<'_>, layer: &Layer, at: usize) -> Result<()> {
    let features = &layer.features;
    if at == 0 {
        let ids: Vec<ByteArray> =
            features.iter().map(|feature| ByteArray::from(feature.id.as_str())).collect();
        return match column {
            ColumnWriter::ByteArrayColumnWriter(writer) => {
                writer.write_batch(&ids, None, None).map(|_| ())
            }
            _ => Err(ParquetError::General("the ids are no words".to_owned())),
        };
    }
    let value = |feature: &Feature| feature.values.get(at - 1).cloned();
    match column {
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let is_geometry = at > layer.fields.len();
            let cell = |feature: &Feature| match is_geometry {
                true => feature.shape.as_ref().map(|shape| ByteArray::from(wkb::bytes(shape))),
                false => value(feature)
                    .filter(|value| *value != Value::Nothing)
                    .map(|value| ByteArray::from(value.text().as_str())),
            };
            let (values, there) = split(features.iter().map(cell));
            writer.write_batch(&values, Some(&there), None).map(|_| ())
        }
        ColumnWriter::DoubleColumnWriter(writer) => {
            let cells = features.iter().map(|f| value(f).and_then(|value| value.number()));
            let (values, there) = split(cells);
            writer.write_batch(&values, Some(&there), None).map(|_| ())
        }
        ColumnWriter::Int64ColumnWriter(writer) => {
            let cells = features.iter().map(|feature| match value(feature) {
                Some(Value::Whole(number)) => Some(number),
                _ => None,
            });
            let (values, there) = split(cells);
            writer.write_batch(&values, Some(&there), None).map(|_| ())
        }
        _ => Err(ParquetError::General("a column of an unknown kind".to_owned())),
    }
}

/// The values that are there, and for each row whether one is.
fn split<T>(cells: impl Iterator<Item = Option<T>>) -> (Vec<T>, Vec<i16>) {
    let (mut values, mut there) = (Vec::new(), Vec::new());
    for cell in cells {
        there.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    (values, there)
}
