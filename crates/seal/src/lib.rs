//! Digests, keys and signatures: international and national suites behind one trait.
//!
//! What others use: [`Sha256`] and [`Sm3`] digests, [`SigningKey`] and [`VerifierKey`] as text in
//! the C2SP form, [`Note`] for signed texts with several signatures, [`KeyedHash`] for session tokens
//! and blind indexes, and [`one_time`] for codes that change every half minute.
//!
//! What must stay true: no key, name or signature type of one suite is ever read as another's (the
//! type is part of the key id); a signature of a known key that does not verify rejects the whole
//! note; secret keys never appear in `Debug` output.

pub mod digest;
pub mod error;
pub mod key;
pub mod keyed;
pub mod note;
pub mod one_time;
pub mod suite;

mod ed25519;
mod sm2;

pub use digest::{Sha256, Sm3};
pub use error::SealError;
pub use key::{KeyKind, SigningKey, VerifierKey};
pub use keyed::KeyedHash;
pub use note::{Note, SignatureLine, Signed};
pub use one_time::sha1;
pub use suite::{Signer, Suite, Verifier};
