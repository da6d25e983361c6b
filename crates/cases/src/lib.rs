//! The case engine: states, processes, work lists, decisions.
