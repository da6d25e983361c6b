//! A connection to a gateway: log in, send, hear what became of it, stay awake, say goodbye. One
//! question at a time.

use std::time::Duration;

use basis::Instant;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::SmsError;
use super::pdu::{self, Envelope, Pdu, command, hex};
use super::report::{self, Report};
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
    /// What has come and is not a whole message yet.
    came: Vec<u8>,
    reports: Vec<Heard>,
}

/// A report that is not answered yet: the gateway keeps it until it is.
#[derive(Clone, Debug)]
struct Heard {
    sequence: u32,
    id: [u8; 8],
    report: Report,
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
        let (came, reports) = (Vec::new(), Vec::new());
        let mut session = Self { stream, gateway, sequence: 0, last_used: now, came, reports };
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
    /// `wants_report` asks the gateway to report what becomes of each.
    ///
    /// # Errors
    /// When the gateway refuses a part or does not answer.
    pub async fn send(
        &mut self,
        phone: &str,
        (text, wants_report): (&str, bool),
        now: Instant,
    ) -> Result<Vec<String>, SmsError> {
        self.last_used = now;
        let reference = (self.sequence & 0xff) as u8;
        let mut taken = Vec::new();
        for part in parts(text, reference)? {
            let Gateway { source, service, number, .. } = &self.gateway;
            let body =
                pdu::submit(&Envelope { source, service, number, phone, wants_report }, &part);
            let answer = self.ask(command::SUBMIT, body).await?;
            match pdu::submit_answer(&answer.body)? {
                (id, 0) => taken.push(hex(&id)),
                (_, 8) => return Err(SmsError::Throttled),
                (_, result) => return Err(SmsError::Rejected(result)),
            }
        }
        Ok(taken)
    }

    /// Asks whether the other side is alive.
    ///
    /// # Errors
    /// When it is not.
    pub async fn test(&mut self, now: Instant) -> Result<(), SmsError> {
        self.last_used = now;
        self.ask(command::ACTIVE_TEST, Vec::new()).await.map(drop)
    }

    /// Takes what the gateway hands over on its own, for so long.
    ///
    /// # Errors
    /// When the connection broke.
    pub async fn listen(&mut self, wait: Duration) -> Result<(), SmsError> {
        let end = tokio::time::Instant::now() + wait;
        // Only the waiting is broken off, never an answer halfway.
        while let Ok(came) = tokio::time::timeout_at(end, self.next()).await {
            let came = came?;
            if came.command & command::ANSWER == 0 {
                self.answer(&came).await?;
            }
        }
        Ok(())
    }

    /// The reports that have come and are not settled.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        self.reports.iter().map(|heard| heard.report.clone()).collect()
    }

    /// Answers the reports, once they are kept: from then on the gateway forgets them.
    ///
    /// # Errors
    /// When the connection broke.
    pub async fn settle(&mut self) -> Result<(), SmsError> {
        for Heard { sequence, id, .. } in std::mem::take(&mut self.reports) {
            let body = report::answer(&id, 0);
            write(&mut self.stream, command::DELIVER | command::ANSWER, sequence, body).await?;
        }
        Ok(())
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
                let came = self.next().await?;
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

    /// The next message; what has come of it so far is kept if the waiting is broken off.
    async fn next(&mut self) -> Result<Pdu, SmsError> {
        loop {
            if let Some(pdu) = Pdu::cut(&mut self.came)? {
                return Ok(pdu);
            }
            if self.stream.read_buf(&mut self.came).await? == 0 {
                return Err(SmsError::Connection("the gateway hung up".to_owned()));
            }
        }
    }

    async fn answer(&mut self, came: &Pdu) -> Result<(), SmsError> {
        let body = match came.command {
            command::ACTIVE_TEST => vec![0],
            command::DELIVER => match self.hear(came) {
                Some(body) => body,
                None => return Ok(()),
            },
            command::TERMINATE => Vec::new(),
            _ => return Err(SmsError::Garbled("an unknown command")),
        };
        write(&mut self.stream, came.command | command::ANSWER, came.sequence, body).await?;
        if came.command == command::TERMINATE {
            return Err(SmsError::Connection("the gateway said goodbye".to_owned()));
        }
        Ok(())
    }

    /// The answer to what is handed over; none yet for a report, which is answered once it is kept.
    /// What people answer us is not read, and what has another layout is refused.
    fn hear(&mut self, came: &Pdu) -> Option<Vec<u8>> {
        match report::delivered(&came.body) {
            Ok(delivered) => match delivered.report {
                Some(report) => {
                    let (sequence, id) = (came.sequence, delivered.id);
                    self.reports.push(Heard { sequence, id, report });
                    None
                }
                None => Some(report::answer(&delivered.id, 0)),
            },
            Err(_) => {
                let mut id = [0; 8];
                id.iter_mut().zip(&came.body).for_each(|(to, from)| *to = *from);
                Some(report::answer(&id, 1))
            }
        }
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

/// Month, day, hour, minute and second as one number.
fn timestamp(now: Instant) -> u32 {
    let civil = now.civil();
    let parts = [civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second()];
    parts.iter().fold(0, |sum, part| sum * 100 + u32::from(part.unsigned_abs()))
}
