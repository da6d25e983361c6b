//! Compliance of divisions with the standard, and what it would take.

use std::collections::{HashMap, HashSet};

use basis::{Date, Fen};
use serde::Serialize;

use super::{Measured, Per, Quota, QuotaKind, Standard, Tier};
use crate::error::InputError;

/// A division that owes facilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Division {
    /// Its code.
    pub code: String,
    /// Its tier.
    pub tier: Tier,
    /// Its people.
    pub people: f64,
    /// Its people of 65 and over.
    pub elders: f64,
    /// Its households.
    pub households: f64,
    /// Its villages and communities.
    pub villages: u32,
}

/// What a division has of a facility.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    /// The code of the division.
    pub division: String,
    /// The name of the kind, as in the standard.
    pub facility: String,
    /// How many units.
    pub units: f64,
}

/// How a division stands with one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Base and elastic part are there.
    Full,
    /// The base part is there.
    Base,
    /// Even the base part is not.
    Short,
}

/// One kind of facility in one division.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shortfall {
    /// The code of the division.
    pub division: String,
    /// The kind.
    pub facility: String,
    /// The unit of the counts.
    pub unit: String,
    /// Units that there are.
    pub has: f64,
    /// Units of the base part.
    pub base: f64,
    /// Units of base and elastic part.
    pub full: f64,
    /// Units missing to the base part.
    pub short: f64,
    /// Units missing to base and elastic part.
    pub short_of_full: f64,
    /// Money for the units missing to the base part; `None` where the cost is not known.
    pub cost: Option<Fen>,
    /// How it stands.
    pub verdict: Verdict,
    /// Whether the quota is a setting that the office has to confirm.
    pub unconfirmed: bool,
}

/// All divisions and kinds of a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compliance {
    /// One line for each division and kind that it owes, in their orders.
    pub lines: Vec<Shortfall>,
    /// Share of lines whose base part is there; 1 where nothing is owed.
    pub share: f64,
    /// Divisions of which every base part is there.
    pub compliant: Vec<String>,
    /// Money for all base parts of known cost.
    pub cost: Fen,
    /// Lines that miss units of unknown cost: the money does not hold them.
    pub without_cost: usize,
}

/// Compares what divisions have with what they owe on a day. What is not listed is not there.
///
/// # Errors
/// A division or holding that stands twice, a holding of an unknown division or kind, numbers that
/// are negative or not finite (all with their row), or money beyond what fits.
pub fn compliance(
    standard: &Standard,
    on: Date,
    divisions: &[Division],
    holdings: &[Holding],
) -> Result<Compliance, InputError> {
    check_divisions(divisions)?;
    let has = held(standard, divisions, holdings)?;
    let mut found = Compliance {
        lines: Vec::new(),
        share: 1.0,
        compliant: Vec::new(),
        cost: Fen::ZERO,
        without_cost: 0,
    };
    for division in divisions {
        let before = found.lines.len();
        for (kind, quota) in standard.owed(division.tier, on) {
            let key = (division.code.as_str(), kind.name.as_str());
            let has = has.get(&key).copied().unwrap_or(0.0);
            found.lines.push(line(division, kind, quota, has)?);
        }
        if found.lines[before..].iter().all(|line| line.verdict != Verdict::Short) {
            found.compliant.push(division.code.clone());
        }
    }
    let met = found.lines.iter().filter(|line| line.verdict != Verdict::Short).count();
    if !found.lines.is_empty() {
        found.share = met as f64 / found.lines.len() as f64;
    }
    for line in found.lines.iter().filter(|line| line.short > 0.0) {
        match line.cost {
            Some(cost) => found.cost = found.cost.checked_add(cost).ok_or_else(too_much)?,
            None => found.without_cost += 1,
        }
    }
    Ok(found)
}

fn line(
    division: &Division,
    kind: &QuotaKind,
    quota: Quota,
    has: f64,
) -> Result<Shortfall, InputError> {
    let owed = |rate: f64| {
        let units = rate * times(division, kind.per);
        // A hair above a whole number is rounding, not a need for one more.
        if kind.measured == Measured::Whole { (units - 1e-9).ceil().max(0.0) } else { units }
    };
    let (base, full) = (owed(quota.base), owed(quota.base + quota.elastic));
    let short = (base - has).max(0.0);
    let verdict = match has {
        has if has >= full => Verdict::Full,
        has if has >= base => Verdict::Base,
        _ => Verdict::Short,
    };
    let cost = quota.yuan_a_unit.map(|yuan| money(yuan, short)).transpose()?;
    Ok(Shortfall {
        division: division.code.clone(),
        facility: kind.name.clone(),
        unit: kind.unit.clone(),
        has,
        base,
        full,
        short,
        short_of_full: (full - has).max(0.0),
        cost,
        verdict,
        unconfirmed: quota.unconfirmed,
    })
}

fn times(division: &Division, per: Per) -> f64 {
    match per {
        Per::Division => 1.0,
        Per::Village => f64::from(division.villages),
        Per::Thousand => division.people / 1e3,
        Per::ThousandElders => division.elders / 1e3,
        Per::HundredHouseholds => division.households / 100.0,
    }
}

/// Yuan a unit times units, rounded up to the fen.
fn money(yuan: i64, units: f64) -> Result<Fen, InputError> {
    let fen = (yuan as f64 * units * 100.0 - 1e-6).ceil().max(0.0);
    // Whole numbers are exact in a float up to 2^53.
    if fen <= 9_007_199_254_740_992.0 { Ok(Fen::new(fen as i64)) } else { Err(too_much()) }
}

