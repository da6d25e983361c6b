//! Each command as a person or a program uses it: an example, one JSON object, one clear line when
//! something is wrong, and what the command is for.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::home::{Home, Ran};
use crate::support::server::Server;
use crate::support::{PEOPLE, root, strange_keys};

#[test]
fn every_command_that_ends_gives_one_json_object() {
    let home = Home::sqlite();
    let list = home.text("list.xlsx");
    let check = |arguments: &[&str], field: &str| {
        let value = home.json(arguments);
        assert!(!value[field].is_null(), "{arguments:?} says no {field}: {value}");
    };
    check(&["check"], "matters");
    check(&["check", "--drift"], "differences");
    check(&["check", "--explain", &some_code()], "text");
    check(&["export", "list", "--out", &list], "matters");
    check(&["export", "cpsv", "--out", &home.text("catalogue.jsonld")], "file");
    check(&["export", "schema"], "$schema");
    check(&["import", "list", &list], "rows");
    check(&["demo", "--people", PEOPLE, "--load-only"], "accounts");
    check(&["ledger", "keys"], "keys");
    check(&["ledger", "verify"], "clean");
    check(&["user", "roles"], "roles");
    check(&["bench", "ledger", "--leaves", "1000"], "leaves_per_s");
    check(&["backup", &home.text("a.backup")], "rows");
}

/// One code of the checks, as the documentation of codes names it.
fn some_code() -> String {
    catalogue::codes::entries().next().expect("there are codes").code.to_string()
}

#[test]
fn each_wrong_input_is_one_clear_line() {
    let home = Home::sqlite();
    let check = |arguments: &[&str], says: &str| is_refused(&home.run(arguments), arguments, says);
    fs::write(home.path("not.receipt"), "c2sp.org/tlog-proof@v9\n").expect("it can be written");
    fs::write(home.path("not.key"), "no key\n").expect("it can be written");
    fs::write(home.path("not.json"), "{").expect("it can be written");
    let (receipt, key) = (home.text("not.receipt"), home.text("not.key"));
    let good = good_key(&home);
    check(&["ledger", "verify"], &home.database);
    check(&["ledger", "verify", "--database", "mysql://x"], "mysql://x");
    check(&["ledger", "verify", "--database", "postgres://nobody@127.0.0.1:1/x"], "127.0.0.1");
    check(&["check", "no/such/folder"], "no/such/folder");
    check(&["check", "--explain", "Z999"], "Z999");
    check(&["import", "guides", "no-such.jsonl"], "no-such.jsonl");
    check(&["import", "list", &home.text("not.json")], "not.json");
    check(&["import", "people", "no-such.csv"], "no-such.csv");
    check(&["import", "people", "no-such.csv"], "look at the spelling");
    let equity = ["plan", "equity", "--in", "no-such.csv", "--value", "x"];
    check(&equity, "look at the spelling");
    check(&equity, "no-such.csv");
    check(&["import", "calendar", &home.text("not.json")], "not.json");
    check(&["receipt", "verify", "no-such.tlog-proof", "--key", &good], "no-such.tlog-proof");
    check(&["receipt", "verify", &receipt, "--key", &good], "回执");
    check(&["receipt", "verify", &receipt, "--key", &key], "not.key");
    check(&["backup", &home.text("new.backup")], &home.database);
    check(&["backup", "no-such.backup", "--restore"], "no-such.backup");
    check(&["backup", &receipt, "--restore"], "not.receipt");
    check(&["backup", &receipt, "--restore"], "tongban backup");
    check(&["check", "docs"], "data/catalogue");
    check(&["check", "docs", "--drift"], "data/catalogue");
    check(&["bench", "check", "docs"], "data/catalogue");
    check(&["import", "calendar", "data/calendar/2020.json"], "--database");
    check(&["export", "list", "--out", "no/such/folder/list.csv"], "no/such/folder/list.csv");
    check(&["export", "list", "--out", "no/such/folder/list.csv"], "look at the spelling");
    check(&["export", "list", "--out", &home.text("list.pdf")], ".xlsx");
    check(&["bench", "check", "no/such/folder"], "no/such/folder");
    check(
        &["serve", "--data", "no/such/folder", "--listen", "127.0.0.1:0"],
        "look at the spelling",
    );
    check(&["serve", "--county", "999999", "--listen", "127.0.0.1:0"], "999999");
    check(&["serve", "--listen", "0.0.0.0:0"], "https");
    check(&["user", "add", "--login", "x", "--name", "x", "--role", "king"], "king");
    let add = ["user", "add", "--login", "a", "--name", "甲", "--role", "auditor"];
    is_refused(&home.run_with(&add, "\n"), &add, "password");
    is_refused(&home.run_with(&add, "short\n"), &add, "");
}

