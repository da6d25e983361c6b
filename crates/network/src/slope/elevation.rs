//! Terrain heights from a GeoTIFF in degrees.

use crate::geo::{Plane, Point};
use std::io::Cursor;
use thiserror::Error;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;

/// A grid of heights in metres; 4 bytes a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Elevation {
    columns: usize,
    rows: usize,
    /// Degrees of the middle of the first (north-west) cell.
    first: [f64; 2],
    /// Degrees from cell to cell, east and south.
    step: [f64; 2],
    /// Row by row from the north; NaN where nothing is known.
    heights: Vec<f32>,
}

/// Why a file gives no heights.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ElevationError {
    /// Not a TIFF, or a broken or unusual one.
    #[error(
        "the elevation file cannot be read as GeoTIFF ({0}); gdal_translate -co COMPRESS=DEFLATE writes one that can"
    )]
    Tiff(String),
    /// Nothing says where on earth it lies.
    #[error(
        "the elevation file has no {0}: it is a TIFF without a place; use one with geographic coordinates"
    )]
    NoPlace(&'static str),
    /// Its coordinates are not degrees of WGS 84 or CGCS2000.
    #[error(
        "the elevation file is in reference system {0}, only degrees (EPSG 4326 or 4490) are read: run gdalwarp -t_srs EPSG:4326"
    )]
    System(u16),
    /// Not one number a cell.
    #[error(
        "the elevation file has {values} numbers for {cells} cells: one height a cell is needed"
    )]
    Cells {
        /// Numbers in the file.
        values: usize,
        /// Cells that its size asks for.
        cells: usize,
    },
}

/// Keys of the GeoTIFF directory (GeoTIFF 1.1, OGC 19-008r4).
const RASTER_TYPE: u16 = 1025;
const GEOGRAPHIC_TYPE: u16 = 2048;
const PROJECTED_TYPE: u16 = 3072;
const PIXEL_IS_POINT: u16 = 2;

impl From<tiff::TiffError> for ElevationError {
    fn from(error: tiff::TiffError) -> Self {
        Self::Tiff(error.to_string())
    }
}

impl Elevation {
    /// Reads a GeoTIFF with one band, any number type, unpacked or packed with deflate or LZW.
    ///
    /// # Errors
    /// Not a TIFF, no place, another reference system than WGS 84 or CGCS2000 degrees.
    pub fn read(bytes: &[u8]) -> Result<Self, ElevationError> {
        let mut decoder = Decoder::new(Cursor::new(bytes))?;
        let (columns, rows) = decoder.dimensions()?;
        let scale = decoder.get_tag_f64_vec(Tag::ModelPixelScaleTag).unwrap_or_default();
        let tie = decoder.get_tag_f64_vec(Tag::ModelTiepointTag).unwrap_or_default();
        let keys = decoder.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).unwrap_or_default();
        let &[width, height, ..] = &scale[..] else {
            return Err(ElevationError::NoPlace("pixel scale"));
        };
        let &[column, row, _, west, north, ..] = &tie[..] else {
            return Err(ElevationError::NoPlace("tie point"));
        };
        let usable = [column, row, west, north].iter().all(|number| number.is_finite());
        if !(usable && (1e-7..90.0).contains(&width) && (1e-7..90.0).contains(&height)) {
            return Err(ElevationError::NoPlace("usable pixel scale and tie point"));
        }
        // A pixel is an area unless the file says otherwise, and its middle half a step inwards.
        let half = if check_keys(&keys)? == PIXEL_IS_POINT { 0.0 } else { 0.5 };
        let nodata = decoder.get_tag_ascii_string(Tag::GdalNodata).ok();
        let nodata = nodata.and_then(|text| text.trim_matches(['\0', ' ']).parse::<f32>().ok());
        let heights = heights(decoder.read_image()?, nodata);
        Ok(Self {
            columns: columns as usize,
            rows: rows as usize,
            first: [west + (half - column) * width, north - (half - row) * height],
            step: [width, height],
            heights,
        })
        .and_then(Self::checked)
    }

    fn checked(self) -> Result<Self, ElevationError> {
        let (values, cells) = (self.heights.len(), self.columns.saturating_mul(self.rows));
        if values == cells && cells > 0 {
            Ok(self)
        } else {
            Err(ElevationError::Cells { values, cells })
        }
    }

    /// Height in metres by bilinear interpolation of the four cells around; `None` outside the grid
    /// and beside cells that are not known.
    #[must_use]
    pub fn at(&self, point: Point) -> Option<f64> {
        let x = (point.longitude() - self.first[0]) / self.step[0];
        let y = (self.first[1] - point.latitude()) / self.step[1];
        let last = |count: usize| (count - 1) as f64;
        // A cell is known to its edges, half a step from its middle.
        let within = |at: f64, count: usize| (-0.5..=last(count) + 0.5).contains(&at);
        if !(within(x, self.columns) && within(y, self.rows)) {
            return None;
        }
        let (x, y) = (x.clamp(0.0, last(self.columns)), y.clamp(0.0, last(self.rows)));
        let (column, row) = (x.floor(), y.floor());
        let cell = |right: usize, down: usize| {
            // On the last column or row the neighbour beyond weighs nothing.
            let column = (column as usize + right).min(self.columns - 1);
            let row = (row as usize + down).min(self.rows - 1);
            self.heights.get(row * self.columns + column).map(|&height| f64::from(height))
        };
        let mix = |a: f64, b: f64, share: f64| a + (b - a) * share;
        let upper = mix(cell(0, 0)?, cell(1, 0)?, x - column);
        let lower = mix(cell(0, 1)?, cell(1, 1)?, x - column);
        Some(mix(upper, lower, y - row)).filter(|height| height.is_finite())
    }

    /// The longer side of a cell at the latitude of `point`, in metres.
    #[must_use]
    pub fn cell_metres(&self, point: Point) -> f64 {
        let [east, south] = self.step;
        let moved = Point::new(
            (point.longitude() + east).clamp(-180.0, 180.0),
            (point.latitude() - south).clamp(-90.0, 90.0),
        );
        let [x, y] = moved.map_or([30.0, 30.0], |moved| Plane::at(point).flatten(moved));
        x.abs().max(y.abs()).max(1.0)
    }
}

