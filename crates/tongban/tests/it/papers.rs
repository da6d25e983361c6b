//! The papers of real cases, through the real doors: one that is not accepted, and one that is asked for
//! more, accepted and refused. Each paper names its law and says how one objects, its PDF says so in
//! text, and the applicant's page says the same.

use std::fs;
use std::process::Command;

use axum::Router;
use basis::{CaseId, Role};
use certificates::document::{Appeal, Document};
use certificates::notice::{Notice, Office, notice};
use identity::scope;
use identity::testing::everybody;
use serde_json::{Value, json};
use tongban::house::House;
use web::testing::{get, post};

use crate::support::acts::act;
use crate::support::affairs::{Done, application};
use crate::support::home::Home;
use crate::support::{COUNTY, PASSWORD, PEOPLE, has_program};

/// The ways out of a no, as the laws have them.
const WAYS: [&str; 6] = [
    "60日内",
    "龙游县人民政府",
    "《行政复议法》第二十条",
    "6个月内",
    "人民法院",
    "《行政诉讼法》第四十六条",
];

#[test]
fn every_paper_of_a_no_says_by_which_law_and_what_can_be_done() {
    let home = Home::sqlite();
    home.json(&["demo", "--people", PEOPLE, "--load-only"]);
    let house = home.house();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let router = house.router();
        let reading = Reading { house: &house, home: &home, router: &router };

        let case = not_accepted(&router).await;
        let wanted: &[(&str, &[&str])] = &[
            ("receipt", &["申请回执"]),
            ("non-acceptance", &["不予受理通知书", "您已经在领", "《老年人权益保障法》第三十三条"]),
        ];
        reading.says(&case, wanted).await;

        let case = refused(&router).await;
        let wanted: &[(&str, &[&str])] = &[
            ("receipt", &["申请回执"]),
            ("acceptance", &["受理通知书", "依据《", "最迟办结", "承诺时限", "不收费"]),
            (
                "supplement",
                &["补正材料告知书", "银行卡照片看不清", "一次性告知", "第十一条", "请在"],
            ),
            (
                "decision",
                &[
                    "不予批准决定书",
                    "户口已经迁走",
                    "查明的事实",
                    "出生日期",
                    "户籍核查不通过",
                    "龙游县民政局",
                ],
            ),
        ];
        reading.says(&case, wanted).await;
    });
    drop(runtime);
}

/// Somebody reads the papers of a case, and its page.
struct Reading<'a> {
    house: &'a House,
    home: &'a Home,
    router: &'a Router,
}

impl Reading<'_> {
    /// The case has exactly these papers, and each says these words.
    async fn says(&self, case: &str, wanted: &[(&str, &[&str])]) {
        let codes: Vec<&str> = wanted.iter().map(|(code, _)| *code).collect();
        let papers = self.papers(case).await;
        let has: Vec<String> = papers.iter().map(|(paper, _)| paper.code()).collect();
        assert_eq!(has, codes);
        for ((paper, document), (code, words)) in papers.iter().zip(wanted) {
            self.can_be_printed(case, &paper.code()).await;
            let Some(text) = self.text(code, document) else { return };
            let ways: &[&str] = if appeal(document).is_some() { &WAYS } else { &[] };
            for words in words.iter().chain(ways) {
                let words: String = words.split_whitespace().collect();
                assert!(text.contains(&words), "{code} lacks {words}: {text}");
            }
            if let Document::Receipt(paper) = document {
                let office = &paper.head.issuer;
                let is_office = office.ends_with("人民政府") || office.ends_with("街道办事处");
                assert!(is_office && text.contains(office), "{office}: {text}");
            }
            let unfilled = ["{", "}", "certificates.", "依据的", "《》"];
            assert!(unfilled.iter().all(|sign| !text.contains(sign)), "{code}: {text}");
        }
        let Some(appeal) = papers.iter().find_map(|(_, document)| appeal(document)) else {
            panic!("no paper says how one objects")
        };
        self.page_says_the_same(case, appeal).await;
    }

    /// The papers that the case has by now.
    async fn papers(&self, case: &str) -> Vec<(Notice, Document)> {
        let all = everybody(COUNTY);
        let supervisor = all.into_iter().find(|(role, _)| *role == Some(Role::Supervisor));
        let scope = scope(&supervisor.expect("a supervisor").1);
        let case: CaseId = case.parse().expect("an id");
        let seen = self.house.cases.seen(&scope, case).await.expect("the case");
        let history = self.house.cases.history(&scope, case).await.expect("its history");
        let office = Office {
            settings: &self.house.app.settings,
            wording: &self.house.app.wording,
            cases: &self.house.cases,
            divisions: &self.house.divisions,
            now: self.house.app.ambient.now(),
        };
        let papers = Notice::of_case(&seen, &history).into_iter();
        papers
            .map(|paper| (paper, notice(paper, &seen, &history, office).expect("the paper")))
            .collect()
    }

    /// The desk prints it, and the applicant takes it home.
    async fn can_be_printed(&self, case: &str, code: &str) {
        for (login, address) in [
            ("supervisor", format!("/desk/cases/{case}/papers/{code}")),
            ("elder", format!("/cases/{case}/notices/{code}.pdf")),
        ] {
            let cookie = sign_in(self.router, login).await;
            let pdf = get(self.router, &address, &cookie).await;
            assert_eq!((pdf.status.as_u16(), pdf.header("content-type")), (200, "application/pdf"));
            assert!(pdf.text.starts_with("%PDF"), "{address}");
        }
    }

    /// What can be read out of the file, without spaces: a line may break inside a phrase.
    fn text(&self, code: &str, document: &Document) -> Option<String> {
        if !has_program("pdftotext", "poppler-utils") {
            return None;
        }
        let path = self.home.path(&format!("{code}.pdf"));
        fs::write(&path, document.pdf().expect("a file")).expect("it is written");
        let output = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output();
        let output = output.expect("pdftotext runs");
        assert!(output.status.success(), "{output:?}");
        Some(String::from_utf8_lossy(&output.stdout).split_whitespace().collect())
    }

    async fn page_says_the_same(&self, case: &str, appeal: &Appeal) {
        let cookie = sign_in(self.router, "elder").await;
        let page = get(self.router, &format!("/cases/{case}"), &cookie).await.text;
        for way in [&appeal.review, &appeal.court] {
            let laws = way.sources.iter().map(ToString::to_string);
            for words in [way.to.clone(), format!("{}内", way.within)].into_iter().chain(laws) {
                assert!(page.contains(&words), "the page lacks {words}: {page}");
            }
        }
    }
}

