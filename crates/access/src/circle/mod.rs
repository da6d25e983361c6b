//! Life circle: who reaches which kind of facility on foot, who does not, and why.
//!
//! A zone is served by a category when a facility of it stands within the category's minutes, is
//! open at the hour asked about, and has capacity for those who come. Where it is not, the first
//! reason that holds is the cause, and the zone is a blind spot (服务盲区).

mod categories;
mod report;

pub use categories::{Categories, Category, Circle, Mark};
pub use report::{
    BlindSpot, CategoryReport, Cause, CircleReport, GroupShare, Reached, circle_report, count_level,
};
