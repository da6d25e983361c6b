//! The typesetter as a library: templates and faces are embedded, the world outside does not exist.

use std::collections::HashMap;
use std::sync::LazyLock;

use basis::Date;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, comemo};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

const DATA: &str = "/data.json";
const CODE: &str = "/code.svg";

/// Memoised parts that no document has used for so many documents are dropped, which keeps memory
/// bounded: one round of every kind stays warm.
const KEEP_FOR: usize = 12;

/// Minutes that China is ahead of UTC, for the creation time in the metadata.
const CHINA: i32 = 8 * 60;

const TEMPLATES: &[(&str, &str)] = &[
    ("paper.typ", include_str!("../../documents/paper.typ")),
    ("receipt.typ", include_str!("../../documents/receipt.typ")),
    ("acceptance.typ", include_str!("../../documents/acceptance.typ")),
    ("supplement.typ", include_str!("../../documents/supplement.typ")),
    ("non-acceptance.typ", include_str!("../../documents/non-acceptance.typ")),
    ("decision.typ", include_str!("../../documents/decision.typ")),
    ("certificate.typ", include_str!("../../documents/certificate.typ")),
];

/// The embedded faces, in the order in which they are tried.
pub const FACES: &[(&str, &[u8])] = &[
    ("OpenSans-Regular.ttf", include_bytes!("../../fonts/OpenSans-Regular.ttf")),
    ("TongbanPunctuation.otf", include_bytes!("../../fonts/TongbanPunctuation.otf")),
    ("DroidSansFallbackFull.ttf", include_bytes!("../../fonts/DroidSansFallbackFull.ttf")),
    ("TongbanRare.otf", include_bytes!("../../fonts/TongbanRare.otf")),
    ("HanaMinB.ttf", include_bytes!("../../fonts/HanaMinB.ttf")),
    ("DejaVuSans.ttf", include_bytes!("../../fonts/DejaVuSans.ttf")),
];

static SHELF: LazyLock<Shelf> = LazyLock::new(Shelf::new);

/// One document to be printed.
pub struct Order {
    /// Name of the template.
    pub template: &'static str,
    /// What the template reads, as JSON.
    pub data: Vec<u8>,
    /// The QR code, if the document has one.
    pub code: Option<String>,
    /// The date of the document, which is also the only date that the typesetter knows.
    pub date: Date,
    /// What makes the PDF's identifier: stable for the same document.
    pub ident: String,
}

/// Typesets the order and writes it as PDF/A-2b.
pub fn print(order: Order) -> Result<Vec<u8>, String> {
    let timestamp = datetime(order.date).and_then(|date| Timestamp::new_local(date, CHINA));
    let ident = order.ident.clone();
    let desk = Desk::new(order)?;
    let printed = typst::compile::<PagedDocument>(&desk).output.and_then(|pages| {
        let standards = PdfStandards::new(&[PdfStandard::A_2b]).unwrap_or_default();
        typst_pdf::pdf(
            &pages,
            &PdfOptions {
                ident: Smart::Custom(ident),
                creator: Smart::Custom(Some("Tongban".to_owned())),
                timestamp,
                standards,
                ..PdfOptions::default()
            },
        )
    });
    comemo::evict(KEEP_FOR);
    printed.map_err(|problems| {
        problems.iter().map(|problem| describe(&desk, problem)).collect::<Vec<_>>().join("; ")
    })
}

/// Whether one of the faces has a glyph for the character.
pub fn covers(letter: char) -> bool {
    SHELF.fonts.iter().any(|font| font.info().coverage.contains(u32::from(letter)))
}

/// What every document shares: made once, never changed.
struct Shelf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: HashMap<FileId, Source>,
}

impl Shelf {
    fn new() -> Self {
        let fonts: Vec<Font> =
            FACES.iter().filter_map(|(_, bytes)| Font::new(Bytes::new(*bytes), 0)).collect();
        let sources = TEMPLATES
            .iter()
            .filter_map(|(name, text)| {
                let id = file(name)?;
                Some((id, Source::new(id, (*text).to_owned())))
            })
            .collect();
        Self {
            library: LazyHash::new(Library::builder().build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources,
        }
    }
}

/// The world of one document: the shelf, its data and its code.
struct Desk {
    main: FileId,
    files: HashMap<FileId, Bytes>,
    date: Date,
}

impl Desk {
    fn new(order: Order) -> Result<Self, String> {
        let missing = |name: &str| format!("the name {name} is not a path");
        let main = file(order.template).ok_or_else(|| missing(order.template))?;
        let data = file(DATA).ok_or_else(|| missing(DATA))?;
        let mut files = HashMap::from([(data, Bytes::new(order.data))]);
        if let Some(svg) = order.code {
            files.insert(file(CODE).ok_or_else(|| missing(CODE))?, Bytes::from_string(svg));
        }
        Ok(Self { main, files, date: order.date })
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &SHELF.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHELF.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SHELF.sources.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHELF.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        datetime(self.date)
    }
}

fn file(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn datetime(date: Date) -> Option<Datetime> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    Datetime::from_ymd_hms(date.year().into(), month, day, 0, 0, 0)
}

/// The message with its line: the typesetter's words name templates, never a person's data.
fn describe(desk: &Desk, problem: &SourceDiagnostic) -> String {
    use typst::WorldExt;
    let line = problem.span.id().and_then(|id| {
        let source = desk.source(id).ok()?;
        let range = desk.range(problem.span)?;
        Some(format!(
            "{}:{}: ",
            id.get().vpath().get_without_slash(),
            source.lines().byte_to_line(range.start)? + 1
        ))
    });
    format!("{}{}", line.unwrap_or_default(), problem.message)
}
