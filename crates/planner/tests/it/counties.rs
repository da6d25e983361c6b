//! `plan index` of counties: the census of two years, and the panel with its break of definition.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::json;

use crate::given::{columns, given};
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

/// A long table of shares of both censuses; totals of the long form are never used as such.
fn shares(data: &std::path::Path) -> String {
    let mut long = "indicator,unit,year,value\n".to_owned();
    let years = [
        (
            2010,
            "长表数据-家庭户",
            "住房内有无管道自来水-有",
            "住房内有无洗澡设施-有",
            "平均受教育年限（年）-合计",
        ),
        (2020, "家庭户户数_长表", "住房內有管道自来水", "住房内有洗澡设施", "平均受教育年限_合计"),
    ];
    for (year, households, water, bath, schooling) in years {
        let census = columns(&data.join(format!("census-{year}-county.csv")));
        let number = |column: &str, row: usize| census[column][row].parse::<f64>().ok();
        let mut seen = HashMap::new();
        for (row, code) in census["区划代码"].iter().enumerate() {
            let county = code.len() == 6 && !code.ends_with("00");
            if !county || seen.insert(code, row).is_some() {
                continue;
            }
            let Some(all) = number(households, row).filter(|all| *all > 0.0) else { continue };
            for (name, column) in [("water", water), ("bath", bath)] {
                if let Some(count) = number(column, row) {
                    writeln!(long, "{name},{code},{year},{}", count / all).unwrap();
                }
            }
            if let Some(schooling) = number(schooling, row) {
                writeln!(long, "schooling,{code},{year},{schooling}").unwrap();
            }
        }
    }
    long
}

#[test]
fn counties_of_two_censuses_draw_together() {
    let Some(data) = given("cn-census") else { return };
    let desk = Desk::new();
    desk.write("long.csv", &shares(&data));
    let line = "index --in {}/long.csv --indicators water:more,bath:more,schooling:more --leave-out \
                units --years 2010,2020 --weights critic --method sum --draws 20 --out {}/o.csv";
    let value = desk.run(line).unwrap().value;
    assert!(value["units"].as_array().unwrap().len() > 1_000);
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
}
