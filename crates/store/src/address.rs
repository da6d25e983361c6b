//! The address of a PostgreSQL server, and what is ours in it.

use std::time::Duration;

use crate::StoreError;

/// How many connections at most; more only make the server switch between them.
const CONNECTIONS: usize = 32;
/// How long an answer may take before the connection counts as lost: less than a request may, so that
/// whoever asked is told of it.
const ANSWER: Duration = Duration::from_secs(15);

/// An address with what is ours in it taken out: `?schema=NAME`, `?pooler=transaction`,
/// `?connections=NUMBER`, `?answer_within=SECONDS`.
pub(crate) struct Address {
    pub address: String,
    pub schema: Option<String>,
    pub is_pooled: bool,
    /// How many connections at most.
    pub connections: usize,
    /// How long an answer may take; none where nobody minds.
    pub answer: Option<Duration>,
}

/// The address for whoever reads for long: nobody minds how long an answer takes, unless the address
/// says how long it may.
pub(crate) fn unhurried(url: &str) -> String {
    if url.contains("answer_within=") {
        return url.to_owned();
    }
    let and = if url.contains('?') { '&' } else { '?' };
    format!("{url}{and}answer_within=0")
}

impl Address {
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        let (address, options) = url.split_once('?').unwrap_or((url, ""));
        let mut parsed = Self {
            address: address.to_owned(),
            schema: None,
            is_pooled: false,
            connections: CONNECTIONS,
            answer: Some(ANSWER),
        };
        let mut others = Vec::new();
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("schema", name)) => parsed.schema = Some(quoted(name)?),
                Some(("pooler", "transaction")) => parsed.is_pooled = true,
                Some(("pooler", _)) => {
                    let what = "pooler= takes transaction; leave it out where there is no pooler";
                    return Err(wrong(what));
                }
                Some(("connections", many)) => {
                    let many = many.parse::<usize>().ok().filter(|many| (2..=1_000).contains(many));
                    parsed.connections =
                        many.ok_or_else(|| wrong("connections= takes 2 to 1000"))?;
                }
                Some(("answer_within", seconds)) => {
                    let seconds = seconds.parse::<u32>();
                    let seconds = seconds.map_err(|_| wrong("answer_within= takes seconds"))?;
                    let wait = Duration::from_secs(seconds.into());
                    parsed.answer = (!wait.is_zero()).then_some(wait);
                }
                _ => others.push(option),
            }
        }
        if parsed.is_pooled && parsed.schema.is_some() {
            let what = "schema= is a setting of a session, which a pooler does not keep; give the user that search_path in the database";
            return Err(wrong(what));
        }
        if !others.is_empty() {
            parsed.address = format!("{address}?{}", others.join("&"));
        }
        Ok(parsed)
    }

    /// The address of each server, in their order: whoever goes to them one by one can leave one that
    /// takes a connection and says nothing on it.
    pub fn servers(&self) -> Vec<String> {
        let whole = || vec![self.address.clone()];
        // Hosts in the options, and a choice by chance, are for the driver alone.
        if ["host=", "hostaddr=", "port=", "load_balance_hosts="].iter().any(|one| self.says(one)) {
            return whole();
        }
        let parts = self.address.split_once("://").map(|(kind, rest)| {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (authority, name) = rest.split_at(end);
            let at = authority.rfind('@').map_or(0, |at| at + 1);
            let (user, hosts) = authority.split_at(at);
            (kind, user, hosts, name)
        });
        let Some((kind, user, hosts, name)) = parts else { return whole() };
        hosts.split(',').map(|host| format!("{kind}://{user}{host}{name}")).collect()
    }

    /// Whether an option for the driver stands in the address, by its name with the `=`.
    pub fn says(&self, option: &str) -> bool {
        let options = self.address.split_once('?').map_or("", |(_, options)| options);
        options.split('&').any(|one| one.starts_with(option))
    }
}

/// Only plain names: the schema's name goes into a statement as it is.
fn quoted(schema: &str) -> Result<String, StoreError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if schema.is_empty() || !schema.chars().all(plain) {
        return Err(wrong("schema= takes letters, digits and _"));
    }
    Ok(format!("\"{schema}\""))
}

fn wrong(what: &str) -> StoreError {
    StoreError::failed("reading the address", what)
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
        check("postgres://a@h:1/b?connections=8&application_name=x", kept, None, false);
        for wrong in [
            "?pooler=session",
            "?schema=a;b",
            "?schema=",
            "?schema=a&pooler=transaction",
            "?connections=1",
            "?connections=many",
            "?answer_within=-1",
        ] {
            assert!(Address::parse(&format!("postgres://a@h:1/b{wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn connections_and_patience_are_told_in_the_address() {
        let check = |options: &str, connections: usize, seconds: Option<u64>| {
            let parsed = Address::parse(&format!("postgres://a@h:1/b{options}")).unwrap();
            let found = (parsed.connections, parsed.answer.map(|wait| wait.as_secs()));
            assert_eq!(found, (connections, seconds), "{options}");
        };
        check("", 32, Some(15));
        check("?connections=12", 12, Some(15));
        check("?answer_within=3&connections=2", 2, Some(3));
        check("?answer_within=0", 32, None);
        for (options, seconds) in
            [("", None), ("?schema=s_1", None), ("?answer_within=3&connections=2", Some(3))]
        {
            let parsed = Address::parse(&unhurried(&format!("postgres://a@h:1/b{options}")));
            assert_eq!(parsed.unwrap().answer.map(|wait| wait.as_secs()), seconds, "{options}");
        }
    }

    #[test]
    fn each_server_has_an_address_of_its_own() {
        let check = |url: &str, expected: &[&str]| {
            assert_eq!(Address::parse(url).unwrap().servers(), expected, "{url}");
        };
        check("postgres://a:b@h:1/c", &["postgres://a:b@h:1/c"]);
        check(
            "postgres://a:b@h:1,i:2/c?target_session_attrs=read-write&schema=s",
            &[
                "postgres://a:b@h:1/c?target_session_attrs=read-write",
                "postgres://a:b@i:2/c?target_session_attrs=read-write",
            ],
        );
        check("postgres://h,i", &["postgres://h", "postgres://i"]);
        let by_chance = "postgres://h:1,i:2/c?load_balance_hosts=random";
        check(by_chance, &[by_chance]);
    }
}
