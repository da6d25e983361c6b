//! A report that `plan report` wrote, as it wrote it, and its data as a workbook.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use identity::Actor;
use planner::PlannerError;
use planner::digest::Digest;
use web::format::percent_encoded;
use web::{Frame, Page, PageResult};

use super::short;
use crate::results::{self, Outcome};
use crate::{Atlas, aside, changed, unknown};

/// What a workbook is to the browser.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    frame: Frame,
    name: String,
    /// The report's own text; none where the file is not what the command wrote.
    text: Option<String>,
    workbook: String,
    digest: String,
}

pub(crate) async fn show(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    frame: Frame,
    Path(name): Path<String>,
) -> PageResult {
    let kit = atlas.kit(&actor).await?;
    let report = kit.report(&name).ok_or_else(unknown)?.clone();
    let workbook = report.path.with_extension("xlsx");
    let has_workbook = workbook.exists();
    let digest = report.digest().to_owned();
    let text = aside(move || Ok(read(&report)?.as_deref().and_then(within))).await?;
    let address = format!("/planner/reports/{}/data", percent_encoded(&name));
    let page = ReportPage {
        text,
        workbook: if has_workbook { address } else { String::new() },
        digest: short(&digest),
        name,
        frame,
    };
    Ok(Page(page).into_response())
}

/// The workbook, to be kept.
pub(crate) async fn data(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    Path(name): Path<String>,
) -> PageResult {
    let kit = atlas.kit(&actor).await?;
    let report = kit.report(&name).ok_or_else(unknown)?;
    let path = report.path.with_extension("xlsx");
    let book = results::noted(&path).ok_or_else(unknown)?;
    let bytes = aside(move || as_written(&book)).await?.ok_or_else(changed)?;
    let headers = [
        (header::CONTENT_TYPE, WORKBOOK),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"report.xlsx\""),
    ];
    Ok((headers, bytes).into_response())
}

/// The text of a report, if its bytes are those that the command wrote.
fn read(report: &Outcome) -> Result<Option<String>, PlannerError> {
    Ok(as_written(report)?.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// The bytes of a file, if they are those that the command wrote.
fn as_written(file: &Outcome) -> Result<Option<Vec<u8>>, PlannerError> {
    let bytes = std::fs::read(&file.path)
        .map_err(|why| PlannerError::File { file: file.file.clone(), why })?;
    let is_as_written = Digest::of(&bytes).hex() == file.digest();
    Ok(Some(bytes).filter(|_| is_as_written))
}

/// What stands in the page's body; wide tables can be pushed aside on a narrow screen.
fn within(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("<main>")?;
    let (text, _) = rest.split_once("</main>")?;
    let mut parts = text.split("<table><caption>");
    let mut made = parts.next()?.to_owned();
    for part in parts {
        let (caption, rest) = part.split_once("</caption>")?;
        made.push_str(&format!(
            r#"<div class="scroll" role="region" aria-label="{caption}" tabindex="0"><table class="dense"><caption>{caption}</caption>{}"#,
            rest.replacen("</table>", "</table></div>", 1)
        ));
    }
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_taken_and_its_tables_can_be_pushed_aside() {
        let page = "<html><style>a</style><main><h1>报告</h1><table><caption>甲</caption><tr></tr></table><p>乙</p></main></html>";
        let text = within(page).unwrap();
        assert!(
            text.starts_with(
                "<h1>报告</h1><div class=\"scroll\" role=\"region\" aria-label=\"甲\""
            ),
            "{text}"
        );
        assert!(text.ends_with("<tr></tr></table></div><p>乙</p>"), "{text}");
        assert_eq!(within("<p>no report</p>"), None);
    }
}
