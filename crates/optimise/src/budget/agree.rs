//! Divisions that settle on choices which together keep the rules that they share.

use super::program::Sense;

/// Changes of choice until the divisions give up.
const CHANGES: usize = 300;

/// What a division may do.
pub(super) struct Choice {
    /// Which measures, as the division numbers its choices.
    pub mask: u32,
    /// What it costs at the prices of the shared rows.
    pub cost: f64,
    /// How much it uses of each shared row.
    pub used: Vec<f64>,
}

/// One choice of each division, and how much all use of each row: from the cheapest on, the division
/// changes its choice by which the rows are broken least, and of changes alike in that the cheapest,
/// until no change is for the better. `rows` have sense, limit and size.
pub(super) fn agree(rows: &[(Sense, f64, f64)], options: &[Vec<Choice>]) -> (Vec<u32>, Vec<f64>) {
    let mut picked = vec![0; options.len()];
    let mut used = vec![0.0; rows.len()];
    options.iter().for_each(|own| add(&mut used, &own[0].used, 1.0));
    for _ in 0..CHANGES {
        let mut best = ((broken(rows, &used), 0.0), None);
        for (division, own) in options.iter().enumerate() {
            let now = &own[picked[division]];
            let mut others = used.clone();
            add(&mut others, &now.used, -1.0);
            for (at, choice) in own.iter().enumerate() {
                let mut all = others.clone();
                add(&mut all, &choice.used, 1.0);
                let key = (broken(rows, &all), choice.cost - now.cost);
                if key < best.0 {
                    best = (key, Some((division, at)));
                }
            }
        }
        let Some((division, at)) = best.1 else { break };
        add(&mut used, &options[division][picked[division]].used, -1.0);
        add(&mut used, &options[division][at].used, 1.0);
        picked[division] = at;
    }
    (picked.iter().zip(options).map(|(picked, own)| own[*picked].mask).collect(), used)
}

fn add(sum: &mut [f64], more: &[f64], times: f64) {
    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += times * more);
}

/// By how much the rows are broken, as shares of their sizes.
pub(super) fn broken(rows: &[(Sense, f64, f64)], used: &[f64]) -> f64 {
    let of_row = |((sense, limit, size), used): (&(Sense, f64, f64), &f64)| {
        let over = (used - limit) / size;
        let by = match sense {
            Sense::AtMost => over,
            Sense::AtLeast => -over,
            Sense::Equal => over.abs(),
        };
        // Less is rounding.
        if by > 1e-12 { by } else { 0.0 }
    };
    rows.iter().zip(used).map(of_row).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two divisions want the dear choice; there is money for one of them, and the cheaper one gives way.
    #[test]
    fn who_gives_way_most_cheaply_does() {
        let choice = |mask, cost, money| Choice { mask, cost, used: vec![money] };
        let options = [
            vec![choice(1, 0.0, 6.0), choice(0, 5.0, 1.0)],
            vec![choice(1, 0.0, 6.0), choice(0, 3.0, 2.0)],
        ];
        let (chosen, used) = agree(&[(Sense::AtMost, 8.0, 10.0)], &options);
        assert_eq!((chosen, used), (vec![1, 0], vec![8.0]));
        let (chosen, used) = agree(&[(Sense::AtMost, 20.0, 10.0)], &options);
        assert_eq!((chosen, used), (vec![1, 1], vec![12.0]));
        let (_, used) = agree(&[(Sense::AtLeast, 20.0, 10.0)], &options);
        assert_eq!(used, [12.0]);
    }
}
