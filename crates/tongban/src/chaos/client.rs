//! A browser of a few lines: forms, JSON, one cookie.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::county::PASSWORD;

/// Somebody who asks a server, signed in or not.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    address: String,
    cookie: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where it leads on; empty if nowhere.
    pub location: String,
    /// The first cookie that it sets, without its attributes.
    pub cookie: String,
    /// After how many seconds to ask again; empty if nothing is said.
    pub retry_after: String,
    /// The body.
    pub text: String,
}

impl Answer {
    /// The body as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

impl Client {
    /// Somebody whom the server does not know.
    #[must_use]
    pub fn stranger(address: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(60)))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        let agent = ureq::Agent::new_with_config(config);
        Self { agent, address: address.to_owned(), cookie: String::new() }
    }

    /// Somebody who signs in with the password of the demo.
    ///
    /// # Errors
    /// When the server does not let them in.
    pub fn signed_in(address: &str, login: &str) -> Result<Self> {
        let mut client = Self::stranger(address);
        let form = [("login", login), ("password", PASSWORD), ("next", "/")];
        let answer = client.form("/sign-in", &form)?;
        if answer.status != 303 {
            bail!("{login} is not let in: {} {}", answer.status, answer.text);
        }
        client.cookie = answer.cookie;
        Ok(client)
    }

    /// The same person at another address: a session outlives its server.
    #[must_use]
    pub fn moved(&self, address: &str) -> Self {
        Self { cookie: self.cookie.clone(), ..Self::stranger(address) }
    }

    /// The cookie of the session; empty for a stranger.
    #[must_use]
    pub fn session(&self) -> &str {
        &self.cookie
    }

    /// Opens a page.
    ///
    /// # Errors
    /// When no whole answer comes.
    pub fn get(&self, path: &str) -> Result<Answer> {
        let request = self.agent.get(format!("{}{path}", self.address));
        let request = request.header("cookie", &self.cookie);
        read(request.call())
    }

    /// Sends a form as a browser on the service's own page does.
    ///
    /// # Errors
    /// When no whole answer comes.
    pub fn form(&self, path: &str, form: &[(&str, &str)]) -> Result<Answer> {
        let encode = web::format::percent_encoded;
        let pairs = form.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let request = self.agent.post(format!("{}{path}", self.address));
        let request = request
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        read(request.send(&*body))
    }

    /// Sends JSON with the key of the act and the version that was seen.
    ///
    /// # Errors
    /// When no whole answer comes.
    pub fn act(&self, path: &str, key: &str, seen: Option<i64>, body: &Value) -> Result<Answer> {
        let request = self.agent.post(format!("{}{path}", self.address));
        let mut request = request
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json")
            .header("idempotency-key", key);
        if let Some(seen) = seen {
            request = request.header("if-match", format!("\"{seen}\""));
        }
        read(request.send(body.to_string()))
    }
}

type Response = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

/// An answer counts only when it came whole.
fn read(response: Response) -> Result<Answer> {
    let mut response = response.context("asking the server")?;
    let header = |name: &str| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let (location, set) = (header("location"), header("set-cookie"));
    let retry_after = header("retry-after");
    let cookie = set.split(';').next().unwrap_or_default().to_owned();
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().context("reading the answer")?;
    Ok(Answer { status, location, cookie, retry_after, text })
}
