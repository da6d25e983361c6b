//! The rules run over this repository.

use std::collections::BTreeSet;
use std::process::Command;

use crate::messages::Messages;
use crate::migrations::Table;
use crate::tree::{File, files, root};
use crate::{
    Finding, asvs, dependencies, licences, manners, messages, migrations, purity, shards, sizes,
    statements,
};

/// Fails with one line a finding.
fn none(mut findings: Vec<Finding>) {
    findings.sort();
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{} findings\n{}\n", lines.len(), lines.join("\n"));
}

fn sources(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.is_source())
}

fn own_tables(files: &[File]) -> Vec<Table> {
    files.iter().filter(|file| is_migration(file)).flat_map(migrations::tables).collect()
}

fn is_migration(file: &File) -> bool {
    file.path.starts_with("migrations/") && file.path.ends_with(".sql")
}

fn is_ours(file: &File) -> bool {
    // Laws, guides and lists are as others published them; the licence is what it is.
    !file.path.starts_with("data/") && file.path != "LICENSE" && !file.path.ends_with(".lock")
}

#[test]
fn dependencies_are_in_the_picture() {
    let files = files();
    let manifest =
        |file: &&File| file.path.starts_with("crates/") && file.path.ends_with("/Cargo.toml");
    let manifests: Vec<&File> = files.iter().filter(manifest).collect();
    assert!(manifests.len() >= 18, "only {} manifests", manifests.len());
    none(manifests.into_iter().flat_map(dependencies::findings).collect());
}

#[test]
fn files_and_functions_have_their_size() {
    let files = files();
    let mut findings: Vec<Finding> = sources(&files).flat_map(sizes::too_long).collect();
    let production = sources(&files).filter(|file| !statements::is_test(&file.path));
    let measures: Vec<sizes::Measure> = production.map(sizes::measure).collect();
    findings.extend(sizes::too_many_long(&measures));
    println!("{}", sizes::report(&measures));
    none(findings);
}

#[test]
fn statements_stand_in_their_file_and_tables_with_their_owner() {
    let files = files();
    let tables = own_tables(&files);
    let production = sources(&files)
        .filter(|file| !statements::is_test(&file.path) && file.crate_name() != Some("checks"));
    none(production.flat_map(|file| statements::findings(file, &tables)).collect());
}

#[test]
fn statements_stay_in_one_county() {
    let files = files();
    let tables = own_tables(&files);
    assert!(tables.len() > 25, "only {} tables", tables.len());
    let production = sources(&files)
        .filter(|file| !statements::is_test(&file.path) && file.crate_name() != Some("checks"));
    let production: Vec<&File> = production.collect();
    // Whoever sees no statement finds nothing wrong with any.
    let many: usize = production.iter().map(|file| shards::many(file, &tables)).sum();
    let of_jobs = |file: &&&File| file.path == "crates/store/src/jobs.rs";
    let claims: usize =
        production.iter().filter(of_jobs).map(|one| shards::many(one, &tables)).sum();
    assert!(many > 100 && claims > 10, "only {many} statements, {claims} of them about jobs");
    let of = |file: &File| [shards::findings(file, &tables), shards::strays(file)].concat();
    none(production.into_iter().flat_map(of).collect());
}

#[test]
fn deciding_is_pure() {
    let files = files();
    none(files.iter().filter(|f| purity::is_model(&f.path)).flat_map(purity::doors).collect());
}

#[test]
fn pages_keep_to_themselves() {
    let files = files();
    let page = |file: &&File| file.path.starts_with("crates/") && file.path.ends_with(".html");
    none(files.iter().filter(page).flat_map(purity::foreign).collect());
}

#[test]
fn programs_for_browsers_write_text_and_keep_nothing() {
    let files = files();
    let programs: Vec<&File> =
        files.iter().filter(|file| purity::is_program_for_browsers(&file.path)).collect();
    assert!(programs.len() >= 3, "only {} programs", programs.len());
    none(programs.into_iter().flat_map(purity::lasting).collect());
}

#[test]
fn tables_begin_with_their_county() {
    let files = files();
    let crates: Vec<&str> = dependencies::PICTURE.iter().map(|(name, _)| *name).collect();
    let migrations = files.iter().filter(|file| is_migration(file));
    none(migrations.flat_map(|file| migrations::findings(file, &crates)).collect());
}

#[test]
fn a_table_has_one_owner() {
    let tables = own_tables(&files());
    let mut names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    names.sort_unstable();
    let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "made twice: {twice:?}");
}

#[test]
fn sources_open_with_a_sentence() {
    none(sources(&files()).filter_map(manners::opening).collect());
}

#[test]
fn nothing_is_marked_unfinished() {
    none(files().iter().filter(|file| is_ours(file)).flat_map(manners::unfinished).collect());
}

#[test]
fn drivers_are_named_in_store_alone() {
    let files = files();
    let others = sources(&files).filter(|file| file.crate_name() != Some("checks"));
    none(others.flat_map(manners::drivers).collect());
}

