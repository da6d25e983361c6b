//! Uploaded files: their kind is sniffed from their bytes, their name is never trusted, and they
//! are kept by digest outside any web root.

use basis::{CaseId, Id, Outcome, Refusal, RefusalKind};
use identity::{Actor, By, Scope, Who};
use ledger::Record;
use seal::Sha256;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{StoreError, Tx};

use crate::model::{Handed, How};
use crate::scan::{self, Verdict};
use crate::{Cases, Seen, rows};

/// The kind of the record of a file in which malware was found.
const INFECTED: &str = "upload.infected";
/// The largest file, in bytes: a good photograph of a page.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// So many bytes of PDFs are read for their pages whenever a material is looked at; a larger one has
/// none told, and neither have those after which there would be more.
const MOST_COUNTED: u64 = 2 * 1024 * 1024;

/// The kinds of file that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpg,
    /// PNG.
    Png,
}

impl FileKind {
    const ALL: [(Self, &'static str, &'static [u8], &'static str); 3] = [
        (Self::Pdf, "pdf", b"%PDF-", "application/pdf"),
        (Self::Jpg, "jpg", b"\xff\xd8\xff", "image/jpeg"),
        (Self::Png, "png", b"\x89PNG\r\n\x1a\n", "image/png"),
    ];

    /// The kind that the first bytes show.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        Self::ALL.iter().find(|kind| bytes.starts_with(kind.2)).map(|kind| kind.0)
    }

    /// The kind of a code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|kind| kind.1 == code).map(|kind| kind.0)
    }

    /// The code: `pdf`, `jpg`, `png`.
    #[must_use]
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|kind| kind.0 == self).map_or("", |kind| kind.1)
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        Self::ALL.iter().find(|kind| kind.0 == self).map_or("", |kind| kind.3)
    }
}

/// A file that has been looked at and may be kept.
#[derive(Clone, Debug)]
pub struct Upload {
    pub(crate) name: String,
    pub(crate) kind: FileKind,
    pub(crate) digest: String,
    pub(crate) bytes: Vec<u8>,
}

impl Upload {
    /// Looks at a file.
    ///
    /// # Errors
    /// A refusal when it is empty, too large or of another kind.
    pub fn look(name: &str, bytes: Vec<u8>) -> Result<Self, Refusal> {
        if bytes.is_empty() {
            return Err(Refusal::told(RefusalKind::Invalid, "file.empty"));
        }
        if bytes.len() > MOST_BYTES {
            return Err(Refusal::told(RefusalKind::Invalid, "file.too-large"));
        }
        let kind = FileKind::sniff(&bytes)
            .ok_or_else(|| Refusal::told(RefusalKind::Invalid, "file.kind"))?;
        let digest = Sha256::of(&bytes).to_string();
        Ok(Self { name: plain(name), kind, digest, bytes })
    }

    /// Its name as plain text.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its bytes show it to be.
    #[must_use]
    pub fn kind(&self) -> FileKind {
        self.kind
    }

    /// SHA-256 of its bytes in hexadecimal digits, under which it is stored.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// A file as it is shown again.
pub struct Uploaded {
    /// The name as plain text.
    pub name: String,
    /// The kind.
    pub kind: FileKind,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What is told of a file before anybody opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileNote {
    /// Its id.
    pub id: Id,
    /// What its bytes show it to be.
    pub kind: FileKind,
    /// How many bytes it has.
    pub size: u64,
    /// How many pages, of a PDF that says so plainly.
    pub pages: Option<usize>,
}

impl Cases {
    /// Keeps a file for whoever uploads it, until it is handed in with a case. The same key with the
    /// same file gives the id that it has already.
    ///
    /// # Errors
    /// A refusal where malware was found in it, where the scanner does not answer or where the key was
    /// used for something else, or when the database fails.
    pub async fn keep_file(&self, by: &By, upload: Upload) -> Outcome<Id> {
        self.scan(by, &upload).await?;
        let (county, owner, at) = (self.county().to_owned(), owner(&by.actor), by.at);
        let id = self.ledger().ambient().id();
        let meta = by.meta(json!({ "file": upload.digest, "name": upload.name }));
        self.ledger()
            .once(meta, move |tx| {
                rows::add_file(tx, &county, &owner, at, id, &upload)?;
                Ok(id)
            })
            .await
    }

    /// Refuses a file in which the scanner finds malware, and leaves a record of it: who sent it, its
    /// digest, the scanner's name for it. The file itself is kept nowhere.
    async fn scan(&self, by: &By, upload: &Upload) -> Outcome<()> {
        let Some(scanner) = &self.scanner else { return Ok(()) };
        let name = match scanner.scan(&upload.bytes).await {
            Ok(Verdict::Clean) => return Ok(()),
            Ok(Verdict::Found(name)) => name,
            Err(error) => {
                tracing::error!(%error, "an upload could not be scanned");
                return Err(scan::away().into());
            }
        };
        tracing::warn!(malware = %name, "an upload was infected");
        let id = self.ledger().ambient().id();
        let own = By { key: id.into(), ..by.clone() };
        let body = json!({ "digest": upload.digest, "bytes": upload.size(), "malware": name });
        let meta = own.meta(json!({ "infected": upload.digest }));
        let told = self.ledger().act(meta, move |act| {
            act.close(Record::new(format!("upload:{id}"), INFECTED, body), ())
        });
        told.await?;
        Err(scan::infected().into())
    }

