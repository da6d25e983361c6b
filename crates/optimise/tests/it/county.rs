//! A county's measures and fund by a fixed rule of chance: the same on every machine.

use optimise::{Fund, Measure, Setting};

/// A fund of this size without further rules.
pub fn fund(total: f64, n_divisions: usize) -> Fund {
    Fund {
        total,
        equalization_share: 0.0,
        payers: [None; 3],
        urban_per_rural: None,
        division_money: vec![0.0; n_divisions],
        division_gain: vec![0.0; n_divisions],
    }
}

/// Measures whose prices and gains come from a linear congruence: the same on every machine.
pub fn county(n: usize, n_divisions: usize) -> (Vec<Measure>, Fund) {
    let mut state = 12_345_u64;
    let mut chance = move |n: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let one = |k: usize| {
        let price = 10.0 + chance(290) as f64;
        Measure {
            price,
            gain: (price * (20 + chance(60)) as f64 / 40.0).round(),
            division: k % n_divisions,
            setting: if chance(100) < 45 { Setting::Urban } else { Setting::Rural },
            is_equalization: chance(100) < 55,
            shares: [0.4, 0.3, 0.3],
            variant_of: (k % 10 < 2).then_some((k / 10) as u32),
        }
    };
    let measures: Vec<Measure> = (0..n).map(one).collect();
    let all: f64 = measures.iter().map(|m| m.price).sum();
    let mut rules = fund(all * 0.25, n_divisions);
    rules.equalization_share = 0.6;
    rules.payers = [Some(all * 0.11), None, Some(all * 0.08)];
    rules.urban_per_rural = Some((0.5, 1.0));
    rules.division_money = vec![all * 0.25 / n_divisions as f64 * 0.6; n_divisions];
    (measures, rules)
}
