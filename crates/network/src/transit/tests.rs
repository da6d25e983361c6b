//! Timetables drawn by hand, an oracle, and published answers.
