//! The page: what stands today, each scenario, all side by side, money, and where it comes from.

use std::fmt::Write as _;

use super::sentences::{change, figure, group, group_name, means, plain, price};
use super::{Told, charts, money};
use crate::scenario::{Outcome, Setup};

const STYLE: &str = "body{font:12pt/1.7 'Noto Serif CJK SC','Source Han Serif SC',SimSun,serif;color:#111;max-width:46rem;margin:2rem auto;padding:0 1rem}\
h1{text-align:center;font-size:20pt}h2{font-size:15pt;border-bottom:1px solid #555;break-after:avoid}h3{font-size:13pt;break-after:avoid}\
table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;font-weight:bold}th,td{border:1px solid #777;padding:.2rem .5rem;text-align:right}th[scope=row],thead th:first-child{text-align:left}\
svg{width:100%;height:auto}svg text{font-size:16px}figure{margin:1rem 0;break-inside:avoid}figcaption{font-size:10pt}\
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;font-size:10pt}svg.swatch{width:.9em;height:.9em;margin-right:.3em;vertical-align:-.1em}\
.small{font-size:9pt;word-break:break-all}@page{size:A4;margin:20mm}@media print{body{margin:0;max-width:none}}";

/// The whole page.
pub(super) fn of(told: &Told<'_>) -> String {
    let ground = told.base.ground;
    let mut html = format!(
        "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>",
        title = plain(told.title),
    );
    let _ =
        write!(
            html,
            "<p>研究对象：{}。达标标准：{} {} 分钟以内可到达至少一处设施。{}</p>",
            plain(&ground.file.name),
            means(&ground.file.mode),
            ground.file.standard_minutes,
            ground.file.at.as_deref().map_or_else(String::new, |at| {
                format!("只计 {} 开放的设施。", plain(at))
            }),
        );
    html += &today(told);
    html += "<h2>二、各方案</h2>";
    for (n, outcome) in told.outcomes.iter().enumerate() {
        html += &scenario(told, n, outcome);
    }
    html += &side_by_side(told.outcomes);
    if let Some(budget) = told.budget {
        html += "<h2>四、资金安排</h2>";
        html += &money::of(budget);
    }
    html += &sources(told);
    html + "</main></body></html>\n"
}

fn today(told: &Told<'_>) -> String {
    let (ground, state) = (told.base.ground, &told.base.state);
    let mut html = String::from("<h2>一、现状</h2>");
    let (people, served) = (ground.people[0].iter().sum::<f64>(), state.served[0]);
    let share = if people > 0.0 { 100.0 * served / people } else { 0.0 };
    let _ = write!(
        html,
        "<p>全部 {} 人中，{} 人（{share:.1}%）达标，{} 人尚未达标。现有计入的设施 {} 处。</p>",
        figure(people, 0),
        figure(served, 0),
        figure(people - served, 0),
        figure(state.facilities as f64, 0),
    );
    html += "<table><caption>各群体现状</caption><thead><tr><th scope=\"col\">群体</th><th scope=\"col\">人数</th><th scope=\"col\">达标人数</th><th scope=\"col\">未达标人数</th></tr></thead><tbody>";
    for (n, name) in ground.file.zones.groups.iter().enumerate() {
        let people: f64 = ground.people[n].iter().sum();
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
            group_name(name, n),
            figure(people, 0),
            figure(state.served[n], 0),
            figure(people - state.served[n], 0),
        );
    }
    html += "</tbody></table>";
    let places: Vec<(f64, f64)> = ground
        .facilities
        .iter()
        .map(|facility| (facility.point.longitude(), facility.point.latitude()))
        .collect();
    let about = format!("现状：各单元到最近设施的用时。{served:.0} 人达标");
    html += &drawn(&charts::map(ground, &state.minutes, &places, &about), "现状", told);
    html += &worst(told);
    html
}

/// The unserved zones with most people.
fn worst(told: &Told<'_>) -> String {
    let (ground, state) = (told.base.ground, &told.base.state);
    let standard = ground.file.standard_minutes;
    let people = &ground.people[0];
    let out = |zone: &usize| state.minutes[*zone].is_none_or(|minutes| minutes > standard);
    let mut zones: Vec<usize> =
        (0..people.len()).filter(out).filter(|zone| people[*zone] > 0.0).collect();
    zones.sort_by(|a, b| people[*b].total_cmp(&people[*a]).then(a.cmp(b)));
    let mut html = String::from(
        "<table><caption>未达标人数最多的单元（前十）</caption><thead><tr><th scope=\"col\">单元</th><th scope=\"col\">人数</th><th scope=\"col\">到最近设施（分钟）</th></tr></thead><tbody>",
    );
    for zone in zones.into_iter().take(10) {
        let minutes = state.minutes[zone];
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            plain(ground.zones.name(zone)),
            figure(people[zone], 0),
            minutes.map_or_else(|| "无法到达".to_owned(), |minutes| figure(minutes, 1)),
        );
    }
    html + "</tbody></table>"
}

