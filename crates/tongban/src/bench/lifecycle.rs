//! `bench lifecycle`: submit, accept, decide, search. Four calls over HTTP, by a resident and an
//! officer who are signed in, on a matter that one office does alone.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use basis::Ambient;
use hyper::Method;
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::client::{Ask, Client, Reply};
use super::figures::{Figures, merged};
use super::load;
use super::town::{Town, password};
use crate::cli::BenchLifecycle;
use crate::output::Output;

/// The matter: received and decided by one office at once.
const MATTER: &str = "medical-remote-filing";
/// The officer who does both.
const OFFICER: &str = "yibao";

/// Measures and reports.
pub fn command(wish: &BenchLifecycle, output: &Output) -> Result<()> {
    let town = Town::prepare(&wish.town, output)?;
    let server = town.serve()?;
    let span = Duration::from_secs(wish.seconds);
    let idle_mb = server.memory_mb();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let run = runtime.block_on(async {
        let office = Office::open(server.address, &town.residents).await?;
        // What is read for the first time is not what is measured.
        office.many(2, Duration::from_millis(500)).await?;
        match wish.rate {
            Some(rate) => office.at_rate(rate, span).await,
            None => office.many(wish.users, span).await,
        }
    })?;
    let lifecycles_per_s = run.lifecycles as f64 / run.seconds;
    let acts_per_s = lifecycles_per_s * 3.0;
    let own = json!({
        "lifecycles": run.lifecycles,
        "lifecycles_per_s": lifecycles_per_s,
        "acts_per_s": acts_per_s,
        "acts_per_raw_commit": acts_per_s / town.raw_rate(),
        "seconds": run.seconds,
        "users": wish.rate.is_none().then_some(wish.users),
        "rate": wish.rate,
        "idle_mb": idle_mb,
        "busy_mb": server.memory_mb(),
    });
    let value = merged(&[town.json(&server), own, run.figures.json()]);
    let words = format!(
        "{lifecycles_per_s:.0} lifecycles a second, a call p50 {:.1} ms, p99 {:.1} ms, {} errors",
        run.figures.percentile_ms(50.0),
        run.figures.percentile_ms(99.0),
        run.figures.errors
    );
    output.answer(&value, words);
    Ok(())
}

/// What a run gives.
pub struct Run {
    /// Lifecycles that were finished.
    pub lifecycles: u64,
    /// How long it took.
    pub seconds: f64,
    /// Every call.
    pub figures: Figures,
}

/// Everybody who takes part, signed in; connections that are free.
#[derive(Clone)]
pub struct Office {
    inner: Arc<Inner>,
}

struct Inner {
    address: SocketAddr,
    residents: Vec<String>,
    officer: String,
    idle: Mutex<Vec<Client>>,
    serial: AtomicU64,
    chance: Ambient,
}

impl Office {
    /// Signs everybody in.
    pub async fn open(address: SocketAddr, logins: &[String]) -> Result<Self> {
        let mut client = Client::connect(address).await?;
        let mut residents = Vec::new();
        for login in logins {
            residents.push(client.sign_in(login, password()).await?);
        }
        let officer = client.sign_in(OFFICER, password()).await?;
        let (idle, serial) = (Mutex::new(vec![client]), AtomicU64::new(0));
        let chance = crate::ambient::system();
        let inner = Inner { address, residents, officer, idle, serial, chance };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// So many people at once.
    #[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
    pub async fn many(&self, people: usize, span: Duration) -> Result<Run> {
        let begin = Instant::now();
        let worker = |_person, end: Instant| {
            let office = self.clone();
            async move {
                let (mut figures, mut lifecycles) = (Figures::default(), 0_u64);
                while Instant::now() < end {
                    lifecycles += u64::from(office.one(&mut figures).await);
                }
                Ok((figures, lifecycles))
            }
        };
        let all = load::closed(people, span, worker).await?;
        Ok(Run::of(all, begin.elapsed()))
    }

    /// So many beginnings a second.
    #[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
    pub async fn at_rate(&self, rate: f64, span: Duration) -> Result<Run> {
        let begin = Instant::now();
        let all = load::open(rate, span, |_| self.lifecycle()).await?;
        Ok(Run::of(all, begin.elapsed()))
    }

    /// One lifecycle with its own figures.
    pub fn lifecycle(&self) -> impl Future<Output = (Figures, u64)> + Send + 'static {
        let office = self.clone();
        async move {
            let mut figures = Figures::default();
            let done = office.one(&mut figures).await;
            (figures, u64::from(done))
        }
    }

