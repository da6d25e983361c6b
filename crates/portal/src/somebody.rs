//! Asking somebody to do it for me (请人代办): a request that a helper of the village or a person
//! whom one names takes up, and that ends with the case which they file.
//!
//! What must stay true: nobody asks for anybody but themselves; what was agreed to stands in the
//! record of asking; whoever was named may file that one matter for that one person, from when they
//! took it up until it is done, taken back or over; who sees a request is decided by
//! [`identity::rights`] alone, and what was taken back or is over answers whoever was asked like
//! somebody else's; every end of it is a record, of which whoever asked is told.

pub(crate) mod acts;
pub(crate) mod model;
pub(crate) mod seen;
mod upkeep;

pub(crate) use acts::{Wish, alone, filed};
pub(crate) use model::{Convenient, HelpId, HelpRequest, State, Step};
pub use upkeep::Tidied;
