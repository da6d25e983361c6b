//! Acts: all or nothing, once, and never without a record.

use basis::{RefusalKind, Stop};
use serde_json::json;
use store::jobs::Job;

use super::{COUNTY, ledgers, meta, note};
use crate::{Ledger, Meta, Record, StoredRecord, records};

fn stream(ledger: &Ledger, stream: &'static str) -> Vec<StoredRecord> {
    ledger.store().read_now(|tx| records(tx, COUNTY, stream, 0, 100)).unwrap()
}

#[test]
fn an_act_leaves_its_records_in_order() {
    for (name, ledger) in ledgers() {
        for number in 1..=3 {
            let key = format!("k{number}");
            let got = ledger.act_now(meta(&ledger, &key, number), note("case:1", number)).unwrap();
            assert_eq!(got, number, "{name}");
        }
        let kept = stream(&ledger, "case:1");
        assert_eq!(kept.iter().map(|r| r.seq).collect::<Vec<_>>(), [1, 2, 3], "{name}");
        let content = kept[1].content.clone().unwrap();
        assert_eq!((content.by, content.body), (json!({"who": "tester"}), json!({"number": 2})));
        assert_eq!(kept[0].leaf, None);
    }
}

#[test]
fn a_repeated_key_gives_the_stored_answer_and_another_request_is_refused() {
    for (name, ledger) in ledgers() {
        ledger.act_now(meta(&ledger, "k", 1), note("s", 7)).unwrap();
        assert_eq!(ledger.act_now(meta(&ledger, "k", 1), note("s", 8)).unwrap(), 7, "{name}");
        let stop = ledger.act_now(meta(&ledger, "k", 2), note("s", 9)).unwrap_err();
        let refusal = stop.refusal().unwrap();
        assert_eq!((refusal.kind, &*refusal.rule), (RefusalKind::Conflict, "act.key-reused"));
        assert_eq!(stream(&ledger, "s").len(), 1, "{name}");
    }
}

#[test]
fn a_key_is_one_among_those_of_whoever_acts() {
    for (name, ledger) in ledgers() {
        let of = |who: serde_json::Value, channel: &str, request: i64| {
            let by = json!({"who": who, "channel": channel});
            Meta { by, ..meta(&ledger, "k", request) }
        };
        let (one, other) = (json!({"person": "1"}), json!({"person": "2"}));
        let done = |meta: Meta, number| ledger.act_now(meta, note("s", number));
        assert_eq!(done(of(one.clone(), "web", 1), 1).unwrap(), 1, "{name}");
        assert_eq!(done(of(other.clone(), "web", 2), 2).unwrap(), 2, "{name}: a key of their own");
        assert_eq!(done(of(other, "web", 2), 3).unwrap(), 2, "{name}: which is repeated for them");
        assert_eq!(done(of(one.clone(), "web", 1), 4).unwrap(), 1, "{name}");
        for reused in [of(one.clone(), "web", 2), of(one, "counter", 1)] {
            let stop = done(reused, 5).unwrap_err();
            assert_eq!(stop.refusal().unwrap().rule, "act.key-reused", "{name}");
        }
        assert_eq!(stream(&ledger, "s").len(), 2, "{name}");
    }
}

#[test]
fn a_refused_act_leaves_nothing_not_even_its_key() {
    for (name, ledger) in ledgers() {
        let failed = ledger.act_now::<i64, _>(meta(&ledger, "k", 1), |act| {
            act.also(Record::new("s", "test.half", json!({})))?;
            Err(basis::Refusal::not_now("test.no", "不行", "no").into())
        });
        assert!(matches!(failed, Err(Stop::Refused(_))), "{name}");
        assert_eq!(stream(&ledger, "s"), [], "{name}");
        assert_eq!(ledger.act_now(meta(&ledger, "k", 2), note("s", 1)).unwrap(), 1, "{name}");
    }
}

#[test]
fn several_records_jobs_and_reactions_are_kept_together() {
    for (name, ledger) in ledgers() {
        let ledger = ledger.reacting([("test.noted", "notices.send"), ("test.noted", "x.y")]);
        let meta_ = meta(&ledger, "k", 1);
        let closing = ledger
            .act_now(meta_, |act| {
                let also = act.also(Record::new("s", "test.also", json!({})))?;
                let job = Job {
                    county: act.county().to_owned(),
                    id: act.new_id(),
                    kind: "own.job".into(),
                    dedupe: "1".into(),
                    run_at: act.at(),
                    body: "{}".into(),
                };
                assert!(act.enqueue(job.clone())?);
                assert!(!act.enqueue(Job { id: act.new_id(), ..job })?);
                assert_ne!(also, act.record_id());
                let id = act.record_id();
                act.close(Record::new("s", "test.noted", json!({})), id)
            })
            .unwrap();
        assert_eq!(stream(&ledger, "s")[1].id, closing, "{name}");
        let jobs = ledger
            .store()
            .read_now(|tx| tx.query("SELECT kind FROM jobs ORDER BY kind", &[]))
            .unwrap();
        let kinds: Vec<_> = jobs.iter().map(|row| row.text("kind").unwrap()).collect();
        assert_eq!(kinds, ["notices.send", "own.job", "x.y"], "{name}");
    }
}

#[test]
fn an_erased_record_keeps_its_place_and_loses_its_words() {
    for (name, ledger) in ledgers() {
        ledger.act_now(meta(&ledger, "a", 1), note("s", 1)).unwrap();
        let id = stream(&ledger, "s")[0].id;
        for (key, works) in [("b", true), ("c", false)] {
            let out = ledger.act_now(meta(&ledger, key, 1), move |act| {
                act.erase(id)?;
                act.close(Record::new("s", "test.erased", json!({"record": id})), ())
            });
            assert_eq!(out.is_ok(), works, "{name}");
        }
        let kept = stream(&ledger, "s");
        assert_eq!((kept.len(), &kept[0].content), (2, &None), "{name}");
        let of = format!("erased:{id}");
        let named = ledger.store().read_now(move |tx| records(tx, COUNTY, &of, 0, 10)).unwrap();
        assert_eq!((named.len(), &*named[0].kind), (1, crate::ERASED), "{name}");
    }
}

#[test]
fn answers_can_be_forgotten() {
    for (name, ledger) in ledgers() {
        ledger.act_now(meta(&ledger, "k", 1), note("s", 1)).unwrap();
        let later = ledger.ambient().now().plus_millis(1);
        let forgotten = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(ledger.forget_answers(COUNTY.to_owned(), later));
        assert_eq!(forgotten.unwrap(), 1, "{name}");
        assert_eq!(ledger.act_now(meta(&ledger, "k", 2), note("s", 2)).unwrap(), 2, "{name}");
    }
}

#[test]
fn acts_on_one_stream_at_once_leave_no_gap() {
    for (name, ledger) in ledgers() {
        let threads: Vec<_> = (0..4)
            .map(|worker| {
                let ledger = ledger.clone();
                std::thread::spawn(move || {
                    (0..10)
                        .filter(|n| {
                            let key = format!("{worker}-{n}");
                            ledger.act_now(meta(&ledger, &key, 0), note("s", *n)).is_ok()
                        })
                        .count()
                })
            })
            .collect();
        let done: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
        let kept = stream(&ledger, "s");
        assert_eq!(kept.len(), done, "{name}: every acknowledged act, and no other");
        assert!(kept.iter().zip(1..).all(|(record, seq)| record.seq == seq), "{name}");
    }
}
