//! A connection to a gateway: log in, send, stay awake, say goodbye. One question at a time.

use std::time::Duration;

use basis::Instant;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::SmsError;
use super::pdu::{self, Envelope, HEADER, Pdu, command};
use super::text::parts;

/// A gateway and how we are known there.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// Host and port.
    pub address: String,
    /// Our name there (SP_Id), six characters.
    pub source: String,
    /// The shared secret.
    pub secret: String,
    /// The service under which messages are sent, at most ten characters.
    pub service: String,
    /// The number that telephones show.
    pub number: String,
    /// How long an answer may take, in milliseconds.
    pub timeout_millis: u64,
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gateway").field("address", &self.address).finish_non_exhaustive()
    }
}

/// An open connection that has logged in.
#[derive(Debug)]
pub struct Session {
    stream: TcpStream,
    gateway: Gateway,
    sequence: u32,
    last_used: Instant,
}

impl Session {
    /// Connects and logs in, and makes sure that the other side knows the secret too.
    ///
    /// # Errors
    /// When nobody answers, we are not let in, or the answer's proof is wrong.
    pub async fn open(gateway: &Gateway, now: Instant) -> Result<Self, SmsError> {
        let wait = Duration::from_millis(gateway.timeout_millis);
        let stream = timeout(wait, TcpStream::connect(&gateway.address))
            .await
            .map_err(|_| SmsError::Silent)??;
        let gateway = gateway.clone();
        let mut session = Self { stream, gateway, sequence: 0, last_used: now };
        let time = timestamp(now);
        let (source, secret) = (&session.gateway.source, &session.gateway.secret);
        let ours = pdu::authenticator(source, secret, time);
        let body = pdu::connect(source, &ours, time);
        let answer = session.ask(command::CONNECT, body).await?;
        let (status, proof) = pdu::connect_answer(&answer.body)?;
        if status != 0 {
            return Err(SmsError::Login(status));
        }
        if proof != pdu::gateway_authenticator(status, &ours, &session.gateway.secret) {
            return Err(SmsError::Impostor);
        }
        Ok(session)
    }

    /// When it was last used.
    #[must_use]
    pub const fn last_used(&self) -> Instant {
        self.last_used
    }

    /// Sends a text to a telephone, in parts if it is long; the gateway's numbers of the parts.
    ///
    /// # Errors
    /// When the gateway refuses a part or does not answer.
    pub async fn send(
        &mut self,
        phone: &str,
        text: &str,
        now: Instant,
    ) -> Result<String, SmsError> {
        self.last_used = now;
        let reference = (self.sequence & 0xff) as u8;
        let mut taken = Vec::new();
        for part in parts(text, reference)? {
            let Gateway { source, service, number, .. } = &self.gateway;
            let body = pdu::submit(&Envelope { source, service, number, phone }, &part);
            let answer = self.ask(command::SUBMIT, body).await?;
            match pdu::submit_answer(&answer.body)? {
                (id, 0) => taken.push(hex(&id)),
                (_, 8) => return Err(SmsError::Throttled),
                (_, result) => return Err(SmsError::Rejected(result)),
            }
        }
        Ok(taken.join(","))
    }

    /// Asks whether the other side is alive.
    ///
    /// # Errors
    /// When it is not.
    pub async fn test(&mut self, now: Instant) -> Result<(), SmsError> {
        self.last_used = now;
        self.ask(command::ACTIVE_TEST, Vec::new()).await.map(drop)
    }

    /// Says goodbye; what goes wrong with that does not matter any more.
    pub async fn close(mut self) {
        self.ask(command::TERMINATE, Vec::new()).await.ok();
    }

    /// Asks and waits for the answer with the same number. What the gateway asks meanwhile is
    /// answered; answers to questions that were given up before are passed over.
    async fn ask(&mut self, asked: u32, body: Vec<u8>) -> Result<Pdu, SmsError> {
        self.sequence = self.sequence.wrapping_add(1);
        let sequence = self.sequence;
        let wait = Duration::from_millis(self.gateway.timeout_millis);
        let work = async {
            write(&mut self.stream, asked, sequence, body).await?;
            loop {
                let came = read(&mut self.stream).await?;
                if (came.command, came.sequence) == (asked | command::ANSWER, sequence) {
                    return Ok(came);
                }
                if came.command & command::ANSWER == 0 {
                    self.answer(&came).await?;
                }
            }
        };
        timeout(wait, work).await.map_err(|_| SmsError::Silent)?
    }

    async fn answer(&mut self, came: &Pdu) -> Result<(), SmsError> {
        let body = match came.command {
            command::ACTIVE_TEST => vec![0],
            // Its number again, and that all is well; what people answer us is not read.
            command::DELIVER => {
                came.body.iter().copied().take(8).chain(std::iter::once(0)).collect()
            }
            command::TERMINATE => Vec::new(),
            _ => return Err(SmsError::Garbled("an unknown command")),
        };
        write(&mut self.stream, came.command | command::ANSWER, came.sequence, body).await?;
        if came.command == command::TERMINATE {
            return Err(SmsError::Connection("the gateway said goodbye".to_owned()));
        }
        Ok(())
    }
}

pub(super) async fn write(
    stream: &mut TcpStream,
    command: u32,
    sequence: u32,
    body: Vec<u8>,
) -> Result<(), SmsError> {
    let bytes = Pdu { command, sequence, body }.bytes();
    Ok(stream.write_all(&bytes).await?)
}

pub(super) async fn read(stream: &mut TcpStream) -> Result<Pdu, SmsError> {
    let mut header = [0; HEADER];
    stream.read_exact(&mut header).await?;
    let (pdu, length) = Pdu::header(header)?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Pdu { body, ..pdu })
}

/// Month, day, hour, minute and second as one number.
fn timestamp(now: Instant) -> u32 {
    let civil = now.civil();
    let parts = [civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second()];
    parts.iter().fold(0, |sum, part| sum * 100 + u32::from(part.unsigned_abs()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
