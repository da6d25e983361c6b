//! Convergence: do units draw together (σ), and do those behind grow faster (β)?

use crate::error::InputError;

/// Spread in one year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sigma {
    /// The year.
    pub year: i32,
    /// Standard deviation of ln x.
    pub of_logarithms: f64,
    /// Coefficient of variation.
    pub variation: f64,
}

/// Growth against the level at the start: (ln x_T − ln x_0) / T = a + b ln x_0 (Barro & Sala-i-Martin
/// 1992, without conditions).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    /// b; negative where those behind grow faster.
    pub slope: f64,
    /// Standard error of b.
    pub error: f64,
    /// Share of the variance of growth that it explains.
    pub r_squared: f64,
    /// Speed of convergence, −ln(1 + b T) / T a year; `None` where b T ≤ −1.
    pub speed: Option<f64>,
    /// Years until half of a gap is closed, ln 2 / speed; `None` without convergence.
    pub half_life: Option<f64>,
    /// Units.
    pub units: usize,
}

/// σ for each year: `values` by year, then unit.
///
/// # Errors
/// A year without units, or a value that is not a finite number above 0 (its row is its unit).
pub fn sigma_convergence(years: &[i32], values: &[Vec<f64>]) -> Result<Vec<Sigma>, InputError> {
    InputError::same_length("values", values.len(), years.len(), "year")?;
    let of_year = |(year, values): (&i32, &Vec<f64>)| {
        let logarithms = logarithms(&format!("values of {year}"), values)?;
        let (_, of_logarithms) = super::normal::mean_and_sd(&logarithms);
        let (mean, sd) = super::normal::mean_and_sd(values);
        Ok(Sigma { year: *year, of_logarithms, variation: sd / mean })
    };
    years.iter().zip(values).map(of_year).collect()
}

/// β over `years` years from the values of the units at the start and at the end.
///
/// # Errors
/// Fewer than three units; a value that is not a finite number above 0; starts that are all the
/// same; no years.
pub fn beta_convergence(start: &[f64], end: &[f64], years: f64) -> Result<Beta, InputError> {
    InputError::same_length("values at the end", end.len(), start.len(), "unit")?;
    if !(years.is_finite() && years > 0.0) {
        return Err(InputError::parameter("the years", years, "give a finite number above 0"));
    }
    if start.len() < 3 {
        return Err(InputError::empty("values at the start", "give at least three units"));
    }
    let x = logarithms("values at the start", start)?;
    let last = logarithms("values at the end", end)?;
    let growth: Vec<f64> =
        last.iter().zip(&x).map(|(last, first)| (last - first) / years).collect();
    let n = x.len() as f64;
    let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, growth.iter().sum::<f64>() / n);
    let mut sums = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(&growth) {
        let (dx, dy) = (x - mean_x, y - mean_y);
        sums = (sums.0 + dx * dx, sums.1 + dx * dy, sums.2 + dy * dy);
    }
    let (xx, xy, yy) = sums;
    if xx <= 0.0 {
        let mend = "they are all the same: nothing can converge";
        return Err(InputError::empty("values at the start", mend));
    }
    let slope = xy / xx;
    let rest = (yy - slope * xy).max(0.0);
    let speed = (1.0 + slope * years > 0.0).then(|| -(1.0 + slope * years).ln() / years);
    Ok(Beta {
        slope,
        error: (rest / (n - 2.0) / xx).sqrt(),
        r_squared: if yy > 0.0 { 1.0 - rest / yy } else { 0.0 },
        speed,
        half_life: speed.filter(|speed| *speed > 0.0).map(|speed| 2.0_f64.ln() / speed),
        units: x.len(),
    })
}

/// σ and β of a run of years, as far as they are defined.
#[derive(Clone, Debug, PartialEq)]
pub struct Convergence {
    /// Coefficient of variation of each year, over all units; `None` where their mean is not above 0.
    pub variation: Vec<Option<f64>>,
    /// Standard deviation of ln x of each year, over the units that have a logarithm in every year;
    /// `None` where no unit has.
    pub of_logarithms: Vec<Option<f64>>,
    /// β from the first year to the last, over the same units; `None` for a single year, fewer than
    /// three units, or units that all begin alike.
    pub beta: Option<Beta>,
    /// The units that have none, by position: their value is not above 0 in some year.
    pub left_out: Vec<usize>,
}

