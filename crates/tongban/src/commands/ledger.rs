//! `ledger`: verify everything, print keys, be a witness, ask a witness.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use basis::{Ambient, Lang, RecordId, Stop, Text};
use identity::By;
use ledger::{Cosigned, IdempotencyKey, Ledger, Outside, Record, Witness, WitnessAddress};
use meters::Meters;
use seal::{KeyKind, SigningKey};
use serde_json::json;

use super::found;
use super::receipt::public_keys;
use crate::ambient;
use crate::cli::{LedgerCommand, Place, Watching};
use crate::house::{House, ledger as open_ledger, open_existing, open_store};
use crate::output::Output;
use crate::settings::{Chance, Secrets, write_secret};

/// Runs a command about the ledger.
pub fn ledger(command: LedgerCommand, output: &Output) -> Result<ExitCode> {
    match command {
        LedgerCommand::Verify { place, against, witness_key, english } => {
            let lang = if english { Lang::En } else { Lang::Zh };
            verify(&place, &brought(&against, &witness_key, lang)?, lang, output)
        }
        LedgerCommand::Keys { place } => keys(&place, output),
        LedgerCommand::Witness { place, key_name, log_key, listen } => {
            witness(&place, &key_name, &log_key, listen, output)
        }
        LedgerCommand::Cosign { place, url, key } => cosign(&place, &url, &key, output),
        LedgerCommand::Erase { place, record, because } => erase(&place, &record, &because, output),
    }
}

/// What the auditor brings: receipts and checkpoints, and the keys of witnesses.
fn brought(against: &[PathBuf], witnesses: &[PathBuf], lang: Lang) -> Result<Outside> {
    let mut outside = Outside::default();
    for file in against {
        let text =
            fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        outside
            .bring(&text)
            .map_err(|error| anyhow!("{}: {}", file.display(), error.text().get(lang)))?;
    }
    for file in witnesses {
        outside.witnesses.extend(public_keys(file)?);
    }
    Ok(outside)
}

fn verify(place: &Place, outside: &Outside, lang: Lang, output: &Output) -> Result<ExitCode> {
    let (ambient, county) = (ambient::system(), &place.county);
    let ledger = there(place, &ambient)?;
    let busy = output.busy("replaying the ledger");
    let report = ledger.audit_now(county, outside)?;
    let mut findings: Vec<String> = Vec::new();
    let mut say = |text: Text| {
        let line = text.get(lang).to_owned();
        busy.suspend(|| output.say(&line));
        findings.push(line);
    };
    report.findings.iter().map(ledger::Finding::text).for_each(&mut say);
    busy.set_message("rebuilding cases and comparing certificates");
    let house = House::beside(place, &ambient).context(
        "the ledger alone was verified; cases are rebuilt with the catalogue: name its folder with --data",
    )?;
    let cases = house.cases.audit_now()?;
    let papers = certificates::audit::audit(&ledger, county)?;
    cases.findings.iter().map(cases::CaseFinding::text).chain(papers.findings()).for_each(&mut say);
    busy.finish_and_clear();
    let clean = report.is_clean() && cases.is_clean() && papers.is_clean();
    let (leaves, checkpoints, erased) = (report.leaves, report.checkpoints, report.erased);
    let (many, rebuilt, compared) = (findings.len(), cases.cases, papers.certificates);
    let words = if lang == Lang::En {
        format!(
            "{leaves} leaves, {checkpoints} checkpoints, {erased} erased; {rebuilt} cases rebuilt, {compared} certificates compared; {many} findings"
        )
    } else {
        format!(
            "{leaves} 条记录、{checkpoints} 个检查点、{erased} 条已依法删除；按记录重建 {rebuilt} 件办件，比对 {compared} 份证照；发现 {many} 处问题"
        )
    };
    output.answer(
        &json!({
            "clean": clean, "leaves": leaves, "waiting": report.waiting, "erased": erased,
            "checkpoints": checkpoints, "cases": rebuilt, "certificates": compared,
            "findings": findings, "more_findings": report.more + cases.more,
        }),
        words,
    );
    Ok(found(!clean))
}

/// A ledger that is there, to be read: nothing is written and no keys are made.
fn there(place: &Place, ambient: &Ambient) -> Result<Ledger> {
    let store = open_existing(&place.database)?;
    let keys = Secrets::at(place).ledger_there()?;
    let is_there = store.read_now(|tx| {
        let begun = ledger::size(tx, &place.county)?.is_some();
        Ok::<_, Stop>(begun || !ledger::streams(tx, &place.county, "", "", 1)?.is_empty())
    });
    if !is_there? {
        bail!(
            "there is no ledger of {} in this database; name its county with --county",
            place.county
        );
    }
    Ok(open_ledger(store, ambient, keys))
}

/// [`there`], to go on with under its own keys.
fn owned(place: &Place, ambient: &Ambient) -> Result<Ledger> {
    let ledger = there(place, ambient)?;
    ledger.check_keys_now(&place.county)?;
    Ok(ledger)
}

