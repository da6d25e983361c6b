//! The database: SQLite by default, PostgreSQL in production; transactions, migrations, jobs.
