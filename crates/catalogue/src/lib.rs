//! Matters defined once, as checked data: loading, inheritance, checks, versions, search, exchange formats.
