//! A connection to the stand-in: what is sent, and every way in which it can go wrong.

use crate::cmpp::stand_in::{Manner, StandIn};
use crate::cmpp::{Gateway, Session, SmsError};

use super::{SECRET, gateway, now, wait};

const PHONE: &str = "13000000000";

#[test]
fn a_message_arrives_whole_and_a_long_one_in_parts() {
    wait(async {
        let stand_in = StandIn::start(SECRET, []).await.unwrap();
        let mut session = Session::open(&gateway(&stand_in), now()).await.unwrap();
        let number = session.send(PHONE, ("您的“高龄津贴”已经受理。", true), now()).await.unwrap();
        assert_eq!(number[0].len(), 16, "the gateway's number of it");
        let long = "好".repeat(100);
        let numbers = session.send(PHONE, (&long, false), now()).await.unwrap();
        assert_eq!(numbers.len(), 2);
        session.test(now()).await.unwrap();
        session.close().await;
        let received = stand_in.received();
        assert_eq!(received[0].words, "您的“高龄津贴”已经受理。");
        assert_eq!((received[0].phone.as_str(), received[0].part), (PHONE, (1, 1)));
        let parts: Vec<_> = received[1..].iter().map(|one| one.part).collect();
        assert_eq!(parts, [(1, 2), (2, 2)]);
        let again: String = received[1..].iter().map(|one| one.words.as_str()).collect();
        assert_eq!(again, long);
    });
}

#[test]
fn every_refusal_is_told_apart() {
    let check = |manner: Manner, expected: SmsError, goes_on: bool| {
        wait(async {
            let stand_in = StandIn::start(SECRET, [manner]).await.unwrap();
            let mut session = Session::open(&gateway(&stand_in), now()).await.unwrap();
            let sent = session.send(PHONE, ("好", false), now()).await.unwrap_err();
            match (&sent, &expected) {
                (SmsError::Connection(_), SmsError::Connection(_)) => {}
                _ => assert_eq!(sent, expected),
            }
            assert_eq!(sent.keeps_connection(), goes_on, "{manner:?}");
            if goes_on {
                session.send(PHONE, ("好", false), now()).await.unwrap();
                assert_eq!(stand_in.received().len(), 1);
            }
        });
    };
    check(Manner::Answers(8), SmsError::Throttled, true);
    check(Manner::Answers(5), SmsError::Rejected(5), true);
    check(Manner::KeepsSilent, SmsError::Silent, false);
    check(Manner::HangsUp, SmsError::Connection(String::new()), false);
}

#[test]
fn the_gateway_may_ask_first_and_old_answers_are_passed_over() {
    wait(async {
        let manners = [Manner::AsksFirst, Manner::AsksFirst];
        let stand_in = StandIn::start(SECRET, manners).await.unwrap();
        let mut session = Session::open(&gateway(&stand_in), now()).await.unwrap();
        session.send(PHONE, ("一", false), now()).await.unwrap();
        session.send(PHONE, ("二", false), now()).await.unwrap();
        let words: Vec<String> = stand_in.received().into_iter().map(|one| one.words).collect();
        assert_eq!(words, ["一", "二"]);
        session.test(now()).await.unwrap();
        // An answer of somebody is taken and not read; what has another layout is refused.
        assert_eq!(stand_in.answered(), [(902, 0), (903, 1), (902, 0), (903, 1)]);
    });
}

#[test]
fn nobody_gets_in_without_the_secret_and_no_impostor_gets_a_message() {
    wait(async {
        let stand_in = StandIn::start(SECRET, []).await.unwrap();
        let wrong = Gateway { secret: "guessed".to_owned(), ..gateway(&stand_in) };
        assert_eq!(Session::open(&wrong, now()).await.unwrap_err(), SmsError::Login(3));
        let impostor = StandIn::impostor().await.unwrap();
        let opened = Session::open(&gateway(&impostor), now()).await;
        assert_eq!(opened.unwrap_err(), SmsError::Impostor);
        assert!(impostor.received().is_empty());
        let nobody = Gateway { address: "127.0.0.1:1".to_owned(), ..gateway(&stand_in) };
        let opened = Session::open(&nobody, now()).await;
        assert!(opened.unwrap_err().can_try_again());
        assert!(!format!("{wrong:?}").contains("guessed"), "no secret in a log");
    });
}

#[test]
fn a_report_is_answered_only_when_it_is_kept() {
    wait(async {
        let manners = [Manner::Takes, Manner::TakesAndReports("UNDELIV"), Manner::ReportsFirst];
        let stand_in = StandIn::start(SECRET, manners).await.unwrap();
        let mut session = Session::open(&gateway(&stand_in), now()).await.unwrap();
        let mut taken = Vec::new();
        for words in ["一", "二", "三"] {
            taken.extend(session.send(PHONE, (words, true), now()).await.unwrap());
        }
        session.listen(std::time::Duration::from_millis(50)).await.unwrap();
        let heard: Vec<_> =
            session.reports().into_iter().map(|one| (one.message, one.state)).collect();
        let expected = ["DELIVRD", "UNDELIV", "DELIVRD"].map(str::to_owned);
        assert_eq!(heard, taken.into_iter().zip(expected).collect::<Vec<_>>());
        session.test(now()).await.unwrap();
        assert_eq!(stand_in.answered(), [], "nobody has kept them yet");
        session.settle().await.unwrap();
        session.test(now()).await.unwrap();
        assert_eq!(stand_in.answered(), [(1001, 0), (1002, 0), (1003, 0)]);
        assert!(session.reports().is_empty());
    });
}
