//! `plan travel`: travel times between two lists of points, row by row, or the areas reached.

mod isochrones;
mod nearest;
mod options;

use std::ops::ControlFlow;
use std::path::Path;

use clap::ValueEnum;
use network::hierarchy::Hierarchy;
use network::search::{Reached, Travel};
use network::slope::Elevation;
use network::streets::Streets;
use network::{Cost, Metres, Minutes, Profile, SnapRule, Snapper};
use serde_json::{Value, json};

use super::tied::Tied;
use super::transit;
use crate::PlannerError;
use crate::host::{Answer, Host, Progress, go_on, stage};
use crate::out::{Columns, Complete, Provenance, Writer, apart};
use crate::tables::Points;
pub(super) use options::Inputs;
pub use options::{Means, SnapTo, TravelArgs, Who};
use options::{check, outputs, profile, settings, tell_ignored};

/// Carries out `plan travel`.
pub(crate) fn run(args: &TravelArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    check(args)?;
    let inputs = Inputs::find(args)?;
    apart(&outputs(args), &inputs.files())?;
    tell_ignored(args, host);
    let profile = profile(args)?;
    let mut provenance = Provenance::new("plan travel", settings(args), &inputs.files())?;
    stage(host, "reading points")?;
    let read = |path: &Path| Points::read(path, args.point_cols.each(), args.crs, host);
    let origins = read(&inputs.origins)?;
    let destinations = inputs.destinations.as_deref().map(read).transpose()?;
    stage(host, "reading streets")?;
    let streets = read_streets(&inputs.osm, &profile, inputs.elevation.as_deref())?;
    if streets.summary.turns_not_read > 0 {
        host.notice(&format!(
            "{} turn restrictions are not kept to: those for certain hours, by way of another \
             street, or of several streets",
            streets.summary.turns_not_read
        ));
    }
    let rule = match args.snap {
        SnapTo::Node => SnapRule::Node,
        SnapTo::Segment => SnapRule::Segment,
    };
    stage(host, "tying points to streets")?;
    let snapper = Snapper::new(&streets.graph, rule, args.snap_limit.map(Metres));
    let origins = Tied::new("origins", origins, &snapper, host)?;
    let Some(destinations) = destinations else {
        let complete = isochrones::write(args, &streets, &origins, host)?;
        let found = json!({ "streets": summary(&streets), "origins": origins.report() });
        let words = format!("{} areas, in {}", complete.rows, args.out.display());
        return publish(complete, provenance, (found, words));
    };
    let destinations = Tied::new("destinations", destinations, &snapper, host)?;
    let town = Town {
        args,
        streets: &streets,
        snapper: &snapper,
        origins: &origins,
        destinations: &destinations,
    };
    let (table, more) = match args.mode {
        Means::Transit => transit::write(&town, &inputs, &mut provenance, host)?,
        _ => (town.write(host)?, Value::Null),
    };
    go_on(host)?;
    let found = json!({
        "streets": summary(&streets),
        "origins": origins.report(),
        "destinations": destinations.report(),
        "timetable": more,
    });
    let (rows, n, m) = (table.rows, origins.snaps.len(), destinations.snaps.len());
    let (cutoff, out) = (args.cutoff, args.out.display());
    let words = format!("{rows} of {n} x {m} pairs within {cutoff} min, in {out}");
    publish(table, provenance, (found, words))
}

/// Gives the result its name and says what is in it.
fn publish(
    complete: Complete,
    mut provenance: Provenance,
    (found, words): (Value, String),
) -> Result<Answer, PlannerError> {
    let (rows, out) = (complete.rows, complete.path().display().to_string());
    provenance.found = found.clone();
    complete.publish(&provenance)?;
    Ok(Answer { value: json!({ "rows": rows, "out": out, "found": found }), words })
}

/// What the parts of the command share.
pub(super) struct Town<'a> {
    pub(super) args: &'a TravelArgs,
    pub(super) streets: &'a Streets,
    pub(super) snapper: &'a Snapper<'a>,
    pub(super) origins: &'a Tied,
    pub(super) destinations: &'a Tied,
}

