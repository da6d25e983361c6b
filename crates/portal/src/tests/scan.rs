//! What residents are told when a file is infected, or when nobody can look.

use std::time::Duration;

use cases::scan::Scanner;
use cases::scan::stand_in::{Manner, StandIn};

use super::*;

#[tokio::test]
async fn an_infected_file_is_refused_on_the_page_and_over_the_interface() {
    let mut world = World::new().await;
    let stand_in = StandIn::on_tcp([]).await.unwrap();
    let scanner = Scanner::parse(stand_in.name()).unwrap();
    world.portal.cases = world.portal.cases.clone().scanned_by(scanner);
    let router = world.as_person(world.old);
    let infected = String::from_utf8(StandIn::infected_pdf()).unwrap();
    let body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"card.pdf\"\r\n\
         content-type: application/pdf\r\n\r\n{infected}\r\n--b--\r\n"
    );
    let headers =
        [("content-type", "multipart/form-data; boundary=b"), ("sec-fetch-site", "same-origin")];
    let path = "/apply/elderly-allowance/materials/bank-card";
    let page = ask(&router, "POST", path, &headers, &body).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
    assert!(page.text.contains("id=\"file-error\"") && page.text.contains("查出了病毒"));
    assert!(!get(&router, path, "").await.text.contains("card.pdf"), "it is not in the draft");
    // %PDF-1.7 and the same signature.
    let headers = [("content-type", "application/json"), ("idempotency-key", "api-infected-1")];
    let content = "JVBERi0xLjcgRUlDQVItU1RBTkRBUkQtQU5USVZJUlVTLVRFU1QtRklMRQ==";
    let body = json!({"name": "card.pdf", "content": content}).to_string();
    let sent = ask(&router, "POST", "/api/files", &headers, &body).await;
    assert_eq!(
        (sent.status, &sent.json()["rule"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("file.infected"))
    );
    assert_eq!(stand_in.received().len(), 2, "both were looked at");
}

#[tokio::test]
async fn where_nobody_can_look_people_are_asked_to_come_back() {
    let mut world = World::new().await;
    let stand_in = StandIn::on_tcp([Manner::KeepsSilent]).await.unwrap();
    let scanner = Scanner::parse(stand_in.name()).unwrap().patient(Duration::from_millis(200));
    world.portal.cases = world.portal.cases.clone().scanned_by(scanner);
    let router = world.as_person(world.old);
    let path = "/apply/elderly-allowance/materials/bank-card";
    let away = send_file(&router, path).await;
    assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE, "{}", away.text);
    assert!(away.text.contains("这个文件没有收下") && !away.header("retry-after").is_empty());
    let back = send_file(&router, path).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text);
}
