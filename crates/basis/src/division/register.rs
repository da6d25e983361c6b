//! The register: divisions with their dates, looked up by day, and the links between old and new.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::load::load;
use super::{CountyCode, DivisionCode, Finding};
use crate::Refusal;

/// A division under one name, and when it had it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Division {
    /// Its code.
    pub code: DivisionCode,
    /// Its name as listed.
    pub name: String,
    /// The division above it as listed; none for provinces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<DivisionCode>,
    /// The first day it is known under this name; none means since before the register begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day it no longer holds; none means that it holds today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Only groups others (市辖区) or repeats the name above it; left out of display names.
    #[serde(default)]
    pub pseudo: bool,
}

impl Division {
    /// Whether it held on a day.
    #[must_use]
    pub fn valid(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on < until)
    }
}

/// Why a division is taken to follow another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkBasis {
    /// It has the same name in the same place.
    SameName,
    /// The same name written in another style (村委会, 村民委员会).
    RestyledName,
    /// The same name with another kind of division behind it: 米林县 became 米林市, a 乡 a 镇.
    ChangedKind,
}

/// A division that ended and the one that followed it under another code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The one that ended.
    pub from: DivisionCode,
    /// The one that followed.
    pub to: DivisionCode,
    /// The first day of the new one.
    pub on: Date,
    /// Why they are taken to be one.
    pub basis: LinkBasis,
}

/// The register of divisions.
#[derive(Clone, Debug, Default)]
pub struct Divisions {
    /// The divisions that had a code, earliest first.
    by_code: BTreeMap<DivisionCode, Vec<Division>>,
    children: BTreeMap<DivisionCode, Vec<DivisionCode>>,
    links: Vec<Link>,
}

impl Divisions {
    /// Reads editions (`code,name,parent,level`, each with the day whose state it shows) and the
    /// changes that led to the first of them (`op,code,name,level`). Several texts of one day are
    /// one edition. What the loader noticed comes back with the register.
    pub fn load(
        editions: &[(Date, &str)],
        changes: Option<&str>,
    ) -> Result<(Self, Vec<Finding>), Refusal> {
        load(editions, changes)
    }

    /// A register of divisions and links kept elsewhere, such as in a table.
    #[must_use]
    pub fn from_parts(divisions: Vec<Division>, links: Vec<Link>) -> Self {
        let mut register = Self { links, ..Self::default() };
        for division in divisions {
            let (code, parent) = (division.code, division.parent);
            register.by_code.entry(code).or_default().push(division);
            if let Some(parent) = parent {
                register.children.entry(parent).or_default().push(code);
            }
        }
        for held in register.by_code.values_mut() {
            held.sort_by_key(|division| division.from);
        }
        for codes in register.children.values_mut() {
            codes.sort_unstable();
            codes.dedup();
        }
        register
    }

    /// The division that had a code on a day.
    #[must_use]
    pub fn get(&self, code: &DivisionCode, on: Date) -> Option<&Division> {
        self.history(code).iter().find(|division| division.valid(on))
    }

    /// All divisions that ever had a code, earliest first.
    #[must_use]
    pub fn history(&self, code: &DivisionCode) -> &[Division] {
        self.by_code.get(code).map_or(&[], Vec::as_slice)
    }

    /// The divisions straight below one on a day, by code.
    #[must_use]
    pub fn children(&self, code: &DivisionCode, on: Date) -> Vec<&Division> {
        let codes = self.children.get(code).map_or(&[][..], Vec::as_slice);
        codes
            .iter()
            .filter_map(|child| self.get(child, on))
            .filter(|child| child.parent == Some(*code))
            .collect()
    }

    /// From the province down to the division itself on a day; empty if it did not exist then.
    #[must_use]
    pub fn path(&self, code: &DivisionCode, on: Date) -> Vec<&Division> {
        let mut path: Vec<&Division> = Vec::new();
        let mut next = Some(*code);
        // A code is always shorter than those below it, so this ends; a list that says otherwise must not hang us.
        while let Some(division) =
            next.and_then(|code| self.get(&code, on)).filter(|_| path.len() < 6)
        {
            path.push(division);
            next = division.parent;
        }
        path.reverse();
        path
    }

    /// The full name, such as 浙江省衢州市龙游县龙洲街道, without pseudo-levels.
    #[must_use]
    pub fn full_name(&self, code: &DivisionCode, on: Date) -> String {
        self.path(code, on)
            .into_iter()
            .filter(|division| !division.pseudo || division.code == *code)
            .map(|division| division.name.as_str())
            .collect()
    }

    /// What followed a division that ended. (A division that only changed its name keeps its code
    /// and has no link.)
    #[must_use]
    pub fn successors(&self, code: &DivisionCode) -> Vec<&Link> {
        self.links.iter().filter(|link| link.from == *code).collect()
    }

    /// What a division followed.
    #[must_use]
    pub fn predecessors(&self, code: &DivisionCode) -> Vec<&Link> {
        self.links.iter().filter(|link| link.to == *code).collect()
    }

    /// All links between ended and following divisions.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// Divisions on a day whose name or code begins so, by code, at most so many.
    #[must_use]
    pub fn search(&self, prefix: &str, on: Date, most: usize) -> Vec<&Division> {
        let begins = |division: &&Division| {
            division.name.starts_with(prefix) || division.code.as_str().starts_with(prefix)
        };
        self.iter().filter(|division| division.valid(on)).filter(begins).take(most).collect()
    }

    /// A division and all below it on a day, by code.
    pub fn within(&self, code: DivisionCode, on: Date) -> impl Iterator<Item = &Division> {
        self.by_code
            .range(code..)
            .take_while(move |(below, _)| below.within(&code))
            .flat_map(|(_, held)| held)
            .filter(move |division| division.valid(on))
    }

    /// Every division of every time, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Division> {
        self.by_code.values().flatten()
    }

    /// The register of one county: the county with all below it at all times, what is above it,
    /// and the links that touch it.
    #[must_use]
    pub fn county(&self, county: CountyCode) -> Self {
        let code = county.division();
        let kept = self
            .iter()
            .filter(|division| division.code.within(&code) || code.within(&division.code))
            .cloned()
            .collect();
        let touches = |link: &&Link| link.from.within(&code) || link.to.within(&code);
        Self::from_parts(kept, self.links.iter().filter(touches).copied().collect())
    }
}
