//! Ed25519 behind the suite traits.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::{SealError, Signer, Suite, Verifier};

/// A secret key of Ed25519.
pub(crate) struct Secret(SigningKey);

impl Secret {
    pub(crate) fn new(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }
}

impl Signer for Secret {
    fn suite(&self) -> Suite {
        Suite::Ed25519
    }

    fn public_key(&self) -> Vec<u8> {
        self.0.verifying_key().as_bytes().to_vec()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SealError> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}

/// A public key of Ed25519.
pub(crate) struct Public(VerifyingKey);

impl Public {
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, SealError> {
        let bytes = bytes.try_into().map_err(|_| SealError::MalformedKey("not 32 bytes"))?;
        VerifyingKey::from_bytes(bytes)
            .map(Self)
            .map_err(|_| SealError::MalformedKey("not a point of Ed25519"))
    }
}

impl Verifier for Public {
    fn suite(&self) -> Suite {
        Suite::Ed25519
    }

    fn public_key(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        // Strict, so that no second form of a valid signature is accepted.
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}
