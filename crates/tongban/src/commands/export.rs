//! `export`: the catalogue as others read it.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use catalogue::{export::cpsv_ap, list, schema};
use serde_json::json;

use super::spoken;
use crate::cli::{Export, Place};
use crate::output::Output;
use crate::{ambient, house};

/// Writes the catalogue.
pub fn export(export: Export, output: &Output) -> Result<ExitCode> {
    match export {
        Export::List { out, place } => {
            let csv = match out.extension().and_then(OsStr::to_str) {
                Some("csv") => true,
                Some("xlsx") => false,
                _ => bail!("{} must end in .xlsx or .csv", out.display()),
            };
            let rows = list::rows(&catalogue(&place)?);
            let rows: Vec<_> =
                rows.into_iter().filter(|row| row.division == place.county).collect();
            if rows.is_empty() {
                bail!("the county {} has no matter in the catalogue", place.county);
            }
            let bytes = if csv { list::to_csv(&rows)? } else { list::to_xlsx(&rows)? };
            write(&out, &bytes)?;
            let words = format!("{} matters written to {}", rows.len(), out.display());
            output.answer(&json!({ "matters": rows.len(), "file": out }), words);
        }
        Export::Cpsv { out, base_url, place } => {
            let on = ambient::system().now().date();
            if !base_url.starts_with("http://") && !base_url.starts_with("https://") {
                bail!("--base-url {base_url}: it begins with http:// or https://");
            }
            let base = format!("{}/{}", base_url.trim_end_matches('/'), place.county);
            let graph = cpsv_ap(&catalogue(&place)?, &place.county, on, &base);
            write(&out, serde_json::to_string_pretty(&graph)?.as_bytes())?;
            let words = format!("The catalogue is in {}", out.display());
            output.answer(&json!({ "file": out }), words);
        }
        Export::Spoken { program, place } => {
            let said = spoken::speak(&catalogue(&place)?, &place, &program)?;
            let folder = said.folder.display();
            let words =
                format!("{} spoken now, {} there already, in {folder}", said.fresh, said.kept);
            let value = json!({ "folder": said.folder, "fresh": said.fresh, "kept": said.kept });
            output.answer(&value, words);
        }
        Export::Schema => println!("{}", schema::published()),
    }
    Ok(ExitCode::SUCCESS)
}

fn catalogue(place: &Place) -> Result<catalogue::Catalogue> {
    let (divisions, today) = (house::divisions(&place.data)?, ambient::system().now().date());
    house::check_county(&divisions, &place.county, today)?;
    house::catalogue(&place.data, &divisions, today)
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).with_context(|| format!("writing {}", file.display()))
}
