//! The replay itself: one pass over the leaves, in memory that does not grow with the log.

use std::collections::{BTreeMap, BTreeSet};

use basis::{Outcome, RecordId};
use seal::{Note, Sha256, SignatureLine, VerifierKey};
use store::Tx;

use super::{AuditReport, Finding, Outside};
use crate::act::ERASED;
use crate::checkpoint::Checkpoint;
use crate::merkle::{empty_root, leaf_hash, node_hash};
use crate::record::{Envelope, commitment};
use crate::rows::{self, Evidence, Tiles};
use crate::tile::{FULL, Tile, TileStore, TreeError, entries};
use crate::tree::{Edge, cut};

const PAGE: i64 = 1_000;

/// Replays a county's log.
pub(super) fn run(
    tx: &mut Tx<'_>,
    county: &str,
    keys: &[VerifierKey],
    outside: &Outside,
) -> Outcome<AuditReport> {
    let leaves = rows::head(tx, county)?.unwrap_or(0);
    let report = AuditReport { county: county.to_owned(), leaves, ..AuditReport::default() };
    let mut replay = Replay {
        tx,
        county,
        keys,
        outside,
        report,
        expected: BTreeMap::new(),
        erased: BTreeSet::new(),
        named: BTreeSet::new(),
    };
    replay.expect_outside();
    replay.leaves()?;
    replay.waiting()?;
    replay.erasures();
    replay.streams()?;
    Ok(replay.report)
}

struct Replay<'a, 'tx> {
    tx: &'a mut Tx<'tx>,
    county: &'a str,
    keys: &'a [VerifierKey],
    outside: &'a Outside,
    report: AuditReport,
    /// Roots of the checkpoints that were brought, by size.
    expected: BTreeMap<u64, Vec<Sha256>>,
    /// Records without salt and text.
    erased: BTreeSet<RecordId>,
    /// Records that another record says were erased.
    named: BTreeSet<RecordId>,
}

impl Replay<'_, '_> {
    fn expect_outside(&mut self) {
        for note in &self.outside.checkpoints {
            match Checkpoint::open(note, self.keys) {
                Err(_) => self.report.add(Finding::ForeignCheckpoint),
                Ok(seen) if seen.size > self.report.leaves => {
                    let leaves = self.report.leaves;
                    self.report.add(Finding::CutBack { size: seen.size, leaves });
                }
                Ok(seen) => self.expected.entry(seen.size).or_default().push(seen.root),
            }
        }
    }

    /// One pass: records, entries, tiles and checkpoints side by side.
    fn leaves(&mut self) -> Outcome<()> {
        let mut written = Comparison { built: Vec::new() };
        let mut edge = Edge::new(&mut written);
        let (mut roots, mut moved) = (Frontier::default(), Moved::default());
        let mut stored = self.checkpoint_from(0)?;
        for leaf in 0..=self.report.leaves {
            stored = self.at_size(leaf, &roots, stored)?;
            if leaf == self.report.leaves {
                break;
            }
            if leaf.is_multiple_of(FULL) {
                self.load_bundle(leaf, &mut moved)?;
                self.compare_tiles(std::mem::take(&mut edge.store().built))?;
            }
            let record = self.record_at(leaf, &mut moved)?;
            let entry = self.compare(leaf, record, &mut moved);
            edge.add_entry(leaf, &entry)?;
            roots.add(leaf_hash(&entry));
        }
        edge.close()?;
        self.after_last(stored);
        self.name_moved(moved);
        self.compare_tiles(written.built)
    }

    fn checkpoint_from(&mut self, size: u64) -> Outcome<Option<(u64, String)>> {
        Ok(rows::checkpoints(self.tx, self.county, size, 1)?.into_iter().next())
    }

    /// Compares the root at a size with every checkpoint of that size; gives the next stored one.
    fn at_size(
        &mut self,
        size: u64,
        roots: &Frontier,
        stored: Option<(u64, String)>,
    ) -> Outcome<Option<(u64, String)>> {
        if let Some(seen) = self.expected.remove(&size) {
            let root = roots.root();
            if seen.iter().any(|one| *one != root) {
                self.report.add(Finding::Fork { size });
            }
        }
        match stored {
            Some((at, note)) if at == size => {
                self.report.checkpoints += 1;
                self.check_note(size, &note, &roots.root())?;
                self.checkpoint_from(size + 1)
            }
            other => Ok(other),
        }
    }