#[test]
fn a_refused_timetable_says_all_that_was_found() {
    let home = Home::sqlite();
    // A zip that holds nothing.
    let zip = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
    fs::write(home.path("bus.zip"), zip).expect("it can be written");
    let (zip, store) = (home.text("bus.zip"), home.text("plan"));
    let line = format!("plan import {zip} --name bus --kind timetable --source operator");
    let line = format!("{line} --date 2026-01-01 --store {store} --json");
    let ran = home.run(&line.split_whitespace().collect::<Vec<_>>());
    assert!(ran.code > 0, "{} {}", ran.out, ran.err);
    let found = ran.json();
    let found = found["findings"].as_array().expect("a list of findings");
    assert!(found.len() > 4, "{found:?}");
    for file in ["stops.txt", "stop_times.txt"] {
        let named = found.iter().any(|one| one.as_str().is_some_and(|one| one.starts_with(file)));
        assert!(named && ran.err.contains(&format!("bus.zip: {file}")), "{file}: {}", ran.err);
    }
}

/// Exit code not 0, one line on standard error that says what is meant, nothing that panicked.
fn is_refused(ran: &Ran, arguments: &[&str], says: &str) {
    assert!(ran.code > 0, "{arguments:?} must fail: {} {}", ran.code, ran.out);
    let lines: Vec<&str> = ran.err.lines().filter(|line| !line.trim().is_empty()).collect();
    assert_eq!(lines.len(), 1, "{arguments:?} says {lines:?}");
    assert!(lines[0].starts_with("tongban: ") && lines[0].len() > 20, "{arguments:?}: {lines:?}");
    assert!(lines[0].contains(says), "{arguments:?} should speak of {says}: {lines:?}");
}

/// A file with the public keys of some ledger.
fn good_key(home: &Home) -> String {
    fs::write(home.path("good.vkey"), strange_keys()).expect("it can be written");
    home.text("good.vkey")
}

#[test]
fn a_file_of_people_is_taken_in_whole_or_not_at_all() {
    let home = Home::sqlite();
    let check = |text: &str, says: &str| {
        fs::write(home.path("people.csv"), text).expect("it can be written");
        let import = ["import", "people", &home.text("people.csv")];
        is_refused(&home.run(&import), &import, says);
    };
    let row = "王芳,339901194403052429,330825101200,某村1号,";
    let heads = "name,number,division,address,phone";
    check(&format!("{row}\n"), ":1: the first line must be name,number");
    check(&format!("number,name,division,address,phone\n{row}\n"), ":1: the first line");
    check(&format!("{heads}\n"), "nobody");
    check("", ":1: the first line");
    check(&format!("{heads}\n王芳,1,330825101200,某村1号,\n"), ":2: nothing was loaded");
    check(&format!("{heads}\n{}\n", row.replace("330825101200", "330802")), "is not in the county");
    check(&format!("{heads}\n王芳,{},330825101200\n", "339901194403052429"), "people.csv");
    // An area that no register knows is told and stops nothing; a wrong last digit does.
    fs::write(home.path("people.csv"), format!("{heads}\n{row}\n")).expect("it can be written");
    let taken = home.json(&["import", "people", &home.text("people.csv")]);
    assert_eq!(taken["added"], 1, "{taken}");
    let warning = taken["warnings"][0].as_str().expect("a warning");
    assert!(warning.contains("people.csv:2: the area code"), "{warning}");
    check(&format!("{heads}\n{}\n", row.replace("2429", "2428")), ":2: nothing was loaded");
    // The fifteen digits of an old card are the same person; a file in GBK is told as such.
    let old = row.replace("339901194403052429", "339901440305242");
    fs::write(home.path("people.csv"), format!("{heads}\n{old}\n")).expect("it can be written");
    let known = home.json(&["import", "people", &home.text("people.csv")]);
    assert_eq!(known["known"], 1, "{known}");
    let gbk = [heads.as_bytes(), &b"\n\xcd\xf5\xb7\xbc,339901194403052429,330825101200,x,\n"[..]];
    fs::write(home.path("people.csv"), gbk.concat()).expect("it can be written");
    let import = ["import", "people", &home.text("people.csv")];
    is_refused(&home.run(&import), &import, "people.csv:2: this is not UTF-8");
}

