//! `plan index` of counties: the census of two years, and the panel with its break of definition.

use serde_json::json;

use crate::given::given;
use crate::run::{Desk, Remembering, rows};

#[test]
fn counties_of_the_panel_with_a_marked_break() {
    let Some(data) = given("cn-county-panel") else { return };
    let (desk, host) = (Desk::new(), Remembering::default());
    // One survey of town and country replaced two in 2013, and net income gave way to disposable.
    desk.write("b.csv", "indicator,year,why\nRurPerNetInc,2013,one survey of town and country\n");
    let data = data.display();
    let line = format!(
        "index --in {data}/gdp.csv --in {data}/income.csv --in {data}/financial_services.csv --wide \
         code,year --indicators PerRegGDP:more,RurPerNetInc:more,SavingsDeposit:more --years \
         2008,2009,2010,2011,2012,2013 --leave-out units --weights entropy --method sum --draws 50 \
         --breaks {{}}/b.csv --jump 1.4 --out {{}}/o.csv"
    );
    let value = desk.run_with(&line, &host).unwrap().value;
    let units = value["units"].as_array().unwrap().len();
    assert!(units > 100, "{units}");
    assert!(value["left_out_units"].as_array().unwrap().len() > 100, "told, never filled in");
    assert!(host.notices.lock().unwrap().join("\n").contains("lack something"));
    let runs = json!([[2008, 2009, 2010, 2011, 2012], [2013]]);
    assert_eq!(value["comparable_years"], runs);
    assert_eq!(rows(&desk.path("o.csv")).len(), units * 6 + 1);
    // Sigma for every year of a run, beta from its first year to its last; none across the break.
    let before = &value["convergence"][0];
    assert_eq!(before["years"], runs[0]);
    assert_eq!(before["why"], json!(null));
    let sigma = before["sigma"].as_array().unwrap();
    assert!(sigma.len() == 5 && sigma.iter().all(|one| one["sd_log"].is_f64()), "{before}");
    assert!(before["beta"]["slope"].as_f64().unwrap() < 0.0, "{before}");
    let after = &value["convergence"][1];
    assert!(after["beta"].is_null() && after["why"] == "beta needs two years that compare");
    assert_eq!(value["breaks"][0]["year"], 2013);
    // A column that two tables have is asked about, and one that none has.
    let refusal = desk.refusal(&line.replace("gdp.csv --in", "income.csv --in"));
    assert!(refusal.contains("PerRegGDP") || refusal.contains("too"), "{refusal}");
}

/// The census as it was published: a file a year, other names in each, the country and prefectures
/// among the counties. Totals of the long form are only used as shares.
fn census(data: &std::path::Path) -> String {
    let data = data.display();
    format!(
        "index --in 2010={data}/census-2010-county.csv --in 2020={data}/census-2020-county.csv --wide \
         区划代码 --only-level county --indicators water:more,bath:more,schooling:more \
         --column water=住房内有无管道自来水-有/长表数据-家庭户 \
         --column water=住房內有管道自来水/家庭户户数_长表 \
         --column bath=住房内有无洗澡设施-有/长表数据-家庭户 \
         --column bath=住房内有洗澡设施/家庭户户数_长表 \
         --column schooling=平均受教育年限（年）-合计 --column schooling=平均受教育年限_合计 \
         --leave-out units --weights critic --method sum --draws 20 --out {{}}/o.csv"
    )
}

#[test]
fn counties_of_two_censuses_draw_together() {
    let Some(data) = given("cn-census") else { return };
    let (desk, host) = (Desk::new(), Remembering::default());
    let line = census(&data);
    let value = desk.run_with(&line, &host).unwrap().value;
    let units = value["units"].as_array().unwrap();
    assert!(units.len() > 1_000);
    assert!(units.iter().all(|code| !code.as_str().unwrap().ends_with("00")));
    let left_out = json!([
        { "file": "census-2010-county.csv", "level": "county", "without_code": 58, "of_other_levels": 178 },
        { "file": "census-2020-county.csv", "level": "county", "without_code": 17, "of_other_levels": 181 },
    ]);
    assert_eq!(value["left_out_rows"], left_out);
    let notices = host.notices.lock().unwrap().join("\n");
    assert!(notices.contains("198 rows are not of level county and are left out"), "{notices}");
    assert_eq!(value["comparable_years"], json!([[2010, 2020]]));
    let found = &value["convergence"][0];
    let sigma = |at: usize| found["sigma"][at]["sd_log"].as_f64().unwrap();
    assert!(sigma(1) < sigma(0), "{found}");
    assert!(found["beta"]["slope"].as_f64().unwrap() < 0.0, "{found}");
    assert!(found["left_out"].as_array().unwrap().len() < 10, "{found}");
    // Marked as a break of definition, the two years are no longer compared.
    desk.write("b.csv", "indicator,year,why\nwater,2020,another question\n");
    let value = desk.run(&format!("{line} --breaks {{}}/b.csv")).unwrap().value;
    assert_eq!(value["comparable_years"], json!([[2010], [2020]]));
    // Without the level the first row, of the whole country, is asked about.
    let refusal = desk.refusal(&line.replace("--only-level county", ""));
    assert!(refusal.contains("--only-level county"), "{refusal}");
}

#[test]
fn shares_of_two_counties_by_hand() {
    let desk = Desk::new();
    desk.write("a.csv", "code,tap,homes\n330000,99,99\n330101,1,2\n330102,3,4\n330103,1,2\n,9,9\n");
    desk.write("b.csv", "code,with_tap,homes\n330101,3,4\n330102,1,1\n330103,1,0\n");
    let line = "index --in 2010={}/a.csv --in 2020={}/b.csv --wide code --only-level county \
                --indicators water:more --column water=tap/homes --column water=with_tap/homes \
                --leave-out units --weights equal --method sum --draws 2 --out {}/o.csv";
    let value = desk.run(line).unwrap().value;
    // Nobody has a home in 330103: a share of nothing is a gap, not 0.
    assert_eq!(value["left_out_units"], json!(["330103"]));
    assert_eq!(value["left_out_rows"][0]["without_code"], 1);
    assert_eq!(value["left_out_rows"][0]["of_other_levels"], 1);
    let expected = [
        ["330101", "2010", "0", "2"],
        ["330102", "2010", "0.5", "1"],
        ["330101", "2020", "0.5", "2"],
        ["330102", "2020", "1", "1"],
    ];
    assert_eq!(rows(&desk.path("o.csv"))[1..], expected);
    let refusal = desk.refusal(&line.replace("--column water=tap/homes", ""));
    assert!(refusal.contains("no table of 2010 has a column \"water\""), "{refusal}");
}
