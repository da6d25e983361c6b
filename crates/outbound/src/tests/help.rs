//! What became of a request for help: from its record to the page and the telephone of whoever asked.

use std::sync::Arc;

use basis::Id;
use ledger::Record;
use serde_json::json;
use web::testing::get;

use super::notices::{PHONE, Place, places};
use super::{SECRET, wait};
use crate::cmpp::stand_in::StandIn;
use crate::{DeliveryState, NOTICE, SMS, routes};

impl Place {
    /// The record that a step of a request of theirs leaves.
    async fn note(&self, request: Id, kind: &'static str) -> basis::RecordId {
        let body = json!({ "matter": "elderly-allowance", "person": self.person, "words": "" });
        let meta = self.by().meta(json!({ "note": kind }));
        let done = self.app.ledger.act(meta, move |act| {
            let id = act.record_id();
            act.close(Record::new(format!("help:{request}"), kind, body), id)
        });
        done.await.unwrap()
    }
}

#[test]
fn whoever_asked_for_help_is_told_once_what_became_of_it() {
    for place in places(None) {
        wait(async {
            let (outbound, request) = (place.outbound(None), place.app.ambient.id());
            let gate = Arc::new(identity::testing::As(place.by().actor));
            let router = web::serve(place.app.site(), routes(&outbound), gate);
            place.note(request, "help.asked").await;
            assert!(place.claim(NOTICE, 0).await.is_empty(), "who asks knows it");
            for (kind, words) in [
                ("help.taken", "有人接手了"),
                ("help.declined", "对方说办不了"),
                ("help.lapsed", "约好的日子过了"),
                ("help.done", "已经替您交上去了"),
            ] {
                place.note(request, kind).await;
                let job = place.claim(NOTICE, 0).await.remove(0);
                outbound.run_notice(job.clone()).await.unwrap();
                assert!(outbound.run_notice(job).await.is_err(), "the lease is gone");
                let page = get(&router, "/my/notices", "").await.text;
                assert_eq!(page.matches(words).count(), 1, "{} {kind}: {page}", place.name);
                assert!(page.contains("您请人代办的“高龄津贴”"), "{page}");
                assert!(page.contains(&format!("href=\"/asked/{request}\"")), "{page}");
            }
            let told = get(&router, "/api/my/notices", "").await.json();
            let first = &told["notices"][0];
            assert_eq!(first["request"], request.to_string(), "{}: {told}", place.name);
            assert!(first["case"].is_null(), "{told}");
        });
    }
}

#[test]
fn it_is_sent_like_every_other_notice_and_names_nobody() {
    for place in places(Some(PHONE)) {
        wait(async {
            let stand_in = StandIn::start(SECRET, []).await.unwrap();
            let outbound = place.outbound(Some(&stand_in));
            let record = place.note(place.app.ambient.id(), "help.taken").await;
            outbound.run_notice(place.claim(NOTICE, 0).await.remove(0)).await.unwrap();
            outbound.run_sms(place.claim(SMS, 0).await.remove(0)).await.unwrap();
            assert_eq!(place.delivery(record).await.state, DeliveryState::Sent, "{}", place.name);
            let received = stand_in.received();
            let words: String = received.iter().map(|one| one.words.as_str()).collect();
            assert!(words.starts_with("【龙游县政务服务】您请人代办的“高龄津贴”"), "{words}");
            assert!(!words.contains("龚"), "{words}");
            outbound.close().await;
        });
    }
}