    /// One application alone, with its own figures: the act of a resident.
    pub async fn apply(&self) -> Figures {
        let mut figures = Figures::default();
        if let Ok(mut client) = self.free(&mut figures).await {
            match self.submit(&mut client, &mut figures).await {
                Ok(_) => self.inner.idle.lock().push(client),
                Err(error) => figures.failed(|| format!("{error:#}")),
            }
        }
        figures
    }

    /// One lifecycle; whether it came to its end.
    async fn one(&self, figures: &mut Figures) -> bool {
        let Ok(mut client) = self.free(figures).await else { return false };
        match self.calls(&mut client, figures).await {
            Ok(()) => {
                self.inner.idle.lock().push(client);
                true
            }
            Err(error) => {
                figures.failed(|| format!("{error:#}"));
                false
            }
        }
    }

    /// A connection that nobody uses; where there can be none, that is counted.
    async fn free(&self, figures: &mut Figures) -> Result<Client> {
        let free = self.inner.idle.lock().pop();
        let client = match free {
            Some(client) => Ok(client),
            None => Client::connect(self.inner.address).await,
        };
        client.inspect_err(|error| figures.failed(|| error.to_string()))
    }

    /// The first of the four calls: a resident hands in. The key of the act and what was answered.
    async fn submit(&self, client: &mut Client, figures: &mut Figures) -> Result<(String, Value)> {
        let Inner { residents, serial, chance, .. } = &*self.inner;
        let number = serial.fetch_add(1, Ordering::Relaxed);
        let resident = &residents[number as usize % residents.len()];
        let key = chance.id().to_string();
        let submit = act("/api/cases".to_owned(), resident, &key, None, application());
        let case = timed(client, submit, figures).await?;
        Ok((key, case))
    }

    /// The four calls.
    async fn calls(&self, client: &mut Client, figures: &mut Figures) -> Result<()> {
        let (key, case) = self.submit(client, figures).await?;
        let officer = &self.inner.officer;
        let path = format!("/api/cases/{}/acts", case["case"].as_str().unwrap_or_default());
        let step = |name: &str, seen: &Value, body| {
            act(path.clone(), officer, &format!("{key}-{name}"), seen["version"].as_i64(), body)
        };
        let accept = step("accept", &case, json!({ "do": "accept", "later": [] }));
        let accepted = timed(client, accept, figures).await?;
        let grant = json!({ "do": "grant", "reason": "材料齐全，符合规定", "amount": null });
        timed(client, step("grant", &accepted, grant), figures).await?;
        let number = case["number"].as_str().unwrap_or_default();
        let search = Ask {
            path: format!("/api/desk/cases?number={number}"),
            session: officer.clone(),
            ..Ask::default()
        };
        timed(client, search, figures).await.map(drop)
    }
}

impl Run {
    fn of(all: Vec<(Figures, u64)>, took: Duration) -> Self {
        let mut run =
            Self { lifecycles: 0, seconds: took.as_secs_f64(), figures: Figures::default() };
        for (figures, lifecycles) in all {
            run.figures.add(figures);
            run.lifecycles += lifecycles;
        }
        run
    }
}

/// What a resident hands in.
fn application() -> Value {
    json!({
        "matter": MATTER,
        "promise": true,
        "answers": {
            "filing_kind": "temporary", "insured_place": "330825", "destination": "310100",
            "since": "2026-12-01", "phone": "13800138000",
        },
    })
}

fn act(path: String, session: &str, key: &str, seen: Option<i64>, body: Value) -> Ask {
    Ask {
        method: Method::POST,
        path,
        session: session.to_owned(),
        key: Some(key.to_owned()),
        seen,
        body: Some(("application/json", body.to_string())),
    }
}

/// A call that must succeed, and how long it took.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
async fn timed(client: &mut Client, ask: Ask, figures: &mut Figures) -> Result<Value> {
    let path = ask.path.clone();
    let before = Instant::now();
    let Reply { status, body, .. } = client.ask(ask).await?;
    if !matches!(status, 200 | 201) {
        bail!("{path}: {status} {}", String::from_utf8_lossy(&body));
    }
    figures.took(before.elapsed());
    Ok(serde_json::from_slice(&body)?)
}
