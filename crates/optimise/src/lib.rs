//! Where to put things: covering, median and centre problems, each answer with its proved bound.
