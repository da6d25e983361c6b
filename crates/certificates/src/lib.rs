//! Certificates and documents: issue, show, verify, revoke; PDF/A made in the process.
