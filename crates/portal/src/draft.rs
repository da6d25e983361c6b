//! A draft: what somebody has typed and uploaded so far for one matter and one person.

use std::collections::BTreeMap;

use basis::{CaseId, Id};
use catalogue::form::Answers;
use serde::{Deserialize, Serialize};

/// A draft of an application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The answers as typed, by the field's id.
    pub answers: Answers,
    /// What was done about the materials that have to be brought, by the material's id.
    pub materials: BTreeMap<String, Put>,
    /// The chosen parts of a joint matter; `None` until the question is answered.
    pub parts: Option<Vec<String>>,
    /// The case that it became, and the key with which it was handed in.
    pub done: Option<(CaseId, String)>,
    /// Counts up with every change; 0 for a draft that is not kept yet.
    pub version: i64,
}

/// What was done about a material.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Put {
    /// Files were uploaded.
    Files(Vec<Kept>),
    /// It will follow (容缺后补).
    Later,
    /// Not handed in, since it need not be.
    Without,
}

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal digits; empty in drafts of an earlier version until they
    /// are read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
}

impl Draft {
    /// Whether nothing has been typed or uploaded yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.materials.is_empty() && self.parts.is_none()
    }

    /// The files of a material.
    #[must_use]
    pub fn files(&self, material: &str) -> &[Kept] {
        match self.materials.get(material) {
            Some(Put::Files(files)) => files,
            _ => &[],
        }
    }

    /// Adds a file to a material.
    pub fn add_file(&mut self, material: &str, file: Kept) {
        let mut files = self.files(material).to_vec();
        if !self.holds(material, &file.sha256) {
            files.push(file);
        }
        self.materials.insert(material.to_owned(), Put::Files(files));
    }

    /// Whether a file of this digest is there already, such as one that was sent again since no answer
    /// had come.
    #[must_use]
    pub fn holds(&self, material: &str, sha256: &str) -> bool {
        !sha256.is_empty() && self.files(material).iter().any(|file| file.sha256 == sha256)
    }

    /// Takes a file away again.
    pub fn drop_file(&mut self, material: &str, id: Id) {
        let mut files = self.files(material).to_vec();
        files.retain(|file| file.id != id);
        if files.is_empty() {
            self.materials.remove(material);
        } else {
            self.materials.insert(material.to_owned(), Put::Files(files));
        }
    }

    /// The files without a digest, each with its material.
    #[must_use]
    pub fn without_digest(&self) -> Vec<(String, Id)> {
        let mut found = Vec::new();
        for (material, put) in &self.materials {
            let Put::Files(files) = put else { continue };
            let bare = files.iter().filter(|file| file.sha256.is_empty());
            found.extend(bare.map(|file| (material.clone(), file.id)));
        }
        found
    }

    /// Notes the digest of a file.
    pub fn note_digest(&mut self, id: Id, sha256: &str) {
        for put in self.materials.values_mut() {
            let Put::Files(files) = put else { continue };
            for file in files.iter_mut().filter(|file| file.id == id) {
                sha256.clone_into(&mut file.sha256);
            }
        }
    }

    /// The draft after it was handed in: nothing personal is left in it.
    #[must_use]
    pub fn handed_in(self, case: CaseId, key: &str) -> Self {
        let done = Some((case, key.to_owned()));
        Self { done, version: self.version, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use basis::{Ambient, Instant};

    #[test]
    fn files_come_and_go_and_handing_in_empties_the_draft() {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(0), 1);
        let (first, second) = (ambient.id(), ambient.id());
        let kept = |id, name: &str| Kept { id, name: name.to_owned(), sha256: String::new() };
        let mut draft = Draft { version: 3, ..Draft::default() };
        draft.answers.insert("phone".into(), "13800138000".into());
        draft.add_file("plan", kept(first, "a.jpg"));
        draft.add_file("plan", kept(second, "b.jpg"));
        draft.drop_file("plan", first);
        assert_eq!(draft.files("plan").len(), 1);
        draft.drop_file("plan", second);
        // Sent again, since no answer had come.
        for id in [first, second] {
            draft.add_file("plan", Kept { sha256: "abc".to_owned(), ..kept(id, "a.jpg") });
        }
        assert_eq!(draft.files("plan").len(), 1);
        assert!(draft.holds("plan", "abc") && !draft.holds("photo", "abc"));
        draft.drop_file("plan", first);
        assert!(draft.materials.is_empty() && !draft.is_empty());
        let done = draft.handed_in(CaseId(first), "key-12345");
        assert!(done.is_empty() && done.version == 3 && done.done.is_some());
    }
}
