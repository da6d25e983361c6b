//! Many simulated lives of a few matters: what offices know from their own cases happens in them.

use std::path::Path;
use std::sync::Arc;

use basis::ambient::SeededEntropy;
use basis::{Ambient, CaseId, Id, PersonId};
use cases::model::{Answers, Applicant, Submission, open};
use catalogue::model::Channel;
use catalogue::{Catalogue, Settings};
use jiff::civil::date;
use ledger::{Keyring, Ledger, LogKeys};
use serde_json::json;

use super::*;

const COUNTY: &str = "330825";
/// One with two departments, one with a special procedure, one that is soon decided; the last two may
/// be extended.
const MATTERS: [&str; 3] = ["elderly-allowance", "gov-info-request", "individual-business"];
/// What has to happen in some of their lives.
const KNOWN: [&str; 11] = [
    "case.correction-asked",
    "case.supplement-asked",
    "case.supplied",
    "case.lapsed",
    "case.special-begun",
    "case.special-ended",
    "case.extended",
    "case.escalated",
    "case.withdrawn",
    "case.refused",
    "case.delivered",
];

struct Somebody;

impl People for Somebody {
    fn at_desk(&self, _: &Case, _: &Open) -> Value {
        json!({ "who": "desk" })
    }

    fn applicant(&self, _: &Case) -> Value {
        json!({ "who": "applicant" })
    }

    fn time(&self) -> Value {
        json!({ "who": "time" })
    }
}

fn engine(today: Instant) -> Cases {
    let (ambient, _) = Ambient::fixed(today, 3);
    let keys = LogKeys::generate("county.example/ledger", &SeededEntropy::new(5)).unwrap();
    let keys = Keyring::new([(COUNTY.to_owned(), keys)]);
    let ledger = Ledger::new(store::testing::sqlite(), ambient, keys);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
    let catalogue = Catalogue::load(&folder, &Settings::on(today.date())).unwrap();
    Cases::new(ledger, Arc::new(catalogue), Calendar::default(), COUNTY)
}

fn submission(matter: &Matter, number: u8, at: Instant) -> Submission {
    let id = Id::from_parts(at, [number; 10]);
    let division = "330825101200".parse().unwrap();
    Submission {
        id: CaseId(id),
        number: cases::past_number(u64::from(number), at),
        pin: matter.pin(),
        applicant: Applicant { person: PersonId(id), name: "龚桂花".to_owned(), division },
        channel: Channel::Web,
        filed_by: None,
        answers: Answers::default(),
        facts: Vec::new(),
        materials: Vec::new(),
        shown: String::new(),
        parent: None,
        parts: Vec::new(),
    }
}

#[test]
fn what_offices_know_happens_in_some_lives() {
    let (at, until) = (Instant::at(date(2026, 3, 2), 9, 30), Instant::at(date(2026, 6, 30), 9, 0));
    let engine = engine(until);
    let catalogue = engine.catalogue();
    let mut happened: BTreeMap<&str, usize> = BTreeMap::new();
    for id in MATTERS {
        let matter = catalogue.matter(COUNTY, id, at.date()).unwrap();
        let ground = Ground { cases: &engine, matter, people: &Somebody, until };
        for number in 0..200 {
            let first = open(submission(matter, number, at), matter, at);
            let mut draw = Draw::new(1, id, u64::from(number));
            let (case, acts) = live(&first, &ground, &mut draw).unwrap();
            assert!(acts.is_sorted_by_key(|act| act.at), "{acts:?}");
            assert!(acts.iter().all(|act| act.at >= at && act.at < until), "{acts:?}");
            assert_eq!(case.version, first.version + acts.len() as i64, "each has its record");
            for act in acts {
                *happened.entry(act.doing.kind()).or_default() += 1;
            }
        }
    }
    for kind in KNOWN {
        assert!(happened.contains_key(kind), "{kind} never happens: {happened:?}");
    }
}
