//! Every page in both languages, as everybody who may see it, generated from the table of routes: each
//! template of each crate is drawn, and what stands on it is said in the language that the page names.

mod forms;
mod reader;
mod samples;
mod templates;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::Method;
use basis::{Fault, Refusal};
use tongban::house::House;
use web::{Access, ConflictPage, Failure, PageResult, Route, Routes};

use crate::support::home::Home;
use crate::support::lived::{Private, lived};
use crate::support::{PEOPLE, root};
use reader::Reader;

/// Where the house breaks, and where somebody else was faster: neither is seen on a good day.
const BROKEN: &str = "/every-page/broken";
const CONFLICT: &str = "/every-page/conflict";

/// Files for programs and for keeping, which their own tests read.
const FILES: [&str; 6] = [
    "/ogc",
    "/planner/tiles",
    "/planner/walk/{dataset}/area",
    "/planner/reports/{report}/data",
    "/matters/{id}/spoken.wav",
    "/desk/cases/{id}/files/{file}",
];

/// What comes to be by a form; it is read after that.
const LATER: &str = "/manage/drafts/{id}";

#[test]
fn every_template_is_drawn_in_both_languages_and_says_its_words_in_them() {
    let home = Home::sqlite();
    home.json(&["demo", "--people", PEOPLE, "--load-only"]);
    samples::planned(&home);
    let house = home.house();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (mut wrong, drawn) = runtime.block_on(async {
        let private = lived(&house).await;
        let mut reader = Reader::new(router(&house), &private.town).await;
        every_address(&house, &private, &mut reader).await;
        forms::filled_in(&private, &mut reader).await;
        forms::left_empty(&house, &private, &mut reader).await;
        (reader.wrong(), reader.drawn)
    });
    drop(runtime);
    wrong.extend(templates::not_drawn(&drawn));
    assert!(wrong.is_empty(), "{} findings\n{}\n", wrong.len(), wrong.join("\n"));
}

/// The house with the two pages that a good day does not show.
fn router(house: &House) -> axum::Router {
    let name = ("试", "Probe");
    let probes = Routes::new(())
        .page(Method::GET, BROKEN, Access::Public, name, async || -> PageResult {
            Err(Fault::new("a test breaks it").into())
        })
        .page(Method::GET, CONFLICT, Access::Public, name, async || -> PageResult {
            let line = |text: &str| (text.to_owned(), text.to_owned());
            let page = ConflictPage {
                changes: vec![("Phone".to_owned(), "1".to_owned(), "2".to_owned())],
                typed: vec![line("3")],
                back_link: "/".to_owned(),
            };
            Err(Failure::conflict(Refusal::conflict("a.b", "刚才改过了", "It has changed"), page))
        })
        .list();
    web::serve(
        house.app.site(),
        [house.routes(), probes].concat(),
        Arc::new(house.identity.clone()),
    )
}

/// Every page of the table with the elder's things in its address, and those that are in no table.
async fn every_address(house: &House, private: &Private, reader: &mut Reader) {
    for path in ["/design", "/api", "/nowhere", BROKEN, CONFLICT] {
        reader.read("", path).await;
    }
    let pages = house.routes().into_iter().filter(|route| is_page(route, &Method::GET));
    for route in pages {
        let mut reached = BTreeSet::new();
        for path in samples::addresses(&route, private) {
            for who in reader.visitors(route.access) {
                reached.insert(reader.read(&who, &path).await < 400);
            }
        }
        let is_read_elsewhere =
            FILES.iter().chain([&LATER]).any(|begin| route.path.starts_with(begin));
        if !reached.contains(&true) && !is_read_elsewhere {
            reader.note(format!("nobody reaches GET {}", route.path), "with the samples here");
        }
    }
}

/// `browser/pages.json` is what `browser/pages.spec.ts` audits, in both modes and with its weight.
#[test]
fn the_browser_looks_at_every_page() {
    let list = std::fs::read_to_string(root().join("browser/pages.json")).expect("the list");
    let list: Vec<serde_json::Value> = serde_json::from_str(&list).expect("a list");
    let looked_at: BTreeSet<&str> = list.iter().filter_map(|one| one["route"].as_str()).collect();
    let home = Home::sqlite();
    let mut table: BTreeSet<&str> = BTreeSet::from(["none", "/design", "/api"]);
    let routes = home.house().routes();
    table.extend(routes.iter().filter(|one| is_page(one, &Method::GET)).map(|one| one.path));
    let is_file = |path: &&&str| {
        let kept = [".xlsx", ".pdf", "/{file}", "/papers/{paper}"].map(|end| path.ends_with(end));
        kept.contains(&true) || FILES.iter().any(|begin| path.starts_with(begin))
    };
    let missing: Vec<_> = table.difference(&looked_at).filter(|path| !is_file(path)).collect();
    assert!(missing.is_empty(), "name a sample of each in browser/pages.json: {missing:#?}");
    let gone: Vec<_> = looked_at.difference(&table).collect();
    assert!(gone.is_empty(), "no page has this route any more: {gone:#?}");
}

fn is_page(route: &Route, method: &Method) -> bool {
    route.doc.is_none() && route.method == *method
}
