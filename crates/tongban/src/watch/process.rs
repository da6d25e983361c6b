//! What the system knows of this process: memory, open files, since when. Under the names that
//! Prometheus gives these things everywhere.

use std::fs;

use meters::{Family, Meters};

static RESIDENT: Family =
    Family::gauge("process_resident_memory_bytes", "Resident memory in bytes.", &[]);
static OPEN_FILES: Family = Family::gauge("process_open_fds", "Open files and connections.", &[]);
static MOST_FILES: Family =
    Family::gauge("process_max_fds", "How many files and connections may be open.", &[]);

/// Sets the gauges; what this system does not tell stays as it was.
pub(super) fn look(meters: &Meters) {
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok());
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        if let Some(kilobytes) = number(line.and_then(|line| line.split_whitespace().next())) {
            meters.set(&RESIDENT, &[], kilobytes * 1_024.0);
        }
    }
    if let Ok(files) = fs::read_dir("/proc/self/fd") {
        meters.set(&OPEN_FILES, &[], files.count() as f64);
    }
    if let Ok(limits) = fs::read_to_string("/proc/self/limits") {
        let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
        if let Some(most) = number(line.and_then(|line| line.split_whitespace().next())) {
            meters.set(&MOST_FILES, &[], most);
        }
    }
}
