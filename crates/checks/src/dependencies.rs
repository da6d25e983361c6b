//! Which way dependencies point: the picture of ARCHITECTURE.md as a table, and the manifests held against it.

use crate::Finding;
use crate::tree::File;

/// Each crate of ours and those of ours that it may name. What is not here may not be named.
/// The order is the tiers', from the ground up; `checks` looks at all and depends on none.
pub(crate) const PICTURE: [(&str, &[&str]); 26] = [
    ("basis", &[]),
    ("rules", &["basis"]),
    ("seal", &["basis"]),
    ("meters", &[]),
    ("store", &["basis", "meters"]),
    ("policy", &["basis", "rules"]),
    ("network", &["basis"]),
    ("access", &["basis", "network"]),
    ("optimise", &["basis"]),
    ("planner", &["basis", "network", "access", "optimise", "policy"]),
    ("ledger", &["basis", "meters", "seal", "store"]),
    ("web", &["basis", "meters", "seal", "store", "ledger"]),
    ("identity", &["basis", "rules", "seal", "store", "ledger", "web"]),
    ("atlas", &["basis", "network", "access", "planner", "web", "identity"]),
    ("catalogue", &["basis", "rules", "seal", "store", "ledger", "web"]),
    ("cases", &["basis", "rules", "seal", "store", "ledger", "web", "identity", "catalogue"]),
    ("exchange", PLATFORM),
    ("certificates", PLATFORM),
    ("outbound", PLATFORM),
    ("feedback", PLATFORM),
    ("training", PLATFORM),
    ("portal", FACES),
    ("desk", FACES),
    ("manage", FACES),
    ("tongban", EVERYTHING),
    ("checks", &[]),
];
const PLATFORM: &[&str] =
    &["basis", "rules", "seal", "store", "ledger", "web", "identity", "catalogue", "cases"];
const FACES: &[&str] = &[
    "basis",
    "rules",
    "seal",
    "store",
    "ledger",
    "web",
    "identity",
    "catalogue",
    "cases",
    "exchange",
    "certificates",
    "outbound",
    "feedback",
];
const EVERYTHING: &[&str] = &[
    "basis",
    "meters",
    "rules",
    "seal",
    "store",
    "ledger",
    "web",
    "identity",
    "catalogue",
    "cases",
    "exchange",
    "certificates",
    "outbound",
    "feedback",
    "portal",
    "desk",
    "manage",
    "policy",
    "network",
    "access",
    "optimise",
    "planner",
    "atlas",
];

/// Crates without async, database, HTTP or clock.
const PURE: [&str; 7] = ["basis", "rules", "seal", "policy", "network", "access", "optimise"];
/// What a pure crate may therefore not name.
const IMPURE: [&str; 9] = [
    "axum",
    "getrandom",
    "rusqlite",
    "tokio",
    "tokio-postgres",
    "tower",
    "tower-http",
    "tracing",
    "ureq",
];
/// Outside crates that only some of ours may name. `planner` reads GeoPackages, which are SQLite
/// files of others; it keeps nothing in a database.
const OWNED: [(&str, &[&str]); 2] =
    [("rusqlite", &["store", "planner"]), ("tokio-postgres", &["store"])];

/// Holds one crate's manifest against the picture.
pub(crate) fn findings(manifest: &File) -> Vec<Finding> {
    let finding = |what: String| Finding::new(&manifest.path, line_of(&manifest.text, &what), what);
    let name = manifest.crate_name().unwrap_or_default();
    let table: toml::Table = match manifest.text.parse() {
        Ok(table) => table,
        Err(error) => return vec![finding(format!("no manifest: {error}"))],
    };
    let Some((_, allowed)) = PICTURE.iter().find(|(known, _)| *known == name) else {
        let what = format!("`{name}` is not in the picture: add it to checks/src/dependencies.rs");
        return vec![finding(what)];
    };
    let mut findings = Vec::new();
    if get(&table, &["lints", "workspace"]).and_then(toml::Value::as_bool) != Some(true) {
        findings.push(finding("no `[lints] workspace = true`".to_owned()));
    }
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let Some(section) = table.get(section).and_then(toml::Value::as_table) else { continue };
        for (dependency, value) in section {
            let wrong = wrong_edge(name, allowed, dependency);
            findings.extend(wrong.map(|why| finding(format!("`{dependency}` {why}"))));
            if value.get("workspace").and_then(toml::Value::as_bool) != Some(true) {
                let what = format!("`{dependency}` has its own version: use `.workspace = true`");
                findings.push(finding(what));
            }
        }
    }
    findings
}

fn wrong_edge(name: &str, allowed: &[&str], dependency: &str) -> Option<String> {
    let ours = PICTURE.iter().any(|(known, _)| *known == dependency);
    if ours && !allowed.contains(&dependency) {
        return Some(format!("does not stand below `{name}` in the picture of ARCHITECTURE.md"));
    }
    if PURE.contains(&name) && IMPURE.contains(&dependency) {
        return Some(format!("has no place in `{name}`, which is pure"));
    }
    let owners = OWNED.iter().find(|(owned, _)| *owned == dependency)?.1;
    let owner = owners.first().filter(|_| !owners.contains(&name))?;
    Some(format!("is only for `{owner}`: ask it"))
}

fn get<'a>(table: &'a toml::Table, keys: &[&str]) -> Option<&'a toml::Value> {
    let (first, rest) = keys.split_first()?;
    rest.iter().try_fold(table.get(*first)?, |value, key| value.get(*key))
}

/// The line that names what stands first in backticks.
fn line_of(text: &str, what: &str) -> usize {
    let name = what.split('`').nth(1).unwrap_or_default();
    text.lines().position(|line| !name.is_empty() && line.starts_with(name)).map_or(0, |i| i + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_outside_the_picture_are_found() {
        let check = |name: &str, dependencies: &str, expected: &[&str]| {
            let text = format!("[dependencies]\n{dependencies}\n[lints]\nworkspace = true\n");
            let path = format!("crates/{name}/Cargo.toml");
            let found: Vec<String> =
                findings(&File { path, text }).into_iter().map(|f| f.what).collect();
            assert_eq!(found.len(), expected.len(), "{found:?}");
            for (found, expected) in found.iter().zip(expected) {
                assert!(found.contains(expected), "{found:?} should speak of {expected:?}");
            }
        };
        check("cases", "identity.workspace = true\nserde.workspace = true", &[]);
        check("cases", "portal.workspace = true", &["does not stand below `cases`"]);
        check("exchange", "certificates.workspace = true", &["does not stand below"]);
        check("rules", "tokio.workspace = true", &["pure"]);
        check("ledger", "rusqlite.workspace = true", &["only for `store`"]);
        check("planner", "rusqlite.workspace = true", &[]);
        check("planner", "tokio-postgres.workspace = true", &["only for `store`"]);
        check("web", "serde = \"1\"", &["own version"]);
        check("attic", "", &["not in the picture"]);
    }

    #[test]
    fn the_picture_has_no_circle() {
        let place = |name: &str| PICTURE.iter().position(|(known, _)| *known == name);
        for (name, allowed) in PICTURE {
            for below in allowed {
                assert!(place(below) < place(name), "{name} must come after {below}");
            }
        }
    }
}
