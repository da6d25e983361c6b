//! People, organisations, officers, roles and scopes, sessions; the one place that decides who may do what.
