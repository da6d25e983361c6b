//! `receipt verify`: offline, with nothing but the file and the public keys.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use basis::Lang;
use ledger::{Policy, verify_receipt};
use seal::VerifierKey;
use serde_json::json;

use crate::cli::Receipt;
use crate::output::Output;

/// Checks a receipt and says what it proves.
pub fn receipt(command: Receipt, output: &Output) -> Result<ExitCode> {
    let Receipt::Verify { file, key, witnesses, english } = command;
    let lang = if english { Lang::En } else { Lang::Zh };
    let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let mut keys = Vec::new();
    for file in &key {
        keys.extend(public_keys(file)?);
    }
    let policy = Policy::from_keys(keys, witnesses);
    let verified =
        verify_receipt(&text, &policy).map_err(|error| anyhow!("{}", error.text().get(lang)))?;
    let words = verified.words_for(&cases::title(&verified.record.kind));
    output.answer(
        &json!({
            "verified": true,
            "kind": verified.record.kind,
            "at": verified.record.at.to_string(),
            "leaf": verified.proved.index,
            "words": words.get(lang),
        }),
        words.get(lang),
    );
    Ok(ExitCode::SUCCESS)
}

/// The public keys of a file, one a line; or the key itself, where it stands instead of a file.
pub fn public_keys(file: &Path) -> Result<Vec<VerifierKey>> {
    if let Some(Ok(key)) = file.to_str().map(str::parse::<VerifierKey>) {
        return Ok(vec![key]);
    }
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.trim().parse().with_context(|| format!("reading {}", file.display())))
        .collect()
}
