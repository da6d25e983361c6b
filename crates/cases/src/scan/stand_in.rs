//! A stand-in for clamd, on the loopback, for tests and demonstrations. It knows one signature, that
//! of the EICAR test file, and speaks the real protocol; it protects nobody from anything.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, UnixListener};
use tokio::task::JoinHandle;

/// What stands in the EICAR test file; put together here, so that no real scanner takes this source
/// for it.
const SIGNATURE: [&str; 2] = ["EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE"];

/// How it answers one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Looks at the file and says what it found.
    Looks,
    /// Takes no more than so many bytes, as clamd's `StreamMaxLength`, and hangs up.
    TakesUpTo(usize),
    /// Does not answer.
    KeepsSilent,
    /// Hangs up.
    HangsUp,
}

/// The running stand-in; it stops when this goes away.
#[derive(Debug)]
pub struct StandIn {
    name: String,
    received: Arc<Mutex<Vec<usize>>>,
    task: JoinHandle<()>,
}

impl StandIn {
    /// Starts on a free port of the loopback. It answers each file with the next manner; when they
    /// are used up, it looks.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn on_tcp(manners: impl IntoIterator<Item = Manner>) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let name = format!("tcp://{}", listener.local_addr()?);
        let (manners, received) = shared(manners);
        let task = tokio::spawn({
            let received = received.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(answer(stream, next(&manners), received.clone()));
                }
            }
        });
        Ok(Self { name, received, task })
    }

    /// Starts on a unix socket, which must not be there yet.
    ///
    /// # Errors
    /// When the socket cannot be made.
    pub async fn on_unix(
        path: &Path,
        manners: impl IntoIterator<Item = Manner>,
    ) -> io::Result<Self> {
        let listener = UnixListener::bind(path)?;
        let name = format!("unix:{}", path.display());
        let (manners, received) = shared(manners);
        let task = tokio::spawn({
            let received = received.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(answer(stream, next(&manners), received.clone()));
                }
            }
        });
        Ok(Self { name, received, task })
    }

    /// What `--scanner` is told.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The sizes of the files that it was given whole, in order.
    #[must_use]
    pub fn received(&self) -> Vec<usize> {
        self.received.lock().clone()
    }

    /// Some bytes of a PDF in which it finds its signature.
    #[must_use]
    pub fn infected_pdf() -> Vec<u8> {
        format!("%PDF-1.7\n{}\n", SIGNATURE.concat()).into_bytes()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.task.abort();
    }
}

type Manners = Arc<Mutex<VecDeque<Manner>>>;

fn shared(manners: impl IntoIterator<Item = Manner>) -> (Manners, Arc<Mutex<Vec<usize>>>) {
    (Arc::new(Mutex::new(manners.into_iter().collect())), Arc::default())
}

fn next(manners: &Manners) -> Manner {
    manners.lock().pop_front().unwrap_or(Manner::Looks)
}

/// Whoever hangs up in the middle is no matter here.
async fn answer<S>(mut stream: S, manner: Manner, received: Arc<Mutex<Vec<usize>>>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let most = match manner {
        Manner::HangsUp => return,
        Manner::TakesUpTo(most) => most,
        Manner::Looks | Manner::KeepsSilent => usize::MAX,
    };
    let said = match take(&mut stream, most).await {
        Ok(Some(bytes)) => {
            received.lock().push(bytes.len());
            let signature = SIGNATURE.concat();
            let is_found = bytes.windows(signature.len()).any(|part| part == signature.as_bytes());
            if is_found { "stream: Eicar-Signature FOUND\0" } else { "stream: OK\0" }
        }
        Ok(None) => "INSTREAM size limit exceeded. ERROR\0",
        Err(_) => "UNKNOWN COMMAND\0",
    };
    if manner == Manner::KeepsSilent {
        std::future::pending::<()>().await;
    }
    let _ = stream.write_all(said.as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// The file that is sent; none where it is too large.
async fn take<S: AsyncRead + Unpin>(stream: &mut S, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut command = [0; 10];
    stream.read_exact(&mut command).await?;
    if command != *b"zINSTREAM\0" {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut whole = Vec::new();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length).await?;
        let length = u32::from_be_bytes(length) as usize;
        if length == 0 {
            return Ok(Some(whole));
        }
        if whole.len() + length > most {
            return Ok(None);
        }
        let from = whole.len();
        whole.resize(from + length, 0);
        stream.read_exact(&mut whole[from..]).await?;
    }
}
