//! Facts of many persons, a column each: a number per row, and what is known about it.

use std::collections::{BTreeMap, HashMap};

use basis::{Date, Fen};

use crate::{
    dates::{date_of, days_of},
    trouble::Trouble,
    types::{Base, Type},
    value::{Facts, Held, Rate, Value},
};

/// The row has its value.
pub(crate) const KNOWN: u8 = 0;
/// Known to be absent.
pub(crate) const NULL: u8 = 1;
/// Not known yet.
pub(crate) const UNKNOWN: u8 = 2;
/// No value because something went wrong; the number says what.
pub(crate) const FAULT: u8 = 3;

/// Words by number: each different text is kept once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    texts: Vec<String>,
    numbers: HashMap<String, i64>,
}

impl Words {
    pub(crate) fn find(&self, text: &str) -> Option<i64> {
        self.numbers.get(text).copied()
    }

    pub(crate) fn get(&self, number: i64) -> &str {
        usize::try_from(number).ok().and_then(|at| self.texts.get(at)).map_or("", String::as_str)
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(crate) fn number(&mut self, text: &str) -> i64 {
        if let Some(number) = self.find(text) {
            return number;
        }
        let number = self.texts.len() as i64;
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }
}

/// One fact of many persons.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub base: Base,
    pub cells: Cells,
    /// `None`: every row has its value.
    pub states: Option<Vec<u8>>,
}

#[derive(Clone, Debug)]
pub(crate) enum Cells {
    Plain(Vec<i64>),
    /// Row r has the items from `offsets[r]` up to `offsets[r + 1]`.
    Lists {
        offsets: Vec<u32>,
        items: Vec<i64>,
    },
    Entities {
        offsets: Vec<u32>,
        fields: BTreeMap<String, Column>,
    },
}

/// Facts of many persons by name; a name that is not there is unknown for all.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    pub(crate) rows: usize,
    pub(crate) columns: BTreeMap<String, Column>,
    pub(crate) words: Words,
}

impl Columns {
    /// Nothing known about so many persons.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self { rows, ..Self::default() }
    }

    /// Number of persons.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    fn plain(mut self, name: &str, base: Base, mut values: Vec<i64>) -> Self {
        let states = (values.len() < self.rows).then(|| {
            (0..self.rows).map(|row| if row < values.len() { KNOWN } else { UNKNOWN }).collect()
        });
        values.resize(self.rows, 0);
        self.columns.insert(name.to_owned(), Column { base, cells: Cells::Plain(values), states });
        self
    }

    /// Whole numbers; rows beyond the end of the values are unknown, here and below.
    #[must_use]
    pub fn ints(self, name: &str, values: Vec<i64>) -> Self {
        self.plain(name, Base::Int, values)
    }

    /// Amounts in fen.
    #[must_use]
    pub fn fen(self, name: &str, values: Vec<i64>) -> Self {
        self.plain(name, Base::Money, values)
    }

    /// Truths.
    #[must_use]
    pub fn bools(self, name: &str, values: &[bool]) -> Self {
        self.plain(name, Base::Bool, values.iter().map(|truth| i64::from(*truth)).collect())
    }

    /// Days.
    #[must_use]
    pub fn dates(self, name: &str, values: &[Date]) -> Self {
        self.plain(name, Base::Date, values.iter().map(|date| days_of(*date)).collect())
    }

    /// Codes.
    #[must_use]
    pub fn codes<'a>(mut self, name: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        let numbers = values.into_iter().map(|text| self.words.number(text)).collect();
        self.plain(name, Base::Code, numbers)
    }

    /// Whatever is held, row by row; the way for absent and unknown values and for lists.
    #[must_use]
    pub fn held(mut self, name: &str, ty: &Type, rows: &[Held]) -> Self {
        let rows = (0..self.rows).map(|row| rows.get(row).unwrap_or(&Held::Unknown));
        let column = column_of(&ty.base, rows.collect(), &mut self.words);
        self.columns.insert(name.to_owned(), column);
        self
    }

    /// Facts of some persons, as the columns that declared names have.
    #[must_use]
    pub fn of<'a>(
        people: &[&Facts],
        names: impl IntoIterator<Item = (&'a String, &'a Type)>,
    ) -> Self {
        let mut columns = Self::new(people.len());
        for (name, ty) in names {
            let unknown = &Held::Unknown;
            let rows =
                people.iter().map(|facts| facts.get(name).map_or(unknown, |fact| &fact.value));
            let column = column_of(&ty.base, rows.collect(), &mut columns.words);
            columns.columns.insert(name.clone(), column);
        }
        columns
    }

    /// One row, repeated.
    pub(crate) fn repeat(&self, row: usize, times: usize) -> Self {
        let repeated = |column: &Column| column.take(&vec![row; times]);
        let columns = self.columns.iter().map(|(name, column)| (name.clone(), repeated(column)));
        Self { rows: times, columns: columns.collect(), words: self.words.clone() }
    }
}

