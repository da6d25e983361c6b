//! A code that no longer exists is told what it is now, wherever a person comes with one.

use std::fs;

use crate::support::home::{Home, Ran};

const NOW: &str = "540422 米林县 ended on 2023-06-30; now 540481 米林市";

fn is_told(ran: &Ran) {
    assert!(ran.code > 0 && ran.err.contains(NOW), "{} {}", ran.out, ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
}

#[test]
fn an_old_code_is_told_its_successor() {
    let home = Home::sqlite();
    let words = home.run(&["check", "--division", "540422", "--english"]);
    assert!(words.code == 0 && words.out.contains(NOW), "{} {}", words.out, words.err);
    let known = home.json(&["check", "--division", "540481"]);
    assert_eq!(known["predecessors"][0]["from"], "540422", "{known}");
    assert!(home.run(&["check", "--division", "999999"]).err.contains("999999"));

    is_told(&home.run(&["serve", "--county", "540422", "--listen", "127.0.0.1:0"]));
    let people = home.text("people.csv");
    let line = "name,number,division,address,phone\n演示人,330825188001010011,540422,某村,\n";
    fs::write(&people, line).expect("it can be written");
    let ran = home.run(&["import", "people", &people]);
    assert!(ran.err.contains("people.csv:2"), "{}", ran.err);
    is_told(&ran);
}

#[test]
fn a_matter_or_parameter_of_an_old_code_is_told_too() {
    let home = Home::sqlite().with_own_data();
    let file = home.data().join("catalogue/parameters/elderly.yaml");
    let text = fs::read_to_string(&file).expect("the parameters are there");
    fs::write(&file, text.replacen("\"330825\"", "\"540422\"", 1)).expect("it can be written");
    let folder = home.data().join("catalogue").display().to_string();
    let ran = home.run(&["check", &folder, "--english"]);
    let told = ran.out.lines().any(|line| line.contains("error[M302]") && line.contains(NOW));
    assert!(ran.code == 1 && told, "{}", ran.out);
}

#[test]
fn an_officer_has_a_post_that_exists() {
    let home = Home::sqlite();
    let refused = |more: &[&str], says: &str| {
        let add = ["user", "add", "--login", "wangfang", "--name", "王芳"];
        let ran = home.run_with(&[&add, more].concat(), "a long enough password\n");
        assert!(ran.code > 0 && ran.err.contains(says), "{more:?}: {} {}", ran.out, ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(ran.err.is_ascii() || says == NOW, "English throughout: {}", ran.err);
    };
    let reviewer = ["--role", "reviewer"];
    refused(&reviewer, "--department");
    refused(&[&reviewer[..], &["--department", "nodept"]].concat(), "nodept");
    let stranger = ["--department", "minzheng", "--person", "11010519491231002X"];
    refused(&[&reviewer[..], &stranger].concat(), "--person: nobody");
    let minzheng = [&reviewer[..], &["--department", "minzheng", "--division"]].concat();
    refused(&[&minzheng[..], &["999999"]].concat(), "999999");
    refused(&[&minzheng[..], &["110101"]].concat(), "110101");
    refused(&[&minzheng[..], &["540422"]].concat(), NOW);
}

#[test]
fn a_refusal_is_said_once_and_in_english() {
    let home = Home::sqlite();
    let add = "user add --login wangfang --name 王芳 --role reviewer --department minzheng";
    let add: Vec<&str> = add.split(' ').collect();
    assert_eq!(home.run_with(&add, "a long enough password\n").code, 0);
    let again = home.run_with(&add, "a long enough password\n");
    assert!(again.code > 0, "{}", again.out);
    assert_eq!(again.err.matches("[account.login-taken]").count(), 1, "{}", again.err);
    assert!(again.err.is_ascii(), "{}", again.err);
}
