//! `ledger verify`: everything is replayed with public keys alone, in a database that is only read.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use basis::{Lang, Text};
use cases::CasesReport;
use certificates::audit::CertificatesReport;
use ledger::{AuditReport, Outside};
use seal::{KeyKind, VerifierKey};
use serde_json::json;

use super::found;
use super::ledger::{keys_there, must_have_begun};
use super::receipt::public_keys;
use crate::ambient;
use crate::cli::Place;
use crate::house::{House, open_to_read};
use crate::output::Output;

/// The files that an auditor brings.
pub struct Brings {
    /// With the ledger's public keys; where there are none, those in --var are taken.
    pub key: Vec<PathBuf>,
    /// Receipts and checkpoints.
    pub against: Vec<PathBuf>,
    /// With the public keys of witnesses.
    pub witness_key: Vec<PathBuf>,
}

/// What is in them.
struct Brought {
    keys: Vec<VerifierKey>,
    outside: Outside,
}

/// What was seen.
struct Seen {
    report: AuditReport,
    cases: CasesReport,
    papers: CertificatesReport,
    findings: Vec<String>,
}

/// Verifies a county's ledger, its cases and its certificates.
pub fn verify(place: &Place, brings: &Brings, lang: Lang, output: &Output) -> Result<ExitCode> {
    let mut brought = brings.read(lang)?;
    let store = open_to_read(&place.database)?;
    if brought.keys.is_empty() {
        let there = keys_there(place);
        brought.keys = there.context("without --key the public keys are those in --var")?;
    }
    must_have_begun(&store, &place.county)?;
    let busy = output.busy("replaying the ledger");
    let report = ledger::audit(&store, &place.county, &brought.keys, &brought.outside)?;
    let mut findings: Vec<String> = Vec::new();
    let mut say = |text: Text| {
        let line = text.get(lang).to_owned();
        busy.suspend(|| output.say(&line));
        findings.push(line);
    };
    report.findings.iter().map(ledger::Finding::text).for_each(&mut say);
    busy.set_message("rebuilding cases and comparing certificates");
    let house = House::to_read(place, &ambient::system(), store.clone()).context(
        "the ledger alone was verified; cases are rebuilt with the catalogue: name its folder with --data",
    )?;
    let cases = house.cases.audit_now()?;
    let papers = certificates::audit::audit(&house.app.ledger, &place.county)?;
    cases.findings.iter().map(cases::CaseFinding::text).chain(papers.findings()).for_each(&mut say);
    busy.finish_and_clear();
    if !store.was_left_alone() {
        bail!(
            "somebody has written into the database while it was read as a copy; verify it again"
        );
    }
    let seen = Seen { report, cases, papers, findings };
    seen.tell(&brought, lang, output);
    Ok(found(!seen.is_clean()))
}

impl Brings {
    fn read(&self, lang: Lang) -> Result<Brought> {
        let (mut keys, mut outside) = (Vec::new(), Outside::default());
        for file in &self.against {
            let text =
                fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
            outside
                .bring(&text)
                .map_err(|error| anyhow!("{}: {}", file.display(), error.text().get(lang)))?;
        }
        for file in &self.witness_key {
            outside.witnesses.extend(public_keys(file)?);
        }
        for file in &self.key {
            let (witnesses, own): (Vec<_>, Vec<_>) =
                public_keys(file)?.into_iter().partition(|key| key.kind() == KeyKind::Cosignature);
            keys.extend(own);
            outside.witnesses.extend(witnesses);
        }
        if keys.is_empty() && !self.key.is_empty() {
            bail!("--key holds no public key of a ledger; `tongban ledger keys` prints them");
        }
        Ok(Brought { keys, outside })
    }
}

impl Seen {
    fn is_clean(&self) -> bool {
        self.report.is_clean() && self.cases.is_clean() && self.papers.is_clean()
    }

