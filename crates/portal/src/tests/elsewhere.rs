//! A resident with cases in several counties of one database, on both databases.

use basis::Text;
use certificates::model::{
    Certificate, CertificateKey, Edition, Issuer, Kind, Standing, VerifyCode,
};
use store::{Store, params};

use super::*;
use crate::elsewhere::{County, Elsewhere};
use crate::pages::elsewhere::PAGE;

/// Answers, has an address: 25 cases of hers, one of somebody else.
const JIANGSHAN: &str = "330881";
/// Answers, has none: three cases.
const QUJIANG: &str = "330803";
/// Its rows cannot be read.
const KECHENG: &str = "330802";
/// She is not known there.
const KAIHUA: &str = "330824";

fn county(code: &str, name: &str, address: Option<&str>) -> County {
    let (code, address) = (code.to_owned(), address.map(str::to_owned));
    County { code, name: Text::new(name, name), address }
}

fn four() -> Elsewhere {
    Elsewhere::new(vec![
        county(JIANGSHAN, "江山市", Some("https://jiangshan.example")),
        county(QUJIANG, "衢江区", None),
        county(KECHENG, "柯城区", None),
        county(KAIHUA, "开化县", None),
    ])
}

/// When a case came in: one a minute.
fn at(serial: u8) -> i64 {
    1_795_000_000_000 + i64::from(serial) * 60_000
}

/// An id as its county made it.
fn id(serial: u8) -> basis::Id {
    basis::Id::from_parts(basis::Instant::from_millis(at(serial)), [serial; 10])
}

/// Takes somebody in as another county did: under an id and a tag that say nothing here.
fn put_person(store: &Store, county: &'static str, person: PersonId, number: IdentityNumber) {
    let statement =
        "INSERT INTO people (county, id, number_tag, number, name, sex, birth, division,
            address, created_at, version)
         VALUES ($1, $2, $3, $4, '徐桂花', 'female', '1943-05-01', $5, '', 0, 1)";
    let tag = person.to_string().into_bytes();
    let values = params![county, person, tag, number.reveal(), county];
    store.write_now(move |tx| tx.execute(statement, &values)).unwrap();
}

/// A case that came in at an instant. Its body holds nothing: lists elsewhere do not read it.
fn put_case(store: &Store, county: &'static str, person: PersonId, serial: u8, matter: &str) {
    let statement = "INSERT INTO cases (county, id, number, matter, applicant, division, status,
            opened_at, provisional, version, body)
         VALUES ($1, $2, $3, $4, $5, $6, 'correcting', $7, 0, 1, '')";
    let number = format!("{county}-{serial:03}");
    let values = params![county, id(serial), number, matter, person, county, at(serial)];
    store.write_now(move |tx| tx.execute(statement, &values)).unwrap();
}

fn put_certificate(store: &Store, county: &'static str, person: PersonId, serial: u8, name: &str) {
    let now = basis::Instant::from_millis(at(serial));
    let (ambient, _) = Ambient::fixed(now, u64::from(serial));
    let office = "江山市民政局".to_owned();
    let issuer = Issuer { name: office, credit_code: "11430000006122244L".parse().unwrap() };
    let (id_of, code) = ("confirmation".to_owned(), "11100000000013338W011".to_owned());
    let kind = Kind { id: id_of, code, name: Text::new(name, name) };
    let certificate = Certificate {
        key: CertificateKey(id(serial)),
        identifier: kind.identifier(&issuer, "20230000403", Edition::FIRST).unwrap(),
        verify_code: VerifyCode::make(&ambient),
        case: basis::CaseId(ambient.id()),
        case_number: String::new(),
        outcome: "main".to_owned(),
        person,
        holder: "徐桂花".to_owned(),
        kind,
        issuer,
        fields: Vec::new(),
        sources: Vec::new(),
        issued: now.date(),
        valid_until: None,
        standing: Standing::Good,
        edition: Edition::FIRST,
        previous: None,
    };
    store.write_now(move |tx| certificates::rows::insert(tx, county, &certificate, now)).unwrap();
}

