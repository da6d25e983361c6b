//! Whether what is acknowledged survives a power cut: the database is asked, not believed.

use crate::{Store, StoreError, Tx};

/// SQLite waits for the disk in each commit from this level on (`FULL`).
const FULL: i64 = 2;

/// With each of these `off` a commit may be acknowledged that a power cut takes away, or a page
/// torn in two cannot be mended.
const SWITCHES: [&str; 3] = ["fsync", "synchronous_commit", "full_page_writes"];

impl Store {
    /// The settings by which the database may lose what it has acknowledged, as `name = value`; none
    /// where every commit is durable.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn lossy_settings(&self) -> Result<Vec<String>, StoreError> {
        match self.kind() {
            // How the disk is waited for is a setting of the connection that writes.
            "sqlite" => self.write_now(of_sqlite),
            _ => self.read_now(of_postgres),
        }
    }
}

fn of_sqlite(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    let row = tx.first("PRAGMA synchronous", &[])?;
    let level = row.map_or(Ok(0), |row| row.int("synchronous"))?;
    Ok((level < FULL).then(|| format!("synchronous = {level}")).into_iter().collect())
}

fn of_postgres(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    let row = tx.first(
        "SELECT current_setting('fsync') AS fsync,
                current_setting('synchronous_commit') AS synchronous_commit,
                current_setting('full_page_writes') AS full_page_writes",
        &[],
    )?;
    let mut lossy = Vec::new();
    for name in SWITCHES {
        let value = row.as_ref().map_or(Ok(String::new()), |row| row.text(name))?;
        if value == "off" {
            lossy.push(format!("{name} = {value}"));
        }
    }
    Ok(lossy)
}

#[cfg(test)]
mod tests {
    use crate::{Store, testing};

    #[test]
    fn a_database_says_whether_it_keeps_what_it_acknowledges() {
        let check = |address: &str, expected: &[&str]| {
            let store = Store::open(address).unwrap();
            assert_eq!(store.lossy_settings().unwrap(), expected, "{address}");
        };
        let folder = tempfile::tempdir().unwrap();
        check(&format!("sqlite:{}", folder.path().join("kept.db").display()), &[]);
        // What goes with its test does not wait for the disk.
        check("sqlite::memory:", &["synchronous = 0"]);
        let Some(address) = testing::postgres_address() else { return };
        check(&address, &[]);
        // A pooler takes no settings of a session.
        if !address.contains("pooler=") {
            let careless = format!("{address}&options=-c%20synchronous_commit%3Doff");
            check(&careless, &["synchronous_commit = off"]);
        }
    }
}
