//! A server as a process: started on a free port, killed without warning.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::PEOPLE;
use super::home::Home;

/// A debug build on a busy machine needs this long to load a county at most.
const PATIENCE: Duration = Duration::from_secs(180);

/// A running server.
pub struct Server {
    child: Child,
    log: PathBuf,
    lines: mpsc::Receiver<String>,
    /// Where it listens: `http://127.0.0.1:…`.
    pub address: String,
    /// Everything that it printed until it listened.
    pub said: String,
}

impl Server {
    /// The demo county of a home, loaded at the first start, on a port that the system chooses.
    pub fn demo(home: &Home) -> Self {
        let arguments = ["demo", "--unspoken", "--people", PEOPLE, "--listen", "127.0.0.1:0"];
        let mut command = home.command();
        command.args(arguments);
        Self::start(command, home, "server.log")
    }

    /// Starts a command that prints where it listens.
    pub fn start(mut command: Command, home: &Home, log: &str) -> Self {
        let log = home.path(log);
        let file = append(&log);
        command.stdout(Stdio::piped()).stderr(Stdio::from(file));
        let mut child = command.spawn().expect("the binary runs");
        let output = BufReader::new(child.stdout.take().expect("it has an output"));
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // Nobody listens once the server is up; its output is still taken from it.
                let _ = send.send(line);
            }
        });
        let mut said = String::new();
        let address = loop {
            match lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    said.push_str(&line);
                    said.push('\n');
                    if let Some(address) = address_in(&line) {
                        break address;
                    }
                }
                Err(_) => {
                    let _ = child.kill();
                    panic!("the server did not start: {said}{}", read(&log));
                }
            }
        };
        Self { child, log, lines, address, said }
    }

    /// SIGKILL: no warning, no last words.
    pub fn kill(&mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it can be waited for");
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        read(&self.log)
    }

    /// The next line that it prints.
    pub fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("it has more to say")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn append(log: &PathBuf) -> File {
    OpenOptions::new().create(true).append(true).open(log).expect("the log can be written")
}

fn read(log: &PathBuf) -> String {
    std::fs::read_to_string(log).unwrap_or_default()
}

/// The address in the line that says where it listens.
fn address_in(line: &str) -> Option<String> {
    let line = line.trim_start();
    let said =
        ["Serving ", "Witness at ", "\"address\":"].iter().any(|start| line.starts_with(start));
    let at = line.find("http://127.0.0.1:").filter(|_| said)?;
    let address = line[at..].split([';', ' ', '"']).next()?;
    Some(address.trim_end_matches('/').to_owned())
}
