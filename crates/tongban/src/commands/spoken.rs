//! `export spoken`, and the same beside a demo that runs: the summary of every matter said by a machine
//! (espeak-ng), for telephones that cannot read aloud. A stand-in until somebody records a voice; pages
//! say so.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use basis::Lang;
use catalogue::Catalogue;
use portal::spoken::{file_name, words};

use crate::ambient;
use crate::cli::Place;

/// The program that speaks where no other is named.
const PROGRAM: &str = "espeak-ng";
/// Letters, or syllables, in a minute: slow, for old ears.
const SPEED: &str = "140";
/// Between two looks whether a summary is said.
const LOOK: Duration = Duration::from_millis(10);
/// So many looks: half a minute for what takes a tenth of a second.
const LOOKS: u32 = 3_000;

/// How many files were written, and how many were there.
pub struct Said {
    /// Where they lie.
    pub folder: PathBuf,
    /// Spoken now.
    pub fresh: usize,
    /// There already, with the words of today.
    pub kept: usize,
}

/// Lets the machine say what is not said yet while the demo is served: one summary after the other, on a
/// thread that nobody waits for. Where the program is not installed nothing is said.
pub fn beside(catalogue: Arc<Catalogue>, place: Place) {
    let speaking = move || match speak(&catalogue, &place, PROGRAM) {
        Ok(said) => {
            tracing::info!(fresh = said.fresh, kept = said.kept, "summaries of matters are spoken")
        }
        Err(error) => tracing::info!(%error, "summaries of matters stay unspoken"),
    };
    // The service is the same without it.
    if let Err(error) = thread::Builder::new().name("spoken".to_owned()).spawn(speaking) {
        tracing::info!(%error, "summaries of matters stay unspoken");
    }
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
            say((program, LOOKS), voice, &words(matter, lang), &file)?;
            said.fresh += 1;
        }
    }
    Ok(said)
}

/// Says words into a file, whole or not at all; a program that does not end is ended.
fn say((program, looks): (&str, u32), voice: &str, words: &str, file: &Path) -> Result<()> {
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
    let Some(status) = ended(&mut speaker, looks)? else {
        let _ = fs::remove_file(&unfinished);
        bail!("{program} did not end, and was ended");
    };
    let is_there = fs::metadata(&unfinished).is_ok_and(|made| made.len() > 44);
    if !status.success() || !is_there {
        let _ = fs::remove_file(&unfinished);
        bail!("{program} said nothing ({status}); does it know the voice {voice}?");
    }
    fs::rename(&unfinished, file).with_context(|| format!("writing {}", file.display()))
}

/// How a program ended; none where it did not after so many looks and was ended.
fn ended(speaker: &mut Child, looks: u32) -> Result<Option<ExitStatus>> {
    for _ in 0..looks {
        if let Some(status) = speaker.try_wait()? {
            return Ok(Some(status));
        }
        thread::park_timeout(LOOK);
    }
    speaker.kill()?;
    speaker.wait()?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A program that does what the script says; its last argument is the file to write.
    fn program(folder: &Path, script: &str) -> String {
        let file = folder.join("speaker");
        fs::write(&file, format!("#!/bin/sh\nfor last; do :; done\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        file.display().to_string()
    }

    fn place(folder: &Path) -> Place {
        Place {
            database: String::new(),
            data: Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data"),
            var: folder.join("var"),
            county: "330825".to_owned(),
        }
    }

    fn catalogue(place: &Place) -> Catalogue {
        let divisions = crate::house::divisions(&place.data).unwrap();
        let today = ambient::system().now().date();
        crate::house::catalogue(&place.data, &divisions, today).unwrap()
    }

    #[test]
    fn what_is_said_stays_and_what_has_no_voice_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let catalogue = catalogue(&place);
        let speaker = program(folder.path(), "cat > /dev/null; head -c 100 /dev/zero > \"$last\"");
        let said = speak(&catalogue, &place, &speaker).unwrap();
        assert!(said.fresh > 40 && said.kept == 0, "{} {}", said.fresh, said.kept);
        let again = speak(&catalogue, &place, &speaker).unwrap();
        assert_eq!((again.fresh, again.kept), (0, said.fresh));
        let silent = Place { var: folder.path().join("other"), ..place };
        let missing = folder.path().join("no-such-speaker").display().to_string();
        let why = speak(&catalogue, &silent, &missing).err().unwrap().to_string();
        assert!(why.contains("apt install espeak-ng"), "{why}");
        let nothing = program(folder.path(), "cat > /dev/null");
        assert!(speak(&catalogue, &silent, &nothing).is_err(), "an empty file is no sound");
        let left = fs::read_dir(crate::settings::spoken(&silent)).unwrap().count();
        assert_eq!(left, 0, "nothing half said is left");
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let speaker = program(folder.path(), "exec sleep 600");
        let file = folder.path().join("a.wav");
        let why = say((&speaker, 3), "cmn", "高龄津贴", &file).err().unwrap().to_string();
        assert!(why.contains("did not end") && !file.exists(), "{why}");
    }
}
