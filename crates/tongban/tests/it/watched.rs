//! Whoever keeps the server running sees how it is: meters, logs and traces of a county where people
//! work; and in none of them anything about the people.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use store::Store;

use crate::support::client::Client;
use crate::support::home::Home;
use crate::support::server::Server;
use crate::support::{PASSWORD, PEOPLE, root, until};

/// A trace that a caller has begun.
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

#[test]
fn a_county_on_sqlite_is_watched() {
    check(&Home::sqlite());
}

#[test]
fn a_county_on_postgresql_is_watched() {
    let Some(home) = Home::postgres() else { return };
    check(&home);
}

fn check(home: &Home) {
    let collector = Collector::start();
    let server = start(home, &collector.address);
    let line = server.line();
    let metrics = line.strip_prefix("Metrics at ").unwrap_or_else(|| panic!("{line}")).to_owned();
    work(&server);
    let told = until(30, "the meters tell of what was done", || {
        let told = get(&metrics);
        told.contains("kind=\"cases.after-grant\",outcome=\"done\"").then_some(told)
    });
    meters_tell(&told);
    names_are_known(&told);
    let spans = until(30, "the spans have come", || {
        let spans = collector.spans();
        let has = |name| spans.iter().any(|span| span["name"] == name);
        (has("POST /api/cases") && has("act") && has("GET /matters")).then_some(spans)
    });
    spans_hang_together(&spans);
    let store = Store::open(&home.database).expect("the database can be read beside the server");
    let secrets = secrets(&store);
    assert!(secrets.len() > 1_500, "only {} things to look for", secrets.len());
    let log = server.log();
    assert!(log.lines().count() > 20, "too little is logged for a test: {log}");
    for line in log.lines() {
        let entry: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        let is_utc = entry["timestamp"].as_str().is_some_and(|at| at.ends_with('Z'));
        assert!(entry["level"].is_string() && is_utc, "{line}");
    }
    a_missing_right_is_told(&log);
    let sent = spans.iter().map(Value::to_string).collect::<String>();
    for (where_, text) in [("log", &log), ("meters", &told), ("traces", &sent)] {
        let found: Vec<_> =
            secrets.iter().filter(|secret| text.contains(secret.as_str())).collect();
        assert!(found.is_empty(), "the {where_} speaks of people: {found:?}");
    }
}

/// The demo county with everything that can be watched, and as much logged as can be.
fn start(home: &Home, collector: &str) -> Server {
    let mut command: Command = home.command();
    command.args(["demo", "--people", PEOPLE, "--listen", "127.0.0.1:0"]);
    command.args(["--metrics", "127.0.0.1:0", "--log-format", "json", "--traces", collector]);
    command.env("RUST_LOG", "debug,tokio_postgres::query=trace");
    Server::start(command, home, "watched.log")
}

/// Somebody applies and is granted; somebody mistypes; somebody asks for what is not there, with
/// their number in the address.
fn work(server: &Server) {
    crate::support::live(&server.address, "watched", 4);
    let stranger = Client::stranger(&server.address);
    let form = [("login", "330825194403055512"), ("password", "wrong"), ("next", "/")];
    stranger.form("/sign-in", &form).expect("the server answers");
    stranger.get("/no/330825194403055512?name=%E5%BE%90%E6%A1%82%E8%8A%B1").expect("it answers");
    stranger.get("/ledger/330825/checkpoint").expect("the log is there");
    let elder = Client::signed_in(&server.address, "elder").expect("she is let in");
    assert_eq!(elder.get("/desk/audit").expect("it answers").status, 403);
    let nobodys = "/api/cases/01kb3x5n9d8q2v7w4t6y1z3c5e";
    assert_eq!(elder.get(nobodys).expect("it answers").status, 404);
    let request = ureq::get(format!("{}/matters", server.address));
    let traced = request.header("traceparent", format!("00-{TRACE}-b7ad6b7169203331-01"));
    traced.call().expect("the page is there");
}

/// Whoever tries a door that is not theirs, or asks for what is not there for them, is in the log with
/// rule, request and the account's id.
fn a_missing_right_is_told(log: &str) {
    for (message, rule) in
        [("a right was missing", "access.role"), ("nothing of theirs was found", "case.unknown")]
    {
        let mut entries = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let told = entries.find(|one| one["message"] == message && one["rule"] == rule);
        let told = told.unwrap_or_else(|| panic!("nobody tells that {message}: {log}"));
        assert_eq!(told["level"], "WARN", "{told}");
        assert!(told["who"].as_str().is_some_and(|who| who.starts_with("Person(")), "{told}");
        assert_eq!(told["request.id"].as_str().map(str::len), Some(26), "{told}");
    }
}