/// A hierarchy takes as long as some 300 plain searches through the whole graph, and is worth
/// nothing for a few minutes' drive; the times are the same.
const FOR_HIERARCHY: (usize, f64) = (300, 20.0);

impl Town<'_> {
    fn write(&self, host: &dyn Host) -> Result<Complete, PlannerError> {
        let columns = Columns { words: &["origin", "dest"], numbers: &["minutes"] };
        let mut writer = Writer::create(&self.args.out, columns)?;
        match self.args.nearest {
            Some(k) => nearest::write(self, k, &mut writer, host)?,
            None => self.write_all(&mut writer, host)?,
        }
        writer.finish()
    }

    fn write_all(&self, writer: &mut Writer, host: &dyn Host) -> Result<(), PlannerError> {
        let (origins, destinations) = (self.origins, self.destinations);
        let travel =
            Travel::new(&self.streets.graph, &origins.snaps, &destinations.snaps, self.limit());
        let (many, far) = FOR_HIERARCHY;
        let long =
            self.args.mode == Means::Car && origins.snaps.len() >= many && self.args.cutoff >= far;
        let hierarchy = if long {
            stage(host, "preparing long ways")?;
            Some(Hierarchy::new(&self.streets.graph))
        } else {
            None
        };
        let travel = match &hierarchy {
            Some(hierarchy) => travel.over(hierarchy),
            None => travel,
        };
        let mut failed = None;
        let done = travel.each_row(|origin, row| {
            let written = self.write_row(origin, row, writer).and_then(|()| {
                self.tell(origin, host);
                go_on(host)
            });
            match written {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        debug_assert_eq!(done.is_break(), failed.is_some());
        failed.map_or(Ok(()), Err)
    }

    /// The column with the ids of both tables.
    pub(super) fn id_column(&self) -> &str {
        &self.args.point_cols.0[0]
    }

    fn limit(&self) -> Cost {
        Cost::from_minutes(Minutes(self.args.cutoff))
    }

    /// Writes what one origin reaches.
    fn write_row(
        &self,
        origin: usize,
        row: &[Reached],
        writer: &mut Writer,
    ) -> Result<(), PlannerError> {
        let from = self.origins.points.ids.name(origin);
        row.iter().try_for_each(|reached| {
            let to = self.destinations.points.ids.name(reached.target as usize);
            writer.row(&[from, to], &[Some(written_minutes(reached.cost.minutes().0))])
        })
    }

    fn tell(&self, origin: usize, host: &dyn Host) {
        let total = Some(self.origins.snaps.len() as u64);
        host.progress(Progress { what: "travel times", done: origin as u64 + 1, total });
    }
}

/// Minutes as they are written: to a millionth, which is 0.06 ms, finer than streets are known.
pub(super) fn written_minutes(minutes: f64) -> f64 {
    (minutes * 1e6).round() / 1e6
}

/// Reads streets for a profile, on slopes where terrain is given.
pub(crate) fn read_streets(
    path: &Path,
    profile: &Profile,
    elevation: Option<&Path>,
) -> Result<Streets, PlannerError> {
    let read = |path: &Path| std::fs::read(path).map_err(|why| PlannerError::file(path, why));
    let bytes = read(path)?;
    let streets = match elevation {
        None => network::streets::read(&bytes, profile),
        Some(terrain) => {
            let terrain = Elevation::read(&read(terrain)?)
                .map_err(|error| PlannerError::format(terrain, error.to_string()))?;
            network::streets::read_on_slopes(&bytes, profile, &terrain)
        }
    };
    streets.map_err(|why| PlannerError::Streets { file: path.display().to_string(), why })
}

/// A choice as the option spells it.
pub(crate) fn word(value: impl ValueEnum) -> String {
    value.to_possible_value().map(|word| word.get_name().to_owned()).unwrap_or_default()
}

fn summary(streets: &Streets) -> Value {
    let found = &streets.summary;
    json!({
        "ways": found.ways,
        "nodes": found.nodes,
        "segments": found.segments,
        "km": (found.length.0 / 100.0).round() / 10.0,
        "parts_before_cut": found.components,
        "nodes_before_cut": found.nodes_before,
        "missing_nodes": found.missing_nodes,
        "turns_not_read": found.turns_not_read,
    })
}
