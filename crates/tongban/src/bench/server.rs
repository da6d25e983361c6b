//! The server that is measured: this binary again, as a process of its own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::cli::BenchTown;

/// A running server; it ends with this value.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From the start of the process to its listening.
    pub start: Duration,
}

impl Server {
    /// Starts the server of a county on a free port.
    #[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
    pub fn start(town: &BenchTown) -> Result<Self> {
        let binary = std::env::current_exe().context("finding this program")?;
        let mut command = Command::new(binary);
        command.args([
            "demo",
            "--unspoken",
            "--listen",
            "127.0.0.1:0",
            "--database",
            &town.database,
        ]);
        command.arg("--data").arg(&town.data).arg("--var").arg(&town.var);
        command.stdout(Stdio::piped()).stdin(Stdio::null());
        let before = Instant::now();
        let mut child = command.spawn().context("starting the server")?;
        let Some(output) = child.stdout.take() else { bail!("the server has no output") };
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let address = lines.by_ref().find_map(|line| address(&line));
        let start = before.elapsed();
        // What it prints afterwards must be taken from it, or it would wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        match address {
            Some(address) => Ok(Self { child, address, start }),
            None => bail!("the server did not start; try `tongban demo` on the same database"),
        }
    }

    /// Resident memory now, in megabytes.
    pub fn memory_mb(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes / 1_024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address in the line that says where it listens.
fn address(line: &str) -> Option<SocketAddr> {
    let rest = line.strip_prefix("Serving ")?;
    rest.rsplit_once("http://")?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_with_the_address_is_known() {
        let line = "Serving 龙游县政务服务 at http://127.0.0.1:4711";
        assert_eq!(address(line), "127.0.0.1:4711".parse().ok());
        assert_eq!(address("Loading http://127.0.0.1:1"), None);
    }
}