#[test]
fn a_county_that_is_none_or_another_is_refused() {
    let home = Home::sqlite();
    home.json(&["demo", "--people", PEOPLE, "--load-only"]);
    let check = |arguments: &[&str], says: &str| is_refused(&home.run(arguments), arguments, says);
    let list = home.text("list.xlsx");
    let linked = home.text("catalogue.jsonld");
    check(&["export", "list", "--out", &list, "--county", "999999"], "999999");
    check(&["export", "list", "--out", &list, "--county", "330824"], "330824");
    check(&["export", "cpsv", "--out", &linked, "--county", "abc"], "abc");
    check(&["export", "cpsv", "--out", &linked, "--base-url", "nowhere"], "http://");
    check(&["ledger", "keys", "--county", "999999"], "--var");
    check(&["ledger", "verify", "--county", "330824"], "330824");
    let left = fs::read_dir(home.var()).expect("the folder").filter_map(Result::ok);
    let names: Vec<_> = left.map(|one| one.file_name().to_string_lossy().into_owned()).collect();
    assert!(names.iter().all(|name| !name.starts_with("330824")), "{names:?}");
}

#[test]
fn what_is_measured_over_nothing_is_refused() {
    let home = Home::sqlite();
    let check = |arguments: &[&str]| is_refused(&home.run(arguments), arguments, "above 0");
    check(&["chaos", "simulate", "--schedules", "0"]);
    check(&["bench", "ledger", "--leaves", "0"]);
    check(&["bench", "lifecycle", "--seconds", "0"]);
    check(&["bench", "burst", "--times", "0"]);
    let share = ["serve", "--traces-share", "5"];
    is_refused(&home.run(&share), &share, "from 0 to 1");
}

#[test]
fn a_slip_on_the_command_line_is_one_line_and_json_for_a_program() {
    let home = Home::sqlite();
    let slips: [(&[&str], &str); 5] = [
        (&["serv"], "tongban --help"),
        (&["check", "--dirft"], "tongban check --help"),
        (&["user", "add", "--login", "x"], "--name <NAME>"),
        (&["demo", "--people", "999"], "1000"),
        (&["serve", "--listen", "somewhere"], "--listen"),
    ];
    for (arguments, says) in slips {
        let ran = home.run(arguments);
        is_refused(&ran, arguments, says);
        assert!(ran.err.contains("--help`"), "{}", ran.err);
        let ran = home.run(&[arguments, &["--json"]].concat());
        is_refused(&ran, arguments, says);
        assert!(ran.json()["error"].as_str().is_some_and(|error| error.contains(says)));
    }
    let ran = home.run(&["user", "--json"]);
    assert!(ran.code > 0 && ran.json()["error"].is_string(), "{} {}", ran.out, ran.err);
    let help = home.run(&["demo", "--help"]).out;
    assert!(help.contains("1000 at least") && help.contains("[default: 20000]"), "{help}");
}

/// `demo --load-only` with more options.
fn load<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["demo", "--load-only"], more].concat()
}

