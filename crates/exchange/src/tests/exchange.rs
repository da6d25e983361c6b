//! Import, questions and footprints on both databases.

use std::sync::Arc;

use basis::ambient::SeededEntropy;
use basis::codes::IdentityNumber;
use basis::{CaseId, OfficerId, Outcome, PersonId, Role};
use catalogue::form::Answers;
use catalogue::model::Matter;
use identity::{Actor, By, Channel, Grant, Identity, NewPerson};
use ledger::{Keyring, Ledger, LogKeys};
use rules::{Held, Value, Verdict};
use serde_json::json;
use store::Store;
use web::App;

use super::{COUNTY, catalogue};
use crate::{Answered, Exchange, Fields, Purpose, routes};

const SECRET: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
const NAMES: [(&str, &str); 2] = [("龚桂花", "330825101200"), ("毛阿根", "330825102201")];

/// A county with two people and the registers of the first.
struct Place {
    name: &'static str,
    app: App,
    exchange: Exchange,
    people: Vec<PersonId>,
}

fn places() -> Vec<Place> {
    let mut places = Vec::new();
    for (name, store) in store::testing::databases() {
        places.push(place(name, store));
    }
    places
}

fn place(name: &'static str, store: Store) -> Place {
    let site = web::testing::site();
    let keys = LogKeys::generate("longyou.example/ledger", &SeededEntropy::new(5)).unwrap();
    let keyring = Keyring::new([(COUNTY.to_owned(), keys)]);
    let ledger = Ledger::new(store.clone(), site.ambient.clone(), keyring);
    let app = App::new(store, ledger.clone(), site);
    let people = people(&app);
    let exchange = Exchange::new(ledger, catalogue(), COUNTY);
    let place = Place { name, app, exchange, people };
    place.fill();
    place
}

fn people(app: &App) -> Vec<PersonId> {
    let identity = Identity::new(app.clone(), SECRET).unwrap();
    let numbers = ["330825194305010024", "330825197305010037"].map(with_check);
    let new = NAMES.iter().zip(&numbers).map(|((name, division), number)| NewPerson {
        name: (*name).to_owned(),
        number: IdentityNumber::parse(number).unwrap(),
        division: division.parse().unwrap(),
        address: "湖镇镇湖镇村1号".to_owned(),
        phone: None,
    });
    let by = By::system(COUNTY, app.ambient.now(), app.ambient.id().into());
    identity.import_people(&by, new.collect()).unwrap();
    let mut found = Vec::new();
    for number in &numbers {
        found.push(wait(identity.find_person(number)).unwrap().unwrap().id);
    }
    found
}

/// The number with the check character that belongs to it.
fn with_check(number: &str) -> String {
    let body = &number[..17];
    "0123456789X"
        .chars()
        .map(|check| format!("{body}{check}"))
        .find(|whole| IdentityNumber::parse(whole).is_ok())
        .unwrap()
}

/// Registers are filled on the present thread, which no runtime may hold meanwhile.
fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn fields(json: serde_json::Value) -> Fields {
    json.as_object().unwrap().clone()
}

impl Place {
    fn system(&self) -> By {
        By::system(COUNTY, self.app.ambient.now(), self.app.ambient.id().into())
    }

    fn by(&self, actor: Actor, channel: Channel) -> By {
        let at = self.app.ambient.now();
        By { actor, for_whom: None, channel, at, key: self.app.ambient.id().into() }
    }

    fn resident(&self, number: usize) -> By {
        self.by(Actor::resident(COUNTY, self.people[number], NAMES[number].0), Channel::Web)
    }

    fn helper(&self, division: &str) -> By {
        let grants = vec![Grant::new(Role::Helper, Some("village"), division.parse().unwrap())];
        let officer = OfficerId(self.app.ambient.id());
        self.by(Actor::officer(COUNTY, officer, "帮办员", grants), Channel::Helper)
    }

    fn matter(&self) -> Arc<Matter> {
        let day = self.app.ambient.now().date();
        self.exchange.catalogue().matter(COUNTY, "elderly-allowance", day).unwrap().clone()
    }

    fn put(&self, register: &str, row: serde_json::Value) -> Outcome<crate::Imported> {
        let day = "2026-11-01".parse().unwrap();
        self.exchange.import(&self.system(), register, [(self.people[0], fields(row), day)])
    }

