//! `plan scenario`: what changes on a base would do, for one scenario or several side by side.

mod words;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::access::merge;
use crate::digest::Digest;
use crate::host::{Answer, Host, go_on, stage};
use crate::out::{
    Feature, Field, FieldKind, Layer, Provenance, Value as Cell, apart, publish_layers,
};
use crate::scenario::{
    Base, Change, Comparison, Ground, Outcome, ScenarioFile, compare, evaluate, locate,
};
use crate::tables::Shape;
use crate::{PlannerError, store};

/// Options of `plan scenario`.
#[derive(Args, Clone, Debug)]
pub struct ScenarioArgs {
    /// One scenario, or several.
    #[command(subcommand)]
    pub what: ScenarioCommand,
}

/// What is done with scenarios.
#[derive(Clone, Debug, Subcommand)]
pub enum ScenarioCommand {
    /// Hold one scenario against its base: who gains, who loses, by group.
    #[command(
        after_help = "Example:\n  tongban plan scenario run saturday.toml --out zones.gpkg --json"
    )]
    Run(RunArgs),
    /// Put up to eight scenarios of one base side by side.
    #[command(
        after_help = "Example:\n  tongban plan scenario compare saturday.toml line-12.toml --out compared.xlsx"
    )]
    Compare(CompareArgs),
}

