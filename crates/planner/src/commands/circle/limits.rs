//! The minutes within which a facility of each category should stand.

use std::path::Path;

use access::circle::Categories;

use super::{CircleArgs, LEVELS};
use crate::PlannerError;

/// What the options and the list of kinds say.
pub(super) struct Limits<'a> {
    args: &'a CircleArgs,
    kinds: Option<Categories>,
}

impl<'a> Limits<'a> {
    /// Reads the list of kinds, if one is named.
    pub(super) fn read(args: &'a CircleArgs, file: Option<&Path>) -> Result<Self, PlannerError> {
        let kinds = match file {
            None => None,
            Some(file) => {
                let text =
                    std::fs::read_to_string(file).map_err(|why| PlannerError::file(file, why))?;
                Some(Categories::parse(&file.display().to_string(), &text)?)
            }
        };
        Ok(Self { args, kinds })
    }

    /// Minutes of a category: those of `--limits`, of its level, of its circle, or those of all.
    pub(super) fn of(&self, category: &str) -> f64 {
        let args = self.args;
        let (kind, level) = match category.rsplit_once('/') {
            Some((kind, level)) if args.level_col.is_some() && LEVELS.contains(&level) => {
                (kind, level)
            }
            _ => (category, ""),
        };
        let own = |name: &str| args.limits.iter().find(|limit| limit.category == name);
        let of_level = args.level_limits.iter().find(|limit| limit.category == level);
        let said = own(category).or_else(|| own(kind)).or(of_level).map(|limit| limit.minutes);
        let circle = || self.kinds.as_ref()?.get(kind).map(|kind| kind.circle.minutes());
        said.or_else(circle).unwrap_or(args.limit)
    }
}