#[test]
fn a_county_that_is_there_is_kept_and_another_is_refused() {
    let home = Home::sqlite();
    assert_eq!(home.json(&load(&["--people", PEOPLE, "--seed", "7"]))["kept"], false);
    assert_eq!(home.json(&load(&[]))["kept"], true);
    assert_eq!(home.json(&load(&["--people", PEOPLE, "--seed", "7"]))["kept"], true);
    assert!(home.run(&load(&[])).out.contains("is kept"));
    let quickest = (0..3).map(|_| second_start(&home)).min();
    assert!(quickest < Some(Duration::from_secs(3)), "the quickest of three: {quickest:?}");
    for other in [["--people", "1200"], ["--seed", "8"]] {
        is_refused(&home.run(&load(&other)), &other, "1000 people, seed 7");
    }
}

#[test]
fn long_work_shows_on_a_terminal_how_far_it_is() {
    let home = Home::sqlite();
    let on_a_terminal = |arguments: &str| {
        let ours = home.command();
        let line = format!("{} {arguments}", ours.get_program().to_string_lossy());
        let mut terminal = Command::new("script");
        terminal.args(["-qec", &line, "/dev/null"]).current_dir(root()).stdin(Stdio::null());
        for (name, value) in ours.get_envs() {
            terminal.env(name, value.unwrap_or_default());
        }
        let ran = terminal.output().expect("`script` of bsdutils runs");
        String::from_utf8_lossy(&ran.stdout).into_owned()
    };
    let backup = home.text("a.backup");
    let load = format!("demo --people {PEOPLE} --days 3 --load-only");
    let shown = [
        (load.as_str(), &["people", "registers", "days"][..]),
        ("ledger verify", &["replaying the ledger"]),
        (&format!("backup {backup}"), &["writing the backup"]),
        (&format!("backup {backup} --restore --database sqlite:{backup}.db"), &["restoring"]),
    ];
    for (arguments, words) in shown {
        let seen = on_a_terminal(arguments);
        for word in words {
            let is_shown =
                [" █", " ░", " 0"].iter().any(|next| seen.contains(&format!("{word}{next}")));
            assert!(is_shown, "{arguments} shows no {word}: {seen}");
        }
    }
}

/// How long the county takes from the command to the line that says where it is served.
#[allow(clippy::disallowed_methods, reason = "real time is what is promised")]
fn second_start(home: &Home) -> Duration {
    let mut command = home.command();
    command.args(["demo", "--unspoken", "--listen", "127.0.0.1:0"]);
    let before = Instant::now();
    let server = Server::start(command, home, "second.log");
    let took = before.elapsed();
    drop(server);
    took
}

#[test]
fn a_restore_that_fails_leaves_no_database_behind() {
    let home = Home::sqlite();
    fs::write(home.path("torn.backup"), "no backup\n").expect("it can be written");
    let new = format!("sqlite:{}", home.text("new.db"));
    let restore = ["backup", &home.text("torn.backup"), "--restore", "--database", &new];
    is_refused(&home.run(&restore), &restore, "torn.backup");
    let left = fs::read_dir(home.path("")).expect("the folder").filter_map(Result::ok);
    let names: Vec<_> = left.map(|one| one.file_name().to_string_lossy().into_owned()).collect();
    assert!(!names.iter().any(|name| name.starts_with("new.db")), "{names:?}");
}

