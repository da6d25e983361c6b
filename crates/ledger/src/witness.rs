//! Witness mode (c2sp.org/tlog-witness): cosigns the checkpoints of other departments' logs, if each
//! grows out of the last.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use basis::{Ambient, Fault, Outcome, Stop};
use seal::{KeyKind, Note, SealError, Sha256, SigningKey, VerifierKey};
use store::{Store, Tx};

use crate::checkpoint::{Checkpoint, decimal};
use crate::merkle::verify_consistency;
use crate::rows;
use crate::serve::failed;

const MOST_HASHES: usize = 63;

/// A witness: its key, the logs that it knows, and where it remembers them. Cheap to clone.
#[derive(Clone)]
pub struct Witness {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    ambient: Ambient,
    county: String,
    key: SigningKey,
    logs: Vec<VerifierKey>,
}

/// What is asked of a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size that the log believes the witness cosigned last.
    pub old: u64,
    /// The consistency proof from there.
    pub proof: Vec<Sha256>,
    /// The checkpoint to cosign.
    pub note: Note,
}

/// Why a witness does not cosign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The request cannot be read, or the old size is above the new one (400).
    BadRequest,
    /// The log is not known here (404).
    UnknownLog,
    /// No known key of the log has signed, or one of them wrongly (403).
    NotSigned,
    /// The witness last cosigned another size, namely this, or another root of this size (409).
    OldSize(u64),
    /// The proof does not hold: the log has not only grown (422).
    Inconsistent,
}

impl AddCheckpoint {
    /// Reads a request body.
    pub fn parse(body: &str) -> Result<Self, Rejection> {
        let (head, note) = body.split_once("\n\n").ok_or(Rejection::BadRequest)?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(decimal);
        let proof: Vec<_> = lines
            .take(MOST_HASHES + 1)
            .map(Sha256::from_base64)
            .collect::<Result<_, _>>()
            .map_err(|_| Rejection::BadRequest)?;
        if proof.len() > MOST_HASHES {
            return Err(Rejection::BadRequest);
        }
        let note = note.parse().map_err(|_| Rejection::BadRequest)?;
        Ok(Self { old: old.ok_or(Rejection::BadRequest)?, proof, note })
    }

    /// The request body.
    #[must_use]
    pub fn to_body(&self) -> String {
        let lines: String = self.proof.iter().map(|hash| hash.to_base64() + "\n").collect();
        format!("old {}\n{lines}\n{}", self.old, self.note)
    }

    /// Whether a witness that knows these keys, and last cosigned this, may cosign.
    pub fn judge(
        &self,
        logs: &[VerifierKey],
        last: Option<(u64, Sha256)>,
    ) -> Result<Checkpoint, Rejection> {
        let next = self.opened(logs)?;
        if self.old > next.size {
            return Err(Rejection::BadRequest);
        }
        let (size, root) = last.unwrap_or((0, crate::merkle::empty_root()));
        if self.old != size {
            return Err(Rejection::OldSize(size));
        }
        // Of one size there is one root: another one is as stale as another size (tlog-witness).
        if next.size == size && next.root != root {
            return Err(Rejection::OldSize(size));
        }
        let good = verify_consistency((size, &root), (next.size, &next.root), &self.proof);
        if good { Ok(next) } else { Err(Rejection::Inconsistent) }
    }

    fn opened(&self, logs: &[VerifierKey]) -> Result<Checkpoint, Rejection> {
        let next = Checkpoint::parse(self.note.text()).map_err(|_| Rejection::BadRequest)?;
        let known: Vec<_> = logs.iter().filter(|key| key.name() == next.origin).cloned().collect();
        if known.is_empty() {
            return Err(Rejection::UnknownLog);
        }
        self.note.verify(&known).map_err(|_| Rejection::NotSigned)?;
        Ok(next)
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST.into_response(),
            Self::UnknownLog => StatusCode::NOT_FOUND.into_response(),
            Self::NotSigned => StatusCode::FORBIDDEN.into_response(),
            Self::OldSize(size) => (
                StatusCode::CONFLICT,
                [(header::CONTENT_TYPE, "text/x.tlog.size")],
                format!("{size}\n"),
            )
                .into_response(),
            Self::Inconsistent => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        }
    }
}

