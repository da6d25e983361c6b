//! The part on money: what the fund buys, who pays, how sure it is, and what more would bring.

use std::fmt::Write as _;

use serde_json::Value;

use super::sentences::{figure, percent, plain};

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
    let _ = write!(html, "<p>{}{}</p>", aim(budget), sure(budget));
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

/// What was made best, and how good it became.
fn aim(budget: &Value) -> String {
    let reached = budget["objective"].as_f64().unwrap_or(0.0);
    match budget["aim"].as_str() {
        Some("worst") => format!(
            "目标是让达标率最低的区划尽量高：选定后，各区划中最低的达标率为 {}。",
            percent(reached, 2)
        ),
        Some("spread") => format!(
            "目标是让各区划的达标率尽量接近：选定后，各区划与全体的达标率平均相差 {}（按人数加权）。",
            points(reached)
        ),
        _ => format!("目标是使尽量多的人达到标准：共 {} 人（加权）。", figure(reached, 0)),
    }
}

/// What is proved of other choices; nothing here says what ended the search.
fn sure(budget: &Value) -> String {
    if budget["status"] == "optimal" {
        return "已证明没有更好的选法。".to_owned();
    }
    let Some(bound) = budget["bound"].as_f64() else {
        return "尚未证明最好的选法还能好多少。".to_owned();
    };
    match budget["aim"].as_str() {
        Some("worst") => {
            format!("已证明：任何其他选法，最低的达标率都不会超过 {}。", percent(bound, 2))
        }
        Some("spread") => {
            format!("已证明：任何其他选法，平均相差都不会小于 {}。", points(bound.max(0.0)))
        }
        _ => {
            let more = budget["gap"]
                .as_f64()
                .map_or_else(String::new, |gap| format!("，即至多比选定的多 {}", percent(gap, 3)));
            let bound = figure(bound, 0);
            format!("已证明：任何其他选法都不会使超过 {bound} 人（加权）达到标准{more}。")
        }
    }
}

/// A difference of shares.
fn points(share: f64) -> String {
    let share = share + 0.0;
    format!("<data value=\"{share}\">{:.2}</data> 个百分点", 100.0 * share)
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

/// A rule as a meeting calls it.
fn rule(name: &str) -> String {
    let whole = match name {
        "fund" => "总资金",
        "equalization share" => "用于均等化的最低占比",
        "province" => "省级资金上限",
        "city" => "市级资金上限",
        "county" => "县级资金上限",
        "least urban per rural" => "城镇与农村资金之比的下限",
        "most urban per rural" => "城镇与农村资金之比的上限",
        _ => "",
    };
    if !whole.is_empty() {
        return whole.to_owned();
    }
    let of = |start: &str| name.strip_prefix(start).map(plain);
    match (of("least money of "), of("least gain of "), of("variants ")) {
        (Some(division), ..) => format!("“{division}”的最低资金"),
        (_, Some(division), _) => format!("“{division}”的最低新达标人数"),
        (.., Some(group)) => format!("同一措施的不同做法只取其一（第 {group} 组）"),
        _ => plain(name),
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

/// No choice keeps the rules, which is proved, or none was found.
fn nothing(budget: &Value) -> String {
    if budget["status"] != "infeasible" {
        return "<p>在限定的搜索中没有找到符合全部规则的选法，也没有证明没有这样的选法。</p>"
            .to_owned();
    }
    let rules = budget["conflict"].as_array().into_iter().flatten();
    let rules: Vec<String> = rules.filter_map(|name| name.as_str().map(rule)).collect();
    let which = match rules.as_slice() {
        [] => String::new(),
        [one] => format!("，无法满足的规则是：{one}"),
        several => format!("，相互矛盾的规则是：{}", several.join("、")),
    };
    format!("<p>没有任何选法符合全部规则（单项措施不能拆分）{which}。</p>")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(budget: &Value, expected: &[&str], never: &[&str]) {
        let page = of(budget);
        for words in expected {
            assert!(page.contains(words), "{words} in {page}");
        }
        for words in never {
            assert!(!page.contains(words), "{words} in {page}");
        }
    }

    fn found(aim: &str, status: &str, [objective, bound, gap]: [f64; 3]) -> Value {
        json!({
            "aim": aim, "status": status, "objective": objective, "bound": bound, "gap": gap,
            "measures": 3, "chosen": ["a"], "taken": [], "people_lifted": 60.0,
            "spending": { "total": 6.0, "divisions": {} }, "shadow_prices": [],
        })
    }

    #[test]
    fn each_aim_has_its_own_sentence_and_nothing_blames_the_clock() {
        let gain = found("gain", "feasible", [60.0, 63.0, 0.05]);
        check(
            &gain,
            &["尽量多的人", ">63</data> 人", "<data value=\"0.05\">5.000%</data>"],
            &["时限"],
        );
        let worst = found("worst", "feasible", [0.4, 0.402, 0.005]);
        let level = "最低的达标率为 <data value=\"0.4\">40.00%</data>";
        check(&worst, &[level, "不会超过 <data value=\"0.402\">40.20%</data>"], &["时限", "再好"]);
        let spread = found("spread", "feasible", [0.02, 0.01, 0.5]);
        let apart = "平均相差 <data value=\"0.02\">2.00</data> 个百分点";
        check(&spread, &[apart, "不会小于 <data value=\"0.01\">1.00</data>"], &["时限", "再好"]);
        check(&found("worst", "optimal", [0.4, 0.4, 0.0]), &[level, "没有更好的选法"], &["时限"]);
    }

    fn without(status: &str, conflict: Value) -> Value {
        json!({ "status": status, "objective": null, "conflict": conflict, "spending": {} })
    }

    #[test]
    fn what_cannot_be_is_told_by_its_rules_in_words() {
        let rules = json!(["fund", "least money of north", "equalization share", "variants 2"]);
        check(
            &without("infeasible", rules),
            &[
                "（单项措施不能拆分）",
                "：总资金、“north”的最低资金、用于均等化的最低占比、同一措施",
            ],
            &["fund", "least", "share", "variants", "时限"],
        );
        let alone = json!(["least gain of <b>"]);
        check(&without("infeasible", alone), &["规则是：“&lt;b&gt;”的最低新达标人数"], &["矛盾"]);
        check(&without("unknown", json!([])), &["没有找到"], &["没有任何选法"]);
    }
}
