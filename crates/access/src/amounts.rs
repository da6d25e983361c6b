//! Amounts: people, capacities, weights. Finite and never negative, one for each zone or facility.

use crate::error::InputError;

/// Finite amounts that are never negative.
#[derive(Clone, Debug, PartialEq)]
pub struct Amounts {
    name: String,
    values: Vec<f64>,
}

impl Amounts {
    /// Checks the values; `name` appears in refusals.
    ///
    /// # Errors
    /// Names the first row that is not a number, not finite or negative.
    pub fn new(name: &str, values: Vec<f64>) -> Result<Self, InputError> {
        match values.iter().position(|value| !(value.is_finite() && *value >= 0.0)) {
            None => Ok(Self { name: name.to_owned(), values }),
            Some(row) => Err(InputError::value(
                name,
                row,
                "amount",
                values[row],
                "give a finite number, 0 or more",
            )),
        }
    }

    /// The same amount `n` times; a negative or non-finite amount counts as 0.
    #[must_use]
    pub fn same(name: &str, amount: f64, n: usize) -> Self {
        let amount = if amount.is_finite() { amount.max(0.0) } else { 0.0 };
        Self { name: name.to_owned(), values: vec![amount; n] }
    }

    /// What they are called in refusals.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The amounts, in the order of the zones or facilities.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Their sum.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.values.iter().sum()
    }
}

/// A group of people (children, 65 and over, rural) with its number in each zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What the group is called.
    pub name: String,
    /// Its people in each zone.
    pub people: Amounts,
    /// How many uses of the service one of them makes, relative to the other groups; 1 = as all.
    pub rate: f64,
}

/// Demand of the zones made of groups: Σ_g rate_g · people_ig.
///
/// # Errors
/// No group, groups of different length, or a rate that is negative or not finite.
pub fn demand(groups: &[Group]) -> Result<Amounts, InputError> {
    let Some(first) = groups.first() else {
        return Err(InputError::empty("groups", "name at least one group of people"));
    };
    let mut total = vec![0.0; first.people.len()];
    for group in groups {
        InputError::same_length(&group.name, group.people.len(), total.len(), "zone")?;
        if !(group.rate.is_finite() && group.rate >= 0.0) {
            let mend = "give a finite rate, 0 or more";
            return Err(InputError::parameter("the rate of a group", group.rate, mend));
        }
        for (sum, people) in total.iter_mut().zip(group.people.values()) {
            *sum += group.rate * people;
        }
    }
    Amounts::new("demand", total)
}

/// Mean of a measure over the people of each group; `None` for a group without people.
/// Zones for which the measure is undefined are left out of the mean.
///
/// # Errors
/// A group with another number of zones than the measure.
pub fn group_means(
    groups: &[Group],
    values: &[Option<f64>],
) -> Result<Vec<Option<f64>>, InputError> {
    let mean = |group: &Group| {
        InputError::same_length(&group.name, group.people.len(), values.len(), "zone")?;
        let known = values.iter().zip(group.people.values());
        let (sum, people) = known
            .filter_map(|(value, people)| value.map(|value| (value * people, *people)))
            .fold((0.0, 0.0), |(sum, all), (value, people)| (sum + value, all + people));
        Ok((people > 0.0).then(|| sum / people))
    };
    groups.iter().map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_an_amount_is_refused_with_its_row() {
        let check = |values: &[f64], row: Option<usize>| {
            let found = Amounts::new("pop", values.to_vec()).err().map(|error| match error {
                InputError::Value { row, .. } => row,
                other => panic!("{other}"),
            });
            assert_eq!(found, row, "{values:?}");
        };
        check(&[], None);
        check(&[0.0, 1.5], None);
        check(&[0.0, f64::NAN], Some(2));
        check(&[-1.0, f64::NAN], Some(1));
        check(&[1.0, 1.0, f64::INFINITY], Some(3));
    }

    #[test]
    fn groups_add_up_and_keep_their_own_means() {
        let group = |name: &str, people: &[f64], rate| Group {
            name: name.into(),
            people: Amounts::new(name, people.to_vec()).unwrap(),
            rate,
        };
        let groups = [group("all", &[8.0, 4.0], 1.0), group("old", &[2.0, 0.0], 0.5)];
        assert_eq!(demand(&groups).unwrap().values(), [9.0, 4.0]);
        let means = group_means(&groups, &[Some(3.0), None]).unwrap();
        assert_eq!(means, [Some(3.0), Some(3.0)]);
        let means = group_means(&groups, &[Some(3.0), Some(6.0)]).unwrap();
        assert_eq!(means, [Some(4.0), Some(3.0)]);
        assert!(demand(&[]).is_err());
        assert!(demand(&[group("a", &[1.0], 1.0), group("b", &[1.0, 2.0], 1.0)]).is_err());
        assert!(demand(&[group("a", &[1.0], f64::NAN)]).is_err());
    }
}
