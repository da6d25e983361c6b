//! Places for what is larger than a form: few, since each is held in memory, and a few of them for
//! one account, so that nobody keeps all of them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::limits::Account;
use crate::places::{Place, Places};

/// How many one account may have under way.
const OF_ONE: usize = 4;
/// How long somebody waits for a place; meanwhile nothing is read from them.
const PATIENCE: Duration = Duration::from_secs(10);

/// Places for uploads.
#[derive(Clone)]
pub(crate) struct Uploads {
    places: Places,
    by_account: Arc<Mutex<HashMap<Account, usize>>>,
}

/// A place that an upload has; free again with its end.
pub(crate) struct Upload<'a> {
    _place: Place<'a>,
    _own: Option<Own>,
}

/// One among those of an account.
struct Own {
    account: Account,
    by_account: Arc<Mutex<HashMap<Account, usize>>>,
}

impl Uploads {
    /// So many places.
    pub(crate) fn new(all: usize) -> Self {
        Self { places: Places::new(all), by_account: Arc::default() }
    }

    /// A place for an upload, or who finds none: `uploads` where one account has too many under way.
    pub(crate) async fn take(
        &self,
        path: &str,
        account: Option<&Account>,
    ) -> Result<Upload<'_>, &'static str> {
        let own = match account {
            Some(account) => Some(self.one_more(account).ok_or("uploads")?),
            None => None,
        };
        let place = self.places.wait(path, PATIENCE).await?;
        Ok(Upload { _place: place, _own: own })
    }

    fn one_more(&self, account: &Account) -> Option<Own> {
        let mut all = self.by_account.lock();
        let own = all.entry(account.clone()).or_default();
        if *own >= OF_ONE {
            return None;
        }
        *own += 1;
        Some(Own { account: account.clone(), by_account: self.by_account.clone() })
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let mut all = self.by_account.lock();
        let left = all.get(&self.account).map_or(0, |own| own.saturating_sub(1));
        match left {
            0 => {
                all.remove(&self.account);
            }
            left => {
                all.insert(self.account.clone(), left);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_account_does_not_keep_every_place() {
        let uploads = Uploads::new(8);
        let (wang, li) = (Account("wang".to_owned()), Account("li".to_owned()));
        let mut own = Vec::new();
        for _ in 0..OF_ONE {
            own.push(uploads.take("/files", Some(&wang)).await.unwrap());
        }
        assert_eq!(uploads.take("/files", Some(&wang)).await.err(), Some("uploads"));
        assert!(uploads.take("/files", Some(&li)).await.is_ok());
        own.pop();
        assert!(uploads.take("/files", Some(&wang)).await.is_ok());
        drop(own);
        assert!(uploads.by_account.lock().is_empty(), "who has none is forgotten");
    }

    #[tokio::test(start_paused = true)]
    async fn who_finds_no_place_waits_a_while_for_one() {
        let uploads = Uploads::new(1);
        let first = uploads.take("/files", None).await.unwrap();
        assert_eq!(uploads.take("/files", None).await.err(), Some("people"));
        let second = tokio::join!(uploads.take("/files", None), async { drop(first) }).0;
        assert!(second.is_ok());
    }
}
