//! The measurements of `bench` and their options.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::positive;

#[derive(Subcommand)]
pub enum Bench {
    /// Leaves a second, appended and integrated; with a database durably, and how long a proof takes.
    #[command(
        after_help = "Examples:\n  tongban bench ledger --leaves 1000000\n  tongban bench ledger --leaves 10000000 --database sqlite:var/leaves.db"
    )]
    Ledger {
        /// How many.
        #[arg(long, default_value_t = 1_000_000, value_parser = positive::<u64>)]
        leaves: u64,
        /// Keep them durably in this database, one of its own; in memory otherwise.
        #[arg(long)]
        database: Option<String>,
    },
    /// Durable single-row commits a second of this machine's database.
    #[command(after_help = "Example:\n  tongban bench commit --database sqlite:var/bench.db")]
    Commit {
        /// How many.
        #[arg(long, default_value_t = 2_000, value_parser = positive::<u64>)]
        rows: u64,
        /// The database.
        #[arg(long, default_value = "sqlite:var/bench.db")]
        database: String,
    },
    /// Checking a catalogue, reading its files included.
    #[command(
        after_help = "Examples:\n  tongban bench check data/catalogue\n  tongban bench check data/catalogue --matters 2000"
    )]
    Check {
        /// The folder.
        #[arg(default_value = "data/catalogue")]
        dir: PathBuf,
        /// Of a larger catalogue: the folder's county matters for as many counties as it takes.
        #[arg(long)]
        matters: Option<usize>,
    },
    /// Load cases in bulk: the same rows, records and leaves as acts leave, verified afterwards.
    #[command(
        after_help = "Examples:\n  tongban bench seed --cases 1000000 --database sqlite:var/bench.db\n  tongban bench seed --cases 10000000 --counties 10 --database postgres://tongban@127.0.0.1/bench"
    )]
    Seed(BenchSeed),
    /// Lifecycles a second over HTTP: submit, accept, decide, search.
    #[command(
        after_help = "Examples:\n  tongban bench lifecycle --cases 1000000 --database sqlite:var/bench.db --seconds 30 --json\n  tongban bench lifecycle --rate 100      as many lifecycles begin each second, however long they take"
    )]
    Lifecycle(BenchLifecycle),
    /// A burst of lifecycles: 1, 15, 1, 25, 2, 35, 10 begin each second.
    #[command(
        after_help = "Example:\n  tongban bench burst --times 10 --cases 1000000 --database sqlite:var/bench.db"
    )]
    Burst(BenchBurst),
    /// The inbox of officers with narrow roles, while the database is large.
    #[command(
        after_help = "Example:\n  tongban bench lists --users 16 --cases 1000000 --database sqlite:var/bench.db"
    )]
    Lists(BenchReading),
    /// Pages of the portal a second, beside the server's empty page.
    #[command(
        after_help = "Examples:\n  tongban bench pages --cases 1000000 --database sqlite:var/bench.db\n  tongban bench pages --rate 5000     each page so often a second: how long it takes at that load"
    )]
    Pages(BenchReading),
    /// A database of the version before is brought up to date while people read and act.
    #[command(
        after_help = "Example:\n  tongban bench upgrade --cases 1000000 --database sqlite:var/bench.db"
    )]
    Upgrade(BenchTown),
}

/// The county of a measurement: a demo county of its own, with so many cases in it.
#[derive(Args, Clone)]
pub struct BenchTown {
    /// The database: sqlite:FILE or postgres://USER@HOST:PORT/NAME. It is made if it is not there.
    #[arg(long, default_value = "sqlite:var/bench.db")]
    pub database: String,
    /// How many cases it holds at least; what is missing is loaded in bulk first.
    #[arg(long, default_value_t = 10_000)]
    pub cases: u64,
    /// For how many seconds the machine's plain commits are measured beforehand, by one client and
    /// by 32.
    #[arg(long, default_value_t = 3.0, value_parser = positive::<f64>)]
    pub commits_for: f64,
    /// The folder with catalogue, calendar and divisions.
    #[arg(long, env = "TONGBAN_DATA", default_value = "data")]
    pub data: PathBuf,
    /// The folder with keys and secrets.
    #[arg(long, env = "TONGBAN_VAR", default_value = "var")]
    pub var: PathBuf,
    /// Do not replay the ledger after loading in bulk.
    #[arg(long)]
    pub unverified: bool,
}

/// What is loaded in bulk.
#[derive(Args)]
pub struct BenchSeed {
    /// The county; with --counties the first of them.
    #[command(flatten)]
    pub town: BenchTown,
    /// In so many counties of one database, as many of the cases in each; one county more at once than
    /// there are processors.
    #[arg(long, default_value_t = 1, value_parser = positive::<u64>)]
    pub counties: u64,
}

/// How lifecycles are measured.
#[derive(Args)]
pub struct BenchLifecycle {
    /// The county.
    #[command(flatten)]
    pub town: BenchTown,
    /// For how long.
    #[arg(long, default_value_t = 20, value_parser = positive::<u64>)]
    pub seconds: u64,
    /// How many people work at once, each beginning anew when done; not with --rate.
    #[arg(long, default_value_t = 32, value_parser = positive::<usize>)]
    pub users: usize,
    /// So many lifecycles begin each second, however long they take.
    #[arg(long, value_parser = positive::<f64>)]
    pub rate: Option<f64>,
}

/// How a burst is measured.
#[derive(Args)]
pub struct BenchBurst {
    /// The county.
    #[command(flatten)]
    pub town: BenchTown,
    /// How many times the published pattern.
    #[arg(long, default_value_t = 1.0, value_parser = positive::<f64>)]
    pub times: f64,
    /// How many seconds each step of the pattern lasts.
    #[arg(long, default_value_t = 5.0, value_parser = positive::<f64>)]
    pub seconds: f64,
}

/// How reading is measured.
#[derive(Args)]
pub struct BenchReading {
    /// The county.
    #[command(flatten)]
    pub town: BenchTown,
    /// For how long, each list or page.
    #[arg(long, default_value_t = 10, value_parser = positive::<u64>)]
    pub seconds: u64,
    /// How many people read at once, each anew when shown; not with --rate.
    #[arg(long, default_value_t = 16, value_parser = positive::<usize>)]
    pub users: usize,
    /// So many lists or pages are asked for each second, however long they take.
    #[arg(long, value_parser = positive::<f64>)]
    pub rate: Option<f64>,
}
