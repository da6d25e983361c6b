//! What `serve` refuses, and why: settings that would endanger people's data.

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use axum::http::Uri;

use crate::cli::Serving;

/// Looks at the settings and at the files that they name.
///
/// # Errors
/// Where something would be open to those whom it does not concern; the words say how to mend it.
pub fn safe(serving: &Serving) -> Result<()> {
    people(serving)?;
    programs(serving)?;
    database(serving)?;
    private(&serving.place.var)
}

/// How people come.
fn people(serving: &Serving) -> Result<()> {
    let https = serving.base_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    if !serving.listen.ip().is_loopback() && !https {
        bail!(
            "listening on {} without https would send passwords in the clear; put a proxy with a certificate in front and give --base-url https://…",
            serving.listen
        );
    }
    if let Some(url) = serving.base_url.as_deref().filter(|url| !https && !is_this_machine(url)) {
        bail!(
            "people would come to {url} without https, and everybody on the way could read along and take their sessions; give --base-url https://…"
        );
    }
    if serving.limits.per_address == 0 {
        bail!(
            "--per-address 0 lets one machine ask for as much as it likes, and everybody else wait; give a number (600 where it is not given)"
        );
    }
    Ok(())
}

/// How Prometheus comes.
fn programs(serving: &Serving) -> Result<()> {
    match serving.watching.metrics {
        Some(address) if is_public(address.ip()) => bail!(
            "--metrics {address} would show everybody how the service is; give an address of this machine or of a private network, such as 127.0.0.1:9464"
        ),
        _ => Ok(()),
    }
}

/// Whether an address can be reached from outside a private network.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => !(four.is_loopback() || four.is_private() || four.is_link_local()),
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => is_public(four.into()),
            None => {
                let begin = six.segments()[0];
                let is_private = begin & 0xfe00 == 0xfc00 || begin & 0xffc0 == 0xfe80;
                !(six.is_loopback() || is_private)
            }
        },
    }
}

/// Where the data lie, and how they travel there.
fn database(serving: &Serving) -> Result<()> {
    let database = serving.place.database.as_str();
    let away = store::other_hosts(database)?;
    if !away.is_empty() && !serving.database_without_tls {
        bail!(
            "the database is on {}, and Tongban speaks to it without encryption: everybody on the way could read along. Lead the connection through a tunnel and name its end on this machine (docs/OPERATIONS.md), or give --database-without-tls where nobody is on the way",
            away.join(", ")
        );
    }
    let Some(file) = database.strip_prefix("sqlite:") else { return Ok(()) };
    for ending in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{file}{ending}"));
        if is_open_to_others(&path)? {
            bail!(
                "others on this machine can read {}, and everything about everybody is in it: chmod 600 it",
                path.display()
            );
        }
    }
    Ok(())
}

/// Keys and secrets are their owner's alone.
fn private(folder: &Path) -> Result<()> {
    let Ok(files) = fs::read_dir(folder) else { return Ok(()) };
    for file in files {
        let path = file.with_context(|| format!("reading {}", folder.display()))?.path();
        let is_secret = path.extension().is_some_and(|end| end == "key" || end == "secret");
        if is_secret && is_open_to_others(&path)? {
            bail!(
                "others on this machine can read {}; who has it can sign in the county's name: chmod 600 it, and change it if somebody may have read it",
                path.display()
            );
        }
    }
    Ok(())
}

/// Whether anybody but its owner may do something with a file; one that is not there is closed.
fn is_open_to_others(path: &Path) -> Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    match fs::metadata(path) {
        Ok(about) => Ok(about.permissions().mode() & 0o077 != 0),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
    }
}

