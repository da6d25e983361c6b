//! The one shape of every signature suite: who signs, who verifies, which suite it is.

use std::sync::Arc;

use crate::{SealError, ed25519, sm2};

/// A signature algorithm with everything that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Suite {
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// SM2 with SM3 (GM/T 0003, GM/T 0009), user id `1234567812345678`, signature r ‖ s of 64 bytes.
    Sm2,
}

impl Suite {
    /// The signer of a secret of 32 bytes. Not every 32 bytes are a secret of SM2.
    pub fn signer(self, secret: &[u8; 32]) -> Result<Arc<dyn Signer>, SealError> {
        Ok(match self {
            Self::Ed25519 => Arc::new(ed25519::Secret::new(secret)),
            Self::Sm2 => Arc::new(sm2::Secret::new(secret)?),
        })
    }

    /// The verifier of a public key: 32 bytes for Ed25519, 65 (uncompressed point) for SM2.
    pub fn verifier(self, public: &[u8]) -> Result<Arc<dyn Verifier>, SealError> {
        Ok(match self {
            Self::Ed25519 => Arc::new(ed25519::Public::new(public)?),
            Self::Sm2 => Arc::new(sm2::Public::new(public)?),
        })
    }
}

/// Makes signatures with a secret key.
pub trait Signer: Send + Sync {
    /// Which suite this is.
    fn suite(&self) -> Suite;

    /// The public key's bytes, in the form that [`Suite::verifier`] reads.
    fn public_key(&self) -> Vec<u8>;

    /// The signature of a message; the same message always gives the same one.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SealError>;
}

/// Checks signatures with a public key.
pub trait Verifier: Send + Sync {
    /// Which suite this is.
    fn suite(&self) -> Suite;

    /// The public key's bytes.
    fn public_key(&self) -> Vec<u8>;

    /// Whether this signature was made over exactly this message.
    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::from_hex;
    use proptest::prelude::*;

    fn check(suite: Suite, secret: &str, public: &str, message: &str, signature: &str) {
        let hex = |text: &str| from_hex(text).unwrap();
        let signer = suite.signer(&hex(secret).try_into().unwrap()).unwrap();
        assert_eq!(signer.public_key(), hex(public));
        let verifier = suite.verifier(&hex(public)).unwrap();
        assert!(verifier.verifies(&hex(message), &hex(signature)));
        if suite == Suite::Ed25519 {
            assert_eq!(signer.sign(&hex(message)).unwrap(), hex(signature));
        }
    }

    #[test]
    fn ed25519_agrees_with_rfc_8032() {
        check(
            Suite::Ed25519,
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        );
        check(
            Suite::Ed25519,
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        );
    }

    #[test]
    fn sm2_agrees_with_gmt_0003_5_annex_a() {
        // GM/T 0003.5-2012: user id 1234567812345678, message "message digest". The standard draws
        // k at random, so its signature is verified, not made again.
        check(
            Suite::Sm2,
            "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8",
            "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
            "6d65737361676520646967657374",
            "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn a_changed_bit_fails(secret: [u8; 32], message: [u8; 20], bit in 0usize..(84 * 8)) {
            for suite in [Suite::Ed25519, Suite::Sm2] {
                let Ok(signer) = suite.signer(&secret) else { continue };
                let verifier = suite.verifier(&signer.public_key()).unwrap();
                let signature = signer.sign(&message).unwrap();
                prop_assert!(verifier.verifies(&message, &signature));
                let mut both = [&message[..], &signature].concat();
                both[bit / 8] ^= 1 << (bit % 8);
                prop_assert!(!verifier.verifies(&both[..20], &both[20..]));
                prop_assert!(!verifier.verifies(&message, &signature[..63]));
            }
        }
    }

    #[test]
    fn bytes_that_are_no_key_are_refused() {
        assert!(Suite::Ed25519.verifier(&[0; 31]).is_err());
        assert!(Suite::Sm2.verifier(&[4; 65]).is_err());
        assert!(Suite::Sm2.signer(&[0; 32]).is_err());
        assert!(Suite::Sm2.signer(&[0xff; 32]).is_err());
    }
}
