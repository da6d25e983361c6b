//! `export spoken`: the summary of every matter said by a machine (espeak-ng), for telephones that
//! cannot read aloud. A stand-in until somebody records a voice; pages say so.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use basis::Lang;
use catalogue::Catalogue;
use portal::spoken::{file_name, words};

use crate::ambient;
use crate::cli::Place;

/// Letters, or syllables, in a minute: slow, for old ears.
const SPEED: &str = "140";

/// How many files were written, and how many were there.
pub struct Said {
    /// Where they lie.
    pub folder: PathBuf,
    /// Spoken now.
    pub fresh: usize,
    /// There already, with the words of today.
    pub kept: usize,
}

/// Says every matter that is offered today in both languages; what is there already stays.
pub fn speak(catalogue: &Catalogue, place: &Place, program: &str) -> Result<Said> {
    let folder = crate::settings::spoken(place);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let mut said = Said { folder, fresh: 0, kept: 0 };
    for matter in catalogue.offered(&place.county, ambient::system().now().date()) {
        for (lang, voice) in [(Lang::Zh, "cmn"), (Lang::En, "en")] {
            let file = said.folder.join(file_name(matter, lang));
            if file.exists() {
                said.kept += 1;
                continue;
            }
            say(program, voice, &words(matter, lang), &file)?;
            said.fresh += 1;
        }
    }
    Ok(said)
}

/// Says words into a file, whole or not at all.
fn say(program: &str, voice: &str, words: &str, file: &Path) -> Result<()> {
    let unfinished = file.with_extension("part");
    let mut speaker = Command::new(program)
        .args(["-v", voice, "-s", SPEED, "--stdin", "-w"])
        .arg(&unfinished)
        .stdin(Stdio::piped())
        .spawn()
        .with_context(|| {
            format!("starting {program}; on Debian `apt install espeak-ng` brings it")
        })?;
    if let Some(mut pipe) = speaker.stdin.take() {
        pipe.write_all(words.as_bytes())?;
    }
    let status = speaker.wait()?;
    let is_there = fs::metadata(&unfinished).is_ok_and(|made| made.len() > 44);
    if !status.success() || !is_there {
        let _ = fs::remove_file(&unfinished);
        bail!("{program} said nothing ({status}); does it know the voice {voice}?");
    }
    fs::rename(&unfinished, file).with_context(|| format!("writing {}", file.display()))
}