    fn tell(&self, brought: &Brought, lang: Lang, output: &Output) {
        let Self { report, cases, papers, findings } = self;
        let keys: Vec<String> = brought.keys.iter().map(named).collect();
        let open: Vec<String> =
            self.not_checked(brought).iter().map(|text| text.get(lang).to_owned()).collect();
        output.answer(
            &json!({
                "clean": self.is_clean(), "leaves": report.leaves, "waiting": report.waiting,
                "erased": report.erased, "checkpoints": report.checkpoints, "cases": cases.cases,
                "certificates": papers.certificates, "findings": findings,
                "more_findings": report.more + cases.more, "keys": keys, "not_checked": open,
            }),
            self.words(&keys, &open, lang),
        );
    }

    fn words(&self, keys: &[String], open: &[String], lang: Lang) -> String {
        let Self { report, cases, papers, findings } = self;
        let (leaves, checkpoints, erased) = (report.leaves, report.checkpoints, report.erased);
        let (many, rebuilt, compared) = (findings.len(), cases.cases, papers.certificates);
        let (sum, checked, rest) = match lang {
            Lang::En => (
                format!(
                    "{leaves} leaves, {checkpoints} checkpoints, {erased} erased; {rebuilt} cases rebuilt, {compared} certificates compared; {many} findings"
                ),
                "Checked with these public keys, and with no secret: the signatures of the checkpoints; every record against its salted commitment; records, tiles and roots against each other:",
                "Not checked:",
            ),
            Lang::Zh => (
                format!(
                    "{leaves} 条记录、{checkpoints} 个检查点、{erased} 条已依法删除；按记录重建 {rebuilt} 件办件，比对 {compared} 份证照；发现 {many} 处问题"
                ),
                "只用下面的公钥核对，没有用到任何私钥：检查点的签名；每条记录与它加盐的承诺；记录、总账文件、根哈希互相比对：",
                "没有核对的：",
            ),
        };
        let list = |head: &str, lines: &[String]| {
            let lines: String = lines.iter().map(|line| format!("\n  {line}")).collect();
            format!("\n{head}{lines}")
        };
        format!("{sum}{}{}", list(checked, keys), list(rest, open))
    }

    /// What holds only as far as somebody else looks.
    fn not_checked(&self, brought: &Brought) -> Vec<Text> {
        let mut open = vec![Text::new(
            "人员、账号、部门数据、上传的文件等其他表：不与总账比对",
            "other tables, such as people, accounts, registers and uploaded files: they are not held against the ledger",
        )];
        if brought.outside.checkpoints.is_empty() {
            open.push(Text::new(
                "是不是整本用同一把私钥重写过：要和外面保存的回执或检查点比（--against）",
                "whether all of it was written anew under the same keys: that takes a receipt or a checkpoint kept outside (--against)",
            ));
        }
        if brought.outside.witnesses.is_empty() {
            open.push(Text::new(
                "见证单位的签名：没有带来它们的公钥（--witness-key）",
                "the signatures of witnesses: their public keys were not brought (--witness-key)",
            ));
        }
        for (kind, name) in [(KeyKind::Ed25519, "Ed25519"), (KeyKind::Sm2, "SM2")] {
            if !brought.keys.iter().any(|key| key.kind() == kind) {
                open.push(Text::new(
                    format!("检查点的 {name} 签名：没有带来这把公钥"),
                    format!(
                        "the {name} signatures of the checkpoints: that public key was not brought"
                    ),
                ));
            }
        }
        if self.report.erased > 0 {
            let (erased, cases) = (self.report.erased, self.cases.erased);
            open.push(Text::new(
                format!("{erased} 条依法删除的记录写过什么，以及因此不能重建的 {cases} 件办件"),
                format!("what {erased} erased records said, and {cases} cases that cannot be rebuilt without them"),
            ));
        }
        if self.report.waiting > 0 {
            let waiting = self.report.waiting;
            open.push(Text::new(
                format!("还没有进检查点的 {waiting} 条记录在总账里的位置"),
                format!("the place in the log of {waiting} records that wait for their checkpoint"),
            ));
        }
        open
    }
}

/// A key with its algorithm, as people compare it.
fn named(key: &VerifierKey) -> String {
    let kind = match key.kind() {
        KeyKind::Ed25519 => "Ed25519",
        KeyKind::Cosignature => "cosignature",
        KeyKind::Sm2 => "SM2",
    };
    format!("{kind}  {key}")
}
