//! `plan circle`: a town drawn in ASCII.
//!
//! ```text
//! a --4-- k        k: kindergarten, closed on Saturdays      people: a 1, b 2, c 4, d 8
//! |                s: school, room for 3
//! 8
//! |
//! b --3-- s --9-- c        d: an island
//! ```

use crate::run::{Desk, rows};

#[test]
fn who_is_left_out_and_why() {
    let desk = Desk::new();
    desk.write("z.csv", "id,pop,old,lon,lat\na,1,1,0,0\nb,2,0,0,0\nc,4,2,0,0\nd,8,8,1,1\n");
    desk.write(
        "f.csv",
        "id,category,hours,room,lon,lat\nk,kindergarten,Mo-Fr 08:00-17:00,100,0,0\ns,school,,3,0,0\n",
    );
    desk.write("t.csv", "origin,dest,minutes\na,k,4\nb,k,12\na,s,11\nb,s,3\nc,s,9\nc,k,24\n");
    let line = "circle --costs {}/t.csv --origins {}/z.csv --origin-cols id,pop,old --destinations \
                {}/f.csv --limit 15 --limits kindergarten:10 --out {}/c.csv";
    let check = |more: &str, expected: [[&str; 4]; 2]| {
        desk.run(&format!("{line} {more}")).unwrap();
        let table = rows(&desk.path("c.csv"));
        let header = "id,category,cause,minutes,limit,within_5,within_10,within_15,people";
        assert_eq!(table[0].join(","), header);
        let causes: Vec<&str> = table[1..].iter().map(|row| row[2].as_str()).collect();
        assert_eq!(causes, expected.concat(), "{more}");
    };
    check("", [["", "none-near", "none-near", "none-near"], ["", "", "", "none-near"]]);
    // Everything stands at one place but the island: the way round is what is too long.
    check(
        "--point-cols id,lon,lat",
        [["", "detour", "detour", "none-near"], ["", "", "", "none-near"]],
    );
    let value = desk.run(line).unwrap().value;
    let kindergarten = &value["categories"][0];
    assert_eq!(kindergarten["category"], "kindergarten");
    assert_eq!(kindergarten["groups"][0]["people"], 15.0);
    assert_eq!(kindergarten["groups"][0]["within_5_10_15"], serde_json::json!([1.0, 1.0, 3.0]));
    assert_eq!(kindergarten["groups"][0]["served"], 1.0);
    assert_eq!(kindergarten["groups"][1]["blind"]["none-near"], 10.0);
    assert_eq!(value["complete"], serde_json::json!([1.0, 1.0]));
}

#[test]
fn closed_doors_and_full_rooms() {
    let desk = Desk::new();
    desk.write("z.csv", "id,pop\na,1\nb,2\n");
    desk.write("f.csv", "id,category,hours,room\nk,k,Mo-Fr 08:00-17:00,9\ns,s,,2\n");
    desk.write("t.csv", "origin,dest,minutes\na,k,4\nb,k,5\na,s,11\nb,s,3\n");
    let line = "circle --costs {}/t.csv --origins {}/z.csv --destinations {}/f.csv --out {}/c.csv";
    let causes = |more: &str| {
        let words: Vec<String> =
            more.split(' ').map(|word| word.replace('_', " ")).filter(|w| !w.is_empty()).collect();
        desk.run_words(line, &words).unwrap();
        rows(&desk.path("c.csv"))[1..].iter().map(|row| row[2].clone()).collect::<Vec<_>>()
    };
    assert_eq!(causes("--hours-col hours --at Sa_10:00"), ["hours", "hours", "", ""]);
    assert_eq!(causes("--hours-col hours --at Fr_16:59"), ["", "", "", ""]);
    assert_eq!(causes("--capacity-col room --need 1"), ["", "", "capacity", "capacity"]);
    let unknown = desk.refusal(&format!("{line} --limits x:5"));
    assert!(unknown.contains("there are k, s"), "{unknown}");
    desk.write("f.csv", "id,category,hours\nk,k,sometimes\n");
    let words = ["--hours-col", "hours", "--at", "Sa 10:00"].map(str::to_owned);
    let refusal = desk.run_words(line, &words).unwrap_err().to_string();
    assert!(refusal.contains("f.csv, row 1 (line 2), column hours: \"sometimes\""), "{refusal}");
}

#[test]
fn each_kind_is_held_to_its_circle_and_each_level_to_its_own() {
    let desk = Desk::new();
    desk.write("z.csv", "id,pop\na,1\n");
    desk.write(
        "f.csv",
        "id,category,level\nk,幼儿园,village\ns,小学,township\nh,医院,county\nv,医院,village\n",
    );
    desk.write("t.csv", "origin,dest,minutes\na,k,6\na,s,6\na,h,40\na,v,20\n");
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/standards/life-circle.toml");
    let line = format!(
        "circle --costs {{}}/t.csv --origins {{}}/z.csv --destinations {{}}/f.csv --categories \
         {shipped} --out {{}}/c.csv"
    );
    let found = |more: &str| {
        desk.run(&format!("{line} {more}")).unwrap();
        let table = rows(&desk.path("c.csv"));
        table[1..].iter().map(|row| [1, 4, 2].map(|n| row[n].clone()).join(" ")).collect::<Vec<_>>()
    };
    let plain = ["幼儿园 5 none-near", "小学 10 ", "医院 15 none-near"];
    assert_eq!(found(""), plain);
    assert_eq!(found("--limits 幼儿园:6 --limit 20"), ["幼儿园 6 ", "小学 10 ", "医院 20 "]);
    let levels = "--level-col level --level-limits county:60,village:15 --limits 小学:5";
    let by_level = [
        "幼儿园/village 15 ",
        "小学/township 5 none-near",
        "医院/county 60 ",
        "医院/village 15 none-near",
    ];
    assert_eq!(found(levels), by_level);
    let refusal = desk.refusal(&format!("{line} --level-col level --level-limits town:5"));
    assert!(refusal.contains("--level-limits: \"town\" is no level"), "{refusal}");
    let refusal = desk.refusal(&format!("{line} --level-col category"));
    assert!(refusal.contains("f.csv, row 1 (line 2), column category"), "{refusal}");
}
