//! A lean HTTP client on a kept connection: what a load generator needs and nothing more.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, COOKIE, HOST, IF_MATCH, RETRY_AFTER, SET_COOKIE};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// One connection to the server.
pub struct Client {
    address: SocketAddr,
    sender: SendRequest<Full<Bytes>>,
}

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// GET, unless something else.
    pub method: Method,
    /// The path.
    pub path: String,
    /// The cookie of whoever asks.
    pub session: String,
    /// The idempotency key of an act.
    pub key: Option<String>,
    /// The version that was seen.
    pub seen: Option<i64>,
    /// The kind and the text of a body.
    pub body: Option<(&'static str, String)>,
}

/// What is answered.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The first cookie that it sets.
    pub cookie: String,
    /// Whether it says when to come back.
    pub retry_after: bool,
    /// The body.
    pub body: Bytes,
}

impl Client {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.context("reaching the server")?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { address, sender })
    }

    /// Asks and reads the whole answer.
    pub async fn ask(&mut self, ask: Ask) -> Result<Reply> {
        self.sender.ready().await.context("the server closed the connection")?;
        let reply = self.sender.send_request(request(self.address, ask)?).await?;
        let status = reply.status().as_u16();
        let header = |name| reply.headers().get(name).and_then(|value| value.to_str().ok());
        let cookie = header(SET_COOKIE).and_then(|all| all.split(';').next()).unwrap_or_default();
        let (cookie, retry_after) = (cookie.to_owned(), header(RETRY_AFTER).is_some());
        let body = reply.into_body().collect().await?.to_bytes();
        Ok(Reply { status, cookie, retry_after, body })
    }

    /// Signs somebody of the demo in; their session.
    pub async fn sign_in(&mut self, login: &str, password: &str) -> Result<String> {
        let form = format!("login={login}&password={password}&next=%2F");
        let ask = Ask {
            method: Method::POST,
            path: "/sign-in".to_owned(),
            body: Some(("application/x-www-form-urlencoded", form)),
            ..Ask::default()
        };
        let reply = self.ask(ask).await?;
        if reply.status != 303 || reply.cookie.is_empty() {
            bail!("{login} could not sign in: the server answered {}", reply.status);
        }
        Ok(reply.cookie)
    }
}

fn request(address: SocketAddr, ask: Ask) -> Result<Request<Full<Bytes>>> {
    let mut request = Request::builder()
        .method(ask.method)
        .uri(ask.path)
        .header(HOST, address.to_string())
        .header("sec-fetch-site", "same-origin");
    if !ask.session.is_empty() {
        request = request.header(COOKIE, ask.session);
    }
    if let Some(key) = ask.key {
        request = request.header("idempotency-key", key);
    }
    if let Some(seen) = ask.seen {
        request = request.header(IF_MATCH, format!("\"{seen}\""));
    }
    let (kind, text) = ask.body.unwrap_or_default();
    if !kind.is_empty() {
        request = request.header(CONTENT_TYPE, kind);
    }
    Ok(request.body(Full::new(Bytes::from(text)))?)
}
