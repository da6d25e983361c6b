//! What can be wrong with a key, a signature or a signed note.

/// Why a key, a signature or a signed note was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The text is not a digest of the expected length in the expected alphabet.
    #[error("this is not a digest of 32 bytes in hexadecimal or base64")]
    MalformedDigest,
    /// A key's text or bytes cannot be read.
    #[error("this key cannot be read: {0}")]
    MalformedKey(&'static str),
    /// A name is empty or has a space, a plus sign or a control character.
    #[error("a key's name must not be empty nor hold spaces, plus signs or control characters")]
    MalformedName,
    /// A note's text or layout is not that of a signed note.
    #[error("this is not a signed note: {0}")]
    MalformedNote(&'static str),
    /// A signature does not belong to this text and this key.
    #[error(
        "the signature of {name} does not belong to this text: the text, the signature or the key was changed"
    )]
    BadSignature {
        /// Name of the key whose signature failed.
        name: String,
    },
    /// No known key has signed.
    #[error("none of the known keys has signed this text")]
    NoKnownSignature,
    /// The signing operation did not give a signature.
    #[error("the key gave no signature")]
    NotSigned,
}
