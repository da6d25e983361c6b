//! A gateway that keeps silent: what else is to be done goes on, nobody asks it again and again, and
//! no message is lost.

use std::time::Duration;

use store::Tx;
use store::jobs::{self, Job};
use store::workshop::Workshop;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::notices::{COUNTY, PHONE, Place, places};
use super::{SECRET, wait};
use crate::cmpp::stand_in::{Manner, StandIn};
use crate::{DeliveryState, NOTICE, SMS};

/// The house's own work.
const OWN: &str = "test.own";

impl Place {
    /// Puts a job on the list that is due since so many milliseconds.
    async fn enqueue(&self, kind: &str, dedupe: String, body: String, since: i64) {
        let run_at = self.app.ambient.now().plus_millis(-since);
        let (county, kind) = (COUNTY.to_owned(), kind.to_owned());
        let job = Job { county, id: self.app.ambient.id(), kind, dedupe, run_at, body };
        let put = self.app.store.write(move |tx| jobs::enqueue(tx, &job));
        assert!(put.await.unwrap());
    }

    /// How many messages wait, due or not.
    async fn waiting_messages(&self) -> i64 {
        let far = self.app.ambient.now().plus_millis(86_400_000);
        let due = self.app.store.read(move |tx| jobs::due(tx, COUNTY, far, 1_000)).await.unwrap();
        due.iter().find(|one| one.kind == SMS).map_or(0, |one| one.jobs)
    }
}

#[test]
fn a_gateway_that_keeps_silent_holds_up_nothing_else() {
    for place in places(Some(PHONE)) {
        wait(async {
            let stand_in = StandIn::start(SECRET, [Manner::KeepsSilent; 40]).await.unwrap();
            let outbound = place.outbound(Some(&stand_in));
            let (_, record) = place.submit().await;
            outbound.run_notice(place.claim(NOTICE, 0).await.remove(0)).await.unwrap();
            // As many as are claimed at once, all of them before the house's own.
            for number in 0..32 {
                let body = serde_json::json!({"record": record}).to_string();
                place.enqueue(SMS, format!("more-{number}"), body, 1_000).await;
            }
            place.enqueue(OWN, "own".to_owned(), "{}".to_owned(), 0).await;

            let (done, mut heard) = mpsc::unbounded_channel();
            let (messages, gate, store) =
                (outbound.clone(), outbound.clone(), place.app.store.clone());
            let (database, ambient) = (place.app.store.clone(), place.app.ambient.clone());
            let workshop = Workshop::new(database, ambient, COUNTY)
                .apart(SMS, move || gate.may_send())
                .on(SMS, move |claimed| {
                    let outbound = messages.clone();
                    async move { outbound.run_sms(claimed).await }
                })
                .on(OWN, move |claimed| {
                    let (store, done) = (store.clone(), done.clone());
                    async move {
                        assert!(store.write(move |tx| jobs::finish(tx, &claimed)).await?);
                        done.send(()).unwrap();
                        Ok(())
                    }
                });
            let (stop, stopped) = watch::channel(false);
            let working = tokio::spawn(workshop.run(stopped));
            let own = timeout(Duration::from_secs(1), heard.recv()).await;
            assert_eq!(own.expect("its own work waits for nobody"), Some(()), "{}", place.name);
            let silent = async {
                while outbound.may_send() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                // Those that were claimed with the first one are put off, not tried.
                stop.send(true).unwrap();
                working.await.unwrap();
            };
            timeout(Duration::from_secs(3), silent).await.expect("one of them waits, once");
            assert_eq!((stand_in.logins(), stand_in.received()), (1, Vec::new()), "{}", place.name);
            assert_eq!(place.waiting_messages().await, 33, "{}", place.name);
        });
    }
}

