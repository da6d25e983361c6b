//! The licences of all that we build on, held against the list in `deny.toml`.

use std::collections::BTreeSet;

/// Whether an SPDX expression can be kept with the licences allowed: of an `OR` one, of an `AND` all.
/// `/` is how old manifests write `OR`.
pub(crate) fn is_kept(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, at: 0, allowed };
    let kept = reader.any();
    kept && reader.at == words.len()
}

struct Reader<'a> {
    words: &'a [&'a str],
    at: usize,
    allowed: &'a BTreeSet<String>,
}

impl Reader<'_> {
    fn next_is(&mut self, word: &str) -> bool {
        let found = self.words.get(self.at) == Some(&word);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> bool {
        let mut kept = self.all();
        while self.next_is("OR") {
            kept |= self.all();
        }
        kept
    }

    fn all(&mut self) -> bool {
        let mut kept = self.one();
        while self.next_is("AND") {
            kept &= self.one();
        }
        kept
    }

    fn one(&mut self) -> bool {
        if self.next_is("(") {
            let kept = self.any();
            return self.next_is(")") && kept;
        }
        let Some(licence) = self.words.get(self.at) else { return false };
        self.at += 1;
        let mut name = (*licence).to_owned();
        if self.next_is("WITH") {
            name = format!("{name} WITH {}", self.words.get(self.at).unwrap_or(&""));
            self.at += 1;
        }
        self.allowed.contains(&name)
    }
}

/// The list of `deny.toml`.
pub(crate) fn allowed(deny: &toml::Table) -> BTreeSet<String> {
    let list = deny.get("licenses").and_then(|table| table.get("allow")?.as_array());
    list.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// Packages of `cargo metadata` whose licence is not kept: name and version, and what they state.
pub(crate) fn unkept(metadata: &serde_json::Value, allowed: &BTreeSet<String>) -> Vec<String> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    packages
        .iter()
        .filter(|package| !is_kept(package["license"].as_str().unwrap_or_default(), allowed))
        .map(|package| {
            let text = |key: &str| package[key].as_str().unwrap_or("nothing");
            format!("{} {} states {}", text("name"), text("version"), text("license"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_kept_when_one_way_through_it_is() {
        let allowed: BTreeSet<String> =
            ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"]
                .map(str::to_owned)
                .into();
        let check = |expression, expected| {
            assert_eq!(is_kept(expression, &allowed), expected, "{expression:?}");
        };
        check("MIT", true);
        check("MIT OR GPL-3.0-only", true);
        check("MIT/Apache-2.0", true);
        check("MIT AND GPL-3.0-only", false);
        check("(MIT OR GPL-3.0-only) AND Unicode-3.0", true);
        check("Apache-2.0 WITH LLVM-exception OR X", true);
        check("GPL-2.0-only WITH Classpath-exception-2.0", false);
        check("(MIT", false);
        check("", false);
    }
}
