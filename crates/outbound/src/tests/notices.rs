//! From the record of an act to the page and the telephone.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use basis::ambient::{ManualClock, SeededEntropy};
use basis::codes::{IdentityNumber, Phone};
use basis::{Ambient, Calendar, CaseId, Date, PersonId, RecordId, Text};
use cases::Cases;
use cases::model::Doing;
use catalogue::{Catalogue, Settings};
use identity::{Actor, By, Channel, Identity, NewPerson};
use jiff::civil::date;
use ledger::{Keyring, Ledger, LogKeys};
use store::Store;
use store::jobs::{self, Claimed};
use web::testing::get;
use web::{App, Rewording};

use super::{SECRET, gateway, wait};
use crate::cmpp::stand_in::{Manner, StandIn};
use crate::{Delivery, DeliveryState, NOTICE, OF_HELP, Outbound, REACTIONS, SMS, routes};

pub(super) const COUNTY: &str = "330825";
const TODAY: Date = date(2026, 11, 22);
const TAGS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
pub(super) const PHONE: &str = "13800000001";

pub(super) struct Place {
    pub(super) name: &'static str,
    pub(super) app: App,
    pub(super) clock: ManualClock,
    cases: Cases,
    pub(super) person: PersonId,
}

fn catalogue() -> Arc<Catalogue> {
    static ONCE: OnceLock<Arc<Catalogue>> = OnceLock::new();
    let load = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
        let loaded = Catalogue::load(&folder, &Settings::on(TODAY));
        Arc::new(loaded.unwrap_or_else(|error| panic!("{error}")))
    };
    Arc::clone(ONCE.get_or_init(load))
}

pub(super) fn places(phone: Option<&str>) -> Vec<Place> {
    let databases = store::testing::databases();
    databases.into_iter().map(|(name, store)| place(name, store, phone)).collect()
}

fn place(name: &'static str, store: Store, phone: Option<&str>) -> Place {
    let mut site = web::testing::site();
    let (ambient, clock) = Ambient::fixed(site.ambient.now(), 1);
    site.ambient = ambient;
    let keys = LogKeys::generate("longyou.example/ledger", &SeededEntropy::new(5)).unwrap();
    let keyring = Keyring::new([(COUNTY.to_owned(), keys)]);
    let told = REACTIONS.into_iter().chain(OF_HELP);
    let ledger = Ledger::new(store.clone(), site.ambient.clone(), keyring).reacting(told);
    let cases = Cases::new(ledger.clone(), catalogue(), Calendar::from_years(Vec::new()), COUNTY);
    let app = App::new(store, ledger, site);
    let person = person(&app, phone);
    Place { name, app, clock, cases, person }
}

fn person(app: &App, phone: Option<&str>) -> PersonId {
    let number = "0123456789X"
        .chars()
        .map(|check| format!("33082519430501002{check}"))
        .find(|number| IdentityNumber::parse(number).is_ok())
        .unwrap();
    let identity = Identity::new(app.clone(), TAGS).unwrap();
    let new = NewPerson {
        name: "龚桂花".to_owned(),
        number: IdentityNumber::parse(&number).unwrap(),
        division: "330825101200".parse().unwrap(),
        address: "湖镇镇".to_owned(),
        phone: phone.map(|phone| Phone::parse(phone).unwrap()),
    };
    let by = By::system(COUNTY, app.ambient.now(), app.ambient.id().into());
    identity.import_people(&by, vec![new]).unwrap();
    wait(identity.find_person(&number)).unwrap().unwrap().id
}

impl Place {
    pub(super) fn outbound(&self, stand_in: Option<&StandIn>) -> Outbound {
        Outbound::new(self.app.clone(), self.cases.clone(), stand_in.map(gateway))
    }

    pub(super) fn by(&self) -> By {
        let (at, key) = (self.app.ambient.now(), self.app.ambient.id().into());
        let actor = Actor::resident(COUNTY, self.person, "龚桂花");
        By { actor, for_whom: None, channel: Channel::Web, at, key }
    }

    /// The application, and the record that it leaves.
    pub(super) async fn submit(&self) -> (CaseId, RecordId) {
        let application =
            cases::testing::application("elderly-allowance", self.person, "330825101200").unwrap();
        let done = self.cases.submit(self.by(), application).await.unwrap();
        (done.case, done.record)
    }

