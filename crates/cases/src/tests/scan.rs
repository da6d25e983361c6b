//! Uploads are held against a scanner before they are kept.

use std::time::Duration;

use store::backup::rows_of;

use super::*;
use crate::Upload;
use crate::scan::stand_in::{Manner, StandIn};
use crate::scan::{Scanner, Verdict};

fn upload(bytes: &[u8]) -> Upload {
    Upload::look("card.pdf", bytes.to_vec()).unwrap()
}

fn rule<T>(outcome: Outcome<T>) -> String {
    let Err(stop) = outcome else { return "none".to_owned() };
    stop.refusal().map_or_else(|| stop.to_string(), |refusal| refusal.rule.clone())
}

/// How many rows a table has, read beside the runtime.
async fn rows(office: &Office, table: &'static str) -> Vec<store::Row> {
    let store = office.cases.store().clone();
    tokio::task::spawn_blocking(move || rows_of(&store, table).unwrap()).await.unwrap()
}

#[test]
fn what_is_infected_is_refused_kept_nowhere_and_recorded() {
    on_each_database(|office| async move {
        let stand_in = StandIn::on_tcp([]).await.unwrap();
        let scanner = Scanner::parse(stand_in.name()).unwrap();
        let cases = office.cases.clone().scanned_by(scanner);
        let by = office.by(&resident());
        let clean = upload(&[b"%PDF-1.7 ".as_slice(), &[b'x'; 300_000]].concat());
        cases.keep_file(&by, clean).await.unwrap();
        assert_eq!(stand_in.received(), [300_009], "several pieces, put together again");
        let infected = StandIn::infected_pdf();
        for _ in 0..2 {
            let by = office.by(&resident());
            let kept = cases.keep_file(&by, upload(&infected)).await;
            assert_eq!(rule(kept), "file.infected");
        }
        assert_eq!(rows(&office, "files").await.len(), 1, "only the clean one");
        assert_eq!(rows(&office, "blobs").await.len(), 1);
        let records = rows(&office, "records").await;
        let found = |row: &&store::Row| row.text("kind").unwrap() == "upload.infected";
        let told: Vec<_> = records.iter().filter(found).collect();
        assert_eq!(told.len(), 2);
        let text = told[0].text("text").unwrap_or_default();
        assert!(!text.contains("EICAR"), "nothing of the file itself: {text}");
    });
}

#[test]
fn where_the_scanner_does_not_answer_nothing_is_kept() {
    on_each_database(|office| async move {
        let manners = [Manner::HangsUp, Manner::KeepsSilent, Manner::TakesUpTo(4)];
        let stand_in = StandIn::on_tcp(manners).await.unwrap();
        let scanner = Scanner::parse(stand_in.name()).unwrap();
        let cases = office.cases.clone().scanned_by(scanner.patient(Duration::from_millis(300)));
        for manner in manners {
            let by = office.by(&resident());
            let kept = cases.keep_file(&by, upload(b"%PDF-1.7 clean")).await;
            assert_eq!(rule(kept), "file.scanner-away", "{manner:?}");
        }
        let by = office.by(&resident());
        let kept = cases.keep_file(&by, upload(b"%PDF-1.7 clean")).await;
        assert_eq!(rule(kept), "none", "it is back");
        drop(stand_in);
        let nobody = Scanner::parse("tcp://127.0.0.1:1").unwrap();
        let cases = office.cases.clone().scanned_by(nobody);
        let by = office.by(&resident());
        let kept = cases.keep_file(&by, upload(b"%PDF-1.7 other")).await;
        assert_eq!(rule(kept), "file.scanner-away");
        assert_eq!(rows(&office, "files").await.len(), 1);
    });
}

#[tokio::test]
async fn a_socket_of_the_machine_is_asked_as_well() {
    let path = std::env::temp_dir().join(format!("tongban-clamd-{}.ctl", std::process::id()));
    let stand_in = StandIn::on_unix(&path, []).await.unwrap();
    let scanner = Scanner::parse(stand_in.name()).unwrap();
    assert_eq!(scanner.scan(b"%PDF-1.7 clean").await.unwrap(), Verdict::Clean);
    let found = scanner.scan(&StandIn::infected_pdf()).await.unwrap();
    assert_eq!(found, Verdict::Found("Eicar-Signature".to_owned()));
    std::fs::remove_file(&path).unwrap();
}

/// The same against a real clamd, where `TONGBAN_TEST_CLAMD` names one (`tcp://127.0.0.1:3310`).
#[tokio::test]
#[allow(clippy::disallowed_methods, reason = "a test looks for the scanner it may use")]
async fn a_real_clamd_is_understood() {
    let Ok(name) = std::env::var("TONGBAN_TEST_CLAMD") else {
        eprintln!("no clamd was asked: name one with TONGBAN_TEST_CLAMD");
        return;
    };
    let scanner = Scanner::parse(&name).unwrap();
    assert_eq!(scanner.scan(b"%PDF-1.7 clean").await.unwrap(), Verdict::Clean);
    // The test file of EICAR, put together here so that no scanner takes this source for it.
    let halves = [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"];
    let found = scanner.scan(halves.concat().as_bytes()).await.unwrap();
    assert!(matches!(found, Verdict::Found(_)), "{found:?}");
    let large = vec![b'x'; crate::files::MOST_BYTES];
    assert_eq!(scanner.scan(&large).await.unwrap(), Verdict::Clean, "set StreamMaxLength");
}
