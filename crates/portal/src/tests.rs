//! The resident's way through the router, on a fresh database with the real catalogue.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use basis::ambient::{ManualClock, SeededEntropy};
use basis::codes::IdentityNumber;
use basis::{Ambient, Calendar, Divisions, PersonId, Role};
use cases::Cases;
use cases::model::Doing;
use catalogue::{Catalogue, Settings};
use exchange::Exchange;
use identity::testing::As;
use identity::{Actor, By, Channel, Grant, Identity, NewPerson};
use ledger::{Keyring, Ledger, LogKeys};
use serde_json::json;
use web::testing::{Answer, ask, get, post};

use super::*;

mod acts;
mod counters;
mod elsewhere;
mod ended;
mod faces;
mod flow;
mod scan;
mod signed;
mod somebody;

const COUNTY: &str = "330825";
const VILLAGE: &str = "330825101200";

/// A portal with two people: one of 83 and one of 53, both of the county.
struct World {
    portal: Portal,
    clock: ManualClock,
    old: PersonId,
    young: PersonId,
}

fn divisions() -> Divisions {
    let editions = "code,name,parent,level\n33,浙江省,,1\n3308,衢州市,33,2\n330825,龙游县,3308,3\n\
                    330825101,湖镇镇,330825,4\n330825101200,文林村,330825101,5\n";
    let day = "2020-01-01".parse().unwrap();
    Divisions::load(&[(day, editions)], None).unwrap().0
}

fn number(birth: &str, serial: u16) -> IdentityNumber {
    IdentityNumber::compose("330825", birth.parse().unwrap(), serial).unwrap()
}

impl World {
    async fn new() -> Self {
        tokio::task::spawn_blocking(|| Self::build(store::testing::sqlite())).await.unwrap()
    }

    /// Imports block, so this runs beside the runtime.
    fn build(store: store::Store) -> Self {
        let mut site = web::testing::site();
        let (ambient, clock) = Ambient::fixed(site.ambient.now(), 1);
        site.ambient = ambient;
        let keys = LogKeys::generate("longyou.example/ledger", &SeededEntropy::new(5)).unwrap();
        let keys = Keyring::new([(COUNTY.to_owned(), keys)]);
        let ledger = Ledger::new(store.clone(), site.ambient.clone(), keys);
        let app = App::new(store, ledger.clone(), site);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
        let today = app.ambient.now().date();
        let catalogue = Arc::new(Catalogue::load(&folder, &Settings::on(today)).unwrap());
        let calendar = Calendar::from_years(Vec::new());
        let cases = Cases::new(ledger.clone(), catalogue.clone(), calendar, COUNTY);
        let exchange = Exchange::new(ledger, catalogue, COUNTY);
        let secret: [u8; 32] = std::array::from_fn(|at| at as u8 * 7 + 3);
        let identity = Identity::new(app.clone(), &secret).unwrap();
        let divisions = Arc::new(divisions());
        let rules = feedback::Rules::default();
        let feedback = Feedback::new(app.clone(), cases.clone(), divisions.clone(), rules);
        let services = Services { cases, exchange, identity, feedback, divisions };
        let portal = Portal::new(app, services);
        let old = person(&portal, "徐桂花", number("1943-05-01", 21));
        let young = person(&portal, "王小明", number("1973-05-01", 33));
        Self { portal, clock, old, young }
    }

    fn as_person(&self, person: PersonId) -> Router {
        self.as_actor(Actor::resident(COUNTY, person, "居民"))
    }

    fn as_actor(&self, actor: Actor) -> Router {
        web::serve(self.portal.app.site(), routes(&self.portal), Arc::new(As(actor)))
    }
}

fn system(portal: &Portal) -> By {
    let (at, key) = (portal.app.ambient.now(), portal.app.ambient.id().into());
    By::system(COUNTY, at, key)
}