fn meters_tell(told: &str) {
    let expected = [
        "tongban_acts_total{kind=\"case.submitted\",outcome=\"done\"} 1",
        "tongban_acts_total{kind=\"case.granted\",outcome=\"done\"} 1",
        "tongban_http_request_seconds_count{route=\"/api/cases/{id}/acts\",method=\"POST\",class=\"2xx\"} 4",
        "tongban_http_request_seconds_count{route=\"none\",method=\"GET\",class=\"4xx\"} 1",
        "tongban_http_request_seconds_count{route=\"/ledger/{county}/checkpoint\",method=\"GET\",class=\"2xx\"} 1",
        "tongban_database_up 1",
        "tongban_commits_failed_total 0",
        "tongban_ledger_waiting_seconds{county=\"330825\"}",
        "tongban_jobs_tried_total{kind=\"cases.after-grant\",outcome=\"done\"}",
    ];
    for line in expected {
        assert!(told.contains(line), "{line} is not in\n{told}");
    }
    let value = |name: &str| -> f64 {
        let line = told.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or_default()
    };
    assert!(value("tongban_ledger_leaves") >= 5.0, "{told}");
    assert!(value("tongban_commit_seconds_sum") > 0.0, "{told}");
    assert!(value("process_resident_memory_bytes") > 1e6, "{told}");
}

/// What the dashboard and the alerts ask for is there.
fn names_are_known(told: &str) {
    let families: BTreeSet<&str> =
        told.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let files = ["ops/grafana/tongban.json", "ops/prometheus/alerts.yml"];
    for file in files {
        let text = std::fs::read_to_string(root().join(file)).expect("the file is there");
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let asked: BTreeSet<&str> = words
            .filter(|word| word.starts_with("tongban_") || word.starts_with("process_"))
            .collect();
        assert!(asked.len() > 8, "{file} asks for {asked:?}");
        for name in asked {
            let parts = ["_bucket", "_sum", "_count"];
            let base = parts.iter().find_map(|part| name.strip_suffix(part)).unwrap_or(name);
            let is_known = families.contains(name) || families.contains(base);
            assert!(is_known, "{file} asks for {name}, which no server tells");
        }
    }
}

/// An act belongs to the request in which it was done; a request to the trace of its caller.
fn spans_hang_together(spans: &[Value]) {
    let submit = spans.iter().find(|span| span["name"] == "POST /api/cases").expect("it was sent");
    let act =
        spans.iter().find(|span| span["name"] == "act" && span["parentSpanId"] == submit["spanId"]);
    assert_eq!(act.expect("the act of the request")["traceId"], submit["traceId"]);
    let page = spans.iter().find(|span| span["name"] == "GET /matters").expect("it was sent");
    assert_eq!(page["traceId"], TRACE);
    assert_eq!(page["parentSpanId"], "b7ad6b7169203331");
    let nanos = |name: &str| submit[name].as_str().and_then(|text| text.parse::<i64>().ok());
    assert!(nanos("endTimeUnixNano") > nanos("startTimeUnixNano"), "{submit}");
}

/// Everything about people that must not show anywhere.
fn secrets(store: &Store) -> BTreeSet<String> {
    let mut secrets: BTreeSet<String> =
        [PASSWORD, "6222021001116245702", "13800138000", "330825194403055512", "徐桂花"]
            .map(str::to_owned)
            .into();
    for (table, columns) in [("people", &["name", "number", "phone"][..]), ("officers", &["name"])]
    {
        for row in store::backup::rows_of(store, table).expect("it can be read") {
            let texts = columns.iter().filter_map(|column| row.opt_text(column).ok().flatten());
            secrets.extend(texts.filter(|text| !text.is_empty()));
        }
    }
    secrets
}

fn get(url: &str) -> String {
    let mut answer = ureq::get(url).call().expect("the meters can be read");
    answer.body_mut().read_to_string().expect("it is text")
}

/// A collector of OpenTelemetry that keeps what it is sent.
struct Collector {
    address: String,
    bodies: Arc<Mutex<Vec<Value>>>,
}

impl Collector {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let bodies = Arc::<Mutex<Vec<Value>>>::default();
        let kept = bodies.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let body = read(&stream);
                kept.lock().expect("nobody has panicked").push(body);
                let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
                let _ = (&stream).write_all(answer.as_bytes());
            }
        });
        Self { address: format!("http://{address}/v1/traces"), bodies }
    }

    fn spans(&self) -> Vec<Value> {
        let bodies = self.bodies.lock().expect("nobody has panicked");
        let of = |body: &Value| {
            body["resourceSpans"][0]["scopeSpans"][0]["spans"]
                .as_array()
                .cloned()
                .unwrap_or_default()
        };
        bodies.iter().flat_map(of).collect()
    }
}

fn read(stream: &TcpStream) -> Value {
    let mut reader = BufReader::new(stream);
    let (mut length, mut line) = (0, String::new());
    while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the body is as long as it says");
    serde_json::from_slice(&body).expect("it is JSON")
}
