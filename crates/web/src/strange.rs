//! Answers that the framework made for requests it could not read; they are dressed like our own refusals.

use axum::body::to_bytes;
use axum::http::{StatusCode, header};
use axum::response::Response;
use basis::{Refusal, RefusalKind};

use crate::{Failure, Frame, sent};

const MAX_DETAIL_BYTES: usize = 2048;

/// A failure, ours or the framework's, as a page or a problem; anything else as it is.
pub(crate) async fn dress(mut response: Response, frame: &Frame) -> Response {
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        return failure.show(frame.clone());
    }
    let status = response.status();
    if !(status.is_client_error() && is_plain(&response)) {
        return response;
    }
    let (parts, body) = response.into_parts();
    // It is in memory already, and its place stands at its end.
    let detail = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let detail = String::from_utf8_lossy(&detail).into_owned();
    let of_json = match frame.path().starts_with("/api/") {
        true => sent::told(status, &detail),
        false => None,
    };
    let failure =
        of_json.unwrap_or_else(|| Failure::from(refusal(status, &detail)).with_status(status));
    let shown = failure.show(frame.clone());
    let (mut out, body) = shown.into_parts();
    out.headers.extend(parts.headers.get(header::ALLOW).map(|v| (header::ALLOW, v.clone())));
    Response::from_parts(out, body)
}

/// What the framework would say with a status, where we say it before it does.
pub(crate) fn as_failure(status: StatusCode) -> Failure {
    Failure::from(refusal(status, "")).with_status(status)
}

/// The framework's own rejections are plain text or empty.
fn is_plain(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_none_or(|kind| kind.starts_with("text/plain"))
}

fn refusal(status: StatusCode, detail: &str) -> Refusal {
    let (kind, rule, zh, en) = match status {
        StatusCode::NOT_FOUND => {
            (RefusalKind::NotFound, "web.no-such-page", "没有这个网页。", "There is no such page.")
        }
        StatusCode::METHOD_NOT_ALLOWED => (
            RefusalKind::Invalid,
            "web.method",
            "这个网址不能这样打开。请从页面上的按钮或链接进入。",
            "This address cannot be used in this way. Use the buttons and links of the pages.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            RefusalKind::Invalid,
            "web.too-large",
            "发来的内容太大，没有收下。请把照片缩小，或者分几次上传。",
            "What was sent is too large and was not taken. Make the picture smaller or send it in parts.",
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (
            RefusalKind::Invalid,
            "web.media-type",
            "发来的内容格式不对。接口请用 Content-Type: application/json。",
            "The content type cannot be used; send application/json to the API.",
        ),
        _ => (
            RefusalKind::Invalid,
            "web.unreadable",
            "发来的内容读不懂，没有办理。请回到上一页，重新填写后提交。",
            "What was sent could not be read, and nothing was done. Go back and send the form again.",
        ),
    };
    let detail = detail.trim();
    let is_short = !detail.is_empty() && detail.len() <= MAX_DETAIL_BYTES;
    let end = if !is_short { String::new() } else { format!(" ({detail})") };
    Refusal::new(kind, rule, zh, format!("{en}{end}"))
}
