//! `plan`: the planning half's commands, with this terminal as their host.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use basis::{Ambient, Instant};
use indicatif::ProgressBar;
use parking_lot::Mutex;
use planner::{Host, Progress};

use crate::ambient;
use crate::output::Output;

/// Carries out a command of the planning half; Ctrl-C ends it and leaves no file behind.
pub fn plan(plan: &planner::cli::Plan, output: &Output) -> Result<ExitCode> {
    let terminal = Terminal { output, clock: ambient::system(), bar: Mutex::default() };
    listen_for_stop()?;
    let answer = planner::run(plan, &terminal)?;
    terminal.clear();
    output.answer(&answer.value, answer.words);
    Ok(ExitCode::SUCCESS)
}

/// Set by Ctrl-C.
static STOPPED: AtomicBool = AtomicBool::new(false);

/// Waits for Ctrl-C beside the work, which is not asynchronous.
fn listen_for_stop() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || {
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            STOPPED.store(true, Ordering::Relaxed);
        }
    });
    Ok(())
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
        STOPPED.load(Ordering::Relaxed)
    }
}