    fn check_note(&mut self, size: u64, text: &str, root: &Sha256) -> Outcome<()> {
        let note: Option<Note> = text.parse().ok();
        let opened = note.as_ref().and_then(|note| Checkpoint::open(note, self.keys).ok());
        match (&note, opened) {
            (Some(note), Some(checkpoint)) if checkpoint.size == size => {
                if checkpoint.root != *root {
                    self.report.add(Finding::Contradiction { size });
                }
                self.check_cosignatures(size, note)
            }
            _ => {
                self.report.add(Finding::BadCheckpoint { size });
                Ok(())
            }
        }
    }

    fn check_cosignatures(&mut self, size: u64, note: &Note) -> Outcome<()> {
        if self.outside.witnesses.is_empty() {
            return Ok(());
        }
        let at = i64::try_from(size).map_err(|_| TreeError::OutOfRange)?;
        for (name, line) in rows::cosignatures(self.tx, self.county, at)? {
            let Some(key) = self.outside.witnesses.iter().find(|key| key.name() == name) else {
                continue;
            };
            let lines = SignatureLine::parse_all(&line).unwrap_or_default();
            if !lines.iter().any(|line| key.verify(note.text(), line).is_ok()) {
                self.report.add(Finding::BadCosignature { size, name });
            }
        }
        Ok(())
    }

    /// The last checkpoint must be for the last leaf.
    fn after_last(&mut self, beyond: Option<(u64, String)>) {
        let leaves = self.report.leaves;
        let last = rows::checkpoint(self.tx, self.county, Some(leaves)).ok().flatten();
        let size = last
            .and_then(|note| note.parse::<Note>().ok())
            .and_then(|note| Checkpoint::parse(note.text()).ok())
            .map(|checkpoint| checkpoint.size);
        let begun = leaves > 0 || self.report.checkpoints > 0;
        // A log that grew while it was replayed has checkpoints beyond: the next audit sees those.
        let grew = rows::head(self.tx, self.county).ok().flatten().is_some_and(|now| now > leaves);
        if (beyond.is_some() && !grew) || (begun && size != Some(leaves)) {
            self.report.add(Finding::NoCheckpoint { leaves });
        }
    }

    fn load_bundle(&mut self, leaf: u64, moved: &mut Moved) -> Outcome<()> {
        let tile = Tile::entries(leaf / FULL);
        let width = tile.width(self.report.leaves);
        let data = Tiles { tx: self.tx, county: self.county }.get(tile)?;
        moved.bundle = match entries(&data, width) {
            Some(all) => all.into_iter().map(<[u8]>::to_vec).collect(),
            None => {
                self.report.add(Finding::ChangedTile { tile });
                Vec::new()
            }
        };
        Ok(())
    }

    /// The record that stands at a place, from a page that is read ahead.
    fn record_at(&mut self, leaf: u64, moved: &mut Moved) -> Outcome<Option<Evidence>> {
        if moved.page.is_empty() && moved.more {
            let page = rows::evidence_by_leaf(self.tx, self.county, leaf, PAGE)?;
            moved.more = i64::try_from(page.len()).is_ok_and(|count| count == PAGE);
            moved.page = page.into();
        }
        let here = moved.page.front().is_some_and(|record| record.leaf == Some(leaf));
        Ok(if here { moved.page.pop_front() } else { None })
    }

    /// Compares a record with its entry; gives the entry, or what stands for it.
    fn compare(&mut self, leaf: u64, record: Option<Evidence>, moved: &mut Moved) -> Vec<u8> {
        let place = usize::try_from(leaf % FULL).unwrap_or_default();
        let entry = moved.bundle.get(place).cloned();
        let Some(record) = record else {
            self.report.add(Finding::MissingRecord { leaf });
            moved.entries.extend(entry.clone().map(|entry| (entry, leaf)));
            return entry.unwrap_or_default();
        };
        self.check_record(&record);
        match entry {
            Some(entry) if entry != record.commitment => {
                moved.entries.insert(entry.clone(), leaf);
                moved.records.push((record.commitment, record.id, leaf));
                entry
            }
            Some(entry) => entry,
            None => record.commitment,
        }
    }

    /// Whether a record's text, salt and columns are what its commitment says.
    fn check_record(&mut self, record: &Evidence) {
        let erased = record.text.is_empty() && record.salt.is_none();
        if erased {
            self.report.erased += 1;
            self.erased.insert(record.id);
        } else if let Some(what) = difference(record, self.county) {
            self.report.add(Finding::ChangedRecord { record: record.id, what });
        } else if record.kind == ERASED {
            self.named.extend(names(&record.text));
        }
    }

