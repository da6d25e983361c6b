//! `import`: calendars, guides, implementation lists and people; a file with an error changes nothing.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use basis::DivisionCode;
use identity::{By, NewPerson};
use ledger::IdempotencyKey;
use serde_json::json;

use crate::ambient;
use crate::cli::{Import, Place};
use crate::house::{self, House};
use crate::output::Output;

/// Reads a file.
pub fn import(import: Import, output: &Output) -> Result<ExitCode> {
    match import {
        Import::Calendar { file, place } => calendar(&file, &place, output),
        Import::Guides { file } => guides(&file, output),
        Import::List { file, write, place } => super::list::import(&file, write, &place, output),
        Import::People { file, place } => people(&file, &place, output),
    }
}

/// Announces the year's calendar to the county and works out again the dates that rested on a guess.
fn calendar(file: &Path, place: &Place, output: &Output) -> Result<ExitCode> {
    let calendar = house::year(file)?;
    let year = calendar.year;
    let ambient = ambient::system();
    // A slip in the name would announce the year to a county of nobody.
    drop(house::open_existing(&place.database)?);
    let house = House::beside(place, &ambient)?;
    let before = house.cases.calendar().year(year).cloned();
    if before.as_ref() == Some(&calendar) {
        let words = format!("The calendar of {year} is in force as it is; nothing changes.");
        output.answer(&json!({ "year": year, "changed": false, "recomputed": 0 }), words);
        return Ok(ExitCode::SUCCESS);
    }
    let by = |key| By::system(&place.county, ambient.now(), key);
    let key = || IdempotencyKey::from(ambient.id());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let recomputed = runtime.block_on(async {
        house.cases.announce(&by(key()), calendar).await?;
        house.cases.recompute(&by(key())).await
    })?;
    drop(runtime);
    house.sign()?;
    let verb = if before.is_none() { "is in force" } else { "has changed" };
    let words = format!(
        "The calendar of {year} {verb}; {recomputed} cases were worked out again. Running servers take it up within two seconds."
    );
    let value = json!({ "year": year, "changed": true, "recomputed": recomputed });
    output.answer(&value, words);
    Ok(ExitCode::SUCCESS)
}

fn guides(file: &Path, output: &Output) -> Result<ExitCode> {
    let text = read(file)?;
    let imported = catalogue::guides::import_guides(&text, None);
    if imported.guides.is_empty() {
        bail!(
            "{}: no line of it is a guide; a file of guides has one JSON object a line",
            file.display()
        );
    }
    let lines: Vec<_> = imported.flags.iter().map(ToString::to_string).collect();
    for line in &lines {
        output.say(line);
    }
    let (guides, flagged) = (imported.guides.len(), lines.len());
    let words = format!(
        "{guides} guides read, {flagged} findings: what is missing or contradicts itself; nothing was mended"
    );
    output.answer(&json!({ "guides": guides, "findings": lines }), words);
    Ok(ExitCode::SUCCESS)
}

fn people(file: &Path, place: &Place, output: &Output) -> Result<ExitCode> {
    let (people, warnings) = people_of(file, &read(file)?, place)?;
    for line in &warnings {
        output.say(line);
    }
    let ambient = ambient::system();
    let house = House::beside(place, &ambient)?;
    let by = By::system(&place.county, ambient.now(), IdempotencyKey::from(ambient.id()));
    let busy = output.busy("taking people in");
    let imported = house.identity.import_people(&by, people)?;
    house.sign()?;
    house.app.store.survey()?;
    busy.finish_and_clear();
    let words = format!("{} people added, {} were known", imported.added, imported.known);
    let value = json!({ "added": imported.added, "known": imported.known, "warnings": warnings });
    output.answer(&value, words);
    Ok(ExitCode::SUCCESS)
}

/// The people of a file, all of them or none, and what is strange though nothing stops for it.
fn people_of(file: &Path, text: &str, place: &Place) -> Result<(Vec<NewPerson>, Vec<String>)> {
    let divisions = house::divisions(&place.data)?;
    let (county, today) = (DivisionCode::parse(&place.county)?, ambient::system().now().date());
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads: Vec<&str> = rows.headers()?.iter().map(str::trim).collect();
    if heads != PEOPLE {
        bail!("{}:1: the first line must be {}", file.display(), PEOPLE.join(","));
    }
    let (mut people, mut warnings) = (Vec::new(), Vec::new());
    for row in rows.records() {
        let row = row.with_context(|| format!("{}: nothing was loaded", file.display()))?;
        let at = row.position().map_or(0, csv::Position::line);
        let line = || format!("{}:{at}: nothing was loaded", file.display());
        let fields: Vec<&str> = row.iter().collect();
        let fields = <[&str; 5]>::try_from(fields).unwrap_or_default();
        let person = NewPerson::parse(fields).with_context(line)?;
        let division = house::division(&divisions, person.division.as_str(), today);
        if !division.with_context(line)?.within(&county) {
            bail!("{}: {} is not in the county {county}", line(), person.division);
        }
        let strange = person.number.address_warning(&divisions);
        warnings.extend(strange.map(|words| format!("{}:{at}: {}", file.display(), words.en)));
        people.push(person);
    }
    if people.is_empty() {
        bail!("{}: there is nobody in it", file.display());
    }
    Ok((people, warnings))
}

/// The columns of a file of people, as its first line names them.
const PEOPLE: [&str; 5] = ["name", "number", "division", "address", "phone"];

fn read(file: &Path) -> Result<String> {
    let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    String::from_utf8(bytes).map_err(|error| {
        let whole = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + whole.iter().filter(|byte| **byte == b'\n').count();
        anyhow!(
            "{}:{line}: this is not UTF-8 (perhaps GBK); save it as UTF-8, in a spreadsheet as CSV UTF-8",
            file.display()
        )
    })
}
