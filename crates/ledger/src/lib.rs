//! The transparency log: leaves, tiles, checkpoints, proofs, witnesses, and the act that cannot close without its record.
