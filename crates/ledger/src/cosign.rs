//! Asking witnesses for their cosignatures. A witness that is away delays nothing: the next round
//! asks again.

use basis::{Fault, Outcome};
use seal::{Note, SealError, SignatureLine, VerifierKey};

use crate::Ledger;
use crate::checkpoint::{Checkpoint, decimal};
use crate::rows::{self, Tiles};
use crate::tree::Tree;
use crate::witness::AddCheckpoint;

/// A witness that is asked.
#[derive(Clone, Debug)]
pub struct WitnessAddress {
    /// Its key (of the cosignature type).
    pub key: VerifierKey,
    /// Its submission prefix; `/add-checkpoint` comes behind.
    pub prefix: String,
}

/// Sends a body by HTTP POST to a URL; gives status and body. Lives in the binary, so that this
/// crate needs no HTTP client.
pub trait Post {
    /// Sends; an error is words about the connection.
    fn post(&self, url: &str, body: &str) -> Result<(u16, String), String>;
}

impl<F: Fn(&str, &str) -> Result<(u16, String), String>> Post for F {
    fn post(&self, url: &str, body: &str) -> Result<(u16, String), String> {
        self(url, body)
    }
}

/// What came of asking a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cosigned {
    /// It cosigned the checkpoint of this size.
    Yes(u64),
    /// It had done so before, or there is nothing to cosign yet.
    Already,
    /// It did not answer, or answered with something else than its signature.
    No(String),
}

impl Ledger {
    /// Asks one witness to cosign a county's newest checkpoint, and keeps what it gives. Blocking,
    /// as the sender is.
    pub fn cosign_now(
        &self,
        county: &str,
        witness: &WitnessAddress,
        sender: &impl Post,
    ) -> Outcome<Cosigned> {
        let name = witness.key.name();
        let known = self.store().read_now(|tx| rows::cosigned_size(tx, county, Some(name), 0))?;
        let Some((note, size)) = self.newest(county)? else { return Ok(Cosigned::Already) };
        if known == Some(size) {
            return Ok(Cosigned::Already);
        }
        let mut old = known.unwrap_or(0);
        // The second time with the size that the witness itself remembers.
        for _ in 0..2 {
            if old > size {
                return Ok(Cosigned::No(cut_back(old, size)));
            }
            let request = self.request(county, (&note, size), old)?;
            let url = format!("{}/add-checkpoint", witness.prefix.trim_end_matches('/'));
            match sender.post(&url, &request.to_body()) {
                Err(words) => return Ok(Cosigned::No(words)),
                Ok((200, body)) => return self.keep(county, witness, &request.note, &body),
                Ok((409, body)) => match body.strip_suffix('\n').and_then(decimal) {
                    Some(size) => old = size,
                    None => return Ok(Cosigned::No("409 without a size".to_owned())),
                },
                Ok((status, _)) => return Ok(Cosigned::No(format!("status {status}"))),
            }
        }
        Ok(Cosigned::No("the witness's size moves".to_owned()))
    }

    /// The newest checkpoint with its size, once there is one.
    fn newest(&self, county: &str) -> Outcome<Option<(Note, u64)>> {
        self.store().read_now(|tx| {
            let Some(note) = rows::checkpoint(tx, county, None)? else { return Ok(None) };
            let broken = |error| Fault::because("reading a stored checkpoint", error);
            let note: Note = note.parse().map_err(broken)?;
            let size = Checkpoint::parse(note.text()).map_err(broken)?.size;
            Ok(Some((note, size)))
        })
    }

    /// The request for a checkpoint. A witness that has it already is asked again all the same
    /// (tlog-witness: with an empty proof), since its signature may never have come back.
    fn request(
        &self,
        county: &str,
        (note, size): (&Note, u64),
        old: u64,
    ) -> Outcome<AddCheckpoint> {
        self.store().read_now(|tx| {
            let proof = Tree::new(&mut Tiles { tx, county }, size).consistency(old)?;
            Ok(AddCheckpoint { old, proof, note: note.clone() })
        })
    }

    fn keep(
        &self,
        county: &str,
        witness: &WitnessAddress,
        note: &Note,
        body: &str,
    ) -> Outcome<Cosigned> {
        let line = match good_line(&witness.key, note, body) {
            Ok(line) => line.to_string(),
            Err(error) => return Ok(Cosigned::No(error.to_string())),
        };
        let size = Checkpoint::parse(note.text())
            .map_err(|error| Fault::because("reading a stored checkpoint", error))?
            .size;
        let (county, name) = (county.to_owned(), witness.key.name().to_owned());
        let at = self.ambient().now();
        self.store()
            .write_now(move |tx| Ok(rows::keep_cosignature(tx, &county, size, &name, &line, at)?))
            .map(|()| Cosigned::Yes(size))
    }
}

fn cut_back(old: u64, size: u64) -> String {
    format!(
        "it has seen {old} records of this ledger, here are only {size}: the ledger was cut back, or this is an old copy; run `tongban ledger verify` and compare with the last backup"
    )
}

/// The witness's own line of its answer, checked.
fn good_line(key: &VerifierKey, note: &Note, body: &str) -> Result<SignatureLine, SealError> {
    let lines = SignatureLine::parse_all(body)?;
    let own = lines.into_iter().find(|line| line.name == key.name() && line.id == key.id());
    let own = own.ok_or(SealError::NoKnownSignature)?;
    key.verify(note.text(), &own).map(|_| own)
}
