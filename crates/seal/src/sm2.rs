//! SM2 with SM3 behind the suite traits.

use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};

use crate::{SealError, Signer, Suite, Verifier};

/// The user id that GM/T 0009 gives where nothing else was agreed.
const USER_ID: &str = "1234567812345678";

/// A secret key of SM2.
pub(crate) struct Secret(SigningKey);

impl Secret {
    pub(crate) fn new(scalar: &[u8; 32]) -> Result<Self, SealError> {
        SigningKey::from_slice(USER_ID, scalar)
            .map(Self)
            .map_err(|_| SealError::MalformedKey("not a scalar of SM2"))
    }
}

impl Signer for Secret {
    fn suite(&self) -> Suite {
        Suite::Sm2
    }

    fn public_key(&self) -> Vec<u8> {
        uncompressed(self.0.verifying_key())
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SealError> {
        let signature = self.0.try_sign(message).map_err(|_| SealError::NotSigned)?;
        Ok(signature.to_bytes().to_vec())
    }
}

/// A public key of SM2.
pub(crate) struct Public(VerifyingKey);

impl Public {
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, SealError> {
        if bytes.len() != 65 {
            return Err(SealError::MalformedKey("not an uncompressed point of 65 bytes"));
        }
        VerifyingKey::from_sec1_bytes(USER_ID, bytes)
            .map(Self)
            .map_err(|_| SealError::MalformedKey("not a point of SM2"))
    }
}

impl Verifier for Public {
    fn suite(&self) -> Suite {
        Suite::Sm2
    }

    fn public_key(&self) -> Vec<u8> {
        uncompressed(&self.0)
    }

    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify(message, &signature).is_ok())
    }
}

/// 0x04 ‖ x ‖ y: the one form in which the public key is written and hashed.
fn uncompressed(key: &VerifyingKey) -> Vec<u8> {
    use sm2::elliptic_curve::sec1::ToSec1Point;
    key.to_sec1_point(false).as_bytes().to_vec()
}
