//! Streets and timetables as graphs; travel times.
