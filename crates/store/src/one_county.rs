//! An act stays in one county, so that a database which is spread by county keeps it on one machine.
//!
//! That each statement does, its text tells (`cargo test -p checks`). That all of a transaction name
//! the same county is seen where it runs: builds for tests refuse one that names a second, so that
//! every test of an act tries it; a release does not look.

use crate::{StoreError, Value};

/// The county of a transaction that writes.
#[derive(Default)]
pub(crate) struct OneCounty(Option<String>);

impl OneCounty {
    /// Notes the county that a statement names; an error where an earlier one named another.
    pub(crate) fn stay(&mut self, sql: &str, params: &[Value]) -> Result<(), StoreError> {
        let Some(county) = named(sql, params) else { return Ok(()) };
        let own = self.0.get_or_insert_with(|| county.to_owned());
        if own.as_str() == county {
            return Ok(());
        }
        Err(StoreError::failed("staying in one county", format!("{own}, then {county}: {sql}")))
    }
}

/// The county that a statement names: its first parameter, as `cargo test -p checks` holds.
fn named<'a>(sql: &str, params: &'a [Value]) -> Option<&'a str> {
    let is_of_a_county = sql.contains("county = $1") || sql.contains("(county");
    match params.first() {
        Some(Value::Text(county)) if is_of_a_county => Some(county.as_str()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Value, backup, params, testing};

    const BEGIN: &str = "INSERT INTO ledger_heads (county, size) VALUES ($1, 0)";
    const SIZE: &str = "SELECT size FROM ledger_heads WHERE county = $1";

    #[test]
    fn a_transaction_that_names_a_second_county_fails_and_leaves_nothing() {
        for (name, store) in testing::databases() {
            let both = store.write_now(|tx| {
                tx.execute(BEGIN, &params!["330825"])?;
                tx.first(SIZE, &params!["330881"])
            });
            let error = both.map(drop).unwrap_err().to_string();
            assert!(error.contains("330825, then 330881"), "{name}: {error}");
            assert!(backup::rows_of(&store, "ledger_heads").unwrap().is_empty(), "{name}");
            for county in ["330825", "330881"] {
                let one = store.write_now(move |tx| {
                    tx.execute(BEGIN, &params![county])?;
                    tx.first(SIZE, &params![county])
                });
                assert!(one.unwrap().is_some(), "{name}: {county}");
            }
        }
    }

    #[test]
    fn rows_in_bulk_name_one_county_and_name_it_first() {
        for (name, store) in testing::databases() {
            let put = |columns: &'static str, rows: Vec<Vec<Value>>| {
                store.write_now(move |tx| tx.bulk("ledger_heads", columns, &rows))
            };
            let of = |county: &str| params![county, 0].to_vec();
            let last = put("size, county", vec![params![0, "330825"].to_vec()]);
            let error = last.unwrap_err().to_string();
            assert!(error.contains("ledger_heads do not name theirs first"), "{name}: {error}");
            let both = put("county, size", vec![of("330825"), of("330881")]);
            assert!(both.unwrap_err().to_string().contains("330825, then 330881"), "{name}");
            assert!(backup::rows_of(&store, "ledger_heads").unwrap().is_empty(), "{name}");
            put("county, size", vec![of("330825")]).unwrap();
        }
    }
}