fn scenario(told: &Told<'_>, n: usize, outcome: &Outcome) -> String {
    let ground = told.base.ground;
    let file = &told.studied.scenarios[n].0;
    let mut html = format!("<h3>方案 {}：{}</h3><p>做什么：</p><ul>", n + 1, plain(&file.name));
    for (at, item) in file.change.iter().enumerate() {
        let put = outcome.placed.iter().find(|placed| placed.change == at + 1);
        let _ = write!(html, "<li>{}。</li>", change(item, put));
    }
    html += "</ul><p>惠及谁、多少人：</p><ul>";
    for (at, found) in outcome.groups.iter().enumerate() {
        let name = group_name(&found.group, at);
        let _ = write!(html, "<li>{}</li>", group(&name, found, outcome.standard_minutes));
    }
    let _ = write!(html, "</ul><p>花多少钱：{}</p>", price(outcome));
    if let Some(gini) = outcome.gini {
        let _ = write!(
            html,
            "<p>人均服务能力的基尼系数由 {} 变为 {}（越小越均等）。</p>",
            figure(gini.before, 4),
            figure(gini.after, 4)
        );
    }
    let mut minutes = told.base.state.minutes.clone();
    for zone in &outcome.zones {
        if let Some(at) = ground.zones.find(&zone.zone) {
            minutes[at as usize] = zone.minutes_after;
        }
    }
    let setup = Setup::new(ground, file, told.base.snapper()).unwrap_or_default();
    let places: Vec<(f64, f64)> = setup
        .facilities
        .iter()
        .map(|facility| (facility.point.longitude(), facility.point.latitude()))
        .collect();
    let served = outcome.groups.first().map_or(0.0, |all| all.served.after);
    let about = format!("方案 {} 实施后各单元到最近设施的用时。{served:.0} 人达标", n + 1);
    let caption = format!("方案 {} 实施后", n + 1);
    html + &drawn(&charts::map(ground, &minutes, &places, &about), &caption, told)
}

fn drawn(svg: &str, caption: &str, told: &Told<'_>) -> String {
    let ground = told.base.ground;
    format!(
        "<figure>{svg}{}<figcaption>{caption}：圆点为单元，大小表示人数，颜色表示到最近设施的用时；方块为设施。逐单元数据见工作簿。</figcaption></figure>",
        charts::legend(ground.file.standard_minutes)
    )
}

fn side_by_side(outcomes: &[Outcome]) -> String {
    let mut html = String::from("<h2>三、方案比较</h2>");
    let _ = write!(
        html,
        "<figure>{}<figcaption>各方案新达标人数（全部居民）</figcaption></figure>",
        charts::bars(outcomes)
    );
    html += "<table><caption>各方案比较（全部居民）</caption><thead><tr><th scope=\"col\">方案</th><th scope=\"col\">达标人数</th><th scope=\"col\">新达标</th><th scope=\"col\">变为不达标</th><th scope=\"col\">到得了的人平均用时（分钟）</th><th scope=\"col\">造价（万元）</th><th scope=\"col\">每净增 1 人（万元）</th></tr></thead><tbody>";
    let sum = |value: Option<f64>, digits| {
        value.map_or_else(|| "—".to_owned(), |value| figure(value, digits))
    };
    for outcome in outcomes {
        let Some(all) = outcome.groups.first() else { continue };
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            plain(&outcome.scenario),
            figure(all.served.after, 0),
            figure(all.lifted, 0),
            figure(all.dropped, 0),
            all.minutes.after.map_or_else(|| "无法到达".to_owned(), |mean| figure(mean, 1)),
            sum(outcome.price, 2),
            sum(outcome.price_of_one(), 4),
        );
    }
    html + "</tbody></table>"
}

fn sources(told: &Told<'_>) -> String {
    let ground = told.base.ground;
    let mut html =
        String::from("<h2>五、数据与复核</h2><p>用同样的文件重新计算，应得到同样的校验值。</p>");
    let _ = write!(
        html,
        "<p class=\"small\">基础数据：{}；单元 {}，设施 {}，道路 {}。校验值 {}</p>",
        plain(&ground.file.name),
        plain(&ground.file.zones.file),
        plain(&ground.file.facilities.file),
        plain(&ground.file.streets),
        ground.digest.hex(),
    );
    for outcome in told.outcomes {
        let _ = write!(
            html,
            "<p class=\"small\">{}：方案文件 {}，结果 {}</p>",
            plain(&outcome.scenario),
            outcome.scenario_sha256,
            outcome.digest().hex(),
        );
    }
    html
}