/// What lies in the other counties; the numbers of her cases that can be read, the newest first.
fn fill(store: &Store, hers: IdentityNumber) -> Vec<String> {
    let her = |serial: u8| PersonId(id(serial));
    let matter = "330825/elderly-allowance@1";
    put_person(store, JIANGSHAN, her(1), hers);
    put_person(store, QUJIANG, her(2), hers);
    put_person(store, KECHENG, her(3), hers);
    let somebody = number("1950-05-01", 7);
    put_person(store, JIANGSHAN, her(4), somebody);
    put_person(store, KAIHUA, her(5), somebody);
    let mut numbers = Vec::new();
    for serial in 0..28 {
        let (county, person) =
            if serial % 10 == 3 { (QUJIANG, her(2)) } else { (JIANGSHAN, her(1)) };
        put_case(store, county, person, serial, matter);
        numbers.push(format!("{county}-{serial:03}"));
    }
    put_case(store, JIANGSHAN, her(4), 90, matter);
    put_case(store, KAIHUA, her(5), 91, matter);
    put_case(store, KECHENG, her(3), 92, "no matter in its version");
    put_certificate(store, JIANGSHAN, her(1), 70, "江山的证照");
    put_certificate(store, QUJIANG, her(4), 71, "别人的证照");
    put_certificate(store, KECHENG, her(3), 72, "读不出来的证照");
    let unread = "UPDATE certificates SET body = 'unread' WHERE county = $1";
    store.write_now(move |tx| tx.execute(unread, &params![KECHENG])).unwrap();
    numbers.reverse();
    numbers
}

/// A world on each kind of database, with her cases elsewhere.
async fn worlds() -> Vec<(&'static str, World, Vec<String>)> {
    let build = || {
        let world = |(name, store): (&'static str, Store)| {
            let numbers = fill(&store, number("1943-05-01", 21));
            let world = World::build(store);
            (name, World { portal: world.portal.beside(four()), ..world }, numbers)
        };
        store::testing::databases().into_iter().map(world).collect::<Vec<_>>()
    };
    tokio::task::spawn_blocking(build).await.unwrap()
}

