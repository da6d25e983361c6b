//! Feeds written by hand, whole and broken.
