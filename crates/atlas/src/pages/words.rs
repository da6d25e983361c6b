//! What the columns and figures of the commands are called on pages, in the language of the page.

use web::Frame;

use super::{Shown, cause};

/// What a column is called: those that commands write in words, others as their file names them.
pub(super) fn column_name(frame: &Frame, name: &str) -> String {
    let told = |what: &str| known(frame, what).or_else(|| within(frame, what));
    if let Some(what) = name.strip_suffix("_before").and_then(told) {
        return frame.tf("atlas.column.before", [("what", what)]);
    }
    if let Some(what) = name.strip_suffix("_after").and_then(told) {
        return frame.tf("atlas.column.after", [("what", what)]);
    }
    told(name).unwrap_or_else(|| name.to_owned())
}

/// What a figure of a command's note is called; one that has no words keeps its name.
pub(super) fn figure_name(frame: &Frame, name: &str) -> String {
    match name {
        "bound" => frame.t("atlas.figure.bound"),
        "demand" => frame.t("atlas.figure.demand"),
        "demand_served" => frame.t("atlas.figure.demand-served"),
        "gap" => frame.t("atlas.figure.gap"),
        "least" => frame.t("atlas.figure.least"),
        "mean" => frame.t("atlas.figure.mean"),
        "mean_over_people" => frame.t("atlas.figure.mean-over-people"),
        "measures" => frame.t("atlas.figure.measures"),
        "most" => frame.t("atlas.figure.most"),
        "nodes" => frame.t("atlas.figure.nodes"),
        "objective" => frame.t("atlas.figure.objective"),
        "origins" => frame.t("atlas.figure.origins"),
        "pairs" => frame.t("atlas.dataset.pairs"),
        "people_lifted" => frame.t("atlas.figure.people-lifted"),
        "people_without_value" => frame.t("atlas.figure.people-without-value"),
        "spent" => frame.t("atlas.figure.spent"),
        "uncoverable_demand" => frame.t("atlas.figure.uncoverable-demand"),
        "without_value" => frame.t("atlas.figure.without-value"),
        "worst" => frame.t("atlas.figure.worst"),
        "worst_bound" => frame.t("atlas.figure.worst-bound"),
        other => known(frame, other).unwrap_or_else(|| other.replace('_', " ")),
    }
}

/// Puts the heads of a command's table into words, and why a zone is a blind spot.
pub(super) fn tell(frame: &Frame, table: &mut Shown) {
    for (at, (head, _)) in table.heads.iter_mut().enumerate() {
        if head.as_str() == "cause" {
            table.rows.iter_mut().for_each(|row| row[at] = cause(frame, &row[at]));
        }
        *head = column_name(frame, head);
    }
}

/// `within_15`: what is reached in 15 minutes.
fn within(frame: &Frame, name: &str) -> Option<String> {
    let minutes = name.strip_prefix("within_")?;
    minutes.parse::<f64>().ok()?;
    Some(frame.tf("atlas.column.within", [("minutes", minutes)]))
}

fn known(frame: &Frame, name: &str) -> Option<String> {
    Some(match name {
        "access" => frame.t("atlas.column.access"),
        "category" => frame.t("atlas.map.category"),
        "cause" => frame.t("atlas.result.why"),
        "client" => frame.t("atlas.column.client"),
        "division" => frame.t("atlas.column.division"),
        "dropped" => frame.t("atlas.column.dropped"),
        "farther" => frame.t("atlas.column.farther"),
        "gain" => frame.t("atlas.column.gain"),
        "gini" => frame.t("atlas.equity.gini"),
        "group" => frame.t("atlas.result.group"),
        "id" => frame.t("atlas.column.id"),
        "lat" => frame.t("atlas.walk.lat"),
        "lifted" => frame.t("atlas.column.lifted"),
        "limit" => frame.t("atlas.column.limit"),
        "lon" => frame.t("atlas.walk.lon"),
        "minutes" => frame.t("atlas.column.minutes"),
        "nearer" => frame.t("atlas.column.nearer"),
        "nearest" => frame.t("atlas.column.nearest"),
        "people" => frame.t("atlas.result.people"),
        "price" => frame.t("atlas.compare.price"),
        "scenario" => frame.t("atlas.column.scenario"),
        "served" => frame.t("atlas.column.served"),
        "site" => frame.t("atlas.column.site"),
        "taken" => frame.t("atlas.column.taken"),
        "value" => frame.t("atlas.map.value"),
        _ => return None,
    })
}