/// How one objects, where the paper is a no.
fn appeal(document: &Document) -> Option<&Appeal> {
    match document {
        Document::NonAcceptance(paper) => paper.appeal.as_ref(),
        Document::Decision(paper) => paper.appeal.as_ref(),
        _ => None,
    }
}

/// A case that the township does not accept; its id.
async fn not_accepted(router: &Router) -> String {
    let done = sent(router, "elder", "/api/cases", ("papers-first", None), application()).await;
    let town = town(router, &done.case).await;
    let law = json!({ "law": "老年人权益保障法", "article": "第三十三条" });
    let no = json!({ "do": "refuse-acceptance", "reason": "您已经在领这项津贴。", "source": law });
    acts(router, done, "papers-no", vec![(town.as_str(), no)]).await.case
}

/// A case that is asked for more, accepted, checked and refused; its id.
async fn refused(router: &Router) -> String {
    let done = sent(router, "elder", "/api/cases", ("papers-second", None), application()).await;
    let town = town(router, &done.case).await;
    let ask = json!({
        "do": "ask-correction", "items": ["银行卡照片看不清"], "answers": ["phone"]
    });
    let answers = json!({ "phone": "13900139000" });
    let supply = json!({ "do": "supply", "answers": answers, "materials": [], "note": "改好了" });
    let accept = json!({ "do": "accept", "later": [] });
    let fail = json!({ "do": "fail", "task": "check.residence", "opinion": "户口已经迁走" });
    let pass = json!({ "do": "pass", "task": "check.village", "opinion": "情况属实" });
    let no = json!({ "do": "refuse", "reason": "户口已经迁走，不在本县。", "source": null });
    let way: Vec<(&str, Value)> = vec![
        (&*town, ask),
        ("elder", supply),
        (&*town, accept),
        ("gongan", fail),
        (&*town, pass),
        ("minzheng", no),
    ];
    acts(router, done, "papers-refused", way).await.case
}

/// One act after another on a case.
async fn acts(router: &Router, done: Done, key: &str, way: Vec<(&str, Value)>) -> Done {
    let mut done = done;
    for (step, (login, body)) in way.into_iter().enumerate() {
        let (path, key) = (format!("/api/cases/{}/acts", done.case), format!("{key}-{step}"));
        done = sent(router, login, &path, (&key, Some(done.version)), body).await;
    }
    done
}

async fn sent(
    router: &Router,
    login: &str,
    path: &str,
    (key, seen): (&str, Option<i64>),
    body: Value,
) -> Done {
    let cookie = sign_in(router, login).await;
    let answer = act(router, path, &cookie, (key, seen), &body).await;
    assert!(answer.status.is_success(), "{login} {path} {body}: {}", answer.text);
    Done::of(&answer.json()).expect("it is an answer of an act")
}

/// The account of the office where the applicant lives.
async fn town(router: &Router, case: &str) -> String {
    let supervisor = sign_in(router, "supervisor").await;
    let due = get(router, "/api/desk/due", &supervisor).await.json();
    let entries = due["entries"].as_array().cloned().unwrap_or_default();
    let own = entries.iter().find(|entry| entry["case"] == case).expect("the case is due");
    let desk = own["desk"].as_str().expect("a desk");
    format!("town-{}", desk.trim_start_matches("township/"))
}

async fn sign_in(router: &Router, login: &str) -> String {
    let form = [("login", login), ("password", PASSWORD), ("next", "/")];
    let answer = post(router, "/sign-in", "", &form).await;
    assert_eq!(answer.status, 303, "{login}");
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}
