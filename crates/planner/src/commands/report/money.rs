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
    let parts = parts(spending, &share);
    if !parts.is_empty() {
        let _ = write!(html, "<p>{}。</p>", parts.join("；"));
    }
    let sure = match budget["status"].as_str() {
        Some("optimal") => "已证明没有更好的选法。".to_owned(),
        _ => format!(
            "在时限内已证明：任何其他选法至多再好 {}%。",
            figure(100.0 * number(&budget["gap"]), 3)
        ),
    };
    let _ = write!(html, "<p>{sure}</p>");
    for price in budget["shadow_prices"].as_array().into_iter().flatten() {
        if let Some(people) = price["people_per_10k_yuan"].as_f64().filter(|people| *people != 0.0)
        {
            let does = if people > 0.0 { "再使" } else { "少使" };
            let _ = write!(
                html,
                "<p>{}每增加 1 万元，约可{does} {} 人达到标准（小幅变动时成立）。</p>",
                rule(price["rule"].as_str().unwrap_or_default()),
                figure(people.abs(), 2),
            );
        }
    }
    html += &taken(budget);
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

/// Who pays, for what, and where: each part only if the measures said so.
fn parts(spending: &Value, share: &dyn Fn(&Value) -> f64) -> Vec<String> {
    let sum = |key: &str| Some(figure(spending[key].as_f64()?, 2));
    let payers = || {
        let [province, city, county] = [sum("province")?, sum("city")?, sum("county")?];
        Some(format!("省级承担 {province} 万元，市级 {city} 万元，县级 {county} 万元"))
    };
    let equalization = || {
        let share = share(&spending["equalization"]);
        Some(format!("用于均等化 {} 万元（占 {share:.1}%）", sum("equalization")?))
    };
    let settings = || Some(format!("城镇 {} 万元，农村 {} 万元", sum("urban")?, sum("rural")?));
    [payers(), equalization(), settings()].into_iter().flatten().collect()
}

/// A rule on money as a meeting calls it.
fn rule(name: &str) -> String {
    match name {
        "fund" => "总资金".to_owned(),
        "province" => "省级资金上限".to_owned(),
        "city" => "市级资金上限".to_owned(),
        "county" => "县级资金上限".to_owned(),
        other => match other.strip_prefix("least money of ") {
            Some(division) => format!("“{}”的最低资金", plain(division)),
            None => plain(other),
        },
    }
}

/// The chosen measures, one by one.
fn taken(budget: &Value) -> String {
    let mut html = String::from(
        "<table><caption>选定的措施</caption><thead><tr><th scope=\"col\">措施</th><th scope=\"col\">区划</th><th scope=\"col\">造价（万元）</th><th scope=\"col\">可使多少人达标（加权）</th></tr></thead><tbody>",
    );
    for measure in budget["taken"].as_array().into_iter().flatten() {
        let word = |key: &str| plain(measure[key].as_str().unwrap_or_default());
        let number = |key: &str| measure[key].as_f64().unwrap_or(0.0);
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
            word("id"),
            word("division"),
            figure(number("price"), 2),
            figure(number("gain"), 0),
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
