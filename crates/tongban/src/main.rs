//! The one binary: settings, wiring, subcommands.

fn main() {}
