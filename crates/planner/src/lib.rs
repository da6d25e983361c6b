//! The planning half's commands: datasets in, travel times, access, equity and sites out.
