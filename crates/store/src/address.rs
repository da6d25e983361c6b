//! The address of a PostgreSQL server, and what is ours in it.

use crate::StoreError;

/// An address with what is ours in it taken out: `?schema=NAME`, `?pooler=transaction`.
pub(crate) struct Address {
    pub address: String,
    pub schema: Option<String>,
    pub is_pooled: bool,
}

impl Address {
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        let (address, options) = url.split_once('?').unwrap_or((url, ""));
        let mut parsed = Self { address: address.to_owned(), schema: None, is_pooled: false };
        let mut others = Vec::new();
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("schema", name)) => parsed.schema = Some(quoted(name)?),
                Some(("pooler", "transaction")) => parsed.is_pooled = true,
                Some(("pooler", _)) => {
                    let what = "pooler= takes transaction; leave it out where there is no pooler";
                    return Err(StoreError::failed("reading the address", what));
                }
                _ => others.push(option),
            }
        }
        if parsed.is_pooled && parsed.schema.is_some() {
            let what = "schema= is a setting of a session, which a pooler does not keep; give the user that search_path in the database";
            return Err(StoreError::failed("reading the address", what));
        }
        if !others.is_empty() {
            parsed.address = format!("{address}?{}", others.join("&"));
        }
        Ok(parsed)
    }
}

/// Only plain names: the schema's name goes into a statement as it is.
fn quoted(schema: &str) -> Result<String, StoreError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if schema.is_empty() || !schema.chars().all(plain) {
        return Err(StoreError::failed(
            "reading the address",
            "schema= takes letters, digits and _",
        ));
    }
    Ok(format!("\"{schema}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ours_is_taken_out_of_the_address() {
        let check = |url: &str, address: &str, schema: Option<&str>, is_pooled: bool| {
            let parsed = Address::parse(url).unwrap();
            let found = (parsed.address.as_str(), parsed.schema.as_deref(), parsed.is_pooled);
            assert_eq!(found, (address, schema, is_pooled), "{url}");
        };
        check("postgres://a@h:1/b", "postgres://a@h:1/b", None, false);
        check("postgres://a@h:1/b?schema=s_1", "postgres://a@h:1/b", Some("\"s_1\""), false);
        check("postgres://a@h:1/b?pooler=transaction", "postgres://a@h:1/b", None, true);
        let kept = "postgres://a@h:1/b?application_name=x";
        check("postgres://a@h:1/b?pooler=transaction&application_name=x", kept, None, true);
        for wrong in ["?pooler=session", "?schema=a;b", "?schema=", "?schema=a&pooler=transaction"]
        {
            assert!(Address::parse(&format!("postgres://a@h:1/b{wrong}")).is_err(), "{wrong}");
        }
    }
}
