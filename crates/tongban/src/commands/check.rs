//! `check`: the catalogue's findings, drift, and more about a code.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use basis::{DivisionCode, Lang};
use catalogue::{IsDivision, Settings, Severity, codes};
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
    if let Some(code) = &check.division {
        return division(code, check, output);
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
    let on = ambient::system().now().date();
    let divisions = house::divisions(&check.data).ok();
    let unchecked = divisions.is_none().then(|| {
        let folder = check.data.join("divisions");
        format!("codes of divisions were not checked: there are no lists in {}; name the folder with --data", folder.display())
    });
    let known = divisions.as_ref().map(|divisions| catalogue::known(divisions, on));
    let division = known.as_ref().map(|known| known as &(dyn Fn(&str) -> IsDivision + Sync));
    let settings = Settings { on, division };
    let checked = catalogue::check(&check.dir, &settings)
        .with_context(|| format!("reading {}", check.dir.display()))?;
    for finding in &checked.findings {
        output.say(finding.line(lang));
    }
    let errors = checked.findings.iter().filter(|one| one.severity == Severity::Error).count();
    let matters = checked.catalogue.matters().count();
    let counts =
        format!("{matters} matters, {errors} errors, {} findings in all", checked.findings.len());
    let words = [Some(counts), unchecked.clone()].into_iter().flatten().collect::<Vec<_>>();
    output.answer(
        &json!({ "matters": matters, "errors": errors, "findings": checked.findings, "unchecked": unchecked }),
        words.join("\n"),
    );
    Ok(found(errors > 0))
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

/// The names of a division through time, what followed it and what it followed, and what is odd about
/// it in the published lists.
fn division(code: &str, check: &Check, output: &Output) -> Result<ExitCode> {
    let lang = if check.english { Lang::En } else { Lang::Zh };
    let register = house::register(&check.data)?;
    let (divisions, on) = (&register.divisions, ambient::system().now().date());
    let code = DivisionCode::parse(code)?;
    let history = divisions.history(&code);
    if history.is_empty() {
        bail!("{code} is in none of the lists of divisions; look at the code");
    }
    let mut lines: Vec<String> = Vec::new();
    for one in history {
        let day = |day: Option<basis::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        lines.push(format!("{code} {} [{}..{}]", one.name, day(one.from), day(one.until)));
    }
    let ended = divisions.ended(&code, on);
    lines.extend(ended.as_ref().map(|words| words.get(lang).to_owned()));
    for link in divisions.predecessors(&code) {
        let name = divisions.history(&link.from).last().map_or("", |one| &one.name);
        lines.push(format!("{} {name} → {code} ({})", link.from, link.on));
    }
    let odd = register.findings.iter().filter(|one| one.code == code).map(ToString::to_string);
    let odd: Vec<String> = odd.collect();
    lines.extend(odd.iter().cloned());
    let value = json!({
        "code": code, "history": history, "ended": ended, "findings": odd,
        "successors": divisions.successors(&code), "predecessors": divisions.predecessors(&code),
    });
    output.answer(&value, lines.join("\n"));
    Ok(ExitCode::SUCCESS)
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
