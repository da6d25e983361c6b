//! What the pages need to know about the place they serve; read once, defaults work on a laptop.

use std::path::PathBuf;

use basis::Text;
use serde::{Deserialize, Serialize};

use crate::Islands;

/// Settings of the pages. Everything has a default, so that a laptop needs no file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebSettings {
    /// Division code of the county served, six digits.
    pub county: String,
    /// Its name.
    pub county_name: Text,
    /// What the operator calls the service; stands in the header of every page.
    pub service_name: Text,
    /// Who answers for the service; stands in the footer.
    pub operator: Text,
    /// Address under which browsers reach the service, without a trailing slash.
    pub base_url: String,
    /// Number that a person can call for help; stands on every page.
    pub phone: String,
    /// Whether this is a demonstration with synthetic data, which every page then says.
    pub demo: bool,
    /// Largest request body in bytes, except on routes that take uploads.
    pub body_limit_bytes: usize,
    /// How long one request may take, without the time in which what it sends comes.
    pub timeout_seconds: u64,
    /// How many requests are worked on at once; more are told to come back in a moment.
    pub concurrent_requests: usize,
    /// How many uploads beside them, larger than 64 KiB, are read and worked on at once.
    pub concurrent_uploads: usize,
    /// Requests that an address may make in a minute without signing in; 0 for as many as it likes.
    pub per_address: u32,
    /// Requests that an account may make in a minute; 0 for as many as it likes.
    pub per_account: u32,
    /// The folder of summaries that a machine has spoken; none where there is no such folder.
    #[serde(skip)]
    pub spoken: Option<PathBuf>,
    /// The programs for browsers; none where the binary was built without them.
    #[serde(skip)]
    pub islands: Islands,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            county: "330825".to_owned(),
            county_name: Text::new("龙游县", "Longyou County"),
            service_name: Text::new("龙游县政务服务", "Longyou County Services"),
            operator: Text::new("龙游县政务服务中心", "Longyou County Service Centre"),
            base_url: "http://127.0.0.1:8080".to_owned(),
            phone: "12345".to_owned(),
            demo: true,
            body_limit_bytes: 1024 * 1024,
            timeout_seconds: 20,
            concurrent_requests: 512,
            concurrent_uploads: 32,
            per_address: 600,
            per_account: 600,
            spoken: None,
            islands: Islands::default(),
        }
    }
}

impl WebSettings {
    /// Whether browsers come over TLS, so that cookies and headers may insist on it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}
