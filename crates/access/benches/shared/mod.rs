//! What the benches share: processor time, told part by part.

use std::sync::OnceLock;
use std::time::Instant;

/// Whether to run at toy size, to see that it runs.
pub fn toy() -> bool {
    std::env::args().any(|argument| argument == "--test")
}

/// Runs once and prints the processor time; gives what came out.
pub fn part<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = spent();
    // Kept, so that nothing is left out because nobody looks at it.
    let out = std::hint::black_box(run());
    tell(what, spent() - start);
    out
}

/// Prints milliseconds.
pub fn tell(what: &str, seconds: f64) {
    println!("{what:28} {:9.2} ms", seconds * 1e3);
}

/// Processor seconds of this thread where the system tells them, so that a busy machine does not
/// count; otherwise seconds since the first call.
pub fn spent() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds =
        told.and_then(|text| text.split_whitespace().next().and_then(|n| n.parse::<f64>().ok()));
    nanoseconds.map_or_else(
        || START.get_or_init(Instant::now).elapsed().as_secs_f64(),
        |nanoseconds| nanoseconds / 1e9,
    )
}
