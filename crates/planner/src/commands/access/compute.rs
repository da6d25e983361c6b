//! The measures by their names, each with what it needs.

use access::measures::{Access, Conservation, Equilibrium, RaamLimits, RaamStatus, fca_ratio};
use access::{Amounts, Costs, Decay, Pair, Reach, Rows as _, Service};
use serde_json::{Value, json};

use super::super::decay::{DecayArg, Steps};
use super::super::travel::word;
use super::{AccessArgs, Measure};
use crate::PlannerError;

/// What measures are computed from.
pub(super) struct Tables<'a> {
    pub(super) costs: &'a Costs,
    pub(super) people: Amounts,
    pub(super) capacity: Amounts,
    pub(super) people_there: Option<Vec<f64>>,
}

/// A value for each origin, with what else there is to say.
pub(super) struct Values {
    pub(super) by_zone: Vec<Option<f64>>,
    pub(super) about: Value,
}

/// A measure with the parameters that it needs, checked before any file is read.
pub(super) enum Asked {
    Weighted(Measure, Reach),
    Nth(usize, Option<f64>),
    Places(f64),
    Raam(f64, Option<f64>),
}

impl Asked {
    pub(super) fn new(args: &AccessArgs) -> Result<Self, PlannerError> {
        if let Some(cutoff) = args.cutoff {
            Reach::binary(cutoff)?;
        }
        match (args.measure, args.tau) {
            (Measure::Nearest, _) => Ok(Self::Nth(1, args.cutoff)),
            (Measure::Nth, _) => Ok(Self::Nth(args.n, args.cutoff)),
            (Measure::Places, _) => match args.cutoff {
                Some(cutoff) => Ok(Self::Places(cutoff)),
                None => Err(PlannerError::option("--cutoff", "places needs it, as in --cutoff 15")),
            },
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
                Ok(Values { by_zone: minutes.collect(), about: Value::Null })
            }
            Self::Places(cutoff) => {
                let service = Service::new(tables.costs, &tables.people, &tables.capacity)?;
                let found = service.count(*cutoff)?;
                Ok(Values { by_zone: found.into_iter().map(Some).collect(), about: Value::Null })
            }
            Self::Raam(tau, cutoff) => raam(tables, *tau, *cutoff),
        }
    }
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
    let reach = Reach::new(decay)?;
    Ok(match args.cutoff {
        Some(cutoff) => reach.cut(cutoff)?,
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
    Ok(Values { by_zone, about: Value::Null })
}

fn weighted(
    measure: Measure,
    service: &Service<'_, Costs>,
    reach: &Reach,
) -> Result<Values, PlannerError> {
    let shared = |access: Access| Values {
        by_zone: access.by_zone.into_iter().map(Some).collect(),
        about: conservation(access.conservation),
    };
    let plain = |values: Vec<f64>| Values {
        by_zone: values.into_iter().map(Some).collect(),
        about: Value::Null,
    };
    Ok(match measure {
        Measure::ThreeStep => shared(service.three_step(reach)),
        Measure::ModifiedTwoStep => shared(service.modified_two_step(reach)),
        Measure::Bfca => shared(service.balanced(reach)),
        Measure::Availability => shared(service.availability(reach, 1.0)?),
        Measure::Gravity | Measure::Count => plain(service.gravity(reach)),
        _ => shared(service.two_step(reach)),
    })
}

fn raam(tables: &Tables<'_>, tau: f64, cutoff: Option<f64>) -> Result<Values, PlannerError> {
    let near = cutoff.map(|cutoff| within(tables.costs, cutoff)).transpose()?;
    let costs = near.as_ref().unwrap_or(tables.costs);
    let service = Service::new(costs, &tables.people, &tables.capacity)?;
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
    Ok(Values { by_zone, about })
}

/// The pairs within a cost.
fn within(costs: &Costs, cutoff: f64) -> Result<Costs, PlannerError> {
    let mut pairs = Vec::new();
    costs.each_row(&mut |row| {
        let zone = row.zone.0;
        let near =
            row.facilities.iter().zip(row.minutes).filter(|(_, minutes)| **minutes <= cutoff);
        pairs.extend(near.map(|(facility, minutes)| Pair {
            zone,
            facility: facility.0,
            minutes: *minutes,
        }));
    });
    Ok(Costs::from_pairs(costs.zones(), costs.facilities(), &pairs)?)
}

fn conservation(found: Conservation) -> Value {
    json!({ "conservation": {
        "delivered": found.delivered,
        "reached": found.reached,
        "unreached": found.unreached,
        "relative_error": found.relative_error(),
    } })
}
