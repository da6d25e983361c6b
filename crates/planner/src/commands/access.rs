//! `plan access`: one value of access for each origin.

mod compute;
mod options;
mod told;

use std::path::Path;

use access::amounts::{demand, group_means};
use access::{Amounts, Group};
use serde_json::{Map, Value, json};

use super::travel::word;
use crate::host::{Answer, Host, go_on, stage};
use crate::out::{Columns, Provenance, Writer, apart};
use crate::tables::{AmountTable, Matrix, Sides, Wanted};
use crate::{PlannerError, store};
use compute::{Asked, Column, Tables, Values};
pub use options::{AccessArgs, Measure, Rate};
use options::{settings, tell_ignored};
use told::words;

/// Carries out `plan access`.
pub(crate) fn run(args: &AccessArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    let [costs, origins, destinations] = [&args.costs, &args.origins, &args.destinations]
        .map(|path| store::resolve(&args.store, path));
    let (costs, origins, destinations) = (costs?, origins?, destinations?);
    let asked = Asked::new(args)?;
    tell_ignored(args, host);
    let files: [(&str, &Path); 3] =
        [("--costs", &costs), ("--origins", &origins), ("--destinations", &destinations)];
    apart(&[("--out", args.out.as_path())], &files)?;
    let provenance = Provenance::new("plan access", settings(args), &files)?;
    stage(host, "reading origins and destinations")?;
    let people = Population::read(args, &origins, host)?;
    let wanted = Wanted { columns: &args.dest_cols.each(), option: "--dest-cols" };
    let capacity = AmountTable::read(&destinations, wanted, host)?;
    stage(host, "reading costs")?;
    let sides = Sides {
        tables: [&people.table.ids, &capacity.ids],
        files: [origins.display().to_string(), destinations.display().to_string()],
        in_memory: args.pairs_in_memory,
        beside: &args.out,
    };
    let matrix = Matrix::read(&costs, args.cost_cols.each(), &sides, host)?;
    stage(host, "computing")?;
    let tables = Tables {
        costs: &matrix,
        people: people.demand(args)?,
        capacity: Amounts::new("capacity", capacity.column(0).to_vec())?,
        people_there: people.at(&capacity),
    };
    let values = asked.compute(&tables)?;
    matrix.check()?;
    go_on(host)?;
    finish(args, &people, (values, matrix.pairs()), provenance)
}

/// Writes the values and tells of them.
fn finish(
    args: &AccessArgs,
    people: &Population,
    (values, pairs): (Values, u64),
    mut provenance: Provenance,
) -> Result<Answer, PlannerError> {
    let Values { columns, about } = values;
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut writer = Writer::create(&args.out, Columns { words: &["id"], numbers: &names })?;
    for (zone, id) in people.table.ids.iter().enumerate() {
        let numbers: Vec<Option<f64>> = columns.iter().map(|column| column.by_zone[zone]).collect();
        writer.row(&[id], &numbers)?;
    }
    let summaries: Vec<Value> =
        columns.iter().map(|column| people.summary(args, column)).collect::<Result<_, _>>()?;
    let summary = if args.cutoffs.is_empty() {
        summaries.into_iter().next().unwrap_or_default()
    } else {
        Value::Object(names.iter().map(|name| (*name).to_owned()).zip(summaries).collect())
    };
    let mut value = json!({
        "measure": word(args.measure),
        "pairs": pairs,
        "summary": summary,
    });
    merge(&mut value, about);
    provenance.found = value.clone();
    merge(&mut value, json!({ "out": args.out.display().to_string() }));
    writer.finish()?.publish(&provenance)?;
    let words = words(args, &value);
    Ok(Answer { value, words })
}

/// The table of origins: everybody first, then the columns that make demand, then groups.
struct Population {
    table: AmountTable,
}

impl Population {
    fn read(args: &AccessArgs, origins: &Path, host: &dyn Host) -> Result<Self, PlannerError> {
        let mut columns = args.origin_cols.each().to_vec();
        columns.extend(args.demand.iter().map(|rate| rate.name.as_str()));
        columns.extend(args.groups.iter().map(String::as_str));
        let option = "--origin-cols, --demand or --groups";
        Ok(Self { table: AmountTable::read(origins, Wanted { columns: &columns, option }, host)? })
    }

    /// What competes for the service.
    fn demand(&self, args: &AccessArgs) -> Result<Amounts, PlannerError> {
        if args.demand.is_empty() {
            return Ok(Amounts::new("people", self.table.column(0).to_vec())?);
        }
        let group = |(at, Rate { name, rate }): (usize, &Rate)| self.group(at + 1, name, *rate);
        let groups: Result<Vec<Group>, PlannerError> =
            args.demand.iter().enumerate().map(group).collect();
        Ok(demand(&groups?)?)
    }

    fn group(&self, column: usize, name: &str, rate: f64) -> Result<Group, PlannerError> {
        let people = Amounts::new(name, self.table.column(column).to_vec())?;
        Ok(Group { name: name.to_owned(), people, rate })
    }

    /// The people of the origin with the same id as each destination, for `fca`; `None` when no id
    /// is in both tables.
    fn at(&self, places: &AmountTable) -> Option<Vec<f64>> {
        let amounts = self.table.column(0);
        let at: Vec<Option<u32>> = places.ids.iter().map(|id| self.table.ids.find(id)).collect();
        let people = |at: Option<u32>| at.map_or(0.0, |at| amounts[at as usize]);
        at.iter().any(Option::is_some).then(|| at.into_iter().map(people).collect())
    }

    /// Figures over all origins; means are over people too.
    fn summary(&self, args: &AccessArgs, column: &Column) -> Result<Value, PlannerError> {
        let values = &column.by_zone;
        let known: Vec<f64> = values.iter().copied().flatten().collect();
        let everybody = [self.group(0, "people", 1.0)?];
        let over_people = group_means(&everybody, values)?;
        let first = 1 + args.demand.len();
        let groups: Vec<Group> = (first..)
            .zip(&args.groups)
            .map(|(at, name)| self.group(at, name, 1.0))
            .collect::<Result<_, _>>()?;
        let means = group_means(&groups, values)?;
        let by_group: Map<String, Value> =
            args.groups.iter().cloned().zip(means.into_iter().map(|mean| json!(mean))).collect();
        let n = known.len() as f64;
        let people = self.table.column(0);
        let outside = people.iter().zip(values).filter(|(_, value)| value.is_none());
        let mut summary = json!({
            "origins": values.len(),
            "without_value": values.len() - known.len(),
            "people": people.iter().sum::<f64>(),
            "people_without_value": outside.map(|(people, _)| people).sum::<f64>(),
            "least": known.iter().copied().reduce(f64::min),
            "most": known.iter().copied().reduce(f64::max),
            "mean": (n > 0.0).then(|| known.iter().sum::<f64>() / n),
            "mean_over_people": over_people.first(),
        });
        if !by_group.is_empty() {
            merge(&mut summary, json!({ "mean_of_groups": by_group }));
        }
        Ok(summary)
    }
}

/// Adds the entries of one object to another.
pub(crate) fn merge(value: &mut Value, more: Value) {
    if let (Some(object), Value::Object(more)) = (value.as_object_mut(), more) {
        object.extend(more);
    }
}
