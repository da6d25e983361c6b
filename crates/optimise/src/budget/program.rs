//! A linear programme some of whose columns take whole values.

/// One column: what it adds to the objective, its range, its entries.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Objective per unit; the objective is maximised.
    pub worth: f64,
    pub low: f64,
    pub high: f64,
    /// Whether only whole values count.
    pub whole: bool,
    /// Rows and coefficients.
    pub entries: Vec<(u32, f64)>,
}

/// How a row's sum stands to its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    AtMost,
    AtLeast,
    Equal,
}

/// Maximise `Σ worth x` under the rows and ranges.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    pub columns: Vec<Column>,
    pub rows: Vec<(Sense, f64)>,
    /// How the columns that are not whole follow from those that are.
    pub rest: Rest,
    /// Gaps are shares of the value, or of this where it is more.
    pub scale: f64,
}

/// What the columns that are not whole stand for.
#[derive(Clone, Debug, Default)]
pub(crate) enum Rest {
    /// There are none.
    #[default]
    Nothing,
    /// One column, at most what each of these rows leaves over its limit.
    Least(usize, Vec<u32>),
    /// For each row two columns, of which the first takes what is over its limit and the second what is lacking.
    Apart(Vec<(u32, usize, usize)>),
}

impl Program {
    /// Adds a row and says which it is.
    pub fn row(&mut self, sense: Sense, limit: f64) -> u32 {
        self.rows.push((sense, limit));
        self.rows.len() as u32 - 1
    }

    /// Adds a column and says which it is.
    pub fn column(&mut self, worth: f64, range: (f64, f64), whole: bool) -> usize {
        let (low, high) = range;
        self.columns.push(Column { worth, low, high, whole, entries: Vec::new() });
        self.columns.len() - 1
    }

    /// Adds a coefficient.
    pub fn put(&mut self, row: u32, column: usize, value: f64) {
        if value != 0.0 {
            self.columns[column].entries.push((row, value));
        }
    }

    /// Sets the columns that are not whole to their best for those that are.
    pub fn finish(&self, point: &mut [f64]) {
        if matches!(self.rest, Rest::Nothing) {
            return;
        }
        let mut over: Vec<f64> = self.rows.iter().map(|(_, limit)| -limit).collect();
        for (column, x) in self.columns.iter().zip(point.iter()).filter(|(c, _)| c.whole) {
            column.entries.iter().for_each(|(row, value)| over[*row as usize] += value * x);
        }
        match &self.rest {
            Rest::Nothing => {}
            Rest::Least(column, rows) => {
                let least = rows.iter().map(|row| over[*row as usize]);
                point[*column] = least.fold(self.columns[*column].high, f64::min);
            }
            Rest::Apart(rows) => {
                for &(row, above, below) in rows {
                    let by = over[row as usize];
                    (point[above], point[below]) = (by.max(0.0), (-by).max(0.0));
                }
            }
        }
    }

    /// Value of a point.
    pub fn value(&self, point: &[f64]) -> f64 {
        self.columns.iter().zip(point).map(|(column, x)| column.worth * x).sum()
    }

    /// Whether a point keeps rows and ranges up to rounding.
    pub fn allows(&self, point: &[f64]) -> bool {
        let mut sums = vec![0.0; self.rows.len()];
        let mut sizes = vec![1.0_f64; self.rows.len()];
        for (column, x) in self.columns.iter().zip(point) {
            if *x < column.low - 1e-7 || *x > column.high + 1e-7 {
                return false;
            }
            for &(row, value) in &column.entries {
                sums[row as usize] += value * x;
                sizes[row as usize] += (value * x).abs();
            }
        }
        self.rows.iter().zip(sums.iter().zip(sizes)).all(|(&(sense, limit), (&sum, size))| {
            let hair = 1e-9 * (size + limit.abs());
            match sense {
                Sense::AtMost => sum <= limit + hair,
                Sense::AtLeast => sum >= limit - hair,
                Sense::Equal => (sum - limit).abs() <= hair,
            }
        })
    }
}
