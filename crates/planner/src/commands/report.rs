//! `plan report`: a page to print for a county meeting, in Chinese, and its data as a workbook.
//!
//! Every figure on the page stands in `<data value="...">` with the number that the commands
//! `plan scenario` and `plan budget` give, to the last digit; the text shows it rounded.

mod charts;
mod money;
mod page;
mod sentences;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::scenario::{Studied, report, table, zones};
use crate::host::{Answer, Host, go_on, stage};
use crate::out::{Feature, Field, FieldKind, Layer, Value as Cell, apart, note, publish_layers};
use crate::scenario::{Base, Outcome, compare};
use crate::{PlannerError, store};

/// Options of `plan report`.
#[derive(Args, Clone, Debug)]
pub struct ReportArgs {
    /// The scenarios (TOML), one to eight, all of one base.
    #[arg(value_name = "S.toml", required = true)]
    pub scenarios: Vec<PathBuf>,
    /// What `plan budget --json` printed, for the part on money.
    #[arg(long, value_name = "B.json")]
    pub budget: Option<PathBuf>,
    /// The heading.
    #[arg(long, value_name = "TEXT", default_value = "公共服务可及性方案比较报告")]
    pub title: String,
    /// Where to write the page; the workbook gets the same name with .xlsx.
    #[arg(long, value_name = "R.html")]
    pub out: PathBuf,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// Everything that the page tells.
pub(crate) struct Told<'a> {
    pub(crate) title: &'a str,
    pub(crate) studied: &'a Studied,
    pub(crate) base: &'a Base<'a>,
    pub(crate) outcomes: &'a [Outcome],
    pub(crate) budget: Option<&'a Value>,
}

/// Carries out `plan report`.
pub(crate) fn run(args: &ReportArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    let ending = args.out.extension().and_then(|ending| ending.to_str());
    if ending != Some("html") {
        return Err(PlannerError::option("--out", "give a name that ends in .html"));
    }
    let budget = match &args.budget {
        Some(path) => Some(read_budget(path)?),
        None => None,
    };
    let studied = Studied::new(&args.scenarios, &args.store, host)?;
    let book = args.out.with_extension("xlsx");
    let outputs = [("--out", args.out.as_path()), ("--out", book.as_path())];
    studied.apart(&outputs)?;
    if let Some(budget) = &args.budget {
        apart(&outputs, &[("--budget", budget.as_path())])?;
    }
    let base = Base::new(&studied.ground, host)?;
    let outcomes = studied.outcomes(&base, host)?;
    let compared = compare(outcomes)?;
    go_on(host)?;
    stage(host, "writing the report")?;
    let told = Told {
        title: &args.title,
        studied: &studied,
        base: &base,
        outcomes: &compared.outcomes,
        budget: budget.as_ref(),
    };
    let html = page::of(&told);
    let provenance = studied.provenance("plan report", &compared.outcomes)?;
    let mut layers = vec![table(&compared)];
    for (n, outcome) in compared.outcomes.iter().enumerate() {
        let layer = zones(&studied.ground, &base, outcome);
        layers.push(Layer { name: format!("zones {}", n + 1), ..layer });
    }
    layers.extend(budget.as_ref().map(spending));
    publish_layers(&book, &layers, &provenance)?;
    let digest = note::publish(&args.out, html.as_bytes(), 0, &provenance)?;
    let (page, book) = (args.out.display().to_string(), book.display().to_string());
    let words = format!("{page}\n{book}");
    let value = json!({
        "page": page,
        "workbook": book,
        "sha256": digest,
        "scenarios": compared.outcomes.iter().map(report).collect::<Vec<_>>(),
    });
    Ok(Answer { value, words })
}

fn read_budget(path: &Path) -> Result<Value, PlannerError> {
    let bytes = std::fs::read(path).map_err(|why| PlannerError::file(path, why))?;
    let value: Value = serde_json::from_slice(&bytes)
        .map_err(|error| PlannerError::format(path, format!("not JSON: {error}")))?;
    if value["spending"]["total"].is_number() && value["status"].is_string() {
        return Ok(value);
    }
    Err(PlannerError::format(path, "this is not what `tongban plan budget --json` prints"))
}

/// The divisions' money and people, as a sheet.
fn spending(budget: &Value) -> Layer {
    let number = |name: &str| Field { name: name.to_owned(), kind: FieldKind::Number };
    let cell = |value: &Value| value.as_f64().map_or(Cell::Nothing, Cell::Number);
    let divisions = budget["spending"]["divisions"].as_object();
    let features = divisions.into_iter().flatten().map(|(id, division)| Feature {
        id: id.clone(),
        values: vec![cell(&division["money"]), cell(&division["people_lifted"])],
        shape: None,
    });
    Layer {
        name: "budget".to_owned(),
        fields: vec![number("money"), number("people_lifted")],
        features: features.collect(),
    }
}
