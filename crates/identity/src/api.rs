//! What the service knows about oneself, as JSON: data masked, posts in words.

pub(crate) mod second;
pub(crate) mod sessions;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use web::{ApiDoc, Frame, PageResult};

use crate::actor::Grant;
use crate::gate::SignedIn;
use crate::people::Person;
use crate::service::Identity;

/// Oneself.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MeBody")]
pub(crate) struct Me {
    name: String,
    /// Absent for an officer who is no resident here.
    person: Option<Own>,
    posts: Vec<Post>,
}

/// What is known of a resident.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MePerson")]
pub(crate) struct Own {
    /// The identity number, masked.
    number: String,
    sex: String,
    birth: String,
    address: String,
    /// The telephone, masked.
    phone: Option<String>,
}

/// A post that one holds.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MePost")]
pub(crate) struct Post {
    role: String,
    /// The desk; absent for the whole county.
    desk: Option<String>,
    /// The code of the division.
    division: String,
}

pub(crate) fn me_doc() -> ApiDoc {
    let own = json!({"number": "3308**********002*", "sex": "女", "birth": "1943-05-01",
        "address": "湖镇镇文林村", "phone": "138****8000"});
    ApiDoc::new("identity", "我的资料", "My data").gives::<Me>(
        200,
        "我的资料和岗位",
        "my data and posts",
        json!({"name": "龚桂花", "person": own, "posts": []}),
    )
}

/// GET /api/me.
pub(crate) async fn me(
    State(identity): State<Identity>,
    frame: Frame,
    SignedIn(actor): SignedIn,
) -> PageResult {
    let person = identity.own_data(&actor).await?;
    let own = |person: Person| Own {
        number: person.number.masked(),
        sex: frame.say(&person.sex.name()).to_owned(),
        birth: person.birth.to_string(),
        address: person.address,
        phone: person.phone.map(|phone| phone.masked()),
    };
    let post = |grant: &Grant| Post {
        role: grant.role.code().to_owned(),
        desk: grant.desk(),
        division: grant.division.to_string(),
    };
    let posts = actor.grants.iter().map(post).collect();
    Ok(Json(Me { name: actor.name, person: person.map(own), posts }).into_response())
}
