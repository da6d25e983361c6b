//! The line to one client. Whoever asks for something and does not read the answer is cut off, since
//! the answer would lie in our memory as long as they like.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

/// How long nothing of an answer may be taken.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How many bytes a second must be taken of a large answer, on average of the time that was waited.
const LEAST_RATE: f64 = 4.0 * 1024.0;
/// How long is listened at the end to somebody who is still sending, and how long to nothing.
const LINGER: Duration = Duration::from_secs(5);
const QUIET: Duration = Duration::from_millis(500);

/// A connection that does not wait for ever until it may write.
pub struct Line {
    stream: TcpStream,
    patience: Duration,
    /// The wait that is going on.
    wait: Option<Wait>,
    /// How long was waited, and how much was taken, since nothing was left to write.
    waited: Duration,
    taken: u64,
    /// The end, once all is said.
    farewell: Option<Farewell>,
}

struct Wait {
    since: Instant,
    end: Pin<Box<Sleep>>,
}

struct Farewell {
    last: Instant,
    quiet: Pin<Box<Sleep>>,
}

impl Line {
    /// The line of a connection.
    pub fn new(stream: TcpStream) -> Self {
        let (wait, waited, taken, farewell) = (None, Duration::ZERO, 0, None);
        Self { stream, patience: PATIENCE, wait, waited, taken, farewell }
    }

    /// What came of writing: progress, or a wait that has its end.
    fn written(
        &mut self,
        polled: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(outcome) = polled {
            if let Some(wait) = self.wait.take() {
                self.waited += wait.since.elapsed();
            }
            self.taken += outcome.as_ref().map_or(0, |bytes| *bytes as u64);
            return Poll::Ready(outcome);
        }
        let left = self.left();
        let begin = || Wait { since: Instant::now(), end: Box::pin(sleep(left)) };
        let wait = self.wait.get_or_insert_with(begin);
        if wait.end.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        // What lies in the system's own buffers for this client goes at once too.
        let _ = self.stream.set_zero_linger();
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read")))
    }

    /// How long may still be waited now.
    fn left(&self) -> Duration {
        let by_rate = Duration::from_secs_f64(self.taken as f64 / LEAST_RATE);
        by_rate.max(self.patience).saturating_sub(self.waited).min(self.patience)
    }
}

impl AsyncRead for Line {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let line = self.get_mut();
        let polled = Pin::new(&mut line.stream).poll_write(context, bytes);
        line.written(polled, context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let line = self.get_mut();
        let polled = Pin::new(&mut line.stream).poll_write_vectored(context, parts);
        line.written(polled, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Nothing is left to write: the next answer begins anew.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let line = self.get_mut();
        (line.waited, line.taken) = (Duration::ZERO, 0);
        Pin::new(&mut line.stream).poll_flush(context)
    }

    /// Whoever was answered in the middle of what they send would lose the answer if the connection
    /// broke on the rest: that is taken from them for a moment and thrown away.
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let line = self.get_mut();
        if line.farewell.is_none() {
            ready!(Pin::new(&mut line.stream).poll_shutdown(context))?;
            let last = Instant::now() + LINGER;
            line.farewell = Some(Farewell { last, quiet: Box::pin(sleep(QUIET)) });
        }
        let Some(farewell) = line.farewell.as_mut() else { return Poll::Ready(Ok(())) };
        let mut rest = [0; 4096];
        loop {
            let mut buffer = ReadBuf::new(&mut rest);
            let read = Pin::new(&mut line.stream).poll_read(context, &mut buffer);
            let now = Instant::now();
            match read {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() && now < farewell.last => {
                    farewell.quiet.as_mut().reset((now + QUIET).min(farewell.last));
                }
                // The end, theirs or ours.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => return farewell.quiet.as_mut().poll(context).map(Ok),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// More than the system keeps for two ends of a connection.
    const ANSWER: usize = 32 << 20;

    async fn pair(patience: Duration) -> (Line, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (server, _) = listener.accept().await.unwrap();
        (Line { patience, ..Line::new(server) }, client)
    }

    #[tokio::test]
    async fn whoever_does_not_read_is_cut_off() {
        let (mut line, mut client) = pair(Duration::from_millis(200)).await;
        let error = line.write_all(&vec![0; ANSWER]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(line);
        let mut read = Vec::new();
        assert!(client.read_to_end(&mut read).await.is_err(), "nothing is kept for them");
        assert!(read.len() < ANSWER);
    }

    #[tokio::test]
    async fn whoever_is_still_sending_hears_the_answer() {
        let (mut line, mut client) = pair(PATIENCE).await;
        let sends = async {
            for _ in 0..20 {
                client.write_all(&[b'a'; 1 << 16]).await.unwrap();
            }
            let mut answer = String::new();
            client.read_to_string(&mut answer).await.map(|_| answer)
        };
        let answers = async {
            line.write_all(b"408").await.unwrap();
            line.shutdown().await.unwrap();
            drop(line);
        };
        assert_eq!(tokio::join!(sends, answers).0.unwrap(), "408");
    }

    #[tokio::test]
    async fn whoever_reads_slowly_has_all_of_it() {
        let (mut line, mut client) = pair(Duration::from_millis(500)).await;
        let reads = tokio::spawn(async move {
            let (mut part, mut all) = (vec![0; 256 << 10], 0);
            while all < ANSWER {
                sleep(Duration::from_millis(10)).await;
                all += client.read(&mut part).await.unwrap();
            }
            all
        });
        line.write_all(&vec![0; ANSWER]).await.unwrap();
        assert_eq!(reads.await.unwrap(), ANSWER);
    }
}