fn too_much() -> InputError {
    InputError::parameter("the money", "beyond 90 trillion yuan", "check units and costs")
}

fn check_divisions(divisions: &[Division]) -> Result<(), InputError> {
    let mut seen = HashMap::new();
    for (row, division) in divisions.iter().enumerate() {
        if let Some(first) = seen.insert(division.code.as_str(), row) {
            return Err(InputError::duplicate("divisions", first, row, division.code.clone()));
        }
        let numbers = [
            ("people", division.people),
            ("elders", division.elders),
            ("households", division.households),
        ];
        for (column, value) in numbers {
            if !(value.is_finite() && value >= 0.0) {
                let mend = "give a finite number, 0 or more";
                return Err(InputError::value("divisions", row, column, value, mend));
            }
        }
    }
    Ok(())
}

fn held<'a>(
    standard: &Standard,
    divisions: &[Division],
    holdings: &'a [Holding],
) -> Result<HashMap<(&'a str, &'a str), f64>, InputError> {
    let codes: HashSet<&str> = divisions.iter().map(|division| division.code.as_str()).collect();
    let kinds: HashSet<&str> = standard.facility.iter().map(|kind| kind.name.as_str()).collect();
    let mut held = HashMap::new();
    let mut rows = HashMap::new();
    for (row, holding) in holdings.iter().enumerate() {
        let wrong = |column, value: String, mend| {
            Err(InputError::value("facilities", row, column, value, mend))
        };
        if !codes.contains(holding.division.as_str()) {
            return wrong("division", holding.division.clone(), "name a listed division");
        }
        if !kinds.contains(holding.facility.as_str()) {
            return wrong("facility", holding.facility.clone(), "name a kind of the standard");
        }
        if !(holding.units.is_finite() && holding.units >= 0.0) {
            return wrong("units", holding.units.to_string(), "give a finite number, 0 or more");
        }
        let key = (holding.division.as_str(), holding.facility.as_str());
        if let Some(first) = rows.insert(key, row) {
            let what = format!("{} of {}", key.1, key.0);
            return Err(InputError::duplicate("facilities", first, row, what));
        }
        held.insert(key, holding.units);
    }
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::super::quotas::tests::TEXT;
    use super::*;

    fn division(code: &str, tier: Tier) -> Division {
        let (people, elders, households) = (4_000.0, 1_050.0, 1_500.0);
        Division { code: code.into(), tier, people, elders, households, villages: 7 }
    }

    fn holding(division: &str, facility: &str, units: f64) -> Holding {
        Holding { division: division.into(), facility: facility.into(), units }
    }

    fn run(year: i16, holdings: &[Holding]) -> Result<Compliance, InputError> {
        let standard = Standard::parse("s", TEXT).unwrap();
        let divisions = [division("t", Tier::Township), division("v", Tier::Village)];
        compliance(&standard, Date::new(year, 6, 1).unwrap(), &divisions, holdings)
    }

    #[test]
    fn a_township_and_a_village_by_hand() {
        let found =
            run(2024, &[holding("t", "养老床位", 21.5), holding("v", "卫生室", 1.0)]).unwrap();
        let [beds, clinic] = &found.lines[..] else { panic!("two lines") };
        // 30 for each thousand of 1,050 elders: 31.5, of which 10 are missing at 50,000 yuan.
        assert_eq!((beds.base, beds.short, beds.verdict), (31.5, 10.0, Verdict::Short));
        assert_eq!(beds.cost, Fen::from_yuan(500_000));
        assert_eq!((clinic.base, clinic.full, clinic.short_of_full), (1.0, 2.0, 1.0));
        assert_eq!((clinic.verdict, clinic.cost), (Verdict::Base, Some(Fen::ZERO)));
        assert_eq!((found.share, found.compliant.as_slice()), (0.5, ["v".to_owned()].as_slice()));
        assert_eq!((found.cost, found.without_cost), (Fen::from_yuan(500_000).unwrap(), 0));
    }

    #[test]
    fn a_later_version_asks_for_more_and_its_cost_is_not_known() {
        let found = run(2026, &[]).unwrap();
        assert_eq!((found.lines[0].base, found.lines[0].unconfirmed), (42.0, true));
        assert_eq!((found.lines[1].short, found.lines[1].cost), (1.0, Fen::from_yuan(200_000)));
        assert_eq!((found.cost, found.without_cost), (Fen::from_yuan(200_000).unwrap(), 1));
        let before = run(2019, &[]).unwrap();
        assert_eq!((before.lines.len(), before.share, before.compliant.len()), (0, 1.0, 2));
    }

    #[test]
    fn what_is_broken_is_refused_with_its_row() {
        let check = |holdings: &[Holding], expected: &str| {
            let error = run(2024, holdings).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check(&[holding("x", "卫生室", 1.0)], "row 1: division is x");
        check(&[holding("v", "医院", 1.0)], "row 1: facility is 医院");
        check(&[holding("v", "卫生室", f64::NAN)], "row 1: units is NaN");
        let twice = [holding("v", "卫生室", 1.0), holding("v", "卫生室", 2.0)];
        check(&twice, "row 2: 卫生室 of v stands already in row 1");
        let standard = Standard::parse("s", TEXT).unwrap();
        let on = Date::new(2024, 6, 1).unwrap();
        let mut broken = [division("a", Tier::Village), division("b", Tier::Village)];
        broken[1].people = -1.0;
        let error = compliance(&standard, on, &broken, &[]).unwrap_err().to_string();
        assert!(error.contains("divisions, row 2: people is -1"), "{error}");
        broken[1].code = "a".into();
        assert!(compliance(&standard, on, &broken, &[]).is_err());
    }
}