    fn fill(&self) {
        let population = json!({
            "name": "龚桂花", "identity_number": with_check("330825194305010024"),
            "birth": "1943-05-01", "death": null, "household_division": "330825101200",
            "household_head": "龚桂花", "sex": "女",
        });
        self.put("population", population).unwrap();
        let card = json!({"bank_account": CARD, "card_number": null});
        self.put("social-security", card).unwrap();
    }
}

/// Simulated: the number can be no bank's.
const CARD: &str = "9999625400973607063";

#[test]
fn registers_answer_instead_of_paper() {
    for place in places() {
        let (matter, by) = (place.matter(), place.resident(0));
        let gathered = place.exchange.facts(&by, &matter, place.people[0], Purpose::Apply);
        let gathered = wait(gathered).unwrap();
        let name = place.name;
        assert_eq!(gathered.facts["死亡日期"].value, Held::Null, "{name}");
        let birth = Value::Date("1943-05-01".parse().unwrap());
        assert_eq!(gathered.facts["出生日期"].value, Held::Value(birth), "{name}");
        assert!(gathered.facts["出生日期"].source.zh.contains("人口库"), "{name}");
        assert_eq!(gathered.prefills["bank_account"].typed, CARD, "{name}");
        assert!(gathered.materials.iter().all(|(_, answered)| *answered == Answered::Yes));
        assert!(gathered.answered("household-book"), "{name}");
        let paper = gathered.given.iter().find(|fact| fact.name == "户主").unwrap();
        assert_eq!(
            (&paper.value, paper.as_of.to_string().as_str()),
            (&json!("龚桂花"), "2026-11-01")
        );
        assert!(!gathered.given.iter().any(|fact| fact.name == "性别"), "nobody asked for it");
        let today = by.at.date();
        let answers = Answers::new();
        let answer = place.exchange.eligibility(&matter, &gathered.facts, &answers, today);
        assert_eq!(answer.verdict, Verdict::Yes, "{name}");
        let kept =
            place.exchange.eligibility_of(&matter, &gathered.given, &Default::default(), today);
        assert_eq!(kept.amount, answer.amount, "{name}: the snapshot gives the same answer");
    }
}

#[test]
fn what_no_register_holds_is_unknown_and_its_paper_is_needed() {
    for place in places() {
        let (matter, by) = (place.matter(), place.resident(1));
        let gathered = place.exchange.facts(&by, &matter, place.people[1], Purpose::Check);
        let gathered = wait(gathered).unwrap();
        assert!(gathered.facts.is_empty() && gathered.given.is_empty(), "{}", place.name);
        assert!(gathered.materials.iter().all(|(_, answered)| *answered == Answered::NoAnswer));
        let answer =
            place.exchange.eligibility(&matter, &gathered.facts, &Answers::new(), by.at.date());
        assert_eq!(answer.verdict, Verdict::Needs, "{}", place.name);
        assert!(answer.missing.contains("出生日期"), "{}", place.name);
    }
}

#[test]
fn only_the_person_and_the_helper_of_the_village_may_ask() {
    for place in places() {
        let matter = place.matter();
        let own = place.people[0];
        let asks = [
            (place.resident(0), true),
            (place.resident(1), false),
            (place.by(Actor::visitor(COUNTY), Channel::Web), false),
            (place.helper("330825101200"), true),
            (place.helper("330825102201"), false),
        ];
        for (by, expected) in asks {
            let asked = wait(place.exchange.facts(&by, &matter, own, Purpose::Check));
            assert_eq!(asked.is_ok(), expected, "{} {:?}", place.name, by.actor.who);
        }
        let seen = wait(place.exchange.footprints(&place.resident(0).actor, None, 50)).unwrap();
        let registers = 2;
        assert_eq!(seen.len(), 2 * registers, "{}: who was refused read nothing", place.name);
    }
}

