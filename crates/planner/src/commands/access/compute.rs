//! The measures by their names, each with what it needs.

use access::measures::{Access, Conservation, Equilibrium, RaamLimits, RaamStatus, fca_ratio};
use access::{Amounts, Decay, FacilityIndex, InputError, Reach, Row, Rows, Service};
use serde_json::{Value, json};

use super::{AccessArgs, Measure};
use crate::PlannerError;
use crate::commands::decay::{DecayArg, Steps};
use crate::commands::travel::word;
use crate::tables::Matrix;

/// What measures are computed from.
pub(super) struct Tables<'a> {
    pub(super) costs: &'a Matrix<'a>,
    pub(super) people: Amounts,
    pub(super) capacity: Amounts,
    pub(super) people_there: Option<Vec<f64>>,
}

/// One or more values for each origin, with what else there is to say.
pub(super) struct Values {
    pub(super) columns: Vec<Column>,
    pub(super) about: Value,
}

/// A value for each origin.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) by_zone: Vec<Option<f64>>,
}

impl Values {
    /// One column, called as the command promises.
    fn one(by_zone: Vec<Option<f64>>, about: Value) -> Self {
        Self { columns: vec![Column { name: "value".to_owned(), by_zone }], about }
    }

    fn plain(by_zone: Vec<f64>) -> Self {
        Self::one(by_zone.into_iter().map(Some).collect(), Value::Null)
    }
}

/// A measure with the parameters that it needs, checked before any file is read.
pub(super) enum Asked {
    Weighted(Measure, Reach),
    Nth(usize, Option<f64>),
    Places(f64),
    Cumulative(Measure, Vec<f64>),
    Raam(f64, Option<f64>),
}

impl Asked {
    pub(super) fn new(args: &AccessArgs) -> Result<Self, PlannerError> {
        if let Some(cutoff) = args.cutoff {
            Reach::binary(cutoff).map_err(|why| refuse("--cutoff", &why))?;
        }
        if !args.cutoffs.is_empty() {
            return match args.measure {
                Measure::Count | Measure::Places => {
                    Ok(Self::Cumulative(args.measure, args.cutoffs.clone()))
                }
                other => {
                    let what =
                        format!("{} takes one --cutoff; count and places several", word(other));
                    Err(PlannerError::option("--cutoffs", what))
                }
            };
        }
        match (args.measure, args.tau) {
            (Measure::Nearest, _) => Ok(Self::Nth(1, args.cutoff)),
            (Measure::Nth, _) => Ok(Self::Nth(args.n, args.cutoff)),
            (Measure::Places, _) => match args.cutoff {
                Some(cutoff) => Ok(Self::Places(cutoff)),
                None => Err(PlannerError::option("--cutoff", "places needs it, as in --cutoff 15")),
            },
            (Measure::Raam, Some(tau)) if !(tau.is_finite() && tau > 0.0) => {
                let what = format!("tau is {tau}; give minutes above 0");
                Err(PlannerError::option("--tau", what))
            }
            (Measure::Raam, Some(tau)) => Ok(Self::Raam(tau, args.cutoff)),
            (Measure::Raam, None) => {
                Err(PlannerError::option("--tau", "raam needs it, as in --tau 30"))
            }
            (measure, _) => Ok(Self::Weighted(measure, reach(args)?)),
        }
    }

    pub(super) fn compute(&self, tables: &Tables<'_>) -> Result<Values, PlannerError> {
        match self {
            Self::Weighted(Measure::Fca, reach) => fca(tables, reach),
            Self::Weighted(measure, reach) => weighted(
                *measure,
                &Service::new(tables.costs, &tables.people, &tables.capacity)?,
                reach,
            ),
            Self::Nth(n, cutoff) => {
                let service = Service::new(tables.costs, &tables.people, &tables.capacity)?;
                let most = cutoff.unwrap_or(f64::INFINITY);
                let found = service.nth_nearest(*n)?;
                let minutes =
                    found.iter().map(|near| near.map(|n| n.minutes).filter(|m| *m <= most));
                Ok(Values::one(minutes.collect(), Value::Null))
            }
            Self::Places(cutoff) => {
                let service = Service::new(tables.costs, &tables.people, &tables.capacity)?;
                Ok(Values::plain(service.count(*cutoff)?))
            }
            Self::Cumulative(measure, times) => cumulative(tables, *measure, times),
            Self::Raam(tau, cutoff) => raam(tables, *tau, *cutoff),
        }
    }
}

/// A refusal of a measure, with the option that it speaks of.
fn refuse(option: &'static str, why: &InputError) -> PlannerError {
    PlannerError::option(option, why.to_string())
}

