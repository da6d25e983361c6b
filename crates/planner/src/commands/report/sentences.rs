//! What is done, for whom, how many and at what cost, as a meeting says it.

use crate::scenario::{Change, GroupOutcome, Outcome, StopAt};

/// A number as the page shows it, with the whole number behind it.
pub(super) fn figure(value: f64, digits: usize) -> String {
    // No -0: a sum of nothing has a sign that no reader expects.
    let value = value + 0.0;
    format!("<data value=\"{value}\">{value:.digits$}</data>")
}

/// Text without what HTML would take for its own.
pub(super) fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// How a base travels.
pub(super) fn means(mode: &str) -> &'static str {
    match mode {
        "bike" => "骑行",
        "car" => "驾车",
        "transit" => "公共交通",
        _ => "步行",
    }
}

/// What a change does.
pub(super) fn change(change: &Change) -> String {
    match change {
        Change::Open { id, capacity, .. } => {
            let size = capacity.map(|size| format!("，规模 {size}")).unwrap_or_default();
            format!("新设“{}”{size}", plain(id))
        }
        Change::Close { id } => format!("关闭“{}”", plain(id)),
        Change::Move { id, .. } => format!("“{}”迁址", plain(id)),
        Change::Resize { id, capacity } => format!("“{}”规模调整为 {capacity}", plain(id)),
        Change::Hours { id, hours } => {
            format!("“{}”开放时间调整为 {}", plain(id), plain(hours))
        }
        Change::Line { name, stops, first, last, every, .. } => format!(
            "新开公交“{}”：{} 站（其中新设站 {} 处），{}至{}，每 {every} 分钟一班",
            plain(name),
            stops.len(),
            stops.iter().filter(|stop| matches!(stop, StopAt::Place(_))).count(),
            plain(first),
            plain(last),
        ),
        Change::Denser { route, from, to, every } => format!(
            "公交“{}”加密：{}至{}每 {every} 分钟增发一班",
            plain(route),
            plain(from),
            plain(to)
        ),
        Change::Road { metres, .. } => match metres {
            Some(metres) => format!("新建道路 {metres} 米"),
            None => "新建道路一条".to_owned(),
        },
    }
}

/// What a scenario brings to one group.
pub(super) fn group(group: &GroupOutcome, minutes: f64) -> String {
    let GroupOutcome { served, lifted, dropped, nearer, farther, .. } = group;
    let mut words = format!(
        "“{}”共 {} 人：{minutes} 分钟内可到达的由 {} 人变为 {} 人，新达标 {} 人",
        plain(&group.group),
        figure(group.people, 0),
        figure(served.before, 0),
        figure(served.after, 0),
        figure(*lifted, 0),
    );
    if *dropped > 0.0 {
        words += &format!("，另有 {} 人由达标变为不达标", figure(*dropped, 0));
    }
    words += &format!(
        "；路程缩短 {} 人，变长 {} 人；平均用时（只算到得了的人）由 {} 变为 {}。",
        figure(*nearer, 0),
        figure(*farther, 0),
        mean(group.minutes.before, group.reached.before),
        mean(group.minutes.after, group.reached.after),
    );
    words
}

/// A mean with those whom it is of.
fn mean(minutes: Option<f64>, people: f64) -> String {
    match minutes {
        Some(minutes) => format!("{} 分钟（{} 人）", figure(minutes, 1), figure(people, 0)),
        None => "无法到达".to_owned(),
    }
}

/// What a scenario costs, for all and for each person lifted.
pub(super) fn price(outcome: &Outcome) -> String {
    match (outcome.price, outcome.price_of_one()) {
        (None, _) => "方案文件未给出造价。".to_owned(),
        (Some(price), None) => {
            format!("造价 {} 万元；没有人因此净增达标。", figure(price, 2))
        }
        (Some(price), Some(one)) => format!(
            "造价 {} 万元，平均每净增 1 人达标需 {} 万元。",
            figure(price, 2),
            figure(one, 4)
        ),
    }
}