#[test]
fn a_person_sees_who_looked_and_each_day_has_one_line() {
    for place in places() {
        let (matter, own) = (place.matter(), place.people[0]);
        let (by, helper) = (place.resident(0), place.helper("330825101200"));
        for by in [&by, &by, &helper] {
            wait(place.exchange.facts(by, &matter, own, Purpose::Apply)).unwrap();
        }
        let tie = |case: CaseId| {
            let (exchange, by, matter) = (place.exchange.clone(), by.clone(), matter.id.clone());
            let write = move |tx: &mut store::Tx<'_>| exchange.tie(tx, &by, (own, &matter), case);
            place.app.store.write_now(write).unwrap();
        };
        let case = CaseId(place.app.ambient.id());
        tie(case);
        let seen = wait(place.exchange.footprints(&by.actor, None, 50)).unwrap();
        let mine: Vec<_> = seen.iter().filter(|one| one.case == Some(case)).collect();
        assert_eq!(mine.len(), 2, "{}", place.name);
        assert!(mine.iter().all(|one| one.times == 2 && one.reader["who"]["person"].is_string()));
        assert!(seen.iter().all(|one| !one.basis.is_empty()), "the law is always named");
        // The same person reads for a second application.
        let second = CaseId(place.app.ambient.id());
        let before = store::testing::statements(&place.app.store);
        wait(place.exchange.facts(&by, &matter, own, Purpose::Apply)).unwrap();
        let asked = store::testing::statements(&place.app.store) - before;
        assert_eq!(asked, 4, "{}: the person, both registers at once, a line for each", place.name);
        tie(second);
        let seen = wait(place.exchange.footprints(&by.actor, None, 50)).unwrap();
        let of = |case| seen.iter().filter(|one| one.case == Some(case)).count();
        assert_eq!((of(case), of(second)), (2, 2), "{}", place.name);
        let other = wait(place.exchange.footprints(&place.resident(1).actor, None, 50)).unwrap();
        assert!(other.is_empty(), "{}", place.name);
        assert!(wait(place.exchange.footprints(&helper.actor, None, 50)).is_err());
        let first = wait(place.exchange.footprints(&by.actor, None, 1)).unwrap();
        let next = wait(place.exchange.footprints(&by.actor, Some(first[0].id), 50)).unwrap();
        assert_eq!([first, next].concat(), seen, "{}: pages join without a gap", place.name);
    }
}

#[test]
fn the_page_says_it_in_words() {
    for place in places() {
        let (matter, own) = (place.matter(), place.people[0]);
        let by = place.helper("330825101200");
        wait(place.exchange.facts(&by, &matter, own, Purpose::Apply)).unwrap();
        let actor = place.resident(0).actor;
        let gate = Arc::new(identity::testing::As(actor));
        let router = web::serve(place.app.site(), routes(&place.app, &place.exchange), gate);
        let page = wait(web::testing::get(&router, "/my/footprint", ""));
        for words in ["高龄津贴", "人口库", "出生日期", "帮办员", "填写申请"] {
            assert!(page.text.contains(words), "{} lacks {words}: {}", place.name, page.text);
        }
        assert!(!page.text.contains("1943"), "fields are named, not shown");
        let told = wait(web::testing::get(&router, "/api/my/footprint", ""));
        let first = &told.json()["footprints"][0];
        assert!(first["purpose"] == "apply" && first["matter"] == "elderly-allowance", "{first}");
        assert!(!told.text.contains("1943"), "{}", told.text);
    }
}

#[test]
fn a_register_takes_only_what_it_declares() {
    let place = place("sqlite", store::testing::sqlite());
    let check = |register: &str, row: serde_json::Value, expected: Option<&str>| {
        let found = place.put(register, row.clone()).err();
        let rule = found.as_ref().and_then(|stop| stop.refusal()).map(|one| one.rule.as_str());
        assert_eq!(rule, expected, "{register} {row}");
    };
    check("population", json!({"birth": "1943-05-01", "death": null}), None);
    check("population", json!({"birth": "1943-02-30"}), Some("register.value"));
    check("population", json!({"household_division": "33082"}), Some("register.value"));
    check("population", json!({"identity_number": "330825194305010000"}), Some("register.value"));
    check("population", json!({"shoe_size": 43}), Some("register.field-unknown"));
    check("civil-affairs", json!({"household_income_per_head": 40000, "subsistence": true}), None);
    check("civil-affairs", json!({"household_income_per_head": "400"}), Some("register.value"));
    check("civil-affairs", json!({"subsistence": "yes"}), Some("register.value"));
    check("shoes", json!({}), Some("register.unknown"));
    let resident = place.resident(0);
    assert!(place.exchange.import(&resident, "population", []).is_err(), "only keepers fill it");
}

#[test]
fn every_word_of_the_pages_is_there_in_both_languages() {
    assert_eq!(web::testing::missing_keys(env!("CARGO_MANIFEST_DIR")), Vec::<String>::new());
}
