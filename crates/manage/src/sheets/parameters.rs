//! The dated values that rules read, as a sheet to take away: each with its days and its law.

use axum::extract::State;
use catalogue::model::{Parameter, ParameterValue, Scalar};
use identity::{Actor, Right, may};
use web::sheet::{Cell, Sheet};
use web::{Frame, PageResult};

use crate::Manage;

const HEADS: [&str; 8] =
    ["名称", "区划", "值", "单位", "从哪天起", "到哪天止", "依据", "是否待确认"];

/// GET /manage/parameters.xlsx
pub(crate) async fn export(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish)?;
    let catalogue = manage.cases.catalogue();
    let all = catalogue.parameters.values();
    let rows = all.flat_map(|one| one.values.iter().map(move |value| row(one, value)));
    let heads = HEADS.map(str::to_owned).to_vec();
    let sheet = Sheet { title: "参数".to_owned(), heads, rows: rows.collect() };
    let name = format!("parameters-{}.xlsx", frame.today());
    web::sheet::answer(&name, &[sheet]).map_err(Into::into)
}

fn row(one: &Parameter, value: &ParameterValue) -> Vec<Cell> {
    let cells = [
        one.name.clone(),
        one.division.clone().unwrap_or_default(),
        written(&value.value),
        one.unit.clone().unwrap_or_default(),
        value.from.to_string(),
        value.until.map(|day| day.to_string()).unwrap_or_default(),
        value.source.to_string(),
        if value.unconfirmed { "待确认".to_owned() } else { String::new() },
    ];
    cells.into_iter().map(Cell::Text).collect()
}

fn written(value: &Scalar) -> String {
    match value {
        Scalar::Bool(yes) => yes.to_string(),
        Scalar::Int(number) => number.to_string(),
        Scalar::Real(number) => number.to_string(),
        Scalar::Text(text) => text.clone(),
    }
}
