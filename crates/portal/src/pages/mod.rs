//! The pages, one file for each thing that a resident does.

pub(crate) mod apply;
pub(crate) mod asked;
pub(crate) mod case;
pub(crate) mod check;
pub(crate) mod elsewhere;
pub(crate) mod find;
pub(crate) mod guide;
pub(crate) mod help;
pub(crate) mod matter;
pub(crate) mod my;
pub(crate) mod notices;
pub(crate) mod places;
pub(crate) mod questions;
pub(crate) mod receipt;
pub(crate) mod review;
pub(crate) mod somebody;
pub(crate) mod spoken;
pub(crate) mod supply;
pub(crate) mod uploads;
pub(crate) mod withdraw;