/// Looks for the reference system and gives the raster type.
fn check_keys(keys: &[u16]) -> Result<u16, ElevationError> {
    let mut raster_type = 0;
    let entries = keys.get(4..).unwrap_or_default().as_chunks::<4>().0;
    for &[key, _, _, value] in entries {
        match key {
            PROJECTED_TYPE => return Err(ElevationError::System(value)),
            GEOGRAPHIC_TYPE if ![4326, 4490].contains(&value) => {
                return Err(ElevationError::System(value));
            }
            RASTER_TYPE => raster_type = value,
            _ => {}
        }
    }
    if entries.iter().any(|entry| entry[0] == GEOGRAPHIC_TYPE) {
        Ok(raster_type)
    } else {
        Err(ElevationError::NoPlace("geographic reference system"))
    }
}

/// Heights as floats, NaN for the value that stands for nothing.
fn heights(image: DecodingResult, nodata: Option<f32>) -> Vec<f32> {
    let numbers: Vec<f32> = match image {
        DecodingResult::U8(values) => values.into_iter().map(f32::from).collect(),
        DecodingResult::I8(values) => values.into_iter().map(f32::from).collect(),
        DecodingResult::U16(values) => values.into_iter().map(f32::from).collect(),
        DecodingResult::I16(values) => values.into_iter().map(f32::from).collect(),
        DecodingResult::U32(values) => values.into_iter().map(|value| value as f32).collect(),
        DecodingResult::I32(values) => values.into_iter().map(|value| value as f32).collect(),
        DecodingResult::U64(values) => values.into_iter().map(|value| value as f32).collect(),
        DecodingResult::I64(values) => values.into_iter().map(|value| value as f32).collect(),
        DecodingResult::F16(values) => values.into_iter().map(f32::from).collect(),
        DecodingResult::F32(values) => values,
        DecodingResult::F64(values) => values.into_iter().map(|value| value as f32).collect(),
    };
    // Beyond the earth's own heights (-430 m to 8,849 m) stands for nothing, whatever the file says.
    let known = |height: f32| Some(height) != nodata && (-500.0..9_000.0).contains(&height);
    numbers.into_iter().map(|height| if known(height) { height } else { f32::NAN }).collect()
}
