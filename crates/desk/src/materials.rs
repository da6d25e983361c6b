//! The materials of a case beside its facts: all of them by name, and the one that is looked at with
//! its pictures, with a link to what is no picture, or with what stands for a paper.
//!
//! What must stay true: files come from the address that asks for the right to see the case; a page
//! draws pictures only, and nothing that could run or ask for more (the policy of `web` has no frames).

use basis::{Outcome, Text};
use cases::model::{Fact, Handed, How, OTHER_MATERIAL};
use cases::{FileKind, FileNote, Seen};
use catalogue::model::{Fact as Origin, Material, Need, Source};
use web::Frame;

use crate::Desk;
use crate::case::{FactLine, fact_line};

/// Every material of a case, and the one that is looked at.
pub(crate) struct Viewer {
    /// Every one, in the order of the case; the missing ones last.
    pub all: Vec<MaterialLine>,
    /// Which one it is: 第 2 份，共 5 份.
    pub place: String,
    /// Its name.
    pub name: String,
    /// What it must look like, or the words that were signed.
    pub words: Vec<String>,
    /// What registers say in its stead.
    pub facts: Vec<FactLine>,
    /// Its files, in the order in which they were handed in.
    pub files: Vec<FileShown>,
    /// Address of the one before; empty at the first.
    pub before: String,
    /// Address of the one after; empty at the last.
    pub after: String,
    /// Where a key goes from here: the one after, and from the last one the first.
    pub round: String,
}

/// One material in the list of all.
pub(crate) struct MaterialLine {
    pub name: String,
    pub href: String,
    pub how: String,
    pub is_missing: bool,
    pub is_on: bool,
}

/// A file of the material that is looked at.
pub(crate) struct FileShown {
    pub href: String,
    /// 查看文件 1.
    pub words: String,
    /// PDF，3 页，1.2 MB.
    pub about: String,
    /// What a picture is called by whoever does not see it; empty for what is no picture.
    pub picture: String,
}

/// A material of a case: handed in at a place of its list, or missing.
pub(crate) struct Entry<'a> {
    pub id: String,
    /// That of the material, or of the question that asked for a file.
    called: Option<Text>,
    material: Option<Material>,
    pub handed: Option<(usize, &'a Handed)>,
}

impl Entry<'_> {
    /// Its name in the language of the page.
    pub(crate) fn name(&self, frame: &Frame) -> String {
        match &self.called {
            Some(name) => frame.say(name).to_owned(),
            None if self.id == OTHER_MATERIAL => frame.t("desk.material.other"),
            None => self.id.clone(),
        }
    }

    fn has_files(&self) -> bool {
        self.handed
            .is_some_and(|(_, one)| matches!(&one.how, How::Files(files) if !files.is_empty()))
    }

    fn how(&self, frame: &Frame) -> String {
        let is_form =
            self.material.as_ref().is_some_and(|one| matches!(one.from, Source::Form { .. }));
        match self.handed.map(|(_, one)| &one.how) {
            None => frame.t("desk.case.not-handed"),
            Some(How::Fetched) if is_form => frame.t("desk.case.filled"),
            Some(How::Fetched) => frame.t("desk.case.fetched"),
            Some(How::Committed) => frame.t("desk.case.committed"),
            Some(How::Files(files)) if files.is_empty() => frame.t("desk.material.no-file"),
            Some(How::Files(_)) => frame.t("desk.case.uploaded"),
            Some(How::Later) => frame.t("desk.case.later"),
        }
    }

    /// The sources from which it may come, the first choice first.
    fn sources(&self) -> impl Iterator<Item = &Source> {
        let material = self.material.as_ref();
        material.into_iter().flat_map(|one| std::iter::once(&one.from).chain(one.fallback.as_ref()))
    }

    /// What stands for it in words: of a commitment what was signed, of a file what it must show.
    fn words(&self, frame: &Frame) -> Vec<String> {
        let signed = |source: &Source| match source {
            Source::Commitment { commitment } => Some(frame.say(commitment).to_owned()),
            _ => None,
        };
        match self.handed.map(|(_, one)| &one.how) {
            Some(How::Committed) => self.sources().filter_map(signed).collect(),
            Some(How::Fetched) => Vec::new(),
            _ => {
                let wants = self.material.as_ref().and_then(|one| one.accept.as_ref());
                let wants = wants.map(|text| frame.say(text).to_owned());
                wants
                    .map(|text| frame.tf("desk.material.must", [("text", text)]))
                    .into_iter()
                    .collect()
            }
        }
    }

    /// Whether a fact is one of those that were fetched in its stead.
    fn is_told_by(&self, desk: &Desk, seen: &Seen, fact: &Fact) -> bool {
        if !matches!(self.handed, Some((_, Handed { how: How::Fetched, .. }))) {
            return false;
        }
        let catalogue = desk.cases.catalogue();
        let is_from = |source: &Source| {
            let Source::Register { register, fields } = source else { return false };
            if let Some(Origin::Register { register: of, field }) =
                seen.matter.facts.get(&fact.name)
            {
                return of == register && fields.contains(field);
            }
            let register = catalogue.registers.get(register);
            let named = |id: &String| register.and_then(|one| one.field(id));
            fields.iter().filter_map(named).any(|field| field.name.zh == fact.name)
        };
        self.sources().any(is_from)
    }
}

