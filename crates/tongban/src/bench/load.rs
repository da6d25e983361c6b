//! Load on a server: so many people at once, or so many beginnings a second.

use std::future::Future;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::task::JoinSet;

/// Runs the work of so many people, each beginning anew when done, until the time is over; what each
/// of them gives.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
pub async fn closed<W, F, T>(people: usize, span: Duration, work: W) -> Result<Vec<T>>
where
    W: Fn(usize, Instant) -> F,
    F: Future<Output = Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let end = Instant::now() + span;
    let mut all = JoinSet::new();
    (0..people).for_each(|person| drop(all.spawn(work(person, end))));
    let mut given = Vec::new();
    while let Some(one) = all.join_next().await {
        given.push(one.context("a worker of the load failed")??);
    }
    Ok(given)
}

/// Begins one piece of work after the other, `rate` a second, whether or not the earlier ones are
/// done; waits for all of them.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
pub async fn open<W, F, T>(rate: f64, span: Duration, mut work: W) -> Result<Vec<T>>
where
    W: FnMut(u64) -> F,
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let begin = tokio::time::Instant::now();
    let many = (rate * span.as_secs_f64()).round() as u64;
    let mut all = JoinSet::new();
    for number in 0..many {
        let due = begin + Duration::from_secs_f64(number as f64 / rate);
        tokio::time::sleep_until(due).await;
        all.spawn(work(number));
    }
    let mut given = Vec::new();
    while let Some(one) = all.join_next().await {
        given.push(one.context("a worker of the load failed")?);
    }
    Ok(given)
}
