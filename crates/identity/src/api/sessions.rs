//! Where one is signed in, as JSON, and ending it.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, Frame, PageResult};

use crate::gate::token;
use crate::pages::device_words;
use crate::service::Identity;
use crate::sessions::{Asks, Ending};

/// Where one is signed in.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SessionsBody")]
pub(crate) struct List {
    /// The last used first.
    sessions: Vec<One>,
    /// What ending asks for: `nothing`, `password`, or `sign-in` where there is no password.
    asks: &'static str,
}

/// One session.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SessionBody")]
pub(crate) struct One {
    /// What names it when it is ended.
    id: String,
    /// The kind of device in words.
    device: String,
    /// When it began, in milliseconds since 1970.
    since: i64,
    /// The last sign of life, to a few minutes, in milliseconds since 1970.
    used: i64,
    /// Whether it is the one that asks.
    this: bool,
}

pub(crate) fn list_doc() -> ApiDoc {
    let one = json!({"id": "9f2c4e6a8b0d1357", "device": "安卓手机上的微信", "since": 1_795_309_200_000_i64,
        "used": 1_795_312_800_000_i64, "this": true});
    ApiDoc::new("identity", "我在哪里登录着", "Where I am signed in").gives::<List>(
        200,
        "还有效的登录，最近用过的在前",
        "sessions that hold, the last used first",
        json!({"sessions": [one], "asks": "password"}),
    )
}

/// GET /api/me/sessions
pub(crate) async fn list(
    State(identity): State<Identity>,
    frame: Frame,
    headers: HeaderMap,
) -> PageResult {
    let token = token(&headers, frame.settings()).unwrap_or_default();
    let own = identity.own_sessions(token).await?;
    let one = |one: &crate::sessions::OwnSession| One {
        id: one.handle.clone(),
        device: device_words(&frame, one.session.device),
        since: one.session.created_at.millis(),
        used: one.session.seen_at.millis(),
        this: one.is_this,
    };
    let asks = match own.asks {
        Asks::Nothing => "nothing",
        Asks::Password => "password",
        Asks::SignIn => "sign-in",
    };
    Ok(Json(List { sessions: own.list.iter().map(one).collect(), asks }).into_response())
}

/// Which sessions are to end.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "SessionsToEnd")]
#[serde(deny_unknown_fields)]
pub(crate) struct ToEnd {
    /// The id of a session, or `others` for all but the one that asks.
    end: String,
    /// The password, where `asks` says so.
    #[serde(default)]
    password: String,
}

/// How many ended.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SessionsEnded")]
pub(crate) struct Ended {
    ended: u64,
}

pub(crate) fn end_doc() -> ApiDoc {
    ApiDoc::new("identity", "退出别处的登录", "End sessions")
        .about(
            "登录 10 分钟以后要再填一次密码；没有密码的，要重新登录。正在用的这个登录用 POST /sign-out 退出。",
            "Later than 10 minutes after signing in the password is asked for again; without one, sign in again. The session that asks ends with POST /sign-out.",
        )
        .takes::<ToEnd>(json!({"end": "others", "password": "湖镇镇的桂花开了"}))
        .gives::<Ended>(200, "已退出", "ended", json!({"ended": 2}))
}

/// POST /api/me/sessions
pub(crate) async fn end(
    State(identity): State<Identity>,
    frame: Frame,
    headers: HeaderMap,
    ApiKey(key): ApiKey,
    Json(sent): Json<ToEnd>,
) -> PageResult {
    let token = token(&headers, frame.settings()).unwrap_or_default();
    let ending = Ending::parse(sent.end.trim())?;
    let ended = identity.end_own_sessions(token, key.parse()?, ending, &sent.password).await?;
    Ok(Json(Ended { ended }).into_response())
}
