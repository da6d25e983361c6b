//! What is known of the county itself: its divisions and its row of the census, both real.

use std::path::Path;

use basis::division::Level;
use basis::{Date, DivisionCode, Divisions};
use planner::tables::{self, Wanted};

/// The county in figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct County {
    /// Townships and streets with how many villages and communities each has, by code.
    pub(crate) townships: Vec<(String, usize)>,
    /// The census of 2020, if it is there.
    pub(crate) census: Option<Census>,
}

/// The row of the county in the census of 2020.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Census {
    /// Everybody.
    pub(crate) people: f64,
    /// Those of 65 years and more, in per cent.
    pub(crate) old_percent: f64,
    /// Those who live in the country.
    pub(crate) rural: f64,
}

impl County {
    /// What is known of a county on a day.
    pub(crate) fn read(code: &str, divisions: &Divisions, census: &Path, on: Date) -> Self {
        let Ok(county) = DivisionCode::parse(code) else { return Self::default() };
        let townships = divisions.children(&county, on);
        let townships = townships.into_iter().filter(|one| one.code.level() == Level::Township);
        let counted = townships
            .map(|township| (township.name.clone(), divisions.children(&township.code, on).len()));
        Self { townships: counted.collect(), census: Census::read(code, census) }
    }

    /// Villages and communities in all.
    pub(crate) fn villages(&self) -> usize {
        self.townships.iter().map(|(_, villages)| villages).sum()
    }
}

impl Census {
    /// The file is named after the county; without it nothing is said.
    fn read(code: &str, folder: &Path) -> Option<Self> {
        let ending = format!("-{code}-2020.csv");
        let files = std::fs::read_dir(folder).ok()?.flatten();
        let file = files.map(|entry| entry.path()).find(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(&ending))
        })?;
        let header = tables::header(&file).ok()?;
        let share = header.iter().find(|name| name.contains("65") && name.contains("比重"))?;
        let columns = ["人口数_合计", share.as_str(), "乡村人口"];
        let mut found = None;
        let wanted = Wanted { columns: &columns, option: "the census" };
        tables::read(&file, wanted, &mut |record| {
            let number =
                |n: usize| Ok::<_, planner::PlannerError>(record.number(n)?.unwrap_or(0.0));
            found = Some(Self { people: number(0)?, old_percent: number(1)?, rural: number(2)? });
            Ok(())
        })
        .ok()?;
        found
    }
}
