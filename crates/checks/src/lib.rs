//! Tidy tests and whole-application journeys.
