//! Snapping on drawn streets.
