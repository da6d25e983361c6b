//! One county's row of the 2020 census table: what is counted there, read by the published column names.

use std::collections::BTreeMap;

use basis::codes::Sex;

/// The age bands of the table: column ending, youngest age, oldest age.
/// The last is open; 104 is where the simulation ends it.
pub const BANDS: [(&str, u8, u8); 19] = [
    ("0岁", 0, 0),
    ("1到4岁", 1, 4),
    ("5到9岁", 5, 9),
    ("10到14岁", 10, 14),
    ("15到19岁", 15, 19),
    ("20到24岁", 20, 24),
    ("25到29岁", 25, 29),
    ("30到34岁", 30, 34),
    ("35到39岁", 35, 39),
    ("40到44岁", 40, 44),
    ("45到49岁", 45, 49),
    ("50到54岁", 50, 54),
    ("55到59岁", 55, 59),
    ("60到64岁", 60, 64),
    ("65到69岁", 65, 69),
    ("70到74岁", 70, 74),
    ("75到79岁", 75, 79),
    ("80到84岁", 80, 84),
    ("85岁以上", 85, OLDEST),
];

/// The highest age that the simulation gives.
pub const OLDEST: u8 = 104;

/// What went wrong in reading a census table.
#[derive(Debug, thiserror::Error)]
pub enum CensusError {
    /// The text is not a CSV table.
    #[error("the census table cannot be read as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// No row of that county.
    #[error("the census table has no row with code {0}; give a table that holds this county")]
    NoCounty(String),
    /// A column is missing or holds no whole number.
    #[error("the census row of {county} has no whole number in column {column:?}")]
    Column {
        /// The county's code.
        county: String,
        /// The column's published name.
        column: String,
    },
    /// Two figures of the row contradict each other.
    #[error("the census row of {county} contradicts itself: {what}")]
    Contradiction {
        /// The county's code.
        county: String,
        /// Which figures.
        what: String,
    },
}

/// Family households (家庭户) by how many generations live in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdCounts {
    /// People who live in family households; the others live in collective ones (集体户).
    pub people: u64,
    /// Households of one person (counted among those of one generation, too).
    pub one_person: u64,
    /// Households of one generation, those of one person included.
    pub one_generation: u64,
    /// Households of two generations.
    pub two_generations: u64,
    /// Households of three generations.
    pub three_generations: u64,
    /// Households of four generations and more.
    pub four_generations: u64,
}

/// Family households with people of 65 years and more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElderCounts {
    /// With one elder. The table does not tell how many of them live alone.
    pub one: u64,
    /// With two elders.
    pub two: u64,
    /// With three elders or more.
    pub three: u64,
}

/// Marital status of those of 15 years and more, of one sex, in the 10 % long form: only shares count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaritalCounts {
    /// 未婚
    pub unmarried: u64,
    /// 有配偶
    pub married: u64,
    /// 离婚
    pub divorced: u64,
    /// 丧偶
    pub widowed: u64,
}

/// One county's row of the 2020 census.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Census {
    /// Six digits of the county.
    pub county: String,
    /// The county's name.
    pub name: String,
    /// All inhabitants (常住人口).
    pub people: u64,
    /// Inhabitants of towns (城镇).
    pub urban: u64,
    /// Inhabitants of the countryside (乡村).
    pub rural: u64,
    /// Men and women in each of [`BANDS`].
    pub bands: Vec<[u64; 2]>,
    /// Family households.
    pub households: HouseholdCounts,
    /// Family households with elders.
    pub elders: ElderCounts,
    /// Marital status of men, then of women.
    pub marital: [MaritalCounts; 2],
}

impl Census {
    /// Reads the row of a county out of the published table (CSV with Chinese column names).
    ///
    /// # Errors
    /// When the county or a column is missing, or the figures contradict each other.
    pub fn parse(table: &str, county: &str) -> Result<Self, CensusError> {
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let columns = reader.headers()?.clone();
        for row in reader.records() {
            let row = row?;
            let fields: BTreeMap<&str, &str> = columns.iter().zip(row.iter()).collect();
            if fields.get("区划代码") == Some(&county) {
                let census = RowReader { county, fields }.census()?;
                return census.consistent();
            }
        }
        Err(CensusError::NoCounty(county.to_owned()))
    }

