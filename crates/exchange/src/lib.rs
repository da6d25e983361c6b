//! Registers, agreements, and the answers that departments give each other instead of paper.
