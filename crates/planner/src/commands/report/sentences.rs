//! What is done, for whom, how many and at what cost, as a meeting says it.

use crate::scenario::{Change, GroupOutcome, Outcome, Placed, StopAt};

/// A number as the page shows it, with the whole number behind it.
pub(super) fn figure(value: f64, digits: usize) -> String {
    // No -0: a sum of nothing has a sign that no reader expects.
    let value = value + 0.0;
    format!("<data value=\"{value}\">{value:.digits$}</data>")
}

/// A share as a percentage, with the share behind it.
pub(super) fn percent(share: f64, digits: usize) -> String {
    let share = share + 0.0;
    format!("<data value=\"{share}\">{:.digits$}%</data>", 100.0 * share)
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

/// What a change does; `put` is what it puts somewhere.
pub(super) fn change(change: &Change, put: Option<&Placed>) -> String {
    let metres = figure(put.and_then(|put| put.metres).unwrap_or(0.0), 0);
    let street = figure(put.map_or(0.0, |put| put.street_metres), 0);
    match change {
        Change::Open { id, lon, lat, capacity, .. } => {
            let size = capacity.map(|size| format!("，规模 {size}")).unwrap_or_default();
            let at = place(*lon, *lat);
            format!("在{at}新设“{}”{size}，距最近的道路 {street} 米", plain(id))
        }
        Change::Close { id } => format!("关闭“{}”", plain(id)),
        Change::Move { id, lon, lat } => format!(
            "“{}”迁至{}，距原址 {metres} 米（直线），距最近的道路 {street} 米",
            plain(id),
            place(*lon, *lat)
        ),
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
        Change::Road { from, to, one_way, .. } => format!(
            "新建{}道路 {metres} 米，从{}附近的路口到{}附近的路口",
            if *one_way { "单行" } else { "" },
            place(from[0], from[1]),
            place(to[0], to[1]),
        ),
    }
}

/// Degrees as a map reader says them.
fn place(lon: f64, lat: f64) -> String {
    let (east, north) =
        (if lon < 0.0 { "西经" } else { "东经" }, if lat < 0.0 { "南纬" } else { "北纬" });
    format!("{east} {}°、{north} {}°", lon.abs(), lat.abs())
}

/// What a group is called: the first is everyone, the others are columns of the table of zones.
pub(super) fn group_name(column: &str, at: usize) -> String {
    match at {
        0 => format!("全部居民（{}）", plain(column)),
        _ => plain(column),
    }
}

/// What a scenario brings to one group; `name` is ready for the page.
pub(super) fn group(name: &str, group: &GroupOutcome, minutes: f64) -> String {
    let GroupOutcome { served, lifted, dropped, nearer, farther, .. } = group;
    let mut words = format!(
        "{name}共 {} 人：{minutes} 分钟内可到达的由 {} 人变为 {} 人，新达标 {} 人",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::PlacedKind;

    #[test]
    fn what_is_put_somewhere_is_told_with_its_place_and_length() {
        let put = |kind, metres| Placed {
            change: 1,
            kind,
            id: None,
            lon: -51.165,
            lat: -30.075,
            street_metres: 17.4,
            metres,
        };
        let check = |item: Change, put: Placed, expected: &[&str]| {
            let told = change(&item, Some(&put));
            for words in expected {
                assert!(told.contains(words), "{words} in {told}");
            }
        };
        let (lon, lat) = (-51.165, -30.075);
        let moved = Change::Move { id: "89a".to_owned(), lon, lat };
        let at = "迁至西经 51.165°、南纬 30.075°";
        check(
            moved,
            put(PlacedKind::Move, Some(2300.4)),
            &[at, ">2300</data> 米（直线）", ">17</"],
        );
        let (from, to) = ([119.2, 29.05], [119.3, 29.0]);
        let road = Change::Road { from, to, metres: None, kmh: None, one_way: true };
        let ends = ["单行道路", "2300.4", "从东经 119.2°、北纬 29.05°", "到东经 119.3°、北纬 29°"];
        check(road, put(PlacedKind::Road, Some(2300.4)), &ends);
        let (id, hours) = ("新".to_owned(), None);
        let open = Change::Open { id, lon, lat, capacity: Some(4.0), hours };
        check(open, put(PlacedKind::Open, None), &["在西经 51.165°", "规模 4", ">17</data> 米"]);
    }
}