impl Column {
    /// The rows with these numbers, in this order.
    fn take(&self, rows: &[usize]) -> Self {
        let states = self.states.as_ref().map(|all| rows.iter().map(|row| all[*row]).collect());
        let spread = |offsets: &[u32]| {
            let (mut fresh, mut members) = (vec![0_u32], Vec::new());
            for row in rows {
                members.extend(offsets[*row] as usize..offsets[*row + 1] as usize);
                fresh.push(members.len() as u32);
            }
            (fresh, members)
        };
        let cells = match &self.cells {
            Cells::Plain(values) => Cells::Plain(rows.iter().map(|row| values[*row]).collect()),
            Cells::Lists { offsets, items } => {
                let (offsets, members) = spread(offsets);
                Cells::Lists { offsets, items: members.iter().map(|at| items[*at]).collect() }
            }
            Cells::Entities { offsets, fields } => {
                let (offsets, members) = spread(offsets);
                let fields =
                    fields.iter().map(|(name, column)| (name.clone(), column.take(&members)));
                Cells::Entities { offsets, fields: fields.collect() }
            }
        };
        Self { base: self.base.clone(), cells, states }
    }
}

fn column_of(base: &Base, rows: Vec<&Held>, words: &mut Words) -> Column {
    let state = |held: &&Held| match held {
        Held::Value(value) if value.fits(base) => KNOWN,
        Held::Value(_) => FAULT,
        Held::Null => NULL,
        Held::Unknown => UNKNOWN,
    };
    let states: Vec<u8> = rows.iter().map(state).collect();
    let known = |row: usize| match rows[row] {
        Held::Value(value) if states[row] == KNOWN => Some(value),
        _ => None,
    };
    let cells = match base {
        Base::List(_) => lists(rows.len(), known, words),
        Base::Entities(types) => entities(rows.len(), known, types, words),
        _ => {
            let trouble = Trouble::WrongType.code();
            let number = |row| known(row).map_or(trouble, |value| encode(value, words));
            Cells::Plain((0..rows.len()).map(number).collect())
        }
    };
    let states = states.iter().any(|state| *state != KNOWN).then_some(states);
    Column { base: base.clone(), cells, states }
}

fn lists<'a>(rows: usize, known: impl Fn(usize) -> Option<&'a Value>, words: &mut Words) -> Cells {
    let (mut offsets, mut items) = (vec![0], Vec::new());
    for row in 0..rows {
        if let Some(Value::List(values)) = known(row) {
            items.extend(values.iter().map(|value| encode(value, words)));
        }
        offsets.push(items.len() as u32);
    }
    Cells::Lists { offsets, items }
}

fn entities<'a>(
    rows: usize,
    known: impl Fn(usize) -> Option<&'a Value>,
    types: &BTreeMap<String, Type>,
    words: &mut Words,
) -> Cells {
    let (mut offsets, mut members) = (vec![0], Vec::new());
    for row in 0..rows {
        if let Some(Value::Entities(all)) = known(row) {
            members.extend(all);
        }
        offsets.push(members.len() as u32);
    }
    let column = |(name, ty): (&String, &Type)| {
        let held = members.iter().map(|fields| fields.get(name).unwrap_or(&Held::Unknown));
        (name.clone(), column_of(&ty.base, held.collect(), words))
    };
    Cells::Entities { offsets, fields: types.iter().map(column).collect() }
}

/// The number that stands for a value in a column.
pub(crate) fn encode(value: &Value, words: &mut Words) -> i64 {
    match value {
        Value::Code(text) | Value::Text(text) => words.number(text),
        other => plain_number(other),
    }
}

/// The number of a value that is not text.
pub(crate) fn plain_number(value: &Value) -> i64 {
    match value {
        Value::Bool(truth) => i64::from(*truth),
        Value::Int(number) => *number,
        Value::Money(fen) => fen.get(),
        Value::Rate(rate) => rate.get(),
        Value::Date(date) => days_of(*date),
        Value::Code(_) | Value::Text(_) | Value::List(_) | Value::Entities(_) => 0,
    }
}

/// The value of a base that a number stands for, where it is not text.
pub(crate) fn plain_value(number: i64, base: &Base) -> Value {
    match base {
        Base::Bool => Value::Bool(number != 0),
        Base::Money => Value::Money(Fen::new(number)),
        Base::Rate => Value::Rate(Rate::millionths(number)),
        Base::Date => Value::Date(date_of(number)),
        _ => Value::Int(number),
    }
}
