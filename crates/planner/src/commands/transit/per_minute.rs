//! Access per minute: how much each origin reaches when it leaves in each minute of the window.

use std::path::Path;

use network::Seconds;
use serde_json::Value;

use super::Moment;
use crate::PlannerError;
use crate::commands::travel::{Inputs, Town};
use crate::host::Host;
use crate::out::{Columns, Provenance, Writer};
use crate::tables::{AmountTable, Wanted};

/// The table that is being written.
pub(super) struct PerMinute {
    writer: Writer,
    /// What each destination counts.
    worth: Vec<f64>,
    first: Moment,
}

impl PerMinute {
    /// Begins the table, if it is asked for.
    pub(super) fn new(
        town: &Town<'_>,
        inputs: &Inputs,
        first: Moment,
        host: &dyn Host,
    ) -> Result<Option<Self>, PlannerError> {
        let args = &town.args.transit;
        let Some(out) = &args.per_minute else { return Ok(None) };
        let count = town.destinations.snaps.len();
        let worth = match (&args.amount_col, &inputs.destinations) {
            (Some(column), Some(file)) => read(file, (town.id_column(), column), host)?,
            _ => vec![1.0; count],
        };
        let columns = Columns { words: &["origin", "departure"], numbers: &["reached"] };
        let writer = Writer::create(out, columns)?;
        Ok(Some(Self { writer, worth, first }))
    }

    /// What each destination counts, by number.
    pub(super) fn worth(&self) -> Vec<f64> {
        self.worth.clone()
    }

    /// Writes what one origin reaches, minute after minute.
    pub(super) fn row(&mut self, origin: &str, reached: &[f64]) -> Result<(), PlannerError> {
        let Moment { date, time } = self.first;
        reached.iter().zip(0..).try_for_each(|(reached, minute)| {
            let departure = Moment { date, time: Seconds(time.0 + 60 * minute) }.to_string();
            self.writer.row(&[origin, &departure], &[Some(*reached)])
        })
    }

    /// Gives the table its name, with a note beside it.
    pub(super) fn publish(
        self,
        provenance: &Provenance,
        about: &Value,
    ) -> Result<(), PlannerError> {
        let own = Provenance { found: about.clone(), ..provenance.clone() };
        self.writer.finish()?.publish(&own)
    }
}

fn read(
    file: &Path,
    (id, column): (&str, &str),
    host: &dyn Host,
) -> Result<Vec<f64>, PlannerError> {
    let wanted = Wanted { columns: &[id, column], option: "--point-cols or --amount-col" };
    Ok(AmountTable::read(file, wanted, host)?.columns.pop().unwrap_or_default())
}
