//! The commands and their options, each with an example.

mod bench;
mod chaos;
#[cfg(test)]
mod documents;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use bench::{Bench, BenchBurst, BenchLifecycle, BenchReading, BenchSeed, BenchTown};
pub use chaos::{Chaos, ChaosPlace};

/// Public services for a county: file once, one clock, a receipt that nobody can forge.
#[derive(Parser)]
#[command(name = "tongban", version, arg_required_else_help = true)]
#[command(
    after_help = "Examples:\n  tongban demo                       a whole county to try, in ./var\n  tongban check data/catalogue       is every matter well defined?\n  tongban receipt verify my.tlog-proof --key longyou.vkey"
)]
pub struct Cli {
    /// Print one JSON object instead of words.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
#[allow(clippy::large_enum_variant, reason = "read once a run")]
pub enum Command {
    /// Serve a county.
    #[command(
        after_help = "Example:\n  tongban serve --database postgres://tongban@127.0.0.1:5432/tongban --base-url https://zwfw.example"
    )]
    Serve(Serving),
    /// Make a demo county out of real divisions and the real census, and serve it.
    #[command(
        after_help = "Examples:\n  tongban demo\n  tongban demo --days 90\n  tongban demo --people 360229 --listen 127.0.0.1:9000\n  tongban demo --load-only"
    )]
    Demo(Demo),
    /// Check a catalogue: every file, every rule, every limit.
    #[command(
        after_help = "Examples:\n  tongban check data/catalogue\n  tongban check data/catalogue --drift\n  tongban check --explain M401\n  tongban check --division 540422"
    )]
    Check(Check),
    /// Read calendars, guides, implementation lists and people from files.
    #[command(subcommand, after_help = "Example:\n  tongban import calendar 2027.json")]
    Import(Import),
    /// Write the catalogue in formats that others read.
    #[command(
        subcommand,
        after_help = "Examples:\n  tongban export list --out list.xlsx\n  tongban export cpsv --out catalogue.jsonld"
    )]
    Export(Export),
    /// Receipts that residents hold.
    #[command(
        subcommand,
        after_help = "Example:\n  tongban receipt verify my.tlog-proof --key longyou.vkey"
    )]
    Receipt(Receipt),
    /// The transparency log.
    #[command(
        subcommand,
        after_help = "Examples:\n  tongban ledger verify\n  tongban ledger witness --key-name witness.example/minzheng --log-key longyou.vkey"
    )]
    Ledger(LedgerCommand),
    /// Who reaches what in which time, how unequal that is, and where the next place should be.
    #[command(
        subcommand,
        after_help = "Example:\n  tongban plan travel --osm county.osm.pbf --origins villages.csv --destinations clinics.csv --point-cols id,lon,lat --mode walk --speed-kmh 3.6 --cutoff 15 --out minutes.csv"
    )]
    Plan(planner::cli::Plan),
    /// Measure this machine.
    #[command(subcommand, after_help = "Example:\n  tongban bench ledger --leaves 1000000")]
    Bench(Bench),
    /// Officers and their roles.
    #[command(
        subcommand,
        after_help = "Example:\n  tongban user add --login wangfang --name 王芳 --role reviewer --department minzheng"
    )]
    User(User),
    /// Back a database up while it is served, or restore one.
    #[command(
        after_help = "Examples:\n  tongban backup longyou.backup\n  tongban backup longyou.backup --restore --database sqlite:new.db"
    )]
    Backup(Backup),
    /// Bring the database's schema up to date, or spread it over machines with Citus.
    #[command(
        after_help = "Examples:\n  tongban migrate --print                what is missing\n  tongban migrate --distribute --print   what Citus is told\n  tongban migrate --distribute --database postgres://tongban@127.0.0.1:5432/tongban"
    )]
    Migrate(Migrate),
    /// Harm the server on purpose and see that nothing is lost; on a county of its own.
    #[command(
        subcommand,
        after_help = "Examples:\n  tongban chaos kill --times 20\n  tongban chaos simulate --schedules 10000"
    )]
    Chaos(Chaos),
}

/// Where things are.
#[derive(Args, Clone)]
pub struct Place {
    /// The database: sqlite:FILE or postgres://USER@HOST:PORT/NAME.
    #[arg(long, env = "TONGBAN_DATABASE", default_value = "sqlite:var/tongban.db")]
    pub database: String,
    /// The folder with catalogue, calendar and divisions.
    #[arg(long, env = "TONGBAN_DATA", default_value = "data")]
    pub data: PathBuf,
    /// The folder with keys and secrets.
    #[arg(long, env = "TONGBAN_VAR", default_value = "var")]
    pub var: PathBuf,
    /// The county, by its six digits.
    #[arg(long, env = "TONGBAN_COUNTY", default_value = "330825")]
    pub county: String,
}