/// Options of `plan scenario run`.
#[derive(Args, Clone, Debug)]
pub struct RunArgs {
    /// The scenario (TOML); it names its base.
    #[arg(value_name = "S.toml")]
    pub scenario: PathBuf,
    /// Where to write every zone before and after: .geojson, .gpkg, .parquet, .csv or .xlsx.
    #[arg(long, value_name = "F.gpkg")]
    pub out: Option<PathBuf>,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// Options of `plan scenario compare`.
#[derive(Args, Clone, Debug)]
pub struct CompareArgs {
    /// The scenarios (TOML), all of one base.
    #[arg(value_name = "S.toml", required = true)]
    pub scenarios: Vec<PathBuf>,
    /// Where to write the table: .csv, .xlsx or .parquet.
    #[arg(long, value_name = "F.xlsx")]
    pub out: Option<PathBuf>,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// Carries out `plan scenario`.
pub(crate) fn run(args: &ScenarioArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    match &args.what {
        ScenarioCommand::Run(args) => run_one(args, host),
        ScenarioCommand::Compare(args) => run_many(args, host),
    }
}

fn run_one(args: &RunArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    let studied = Studied::new(std::slice::from_ref(&args.scenario), &args.store, host)?;
    if let Some(out) = &args.out {
        studied.apart(&[("--out", out.as_path())])?;
    }
    let base = Base::new(&studied.ground, host)?;
    let begun = host.now();
    let outcomes = studied.outcomes(&base, host)?;
    let seconds = host.now().since(begun) as f64 / 1000.0;
    go_on(host)?;
    let outcome = &outcomes[0];
    if let Some(out) = &args.out {
        let layer = zones(&studied.ground, &base, outcome);
        publish_layers(out, &[layer], &studied.provenance("plan scenario run", &outcomes)?)?;
    }
    let mut value = report(outcome);
    merge(&mut value, json!({ "seconds": seconds }));
    Ok(Answer { words: words::of_one(outcome), value })
}

fn run_many(args: &CompareArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    let studied = Studied::new(&args.scenarios, &args.store, host)?;
    if let Some(out) = &args.out {
        studied.apart(&[("--out", out.as_path())])?;
    }
    let base = Base::new(&studied.ground, host)?;
    let outcomes = studied.outcomes(&base, host)?;
    go_on(host)?;
    let provenance = studied.provenance("plan scenario compare", &outcomes)?;
    let compared = compare(outcomes)?;
    if let Some(out) = &args.out {
        publish_layers(out, &[table(&compared)], &provenance)?;
    }
    let value = json!({
        "base": compared.outcomes[0].base,
        "base_sha256": compared.outcomes[0].base_sha256,
        "scenarios": compared.outcomes.iter().map(report).collect::<Vec<_>>(),
    });
    Ok(Answer { words: words::of_many(&compared), value })
}

/// Scenarios with the one base that they share.
pub(crate) struct Studied {
    pub(crate) ground: Ground,
    pub(crate) scenarios: Vec<(ScenarioFile, Digest)>,
    /// Every file that was read, with what it was read as.
    files: Vec<(&'static str, PathBuf)>,
}

impl Studied {
    /// Reads scenarios and their base.
    pub(crate) fn new(
        paths: &[PathBuf],
        store: &Path,
        host: &dyn Host,
    ) -> Result<Self, PlannerError> {
        let scenarios =
            paths.iter().map(|path| ScenarioFile::read(path)).collect::<Result<Vec<_>, _>>()?;
        let bases = paths
            .iter()
            .zip(&scenarios)
            .map(|(path, (scenario, _))| locate(path, store, &scenario.base))
            .collect::<Result<Vec<_>, _>>()?;
        let first = bases
            .first()
            .ok_or_else(|| PlannerError::option("SCENARIO", "give at least one scenario"))?;
        if bases.len() > 8 {
            let what = format!("{} scenarios: compare at most 8", bases.len());
            return Err(PlannerError::option("SCENARIO", what));
        }
        for (path, base) in paths.iter().zip(&bases) {
            let same = |path: &Path| Digest::of_file(path).map(|(digest, _)| digest);
            if base != first && same(base)? != same(first)? {
                let what = "another base than the first scenario's; compare scenarios of one base";
                return Err(PlannerError::format(path, what));
            }
        }
        let ground = Ground::read(first, store, host)?;
        let mut files: Vec<(&'static str, PathBuf)> =
            paths.iter().map(|path| ("SCENARIO", path.clone())).collect();
        files.push(("base", first.clone()));
        let named = &ground.file;
        let parts = [
            ("zones", &named.zones.file),
            ("facilities", &named.facilities.file),
            ("streets", &named.streets),
        ];
        for (part, name) in parts {
            files.push((part, locate(first, store, name)?));
        }
        for name in named.transit.iter().flat_map(|transit| &transit.gtfs) {
            files.push(("gtfs", locate(first, store, name)?));
        }
        Ok(Self { ground, scenarios, files })
    }

    /// The outcome of each scenario, in their order.
    pub(crate) fn outcomes(
        &self,
        base: &Base<'_>,
        host: &dyn Host,
    ) -> Result<Vec<Outcome>, PlannerError> {
        let one = |(scenario, digest): &(ScenarioFile, Digest)| {
            stage(host, &scenario.name)?;
            evaluate(base, (scenario, digest))
        };
        self.scenarios.iter().map(one).collect()
    }

    /// Every file that was read, with what it was read as.
    fn files(&self) -> Vec<(&'static str, &Path)> {
        self.files.iter().map(|(part, path)| (*part, path.as_path())).collect()
    }

    /// Refuses results that would lie over what was read, or over each other.
    pub(crate) fn apart(&self, outputs: &[(&'static str, &Path)]) -> Result<(), PlannerError> {
        apart(outputs, &self.files())
    }

    /// The note beside a result.
    pub(crate) fn provenance(
        &self,
        command: &'static str,
        outcomes: &[Outcome],
    ) -> Result<Provenance, PlannerError> {
        let settings = json!({
            "base": self.ground.file.name,
            "base_sha256": self.ground.digest.hex(),
        });
        let mut provenance = Provenance::new(command, settings, &self.files())?;
        let sums: Vec<Value> = outcomes.iter().map(|outcome| json!(outcome.digest())).collect();
        let told = |(outcome, (file, _)): (&Outcome, &(ScenarioFile, Digest))| {
            let mut value = report(outcome);
            value["places"] = file.change.iter().filter_map(place).collect();
            value
        };
        let scenarios: Vec<Value> = outcomes.iter().zip(&self.scenarios).map(told).collect();
        provenance.found = json!({ "result_sha256": sums, "scenarios": scenarios });
        Ok(provenance)
    }
}

/// What a change does to where a facility stands, for maps; none where it stays where it is.
fn place(change: &Change) -> Option<Value> {
    match change {
        Change::Open { id, lon, lat, .. } => {
            Some(json!({ "kind": "open", "id": id, "lon": lon, "lat": lat }))
        }
        Change::Move { id, lon, lat } => {
            Some(json!({ "kind": "move", "id": id, "lon": lon, "lat": lat }))
        }
        Change::Close { id } => Some(json!({ "kind": "close", "id": id })),
        _ => None,
    }
}

/// The object for programs: the outcome without its zones, and its digest.
pub(crate) fn report(outcome: &Outcome) -> Value {
    let mut value = serde_json::to_value(outcome).unwrap_or_default();
    value["zones_changed"] = json!(outcome.zones.len());
    if let Some(object) = value.as_object_mut() {
        object.remove("zones");
    }
    value["price_of_one"] = json!(outcome.price_of_one());
    value["result_sha256"] = json!(outcome.digest());
    value
}

/// Every zone with its minutes before and after.
pub(crate) fn zones(ground: &Ground, base: &Base<'_>, outcome: &Outcome) -> Layer {
    let number = |name: &str| Field { name: name.to_owned(), kind: FieldKind::Number };
    let word = |name: &str| Field { name: name.to_owned(), kind: FieldKind::Word };
    let changed: std::collections::HashMap<&str, &crate::scenario::ZoneOutcome> =
        outcome.zones.iter().map(|zone| (zone.zone.as_str(), zone)).collect();
    let cell = |value: Option<f64>| value.map_or(Cell::Nothing, Cell::Number);
    let named = |value: &Option<String>| value.clone().map_or(Cell::Nothing, Cell::Word);
    let feature = |(n, id): (usize, &str)| {
        let state = &base.state;
        let access = state.access.as_ref().map(|access| access[n]);
        let values = match changed.get(id) {
            Some(zone) => vec![
                cell(zone.minutes_before),
                cell(zone.minutes_after),
                named(&zone.nearest_before),
                named(&zone.nearest_after),
                cell(zone.access_before),
                cell(zone.access_after),
            ],
            None => vec![
                cell(state.minutes[n]),
                cell(state.minutes[n]),
                named(&state.nearest[n]),
                named(&state.nearest[n]),
                cell(access),
                cell(access),
            ],
        };
        let place = [ground.points[n].longitude(), ground.points[n].latitude()];
        let values = std::iter::once(Cell::Number(ground.people[0][n])).chain(values).collect();
        Feature { id: id.to_owned(), values, shape: Some(Shape::Points(vec![place])) }
    };
    Layer {
        name: "zones".to_owned(),
        fields: vec![
            number("people"),
            number("minutes_before"),
            number("minutes_after"),
            word("nearest_before"),
            word("nearest_after"),
            number("access_before"),
            number("access_after"),
        ],
        features: ground.zones.iter().enumerate().map(feature).collect(),
    }
}

/// A row for each scenario and group.
pub(crate) fn table(compared: &Comparison) -> Layer {
    let columns = [
        "price",
        "people",
        "served_before",
        "served_after",
        "lifted",
        "dropped",
        "nearer",
        "farther",
        "minutes_before",
        "minutes_after",
        "gini_before",
        "gini_after",
    ];
    let mut fields = vec![
        Field { name: "scenario".to_owned(), kind: FieldKind::Word },
        Field { name: "group".to_owned(), kind: FieldKind::Word },
    ];
    fields.extend(columns.map(|name| Field { name: name.to_owned(), kind: FieldKind::Number }));
    let mut features = Vec::new();
    for (n, outcome) in compared.outcomes.iter().enumerate() {
        for group in &outcome.groups {
            let gini = outcome.gini;
            let numbers = [
                outcome.price,
                Some(group.people),
                Some(group.served.before),
                Some(group.served.after),
                Some(group.lifted),
                Some(group.dropped),
                Some(group.nearer),
                Some(group.farther),
                group.minutes.before,
                group.minutes.after,
                gini.map(|gini| gini.before),
                gini.map(|gini| gini.after),
            ];
            let words = [&outcome.scenario, &group.group].map(|word| Cell::Word(word.clone()));
            let numbers = numbers.map(|value| value.map_or(Cell::Nothing, Cell::Number));
            let id = format!("{}/{}", n + 1, group.group);
            let values = words.into_iter().chain(numbers).collect();
            features.push(Feature { id, values, shape: None });
        }
    }
    Layer { name: "scenarios".to_owned(), fields, features }
}
