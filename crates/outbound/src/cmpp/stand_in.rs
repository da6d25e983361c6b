//! A stand-in for an operator's gateway, on the loopback, for tests and demonstrations. It sends
//! nothing to anybody: it speaks CMPP 2.0, keeps what it was given, and misbehaves on request.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::SmsError;
use super::pdu::{self, HEADER, Pdu, VERSION, command};
use super::report::{Handed, reply_body, report_body};
use super::session::write;
use super::text::words;

/// How it answers one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes it, and reports that it has arrived where a report was asked for.
    Takes,
    /// Takes it, and reports another word for what became of it, as `UNDELIV`.
    TakesAndReports(&'static str),
    /// Reports that it has arrived, and only then takes it.
    ReportsFirst,
    /// Answers with a result other than 0; 8 asks to slow down.
    Answers(u8),
    /// Does not answer.
    KeepsSilent,
    /// Hangs up.
    HangsUp,
    /// First asks whether we are alive and hands over somebody's message, then takes it.
    AsksFirst,
}

/// A message that it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The telephone.
    pub phone: String,
    /// The words of this part.
    pub words: String,
    /// Which part of how many.
    pub part: (u8, u8),
}

/// The running stand-in; it stops when this goes away.
#[derive(Debug)]
pub struct StandIn {
    address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    secret: String,
    manners: Mutex<VecDeque<Manner>>,
    received: Mutex<Vec<Received>>,
    logins: Mutex<u64>,
    /// The numbers of the messages that were taken so far.
    serial: Mutex<u64>,
    /// The answers to what it has handed over: which one, and the result.
    answered: Mutex<Vec<(u32, u8)>>,
    is_impostor: bool,
}

impl StandIn {
    /// Starts on a free port of the loopback. It answers each message with the next manner; when
    /// they are used up, it takes everything.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(
        secret: &str,
        manners: impl IntoIterator<Item = Manner>,
    ) -> io::Result<Self> {
        Self::run(secret, manners, false).await
    }

    /// One that lets everybody in but does not know the secret.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn impostor() -> io::Result<Self> {
        Self::run("", [], true).await
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// What it was given and took, in order.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.state.received.lock().clone()
    }

    /// How what it has handed over was answered: its number, and the result.
    #[must_use]
    pub fn answered(&self) -> Vec<(u32, u8)> {
        self.state.answered.lock().clone()
    }

    /// How often somebody logged in.
    #[must_use]
    pub fn logins(&self) -> u64 {
        *self.state.logins.lock()
    }

    async fn run(
        secret: &str,
        manners: impl IntoIterator<Item = Manner>,
        is_impostor: bool,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            secret: secret.to_owned(),
            manners: Mutex::new(manners.into_iter().collect()),
            received: Mutex::default(),
            logins: Mutex::default(),
            serial: Mutex::default(),
            answered: Mutex::default(),
            is_impostor,
        });
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Whoever hangs up or talks nonsense is forgotten.
                serve(stream, &shared).await.ok();
            }
        });
        Ok(Self { address, state, task })
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, state: &State) -> Result<(), SmsError> {
    loop {
        let came = read(&mut stream).await?;
        let answer = came.command | command::ANSWER;
        let body = match came.command {
            command::CONNECT => connect(&came, state)?,
            command::SUBMIT => {
                submit(&mut stream, &came, state).await?;
                continue;
            }
            command::ACTIVE_TEST => vec![0],
            command::TERMINATE => Vec::new(),
            // Answers to what the stand-in asked.
            other => {
                if other == command::DELIVER | command::ANSWER {
                    let result = came.body.get(8).copied().unwrap_or(u8::MAX);
                    state.answered.lock().push((came.sequence, result));
                }
                continue;
            }
        };
        write(&mut stream, answer, came.sequence, body).await?;
        if came.command == command::TERMINATE {
            return Ok(());
        }
    }
}

fn connect(came: &Pdu, state: &State) -> Result<Vec<u8>, SmsError> {
    let short = SmsError::Garbled("a short login");
    let body: &[u8; 27] = came.body.as_slice().try_into().map_err(|_| short)?;
    let source: Vec<u8> = body[..6].iter().copied().take_while(|byte| *byte != 0).collect();
    let source = String::from_utf8_lossy(&source).into_owned();
    let mut theirs = [0; 16];
    theirs.copy_from_slice(&body[6..22]);
    let time = u32::from_be_bytes([body[23], body[24], body[25], body[26]]);
    let fits = theirs == pdu::authenticator(&source, &state.secret, time);
    // Status 3: the proof is wrong.
    let status = if fits || state.is_impostor { 0 } else { 3 };
    *state.logins.lock() += u64::from(status == 0);
    let mut answer = vec![status];
    answer.extend(pdu::gateway_authenticator(status, &theirs, &state.secret));
    answer.push(VERSION);
    Ok(answer)
}

/// Which report it is, apart from the numbers of other questions.
const REPORT: u32 = 1_000;

async fn submit(stream: &mut TcpStream, came: &Pdu, state: &State) -> Result<(), SmsError> {
    let manner = state.manners.lock().pop_front().unwrap_or(Manner::Takes);
    let serial = {
        let mut serial = state.serial.lock();
        *serial += 1;
        *serial
    };
    let id = serial.to_be_bytes();
    let (answer, sequence) = (command::SUBMIT | command::ANSWER, came.sequence);
    let taken = |result: u8| id.iter().copied().chain([result]).collect::<Vec<u8>>();
    let submitted = pdu::submitted(&came.body)?;
    let (number, service, phone) = (&submitted.number, &submitted.service, &submitted.phone);
    let handed = Handed { id: (serial + 900).to_be_bytes(), number, service, phone };
    let report = |word: &str| report_body(&handed, id, word);
    let report_number = REPORT + u32::try_from(serial).unwrap_or_default();
    let word = match manner {
        Manner::KeepsSilent => return Ok(()),
        Manner::HangsUp => return Err(SmsError::Connection("as asked".to_owned())),
        Manner::Answers(result) => return write(stream, answer, sequence, taken(result)).await,
        Manner::AsksFirst => {
            write(stream, command::ACTIVE_TEST, 901, Vec::new()).await?;
            write(stream, command::DELIVER, 902, reply_body(&handed, &[0x59, 0x7d])).await?;
            write(stream, command::DELIVER, 903, vec![9; 73]).await?;
            // An answer to a question that nobody asks any more.
            write(stream, answer, 0, vec![0; 9]).await?;
            Some("DELIVRD")
        }
        Manner::ReportsFirst => {
            write(stream, command::DELIVER, report_number, report("DELIVRD")).await?;
            None
        }
        Manner::TakesAndReports(word) => Some(word),
        Manner::Takes => Some("DELIVRD"),
    };
    let part = submitted.part.clone();
    state.received.lock().push(Received {
        phone: submitted.phone.clone(),
        words: words(&part.content, part.total > 1),
        part: (part.number, part.total),
    });
    write(stream, answer, sequence, taken(0)).await?;
    match word.filter(|_| submitted.wants_report) {
        Some(word) => write(stream, command::DELIVER, report_number, report(word)).await,
        None => Ok(()),
    }
}

async fn read(stream: &mut TcpStream) -> Result<Pdu, SmsError> {
    let mut header = [0; HEADER];
    stream.read_exact(&mut header).await?;
    let (pdu, length) = Pdu::header(header)?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Pdu { body, ..pdu })
}