/// The weights that the options ask for.
fn reach(args: &AccessArgs) -> Result<Reach, PlannerError> {
    let stepped = matches!(args.measure, Measure::EnhancedTwoStep | Measure::ThreeStep);
    let decay = match (&args.steps, &args.decay, args.cutoff) {
        (Some(Steps(steps)), _, _) => Decay::Step(steps.clone()),
        (None, Some(DecayArg(decay)), _) => decay.clone(),
        (None, None, _) if stepped => Decay::Step(Steps::usual().0),
        (None, None, Some(within)) => Decay::Binary { within },
        (None, None, None) => {
            let what = format!("{} needs --cutoff, --steps or --decay", word(args.measure));
            return Err(PlannerError::option("--measure", what));
        }
    };
    let option = match (&args.steps, &args.decay) {
        (Some(_), _) => "--steps",
        (None, Some(_)) => "--decay",
        (None, None) => "--cutoff",
    };
    let reach = Reach::new(decay).map_err(|why| refuse(option, &why))?;
    Ok(match args.cutoff {
        Some(cutoff) => reach.cut(cutoff).map_err(|why| refuse("--cutoff", &why))?,
        None => reach,
    })
}

fn fca(tables: &Tables<'_>, reach: &Reach) -> Result<Values, PlannerError> {
    let Some(people_there) = tables.people_there.clone() else {
        let what = "fca divides capacity by the people at the same places, but no id is in both \
                    tables; use 2sfca, or give origins and destinations the same ids";
        return Err(PlannerError::option("--measure", what));
    };
    let people = Amounts::new("people", people_there)?;
    let by_zone = fca_ratio(tables.costs, &people, &tables.capacity, reach)?;
    Ok(Values::one(by_zone, Value::Null))
}

/// Capacity, or the number of places with some, within each of several costs, in one pass.
fn cumulative(
    tables: &Tables<'_>,
    measure: Measure,
    times: &[f64],
) -> Result<Values, PlannerError> {
    let open = |capacity: &f64| if *capacity > 0.0 { 1.0 } else { 0.0 };
    let places = || Amounts::new("capacity", tables.capacity.values().iter().map(open).collect());
    let worth = if measure == Measure::Places { places()? } else { tables.capacity.clone() };
    let found = Service::new(tables.costs, &tables.people, &worth)?.cumulative(times)?;
    let column = |(time, values): (&f64, Vec<f64>)| Column {
        name: format!("within_{time}"),
        by_zone: values.into_iter().map(Some).collect(),
    };
    Ok(Values { columns: times.iter().zip(found).map(column).collect(), about: Value::Null })
}

fn weighted(
    measure: Measure,
    service: &Service<'_, Matrix<'_>>,
    reach: &Reach,
) -> Result<Values, PlannerError> {
    let shared = |access: Access| {
        let by_zone = access.by_zone.into_iter().map(Some).collect();
        Values::one(by_zone, conservation(access.conservation))
    };
    Ok(match measure {
        Measure::ThreeStep => shared(service.three_step(reach)),
        Measure::ModifiedTwoStep => shared(service.modified_two_step(reach)),
        Measure::Bfca => shared(service.balanced(reach)),
        Measure::Availability => shared(service.availability(reach, 1.0)?),
        Measure::Gravity | Measure::Count => Values::plain(service.gravity(reach)),
        _ => shared(service.two_step(reach)),
    })
}

fn raam(tables: &Tables<'_>, tau: f64, cutoff: Option<f64>) -> Result<Values, PlannerError> {
    let near = Near { rows: tables.costs, cutoff: cutoff.unwrap_or(f64::INFINITY) };
    let service = Service::new(&near, &tables.people, &tables.capacity)?;
    let Equilibrium { by_zone, value, bound, gap, status, passes, left_out, .. } =
        service.raam(tau, RaamLimits::default())?;
    let about = json!({
        "objective": value,
        "bound": bound,
        "gap": gap,
        "status": if status == RaamStatus::Reached { "reached" } else { "stopped" },
        "passes": passes,
        "people_left_out": left_out,
    });
    Ok(Values::one(by_zone, about))
}

/// The pairs within a cost.
struct Near<'a> {
    rows: &'a Matrix<'a>,
    cutoff: f64,
}

impl Rows for Near<'_> {
    fn zones(&self) -> usize {
        self.rows.zones()
    }

    fn facilities(&self) -> usize {
        self.rows.facilities()
    }

    fn each_row(&self, visit: &mut dyn FnMut(Row<'_>)) {
        let mut near: (Vec<FacilityIndex>, Vec<f64>) = Default::default();
        self.rows.each_row(&mut |row| {
            near.0.clear();
            near.1.clear();
            let pairs = row.facilities.iter().copied().zip(row.minutes.iter().copied());
            near.extend(pairs.filter(|(_, minutes)| *minutes <= self.cutoff));
            visit(Row { zone: row.zone, facilities: &near.0, minutes: &near.1 });
        });
    }
}

fn conservation(found: Conservation) -> Value {
    json!({ "conservation": {
        "delivered": found.delivered,
        "reached": found.reached,
        "unreached": found.unreached,
        "relative_error": found.relative_error(),
    } })
}
