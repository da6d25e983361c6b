//! Passwords: argon2id with OWASP's smallest recommended cost (19 MiB, 2 passes, 1 lane).

use std::sync::{Arc, OnceLock};

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use basis::{Ambient, Fault, Outcome, Refusal, RefusalKind};
use tokio::sync::Semaphore;

use crate::breached::Breached;
use crate::guessable::{is_about, is_common};

/// How many are reckoned at once: each needs 19 MiB and most of a processor for a moment.
const AT_ONCE: usize = 2;
const LEAST_CHARACTERS: usize = 8;
const MOST_BYTES: usize = 256;

/// Reckons hashes of passwords beside the server's loop, a few at once. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    places: Arc<Semaphore>,
    nobody: Arc<OnceLock<String>>,
    breached: Option<Breached>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), nobody: Arc::default(), breached: None }
    }
}

impl Passwords {
    /// The same, refusing what stands in a list of breached passwords.
    #[must_use]
    pub fn without(self, breached: Breached) -> Self {
        Self { breached: Some(breached), ..self }
    }

    /// Refuses a password that others would guess or have: too short, common, breached, or made out
    /// of words about its owner and the place.
    ///
    /// # Errors
    /// A refusal that says how to choose one, or a fault where the list of breached ones cannot be
    /// read: then none is let through unseen.
    pub async fn check(&self, password: &str, words: &[String]) -> Outcome<()> {
        check(password, words)?;
        let Some(list) = self.breached.clone() else { return Ok(()) };
        let password = password.to_owned();
        judged(self.beside(move || list.holds(&password)).await?)
    }

    /// [`Passwords::check`] on the present thread; for commands.
    ///
    /// # Errors
    /// As [`Passwords::check`].
    pub fn check_now(&self, password: &str, words: &[String]) -> Outcome<()> {
        check(password, words)?;
        self.breached.as_ref().map_or(Ok(()), |list| judged(list.holds(password)))
    }

    /// Whether a password fits a hash. Without a hash it takes as long and says no, so that
    /// nobody learns from the time which accounts there are.
    ///
    /// # Errors
    /// A fault, if the reckoning broke off.
    pub async fn fits(&self, password: &str, hash: Option<String>) -> Outcome<bool> {
        let (password, nobody) = (password.to_owned(), self.nobody.clone());
        self.beside(move || match hash {
            Some(hash) => verify(&password, &hash),
            None => {
                let hash = nobody.get_or_init(|| reckon("nobody", [7; 16]).unwrap_or_default());
                let _ = verify(&password, hash);
                false
            }
        })
        .await
    }

    /// The hash of a password, beside the loop.
    ///
    /// # Errors
    /// A fault, if the reckoning broke off.
    pub async fn hash(&self, ambient: &Ambient, password: &str) -> Outcome<String> {
        let (password, salt) = (password.to_owned(), ambient.bytes());
        Ok(self.beside(move || reckon(&password, salt)).await??)
    }

    async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Outcome<T> {
        let broken = || Fault::new("a password could not be reckoned");
        let place = self.places.clone().acquire_owned().await.map_err(|_| broken())?;
        let done = tokio::task::spawn_blocking(move || {
            let answer = work();
            drop(place);
            answer
        });
        Ok(done.await.map_err(|error| Fault::because("reckoning a password", error))?)
    }
}

/// The hash of a password on the present thread; for commands.
///
/// # Errors
/// A fault, if it cannot be reckoned.
pub fn hash_now(ambient: &Ambient, password: &str) -> Result<String, Fault> {
    reckon(password, ambient.bytes())
}

/// Refuses a password that others would guess, also out of words about its owner and the place.
///
/// # Errors
/// A refusal that says how to choose one.
pub fn check(password: &str, words: &[String]) -> Result<(), Refusal> {
    let small = password.to_lowercase();
    if small.chars().count() < LEAST_CHARACTERS || password.len() > MOST_BYTES {
        return Err(wrong_length());
    }
    if is_common(&small) {
        return Err(too_common());
    }
    if is_about(&small, words) {
        return Err(about_oneself());
    }
    Ok(())
}

fn judged(found: std::io::Result<bool>) -> Outcome<()> {
    match found {
        Ok(false) => Ok(()),
        Ok(true) => Err(breached().into()),
        Err(error) => Err(Fault::because("reading the list of breached passwords", error).into()),
    }
}

fn reckon(password: &str, salt: [u8; 16]) -> Result<String, Fault> {
    let hash: Result<PasswordHash, _> =
        Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|error| Fault::because("hashing a password", error))
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

fn wrong_length() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "password.length").on("new")
}

fn too_common() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "password.common").on("new")
}

fn breached() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "password.breached").on("new")
}

fn about_oneself() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "password.about-you").on("new")
}

#[cfg(test)]
mod tests {
    use super::*;
    use basis::Instant;

    #[test]
    fn a_password_fits_its_own_hash_and_no_other() {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(0), 1);
        let hash = hash_now(&ambient, "湖镇镇的桂花开了").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify("湖镇镇的桂花开了", &hash));
        assert!(!verify("湖镇镇的桂花谢了", &hash) && !verify("", &hash) && !verify("x", ""));
        assert_ne!(hash, hash_now(&ambient, "湖镇镇的桂花开了").unwrap(), "salted");
    }

    #[test]
    fn a_password_that_others_guess_is_refused() {
        let refused = |password: &str, rule: Option<&str>| {
            let words = ["wangfang01".to_owned(), "龙游".to_owned()];
            let found = check(password, &words).err().map(|refusal| refusal.rule);
            assert_eq!(found.as_deref(), rule, "{password}");
        };
        refused("桂花开了真香啊呀", None);
        refused("short", Some("password.length"));
        refused("", Some("password.length"));
        refused("Password1", Some("password.common"));
        refused("Woaini1314", Some("password.common"));
        refused("WangFang01", Some("password.about-you"));
        refused("龙游wangfang01!", Some("password.about-you"));
        refused("zzzzzzzzzz", Some("password.common"));
    }
    #[test]
    fn letters_of_any_kind_make_a_password_and_none_is_asked_for() {
        let same =
            ["zq xv wk pj", "ZQXVWKPJHM", "730182649915", "!#%&*()?/+=-", "桂花开了真香啊呀"];
        for password in same.into_iter().chain(["🐟🐟🐠🐡🐟🐠🐟🐡"]) {
            assert_eq!(check(password, &[]), Ok(()), "{password}");
        }
        assert_eq!(
            check(&"长".repeat(64), &[]).err().map(|no| no.rule).as_deref(),
            Some("password.common")
        );
        let long: String = ('\u{4e00}'..).step_by(7).take(64).collect();
        assert_eq!(check(&long, &[]), Ok(()), "64 letters of three bytes each");
    }
}
