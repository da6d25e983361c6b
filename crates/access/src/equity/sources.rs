//! The Gini index by source (Lerman & Yitzhaki 1985): which service makes access unequal.

use super::{Sample, concentration, gini};
use crate::error::InputError;

/// A Gini index below this is equality up to rounding: what is divided by it means nothing.
const EQUAL: f64 = 1e-12;

/// What one source adds. The contributions of all sources are the Gini index of their sum.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct SourcePart {
    /// The source.
    pub name: String,
    /// Its share of the total.
    pub share: f64,
    /// Its own Gini index; `None` where it gives nothing.
    pub gini: Option<f64>,
    /// Its concentration along the sum of all sources.
    pub concentration: f64,
    /// share · concentration.
    pub contribution: f64,
    /// How much the Gini index would change, relatively, for 1 % more of this source:
    /// contribution / G − share; 0 where all are equal (G below 1e-12).
    pub elasticity: f64,
}

/// Divides the Gini index of Σ sources over the sources, each with one value a row.
/// `None` where the sum is 0 everywhere.
///
/// # Errors
/// No source; sources of different length; a value or weight that is negative or not finite.
pub fn gini_sources(
    sources: &[(String, Vec<f64>)],
    weights: Option<&[f64]>,
) -> Result<Option<(f64, Vec<SourcePart>)>, InputError> {
    let Some((_, first)) = sources.first() else {
        return Err(InputError::empty("sources", "give at least one source"));
    };
    let mut sum = vec![0.0; first.len()];
    for (name, values) in sources {
        InputError::same_length(name, values.len(), sum.len(), "row")?;
        sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
    }
    let whole = Sample::new(&sum, weights)?;
    let Some(total) = gini(&whole) else { return Ok(None) };
    let parts = sources.iter().map(|(name, values)| {
        let own = Sample::new(values, weights)?;
        let share = own.total() / whole.total();
        let concentration = concentration(&own, &sum, 1)?.map_or(0.0, |found| found.index);
        let contribution = share * concentration;
        let elasticity = if total > EQUAL { contribution / total - share } else { 0.0 };
        let name = name.clone();
        Ok(SourcePart { name, share, gini: gini(&own), concentration, contribution, elasticity })
    });
    Ok(Some((total, parts.collect::<Result<_, InputError>>()?)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn contributions_add_up(
            rows in proptest::collection::vec((0.0f64..9.0, 0.0f64..9.0, 0.0f64..9.0, 0.1f64..5.0), 1..40)
        ) {
            let column = |at: fn(&(f64, f64, f64, f64)) -> f64| rows.iter().map(at).collect::<Vec<f64>>();
            // Rounded, so that sums are often equal: ties must share a rank for the parts to add up.
            let sources = [
                ("clinic".to_owned(), column(|row| row.0.round() + 1.0)),
                ("school".to_owned(), column(|row| row.1.round())),
                ("bus".to_owned(), column(|row| row.2.round())),
            ];
            let weights = column(|row| row.3);
            let (total, parts) = gini_sources(&sources, Some(&weights)).unwrap().unwrap();
            let sum: f64 = parts.iter().map(|part| part.contribution).sum();
            prop_assert!((sum - total).abs() < 1e-12, "{sum} {total}");
            prop_assert!((parts.iter().map(|part| part.share).sum::<f64>() - 1.0).abs() < 1e-12);
            // Divided by G: what rounding leaves of the contributions grows as G shrinks.
            let change: f64 = parts.iter().map(|part| part.elasticity).sum();
            prop_assert!(change.abs() * total.max(EQUAL) < 1e-12, "{change} {total}");
        }
    }

    #[test]
    fn where_all_are_equal_no_source_changes_anything() {
        let sources = [("clinic".to_owned(), vec![0.1; 3]), ("bus".to_owned(), vec![0.2; 3])];
        let weights = [0.3, 0.7, 1.1];
        let (total, parts) = gini_sources(&sources, Some(&weights)).unwrap().unwrap();
        assert!(total.abs() < EQUAL, "{total}");
        assert!(parts.iter().all(|part| part.elasticity == 0.0), "{parts:?}");
    }

    #[test]
    fn what_is_not_a_source_is_refused() {
        assert!(gini_sources(&[], None).is_err());
        let uneven = [("a".to_owned(), vec![1.0]), ("b".to_owned(), vec![1.0, 2.0])];
        assert!(gini_sources(&uneven, None).unwrap_err().to_string().contains("b has 2 rows"));
        assert_eq!(gini_sources(&[("a".to_owned(), vec![0.0])], None).unwrap(), None);
    }
}
