//! `check`: the catalogue's findings, drift, and more about a code.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use basis::Lang;
use catalogue::{Finding, Settings, Severity, codes};
use serde_json::json;

use super::found;
use crate::cli::Check;
use crate::output::Output;
use crate::{ambient, house};

/// Checks a catalogue.
pub fn check(check: &Check, output: &Output) -> Result<ExitCode> {
    let lang = if check.english { Lang::En } else { Lang::Zh };
    if let Some(code) = &check.explain {
        return explain(code, lang, output);
    }
    if !check.dir.is_dir() {
        bail!(
            "{} is no folder; name the catalogue's folder, e.g. data/catalogue",
            check.dir.display()
        );
    }
    if check.drift {
        return drift(check, output);
    }
    let divisions = house::divisions(&check.data).ok();
    let known = |code: &str| {
        divisions.as_ref().is_none_or(|divisions| {
            basis::DivisionCode::parse(code).is_ok_and(|code| !divisions.history(&code).is_empty())
        })
    };
    let on = ambient::system().now().date();
    let settings = Settings { on, is_division: Some(&known) };
    let checked = catalogue::check(&check.dir, &settings)
        .with_context(|| format!("reading {}", check.dir.display()))?;
    for finding in &checked.findings {
        output.say(finding.line(lang));
    }
    let errors = checked.findings.iter().filter(|one| one.severity == Severity::Error).count();
    let matters = checked.catalogue.matters().count();
    let all: Vec<_> = checked.findings.iter().map(as_json).collect();
    output.answer(
        &json!({ "matters": matters, "errors": errors, "findings": all }),
        format!("{matters} matters, {errors} errors, {} findings in all", all.len()),
    );
    Ok(found(errors > 0))
}

fn as_json(finding: &Finding) -> serde_json::Value {
    json!({
        "line": finding.line(Lang::En),
        "severity": if finding.severity == Severity::Error { "error" } else { "warning" },
    })
}

fn explain(code: &str, lang: Lang, output: &Output) -> Result<ExitCode> {
    match codes::explain(code, lang) {
        Some(text) => {
            output.answer(&json!({ "code": code, "text": text }), &text);
            Ok(ExitCode::SUCCESS)
        }
        None => {
            let known: Vec<_> = codes::entries().map(|entry| entry.code.to_string()).collect();
            bail!("there is no code {code}; the codes are {}", known.join(" "))
        }
    }
}

fn drift(check: &Check, output: &Output) -> Result<ExitCode> {
    let drift = catalogue::elastic::drift(&check.dir)
        .with_context(|| format!("reading {}", check.dir.display()))?;
    for one in &drift.differences {
        let base = one.base.as_deref().unwrap_or("-");
        output.say(format!("{} {}: base {base}", one.matter, one.field));
        for (file, says) in &one.says {
            output.say(format!("    {file}: {says}"));
        }
    }
    for one in &drift.outdated {
        let (file, base) = (&one.file, &one.base);
        output.say(format!(
            "{file}: reviewed against {base}@{}, which is now @{}",
            one.reviewed, one.now
        ));
    }
    let (differ, outdated) = (drift.differences.len(), drift.outdated.len());
    let words = format!("{differ} fields differ, {outdated} files wait for review");
    output.answer(&serde_json::to_value(&drift)?, words);
    Ok(ExitCode::SUCCESS)
}