    /// The parts must add up to the whole; where they do not, the table was damaged on its way.
    fn consistent(self) -> Result<Self, CensusError> {
        let bands: u64 = self.bands.iter().flatten().sum();
        let contradiction = if bands != self.people {
            Some(format!("age bands add up to {bands}, inhabitants are {}", self.people))
        } else if self.urban + self.rural != self.people {
            Some("urban and rural do not add up to all inhabitants".to_owned())
        } else if self.households.people > self.people {
            Some("more people in family households than inhabitants".to_owned())
        } else if self.households.one_person > self.households.one_generation {
            Some("more households of one person than of one generation".to_owned())
        } else {
            None
        };
        match contradiction {
            Some(what) => Err(CensusError::Contradiction { county: self.county, what }),
            None => Ok(self),
        }
    }
}

struct RowReader<'a> {
    county: &'a str,
    fields: BTreeMap<&'a str, &'a str>,
}

impl RowReader<'_> {
    fn census(&self) -> Result<Census, CensusError> {
        Ok(Census {
            county: self.county.to_owned(),
            name: self.fields.get("区县").copied().unwrap_or_default().to_owned(),
            people: self.number("人口数_合计")?,
            urban: self.number("城镇人口")?,
            rural: self.number("乡村人口")?,
            bands: BANDS.iter().map(|(band, ..)| self.band(band)).collect::<Result<_, _>>()?,
            households: HouseholdCounts {
                people: self.number("家庭户人口数")?,
                one_person: self.number("一人户数")?,
                one_generation: self.number("一代户数")?,
                two_generations: self.number("二代户数")?,
                three_generations: self.number("三代户数")?,
                four_generations: self.number("四代以上户数")?,
            },
            elders: ElderCounts {
                one: self.number("有一个老人")?,
                two: self.number("有二个老人")?,
                three: self.number("有三个及以上老人")?,
            },
            marital: [self.marital(Sex::Male)?, self.marital(Sex::Female)?],
        })
    }

    fn band(&self, band: &str) -> Result<[u64; 2], CensusError> {
        Ok([self.number(&format!("男_{band}"))?, self.number(&format!("女_{band}"))?])
    }

    fn marital(&self, sex: Sex) -> Result<MaritalCounts, CensusError> {
        let number = |status: &str| self.number(&format!("{status}_{}", sex.name().zh));
        Ok(MaritalCounts {
            unmarried: number("未婚")?,
            married: number("有配偶")?,
            divorced: number("离婚")?,
            widowed: number("丧偶")?,
        })
    }

    fn number(&self, column: &str) -> Result<u64, CensusError> {
        self.fields.get(column).and_then(|text| text.trim().parse().ok()).ok_or_else(|| {
            CensusError::Column { county: self.county.to_owned(), column: column.to_owned() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::LONGYOU;

    #[test]
    fn the_row_of_longyou_is_read_and_adds_up() {
        let census = Census::parse(LONGYOU, "330825").unwrap();
        assert_eq!((census.name.as_str(), census.people), ("龙游县", 360_229));
        assert_eq!((census.urban, census.rural), (185_813, 174_416));
        assert_eq!(census.bands[18], [2_817, 3_625], "85 and older");
        assert_eq!(census.elders, ElderCounts { one: 32_141, two: 19_325, three: 172 });
        assert_eq!(census.marital[1].widowed, 1_795);
    }

    #[test]
    fn a_damaged_table_says_what_is_wrong() {
        let check = |table: &str, county, expected: &str| {
            let error = Census::parse(table, county).unwrap_err().to_string();
            assert!(error.contains(expected), "{error:?} should speak of {expected:?}");
        };
        check(LONGYOU, "330826", "no row with code 330826");
        check(&LONGYOU.replace("一人户数", "独居"), "330825", "一人户数");
        check(&LONGYOU.replace(",185813,", ",185814,"), "330825", "urban and rural");
        check(
            &LONGYOU.replace(",1119,1065,", ",1119,1066,"),
            "330825",
            "age bands add up to 360230",
        );
    }
}