    /// A file that the actor has uploaded.
    ///
    /// # Errors
    /// A refusal where there is none of theirs.
    pub async fn own_file(&self, actor: &Actor, id: Id) -> Outcome<Uploaded> {
        let (county, owner) = (self.county().to_owned(), owner(actor));
        self.store()
            .read(move |tx| {
                let found = rows::file(tx, &county, id)?.filter(|file| file.owner == owner);
                Ok(uploaded(found.ok_or_else(unknown)?))
            })
            .await
    }

    /// A file that was handed in with a case which the scope may see.
    ///
    /// # Errors
    /// A refusal where there is none that it may see.
    pub async fn case_file(&self, scope: &Scope, case: CaseId, id: Id) -> Outcome<Uploaded> {
        let seen = self.seen(scope, case).await?;
        let handed = |one: &Handed| matches!(&one.how, How::Files(ids) if ids.contains(&id));
        if !seen.case.materials.iter().any(handed) {
            return Err(unknown().into());
        }
        let county = self.county().to_owned();
        self.store()
            .read(move |tx| Ok(uploaded(rows::file(tx, &county, id)?.ok_or_else(unknown)?)))
            .await
    }

    /// What is told of the files of one material of a case that somebody may see: of the material at
    /// this place of its list, in the order in which they were handed in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn file_notes(&self, seen: &Seen, place: usize) -> Outcome<Vec<FileNote>> {
        let ids = match seen.case.materials.get(place).map(|one| &one.how) {
            Some(How::Files(ids)) => ids.clone(),
            _ => return Ok(Vec::new()),
        };
        let county = self.county().to_owned();
        self.store()
            .read(move |tx| {
                let (mut notes, mut left) = (Vec::new(), MOST_COUNTED);
                for id in ids {
                    notes.extend(file_note(tx, &county, id, &mut left)?);
                }
                Ok(notes)
            })
            .await
    }
}

/// What is told of a file; of a PDF its bytes are read for its pages, where so many are left to read.
fn file_note(
    tx: &mut Tx<'_>,
    county: &str,
    id: Id,
    left: &mut u64,
) -> Result<Option<FileNote>, StoreError> {
    let Some((kind, size)) = rows::file_note(tx, county, id)? else { return Ok(None) };
    let size = u64::try_from(size).unwrap_or_default();
    let pages = match kind {
        FileKind::Pdf if size <= *left => {
            *left -= size;
            rows::file(tx, county, id)?.and_then(|file| pages(&file.bytes))
        }
        _ => None,
    };
    Ok(Some(FileNote { id, kind, size, pages }))
}

/// How many pages a PDF has, as far as it says so in plain text: where objects are packed into
/// streams, or later revisions may repeat a page, nobody guesses (ISO 32000-1, 7.5.6, 7.5.7, 7.7.3).
fn pages(bytes: &[u8]) -> Option<usize> {
    let has = |what: &[u8]| bytes.windows(what.len()).any(|part| part == what);
    let ends = bytes.windows(5).filter(|part| *part == b"%%EOF").count();
    if has(b"/ObjStm") || ends > 1 {
        return None;
    }
    let types = bytes.windows(5).enumerate().filter(|(_, part)| *part == b"/Type");
    let is_page = |from: usize| {
        let rest = bytes.get(from + 5..).unwrap_or_default().trim_ascii_start();
        let rest = rest.strip_prefix(b"/Page");
        rest.is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric))
    };
    let count = types.filter(|(at, _)| is_page(*at)).count();
    (count > 0).then_some(count)
}

fn uploaded(row: rows::FileRow) -> Uploaded {
    let rows::FileRow { name, kind, bytes, .. } = row;
    Uploaded { name, kind, bytes }
}

fn owner(actor: &Actor) -> String {
    let id = |id: Id| id.to_string();
    match actor.who {
        Who::Person(person) => id(person.0),
        Who::Officer(officer) => id(officer.0),
        Who::Visitor | Who::System => String::new(),
    }
}

/// The name without anything that could be a path or a control character, at most 80 characters.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control()).take(80).collect();
    if kept.trim().is_empty() { "文件".to_owned() } else { kept }
}

/// No such file, or not one that the asker may see.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "file.unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_comes_from_the_bytes_and_the_name_is_made_plain() {
        let upload = Upload::look("../../etc/passwd.exe\n", b"%PDF-1.7 x".to_vec()).unwrap();
        assert_eq!((upload.kind, upload.name.as_str()), (FileKind::Pdf, "passwd.exe"));
        for (bytes, rule) in
            [(&b""[..], "file.empty"), (b"MZ\x90\x00", "file.kind"), (b"<svg>", "file.kind")]
        {
            assert_eq!(Upload::look("x.pdf", bytes.to_vec()).unwrap_err().rule, rule);
        }
        let large = vec![b'%'; MOST_BYTES + 1];
        assert_eq!(Upload::look("x", large).unwrap_err().rule, "file.too-large");
    }

    #[test]
    fn pages_are_counted_only_where_a_pdf_says_them_plainly() {
        let check = |text: &str, expected: Option<usize>| {
            assert_eq!(pages(text.as_bytes()), expected, "{text}");
        };
        let page = "<< /Type /Page /Parent 2 0 R >>";
        let two = format!("<< /Type /Pages /Count 2 >> {page} <</Type/Page>> %%EOF");
        check(&two, Some(2));
        check("%PDF-1.7 x", None);
        check(&format!("{page} << /Type /ObjStm >> %%EOF"), None);
        check(&format!("{page} %%EOF {page} %%EOF"), None);
    }
}
