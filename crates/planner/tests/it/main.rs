//! The commands as a planner types them, on published answers and on broken files.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod access;
mod broken;
mod budget;
mod circle;
mod counties;
mod equity;
mod formats;
mod given;
mod graphml;
mod import;
mod index;
mod layers;
mod options;
mod placed;
mod run;
mod scenario;
mod site;
mod siting;
mod standard;
mod streets;
mod travel;