fn person(portal: &Portal, name: &str, number: IdentityNumber) -> PersonId {
    let birth = number.birth();
    let typed = number.reveal().to_owned();
    let row = [name, &typed, VILLAGE, "湖镇镇文林村12号", "13800138000"];
    portal.identity.import_people(&system(portal), vec![NewPerson::parse(row).unwrap()]).unwrap();
    let find = portal.identity.find_person(&typed);
    let id = tokio::runtime::Handle::current().block_on(find).unwrap().unwrap().id;
    let fields = json!({
        "name": name, "identity_number": typed, "birth": birth, "death": null,
        "household_division": VILLAGE, "household_head": name,
    });
    let fields = fields.as_object().unwrap().clone();
    let as_of = "2026-11-01".parse().unwrap();
    let rows = [(id, fields, as_of)];
    portal.exchange.import(&system(portal), "population", rows).unwrap();
    id
}

/// The value of a hidden field.
fn hidden<'a>(page: &'a Answer, name: &str) -> &'a str {
    let start = format!("name=\"{name}\" value=\"");
    let rest = page.text.split(&start).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default()
}

/// Answers both questions, uploads the card, and looks at the answers.
async fn checked(router: &Router) -> Answer {
    let first = get(router, "/apply/elderly-allowance", "").await;
    assert_eq!(first.header("location"), "/apply/elderly-allowance/bank_account", "{}", first.text);
    let typed = [("key", "key-bank-1"), ("bank_account", "6222021234567890128")];
    let saved = post(router, "/apply/elderly-allowance/bank_account", "", &typed).await;
    assert_eq!(
        saved.header("location"),
        "/apply/elderly-allowance/phone?saved=1",
        "{}",
        saved.text
    );
    let phone = get(router, "/apply/elderly-allowance/phone?saved=1", "").await;
    assert!(phone.text.contains("已保存") && phone.text.contains("13800138000"), "{}", phone.text);
    let typed = [("key", "key-phone-1"), ("phone", "13800138000")];
    let saved = post(router, "/apply/elderly-allowance/phone", "", &typed).await;
    let upload = "/apply/elderly-allowance/materials/bank-card";
    assert_eq!(saved.header("location"), format!("{upload}?saved=1"), "{}", saved.text);
    let file = send_file(router, upload).await;
    assert_eq!(file.status, StatusCode::SEE_OTHER, "{}", file.text);
    let check = get(router, "/apply/elderly-allowance/check", "").await;
    assert!(check.text.contains("6222021234567890128"), "{}", check.text);
    let place = "浙江省衢州市龙游县湖镇镇文林村（330825101200）";
    assert!(check.text.contains(place), "a place by its name: {}", check.text);
    check
}

