//! Shortfall below a line, in the form of the poverty measures of Foster, Greer and Thorbecke (1984).

use super::Sample;
use crate::error::InputError;

/// Mean of ((line − x) / line)^power over all people, 0 for those at or above the line: at power 0
/// the share of people below it, at 1 how far they are below on average, at 2 with more weight on
/// the worst.
///
/// # Errors
/// A line that is not a finite number above 0.
pub fn shortfall(sample: &Sample, line: f64, power: u8) -> Result<f64, InputError> {
    if !(line.is_finite() && line > 0.0) {
        return Err(InputError::parameter("the line", line, "give a finite number above 0"));
    }
    let below = sample.iter().take_while(|(x, _)| *x < line);
    let gaps = below.map(|(x, w)| w * ((line - x) / line).powi(i32::from(power)));
    Ok(gaps.sum::<f64>() / sample.weight())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_below_the_line() {
        let sample = Sample::new(&[1.0, 2.0, 4.0], Some(&[1.0, 1.0, 2.0])).unwrap();
        let found = [0, 1, 2].map(|power| shortfall(&sample, 4.0, power).unwrap());
        assert_eq!(found, [0.5, 1.25 / 4.0, (0.5625 + 0.25) / 4.0]);
        assert!(shortfall(&sample, 0.0, 0).is_err());
    }
}
