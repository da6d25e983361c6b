//! `ledger`: print keys, be a witness, ask a witness, erase; who verifies is beside it.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use basis::{Ambient, Lang, RecordId, Stop};
use identity::By;
use ledger::{Cosigned, IdempotencyKey, Ledger, Record, Witness, WitnessAddress};
use meters::Meters;
use seal::{KeyKind, SigningKey, VerifierKey};
use serde_json::json;
use store::Store;

use super::receipt::public_keys;
use super::verify::{Brings, verify};
use crate::ambient;
use crate::cli::{LedgerCommand, Place, Watching};
use crate::house::{ledger as open_ledger, open_existing, open_store};
use crate::output::Output;
use crate::outside;
use crate::settings::{Chance, Secrets, write_secret};

/// Runs a command about the ledger.
pub fn ledger(command: LedgerCommand, output: &Output) -> Result<ExitCode> {
    match command {
        LedgerCommand::Verify { place, key, against, witness_key, english } => {
            let lang = if english { Lang::En } else { Lang::Zh };
            verify(&place, &Brings { key, against, witness_key }, lang, output)
        }
        LedgerCommand::Keys { place } => keys(&place, output),
        LedgerCommand::Witness { place, key_name, log_key, listen } => {
            witness(&place, &key_name, &log_key, listen, output)
        }
        LedgerCommand::Cosign { place, url, key } => cosign(&place, &url, &key, output),
        LedgerCommand::Erase { place, record, because } => erase(&place, &record, &because, output),
    }
}

/// A ledger that is there, to go on with under its own keys; none are made.
fn owned(place: &Place, ambient: &Ambient) -> Result<Ledger> {
    let store = open_existing(&place.database)?;
    let keys = Secrets::at(place).ledger_there()?;
    must_have_begun(&store, &place.county)?;
    let ledger = open_ledger(store, ambient, keys, true);
    ledger.check_keys_now(&place.county)?;
    Ok(ledger)
}

/// Refuses a database without a ledger of the county: in an empty one everything looks clean.
pub fn must_have_begun(store: &Store, county: &str) -> Result<()> {
    let is_there = store.read_now(|tx| {
        let begun = ledger::size(tx, county)?.is_some();
        Ok::<_, Stop>(begun || !ledger::streams(tx, county, "", "", 1)?.is_empty())
    });
    if !is_there? {
        bail!("there is no ledger of {county} in this database; name its county with --county");
    }
    Ok(())
}

/// The public keys as they lie in --var; the secret ones are read only where those are not there.
pub fn keys_there(place: &Place) -> Result<Vec<VerifierKey>> {
    let secrets = Secrets::at(place);
    let public = secrets.public_keys();
    if public.exists() {
        return public_keys(&public);
    }
    Ok(secrets.ledger_there()?.of(&place.county)?.verifier_keys())
}

fn keys(place: &Place, output: &Output) -> Result<ExitCode> {
    let keys: Vec<_> = keys_there(place)?.iter().map(ToString::to_string).collect();
    let file = Secrets::at(place).public_keys();
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
    let agent = outside::agent(Duration::from_secs(10));
    let mut answer = agent.post(url).send(body).map_err(|error| error.to_string())?;
    let status = answer.status().as_u16();
    let text = answer.body_mut().read_to_string().map_err(|error| error.to_string())?;
    Ok((status, text))
}