    /// What is empty must have been named by a record that stands.
    fn erasures(&mut self) {
        let silent: Vec<RecordId> = self.erased.difference(&self.named).copied().collect();
        silent.into_iter().for_each(|record| self.report.add(Finding::SilentErasure { record }));
    }

    /// Records whose commitment is another place's entry were moved; the others were changed.
    fn name_moved(&mut self, moved: Moved) {
        for (committed, record, leaf) in moved.records {
            self.report.add(match moved.entries.get(&committed) {
                Some(logged) => Finding::ReorderedRecord { record, leaf, logged: *logged },
                None => Finding::ChangedRecord { record, what: "commitment" },
            });
        }
    }

    fn compare_tiles(&mut self, built: Vec<(Tile, u64, Vec<u8>)>) -> Outcome<()> {
        for (tile, width, data) in built {
            let stored = Tiles { tx: self.tx, county: self.county }.get(tile)?;
            if cut(tile, stored, width).as_deref() != Some(&data[..]) {
                let finding = Finding::ChangedTile { tile };
                if !self.report.findings.contains(&finding) {
                    self.report.add(finding);
                }
            }
        }
        Ok(())
    }

    fn streams(&mut self) -> Outcome<()> {
        let mut after = String::new();
        loop {
            let page = rows::streams_with_gaps(self.tx, self.county, &after, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(last);
            page.into_iter().for_each(|stream| self.report.add(Finding::StreamGap { stream }));
        }
    }

    fn waiting(&mut self) -> Outcome<()> {
        let mut after = String::new();
        loop {
            let page = rows::evidence_waiting(self.tx, self.county, &after, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id.to_string();
            self.report.waiting += page.len() as u64;
            page.iter().for_each(|record| self.check_record(record));
        }
    }
}

/// The record that a record of an erasure names.
fn names(text: &str) -> Option<RecordId> {
    let envelope: Envelope = serde_json::from_str(text).ok()?;
    envelope.body["record"].as_str()?.parse().ok()
}

/// What in a record does not fit, if anything.
fn difference(record: &Evidence, county: &str) -> Option<&'static str> {
    let Some(salt) = record.salt.as_ref().and_then(|salt| salt.as_slice().try_into().ok()) else {
        return Some("salt");
    };
    if commitment(&salt, &record.text).0[..] != record.commitment[..] {
        return Some("text");
    }
    let Ok(envelope) = serde_json::from_str::<Envelope>(&record.text) else { return Some("text") };
    let columns: [(bool, &str); 6] = [
        (envelope.county == county, "county"),
        (envelope.stream == record.stream, "stream"),
        (envelope.seq == record.seq, "seq"),
        (envelope.id == record.id, "id"),
        (envelope.kind == record.kind, "kind"),
        (envelope.at.millis() == record.at, "at"),
    ];
    columns.into_iter().find(|(same, _)| !same).map(|(_, what)| what)
}

/// What is carried along the pass.
struct Moved {
    page: std::collections::VecDeque<Evidence>,
    more: bool,
    bundle: Vec<Vec<u8>>,
    /// Entries whose record is elsewhere or gone, by what they commit to.
    entries: BTreeMap<Vec<u8>, u64>,
    /// Records that stand at an entry which is not theirs.
    records: Vec<(Vec<u8>, RecordId, u64)>,
}

impl Default for Moved {
    fn default() -> Self {
        Self {
            page: std::collections::VecDeque::new(),
            more: true,
            bundle: Vec::new(),
            entries: BTreeMap::new(),
            records: Vec::new(),
        }
    }
}

/// Takes the tiles that the entries give, to be compared with the stored ones.
struct Comparison {
    built: Vec<(Tile, u64, Vec<u8>)>,
}

impl TileStore for Comparison {
    fn get(&mut self, _: Tile) -> Result<Vec<u8>, TreeError> {
        Ok(Vec::new())
    }

    fn put(&mut self, tile: Tile, width: u64, data: Vec<u8>) -> Result<(), TreeError> {
        self.built.push((tile, width, data));
        Ok(())
    }
}

/// The whole subtrees on the left edge of a growing tree: enough for its root at each size.
#[derive(Default)]
struct Frontier {
    size: u64,
    peaks: Vec<Sha256>,
}

impl Frontier {
    fn add(&mut self, leaf: Sha256) {
        let carries = self.size.trailing_ones();
        let mut hash = leaf;
        for _ in 0..carries {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    fn root(&self) -> Sha256 {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return empty_root() };
        peaks.fold(*last, |right, left| node_hash(left, &right))
    }
}
