//! The part on money: what the fund buys, who pays, how sure it is, and what more would bring.

use std::fmt::Write as _;

use serde_json::Value;

use super::sentences::{figure, plain};

/// The part, from what `plan budget --json` printed.
pub(super) fn of(budget: &Value) -> String {
    let number = |value: &Value| value.as_f64().unwrap_or(0.0);
    let spending = &budget["spending"];
    let share = |part: &Value| {
        let total = number(&spending["total"]);
        if total > 0.0 { 100.0 * number(part) / total } else { 0.0 }
    };
    if budget["objective"].is_null() {
        return nothing(budget);
    }
    let mut html = format!(
        "<p>从 {} 项备选措施中选定 {} 项，共需 {} 万元，可使 {} 人（加权）达到标准。</p>",
        figure(number(&budget["measures"]), 0),
        figure(budget["chosen"].as_array().map_or(0, Vec::len) as f64, 0),
        figure(number(&spending["total"]), 2),
        figure(number(&budget["people_lifted"]), 0),
    );
    let _ = write!(
        html,
        "<p>省级承担 {} 万元，市级 {} 万元，县级 {} 万元；用于均等化 {} 万元（占 {:.1}%）；城镇 {} 万元，农村 {} 万元。</p>",
        figure(number(&spending["province"]), 2),
        figure(number(&spending["city"]), 2),
        figure(number(&spending["county"]), 2),
        figure(number(&spending["equalization"]), 2),
        share(&spending["equalization"]),
        figure(number(&spending["urban"]), 2),
        figure(number(&spending["rural"]), 2),
    );
    let sure = match budget["status"].as_str() {
        Some("optimal") => "已证明没有更好的选法。".to_owned(),
        _ => format!(
            "在时限内已证明：任何其他选法至多再好 {}%。",
            figure(100.0 * number(&budget["gap"]), 3)
        ),
    };
    let _ = write!(html, "<p>{sure}</p>");
    for price in budget["shadow_prices"].as_array().into_iter().flatten() {
        if price["rule"] == "fund" && price["people_per_10k_yuan"].is_number() {
            let people = figure(number(&price["people_per_10k_yuan"]), 2);
            let _ = write!(
                html,
                "<p>总资金每增加 1 万元，约可再使 {people} 人达到标准（小幅变动时成立）。</p>"
            );
        }
    }
    html += "<table><caption>各区划资金与达标人数</caption><thead><tr><th scope=\"col\">区划</th><th scope=\"col\">资金（万元）</th><th scope=\"col\">新达标（人）</th></tr></thead><tbody>";
    for (id, division) in spending["divisions"].as_object().into_iter().flatten() {
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            plain(id),
            figure(number(&division["money"]), 2),
            figure(number(&division["people_lifted"]), 0),
        );
    }
    html + "</tbody></table>"
}

/// No choice keeps the rules, or none was found.
fn nothing(budget: &Value) -> String {
    let rules: Vec<String> = budget["conflict"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|rule| rule.as_str().map(plain))
        .collect();
    if rules.is_empty() {
        return "<p>在时限内没有找到符合全部规则的选法。</p>".to_owned();
    }
    format!("<p>没有任何选法符合全部规则，相互矛盾的规则是：{}。</p>", rules.join("、"))
}