/// For how many days a draft for another outlives the request for help, where nobody says otherwise.
pub const KEEP_HELP_DAYS: u32 = 30;

#[derive(Args, Clone)]
#[allow(missing_docs, reason = "a sentence here would become the help of whoever flattens it")]
pub struct Serving {
    #[command(flatten)]
    pub place: Place,
    /// Where to listen.
    #[arg(long, env = "TONGBAN_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: std::net::SocketAddr,
    /// The address under which people reach it; http://LISTEN if not given.
    #[arg(long, env = "TONGBAN_BASE_URL")]
    pub base_url: Option<String>,
    /// The telephone number on every page.
    #[arg(long, env = "TONGBAN_PHONE", default_value = "12345")]
    pub phone: String,
    /// The gateway for text messages: cmpp://SOURCE:SECRET@HOST:PORT/NUMBER. Without one,
    /// notices stand on the resident's page only.
    #[arg(long, env = "TONGBAN_SMS", hide_env_values = true)]
    pub sms: Option<String>,
    /// Datasets of the planners that everybody may see, by name; * for all. Others are for planners.
    #[arg(long, env = "TONGBAN_OPEN_DATA", value_name = "NAME,...", value_delimiter = ',')]
    pub open_data: Vec<String>,
    /// The other counties of this database, each with the address of its own service if it has one:
    /// residents see what is theirs there too.
    #[arg(
        long,
        env = "TONGBAN_OTHER_COUNTIES",
        value_name = "CODE=URL,...",
        value_delimiter = ','
    )]
    pub other_counties: Vec<String>,
    /// For how many days the draft that somebody began for another is kept after the request for help
    /// was declined, taken back or over.
    #[arg(
        long,
        env = "TONGBAN_KEEP_HELP_DAYS",
        default_value_t = KEEP_HELP_DAYS,
        value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(1..=3_650)
    )]
    pub keep_help_days: u32,
    #[command(flatten)]
    pub watching: Watching,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub accounts: Accounts,
    /// The scanner that looks for malware in uploads before they are kept, as clamd listens:
    /// tcp://HOST:PORT or unix:/PATH. Without one nobody looks.
    #[arg(long, env = "TONGBAN_SCANNER", value_name = "ADDRESS")]
    pub scanner: Option<String>,
    /// Lets `serve` speak to a PostgreSQL on another machine though nothing on the way is encrypted:
    /// for a network on which nobody else is.
    #[arg(long, env = "TONGBAN_DATABASE_WITHOUT_TLS")]
    pub database_without_tls: bool,
}

/// What accounts are held to.
#[derive(Args, Clone, Default)]
pub struct Accounts {
    /// A list of breached passwords that nobody may choose: HASH:COUNT a line, SHA-1 in capital
    /// letters, ordered by hash, as Pwned Passwords is published for use without a network.
    #[arg(long, env = "TONGBAN_BREACHED_PASSWORDS", value_name = "FILE")]
    pub breached_passwords: Option<PathBuf>,
    /// Roles that are let in only with a second factor: staff for all of them, none, or some by their
    /// codes (`tongban user roles`). A demo holds nobody to it.
    #[arg(
        long,
        env = "TONGBAN_SECOND_FACTOR",
        value_name = "ROLE,...",
        value_delimiter = ',',
        default_value = "staff"
    )]
    pub second_factor: Vec<String>,
}

/// How much one visitor may ask for.
#[derive(Args, Clone)]
pub struct Limits {
    /// Requests in a minute from one address, of those who have not signed in; 0 for no limit, which
    /// `serve` refuses.
    #[arg(long, env = "TONGBAN_PER_ADDRESS", default_value_t = 600, value_name = "REQUESTS")]
    pub per_address: u32,
    /// Requests in a minute from one account; 0 for no limit.
    #[arg(long, env = "TONGBAN_PER_ACCOUNT", default_value_t = 600, value_name = "REQUESTS")]
    pub per_account: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_address: 600, per_account: 600 }
    }
}

/// How whoever keeps the server running sees it.
#[derive(Args, Clone)]
pub struct Watching {
    /// Where Prometheus finds /metrics; without it nothing listens. Keep it off the public network.
    #[arg(long, env = "TONGBAN_METRICS", value_name = "ADDRESS")]
    pub metrics: Option<std::net::SocketAddr>,
    /// How logs are written to standard error; `RUST_LOG` says how much.
    #[arg(long, env = "TONGBAN_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// A collector of OpenTelemetry that is sent traces (OTLP over HTTP): http://HOST:4318/v1/traces.
    #[arg(long, env = "TONGBAN_TRACES", value_name = "URL")]
    pub traces: Option<String>,
    /// The share of requests that are traced, from 0 to 1.
    #[arg(long, env = "TONGBAN_TRACES_SHARE", default_value_t = 1.0, value_parser = share)]
    pub traces_share: f64,
}