/// Everything that was handed in, and what is necessary and missing.
pub(crate) fn entries<'a>(desk: &Desk, seen: &'a Seen) -> Vec<Entry<'a>> {
    let handed = seen.case.materials.iter().enumerate().map(|(place, one)| {
        let material = desk.cases.material(&seen.case, &seen.matter, &one.material);
        let called = material.as_ref().map(|known| known.name.clone());
        let asked = || seen.matter.field(&one.material).map(|field| field.label.clone());
        Entry {
            id: one.material.clone(),
            called: called.or_else(asked),
            material,
            handed: Some((place, one)),
        }
    });
    let missing = seen.matter.materials.iter().filter(|material| {
        material.need == Need::Necessary
            && material.when.is_none()
            && !seen.case.materials.iter().any(|one| one.material == material.id)
    });
    let missing = missing.map(|material| Entry {
        id: material.id.clone(),
        called: Some(material.name.clone()),
        material: Some(material.clone()),
        handed: None,
    });
    handed.chain(missing).collect()
}

/// The materials with the one that the address wants, from 1; without a wish, or with one that cannot
/// be, the first that has files, since that one has to be looked at. None where there are none.
pub(crate) async fn viewer(
    desk: &Desk,
    frame: &Frame,
    seen: &Seen,
    wanted: &str,
) -> Outcome<Option<Viewer>> {
    let entries = entries(desk, seen);
    let wish = wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let first = || entries.iter().position(Entry::has_files).unwrap_or_default();
    let at = wish.filter(|at| *at < entries.len()).unwrap_or_else(first);
    let Some(entry) = entries.get(at) else { return Ok(None) };
    let notes = match entry.handed {
        Some((place, _)) => desk.cases.file_notes(seen, place).await?,
        None => Vec::new(),
    };
    let facts = seen.case.facts.iter().filter(|fact| entry.is_told_by(desk, seen, fact));
    let href = |at: usize| format!("/desk/cases/{}?material={}#material", seen.case.id, at + 1);
    let line = |(other, one): (usize, &Entry<'_>)| MaterialLine {
        name: one.name(frame),
        href: href(other),
        how: one.how(frame),
        is_missing: one.handed.is_none(),
        is_on: other == at,
    };
    let name = entry.name(frame);
    let file = |(number, note): (usize, &FileNote)| shown(frame, seen, &name, (number + 1, note));
    let next = if at + 1 < entries.len() { href(at + 1) } else { String::new() };
    let round = if entries.len() > 1 { href((at + 1) % entries.len()) } else { String::new() };
    Ok(Some(Viewer {
        all: entries.iter().enumerate().map(line).collect(),
        place: frame.tf("desk.material.place", [("n", at + 1), ("all", entries.len())]),
        words: entry.words(frame),
        facts: facts.map(|fact| fact_line(desk, frame, seen, fact)).collect(),
        files: notes.iter().enumerate().map(file).collect(),
        before: at.checked_sub(1).map(href).unwrap_or_default(),
        after: next,
        round,
        name,
    }))
}

/// A file as the page shows it: a picture is drawn, anything else is behind its link.
fn shown(frame: &Frame, seen: &Seen, name: &str, (number, note): (usize, &FileNote)) -> FileShown {
    let mut about = vec![note.kind.code().to_uppercase()];
    about.extend(note.pages.map(|pages| frame.tf("desk.material.pages", [("n", pages)])));
    about.push(size(note.size));
    let picture = match note.kind {
        FileKind::Jpg | FileKind::Png => {
            let number = number.to_string();
            frame.tf("desk.material.picture", [("name", name), ("n", number.as_str())])
        }
        FileKind::Pdf => String::new(),
    };
    FileShown {
        href: format!("/desk/cases/{}/files/{}", seen.case.id, note.id),
        words: frame.tf("desk.case.file", [("n", number)]),
        about: about.join(" · "),
        picture,
    }
}

/// A size as people read it: 812 B, 240 KB, 1.2 MB.
fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    match bytes {
        0..KB => format!("{bytes} B"),
        KB..0x10_0000 => format!("{} KB", bytes.div_ceil(KB)),
        _ => {
            let tenths = bytes * 10 / (KB * KB);
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_said_in_the_unit_that_is_read() {
        let check = |bytes, expected: &str| assert_eq!(size(bytes), expected, "{bytes}");
        check(812, "812 B");
        check(1025, "2 KB");
        check(1_258_291, "1.1 MB");
        check(10 * 1024 * 1024, "10.0 MB");
    }
}
