//! Uploads are held against a scanner for malware before they are kept: clamd in its own protocol
//! (`INSTREAM`, see `man clamd`), over TCP or a unix socket.
//!
//! Where the scanner does not answer in time nothing is kept and whoever uploads is asked to come
//! back. An office opens what it is sent on its own machines; a file that nobody has looked at would
//! be the very one that does harm, and a quarantine would need somebody who looks after it every day.
//! A draft stays, so nothing else is lost.

pub mod stand_in;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use basis::{Fault, Refusal, RefusalKind};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

/// How long an upload waits for the scanner, from connecting to its answer. Less than a request may
/// take, so that people get our answer and not that of a timeout.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes that are sent at once.
const PIECE: usize = 64 * 1024;
/// No answer is longer.
const MOST_ANSWER: usize = 4096;
/// Characters of a name of malware that are kept.
const MOST_NAME: usize = 80;

/// A scanner and where it listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanner {
    place: Place,
    patience: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Tcp(String),
    Unix(PathBuf),
}

/// What a scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// Malware, by the scanner's name for it.
    Found(String),
}

impl Scanner {
    /// Reads `tcp://HOST:PORT` or `unix:/PATH`.
    ///
    /// # Errors
    /// A fault that says how to write it.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let tcp = text.strip_prefix("tcp://").filter(|host| {
            host.rsplit_once(':').is_some_and(|(name, port)| {
                !name.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0)
            })
        });
        let unix = text.strip_prefix("unix:").filter(|path| path.starts_with('/'));
        let place = match (tcp, unix) {
            (Some(host), _) => Place::Tcp(host.to_owned()),
            (None, Some(path)) => Place::Unix(path.into()),
            (None, None) => {
                return Err(Fault::new(format!(
                    "{text} names no scanner: write tcp://HOST:PORT or unix:/PATH, as clamd listens"
                )));
            }
        };
        Ok(Self { place, patience: PATIENCE })
    }

    /// The same with another patience.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// What the scanner says of some bytes.
    ///
    /// # Errors
    /// When it cannot be reached, does not answer in time, or says neither yes nor no.
    pub async fn scan(&self, bytes: &[u8]) -> io::Result<Verdict> {
        let asked = tokio::time::timeout(self.patience, self.ask(bytes)).await;
        asked.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    async fn ask(&self, bytes: &[u8]) -> io::Result<Verdict> {
        let answer = match &self.place {
            Place::Tcp(address) => talk(TcpStream::connect(address).await?, bytes).await?,
            Place::Unix(path) => talk(UnixStream::connect(path).await?, bytes).await?,
        };
        read(&answer)
    }
}

/// Sends a file and gives the answer without its end.
async fn talk<S>(mut stream: S, bytes: &[u8]) -> io::Result<String>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    // A scanner that has seen enough answers and hangs up while we still write.
    let sent = send(&mut stream, bytes).await;
    let mut answer = Vec::new();
    let mut buffer = [0; 512];
    loop {
        let got = match stream.read(&mut buffer).await {
            Ok(got) => got,
            Err(error) if answer.is_empty() => return Err(error),
            Err(_) => 0,
        };
        answer.extend_from_slice(&buffer[..got]);
        if got == 0 || buffer[..got].contains(&0) || answer.len() > MOST_ANSWER {
            break;
        }
    }
    if answer.is_empty() {
        sent?;
    }
    let end = answer.iter().position(|byte| *byte == 0).unwrap_or(answer.len());
    Ok(String::from_utf8_lossy(&answer[..end]).trim().to_owned())
}

/// The file in pieces, each behind its length in four bytes, the greatest first; a length of nothing
/// is the end.
async fn send<S: AsyncWrite + Unpin>(stream: &mut S, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(b"zINSTREAM\0").await?;
    for piece in bytes.chunks(PIECE) {
        let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
        stream.write_all(&length.to_be_bytes()).await?;
        stream.write_all(piece).await?;
    }
    stream.write_all(&[0; 4]).await?;
    stream.flush().await
}

/// `stream: OK`, `stream: NAME FOUND`; anything else, as `INSTREAM size limit exceeded. ERROR`, is no
/// verdict.
fn read(answer: &str) -> io::Result<Verdict> {
    let said = answer.strip_prefix("stream:").map(str::trim);
    match said {
        Some("OK") => Ok(Verdict::Clean),
        Some(said) if said.ends_with(" FOUND") => {
            let name = said.trim_end_matches(" FOUND").chars();
            let name = name.filter(char::is_ascii_graphic).take(MOST_NAME).collect();
            Ok(Verdict::Found(name))
        }
        _ => {
            let plain: String = answer.chars().filter(|c| !c.is_control()).take(200).collect();
            Err(io::Error::other(format!("the scanner said: {plain}")))
        }
    }
}

/// Malware was found.
pub(crate) fn infected() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "file.infected").on("file")
}

/// The scanner does not answer.
pub(crate) fn away() -> Refusal {
    Refusal::told(RefusalKind::Busy, "file.scanner-away")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_is_named_as_clamd_listens() {
        let check = |text: &str, expected: Option<Place>| {
            let place = Scanner::parse(text).ok().map(|scanner| scanner.place);
            assert_eq!(place, expected, "{text}");
        };
        check("tcp://127.0.0.1:3310", Some(Place::Tcp("127.0.0.1:3310".to_owned())));
        check("tcp://[::1]:3310", Some(Place::Tcp("[::1]:3310".to_owned())));
        check("unix:/run/clamav/clamd.ctl", Some(Place::Unix("/run/clamav/clamd.ctl".into())));
        check("unix:clamd.ctl", None);
        check("tcp://127.0.0.1", None);
        check("tcp://:3310", None);
        check("127.0.0.1:3310", None);
    }

    #[test]
    fn only_a_clear_answer_is_a_verdict() {
        let check = |answer: &str, expected: Option<Verdict>| {
            assert_eq!(read(answer).ok(), expected, "{answer}");
        };
        check("stream: OK", Some(Verdict::Clean));
        let found = |name: &str| Some(Verdict::Found(name.to_owned()));
        check("stream: Win.Test.EICAR_HDB-1 FOUND", found("Win.Test.EICAR_HDB-1"));
        check("stream: a\u{1b}[31m b FOUND", found("a[31mb"));
        check("INSTREAM size limit exceeded. ERROR", None);
        check("UNKNOWN COMMAND", None);
        check("stream: OK but", None);
        check("", None);
    }
}