fn numbers_of(page: &serde_json::Value) -> Vec<String> {
    let cases = page["cases"].as_array().unwrap().iter();
    cases.map(|case| case["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_county_is_asked_and_the_one_that_fails_is_named() {
    for (name, world, expected) in worlds().await {
        let router = world.as_person(world.old);
        let mine = get(&router, "/my", "").await;
        assert!(mine.text.contains("href=\"/my/elsewhere\""), "{name}: {}", mine.text);
        let page = get(&router, "/my/elsewhere", "").await;
        assert_eq!(page.status, StatusCode::OK, "{name}: {}", page.text);
        assert!(page.text.contains("江山市、衢江区、柯城区、开化县"), "{}", page.text);
        let silent = page.text.split("这些地方刚才没有答复").nth(1).unwrap();
        let silent = silent.split("</ul>").next().unwrap();
        assert_eq!(silent.matches("<li>").count(), 1, "{silent}");
        assert!(silent.contains("<li>柯城区</li>"), "{silent}");
        // A link where its county has an address, words where it has none.
        let there = format!("href=\"https://jiangshan.example/cases/{}\"", id(27));
        assert!(page.text.contains(&there), "{}", page.text);
        assert!(page.text.contains("330803-023") && !page.text.contains(id(23).as_str()));
        assert!(page.text.contains("老人补贴（高龄津贴）") && page.text.contains("待补正"));
        let all = [&page.text, &walked(&router, expected).await].map(String::as_str).concat();
        for others in ["330881-090", "330824-091"] {
            assert!(!all.contains(others), "{name}: somebody else's");
        }
        let english = get(&router, "/my/elsewhere?lang=en", "").await;
        assert!(english.text.contains("My cases in other counties"), "{}", english.text);
        assert!(!english.text.contains("portal.elsewhere."), "a key without words");
    }
}

/// Goes through the list as other systems do; all that was read.
async fn walked(router: &Router, expected: Vec<String>) -> String {
    let (mut told, mut texts, mut after) = (Vec::new(), String::new(), String::new());
    loop {
        let page = get(router, &format!("/api/my/elsewhere?after={after}"), "").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let body = page.json();
        let asked = body["counties"].as_array().unwrap().iter();
        let answered: Vec<_> =
            asked.map(|one| (one["county"].as_str(), one["answered"].as_bool())).collect();
        // What cannot be read there is newer than all the rest: later pages do not meet it.
        let is_read = !after.is_empty();
        let all = [(JIANGSHAN, true), (QUJIANG, true), (KECHENG, is_read), (KAIHUA, true)];
        assert_eq!(answered, all.map(|(code, is)| (Some(code), Some(is))));
        let numbers = numbers_of(&body);
        assert!(numbers.len() <= PAGE, "{}", numbers.len());
        told.extend(numbers);
        texts.push_str(&page.text);
        match body["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(told, expected, "each once, the newest first");
    texts
}

#[tokio::test]
async fn certificates_are_listed_in_the_same_way() {
    for (name, world, _) in worlds().await {
        let router = world.as_person(world.old);
        let page = get(&router, "/my/elsewhere/certificates", "").await;
        assert_eq!(page.status, StatusCode::OK, "{name}: {}", page.text);
        let there = format!("href=\"https://jiangshan.example/certificates/{}\"", id(70));
        for words in ["江山的证照", "江山市民政局", "有效", "<li>柯城区</li>", there.as_str()]
        {
            assert!(page.text.contains(words), "{name}: {words} in {}", page.text);
        }
        assert!(!page.text.contains("别人的证照"), "{}", page.text);
        let body = get(&router, "/api/my/elsewhere/certificates", "").await.json();
        let all = body["certificates"].as_array().unwrap();
        assert_eq!((all.len(), &all[0]["state"]), (1, &json!("valid")), "{body}");
        let silent = body["counties"].as_array().unwrap().iter();
        let silent: Vec<_> =
            silent.filter(|one| one["answered"] == false).map(|one| &one["county"]).collect();
        assert_eq!(silent, [&json!(KECHENG)], "{name}");
        let nowhere = get(&router, "/api/my/elsewhere/certificates?after=nowhere", "").await;
        assert!(nowhere.status.is_client_error(), "{}", nowhere.text);
    }
}

#[tokio::test]
async fn one_sees_ones_own_and_an_office_nothing() {
    for (name, world, _) in worlds().await {
        let young = world.as_person(world.young);
        let body = get(&young, "/api/my/elsewhere", "").await.json();
        assert_eq!(numbers_of(&body), [""; 0], "{name}: nobody there has this number");
        let grants = vec![Grant::new(Role::Supervisor, None, COUNTY.parse().unwrap())];
        let officer = basis::OfficerId(world.portal.app.ambient.id());
        let office = world.as_actor(Actor::officer(COUNTY, officer, "督办", grants));
        for path in [
            "/my/elsewhere",
            "/my/elsewhere/certificates",
            "/api/my/elsewhere",
            "/api/my/elsewhere/certificates",
        ] {
            assert_eq!(get(&office, path, "").await.status, StatusCode::FORBIDDEN, "{path}");
            let stranger = world.as_actor(Actor::visitor(COUNTY));
            let status = get(&stranger, path, "").await.status;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
        }
        let mine = get(&office, "/my", "").await;
        assert!(!mine.text.contains("/my/elsewhere"), "{}", mine.text);
    }
}

#[tokio::test]
async fn a_county_by_itself_offers_no_such_list() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    assert!(!get(&router, "/my", "").await.text.contains("/my/elsewhere"));
    let page = get(&router, "/my/elsewhere", "").await;
    assert!(page.text.contains("没有接上别的县"), "{}", page.text);
    let body = get(&router, "/api/my/elsewhere", "").await.json();
    assert_eq!(body, json!({"cases": [], "counties": [], "next": null}));
}
