//! From measures and rules to a programme, and from its rows back to the rules.

use super::program::{Program, Rest, Sense};
use super::{Fund, Goal, Levels, Measure, Payer, Setting, ShadowPrice};
use crate::SitingError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A rule of the fund, as named in shadow prices and conflicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The fund's total.
    Total,
    /// The least share of equalization.
    EqualizationShare,
    /// The most that a tier of government pays.
    Payer(Payer),
    /// The least urban money per rural money.
    UrbanLeast,
    /// The most urban money per rural money.
    UrbanMost,
    /// The least money in a division.
    DivisionMoney(usize),
    /// The least gain in a division.
    DivisionGain(usize),
    /// One of several variants.
    Variants(u32),
    /// What makes the goal a sum: the division's level.
    Level(usize),
}

/// The programme; its first columns are the measures in their order.
pub(super) struct Plan {
    pub program: Program,
    /// Whose row each is.
    pub rules: Vec<Rule>,
}

impl Plan {
    pub fn new(measures: &[Measure], fund: &Fund, goal: &Goal) -> Result<Self, SitingError> {
        check_measures(measures, fund.division_money.len())?;
        check_fund(fund)?;
        let mut plan = Self { program: Program::default(), rules: Vec::new() };
        for measure in measures {
            let worth = if *goal == Goal::Gain { measure.gain } else { 0.0 };
            plan.program.column(worth, (0.0, 1.0), true);
        }
        plan.money_rules(measures, fund);
        plan.ratio_rules(measures, fund);
        plan.division_rules(measures, fund);
        plan.variants(measures);
        match goal {
            Goal::Gain => {}
            Goal::WorstDivision(levels) => plan.worst_division(measures, levels, fund)?,
            Goal::LeastSpread(levels) => plan.least_spread(measures, levels, fund)?,
        }
        Ok(plan)
    }

    /// A row over the measures; left out when no measure has a coefficient and it holds anyway.
    fn rule(
        &mut self,
        rule: Rule,
        (sense, limit): (Sense, f64),
        measures: &[Measure],
        of: impl Fn(&Measure) -> f64,
    ) -> u32 {
        let row = self.program.row(sense, limit);
        self.rules.push(rule);
        for (k, measure) in measures.iter().enumerate() {
            self.program.put(row, k, of(measure));
        }
        row
    }

    fn money_rules(&mut self, measures: &[Measure], fund: &Fund) {
        self.rule(Rule::Total, (Sense::AtMost, fund.total), measures, |m| m.price);
        for (k, payer) in [Payer::Province, Payer::City, Payer::County].into_iter().enumerate() {
            if let Some(most) = fund.payers[k] {
                let share = |m: &Measure| m.price * m.shares[k];
                self.rule(Rule::Payer(payer), (Sense::AtMost, most), measures, share);
            }
        }
    }

    fn ratio_rules(&mut self, measures: &[Measure], fund: &Fund) {
        let least = fund.equalization_share;
        if least > 0.0 {
            let over = |m: &Measure| m.price * (f64::from(u8::from(m.is_equalization)) - least);
            self.rule(Rule::EqualizationShare, (Sense::AtLeast, 0.0), measures, over);
        }
        let Some((low, high)) = fund.urban_per_rural else { return };
        let over = |ratio: f64| {
            move |m: &Measure| match m.setting {
                Setting::Urban => m.price,
                Setting::Rural => -ratio * m.price,
            }
        };
        self.rule(Rule::UrbanLeast, (Sense::AtLeast, 0.0), measures, over(low));
        if high.is_finite() {
            self.rule(Rule::UrbanMost, (Sense::AtMost, 0.0), measures, over(high));
        }
    }

    fn division_rules(&mut self, measures: &[Measure], fund: &Fund) {
        for (division, &least) in fund.division_money.iter().enumerate().filter(|(_, l)| **l > 0.0)
        {
            let price = |m: &Measure| if m.division == division { m.price } else { 0.0 };
            self.rule(Rule::DivisionMoney(division), (Sense::AtLeast, least), measures, price);
        }
        for (division, &least) in fund.division_gain.iter().enumerate().filter(|(_, l)| **l > 0.0) {
            let gain = |m: &Measure| if m.division == division { m.gain } else { 0.0 };
            self.rule(Rule::DivisionGain(division), (Sense::AtLeast, least), measures, gain);
        }
    }

    fn variants(&mut self, measures: &[Measure]) {
        let mut variants: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (k, measure) in measures.iter().enumerate() {
            if let Some(of) = measure.variant_of {
                variants.entry(of).or_default().push(k);
            }
        }
        for (of, members) in variants.into_iter().filter(|(_, members)| members.len() > 1) {
            let row = self.program.row(Sense::AtMost, 1.0);
            self.rules.push(Rule::Variants(of));
            for k in members {
                self.program.put(row, k, 1.0);
            }
        }
    }

    /// Maximise `t` with `served_d + gain_d >= persons_d · t` in each division.
    fn worst_division(
        &mut self,
        measures: &[Measure],
        levels: &Levels,
        fund: &Fund,
    ) -> Result<(), SitingError> {
        check_levels(levels, fund.division_money.len())?;
        let gain: f64 = measures.iter().map(|m| m.gain).sum();
        let top = |(served, persons): (&f64, &f64)| (served + gain) / persons;
        let most = levels.served.iter().zip(&levels.persons).map(top).fold(0.0, f64::max);
        let level = self.program.column(1.0, (0.0, most), false);
        let mut rows = Vec::new();
        for (d, (served, persons)) in levels.served.iter().zip(&levels.persons).enumerate() {
            let gain = |m: &Measure| if m.division == d { m.gain / persons } else { 0.0 };
            let limit = (Sense::AtLeast, -served / persons);
            let row = self.rule(Rule::Level(d), limit, measures, gain);
            self.program.put(row, level, -1.0);
            rows.push(row);
        }
        self.program.rest = Rest::Least(level, rows);
        Ok(())
    }

