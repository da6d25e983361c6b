//! THE deadline kernel: when something is due, how much time is left, and which light it shows.
//!
//! Cases, tasks, hotline tickets, rectifications and milestones are all a [`Course`] reckoned by
//! [`due`]; a statutory and a promised limit are two courses. Nothing else computes a deadline.
//!
//! The choices that the law leaves to its user, in one place:
//! - *The day of acceptance is not counted* (民法典 第二百零一条); a limit of days ends when its
//!   last day ends. A limit of hours runs from the moment of acceptance, within office hours only.
//! - *Days of the permit law are working days* (行政许可法 第八十二条); natural days only where
//!   the matter says so.
//! - *A month ends on the same day of the month, or on its last day* (民法典 第二百零二条).
//! - *A limit never ends on a non-working day*: natural days and months roll forward to the next
//!   working day (民法典 第二百零三条).
//! - *Stopped time is not counted* (行政许可法 第四十五条), in whole days for limits of days and
//!   months: **a day counts if the clock runs when the day ends.** So the day on which a stop begins
//!   does not count, the day on which it is lifted does, and a stop lifted on its own day changes
//!   nothing. Limits of hours leave out the stopped time to the millisecond.
//! - *On the spot* (n = 0) is due on the day of acceptance, or on the first day after it that counts.
//! - *Extensions* of the same unit are added to the limit; of another unit they run on from its
//!   end. That there is only one, by whom and why, is for the case engine to enforce.
//! - While a stop is open the date is the one that would hold if it were lifted now, and the due
//!   says `stopped`.
//! - A date that rests on a year whose calendar is not announced is `provisional`.

mod course;
mod light;
mod limit;
mod reckon;

pub use course::{Course, Ground, Pause};
pub use light::{AMBER_DAYS, AMBER_SHARE, Light, Remaining, light, remaining};
pub use limit::{Limit, Unit};
pub use reckon::{Due, due};

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
