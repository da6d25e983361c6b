//! Breached passwords: a file as Have I Been Pwned publishes it for whoever asks offline (Pwned
//! Passwords, SHA-1, ordered by hash), one `HASH:COUNT` a line. It has some forty gigabytes and stays
//! where it is; a password is looked for in it with some thirty reads.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use basis::Fault;

/// Digits of a hash.
const DIGITS: usize = 40;
/// No line is longer.
const MOST_LINE: u64 = 128;
/// A stretch that is read whole instead of halved again.
const STRETCH: u64 = 4096;

/// A list of breached passwords in a file.
#[derive(Clone, Debug)]
pub struct Breached {
    file: PathBuf,
}

impl Breached {
    /// The list in a file, which is looked at first.
    ///
    /// # Errors
    /// A fault that says what is wrong: it cannot be read, or its first line is no hash.
    pub fn open(file: &Path) -> Result<Self, Fault> {
        let named = |what: &str| format!("{what} {}", file.display());
        let mut first = [0; DIGITS + 1];
        let read = File::open(file).and_then(|mut opened| opened.read_exact(&mut first));
        read.map_err(|error| Fault::because(named("reading the breached passwords in"), error))?;
        let is_hash = first[..DIGITS].iter().all(|byte| b"0123456789ABCDEF".contains(byte));
        if !is_hash || first[DIGITS] != b':' {
            return Err(Fault::new(named(
                "not a list of breached passwords (HASH:COUNT a line, SHA-1 in capital letters, ordered by hash):",
            )));
        }
        Ok(Self { file: file.to_owned() })
    }

    /// Whether a password is in the list. Blocks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn holds(&self, password: &str) -> io::Result<bool> {
        let wanted = seal::sha1(password.as_bytes());
        let wanted: String = wanted.iter().map(|byte| format!("{byte:02X}")).collect();
        let mut file = File::open(&self.file)?;
        let (mut low, mut high) = (0, file.metadata()?.len());
        // The wanted line begins at `low` or later, and before `high`.
        while high - low > STRETCH {
            let middle = low + (high - low) / 2;
            let (skipped, hash) = line_after(&mut file, middle)?;
            let start = middle + skipped;
            match hash {
                Some(hash) if start < high && hash.as_str() <= wanted.as_str() => low = start,
                _ => high = middle + 1,
            }
        }
        let mut stretch = Vec::new();
        file.seek(SeekFrom::Start(low))?;
        file.take(high - low + MOST_LINE).read_to_end(&mut stretch)?;
        Ok(stretch.split(|byte| *byte == b'\n').any(|line| line.starts_with(wanted.as_bytes())))
    }
}

/// How far the first line that begins after a place is from it, and its hash; none at the end.
fn line_after(file: &mut File, place: u64) -> io::Result<(u64, Option<String>)> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(place))?;
    file.take(2 * MOST_LINE).read_to_end(&mut bytes)?;
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return Ok((0, None)) };
    let hash = bytes.get(end + 1..end + 1 + DIGITS).map(String::from_utf8_lossy);
    Ok((end as u64 + 1, hash.map(std::borrow::Cow::into_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    fn written(name: &str, text: &str) -> PathBuf {
        let file = std::env::temp_dir().join(format!("tongban-{}-{name}", std::process::id()));
        std::fs::write(&file, text).unwrap();
        file
    }

    #[test]
    fn each_password_of_a_list_is_found_and_no_other() {
        let passwords: Vec<String> = (0..2000).map(|number| format!("breached-{number}")).collect();
        let hash = |one: &String| -> String {
            seal::sha1(one.as_bytes()).iter().map(|byte| format!("{byte:02X}")).collect()
        };
        let mut hashes: Vec<String> = passwords.iter().map(hash).collect();
        hashes.sort_unstable();
        let mut text = String::new();
        for (at, hash) in hashes.iter().enumerate() {
            // Counts of different lengths and both ends of line, as in the published file.
            write!(text, "{hash}:{}\r\n", at * at * 1000 + 1).unwrap();
        }
        let file = written("breached.txt", &text);
        let list = Breached::open(&file).unwrap();
        for password in &passwords {
            assert!(list.holds(password).unwrap(), "{password}");
            assert!(!list.holds(&format!("{password}!")).unwrap(), "{password}!");
        }
        std::fs::remove_file(&file).unwrap();
        assert!(list.holds("breached-1").is_err(), "a list that is gone lets nothing through");
    }

    #[test]
    fn a_file_of_another_kind_is_refused_by_its_name() {
        let file = written("plain.txt", "password\n12345678\nmore and more of it, line by line\n");
        let words = Breached::open(&file).unwrap_err().to_string();
        assert!(words.contains("plain.txt") && words.contains("HASH:COUNT"), "{words}");
        std::fs::remove_file(&file).unwrap();
        assert!(Breached::open(&file).is_err());
    }
}