#[test]
fn nothing_of_one_machine_is_here() {
    let files = files();
    none(
        files.iter().filter(|file| file.path != "Cargo.lock").flat_map(manners::machine).collect(),
    );
}

#[test]
fn the_lock_files_of_npm_name_no_host() {
    for folder in ["browser", "islands"] {
        let path = format!("{folder}/package-lock.json");
        let lock = files().into_iter().find(|file| file.path == path);
        let lock = lock.unwrap_or_else(|| panic!("{path} is not there"));
        assert!(!lock.text.contains("\"resolved\""), "npm wrote addresses: see {folder}/.npmrc");
    }
}

#[test]
fn links_of_the_documents_lead_somewhere() {
    let files = files();
    let pages = files.iter().filter(|file| file.path.ends_with(".md") && is_ours(file));
    none(pages.flat_map(|file| manners::links(file, |path| root().join(path).exists())).collect());
}

#[test]
fn every_item_of_asvs_has_its_row_and_every_test_that_a_document_names_is_there() {
    let files = files();
    let tests: BTreeSet<String> = sources(&files).flat_map(asvs::tests_of).collect();
    let page = files.iter().find(|file| file.path == "docs/ASVS.md").expect("the table is there");
    none(asvs::findings(page, &tests));
}

#[test]
fn messages_are_sorted_and_the_same_in_both_languages() {
    let files = files();
    let of = |language: &str| -> Vec<&File> {
        let folder = format!("data/messages/{language}/");
        files.iter().filter(|file| file.path.starts_with(&folder)).collect()
    };
    let (zh, en) = (of("zh"), of("en"));
    let names = |files: &[&File]| -> BTreeSet<String> {
        files.iter().filter_map(|f| f.path.rsplit('/').next().map(str::to_owned)).collect()
    };
    assert_eq!(names(&zh), names(&en), "one file a crate in each language");
    let mut findings = Vec::new();
    for (zh, en) in zh.into_iter().zip(en) {
        match (Messages::parse(zh), Messages::parse(en)) {
            (Ok(zh), Ok(en)) => {
                findings.extend(zh.untidy().into_iter().chain(en.untidy()));
                findings.extend(zh.lacks(&en).into_iter().chain(en.lacks(&zh)));
            }
            (zh, en) => findings.extend(zh.err().into_iter().chain(en.err())),
        }
    }
    none(findings);
}

#[test]
fn every_message_that_is_asked_for_is_there() {
    let files = files();
    let mut known = BTreeSet::new();
    for file in files.iter().filter(|file| file.path.starts_with("data/messages/zh/")) {
        if let Ok(messages) = Messages::parse(file) {
            known.extend(messages.keys());
        }
    }
    let pages = files.iter().filter(|file| {
        let page = file.path.ends_with(".html") || file.is_source();
        page && file.crate_name().is_some_and(|name| name != "checks")
    });
    let mut findings = Vec::new();
    for page in pages {
        for (line, key) in messages::asked(page) {
            if !known.contains(&key) {
                let what = format!("{key} is in no file of data/messages/zh");
                findings.push(Finding::new(&page.path, line, what));
            }
        }
    }
    none(findings);
}

#[test]
fn every_refusal_that_is_told_has_its_sentence_and_none_is_left_over() {
    let files = files();
    let sentences = |file: &&File| file.path == "data/messages/zh/refusals.toml";
    let file = files.iter().find(sentences).expect("the sentences of refusals are there");
    let known: BTreeSet<String> = Messages::parse(file).expect("they are TOML").keys().collect();
    let sources = files
        .iter()
        .filter(|file| file.is_source() && file.crate_name().is_some_and(|name| name != "checks"));
    let (mut findings, mut asked) = (Vec::new(), BTreeSet::new());
    for source in sources {
        for (line, key) in messages::told(source) {
            if !known.contains(&key) {
                let what = format!("{key} is not in data/messages/zh/refusals.toml");
                findings.push(Finding::new(&source.path, line, what));
            }
            asked.insert(key);
        }
    }
    let left = known
        .difference(&asked)
        .map(|key| Finding::new(&file.path, 0, format!("{key}: nothing tells it")));
    findings.extend(left);
    none(findings);
}

#[test]
fn licences_of_all_dependencies_are_kept() {
    let deny = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml is there");
    let allowed = licences::allowed(&deny.parse().expect("deny.toml is TOML"));
    let metadata = metadata();
    let packages = metadata["packages"].as_array().map_or(0, Vec::len);
    assert!(packages > 100, "cargo told of only {packages} packages");
    let unkept = licences::unkept(&metadata, &allowed);
    assert!(unkept.is_empty(), "not in the list of deny.toml:\n{}", unkept.join("\n"));
}

/// What cargo knows of our dependencies on this platform, without asking the network.
fn metadata() -> serde_json::Value {
    let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--offline", "--locked", "--filter-platform"])
        .arg(platform)
        .current_dir(root())
        .output()
        .expect("cargo can be started");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata failed: {error}");
    serde_json::from_slice(&output.stdout).expect("cargo metadata writes JSON")
}
