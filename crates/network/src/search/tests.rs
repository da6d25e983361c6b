//! Searches on drawn streets.
