//! A certificate as a document: the same words, with the address where it is verified.

use crate::document::{self, Check, Document, Letterhead};
use crate::model::Certificate;

/// What the place that serves puts on its papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Address of the site without a slash at the end, e.g. `https://example.test`.
    pub base_url: String,
    /// Telephone for questions.
    pub phone: String,
    /// Whether this is the demo county.
    pub demo: bool,
}

impl Place {
    /// The address behind the QR code.
    #[must_use]
    pub fn verify_address(&self, certificate: &Certificate) -> String {
        format!("{}{}", self.base_url.trim_end_matches('/'), certificate.verify_code.path())
    }
}

/// The document of a certificate. It never changes after issue, so neither do its bytes.
#[must_use]
pub fn paper(certificate: &Certificate, place: &Place) -> Document {
    Document::Certificate(document::Certificate {
        head: Letterhead {
            issuer: certificate.issuer.name.clone(),
            number: certificate.identifier.to_string(),
            date: certificate.issued,
            phone: place.phone.clone(),
            demo: place.demo,
            check: Some(Check {
                address: place.verify_address(certificate),
                caption: "扫码核验".to_owned(),
            }),
        },
        name: certificate.kind.name.clone(),
        holder: certificate.holder.clone(),
        fields: certificate.fields.clone(),
        issued: certificate.issued,
        valid_until: certificate.valid_until,
        verify_code: certificate.verify_code.to_string(),
        case_number: certificate.case_number.clone(),
        sources: certificate.sources.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_leads_to_the_verification_page() {
        let (ambient, _) = basis::Ambient::fixed(basis::Instant::from_millis(0), 3);
        let certificate = crate::model::tests::sample(&ambient);
        let place = Place {
            base_url: "https://example.test/".to_owned(),
            phone: "12345".to_owned(),
            demo: false,
        };
        let Document::Certificate(printed) = paper(&certificate, &place) else { unreachable!() };
        let address = printed.head.check.unwrap().address;
        assert_eq!(
            address,
            format!("https://example.test/verify/{}", certificate.verify_code.as_str())
        );
        assert!(!address.contains('?'), "a token in a query ends in logs");
        assert_eq!(printed.head.number, certificate.identifier.to_string());
    }
}
