//! What the service knows about oneself: data masked, roles in words.

use axum::extract::State;
use axum::response::IntoResponse;
use web::{Frame, Page, PageResult};

use crate::actor::Grant;
use crate::gate::SignedIn;
use crate::people::Person;
use crate::service::Identity;

/// My data and my roles.
#[derive(askama::Template)]
#[template(path = "me.html")]
struct MePage {
    frame: Frame,
    name: String,
    person: Option<Person>,
    grants: Vec<Grant>,
}

impl MePage {
    /// For which department and where a role holds.
    fn place(&self, grant: &Grant) -> String {
        let county = self.frame.t("identity.me.whole-county");
        grant.desk().unwrap_or(county)
    }
}

/// The page with my data and my roles.
pub(crate) async fn me(
    State(identity): State<Identity>,
    frame: Frame,
    SignedIn(actor): SignedIn,
) -> PageResult {
    let person = identity.own_data(&actor).await?;
    let page = MePage { frame, name: actor.name, person, grants: actor.grants };
    Ok(Page(page).into_response())
}
