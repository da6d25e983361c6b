//! Stories through the database and the router, on both databases.
