//! The one binary; everything is in the library beside it.

use std::process::ExitCode;

/// Many small pieces are taken and given back on many threads: the system's allocator keeps
/// several times what is in use, and takes longer.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tongban::run()
}
