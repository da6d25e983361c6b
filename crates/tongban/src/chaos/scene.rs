//! Where something is harmed: a county of its own, and its server as a process.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use basis::Date;
use catalogue::{Catalogue, Settings};
use store::Store;

use super::books::{Books, rows};
use super::crew::Kept;
use super::until;

/// A debug build on a busy machine needs this long to load a county at most.
const PATIENCE: Duration = Duration::from_secs(180);
/// A job of a killed worker is free again after its lease.
const LEASE_SECONDS: u32 = 60;

/// A county of its own.
#[derive(Clone, Debug)]
pub struct Scene {
    /// This program.
    pub binary: PathBuf,
    /// The database.
    pub database: String,
    /// The folder with catalogue, calendar and divisions.
    pub data: PathBuf,
    /// A folder for keys, secrets and the log of the server.
    pub var: PathBuf,
}

/// A running server; killed with this value.
pub struct Server {
    child: Child,
    /// Where it listens: `http://127.0.0.1:…`.
    pub address: String,
}

impl Scene {
    /// Starts the server, which loads the demo county the first time.
    ///
    /// # Errors
    /// When it does not start; with the last line that it said.
    pub fn serve(&self) -> Result<Server> {
        let mut command = Command::new(&self.binary);
        command.args(["demo", "--unspoken", "--people", "1000", "--listen", "127.0.0.1:0"]);
        command.args(["--database", &self.database]).arg("--data").arg(&self.data);
        command.arg("--var").arg(&self.var).stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(Stdio::from(self.log()?));
        let mut child = command.spawn().context("starting the server")?;
        let Some(output) = child.stdout.take() else { bail!("the server has no output") };
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || {
            // What it prints afterwards must be taken from it, or it would wait for a reader.
            BufReader::new(output).lines().map_while(Result::ok).for_each(|line| {
                let _ = send.send(line);
            });
        });
        while let Ok(line) = lines.recv_timeout(PATIENCE) {
            if let Some(at) = line.find("http://").filter(|_| line.starts_with("Serving ")) {
                return Ok(Server { child, address: line[at..].trim().to_owned() });
            }
        }
        let _ = child.kill();
        let _ = child.wait();
        bail!("the server did not start: {}", self.last_words())
    }

    fn log(&self) -> Result<File> {
        std::fs::create_dir_all(&self.var).context("making the folder")?;
        let file = self.var.join("server.log");
        OpenOptions::new().create(true).append(true).open(file).context("opening the log")
    }

    /// The last line that the server said.
    #[must_use]
    pub fn last_words(&self) -> String {
        let log = std::fs::read_to_string(self.var.join("server.log")).unwrap_or_default();
        log.lines().last().unwrap_or_default().to_owned()
    }

    /// Opens the database beside the server.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn store(&self) -> Result<Store> {
        Store::open(&self.database).context("opening the database beside the server")
    }

    /// Waits until every effect has followed, and looks at what is left: lost acts, acts by half,
    /// jobs that were given up, a log that does not agree. An empty list is a good one.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn findings(&self, kept: &Kept) -> Result<Vec<String>> {
        let store = self.store()?;
        let mut findings = kept.wrong();
        let settled = until(LEASE_SECONDS, || nothing_waits(&store).unwrap_or(false).then_some(()));
        if settled.is_none() {
            findings.push(format!("effects are missing after {LEASE_SECONDS} s"));
        }
        let books = Books::of(&store)?;
        let acknowledged = kept.acknowledged();
        findings.extend(books.lost(acknowledged.iter().map(|(deed, done)| (deed.kind, done))));
        findings.extend(books.halves(&self.catalogue()?)?);
        findings.extend(books.untold()?);
        let dead = rows(&store, "jobs")?;
        for job in dead {
            if job.opt_int("dead_at")?.is_some() {
                findings.push(format!("a job was given up: {}", job.text("kind")?));
            }
        }
        drop(store);
        findings.extend(self.audit()?);
        Ok(findings)
    }

    /// The matters of the county, which say what a case owes.
    ///
    /// # Errors
    /// When the folder holds no catalogue.
    pub fn catalogue(&self) -> Result<Catalogue> {
        let day: Date = "2026-11-22".parse().context("a date")?;
        Ok(Catalogue::load(&self.data.join("catalogue"), &Settings::on(day))?)
    }

    /// `tongban ledger verify`; what it finds.
    fn audit(&self) -> Result<Option<String>> {
        let mut command = Command::new(&self.binary);
        command.args(["ledger", "verify", "--json", "--database", &self.database]);
        command.arg("--data").arg(&self.data).arg("--var").arg(&self.var);
        let output = command.stdin(Stdio::null()).output().context("verifying the ledger")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let report: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        Ok((report["clean"] != true).then(|| format!("the ledger does not agree: {text}")))
    }
}

/// Whether every job that follows on a record has been done, and every record is in the log.
fn nothing_waits(store: &Store) -> Result<bool> {
    for job in rows(store, "jobs")? {
        if [cases::AFTER_GRANT, outbound::NOTICE].contains(&job.text("kind")?.as_str()) {
            return Ok(false);
        }
    }
    Ok(Books::of(store)?.unlogged()? == 0)
}

impl Server {
    /// SIGKILL: no warning, no last words.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Its number, for whoever looks at its memory.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