    /// Minimise `Σ_d |served_d + gain_d - persons_d · mean| / persons`, each absolute value as
    /// the sum of two columns of which one is 0.
    fn least_spread(
        &mut self,
        measures: &[Measure],
        levels: &Levels,
        fund: &Fund,
    ) -> Result<(), SitingError> {
        check_levels(levels, fund.division_money.len())?;
        let persons: f64 = levels.persons.iter().sum();
        let served: f64 = levels.served.iter().sum();
        let mut rows = Vec::new();
        let most = (served + measures.iter().map(|m| m.gain).sum::<f64>()) / persons + 1.0;
        let apart = |(had, of): (&f64, &f64)| (had - of / persons * served).abs() / persons;
        self.program.scale = levels.served.iter().zip(&levels.persons).map(apart).sum();
        for (d, (had, of)) in levels.served.iter().zip(&levels.persons).enumerate() {
            let share = of / persons;
            let gain = |m: &Measure| {
                let own = if m.division == d { m.gain } else { 0.0 };
                (own - share * m.gain) / persons
            };
            let limit = (Sense::Equal, -(had - share * served) / persons);
            let row = self.rule(Rule::Level(d), limit, measures, gain);
            let above = self.program.column(-1.0, (0.0, most), false);
            self.program.put(row, above, -1.0);
            let below = self.program.column(-1.0, (0.0, most), false);
            self.program.put(row, below, 1.0);
            rows.push((row, above, below));
        }
        self.program.rest = Rest::Apart(rows);
        Ok(())
    }

    /// The prices that are not 0, with their rules.
    pub fn shadow_prices(&self, prices: &[f64]) -> Vec<ShadowPrice> {
        let priced = self.rules.iter().zip(prices).filter(|(_, price)| price.abs() > 1e-9);
        priced.map(|(rule, price)| ShadowPrice { rule: *rule, per_unit: *price }).collect()
    }

    /// The rules that take part in a conflict.
    pub fn conflict(&self, prices: &[f64]) -> Vec<Rule> {
        let in_it = self.rules.iter().zip(prices).filter(|(_, price)| price.abs() > 1e-9);
        in_it.map(|(rule, _)| *rule).collect()
    }
}

fn check_measures(measures: &[Measure], n_divisions: usize) -> Result<(), SitingError> {
    if measures.is_empty() {
        return Err(row(0, "there is no measure".to_owned(), "give at least one"));
    }
    for (k, measure) in measures.iter().enumerate() {
        let at = k + 1;
        if !(measure.price.is_finite() && measure.price > 0.0) {
            return Err(row(at, format!("the price is {}", measure.price), "give a sum above 0"));
        }
        if !(measure.gain.is_finite() && measure.gain >= 0.0) {
            return Err(row(
                at,
                format!("the gain is {}", measure.gain),
                "give a number from 0 up",
            ));
        }
        if measure.division >= n_divisions {
            let what = format!("division {} of {n_divisions}", measure.division);
            return Err(row(at, what, "divisions count from 0; give each its least money"));
        }
        let sum: f64 = measure.shares.iter().sum();
        if !((sum - 1.0).abs() <= 1e-9 && measure.shares.iter().all(|share| *share >= 0.0)) {
            return Err(row(at, format!("the payers' shares sum to {sum}"), "let them sum to 1"));
        }
    }
    Ok(())
}

fn row(row: usize, what: String, mend: &'static str) -> SitingError {
    SitingError::Row { row, what, mend }
}

fn check_fund(fund: &Fund) -> Result<(), SitingError> {
    let check = |what: &'static str, value: f64, ok: bool, mend: &'static str| {
        if ok { Ok(()) } else { Err(SitingError::Setting { what, value, mend }) }
    };
    let sum = |value: f64| value.is_finite() && value >= 0.0;
    let money = "give a finite sum from 0 up";
    check("fund's total", fund.total, sum(fund.total), money)?;
    let share = fund.equalization_share;
    check("share of equalization", share, (0.0..=1.0).contains(&share), "give 0 to 1")?;
    for most in fund.payers.into_iter().flatten() {
        check("most that a payer gives", most, sum(most), money)?;
    }
    if let Some((low, high)) = fund.urban_per_rural {
        check("least urban per rural money", low, sum(low), "give a finite number from 0 up")?;
        check("most urban per rural money", high, high >= low, "give no less than the least")?;
    }
    for &least in fund.division_money.iter().chain(&fund.division_gain) {
        check("least of a division", least, sum(least), "give a finite number from 0 up")?;
    }
    let (found, wanted) = (fund.division_gain.len(), fund.division_money.len());
    if found != 0 && found != wanted {
        return Err(SitingError::Length { what: "least gains of divisions", found, wanted });
    }
    Ok(())
}

fn check_levels(levels: &Levels, wanted: usize) -> Result<(), SitingError> {
    for (what, list) in [("served persons", &levels.served), ("persons", &levels.persons)] {
        if list.len() != wanted {
            return Err(SitingError::Length { what, found: list.len(), wanted });
        }
    }
    let wrong = |(served, persons): (&f64, &f64)| {
        !(served.is_finite() && *served >= 0.0 && persons.is_finite() && *persons > 0.0)
    };
    match levels.served.iter().zip(&levels.persons).position(wrong) {
        None => Ok(()),
        Some(division) => Err(SitingError::Setting {
            what: "persons of a division",
            value: levels.persons[division],
            mend: "give each division persons above 0 and served persons from 0 up",
        }),
    }
}
