//! The statements that write a GeoPackage. Nothing of ours is kept in one; its tables are the standard's.

/// The tables that every GeoPackage has, with the reference systems that it must name.
pub(super) const BEGIN: &str = r#"
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude and latitude in degrees');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"#;

/// Puts a table on the list. The day is the standard's first, so that the same rows give the same bytes.
pub(super) const CONTENTS: &str = "INSERT INTO gpkg_contents \
     (table_name, data_type, identifier, last_change, min_x, min_y, max_x, max_y, srs_id) \
     VALUES (?1, ?2, ?1, '2014-02-10T00:00:00.000Z', ?3, ?4, ?5, ?6, ?7)";

/// Says which column of a table holds its geometries and of which type they are.
pub(super) const GEOMETRY: &str =
    "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)";

/// Makes the table of a layer.
pub(super) fn table(name: &str, geometry: Option<&str>, columns: &[(&str, &str)]) -> String {
    let geometry = geometry.map(|kind| format!(", geom {kind}")).unwrap_or_default();
    let columns: String =
        columns.iter().map(|(name, kind)| format!(", {} {kind}", quoted(name))).collect();
    let name = quoted(name);
    format!(
        "CREATE TABLE {name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, id TEXT NOT NULL{geometry}{columns})"
    )
}

/// Adds a row: id, geometry if there is one, fields.
pub(super) fn insert(name: &str, has_geometry: bool, fields: usize) -> String {
    let more = fields + usize::from(has_geometry);
    let marks: String = (0..more).map(|n| format!(", ?{}", n + 2)).collect();
    format!("INSERT INTO {} VALUES (NULL, ?1{marks})", quoted(name))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
