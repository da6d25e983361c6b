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
    assert!(receipt.text.contains("href=\"/ledger/330825/keys\""), "{}", receipt.text);
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
    assert_eq!(get(&stranger, &other, "").await.status, StatusCode::NOT_FOUND);
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
    let headers = [("sec-fetch-site", "same-origin"), ("content-type", "application/json")];
    let asked = json!({"number": typed.reveal()}).to_string();
    for (division, found) in [(VILLAGE, true), ("330825102", false)] {
        let answer = ask(&helper(division), "POST", "/api/people/find", &headers, &asked).await;
        assert_eq!(answer.json()["person"] == world.old.to_string(), found, "{}", answer.text);
    }
    let refused = post(&helper("330825102"), "/apply-for", "", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A number that cannot be anybody's is told why, at its field; one typed in another way is read.
    let wide: String =
        typed.reveal().chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect();
    let chosen = post(&helper(VILLAGE), "/apply-for", "", &[("number", wide.as_str())]).await;
    assert_eq!(chosen.header("location"), format!("/for/{}", world.old), "{}", chosen.text);
    // The fifteen digits of an old card are the same person, at the counter and in the interface.
    let old = format!("{}{}", &typed.reveal()[..6], &typed.reveal()[8..17]);
    let chosen = post(&helper(VILLAGE), "/apply-for", "", &[("number", old.as_str())]).await;
    assert_eq!(chosen.header("location"), format!("/for/{}", world.old), "{}", chosen.text);
    let asked = json!({ "number": old }).to_string();
    let answer = ask(&helper(VILLAGE), "POST", "/api/people/find", &headers, &asked).await;
    assert_eq!(answer.json()["person"], world.old.to_string(), "{}", answer.text);
    let last = if typed.reveal().ends_with('0') { "1" } else { "0" };
    let slip = format!("{}{last}", &typed.reveal()[..17]);
    for (number, rule, says) in [
        (slip.as_str(), "identity-number.checksum", "最后一位与前面的数字对不上"),
        ("abc", "identity-number.length", "现在是 3 位"),
        ("33082519430501002", "identity-number.length", "现在是 17 位"),
    ] {
        let page = post(&helper(VILLAGE), "/apply-for", "", &[("number", number)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
        let is_at_field = page.text.contains("href=\"#number\"") && page.text.contains(says);
        assert!(is_at_field && !page.text.contains("没有找到这个人"), "{number}: {}", page.text);
        let asked = json!({ "number": number }).to_string();
        let no = ask(&helper(VILLAGE), "POST", "/api/people/find", &headers, &asked).await;
        assert_eq!((&no.json()["rule"], &no.json()["field"]), (&json!(rule), &json!("number")));
    }
    let page = get(&helper(VILLAGE), &format!("/for/{}", world.old), "").await;
    assert!(!page.text.contains("地区代码"), "an area that is known: {}", page.text);
    let start = format!("/for/{}/apply/elderly-allowance", world.old);
    let near = get(&helper(VILLAGE), &start, "").await;
    assert_eq!(near.header("location"), format!("{start}/bank_account"), "{}", near.text);
    assert_eq!(get(&helper("330825102"), &start, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_number_of_an_area_that_no_register_knows_is_told_and_stops_nothing() {
    let world = World::new().await;
    let router = world.as_person(world.young);
    let path = "/apply/death-certificate/deceased_identity";
    let birth = "1943-05-01".parse().unwrap();
    for (address, is_known) in [("330825", true), ("990101", false)] {
        let typed = IdentityNumber::compose(address, birth, 7).unwrap();
        let form = [("key", "key-identity-1"), ("deceased_identity", typed.reveal())];
        let saved = post(&router, path, "", &form).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{address}: {}", saved.text);
        let page = get(&router, path, "").await;
        assert_eq!(page.text.contains("地区代码不在现有区划册里"), !is_known, "{}", page.text);
    }
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
    let doing = Doing::AskCorrection {
        items: vec!["银行卡照片不清楚".to_owned()],
        answers: vec!["phone".to_owned()],
    };
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

/// The counter's clerk of the applicant's township asks for something.
async fn ask_for(world: &World, case: basis::CaseId, doing: Doing) {
    let clerk = vec![Grant::new(Role::Clerk, Some("township"), "330825101".parse().unwrap())];
    let officer = basis::OfficerId(world.portal.app.ambient.id());
    let by = By {
        actor: Actor::officer(COUNTY, officer, "窗口", clerk),
        for_whom: Some(world.old),
        channel: Channel::Counter,
        at: world.portal.app.ambient.now(),
        key: world.portal.app.ambient.id().into(),
    };
    world.portal.cases.act(by, case, Some(1), doing).await.unwrap();
}

#[tokio::test]
async fn an_answer_that_was_asked_about_can_be_put_right_and_is_checked() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let case = case_of(&apply(&router).await);
    let (items, answers) = (vec!["电话打不通".to_owned()], vec!["phone".to_owned()]);
    ask_for(&world, case, Doing::AskCorrection { items, answers }).await;
    let path = format!("/cases/{case}/supply");
    let page = get(&router, &path, "").await;
    assert!(page.text.contains("name=\"answer-phone\""), "{}", page.text);
    assert!(page.text.contains("原来填的：13800138000"), "{}", page.text);
    assert!(!page.text.contains("answer-bank_account"), "only what was asked about");
    let told = get(&router, &format!("/cases/{case}"), "").await;
    assert!(told.text.matches("请改：怎么给您打电话？").count() >= 2, "{}", told.text);
    let send = async |phone: &str| {
        let part = |name: &str, value: &str| {
            format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let parts =
            [("key", "key-supply-1"), ("version", "2"), ("note", ""), ("answer-phone", phone)];
        let body: String = parts.iter().map(|(name, value)| part(name, value)).collect();
        let headers = [
            ("content-type", "multipart/form-data; boundary=b"),
            ("sec-fetch-site", "same-origin"),
        ];
        ask(&router, "POST", &path, &headers, &format!("{body}--b--\r\n")).await
    };
    let wrong = send("12").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    assert!(wrong.text.contains("id=\"answer-phone-error\""), "{}", wrong.text);
    assert!(wrong.text.contains("value=\"12\""), "what was typed stays: {}", wrong.text);
    let same = send("13800138000").await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing new, no file, no word");
    let done = send("13900139000").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let scope = identity::scope(&Actor::resident(COUNTY, world.old, "居民"));
    let seen = world.portal.cases.seen(&scope, case).await.unwrap();
    assert_eq!(seen.case.answers["phone"], "13900139000");
}

#[tokio::test]
async fn a_supplement_that_comes_twice_with_its_key_is_kept_once() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let case = case_of(&apply(&router).await);
    let (items, answers) = (vec!["银行卡照片不清楚".to_owned()], Vec::new());
    ask_for(&world, case, Doing::AskCorrection { items, answers }).await;
    let send = async |file: &str| {
        let part = |name: &str, value: &str| {
            format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let parts = [("key", "key-supply-2"), ("version", "2"), ("note", "重新拍了")];
        let body: String = parts.iter().map(|(name, value)| part(name, value)).collect();
        let material = cases::model::OTHER_MATERIAL;
        let file = format!(
            "--b\r\ncontent-disposition: form-data; name=\"file-{material}\"; filename=\"c.pdf\"\r\n\
             content-type: application/pdf\r\n\r\n%PDF-1.7 {file}\r\n--b--\r\n"
        );
        let headers = [
            ("content-type", "multipart/form-data; boundary=b"),
            ("sec-fetch-site", "same-origin"),
        ];
        let path = format!("/cases/{case}/supply");
        ask(&router, "POST", &path, &headers, &format!("{body}{file}")).await
    };
    let first = send("card").await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    let again = send("card").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text);
    assert_eq!(again.header("location"), first.header("location"), "the same receipt");
    assert_eq!(send("another").await.status, StatusCode::CONFLICT, "the key has done something");
    let count = "SELECT id FROM files WHERE county = $1";
    let kept = world.portal.app.store.read(move |tx| tx.query(count, &store::params![COUNTY]));
    assert_eq!(kept.await.unwrap().len(), 2, "that of the application, and one more");
}

#[tokio::test]
async fn other_systems_supply_under_the_same_check() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let case = case_of(&apply(&router).await);
    let (items, answers) = (vec!["电话打不通".to_owned()], vec!["phone".to_owned()]);
    ask_for(&world, case, Doing::AskCorrection { items, answers }).await;
    let shown = get(&router, &format!("/api/cases/{case}"), "").await;
    assert_eq!(shown.json()["asked_answers"][0], "phone", "{}", shown.text);
    let send = async |key: &str, field: &str, value: &str| {
        let body = json!({"do": "supply", "answers": {field: value}, "materials": [], "note": ""});
        let headers =
            [("content-type", "application/json"), ("idempotency-key", key), ("if-match", "\"2\"")];
        ask(&router, "POST", &format!("/api/cases/{case}/acts"), &headers, &body.to_string()).await
    };
    let wrong = send("api-supply-1", "phone", "12").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    assert_eq!(wrong.json()["field"], "phone", "{}", wrong.text);
    let other = send("api-supply-2", "bank_account", "6222021234567890128").await;
    assert_eq!(other.json()["rule"], "case.answer-not-asked", "{}", other.text);
    let done = send("api-supply-3", "phone", "13900139000").await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_refused_by_name() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let send = async |path: &str, body: serde_json::Value| {
        let headers = [("content-type", "application/json"), ("idempotency-key", "api-unknown-1")];
        ask(&router, "POST", path, &headers, &body.to_string()).await
    };
    let old = |name: &str, value: serde_json::Value| {
        let answers = json!({"phone": "13800138000", "bank_account": "6222021234567890128"});
        let mut body = json!({"matter": "elderly-allowance", "promise": true, "answers": answers});
        match name {
            "nosuch" => body["answers"][name] = value,
            _ => body[name] = value,
        }
        body
    };
    let check = "/api/matters/elderly-allowance/check";
    let newborn = json!({"matter": "newborn", "parts": ["zz"]});
    for (path, body, rule, name) in [
        ("/api/cases", old("nosuch", json!("1")), "api.answer-unknown", "nosuch"),
        ("/api/cases", old("later", json!(["nopaper"])), "api.material-unknown", "nopaper"),
        ("/api/cases", old("files", json!({"nofile": []})), "api.material-unknown", "nofile"),
        ("/api/cases", old("surplus", json!(1)), "api.field-unknown", "surplus"),
        ("/api/cases", newborn, "api.part-unknown", "zz"),
        (check, json!({"facts": {"身高": "180"}}), "api.fact-unknown", "身高"),
        (check, json!({"fakts": {}}), "api.field-unknown", "fakts"),
    ] {
        let no = send(path, body).await;
        assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", no.text);
        assert_eq!((&no.json()["rule"], &no.json()["field"]), (&json!(rule), &json!(name)));
        assert!(no.text.contains("可以写的有"), "what would do instead: {}", no.text);
    }
    let case = case_of(&apply(&router).await);
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", "api-unknown-2"),
        ("if-match", "\"1\""),
    ];
    let body = json!({"do": "withdraw", "reason": "先不办了", "surplus": 1}).to_string();
    let no = ask(&router, "POST", &format!("/api/cases/{case}/acts"), &headers, &body).await;
    assert_eq!(no.json()["field"], "surplus", "{}", no.text);
}

#[tokio::test]
async fn what_cannot_be_is_told_at_its_field_over_the_interface_too() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let old = |field: &str, value: &str| {
        let mut answers = json!({"phone": "13800138000", "bank_account": "6222021234567890128"});
        answers[field] = json!(value);
        json!({"matter": "elderly-allowance", "promise": true, "answers": answers})
    };
    let answers = json!({"insured_place": "330825999999", "phone": "13800138000"});
    let nowhere = json!({"matter": "resident-medical", "promise": true, "answers": answers});
    let check = "/api/matters/elderly-allowance/check";
    for (path, body, rule, field) in [
        ("/api/cases", nowhere, "form.division", "insured_place"),
        ("/api/cases", old("phone", "12345"), "phone.malformed", "phone"),
        (
            "/api/cases",
            old("bank_account", "6222021234567890129"),
            "form.bank-account",
            "bank_account",
        ),
        (check, json!({"facts": {"出生日期": "1944-02-30"}}), "check.fact", "出生日期"),
    ] {
        let headers = [("content-type", "application/json"), ("idempotency-key", "api-cannot-be")];
        let no = ask(&router, "POST", path, &headers, &body.to_string()).await;
        assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {}", no.text);
        assert_eq!((&no.json()["rule"], &no.json()["field"]), (&json!(rule), &json!(field)));
    }
}

#[tokio::test]
async fn a_place_is_chosen_from_those_that_there_are() {
    let world = World::new().await;
    let router = world.as_person(world.young);
    for (village, status) in [("330825101999", 422), (VILLAGE, 303)] {
        let form = [
            ("key", "key-place-1"),
            ("insured_place-town", "330825101"),
            ("insured_place", village),
        ];
        let answer = post(&router, "/apply/resident-medical/insured_place", "", &form).await;
        assert_eq!(answer.status.as_u16(), status, "{village}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_paper_has_its_name_and_says_where_it_is_from() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let paper = |material: &str| cases::model::Handed {
        material: material.to_owned(),
        how: cases::model::How::Fetched,
    };
    let shown = async |matter: &str, material: &str| {
        let application = cases::testing::application(matter, world.old, VILLAGE).unwrap();
        let application = cases::Application { materials: vec![paper(material)], ..application };
        let (at, key) = (world.portal.app.ambient.now(), world.portal.app.ambient.id().into());
        let actor = Actor::resident(COUNTY, world.old, "居民");
        let by = By { actor, for_whom: None, channel: Channel::Web, at, key };
        let case = world.portal.cases.submit(by, application).await.unwrap().case;
        get(&router, &format!("/cases/{case}"), "").await.text
    };
    let catalogue = world.portal.catalogue();
    let matter = |id: &str| catalogue.matter(COUNTY, id, world.portal.today()).unwrap().clone();
    let (joint, eatery) = (matter("newborn"), matter("small-catering"));
    let parts: Vec<_> = joint.parts.iter().map(|part| matter(&part.matter)).collect();
    let mut of_parts = parts.iter().flat_map(|part| &part.materials);
    let theirs = of_parts.find(|one| joint.material(&one.id).is_none()).unwrap();
    let page = shown("newborn", &theirs.id).await;
    assert!(page.contains(&theirs.name.zh) && !page.contains("其他补充材料"), "{page}");
    let is_form = |one: &&catalogue::model::Material| {
        matches!(one.from, catalogue::model::Source::Form { .. })
    };
    let form = eatery.materials.iter().find(is_form).unwrap();
    let page = shown("small-catering", &form.id).await;
    assert!(page.contains("在这里填好就有") && !page.contains("由部门数据提供"), "{page}");
}

#[tokio::test]
async fn who_may_not_withdraw_does_not_see_the_page_for_it() {
    let world = World::new().await;
    let case = case_of(&apply(&world.as_person(world.old)).await);
    let grants = vec![Grant::new(Role::Supervisor, None, COUNTY.parse().unwrap())];
    let officer = basis::OfficerId(world.portal.app.ambient.id());
    let supervisor = world.as_actor(Actor::officer(COUNTY, officer, "督办", grants));
    let page = get(&supervisor, &format!("/cases/{case}"), "").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(!page.text.contains("/withdraw") && !page.text.contains("/supply"), "{}", page.text);
    for act in ["withdraw", "supply"] {
        let page = get(&supervisor, &format!("/cases/{case}/{act}"), "").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{act}: {}", page.text);
    }
}

#[tokio::test]
async fn an_application_with_its_papers_is_filed_by_the_interface_alone() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let send = async |path: &str, key: &str, body: serde_json::Value| {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        ask(&router, "POST", path, &headers, &body.to_string()).await
    };
    // %PDF-1.7 card
    let content = "JVBERi0xLjcgY2FyZA==";
    let refused = [("TVqQAA==", "file.kind"), ("", "file.empty"), ("no base64!", "api.content")];
    for (content, rule) in refused {
        let body = json!({"name": "card.pdf", "content": content});
        let no = send("/api/files", "api-file-no", body).await;
        assert_eq!(no.json()["rule"], rule, "{}", no.text);
    }
    let large = "A".repeat(16 * 1024 * 1024);
    let no = send("/api/files", "api-file-big", json!({"name": "x", "content": large})).await;
    assert_eq!(no.json()["rule"], "file.too-large", "{}", no.text);
    assert_eq!(no.status, StatusCode::PAYLOAD_TOO_LARGE);
    let body = json!({"name": "../card.exe", "content": content});
    let kept = send("/api/files", "api-file-1", body.clone()).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.text);
    assert_eq!((&kept.json()["kind"], &kept.json()["name"]), (&json!("pdf"), &json!("card.exe")));
    let digest = seal::Sha256::of(b"%PDF-1.7 card").to_string();
    assert_eq!(kept.json()["sha256"], digest);
    let again = send("/api/files", "api-file-1", body).await;
    assert_eq!(again.json(), kept.json(), "the same key keeps one file: {}", again.text);
    let other = json!({"name": "other.pdf", "content": content});
    let other = send("/api/files", "api-file-1", other).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "{}", other.text);
    let application = json!({"matter": "elderly-allowance", "promise": true,
        "answers": {"phone": "13800138000", "bank_account": "6222021234567890128"},
        "files": {"bank-card": [kept.json()["file"]]}});
    let done = send("/api/cases", "api-case-1", application.clone()).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    let theirs = world.as_person(world.young);
    let headers = [("content-type", "application/json"), ("idempotency-key", "api-case-2")];
    let stolen = ask(&theirs, "POST", "/api/cases", &headers, &application.to_string()).await;
    assert_eq!(
        stolen.json()["rule"],
        "file.unknown",
        "a guessed id opens nothing: {}",
        stolen.text
    );
    let description = get(&router, "/api/openapi.json", "").await;
    let example = &description.json()["paths"]["/api/files"]["post"]["requestBody"];
    assert!(!example["content"]["application/json"]["example"]["content"].is_null(), "{example}");
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

#[tokio::test]
async fn a_repeated_request_has_the_first_answer_though_a_register_says_something_else_by_now() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let card = |world: &World, number: Option<&str>| {
        let (portal, old) = (world.portal.clone(), world.old);
        let fields = json!({ "bank_account": number, "card_number": number, "card_state": "正常" });
        let rows = [(old, fields.as_object().unwrap().clone(), "2026-11-02".parse().unwrap())];
        tokio::task::spawn_blocking(move || {
            portal.exchange.import(&system(&portal), "social-security", rows).unwrap();
        })
    };
    card(&world, Some("6222021234567890128")).await.unwrap();
    let body = json!({
        "matter": "elderly-allowance", "promise": true,
        "answers": { "bank_account": "6222021234567890128", "phone": "13800138000" },
    });
    let send = |key: &'static str, body: serde_json::Value| {
        let router = router.clone();
        async move {
            let headers = [
                ("content-type", "application/json"),
                ("sec-fetch-site", "same-origin"),
                ("idempotency-key", key),
            ];
            ask(&router, "POST", "/api/cases", &headers, &body.to_string()).await
        }
    };
    let first = send("api-once-1", body.clone()).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    let case = first.json()["case"].as_str().unwrap().to_owned();

    // The card is closed: the same application would lack a paper now.
    card(&world, None).await.unwrap();
    let again = send("api-once-1", body.clone()).await;
    assert_eq!((again.status, again.text), (first.status, first.text));
    let fresh = send("api-once-2", body).await;
    assert_eq!(fresh.json()["field"], "bank-card", "{}", fresh.text);
    let other = json!({ "matter": "elderly-allowance", "promise": false });
    let reused = send("api-once-1", other).await;
    assert_eq!(reused.json()["rule"], "act.key-reused", "{}", reused.text);

    // Every reading that led to a case is tied to it, by whichever way it was handed in.
    let actor = Actor::resident(COUNTY, world.old, "居民");
    let tied = async |case: &str| {
        let readings = world.portal.exchange.footprints(&actor, None, 50).await.unwrap();
        let cases = readings.iter().filter_map(|one| one.case);
        cases.filter(|one| case.contains(one.as_str())).count()
    };
    assert!(tied(&case).await > 0, "the interface leaves its footprint at the case");
    let receipt = apply(&router).await;
    assert!(tied(&receipt).await > 0, "and so do the pages");
}
