//! The statements that read a GeoPackage; nothing of ours is kept in one.

/// The first layer with geometries, or the one of that name: table, geometry column, reference
/// system.
pub(super) const LAYER: &str = "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns \
     WHERE ?1 IS NULL OR table_name = ?1 ORDER BY rowid LIMIT 1";

/// Every row of a layer in the order of its file.
pub(super) fn all_of(layer: &str) -> String {
    format!("SELECT * FROM \"{}\" ORDER BY rowid", layer.replace('"', "\"\""))
}