/// σ and β of a run of years: `values` by year, then unit.
#[must_use]
pub fn converge(years: &[i32], values: &[Vec<f64>]) -> Convergence {
    let units = values.iter().map(Vec::len).min().unwrap_or_default();
    let positive = |x: f64| x.is_finite() && x > 0.0;
    let (kept, left_out): (Vec<usize>, Vec<usize>) =
        (0..units).partition(|unit| values.iter().all(|year| positive(year[*unit])));
    let of_kept = |year: &Vec<f64>| kept.iter().map(|unit| year[*unit]).collect::<Vec<f64>>();
    let over: Vec<Vec<f64>> = values.iter().map(of_kept).collect();
    let variation = |year: &Vec<f64>| {
        let (mean, sd) = super::normal::mean_and_sd(year);
        (mean > 0.0).then(|| sd / mean)
    };
    let of_logarithms = |year: &Vec<f64>| {
        let logarithms = logarithms("values", year).ok()?;
        Some(super::normal::mean_and_sd(&logarithms).1)
    };
    let ends = years.first().zip(years.last()).zip(over.first().zip(over.last()));
    let beta = ends.and_then(|((first, last), (start, end))| {
        beta_convergence(start, end, f64::from(last - first)).ok()
    });
    Convergence {
        variation: values.iter().map(variation).collect(),
        of_logarithms: over.iter().map(of_logarithms).collect(),
        beta,
        left_out,
    }
}

fn logarithms(table: &str, values: &[f64]) -> Result<Vec<f64>, InputError> {
    if values.is_empty() {
        return Err(InputError::empty(table, "give at least one unit"));
    }
    match values.iter().position(|value| !(value.is_finite() && *value > 0.0)) {
        None => Ok(values.iter().map(|value| value.ln()).collect()),
        Some(row) => {
            let mend = "give a finite number above 0, or leave the unit out";
            Err(InputError::value(table, row, "value", values[row], mend))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_that_halve_in_ten_years() {
        let start: Vec<f64> = [1.0_f64, 2.0, 3.0, 4.0].iter().map(|x| x.exp()).collect();
        let end: Vec<f64> = [1.0_f64, 1.5, 2.0, 2.5].iter().map(|x| (x + 5.0).exp()).collect();
        let beta = beta_convergence(&start, &end, 10.0).unwrap();
        assert!((beta.slope + 0.05).abs() < 1e-12 && beta.error < 1e-9);
        assert!((beta.r_squared - 1.0).abs() < 1e-12);
        assert!((beta.half_life.unwrap() - 10.0).abs() < 1e-9);
        let sigma = sigma_convergence(&[2000, 2010], &[start.clone(), end]).unwrap();
        assert!((sigma[0].of_logarithms - 2.0 * sigma[1].of_logarithms).abs() < 1e-12);
        let apart: Vec<f64> = start.iter().map(|x| x * x).collect();
        let beta = beta_convergence(&start, &apart, 10.0).unwrap();
        assert!(beta.slope > 0.0 && beta.half_life.is_none());
    }

    #[test]
    fn a_unit_without_logarithm_is_left_out_of_what_needs_one() {
        let start = vec![1.0, 2.0, 0.0, 4.0, 8.0];
        let end = vec![2.0, 3.0, 5.0, 5.0, 8.0];
        let found = converge(&[2000, 2010], &[start, end]);
        assert_eq!(found.left_out, [2]);
        let (start, end) = ([1.0, 2.0, 4.0, 8.0], [2.0, 3.0, 5.0, 8.0]);
        assert_eq!(found.beta, beta_convergence(&start, &end, 10.0).ok());
        let sigma = sigma_convergence(&[2000, 2010], &[start.to_vec(), end.to_vec()]).unwrap();
        let logarithms: Vec<_> = sigma.iter().map(|sigma| Some(sigma.of_logarithms)).collect();
        assert_eq!(found.of_logarithms, logarithms);
        // The coefficient of variation is that of all: mean 3, variance 8.
        assert!((found.variation[0].unwrap() - 8.0_f64.sqrt() / 3.0).abs() < 1e-15);
        let nothing = converge(&[2000], &[vec![0.0, 0.0]]);
        assert_eq!((nothing.variation, nothing.of_logarithms), (vec![None], vec![None]));
        assert!(nothing.beta.is_none() && nothing.left_out == [0, 1]);
    }

    #[test]
    fn what_cannot_converge_is_refused() {
        assert!(beta_convergence(&[1.0, 2.0], &[1.0, 2.0], 1.0).is_err());
        assert!(beta_convergence(&[1.0; 3], &[2.0; 3], 1.0).is_err());
        assert!(beta_convergence(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0], 0.0).is_err());
        let error = beta_convergence(&[1.0, 0.0, 3.0], &[1.0; 3], 1.0).unwrap_err().to_string();
        assert!(error.contains("row 2: value is 0"), "{error}");
        assert!(sigma_convergence(&[2000], &[vec![]]).is_err());
    }
}