    /// Takes the jobs of a kind that are due some time later.
    pub(super) async fn claim(&self, kind: &str, later_millis: i64) -> Vec<Claimed> {
        let lease = self.app.ambient.id();
        let now = self.app.ambient.now().plus_millis(later_millis);
        let claimed = self.app.store.write(move |tx| jobs::claim(tx, COUNTY, lease, now, 1, 50));
        let claimed = claimed.await.unwrap();
        claimed.into_iter().filter(|one| one.job.kind == kind).collect()
    }

    pub(super) async fn delivery(&self, record: RecordId) -> Delivery {
        self.outbound(None).sms_delivery(record).await.unwrap().unwrap()
    }
}

#[test]
fn what_happens_is_told_once_on_the_page_and_by_message() {
    for place in places(Some(PHONE)) {
        wait(async {
            let stand_in = StandIn::start(SECRET, []).await.unwrap();
            let outbound = place.outbound(Some(&stand_in));
            let (case, record) = place.submit().await;
            let job = place.claim(NOTICE, 0).await.remove(0);
            outbound.run_notice(job.clone()).await.unwrap();
            assert!(outbound.run_notice(job).await.is_err(), "the lease is gone");
            let job = place.claim(SMS, 0).await.remove(0);
            outbound.run_sms(job).await.unwrap();
            let received = stand_in.received();
            let words: String = received.iter().map(|one| one.words.as_str()).collect();
            assert_eq!(received[0].phone, PHONE, "{}", place.name);
            assert!(words.starts_with("【龙游县政务服务】您的“高龄津贴”"), "{words}");
            assert!(!words.contains("龚"), "{words}");
            // The matter's own limit, as on the receipt.
            assert!(words.contains("在1 个工作日内告诉您受理"), "{words}");
            let delivery = place.delivery(record).await;
            assert_eq!((delivery.state, delivery.attempts), (DeliveryState::Sent, 1));
            let withdrawn = Doing::Withdraw { reason: String::new() };
            place.cases.act(place.by(), case, None, withdrawn).await.unwrap();
            assert!(place.claim(NOTICE, 0).await.is_empty(), "who withdraws knows it");
            let gate = Arc::new(identity::testing::As(place.by().actor));
            let router = web::serve(place.app.site(), routes(&outbound), gate);
            // Another system reads it before the person does, and it stays new.
            let told = get(&router, "/api/my/notices", "").await.json();
            let first = &told["notices"][0];
            assert!(first["seen"] == false && first["case"] == case.to_string(), "{told}");
            let page = get(&router, "/my/notices", "").await.text;
            assert!(page.contains("我们收到了") && page.contains("tag"), "{page}");
            assert_eq!(page.matches("我们收到了").count(), 1, "{}", place.name);
            let again = get(&router, "/my/notices", "").await.text;
            assert!(!again.contains(">新<"), "{again}");
            outbound.close().await;
        });
    }
}

#[test]
fn where_nothing_is_sent_a_step_is_told_in_its_own_act() {
    for place in places(Some(PHONE)) {
        wait(async {
            let teller = crate::teller(place.app.wording.clone(), COUNTY);
            let place = Place { cases: place.cases.clone().telling(teller), ..place };
            let (case, record) = place.submit().await;
            assert_eq!(place.delivery(record).await.state, DeliveryState::None, "{}", place.name);
            let outbound = place.outbound(None);
            let gate = Arc::new(identity::testing::As(place.by().actor));
            let router = web::serve(place.app.site(), routes(&outbound), gate);
            let told = get(&router, "/api/my/notices", "").await.json();
            assert_eq!(told["notices"][0]["case"], case.to_string(), "{}: {told}", place.name);
            // A job that an earlier version has left finds it told.
            outbound.run_notice(place.claim(NOTICE, 0).await.remove(0)).await.unwrap();
            let page = get(&router, "/my/notices", "").await.text;
            assert_eq!(page.matches("我们收到了").count(), 1, "{}: {page}", place.name);
        });
    }
}