/// Answers both questions and hands in; gives the address of the receipt.
async fn apply(router: &Router) -> String {
    let check = checked(router).await;
    let form = [("key", hidden(&check, "key")), ("shown", hidden(&check, "shown"))];
    let done = post(router, "/apply/elderly-allowance/check", "", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let again = post(router, "/apply/elderly-allowance/check", "", &form).await;
    assert_eq!(again.header("location"), done.header("location"), "the same form again");
    done.header("location").to_owned()
}

/// Sends a small picture as a browser does.
async fn send_file(router: &Router, uri: &str) -> Answer {
    let body = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"card.pdf\"\r\n\
                content-type: image/png\r\n\r\n%PDF-1.7 card\r\n--b\r\n\
                content-disposition: form-data; name=\"what\"\r\n\r\nupload\r\n--b--\r\n";
    let headers =
        [("content-type", "multipart/form-data; boundary=b"), ("sec-fetch-site", "same-origin")];
    ask(router, "POST", uri, &headers, body).await
}

#[test]
fn every_word_is_there_in_both_languages() {
    assert_eq!(web::testing::missing_keys(env!("CARGO_MANIFEST_DIR")), Vec::<String>::new());
}

#[tokio::test]
async fn the_words_of_a_villager_find_the_matter() {
    let world = World::new().await;
    let router = world.as_actor(Actor::visitor(COUNTY));
    let found = get(&router, "/search?q=%E8%80%81%E4%BA%BA%E8%A1%A5%E8%B4%B4", "").await;
    assert!(found.text.contains("/matters/elderly-allowance"), "{}", found.text);
    for page in ["/", "/matters", "/matters/elderly-allowance", "/matters/newborn"] {
        let page = get(&router, page, "").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    }
    let matter = get(&router, "/matters/elderly-allowance", "").await;
    for words in ["老人补贴（高龄津贴）", "人口库", "县公安局", "10 个工作日", "不收费"]
    {
        assert!(matter.text.contains(words), "{words} in {}", matter.text);
    }
    assert!(matter.text.contains("看看离您近的服务点"), "where: {}", matter.text);
    let missing = get(&router, "/matters/no-such-matter", "").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_does_not_qualify_learns_by_how_much_and_what_to_do() {
    let world = World::new().await;
    let young = get(&world.as_person(world.young), "/matters/elderly-allowance/check", "").await;
    for words in ["还不符合条件", "还差 27 岁", "人口库", "2026-11-01", "第三十三条", "还是想申请"]
    {
        assert!(young.text.contains(words), "{words} in {}", young.text);
    }
    let old = get(&world.as_person(world.old), "/matters/elderly-allowance/check", "").await;
    assert!(old.text.contains("符合条件，可以办") && old.text.contains("60"), "{}", old.text);
    let place = "户籍区划：浙江省衢州市龙游县湖镇镇文林村（330825101200）";
    assert!(old.text.contains(place), "a place by its name: {}", old.text);
}

#[tokio::test]
async fn a_stranger_is_asked_only_what_is_missing() {
    let world = World::new().await;
    let router = world.as_actor(Actor::visitor(COUNTY));
    let path = "/matters/elderly-allowance/check";
    let page = get(&router, path, "").await;
    let fields: Vec<&str> = page.text.split("id=\"fact-").skip(1).collect();
    assert!(page.text.contains("出生日期") && !fields.is_empty(), "{}", page.text);
    assert!(!page.text.contains("死亡日期"), "nobody is asked for the day of their death");
    let birth = page.text.split("name=\"fact-").nth(1).unwrap();
    let at = birth.split('-').next().unwrap();
    let (year, month, day) =
        (format!("fact-{at}-year"), format!("fact-{at}-month"), format!("fact-{at}-day"));
    let typed = [(year.as_str(), "1990"), (month.as_str(), "1"), (day.as_str(), "2")];
    let answer = post(&router, path, "", &typed).await;
    assert!(answer.text.contains("还不符合条件"), "{}", answer.text);
    assert!(page.text.contains("湖镇镇") && !page.text.contains("文林村"), "townships first");
    let place = page.text.split("-town\"").next().unwrap().rsplit("fact-").next().unwrap();
    let (town, village) = (format!("fact-{place}-town"), format!("fact-{place}"));
    let old = [(year.as_str(), "1940"), (month.as_str(), "1"), (day.as_str(), "2")];
    let with_town = [&old[..], &[(town.as_str(), "330825101")]].concat();
    let answer = post(&router, path, "", &with_town).await;
    assert_eq!(answer.status, StatusCode::OK, "a township just chosen is no mistake");
    assert!(answer.text.contains("文林村") && !answer.text.contains("请选村"), "{}", answer.text);
    let empty = [&with_town[..], &[(village.as_str(), "")]].concat();
    let answer = post(&router, path, "", &empty).await;
    assert!(answer.text.contains("请选村（社区）"), "{}", answer.text);
    let whole = [&with_town[..], &[(village.as_str(), VILLAGE)]].concat();
    let answer = post(&router, path, "", &whole).await;
    assert!(answer.text.contains("符合条件，可以办"), "{}", answer.text);
    let path_of_help = "/matters/temporary-assistance/check?lang=en";
    let help = post(&router, path_of_help, "", &[("hardship_kind", "emergency")]).await.text;
    let named = "still to be known: Are food and shelter themselves in danger?";
    assert!(help.contains(named), "by its English name: {help}");
    let wrong = [(year.as_str(), "1990"), (month.as_str(), "13"), (day.as_str(), "2")];
    let answer = post(&router, path, "", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("value=\"13\""), "what was typed stays");
}
