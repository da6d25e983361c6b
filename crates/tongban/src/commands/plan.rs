//! `plan`: the planning half's commands, with this terminal as their host.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU8, Ordering};

use anyhow::Result;
use basis::{Ambient, Instant};
use indicatif::ProgressBar;
use parking_lot::Mutex;
use planner::{Host, PlannerError, Progress};
use tokio::signal::unix::{SignalKind, signal};

use crate::ambient;
use crate::output::Output;

/// Carries out a command of the planning half. Ctrl-C, a request to end (SIGTERM) and a terminal
/// that goes away (SIGHUP) end it and leave no file behind; the exit code is then 128 and the signal.
pub fn plan(plan: &planner::cli::Plan, output: &Output) -> Result<ExitCode> {
    let terminal = Terminal { output, clock: ambient::system(), bar: Mutex::default() };
    listen_for_stop()?;
    let answer = planner::run(plan, &terminal);
    terminal.clear();
    let answer = match answer {
        Err(stopped @ PlannerError::Cancelled) => {
            output.error(&stopped.into());
            return Ok(ExitCode::from(STOPPED.load(Ordering::Relaxed)));
        }
        other => other?,
    };
    output.answer(&answer.value, answer.words);
    Ok(ExitCode::SUCCESS)
}

/// The exit code that a signal asks for: 128 and its number, as shells have it; 0 before any.
static STOPPED: AtomicU8 = AtomicU8::new(0);

const HANGUP: u8 = 128 + 1;
const INTERRUPT: u8 = 128 + 2;
const TERMINATE: u8 = 128 + 15;

/// Waits for signals beside the work, which is not asynchronous. The second ends it at once.
fn listen_for_stop() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let inside = runtime.enter();
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    // Under nohup the end of the terminal ends nothing, and must not begin to.
    let mut hangup = match hangup_is_ignored() {
        true => None,
        false => Some(signal(SignalKind::hangup())?),
    };
    drop(inside);
    let told = async move {
        loop {
            let gone = async {
                match &mut hangup {
                    Some(hangup) => hangup.recv().await,
                    None => std::future::pending().await,
                }
            };
            let code = tokio::select! {
                _ = interrupt.recv() => INTERRUPT,
                _ = terminate.recv() => TERMINATE,
                _ = gone => HANGUP,
            };
            if STOPPED.swap(code, Ordering::Relaxed) != 0 {
                std::process::exit(i32::from(code));
            }
        }
    };
    std::thread::spawn(move || runtime.block_on(told));
    Ok(())
}

/// Whether whoever started us ignores SIGHUP, as `nohup` does; Linux tells, others are taken not to.
fn hangup_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask & 1 == 1)
}

/// The bar that is shown now, and for what.
type Shown = Option<(String, ProgressBar)>;

struct Terminal<'a> {
    output: &'a Output,
    clock: Ambient,
    bar: Mutex<Shown>,
}

impl Terminal<'_> {
    fn clear(&self) {
        if let Some((_, bar)) = self.bar.lock().take() {
            bar.finish_and_clear();
        }
    }
}

impl Host for Terminal<'_> {
    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn notice(&self, text: &str) {
        // Beside the answer, which a program may read.
        eprintln!("{text}");
    }

    fn progress(&self, progress: Progress<'_>) {
        let Progress { what, done, total } = progress;
        let mut shown = self.bar.lock();
        if shown.as_ref().is_none_or(|(of, _)| of != what) {
            if let Some((_, earlier)) = shown.take() {
                earlier.finish_and_clear();
            }
            *shown = Some((what.to_owned(), self.output.bar(total.unwrap_or(done), what)));
        }
        if let Some((_, bar)) = &*shown {
            bar.set_position(done);
        }
    }

    fn cancelled(&self) -> bool {
        STOPPED.load(Ordering::Relaxed) != 0
    }
}
