//! The resident's pages: search, matter, check, application, receipt, my affairs, certificate.