/// A number above nothing: what is measured over nothing looks well.
fn positive<T: std::str::FromStr + PartialOrd + Default>(text: &str) -> Result<T, String> {
    match text.parse::<T>() {
        Ok(number) if number > T::default() => Ok(number),
        _ => Err("a number above 0".to_owned()),
    }
}

/// A share of a whole.
fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 1".to_owned()),
    }
}

impl Default for Watching {
    fn default() -> Self {
        Self { metrics: None, log_format: LogFormat::Text, traces: None, traces_share: 1.0 }
    }
}

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// A line for people.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    pub serving: Serving,
    /// How many simulated people, 1000 at least; 360229 is the whole county. [default: 20000]
    #[arg(long, value_parser = people())]
    pub people: Option<u64>,
    /// The seed: the same seed makes the same people. [default: 330825]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Give the county a past of so many days: cases in waves, late ones, supplements, ratings,
    /// all simulated. Only where the county is loaded anew.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=366))]
    pub days: u32,
    /// Load the county and stop.
    #[arg(long)]
    pub load_only: bool,
    /// Leave the summaries of matters unspoken, also where espeak-ng is installed.
    #[arg(long)]
    pub unspoken: bool,
}

/// So many people can be simulated.
fn people() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(policy::LEAST_PEOPLE..=policy::MOST_PEOPLE)
}

#[derive(Args)]
pub struct Check {
    /// The catalogue's folder.
    #[arg(default_value = "data/catalogue")]
    pub dir: PathBuf,
    /// List what differs between counties, from their bases, and since a base has changed.
    #[arg(long)]
    pub drift: bool,
    /// Tell what became of a division: its names through time, and what followed it.
    #[arg(long, value_name = "CODE")]
    pub division: Option<String>,
    /// Tell more about an error code.
    #[arg(long, value_name = "CODE")]
    pub explain: Option<String>,
    /// Print in English.
    #[arg(long)]
    pub english: bool,
    /// Where the lists of divisions are.
    #[arg(long, env = "TONGBAN_DATA", default_value = "data")]
    pub data: PathBuf,
}

#[derive(Subcommand)]
pub enum Import {
    /// A year's calendar of working days; dates that rested on a guess are worked out again.
    #[command(after_help = "Example:\n  tongban import calendar 2027.json")]
    Calendar {
        /// The file, in the format of data/calendar.
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Office guides as found (JSON lines): what contradicts itself is flagged, nothing is mended.
    #[command(after_help = "Example:\n  tongban import guides guides.jsonl")]
    Guides {
        /// The file.
        file: PathBuf,
    },
    /// An implementation list (XLSX): what it would change in the catalogue, and taking that in.
    #[command(
        after_help = "Examples:\n  tongban import list list.xlsx\n  tongban import list list.xlsx --write"
    )]
    List {
        /// The file.
        file: PathBuf,
        /// Take the changes into the catalogue's files, if nothing is wrong with the list.
        #[arg(long)]
        write: bool,
        #[command(flatten)]
        place: Place,
    },
    /// People (CSV: name,number,division,address,phone).
    #[command(after_help = "Example:\n  tongban import people people.csv")]
    People {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Subcommand)]
pub enum Export {
    /// The implementation list, as CSV or XLSX by the file's ending (.csv, .xlsx).
    #[command(after_help = "Example:\n  tongban export list --out list.xlsx")]
    List {
        /// Where to write.
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// The whole catalogue as CPSV-AP 3.2 (JSON-LD).
    #[command(after_help = "Example:\n  tongban export cpsv --out catalogue.jsonld")]
    Cpsv {
        /// Where to write.
        #[arg(long)]
        out: PathBuf,
        /// The beginning of every identifier; the county's code follows.
        #[arg(long, env = "TONGBAN_BASE_URL", default_value = "https://tongban.example")]
        base_url: String,
        #[command(flatten)]
        place: Place,
    },
    /// The summary of every matter, said by a machine into VAR/spoken; pages then offer to listen.
    #[command(after_help = "Example:\n  tongban export spoken")]
    Spoken {
        /// The program that speaks.
        #[arg(long, default_value = "espeak-ng")]
        program: String,
        #[command(flatten)]
        place: Place,
    },
    /// The JSON Schema of a matter.
    #[command(after_help = "Example:\n  tongban export schema > matter.schema.json")]
    Schema,
}

#[derive(Subcommand)]
pub enum Receipt {
    /// Check a receipt offline, and say what it proves.
    #[command(
        after_help = "Example:\n  tongban receipt verify my.tlog-proof --key longyou.vkey --key witness.vkey --witnesses 1"
    )]
    Verify {
        /// The .tlog-proof file.
        file: PathBuf,
        /// Files with the ledger's public keys, and those of witnesses, one key a line; or a key itself.
        #[arg(long, required = true)]
        key: Vec<PathBuf>,
        /// How many witnesses must have signed.
        #[arg(long, default_value_t = 0)]
        witnesses: usize,
        /// Print in English.
        #[arg(long)]
        english: bool,
    },
}

