//! Settings and secrets: read once, made on first use, never printed.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use basis::{Ambient, Role, Text};
use cases::Cases;
use cases::scan::Scanner;
use identity::Identity;
use identity::breached::Breached;
use ledger::{Keyring, LogKeys};
use store::Store;
use web::{App, WebSettings};

use crate::cli::{Place, Serving};

/// The folder of keys and secrets of one county.
pub struct Secrets {
    folder: PathBuf,
    county: String,
}

impl Secrets {
    /// The secrets in a folder.
    pub fn at(place: &Place) -> Self {
        Self { folder: place.var.clone(), county: place.county.clone() }
    }

    /// The ledger's keys for those who write into it. They are made where neither they nor the log
    /// are there yet; the public ones are put beside them as `.vkey`.
    ///
    /// # Errors
    /// When the log is there and its keys are not: it must not go on under others.
    pub fn ledger(&self, ambient: &Ambient, store: &Store) -> Result<Keyring> {
        let secret = self.path("ledger.key");
        if !secret.exists() {
            if store.read_now(|tx| ledger::size(tx, &self.county))?.is_some() {
                bail!(self.no_keys());
            }
            let origin = format!("tongban.example/ledger/{}", self.county);
            let keys = LogKeys::generate(&origin, &Chance(ambient))?;
            write_secret(&secret, keys.to_secret_text().as_bytes())?;
        }
        let (keys, public) = (self.log_keys()?, self.public_keys());
        let lines: String = keys.verifier_keys().iter().map(|key| format!("{key}\n")).collect();
        fs::write(&public, lines).with_context(|| format!("writing {}", public.display()))?;
        Ok(Keyring::new([(self.county.clone(), keys)]))
    }

    /// The ledger's keys as they are, for those who only read; nothing is written.
    ///
    /// # Errors
    /// When they are not there.
    pub fn ledger_there(&self) -> Result<Keyring> {
        Ok(Keyring::new([(self.county.clone(), self.log_keys()?)]))
    }

    fn log_keys(&self) -> Result<LogKeys> {
        let secret = self.path("ledger.key");
        if !secret.exists() {
            bail!(self.no_keys());
        }
        let text = fs::read_to_string(&secret).with_context(|| reading(&secret))?;
        LogKeys::from_secret_text(&text).with_context(|| reading(&secret))
    }

    fn no_keys(&self) -> String {
        format!(
            "there are no keys of the ledger of {} in {}; name their folder with --var",
            self.county,
            self.folder.display()
        )
    }

    /// The file with the ledger's public keys.
    pub fn public_keys(&self) -> PathBuf {
        self.path("ledger.vkey")
    }

    /// The secret from which sign-in makes its tags, made on first use.
    pub fn identity(&self, ambient: &Ambient) -> Result<[u8; 32]> {
        let file = self.path("identity.secret");
        if !file.exists() {
            write_secret(&file, &ambient.bytes::<32>())?;
        }
        let bytes = fs::read(&file).with_context(|| reading(&file))?;
        match <[u8; 32]>::try_from(bytes) {
            Ok(secret) => Ok(secret),
            Err(_) => bail!("{} must hold 32 bytes; restore it from your backup", file.display()),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{}.{name}", self.county))
    }
}

/// Entropy of the surroundings, as key generation asks for it.
pub struct Chance<'a>(pub &'a Ambient);

impl basis::Entropy for Chance<'_> {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.fill(buffer);
    }
}

fn reading(file: &Path) -> String {
    format!("reading {}", file.display())
}

/// Writes a file that only its owner may read.
pub fn write_secret(file: &Path, bytes: &[u8]) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let mut open = fs::OpenOptions::new();
    let opened = open.write(true).create_new(true).mode(0o600).open(file);
    let mut opened = opened.with_context(|| format!("writing {}", file.display()))?;
    opened.write_all(bytes)?;
    Ok(opened.sync_all()?)
}

/// Where the summaries of matters lie as a machine has said them.
pub fn spoken(place: &Place) -> PathBuf {
    place.var.join("spoken")
}