#[test]
fn who_kept_silent_is_asked_again_after_a_while_and_the_message_is_sent() {
    for place in places(Some(PHONE)) {
        wait(async {
            let stand_in = StandIn::start(SECRET, [Manner::KeepsSilent]).await.unwrap();
            let outbound = place.outbound(Some(&stand_in));
            let (_, record) = place.submit().await;
            outbound.run_notice(place.claim(NOTICE, 0).await.remove(0)).await.unwrap();
            outbound.run_sms(place.claim(SMS, 0).await.remove(0)).await.unwrap_err();
            assert!(!outbound.may_send(), "{}", place.name);
            // The next one is put off, and nobody listens either.
            outbound.run_sms(place.claim(SMS, 1_000).await.remove(0)).await.unwrap();
            outbound.listen().await.unwrap();
            assert_eq!(stand_in.logins(), 1, "{}", place.name);
            assert_eq!(place.delivery(record).await.state, DeliveryState::Waiting);
            assert!(place.claim(SMS, 2_000).await.is_empty(), "as long as the pause");
            place.clock.advance_millis(60_000);
            assert!(outbound.may_send());
            outbound.run_sms(place.claim(SMS, 0).await.remove(0)).await.unwrap();
            assert_eq!(place.delivery(record).await.state, DeliveryState::Sent, "{}", place.name);
            assert_eq!(stand_in.logins(), 2, "{}", place.name);
            outbound.close().await;
        });
    }
}

#[test]
fn a_message_that_nobody_took_in_a_day_and_a_half_is_given_up() {
    for place in places(Some(PHONE)) {
        wait(async {
            let stand_in = StandIn::start(SECRET, []).await.unwrap();
            let outbound = place.outbound(Some(&stand_in));
            drop(stand_in);
            let (_, record) = place.submit().await;
            outbound.run_notice(place.claim(NOTICE, 0).await.remove(0)).await.unwrap();
            outbound.run_sms(place.claim(SMS, 0).await.remove(0)).await.unwrap_err();
            place.clock.advance_millis(37 * 3_600_000);
            outbound.run_sms(place.claim(SMS, 0).await.remove(0)).await.unwrap();
            assert_eq!(place.delivery(record).await.state, DeliveryState::Failed, "{}", place.name);
            assert_eq!(place.waiting_messages().await, 0, "{}", place.name);
        });
    }
}

/// As the workshop does it: what fails comes back with growing pauses, what is put off after the pause
/// of the gateway.
#[test]
fn a_gateway_that_is_away_for_a_day_is_given_the_message_once_when_it_is_back() {
    const DAY_MILLIS: i64 = 24 * 3_600_000;
    for place in places(Some(PHONE)) {
        wait(async {
            let gone = StandIn::start(SECRET, []).await.unwrap();
            let outbound = place.outbound(Some(&gone));
            drop(gone);
            let (_, record) = place.submit().await;
            outbound.run_notice(place.claim(NOTICE, 0).await.remove(0)).await.unwrap();
            let (begun, mut tried) = (place.app.ambient.now(), 0);
            while place.app.ambient.now().since(begun) < DAY_MILLIS {
                for claimed in place.claim(SMS, 0).await {
                    tried += 1;
                    if outbound.run_sms(claimed.clone()).await.is_err() {
                        let now = place.app.ambient.now();
                        let later = move |tx: &mut Tx<'_>| jobs::fail(tx, &claimed, now, "away");
                        place.app.store.write(later).await.unwrap();
                    }
                }
                place.clock.advance_millis(600_000);
            }
            assert!(tried > 10, "{}: only {tried} times in a day", place.name);
            assert_eq!(
                place.delivery(record).await.state,
                DeliveryState::Waiting,
                "{}",
                place.name
            );
            let back = StandIn::start(SECRET, []).await.unwrap();
            let outbound = place.outbound(Some(&back));
            place.clock.advance_millis(2 * 3_600_000);
            for claimed in place.claim(SMS, 0).await {
                outbound.run_sms(claimed).await.unwrap();
            }
            assert_eq!(place.delivery(record).await.state, DeliveryState::Sent, "{}", place.name);
            let received = back.received();
            let firsts = received.iter().filter(|one| one.part.0 <= 1).count();
            assert_eq!((firsts, place.waiting_messages().await), (1, 0), "{}", place.name);
            outbound.close().await;
        });
    }
}
