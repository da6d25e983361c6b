//! Answers about sites: a bound is told the right way round, and who is left out with the reason.

use serde_json::{Value, json};
use web::testing::get;

use super::Town;

/// Eight sites and clients of which no model is proved at once.
fn squares(town: &Town) {
    let (mut costs, mut clients) = ("site,client,cost\n".to_owned(), "id,demand\n".to_owned());
    let mut apart = "site,other,cost\n".to_owned();
    for i in 0..8_i32 {
        clients += &format!("c{i},{}\n", i * 7 % 5 + 1);
        for j in 0..8_i32 {
            costs += &format!("s{i},c{j},{}\n", (i * 5 + j * 3) % 11 + (i - j).abs());
            apart += &format!("s{i},s{j},{}\n", (i * i - j * j).abs() % 13);
        }
    }
    for (name, text) in [("costs", costs), ("clients", clients), ("apart", apart)] {
        std::fs::write(town.path(&format!("{name}.csv")), text).unwrap();
    }
}

/// What the page says of an answer that was stopped at once.
async fn stopped(town: &Town, line: &[&str]) -> (Value, String) {
    let out = town.text("plan/results/stopped.csv");
    let more = ["--time-limit", "0", "--out", out.as_str()];
    let found = town.plan(&[&["site"][..], line, &more].concat()).value;
    let page = get(&town.by_planner(), "/planner/results/stopped.csv", "").await.text;
    (found, page)
}

/// The words of a page about an answer, whatever it is said to be.
async fn told(town: &Town, found: Value) -> String {
    let note = town.path("plan/results/site.csv.json");
    let mut whole: Value = serde_json::from_slice(&std::fs::read(&note).unwrap()).unwrap();
    whole["found"] = found;
    std::fs::write(&note, whole.to_string()).unwrap();
    get(&town.by_planner(), "/planner/results/site.csv", "").await.text
}

#[tokio::test]
async fn a_bound_is_what_no_choice_is_better_than_whichever_way_is_better() {
    let town = Town::new();
    squares(&town);
    let (costs, clients, apart) =
        (town.text("costs.csv"), town.text("clients.csv"), town.text("apart.csv"));
    // The less the better: the bound lies below what was found.
    let least = ["--model", "fair", "--p", "2", "--costs", costs.as_str()];
    let (found, page) =
        stopped(&town, &[&least[..], &["--clients", clients.as_str()]].concat()).await;
    assert_eq!(found["status"], "feasible", "{found}");
    assert!(found["bound"].as_f64() < found["objective"].as_f64(), "{found}");
    let words = |found: &Value| {
        let number = |name: &str| crate::pages::figure(found[name].as_f64().unwrap());
        format!("目标值 {}；已证明没有任何选法优于 {}", number("objective"), number("bound"))
    };
    assert!(page.contains(&words(&found)) && !page.contains("不超过"), "{page}");
    let worst = ["worst", "worst_bound"].map(|name| found[name].as_f64().unwrap());
    let [worst, bound] = worst.map(crate::pages::figure);
    let longest = format!("最远的一段路是 {worst}；已证明没有任何选法能让它小于 {bound}");
    assert!(page.contains(&longest), "{longest} in {page}");
    // The more the better: the bound lies above.
    let most = ["--model", "pdispersion", "--p", "3", "--costs", apart.as_str()];
    let columns = ["--cost-cols", "site,other,cost"];
    let (found, page) = stopped(&town, &[&most[..], &columns].concat()).await;
    assert_eq!(found["status"], "feasible", "{found}");
    assert!(found["bound"].as_f64() > found["objective"].as_f64(), "{found}");
    assert!(page.contains(&words(&found)), "{page}");
}

#[tokio::test]
async fn a_gap_is_never_told_as_none_and_nothing_is_told_that_is_not_proved() {
    let town = Town::new();
    town.site();
    let mut found = json!({ "model": "pmedian", "status": "feasible", "sites": ["s1"],
        "objective": 100.02, "bound": 100.0, "gap": 0.000_2 });
    let page = told(&town, found.clone()).await;
    assert!(page.contains("差距 &#60;0.1%") && !page.contains("0.0%"), "{page}");
    let beside = "/planner/compare?of=site.csv&of=near.csv";
    let page = get(&town.by_planner(), beside, "").await.text;
    assert!(
        page.contains(r#"<td>差距（占目标值）</td><td class="number">&#60;0.1%</td>"#),
        "{page}"
    );
    found["bound"] = Value::Null;
    let page = told(&town, found).await;
    assert!(page.contains("还没有证明有没有更好的选法") && !page.contains("优于"), "{page}");
}

#[tokio::test]
async fn who_is_left_out_is_told_with_the_reason_and_their_number() {
    let town = Town::new();
    town.site();
    // As the command says it: within 10 minutes nobody reaches v2 and v3, where 500 people live.
    let (costs, out) = (town.text("minutes.csv"), town.text("plan/results/left.csv"));
    let line = ["site", "--model", "lscp", "--cutoff", "10", "--costs", costs.as_str()];
    let columns = ["--cost-cols", "dest,origin,minutes", "--clients", "@villages"];
    let more = ["--client-cols", "id,pop", "--out", out.as_str()];
    town.plan(&[&line[..], &columns, &more].concat());
    let page = get(&town.by_planner(), "/planner/results/left.csv", "").await.text;
    for part in
        ["有的地方在限定范围内一处也到不了", "顾不到的按需求列计共 500 人，在 2 个需求点：v2、v3。"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    // Where nobody was named, or nobody counted, no empty list and no number is told.
    let mut found = json!({ "model": "lscp", "status": "infeasible", "sites": [],
        "reason": "whatever serves everyone costs more than the budget", "uncoverable": [],
        "uncoverable_demand": null });
    let page = told(&town, found.clone()).await;
    assert!(page.contains("要顾到所有人，钱不够。") && !page.contains("顾不到的"), "{page}");
    found["uncoverable"] = json!(["v2", 7]);
    let page = told(&town, found).await;
    assert!(page.contains("顾不到的有 2 个需求点：v2、7。"), "{page}");
}