/// Whether an address leads to the machine itself, where nothing travels.
pub fn is_this_machine(url: &str) -> bool {
    let Ok(url) = url.parse::<Uri>() else { return false };
    if url.scheme_str().is_some_and(|scheme| scheme != "http") {
        return false;
    }
    // What stands before an @ is a user's name, whatever it looks like.
    let host = url.host().unwrap_or_default();
    let name = host.strip_prefix('[').and_then(|six| six.strip_suffix(']')).unwrap_or(host);
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::cli::Place;
    use crate::house::quiet;

    fn serving(listen: &str, base_url: Option<&str>, var: &Path) -> Serving {
        let place = Place {
            database: "sqlite::memory:".to_owned(),
            data: "data".into(),
            var: var.to_owned(),
            county: "330825".to_owned(),
        };
        let base_url = base_url.map(str::to_owned);
        Serving { listen: listen.parse().unwrap(), base_url, ..quiet(&place) }
    }

    /// Served at home, but for what is changed.
    fn check(change: impl FnOnce(&mut Serving), expected: &str) {
        let mut serving = serving("127.0.0.1:8080", None, Path::new("no-such-folder"));
        change(&mut serving);
        let words = safe(&serving).err().map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(words.is_empty(), expected.is_empty(), "{expected}: {words}");
        assert!(words.contains(expected), "{expected}: {words}");
    }

    #[test]
    fn what_would_send_sessions_in_the_clear_is_refused() {
        let check = |listen: &str, base_url: Option<&str>, expected: &str| {
            let refused = safe(&serving(listen, base_url, Path::new("no-such-folder")));
            let words = refused.err().map(|error| error.to_string()).unwrap_or_default();
            assert_eq!(words.is_empty(), expected.is_empty(), "{listen} {base_url:?}: {words}");
            assert!(words.contains(expected), "{words}");
        };
        check("127.0.0.1:8080", None, "");
        check("127.0.0.1:8080", Some("https://zwfw.example"), "");
        check("127.0.0.1:8080", Some("http://localhost:8080"), "");
        check("127.0.0.1:8080", Some("http://[::1]:8080/"), "");
        check("127.0.0.1:8080", Some("http://zwfw.example"), "without https");
        check("127.0.0.1:8080", Some("http://127.0.0.1.evil.example"), "without https");
        check("127.0.0.1:8080", Some("http://localhost:80@evil.example"), "without https");
        check("127.0.0.1:8080", Some("http://[::1]:80@evil.example/"), "without https");
        check("127.0.0.1:8080", Some("http://evil.example?@localhost/"), "without https");
        check("0.0.0.0:8080", None, "without https");
        check("0.0.0.0:8080", Some("https://zwfw.example"), "");
    }

    #[test]
    fn a_database_on_another_machine_is_refused_unless_somebody_answers_for_the_way() {
        let at = |database: &str, answers: bool, expected: &str| {
            let change = |serving: &mut Serving| {
                serving.place.database = database.to_owned();
                serving.database_without_tls = answers;
            };
            check(change, expected);
        };
        at("postgres://t:secret@127.0.0.1:5432/t", false, "");
        at("postgres://t@localhost/t?schema=a", false, "");
        at("postgres://t@%2Frun%2Fpostgresql/t", false, "");
        at("postgres://t:secret@10.0.0.5:5432/t", false, "10.0.0.5, and Tongban speaks to it");
        at("postgres://t@127.0.0.1:5432,db.example:5432/t", false, "on db.example, and");
        at("postgres://t@127.0.0.1/t?hostaddr=10.0.0.5", false, "10.0.0.5");
        at("postgres://t:secret@10.0.0.5:5432/t", true, "");
    }

    #[test]
    fn what_strangers_could_read_or_flood_is_refused() {
        let metrics = |address: &str, expected: &str| {
            let address = address.parse().unwrap();
            check(|serving| serving.watching.metrics = Some(address), expected);
        };
        for open in ["0.0.0.0:9464", "203.0.113.5:9464", "[::]:9464", "[2001:db8::1]:9464"] {
            metrics(open, "--metrics");
        }
        for closed in ["127.0.0.1:9464", "10.0.0.1:9464", "192.168.1.2:0", "[::1]:0", "[fd00::1]:0"]
        {
            metrics(closed, "");
        }
        check(|serving| serving.limits.per_address = 0, "--per-address 0");
        check(|serving| serving.limits.per_account = 0, "");
    }

    #[test]
    fn a_key_or_a_database_that_others_can_read_is_refused_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let mut serving = serving("127.0.0.1:8080", None, folder.path());
        for (name, is_database) in
            [("330825.ledger.key", false), ("t.db", true), ("t.db-wal", true)]
        {
            if is_database {
                serving.place.database = format!("sqlite:{}/t.db", folder.path().display());
            }
            let file = folder.path().join(name);
            fs::write(&file, "secret").unwrap();
            let with_mode = |mode| {
                fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
                safe(&serving)
            };
            let words = with_mode(0o640).unwrap_err().to_string();
            assert!(words.contains(name) && words.contains("chmod 600"), "{words}");
            with_mode(0o600).unwrap();
        }
    }

    #[test]
    fn a_database_that_the_program_makes_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut serving = serving("127.0.0.1:8080", None, folder.path());
        serving.place.database = format!("sqlite:{}/new.db", folder.path().display());
        let store = store::Store::open(&serving.place.database).unwrap();
        store.migrate().unwrap();
        let file = fs::metadata(folder.path().join("new.db")).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
        assert!(
            folder.path().join("new.db-wal").exists(),
            "while it is open its log lies beside it"
        );
        safe(&serving).unwrap();
    }
}