#[test]
fn an_officer_is_added_beside_the_demo() {
    let home = Home::sqlite();
    home.json(&["demo", "--people", PEOPLE, "--load-only"]);
    let add = [
        "user",
        "add",
        "--login",
        "wangfang",
        "--name",
        "王芳",
        "--role",
        "reviewer",
        "--department",
        "minzheng",
        "--json",
    ];
    let ran = home.run_with(&add, "a long enough password\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.json()["login"], "wangfang");
    // What the demo's accounts do forbid is to serve them to everybody.
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    is_refused(&home.run(&serve), &serve, "demo accounts");
}

#[test]
fn a_port_that_the_system_chooses_is_the_one_that_pages_name() {
    let home = Home::sqlite();
    let mut command = home.command();
    command.args(["serve", "--listen", "127.0.0.1:0", "--json"]);
    let server = Server::start(command, &home, "server.log");
    let mut said = server.said.clone();
    while serde_json::from_str::<Value>(&said).is_err() {
        said.push_str(&server.line());
    }
    let said: Value = serde_json::from_str(&said).expect("one object");
    assert_eq!(said["base_url"], said["address"], "{said}");
    assert!(!said["base_url"].as_str().unwrap_or_default().ends_with(":0"), "{said}");
}

#[test]
fn an_error_is_json_for_a_program_too() {
    let home = Home::sqlite();
    let ran = home.run(&["check", "--explain", "Z999", "--json"]);
    assert_ne!(ran.code, 0);
    assert!(ran.json()["error"].as_str().is_some_and(|error| error.contains("Z999")));
}

#[test]
fn a_key_of_another_ledger_does_not_open_the_books() {
    let home = Home::sqlite();
    home.json(&["demo", "--people", PEOPLE, "--load-only"]);
    let clean = home.json(&["ledger", "verify"]);
    assert_eq!(clean["clean"], true, "{clean}");
    let (own, lost) = (home.var(), home.path("lost"));
    fs::rename(&own, &lost).expect("the keys can be lost");
    for command in [["ledger", "verify"], ["ledger", "keys"]] {
        is_refused(&home.run(&command), &command, "--var");
    }
    let serve = ["demo", "--people", PEOPLE, "--load-only"];
    is_refused(&home.run(&serve), &serve, "--var");
    assert!(!own.join("330825.ledger.key").exists(), "no keys are invented");
    // Keys of another ledger do not open it either, and do not sign in it.
    let other = Home::sqlite();
    other.json(&["demo", "--people", PEOPLE, "--load-only"]);
    fs::rename(other.var(), &own).expect("they can be moved");
    assert_eq!(home.run(&["ledger", "verify"]).code, 1);
    is_refused(&home.run(&serve), &serve, "signed with other keys");
    fs::remove_dir_all(&own).expect("they can go");
    fs::rename(&lost, &own).expect("the keys are found again");
    let clean = home.json(&["ledger", "verify"]);
    assert_eq!(clean["clean"], true, "{clean}");
}

#[test]
fn the_catalogue_is_clean_and_a_planted_error_is_found_at_its_place() {
    let home = Home::sqlite().with_own_data();
    let all = home.json(&["check", "data/catalogue"]);
    assert_eq!(all["errors"], 0, "{all}");
    assert!(all["matters"].as_u64() >= Some(46), "{all}");
    let file = home.data().join("catalogue/county/330825/elderly-allowance.yaml");
    let text = fs::read_to_string(&file).expect("the matter is there");
    let (before, after) = text.split_once("promised: {n: 10").expect("a promised limit");
    let planted = format!("{before}promised: {{n: 90{after}");
    fs::write(&file, planted).expect("it can be written");
    let folder = home.data().join("catalogue").display().to_string();
    let ran = home.run(&["check", &folder, "--english"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    let line = before.lines().count();
    let place = format!("elderly-allowance.yaml:{line}:");
    let found = ran.out.lines().find(|found| found.contains(&place) && found.contains("error["));
    let found = found.unwrap_or_else(|| panic!("nothing at {place}:\n{}", ran.out));
    let column = found.split(&place).nth(1).and_then(|rest| rest.split(':').next());
    assert!(column.is_some_and(|column| column.parse::<u32>().is_ok()), "{found}");
    let code = found.split(['[', ']']).nth(1).expect("a code");
    assert!(home.run(&["check", "--explain", code]).out.len() > 40, "{code} is explained");
}

#[test]
fn the_list_goes_out_and_comes_back_unchanged() {
    let home = Home::sqlite();
    for name in ["list.xlsx", "list.csv"] {
        let file = home.text(name);
        let written = home.json(&["export", "list", "--out", &file]);
        assert!(written["matters"].as_u64() >= Some(25), "{written}");
    }
    let back = home.json(&["import", "list", &home.text("list.xlsx")]);
    assert_eq!((&back["errors"], &back["changes"]), (&json!([]), &json!([])), "{back}");
    let csv = fs::read_to_string(home.path("list.csv")).expect("it was written");
    assert!(csv.contains("高龄津贴") && csv.lines().count() >= 26, "{csv}");
}

#[test]
fn the_catalogue_goes_out_as_linked_data() {
    let home = Home::sqlite();
    let file = home.text("catalogue.jsonld");
    home.json(&["export", "cpsv", "--out", &file]);
    let graph: Value =
        serde_json::from_str(&fs::read_to_string(&file).expect("it was written")).expect("JSON");
    let context = graph["@context"].to_string();
    assert!(context.contains("http://purl.org/vocab/cpsv#"), "{context}");
    let nodes = graph["@graph"].as_array().expect("a graph");
    let is_service = |node: &&Value| node["@type"].to_string().contains("PublicService");
    assert!(nodes.iter().filter(is_service).count() >= 25, "{} nodes", nodes.len());
    let text = graph.to_string();
    let ours: Vec<&str> = text
        .split("\"@id\":\"https://tongban.example")
        .skip(1)
        .filter_map(|id| id.split('"').next())
        .collect();
    assert!(ours.contains(&"/330825/service/330825/elderly-allowance@1"), "{ours:?}");
    for id in ours {
        let kind = id.strip_prefix("/330825/").and_then(|rest| rest.split('/').next());
        let kinds = [
            "service",
            "requirement",
            "evidence",
            "channel",
            "cost",
            "rule",
            "output",
            "event",
            "organisation",
            "division",
            "law",
        ];
        assert!(kind.is_some_and(|kind| kinds.contains(&kind)), "{id}");
        assert!(
            id.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>{}|^`\\".contains(&byte)),
            "{id}"
        );
    }
}

#[test]
fn guides_as_found_are_flagged_and_not_mended() {
    let file = root().join("../shared/data/cn-guides/guides.jsonl");
    if !file.exists() {
        eprintln!("SKIPPED: the guides of ../shared/data/cn-guides are not there");
        return;
    }
    let before = fs::read(&file).expect("it can be read");
    let home = Home::sqlite();
    let found = home.json(&["import", "guides", &file.display().to_string()]);
    let flags = found["findings"].as_array().expect("findings");
    assert!(found["guides"].as_u64() > Some(10) && !flags.is_empty(), "{found}");
    assert_eq!(fs::read(&file).expect("it can be read"), before, "nothing is mended");
    let words = home.run(&["import", "guides", &file.display().to_string()]);
    assert!(words.out.lines().count() > flags.len(), "one line for each and a sum");
}

#[test]
fn a_schema_is_brought_up_to_date_and_what_citus_is_told_can_be_read() {
    let home = Home::sqlite();
    let missing = home.json(&["migrate", "--print"]);
    assert!(missing["missing"].as_array().is_some_and(|names| names.len() > 10), "{missing}");
    let applied = home.json(&["migrate"]);
    assert_eq!(applied["applied"], missing["missing"]);
    assert_eq!(home.json(&["migrate"])["applied"], serde_json::json!([]));
    let told = home.json(&["migrate", "--distribute", "--print"]);
    let told = told["statements"].to_string();
    assert!(told.contains("create_distributed_table('cases', 'county')"), "{told}");
    let refused = home.run(&["migrate", "--distribute"]);
    assert!(refused.code == 1 && refused.err.contains("SQLite is one file"), "{}", refused.err);
}

#[test]
fn what_cannot_be_spread_is_refused_before_anything_is_made() {
    let home = Home::sqlite();
    let file = home.path("fresh/new.db");
    let address = format!("sqlite:{}", file.display());
    let refused = home.run(&["migrate", "--distribute", "--database", &address]);
    assert!(refused.code == 1 && refused.err.contains("SQLite is one file"), "{}", refused.err);
    assert!(!file.exists() && !home.path("fresh").exists(), "nothing was made");
    let Some(home) = Home::postgres() else { return };
    let refused = home.run(&["migrate", "--distribute"]);
    assert!(refused.code == 1 && refused.err.contains("CREATE EXTENSION citus"), "{}", refused.err);
    let missing = home.json(&["migrate", "--print"]);
    assert!(missing["missing"].as_array().is_some_and(|names| names.len() > 10), "{missing}");
}
