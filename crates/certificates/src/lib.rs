//! Certificates and documents: issue, show, verify, revoke; PDF/A made in the process.

pub mod document;
pub mod qr;

pub use qr::qr_svg;
