//! Ratings of a service, anonymous by design, and their public figures.
