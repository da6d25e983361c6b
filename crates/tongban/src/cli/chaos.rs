//! The scenarios of `chaos` and their options.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Where something is harmed.
#[derive(Args, Clone)]
pub struct ChaosPlace {
    /// A database of its own, which is filled; by default an SQLite file that goes afterwards.
    #[arg(long)]
    pub database: Option<String>,
    /// The folder with catalogue, calendar and divisions.
    #[arg(long, env = "TONGBAN_DATA", default_value = "data")]
    pub data: PathBuf,
}

#[derive(Subcommand)]
pub enum Chaos {
    /// Kill the server without warning, again and again, while people work.
    #[command(after_help = "Example:\n  tongban chaos kill --times 200 --json")]
    Kill {
        /// How often.
        #[arg(long, default_value_t = 20, value_parser = super::positive::<u64>)]
        times: u64,
        #[command(flatten)]
        place: ChaosPlace,
    },
    /// Restart PostgreSQL, let it only be read or its disk be full for a while, while people work.
    #[command(
        after_help = "Examples:\n  scripts/with-postgres.sh sh -c 'tongban chaos restart --database $TONGBAN_TEST_POSTGRES --control $TONGBAN_POSTGRES_CONTROL'\n  scripts/with-small-disk.sh sh -c 'tongban chaos restart --harm full --database $TONGBAN_TEST_POSTGRES --control $TONGBAN_POSTGRES_CONTROL'     on a disk that can be filled (root)"
    )]
    Restart {
        /// How often.
        #[arg(long, default_value_t = 3, value_parser = super::positive::<u32>)]
        times: u32,
        /// What is done to the database.
        #[arg(long, value_enum, default_value_t = crate::chaos::restart::Harm::Restart)]
        harm: crate::chaos::restart::Harm,
        /// A program that takes restart, or read-only and read-write, or full and room.
        #[arg(long)]
        control: PathBuf,
        #[command(flatten)]
        place: ChaosPlace,
    },
    /// The first of two PostgreSQL servers dies or hangs while people work, and its standby takes its
    /// place.
    #[command(
        after_help = "Examples:\n  scripts/with-postgres.sh scripts/with-standby.sh sh -c 'tongban chaos failover --database $TONGBAN_TEST_POSTGRES --control $TONGBAN_POSTGRES_CONTROL'\n  scripts/with-patroni.sh sh -c 'tongban chaos failover --database $TONGBAN_TEST_POSTGRES --control $TONGBAN_POSTGRES_CONTROL'     and Patroni promotes the standby"
    )]
    Failover {
        /// How often; the dead one becomes the standby of the other each time.
        #[arg(long, default_value_t = 2, value_parser = super::positive::<u32>)]
        times: u32,
        /// What happens to the first: failover kills it, freeze lets it hang.
        #[arg(long, value_enum, default_value_t = crate::chaos::restart::Harm::Failover)]
        harm: crate::chaos::restart::Harm,
        /// A program that takes failover, freeze or rejoin.
        #[arg(long)]
        control: PathBuf,
        #[command(flatten)]
        place: ChaosPlace,
    },
    /// Fill the disk of an SQLite database while people work, and make room again (root).
    #[command(after_help = "Example:\n  tongban chaos full --json")]
    Full {
        /// How large the disk is.
        #[arg(long, default_value_t = 160)]
        megabytes: u32,
        /// For how many seconds it is full.
        #[arg(long, default_value_t = 4.0, value_parser = super::positive::<f64>)]
        seconds: f64,
        #[command(flatten)]
        place: ChaosPlace,
    },
    /// Start the server on a disk that may only be read (root).
    #[command(after_help = "Example:\n  tongban chaos read-only --json")]
    ReadOnly {
        #[command(flatten)]
        place: ChaosPlace,
    },
    /// Thousands are slow with a request, or never read the answer, while people use the pages.
    #[command(
        after_help = "Examples:\n  tongban chaos slow --clients 10000 --json\n  tongban chaos slow --part body --seconds 30\n  tongban chaos slow --part answer --clients 2000 --seconds 45"
    )]
    Slow {
        /// With what they are slow.
        #[arg(long, value_enum, default_value_t = crate::chaos::slow::Part::Head)]
        part: crate::chaos::slow::Part,
        /// How many.
        #[arg(long, default_value_t = 10_000, value_parser = super::positive::<usize>)]
        clients: usize,
        /// For how long. That they are cut off is seen ten seconds after it was due: 85 seconds for
        /// heads, 20 for what is sent, 40 for answers.
        #[arg(long, default_value_t = 90, value_parser = super::positive::<u64>)]
        seconds: u64,
        #[command(flatten)]
        place: ChaosPlace,
    },
    /// Programs ask for many times what the server can do, while people use the pages.
    #[command(after_help = "Example:\n  tongban chaos overload --times 10 --json")]
    Overload {
        /// How many times.
        #[arg(long, default_value_t = 10.0, value_parser = super::positive::<f64>)]
        times: f64,
        /// For how long.
        #[arg(long, default_value_t = 10, value_parser = super::positive::<u64>)]
        seconds: u64,
        /// How many milliseconds 99 in 100 of what people do at pages may take.
        #[arg(long, default_value_t = 2_000, value_parser = super::positive::<u64>)]
        patience_ms: u64,
        #[command(flatten)]
        place: ChaosPlace,
    },
    /// Schedules of cases, clock, jobs, outside systems and faults, each from its seed.
    #[command(
        after_help = "Examples:\n  tongban chaos simulate --schedules 10000\n  tongban chaos simulate --seed 4711 --schedules 1     one that failed, again"
    )]
    Simulate {
        /// The first seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many schedules, each with the next seed.
        #[arg(long, default_value_t = 1_000, value_parser = super::positive::<u64>)]
        schedules: u64,
        /// A fault that is put in on purpose, to see that schedules can fail.
        #[arg(long, value_enum, default_value_t = crate::chaos::simulate::Plant::None)]
        plant: crate::chaos::simulate::Plant,
        /// The folder with catalogue, calendar and divisions.
        #[arg(long, env = "TONGBAN_DATA", default_value = "data")]
        data: PathBuf,
    },
}
