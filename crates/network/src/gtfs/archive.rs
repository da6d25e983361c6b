//! The zip around a timetable: which files are taken out, and how much they may unpack to.

use super::GtfsError;
use super::finding::{Findings, Place};
use std::collections::HashMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// How much a zip may unpack to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all files taken together; a bomb of zeros stops here.
    pub unpacked_bytes: u64,
}

impl Default for Limits {
    /// 4 GiB: the largest national feeds unpack to about 2.
    fn default() -> Self {
        Self { unpacked_bytes: 4 << 30 }
    }
}

/// The files that are read.
const READ: [&str; 9] = [
    "agency.txt",
    "stops.txt",
    "routes.txt",
    "trips.txt",
    "stop_times.txt",
    "calendar.txt",
    "calendar_dates.txt",
    "frequencies.txt",
    "transfers.txt",
];

/// Files that would change travel times and are passed over: file, and what is lost.
const PASSED_OVER: [(&str, &str); 4] = [
    (
        "pathways.txt",
        "ways inside stations are ignored: a change there takes the walk along streets",
    ),
    ("booking_rules.txt", "trips on demand are ignored: only scheduled stops count"),
    ("location_groups.txt", "trips on demand are ignored: only scheduled stops count"),
    ("locations.geojson", "trips on demand are ignored: only scheduled stops count"),
];

/// The unpacked files by name.
pub(super) type Files = HashMap<&'static str, Vec<u8>>;

/// Takes the files that are read out of the zip.
pub(super) fn unpack(
    feed: &str,
    bytes: &[u8],
    limits: Limits,
    findings: &mut Findings,
) -> Result<Files, GtfsError> {
    let broken = |why: String| GtfsError::Zip { feed: feed.to_owned(), why };
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(e.to_string()))?;
    let mut files = Files::new();
    let mut left = limits.unpacked_bytes;
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).map_err(|e| broken(e.to_string()))?;
        let path = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let Some(name) = wanted(&path, findings) else { continue };
        let claimed = entry.size();
        let mut text = Vec::new();
        // The size in the directory may lie, so one byte more than allowed is asked for.
        let read = entry.by_ref().take(left.saturating_add(1)).read_to_end(&mut text);
        read.map_err(|e| broken(format!("{name}: {e}")))?;
        let len = text.len() as u64;
        if len > left {
            let (feed, file) = (feed.to_owned(), name.to_owned());
            let (bytes, limit) = (claimed.max(len), limits.unpacked_bytes);
            return Err(GtfsError::TooLarge { feed, file, bytes, limit });
        }
        left -= len;
        if files.insert(name, text).is_some() {
            let what = "the zip holds this file twice; keep one";
            findings.error(Place::file(name), "file_twice", what);
        }
    }
    Ok(files)
}

/// The file's own name if it is one to read; folders above it are told of.
fn wanted(path: &str, findings: &mut Findings) -> Option<&'static str> {
    let base = path.rsplit(['/', '\\']).next().unwrap_or(path);
    // What the Macintosh packs beside each file.
    if path.starts_with("__MACOSX") || base.starts_with("._") {
        return None;
    }
    if let Some((file, what)) = PASSED_OVER.iter().find(|(file, _)| *file == base) {
        findings.notice(Place::file(file), "file_passed_over", *what);
    }
    let name = READ.into_iter().find(|name| *name == base)?;
    if base.len() != path.len() {
        let what = format!("lies in a folder ({path}); it belongs at the top of the zip");
        findings.warn(Place::file(name), "file_in_folder", what);
    }
    Some(name)
}
