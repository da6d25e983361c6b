//! Tidy tests: what we agreed on and a program can check, checked over the whole tree.
//!
//! Each module holds one kind of rule as a pure function from text to [`Finding`]s, tried on bad
//! examples beside it; [`mod@tests`] runs them all over this repository. It depends on no crate of
//! ours, so that `cargo test -p checks` answers in seconds, also while another crate does not compile.

#[cfg(test)]
mod asvs;
#[cfg(test)]
mod dependencies;
#[cfg(test)]
mod licences;
#[cfg(test)]
mod manners;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod purity;
#[cfg(test)]
mod scan;
#[cfg(test)]
mod shards;
#[cfg(test)]
mod sizes;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod tree;

#[cfg(test)]
mod tests;

/// One thing that is not as we agreed: where, what, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, from the root of the repository.
    pub path: String,
    /// The line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub what: String,
}

impl Finding {
    /// A finding at a line of a file.
    pub fn new(path: impl Into<String>, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.into(), line, what: what.into() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}
