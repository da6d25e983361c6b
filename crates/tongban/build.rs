//! Embeds the bundled programs of `islands/dist`, if they were built; nothing is bundled here.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let dist = root.join("../../islands/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&dist)
        .map(|all| all.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "js" || ending == "css"));
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        let path = file.canonicalize()?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(
            list,
            "    web::Island {{ file: {name:?}, bytes: include_bytes!({path:?}) }},"
        );
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("islands.rs"), list)
}