impl Witness {
    /// A witness for these logs. `county` is its own, under which it remembers them.
    pub fn new(
        store: Store,
        ambient: Ambient,
        county: impl Into<String>,
        key: SigningKey,
        logs: Vec<VerifierKey>,
    ) -> Result<Self, SealError> {
        if key.verifier_key().kind() != KeyKind::Cosignature {
            return Err(SealError::MalformedKey("a witness needs a cosignature key"));
        }
        let county = county.into();
        Ok(Self { inner: Arc::new(Inner { store, ambient, county, key, logs }) })
    }

    /// `POST {prefix}/add-checkpoint` and `GET {prefix}/{origin hash}/checkpoint`; nest it where
    /// the prefix is to be.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/add-checkpoint", post(add_checkpoint))
            .route("/{hash}/checkpoint", get(last_checkpoint))
            .with_state(self.clone())
    }

    /// Cosigns a checkpoint: the signature line, or why not.
    pub async fn add(&self, request: AddCheckpoint) -> Outcome<Result<String, Rejection>> {
        let inner = Arc::clone(&self.inner);
        self.inner.store.write(move |tx| inner.add(tx, &request)).await
    }
}

impl Inner {
    /// Comparing with the last size and remembering the new one is one transaction, so that two
    /// requests at once cannot lead back.
    fn add(&self, tx: &mut Tx<'_>, request: &AddCheckpoint) -> Outcome<Result<String, Rejection>> {
        let origin = request.note.text().split('\n').next().unwrap_or_default();
        let last = rows::witnessed(tx, &self.county, origin)?
            .map(|(size, root, _)| Ok((size, Sha256::from_slice(&root)?)))
            .transpose()
            .map_err(|error: SealError| Fault::because("reading the witness's memory", error))?;
        let next = match request.judge(&self.logs, last) {
            Ok(next) => next,
            Err(rejection) => return Ok(Err(rejection)),
        };
        let now = self.ambient.now();
        let seconds = u64::try_from(now.millis() / 1_000).unwrap_or(0).max(1);
        let mut note = request.note.clone();
        let line = self
            .key
            .sign(note.text(), seconds)
            .map_err(|error| Fault::because("cosigning", error))?;
        note.add(line.clone());
        let kept =
            rows::keep_witnessed(tx, &self.county, request.old, &next, &note.to_string(), now)?;
        if kept {
            return Ok(Ok(line.to_string()));
        }
        let size = rows::witnessed(tx, &self.county, origin)?.map_or(0, |(size, ..)| size);
        Ok(Err(Rejection::OldSize(size)))
    }
}

async fn add_checkpoint(State(witness): State<Witness>, body: String) -> Response {
    let request = match AddCheckpoint::parse(&body) {
        Ok(request) => request,
        Err(rejection) => return rejection.into_response(),
    };
    match witness.add(request).await {
        Ok(Ok(line)) => {
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], line).into_response()
        }
        Ok(Err(rejection)) => rejection.into_response(),
        Err(stop) => failed(&stop),
    }
}

async fn last_checkpoint(State(witness): State<Witness>, Path(hash): Path<String>) -> Response {
    let inner = &witness.inner;
    let named = |key: &&VerifierKey| Sha256::of(key.name().as_bytes()).to_string() == hash;
    let Some(log) = inner.logs.iter().find(named) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (county, origin) = (inner.county.clone(), log.name().to_owned());
    let found =
        inner.store.read(move |tx| Ok::<_, Stop>(rows::witnessed(tx, &county, &origin)?)).await;
    match found {
        Ok(Some((_, _, note))) => {
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(stop) => failed(&stop),
    }
}
