//! The rule language: parse, type-check, evaluate with explanation, evaluate over columns.
