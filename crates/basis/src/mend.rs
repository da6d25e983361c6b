//! What a person can do about a file that cannot be read or written.

use std::io::ErrorKind;

/// How to mend it, as the end of a sentence; nothing where the system's own words are all there is.
pub const fn file(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::NotFound => Some("look at the spelling and at the folder the command runs in"),
        ErrorKind::PermissionDenied => {
            Some("give the user who runs this command the right to it, or name another place")
        }
        ErrorKind::IsADirectory => Some("name a file, not a folder"),
        ErrorKind::NotADirectory => Some("a part of this path is a file: name a folder there"),
        ErrorKind::InvalidData => Some("save the file as UTF-8 text"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Some("make room on the disk, then run the command again")
        }
        ErrorKind::ReadOnlyFilesystem => Some("name a place that can be written to"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_meet_most_has_a_way_out() {
        for kind in [ErrorKind::NotFound, ErrorKind::PermissionDenied, ErrorKind::IsADirectory] {
            assert!(file(kind).is_some(), "{kind}");
        }
        assert_eq!(file(ErrorKind::Other), None);
    }
}
