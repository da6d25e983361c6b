//! Groups within groups: county within city within province, or a single level such as urban and rural.

use std::collections::HashMap;

use crate::error::InputError;

/// Names of groups and the group of each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// The names, in order of first appearance.
    pub names: Vec<String>,
    /// The group of each row, as a position in the names.
    pub of_row: Vec<u32>,
}

impl Labels {
    /// Numbers the labels.
    #[must_use]
    pub fn new<'a>(labels: impl IntoIterator<Item = &'a str>) -> Self {
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut names = Vec::new();
        let of_row = labels
            .into_iter()
            .map(|label| {
                *known.entry(label).or_insert_with(|| {
                    names.push(label.to_owned());
                    names.len() as u32 - 1
                })
            })
            .collect();
        Self { names, of_row }
    }
}

/// Nested groups. The innermost level says the group of each row; each further level says in which
/// group of it a group of the level before lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nesting {
    of_row: Vec<u32>,
    /// How many groups each level has, from the innermost.
    sizes: Vec<usize>,
    /// For each level but the outermost: the outer group of each group.
    parents: Vec<Vec<u32>>,
}

impl Nesting {
    /// One level: the group of each row, numbered from 0.
    #[must_use]
    pub fn flat(of_row: Vec<u32>) -> Self {
        let size = of_row.iter().max().map_or(0, |most| *most as usize + 1);
        Self { of_row, sizes: vec![size], parents: Vec::new() }
    }

    /// Puts the groups of the outermost level so far into those of a further one.
    ///
    /// # Errors
    /// The list does not have one outer group for each group.
    pub fn within(mut self, outer_of: Vec<u32>) -> Result<Self, InputError> {
        let last = self.sizes[self.sizes.len() - 1];
        InputError::same_length("outer groups", outer_of.len(), last, "inner group")?;
        self.sizes.push(outer_of.iter().max().map_or(0, |most| *most as usize + 1));
        self.parents.push(outer_of);
        Ok(self)
    }

    /// Levels from prefixes of codes, innermost first: for division codes `[6, 4, 2]` gives county
    /// within prefecture within province. Also gives the names of each level.
    ///
    /// # Errors
    /// Lengths that do not fall, or a code shorter than the longest prefix (with its row).
    pub fn of_codes(
        codes: &[&str],
        lengths: &[usize],
    ) -> Result<(Self, Vec<Vec<String>>), InputError> {
        let falling = lengths.windows(2).all(|two| two[0] > two[1]);
        let Some(first) = lengths.first().filter(|_| falling) else {
            let mend = "give falling lengths, as in 6, 4, 2";
            return Err(InputError::parameter(
                "the lengths of codes",
                format!("{lengths:?}"),
                mend,
            ));
        };
        if let Some(row) = codes.iter().position(|code| code.get(..*first).is_none()) {
            let mend = "give a code at least as long as the innermost level";
            return Err(InputError::value("codes", row, "code", codes[row], mend));
        }
        let inner = Labels::new(codes.iter().map(|code| &code[..*first]));
        let mut nesting = Self::flat(inner.of_row);
        let mut names = vec![inner.names];
        for length in &lengths[1..] {
            let last = &names[names.len() - 1];
            let outer = Labels::new(last.iter().map(|name| &name[..*length]));
            nesting = nesting.within(outer.of_row)?;
            names.push(outer.names);
        }
        Ok((nesting, names))
    }

    /// The innermost group of each row.
    #[must_use]
    pub fn of_row(&self) -> &[u32] {
        &self.of_row
    }

    /// How many groups each level has, innermost first.
    #[must_use]
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// The outer group of each group of a level, or `None` for the outermost level.
    #[must_use]
    pub fn outer_of(&self, level: usize) -> Option<&[u32]> {
        self.parents.get(level).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_of_codes_nest() {
        let codes = ["330825", "330802", "330825", "110101"];
        let (nesting, names) = Nesting::of_codes(&codes, &[6, 4, 2]).unwrap();
        assert_eq!(nesting.of_row(), [0, 1, 0, 2]);
        assert_eq!(nesting.sizes(), [3, 2, 2]);
        assert_eq!(nesting.outer_of(0), Some([0, 0, 1].as_slice()));
        assert_eq!(nesting.outer_of(1), Some([0, 1].as_slice()));
        assert_eq!(nesting.outer_of(2), None);
        assert_eq!(names[1], ["3308", "1101"]);
        assert!(Nesting::of_codes(&codes, &[4, 6]).is_err());
        assert!(Nesting::of_codes(&["3308"], &[6]).unwrap_err().to_string().contains("row 1"));
        assert!(Nesting::flat(vec![0, 1]).within(vec![0]).is_err());
    }
}
