//! Posts and codes that wait for another administrator, for other systems.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use basis::Refusal;
use identity::proposals::{Proposal, ProposalState, Wish};
use identity::{Actor, Right, may};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, PageResult};

use super::{Post, Taken};
use crate::Manage;
use crate::staff::waiting::id;

/// What one administrator proposed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PostProposal")]
pub(crate) struct Proposed {
    id: String,
    /// The officer's id.
    officer: String,
    /// The post; absent where it is another first code.
    post: Option<Post>,
    /// The first day on which the post counts.
    from: String,
    /// The id of whoever proposed it.
    proposer: String,
    /// `waiting` for another administrator, or `confirmed` and waiting for its day.
    state: &'static str,
}

fn proposed(one: &Proposal) -> Proposed {
    let post = match &one.wish {
        Wish::Post(grant) => Some(Post::from(grant)),
        Wish::Code => None,
    };
    Proposed {
        id: one.id.to_string(),
        officer: one.officer.to_string(),
        post,
        from: one.from.to_string(),
        proposer: one.proposer.to_string(),
        state: if one.state == ProposalState::Waiting { "waiting" } else { "confirmed" },
    }
}

pub(crate) fn list_doc() -> ApiDoc {
    let post = json!({"role": "data-officer", "department": "", "division": "330825"});
    let one = json!({"id": "01kq9v7m3fc8xw2n5r6t8y0z1b", "officer": "01kq9v7m3fc8xw2n5r6t8y0z1c",
        "post": post, "from": "2026-12-01", "proposer": "01kq9v7m3fc8xw2n5r6t8y0z1d",
        "state": "waiting"});
    ApiDoc::new("manage", "等确认的岗位", "Posts to be confirmed").gives::<Vec<Proposed>>(
        200,
        "每个提议",
        "each proposal",
        json!([one]),
    )
}

/// GET /api/manage/posts
pub(crate) async fn list(State(manage): State<Manage>, actor: Actor) -> PageResult {
    let all = manage.identity.proposals(&actor).await?;
    Ok(Json(all.iter().map(proposed).collect::<Vec<_>>()).into_response())
}

/// What is to be done with a proposal.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "PostSettle")]
#[serde(deny_unknown_fields)]
pub(crate) struct Settle {
    /// `confirm` or `refuse`.
    #[serde(rename = "do")]
    what: String,
}

pub(crate) fn settle_doc() -> ApiDoc {
    ApiDoc::new("manage", "确认或作废一个提议", "Confirm a proposal or throw it away")
        .about(
            "审批、督办、数据专员、系统管理员的岗位要两位系统管理员：一人提议，另一人确认。第一次得到这类岗位的人，账号换新的首次登录码，只给确认的人看。",
            "Posts that approve, supervise, publish or administer take two administrators: one proposes, another confirms. Whoever gets the first post of this kind gets a new first code, shown to the one who confirms.",
        )
        .takes::<Settle>(json!({"do": "confirm"}))
        .gives::<Taken>(
            200,
            "已办",
            "done",
            json!({"login": "wangfang", "code": "7KQ2M-X4VRT", "waits": false}),
        )
}

/// POST /api/manage/posts/{id}
pub(crate) async fn settle(
    State(manage): State<Manage>,
    actor: Actor,
    Path(proposal): Path<String>,
    ApiKey(key): ApiKey,
    Json(sent): Json<Settle>,
) -> PageResult {
    may(&actor, &Right::ManageAccounts)?;
    let (id, by) = (id(&proposal)?, manage.by(&actor, key.parse()?));
    let (login, code) = match sent.what.as_str() {
        "confirm" => {
            let done = manage.identity.confirm(&by, id).await?;
            (done.login, done.code)
        }
        "refuse" => {
            manage.identity.refuse(&by, id).await?;
            (String::new(), None)
        }
        _ => return Err(nothing().into()),
    };
    Ok(Json(Taken { login, code, waits: false }).into_response())
}

fn nothing() -> Refusal {
    Refusal::invalid("manage.nothing", "do 应为 confirm 或 refuse", "do is confirm or refuse")
        .on("do")
}
