//! What lies in `ops/` for whoever watches a server: the alerts fire when they should, and Prometheus
//! understands every expression of the dashboard. No Grafana has shown it in a test.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::{has_program, root};

/// Quiet while all is well, fired when it is not; by the program that comes with Prometheus.
#[test]
fn every_alert_has_been_tried() {
    if !has_program("promtool", "prometheus") {
        return;
    }
    let tried = promtool(&["test", "rules"], &root().join("ops/prometheus/alerts_test.yml"));
    assert!(tried.status.success(), "{}", words(&tried));
}

/// A file of alerts that is not where the sample says is found, too.
#[test]
fn the_sample_for_prometheus_is_understood() {
    if !has_program("promtool", "prometheus") {
        return;
    }
    let tried = promtool(&["check", "config"], &root().join("ops/prometheus/prometheus.yml"));
    assert!(tried.status.success(), "{}", words(&tried));
}

/// What the trial above does not name, it does not try.
#[test]
fn no_alert_is_left_out_of_the_trial() {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).expect("it is there");
    let alerts = read("ops/prometheus/alerts.yml");
    let trial = read("ops/prometheus/alerts_test.yml");
    let names = alerts.lines().filter_map(|line| line.trim().strip_prefix("- alert: "));
    let names: Vec<&str> = names.collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        assert!(trial.contains(&format!("alertname=\"{name}\"")), "{name} is never tried");
    }
}

#[test]
fn every_expression_of_the_dashboard_is_understood() {
    if !has_program("promtool", "prometheus") {
        return;
    }
    let text = std::fs::read_to_string(root().join("ops/grafana/tongban.json"));
    let dashboard: Value = serde_json::from_str(&text.expect("it is there")).expect("it is JSON");
    let mut asked = expressions(&dashboard);
    assert!(asked.len() > 25, "only {} expressions", asked.len());
    let tried = understood(&asked);
    assert!(tried.status.success(), "{}", words(&tried));
    asked.push("sum by (class) (rate(tongban_http_request_seconds_count[5m])".to_owned());
    assert!(!understood(&asked).status.success(), "an open bracket is understood");
}

/// Every expression in a dashboard, with something in the place of Grafana's variables.
fn expressions(part: &Value) -> Vec<String> {
    let of_field = |(name, inner): (&String, &Value)| match inner {
        Value::String(text) if name == "expr" => {
            vec![text.replace("$__rate_interval", "5m").replace("$instance", ".*")]
        }
        _ => expressions(inner),
    };
    match part {
        Value::Object(fields) => fields.iter().flat_map(of_field).collect(),
        Value::Array(parts) => parts.iter().flat_map(expressions).collect(),
        _ => Vec::new(),
    }
}

/// Reads each expression as that of a rule.
fn understood(expressions: &[String]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("rules.yml");
    let mut rules = "groups:\n- name: dashboard\n  rules:\n".to_owned();
    for (number, expression) in expressions.iter().enumerate() {
        // A text of JSON is one of YAML.
        let quoted = Value::from(expression.as_str());
        rules.push_str(&format!("  - record: dashboard:{number}\n    expr: {quoted}\n"));
    }
    std::fs::write(&file, rules).expect("it can be written");
    promtool(&["check", "rules"], &file)
}

fn promtool(arguments: &[&str], file: &Path) -> Output {
    Command::new("promtool").args(arguments).arg(file).output().expect("promtool runs")
}

fn words(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stderr) + &text(&output.stdout)
}