#[derive(Subcommand)]
pub enum LedgerCommand {
    /// Replay everything: one changed byte, a missing or reordered record, a fork.
    #[command(
        after_help = "Every case is rebuilt from its records and every certificate compared with its own. The\ndatabase is only read, so that a copy on a disk that may only be read will do, and a role of\nPostgreSQL that may only read. No secret is needed: --key names the public keys. A file of\n`tongban backup` is restored first: tongban backup FILE --restore --database sqlite:copy.db\n\nExamples:\n  tongban ledger verify\n  tongban ledger verify --database sqlite:copy.db --key longyou.vkey --against checkpoint\n  tongban ledger verify --against my.tlog-proof --witness-key witness.vkey"
    )]
    Verify {
        #[command(flatten)]
        place: Place,
        /// Files with the ledger's public keys, one key a line, or a key itself; without it those in --var.
        #[arg(long)]
        key: Vec<PathBuf>,
        /// Receipts or checkpoints from outside; the ledger must contain them.
        #[arg(long)]
        against: Vec<PathBuf>,
        /// Files with witnesses' public keys; what they cosigned must be what is stored here.
        #[arg(long)]
        witness_key: Vec<PathBuf>,
        /// Print in English.
        #[arg(long)]
        english: bool,
    },
    /// Print the ledger's public keys.
    #[command(after_help = "Example:\n  tongban ledger keys")]
    Keys {
        #[command(flatten)]
        place: Place,
    },
    /// Be a witness for other ledgers: cosign their checkpoints.
    #[command(
        after_help = "Example:\n  tongban ledger witness --key-name witness.example/minzheng --log-key longyou.vkey"
    )]
    Witness {
        #[command(flatten)]
        place: Place,
        /// The name under which to sign.
        #[arg(long)]
        key_name: String,
        /// Files with the public keys of the ledgers to watch.
        #[arg(long, required = true)]
        log_key: Vec<PathBuf>,
        /// Where to listen.
        #[arg(long, default_value = "127.0.0.1:8090")]
        listen: std::net::SocketAddr,
    },
    /// Ask a witness to cosign the newest checkpoint.
    #[command(
        after_help = "Example:\n  tongban ledger cosign --url http://127.0.0.1:8090 --key witness.vkey"
    )]
    Cosign {
        #[command(flatten)]
        place: Place,
        /// The witness's address, e.g. http://127.0.0.1:8090.
        #[arg(long)]
        url: String,
        /// A file with the witness's public key.
        #[arg(long)]
        key: PathBuf,
    },
    /// Erase one record's text and salt for good, where the law asks for it.
    #[command(
        after_help = "The leaf in the log stays and says nothing about anybody any more; a new record says which\none was erased and why. The case's table row is not touched. It cannot be undone.\n\nExample:\n  tongban ledger erase 01KAR4MFKC8A9WJ2T6X5N3QZEV --because 个人信息保护法第四十七条"
    )]
    Erase {
        #[command(flatten)]
        place: Place,
        /// The record, as the receipt names it.
        record: String,
        /// Why it may be erased; stands in the ledger for ever, so without names.
        #[arg(long)]
        because: String,
    },
}

#[derive(Subcommand)]
#[allow(clippy::large_enum_variant, reason = "read once a run")]
pub enum User {
    /// Add an officer with an account; the password is asked for, or read from standard input.
    #[command(
        after_help = "Example:\n  tongban user add --login wangfang --name 王芳 --role reviewer --department minzheng"
    )]
    Add {
        /// What they type to sign in.
        #[arg(long)]
        login: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// The role.
        #[arg(long)]
        role: String,
        /// The department; none for a county-wide role.
        #[arg(long)]
        department: Option<String>,
        /// The division; the county if not given.
        #[arg(long)]
        division: Option<String>,
        /// Their own identity number, where the register of people knows it: nobody works on an
        /// application of their own.
        #[arg(long)]
        person: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// The roles that exist.
    #[command(after_help = "Example:\n  tongban user roles")]
    Roles,
}

#[derive(Args)]
pub struct Backup {
    /// The file.
    pub file: PathBuf,
    /// Restore from the file into an empty database.
    #[arg(long)]
    pub restore: bool,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args)]
pub struct Migrate {
    /// Spread every table over machines, by county; PostgreSQL with Citus only.
    #[arg(long)]
    pub distribute: bool,
    /// Say what would be done, and do nothing.
    #[arg(long)]
    pub print: bool,
    #[command(flatten)]
    pub place: Place,
}
