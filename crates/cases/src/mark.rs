//! Whether what lies on somebody's desks has changed since they looked: a word to compare, worked out
//! from the database each time, so that every server says the same.

use basis::Outcome;
use identity::Scope;
use seal::Sha256;

use crate::{Cases, rows};

/// So much of each desk is looked at: what a page of the inbox shows.
const LOOKED_AT: i64 = 50;

impl Cases {
    /// A mark of the first page of somebody's inbox: another one as soon as something has come or
    /// gone there, and the same as long as nothing has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox_mark(&self, scope: &Scope) -> Outcome<String> {
        let (county, desks) = (self.county().to_owned(), scope.desks());
        let seen = self.store().read(move |tx| {
            let first = rows::After { at: i64::MIN, id: "", task: "" };
            let mut seen = String::new();
            for (desk, role) in &desks {
                for row in rows::on_desk(tx, &county, desk, *role, &first, LOOKED_AT)? {
                    let (case, task, due) = (row.case, &row.task, row.due.at.millis());
                    seen.push_str(&format!("{desk} {} {case} {task} {due}\n", role.code()));
                }
            }
            Ok::<_, basis::Stop>(seen)
        });
        Ok(Sha256::of(seen.await?.as_bytes()).to_string())
    }
}