/// What the pages need to know.
pub fn web(serving: &Serving, county_name: Text, demo: bool) -> WebSettings {
    let base_url = serving.base_url.clone().unwrap_or_else(|| format!("http://{}", serving.listen));
    let (zh, en) = (&county_name.zh, &county_name.en);
    WebSettings {
        county: serving.place.county.clone(),
        service_name: Text::new(format!("{zh}政务服务"), format!("{en} Services")),
        operator: Text::new(format!("{zh}政务服务中心"), format!("{en} Service Centre")),
        county_name,
        base_url,
        phone: serving.phone.clone(),
        demo,
        per_address: serving.limits.per_address,
        per_account: serving.limits.per_account,
        spoken: Some(spoken(&serving.place)),
        islands: crate::islands::ISLANDS,
        ..WebSettings::default()
    }
}

/// People and accounts, held to what the operator has set.
pub fn identity(serving: &Serving, app: &App, secret: &[u8; 32]) -> Result<Identity> {
    let roles = second_factor(&serving.accounts.second_factor)?;
    let identity = Identity::new(app.clone(), secret)?.requiring_second(&roles);
    Ok(match &serving.accounts.breached_passwords {
        Some(file) => identity.without_breached(Breached::open(file)?),
        None => identity,
    })
}

/// Case work whose uploads are held against the operator's scanner, if one is set.
pub fn scanned(cases: Cases, serving: &Serving) -> Result<Cases> {
    Ok(match &serving.scanner {
        Some(address) => cases.scanned_by(Scanner::parse(address)?),
        None => cases,
    })
}

/// The roles that need a second factor: all of the staff where nothing else was said.
fn second_factor(words: &[String]) -> Result<Vec<Role>> {
    let staff = || -> Vec<Role> {
        Role::ALL.iter().copied().filter(|role| *role != Role::Resident).collect()
    };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["staff"] => Ok(staff()),
        ["none"] => Ok(Vec::new()),
        some => some.iter().map(|word| of_staff(word)).collect(),
    }
}

fn of_staff(word: &str) -> Result<Role> {
    let role: Role = word.parse().with_context(|| format!("--second-factor {word}"))?;
    if role == Role::Resident {
        bail!("--second-factor resident: residents have no second factor here");
    }
    Ok(role)
}

/// The gateway that an address names: `cmpp://SOURCE:SECRET@HOST:PORT/NUMBER`.
pub fn gateway(address: &str) -> Result<outbound::cmpp::Gateway> {
    let parts = address.strip_prefix("cmpp://").and_then(|rest| {
        let (source, rest) = rest.split_once(':')?;
        let (secret, rest) = rest.rsplit_once('@')?;
        let (host, number) = rest.split_once('/')?;
        Some((source, secret, host, number))
    });
    // The address holds a secret: it is not repeated.
    let Some((source, secret, host, number)) = parts else {
        bail!("the gateway for text messages is given as cmpp://SOURCE:SECRET@HOST:PORT/NUMBER");
    };
    Ok(outbound::cmpp::Gateway {
        address: host.to_owned(),
        source: source.to_owned(),
        secret: secret.to_owned(),
        service: "tongban".to_owned(),
        number: number.to_owned(),
        timeout_millis: 10_000,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_staff_needs_a_second_factor_unless_the_operator_says_whom() {
        let roles = |words: &[&str]| {
            second_factor(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
        };
        let staff = roles(&["staff"]).unwrap();
        assert_eq!((staff.len(), staff.contains(&Role::Resident)), (Role::ALL.len() - 1, false));
        assert_eq!(roles(&[]).unwrap(), staff);
        assert_eq!(roles(&["none"]).unwrap(), []);
        assert_eq!(roles(&["admin", "approver"]).unwrap(), [Role::Admin, Role::Approver]);
        assert!(roles(&["resident"]).is_err());
        assert!(roles(&["admin", "none"]).unwrap_err().to_string().contains("none"));
    }

    #[test]
    fn a_gateway_is_read_and_its_secret_is_never_repeated() {
        let gateway = gateway("cmpp://901234:s@cret@127.0.0.1:7890/10690001").unwrap();
        assert_eq!((gateway.secret.as_str(), gateway.number.as_str()), ("s@cret", "10690001"));
        assert_eq!(gateway.address, "127.0.0.1:7890");
        let error = super::gateway("smpp://a:hidden@b").unwrap_err().to_string();
        assert!(error.contains("cmpp://") && !error.contains("hidden"), "{error}");
    }
}