#[test]
fn many_are_told_in_one_transaction_of_few_statements() {
    for place in places(None) {
        wait(async {
            let outbound = place.outbound(None);
            let mut records = Vec::new();
            for _ in 0..3 {
                records.push(place.submit().await.1);
            }
            let jobs = place.claim(NOTICE, 0).await;
            assert_eq!(jobs.len(), 3);
            let before = store::testing::statements(&place.app.store);
            outbound.run_notices(jobs.clone()).await.unwrap();
            let asked = store::testing::statements(&place.app.store) - before;
            // Records, cases, the jobs; a notice for each.
            assert!(asked <= 3 + 3, "{}: {asked}", place.name);
            for record in records {
                assert_eq!(place.delivery(record).await.state, DeliveryState::None);
            }
            assert!(outbound.run_notices(jobs).await.is_err(), "their lease is gone");
        });
    }
}

#[test]
fn it_is_told_in_the_words_in_force() {
    for place in places(None) {
        wait(async {
            let now = place.app.ambient.now();
            let change = Rewording {
                key: "outbound.told.received".to_owned(),
                number: 1,
                words: Some(Text::new("材料到了。", "It has come.")),
                from: now.date(),
                published: now,
            };
            place.app.wording.put(vec![change], now);
            let outbound = place.outbound(None);
            place.submit().await;
            outbound.run_notice(place.claim(NOTICE, 0).await.remove(0)).await.unwrap();
            let gate = Arc::new(identity::testing::As(place.by().actor));
            let router = web::serve(place.app.site(), routes(&outbound), gate);
            let page = get(&router, "/my/notices", "").await.text;
            assert!(page.contains("您的“高龄津贴”（"), "{}: {page}", place.name);
            assert!(page.contains("）材料到了。") && !page.contains("我们收到了"), "{page}");
        });
    }
}

#[test]
fn trying_again_is_bounded_and_says_how_it_stands() {
    let check = |manners: Vec<Manner>, tries: usize, state: DeliveryState, failure: &str| {
        for place in places(Some(PHONE)) {
            wait(async {
                let stand_in = StandIn::start(SECRET, manners.clone()).await.unwrap();
                let outbound = place.outbound(Some(&stand_in));
                let (_, record) = place.submit().await;
                let job = place.claim(NOTICE, 0).await.remove(0);
                outbound.run_notice(job).await.unwrap();
                let mut count = 0;
                while let Some(job) = place.claim(SMS, 1_000 * count).await.pop() {
                    // A failed job is left to its lease, which ends after a millisecond.
                    outbound.run_sms(job).await.ok();
                    count += 1;
                }
                let delivery = place.delivery(record).await;
                let found = (usize::try_from(count).unwrap(), delivery.state);
                assert_eq!(found, (tries, state), "{} {manners:?}", place.name);
                assert!(delivery.failure.contains(failure), "{}", delivery.failure);
            });
        }
    };
    check(vec![Manner::Answers(8); 2], 3, DeliveryState::Sent, "");
    check(vec![Manner::HangsUp], 2, DeliveryState::Sent, "");
    check(vec![Manner::Answers(8); 50], 40, DeliveryState::Failed, "slow down");
    check(vec![Manner::Answers(5)], 1, DeliveryState::Failed, "result 5");
}

#[test]
fn the_gateway_reports_whether_a_message_arrived() {
    let check = |manner: Manner, before: DeliveryState, after: DeliveryState, failure: &str| {
        for place in places(Some(PHONE)) {
            wait(async {
                let stand_in = StandIn::start(SECRET, [manner]).await.unwrap();
                let outbound = place.outbound(Some(&stand_in));
                let (_, record) = place.submit().await;
                outbound.run_notice(place.claim(NOTICE, 0).await.remove(0)).await.unwrap();
                outbound.run_sms(place.claim(SMS, 0).await.remove(0)).await.unwrap();
                assert_eq!(place.delivery(record).await.state, before, "{} {manner:?}", place.name);
                outbound.listen().await.unwrap();
                let delivery = place.delivery(record).await;
                assert_eq!(delivery.state, after, "{} {manner:?}", place.name);
                assert!(delivery.failure.contains(failure), "{}", delivery.failure);
                assert!(!delivery.failure.contains(PHONE) && delivery.provider.len() >= 16);
                let late = place.app.ambient.now().plus_millis(1);
                assert!(outbound.forget_reports(late).await.unwrap() >= 1);
                assert_eq!(place.delivery(record).await.state, after, "it stays known");
                outbound.close().await;
            });
        }
    };
    use DeliveryState::{Delivered, Failed, Sent};
    check(Manner::Takes, Sent, Delivered, "");
    check(Manner::TakesAndReports("UNDELIV"), Sent, Failed, "UNDELIV");
    check(Manner::TakesAndReports("MA:0054"), Sent, Failed, "MA:0054");
    check(Manner::TakesAndReports("ACCEPTD"), Sent, Sent, "");
    // The report overtakes the answer, and our own note of it.
    check(Manner::ReportsFirst, Sent, Delivered, "");
}

