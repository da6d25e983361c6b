//! Embeds every file of `data/messages/<language>/<crate>.toml`, so that a new crate's words need no list.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let messages = root.join("../../data/messages");
    let mut list = String::from("&[\n");
    for lang in ["zh", "en"] {
        let folder = messages.join(lang);
        println!("cargo::rerun-if-changed={}", folder.display());
        for file in toml_files(&folder)? {
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let path = file.canonicalize()?;
            println!("cargo::rerun-if-changed={}", path.display());
            let _ = writeln!(list, "    ({lang:?}, {name:?}, include_str!({path:?})),");
        }
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("messages.rs"), list)
}

fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
    files.sort();
    Ok(files)
}
