//! Digests, keys and signatures: international and national suites behind one trait.