#[test]
fn a_report_that_comes_before_our_note_is_not_lost() {
    for place in places(Some(PHONE)) {
        wait(async {
            let manners = [Manner::HangsUp, Manner::TakesAndReports("EXPIRED")];
            let stand_in = StandIn::start(SECRET, manners).await.unwrap();
            let outbound = place.outbound(Some(&stand_in));
            let (_, record) = place.submit().await;
            outbound.run_notice(place.claim(NOTICE, 0).await.remove(0)).await.unwrap();
            let (county, now) = (COUNTY, place.app.ambient.now());
            // The second message of the stand-in has this number.
            let word = ("0000000000000002", "EXPIRED");
            let early =
                place.app.store.write(move |tx| crate::rows::put_report(tx, county, word, now));
            assert_eq!(early.await.unwrap(), None, "of which notice is not known yet");
            let job = place.claim(SMS, 0).await.remove(0);
            outbound.run_sms(job).await.unwrap_err();
            let job = place.claim(SMS, 1_000).await.remove(0);
            outbound.run_sms(job).await.unwrap();
            let delivery = place.delivery(record).await;
            assert_eq!(delivery.state, DeliveryState::Failed, "{}", place.name);
            assert!(delivery.failure.contains("EXPIRED"), "{}", delivery.failure);
        });
    }
}

#[test]
fn without_a_mobile_number_or_a_gateway_the_page_tells_it() {
    for place in places(None) {
        wait(async {
            let stand_in = StandIn::start(SECRET, []).await.unwrap();
            let outbound = place.outbound(Some(&stand_in));
            let (_, record) = place.submit().await;
            outbound.run_notice(place.claim(NOTICE, 0).await.remove(0)).await.unwrap();
            assert_eq!(place.delivery(record).await.state, DeliveryState::None, "{}", place.name);
            assert!(place.claim(SMS, 0).await.is_empty());
        });
    }
    for place in places(Some(PHONE)) {
        wait(async {
            let outbound = place.outbound(None);
            let (_, record) = place.submit().await;
            outbound.run_notice(place.claim(NOTICE, 0).await.remove(0)).await.unwrap();
            assert_eq!(place.delivery(record).await.state, DeliveryState::None, "{}", place.name);
        });
    }
}

#[test]
fn what_was_to_be_sent_before_the_gateway_was_taken_away_is_given_up() {
    for place in places(Some(PHONE)) {
        wait(async {
            let stand_in = StandIn::start(SECRET, []).await.unwrap();
            let (_, record) = place.submit().await;
            let before = place.outbound(Some(&stand_in));
            before.run_notice(place.claim(NOTICE, 0).await.remove(0)).await.unwrap();
            assert_eq!(
                place.delivery(record).await.state,
                DeliveryState::Waiting,
                "{}",
                place.name
            );
            let job = place.claim(SMS, 0).await.remove(0);
            place.outbound(None).run_sms(job).await.unwrap();
            let delivery = place.delivery(record).await;
            assert_eq!(delivery.state, DeliveryState::Failed, "{}", place.name);
            assert!(delivery.failure.contains("no gateway"), "{}", delivery.failure);
            assert!(place.claim(SMS, 60_000).await.is_empty(), "nothing waits for ever");
        });
    }
}

#[test]
fn every_word_of_the_page_is_there_in_both_languages() {
    assert_eq!(web::testing::missing_keys(env!("CARGO_MANIFEST_DIR")), Vec::<String>::new());
}
