//! A form that sends a workbook: what was chosen, and whether only to look at it or to take it in.

use axum::extract::Multipart;
use basis::Refusal;
use web::{Failure, Field, Frame, Kind, key};

/// What the form sends.
#[derive(Default)]
pub(crate) struct Sent {
    /// The key of the act.
    pub(crate) key: String,
    /// Whether it is to be taken in, not only looked at.
    pub(crate) takes: bool,
    /// The file.
    pub(crate) bytes: Vec<u8>,
}

impl Sent {
    /// Reads the form.
    ///
    /// # Errors
    /// A refusal where it did not arrive whole or has no key.
    pub(crate) async fn read(mut form: Multipart) -> Result<Self, Failure> {
        let mut sent = Self::default();
        while let Some(part) = form.next_field().await.map_err(|_| broken())? {
            match part.name().unwrap_or_default() {
                "file" => sent.bytes = part.bytes().await.map_err(|_| broken())?.to_vec(),
                "key" => sent.key = part.text().await.map_err(|_| broken())?,
                "do" => sent.takes = part.text().await.map_err(|_| broken())? == "take",
                _ => {}
            }
        }
        if key::is_key(&sent.key) { Ok(sent) } else { Err(broken().into()) }
    }
}

/// The field in which the workbook is chosen.
pub(crate) fn file_field(frame: &Frame, hint: String) -> Field {
    let kind = Kind::File { accept: ".xlsx" };
    Field::new("file", frame.t("manage.import.file"), kind).hint(hint)
}

fn broken() -> Refusal {
    Refusal::invalid(
        "manage.upload",
        "文件没有传完整，请回到上一页再传一次",
        "the file did not arrive whole; go back and send it again",
    )
}