fn keys(place: &Place, output: &Output) -> Result<ExitCode> {
    let secrets = Secrets::at(place);
    let keyring = secrets.ledger_there()?;
    let keys: Vec<_> =
        keyring.of(&place.county)?.verifier_keys().iter().map(ToString::to_string).collect();
    let file = secrets.public_keys();
    output.answer(&json!({ "keys": keys, "file": file }), keys.join("\n"));
    Ok(ExitCode::SUCCESS)
}

fn witness(
    place: &Place,
    name: &str,
    log_keys: &[PathBuf],
    listen: SocketAddr,
    output: &Output,
) -> Result<ExitCode> {
    crate::watch::begin(&Watching::default(), &Meters::default())?;
    let ambient = ambient::system();
    let key = witness_key(place, name, &ambient)?;
    let mut logs = Vec::new();
    for file in log_keys {
        logs.extend(public_keys(file)?);
    }
    let store = open_store(&place.database)?;
    let public = key.verifier_key().to_string();
    let witness = Witness::new(store, ambient, &place.county, key, logs)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime
        .block_on(async {
            let listener = tokio::net::TcpListener::bind(listen)
                .await
                .with_context(|| format!("listening on {listen}"))?;
            let address = listener.local_addr()?;
            let words = format!("Witness at http://{address}; its public key:\n{public}");
            output.answer(&json!({ "address": format!("http://{address}"), "key": public }), words);
            Ok(axum::serve(listener, witness.router()).await?)
        })
        .map(|()| ExitCode::SUCCESS)
}

fn witness_key(place: &Place, name: &str, ambient: &Ambient) -> Result<SigningKey> {
    let file = place.var.join("witness.key");
    if !file.exists() {
        let key = SigningKey::generate(name, KeyKind::Cosignature, &Chance(ambient))?;
        write_secret(&file, key.to_secret_text().as_bytes())?;
    }
    let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let key = SigningKey::from_secret_text(text.trim())?;
    let own = key.verifier_key();
    if own.name() != name {
        bail!(
            "{} signs as {}, not as {name}; give that --key-name, or another --var",
            file.display(),
            own.name()
        );
    }
    Ok(key)
}

fn cosign(place: &Place, url: &str, key: &Path, output: &Output) -> Result<ExitCode> {
    let ambient = ambient::system();
    let ledger = owned(place, &ambient)?;
    let Some(key) = public_keys(key)?.into_iter().next() else {
        bail!("{} holds no key", key.display())
    };
    ledger.integrate_now(&place.county)?;
    if !url.starts_with("http://") && !url.starts_with("https://") {
        bail!("--url {url}: the witness's address begins with http:// or https://");
    }
    let witness = WitnessAddress { key, prefix: url.trim_end_matches('/').to_owned() };
    let (size, words) = match ledger.cosign_now(&place.county, &witness, &post)? {
        Cosigned::Yes(size) => {
            (Some(size), format!("The witness has cosigned the ledger at {size} records"))
        }
        Cosigned::Already => (None, "The witness had cosigned this checkpoint before".to_owned()),
        Cosigned::No(why) => bail!("the witness at {url} has not cosigned: {why}"),
    };
    output.answer(&json!({ "cosigned": true, "size": size }), words);
    Ok(ExitCode::SUCCESS)
}

fn erase(place: &Place, record: &str, because: &str, output: &Output) -> Result<ExitCode> {
    let id: RecordId = record
        .parse()
        .with_context(|| format!("{record}: the id of a record, as receipts show it"))?;
    let because = because.trim().to_owned();
    if because.is_empty() {
        bail!("--because: say on what ground, e.g. 个人信息保护法第四十七条");
    }
    let ambient = ambient::system();
    let ledger = owned(place, &ambient)?;
    let by = By::system(&place.county, ambient.now(), IdempotencyKey::from(ambient.id()));
    let request = json!({ "erase": id, "because": because });
    ledger.act_now(by.meta(request), move |act| {
        act.erase(id)?;
        let body = json!({ "record": id, "because": because });
        act.close(Record::new(format!("erasure:{id}"), "ledger.erasure", body), ())
    })?;
    ledger.integrate_now(&place.county)?;
    output.answer(&json!({ "erased": id }), format!("{id} is erased; its leaf stays in the log"));
    Ok(ExitCode::SUCCESS)
}

/// One bounded request to a witness.
fn post(url: &str, body: &str) -> Result<(u16, String), String> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(10)))
        .http_status_as_error(false)
        .build();
    let agent = ureq::Agent::new_with_config(config);
    let mut answer = agent.post(url).send(body).map_err(|error| error.to_string())?;
    let status = answer.status().as_u16();
    let text = answer.body_mut().read_to_string().map_err(|error| error.to_string())?;
    Ok((status, text))
}
