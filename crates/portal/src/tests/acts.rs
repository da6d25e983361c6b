//! Applying, following, adding, withdrawing; and what others must not see.

use super::*;

/// The case of an address of its receipt.
fn case_of(receipt: &str) -> basis::CaseId {
    receipt.split('/').nth(2).unwrap().parse().unwrap()
}

#[tokio::test]
async fn an_application_ends_with_a_receipt_that_can_be_kept() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let address = apply(&router).await;
    let waiting = get(&router, &address, "").await;
    assert!(waiting.text.contains("http-equiv=\"refresh\""), "{}", waiting.text);
    world.portal.cases.ledger().integrate(COUNTY).await.unwrap();
    let receipt = get(&router, &address, "").await;
    assert!(receipt.text.contains("申请已提交") && receipt.text.contains("tongban receipt verify"));
    let link = receipt.text.split("href=\"").find(|rest| rest.contains(".tlog-proof\"")).unwrap();
    let proof = get(&router, link.split('"').next().unwrap(), "").await;
    assert!(proof.text.starts_with("c2sp.org/tlog-proof@v1"), "{}", proof.text);
    let mine = get(&router, "/my", "").await;
    assert!(mine.text.contains("老人补贴（高龄津贴）"), "{}", mine.text);
    let case = get(&router, &format!("/cases/{}", case_of(&address)), "").await;
    assert!(case.text.contains("待预审") && case.text.contains("撤回"), "{}", case.text);
    let pdf = format!("/cases/{}/notices/receipt.pdf", case_of(&address));
    assert!(get(&router, &pdf, "").await.text.starts_with("%PDF-"));
}

#[tokio::test]
async fn what_is_not_mine_is_not_there() {
    let world = World::new().await;
    let address = apply(&world.as_person(world.old)).await;
    let case = case_of(&address);
    let stranger = world.as_person(world.young);
    for path in ["", "/receipt", "/withdraw", "/supply", "/notices/receipt.pdf"] {
        let page = get(&stranger, &format!("/cases/{case}{path}"), "").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}: {}", page.text);
    }
    let api = get(&stranger, &format!("/api/cases/{case}"), "").await;
    assert_eq!(api.status, StatusCode::NOT_FOUND);
    let other = format!("/for/{}/apply/elderly-allowance", world.old);
    assert_eq!(get(&stranger, &other, "").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_helper_files_for_people_of_their_own_area_only() {
    let world = World::new().await;
    let helper = |division: &str| {
        let grants = vec![Grant::new(Role::Helper, Some("village"), division.parse().unwrap())];
        let officer = basis::OfficerId(world.portal.app.ambient.id());
        world.as_actor(Actor::officer(COUNTY, officer, "帮办员", grants))
    };
    let typed = number("1943-05-01", 21);
    let form = [("number", typed.reveal())];
    let chosen = post(&helper(VILLAGE), "/apply-for", "", &form).await;
    assert_eq!(chosen.header("location"), format!("/for/{}", world.old));
    let refused = post(&helper("330825102"), "/apply-for", "", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let start = format!("/for/{}/apply/elderly-allowance", world.old);
    let near = get(&helper(VILLAGE), &start, "").await;
    assert_eq!(near.header("location"), format!("{start}/bank_account"), "{}", near.text);
    assert_eq!(get(&helper("330825102"), &start, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stale_page_shows_what_changed_and_keeps_what_was_typed() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let case = case_of(&apply(&router).await);
    let page = get(&router, &format!("/cases/{case}/withdraw"), "").await;
    let clerk = vec![Grant::new(Role::Clerk, Some("township"), "330825101".parse().unwrap())];
    let officer = basis::OfficerId(world.portal.app.ambient.id());
    let by = By {
        actor: Actor::officer(COUNTY, officer, "窗口", clerk),
        for_whom: Some(world.old),
        channel: Channel::Counter,
        at: world.portal.app.ambient.now(),
        key: world.portal.app.ambient.id().into(),
    };
    let doing = Doing::AskCorrection { items: vec!["银行卡照片不清楚".to_owned()] };
    world.portal.cases.act(by, case, Some(1), doing).await.unwrap();
    let version = hidden(&page, "version");
    let form = [("key", "key-withdraw"), ("version", version), ("reason", "先不办了")];
    let stale = post(&router, &format!("/cases/{case}/withdraw"), "", &form).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    for words in ["待补正", "一次性告知补正", "先不办了"] {
        assert!(stale.text.contains(words), "{words} in {}", stale.text);
    }
    let supply = get(&router, &format!("/cases/{case}/supply"), "").await;
    assert!(supply.text.contains("银行卡照片不清楚"), "{}", supply.text);
    let body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"key\"\r\n\r\n{}\r\n--b\r\n\
         content-disposition: form-data; name=\"version\"\r\n\r\n2\r\n--b\r\n\
         content-disposition: form-data; name=\"note\"\r\n\r\n重新拍了\r\n--b--\r\n",
        hidden(&supply, "key")
    );
    let headers =
        [("content-type", "multipart/form-data; boundary=b"), ("sec-fetch-site", "same-origin")];
    let sent = ask(&router, "POST", &format!("/cases/{case}/supply"), &headers, &body).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
}

#[tokio::test]
async fn the_interface_does_the_same() {
    let world = World::new().await;
    let router = world.as_person(world.young);
    let found = get(&router, "/api/matters?q=%E8%80%81%E4%BA%BA%E8%A1%A5%E8%B4%B4", "").await;
    assert_eq!(found.json()["matters"][0]["id"], "elderly-allowance", "{}", found.text);
    let headers = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
    let path = "/api/matters/elderly-allowance/check";
    let answer = ask(&router, "POST", path, &headers, "{}").await;
    assert_eq!(answer.json()["verdict"], "no", "{}", answer.text);
    let body = json!({"matter": "elderly-allowance", "answers": {"phone": "13800138000",
        "bank_account": "6222021234567890128"}});
    let body = body.to_string();
    let no_key = ask(&router, "POST", "/api/cases", &headers, &body).await;
    assert_eq!(no_key.json()["rule"], "api.key-missing", "{}", no_key.text);
    let with_key = [headers[0], headers[1], ("idempotency-key", "api-key-1")];
    let lacking = ask(&router, "POST", "/api/cases", &with_key, &body).await;
    assert_eq!(lacking.json()["field"], "bank-card", "{}", lacking.text);
    let description = get(&router, "/api/openapi.json", "").await;
    for path in ["/api/matters", "/api/cases", "/api/cases/{id}/acts", "/api/my/cases"] {
        assert!(!description.json()["paths"][path].is_null(), "{path}");
    }
}
