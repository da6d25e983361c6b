//! The materials of a case beside its facts: one after another by plain links, for those who may see
//! the case and nobody else.

use basis::{CaseId, Id, Text};
use cases::Upload;
use cases::model::{Fact, Handed, How};
use serde_json::json;
use web::testing::get;

use super::{House, clerk, officer, on_each_database};

const PDF: &[u8] = b"%PDF-1.7 << /Type /Page >> %%EOF";
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n picture";

/// A case with an identity card from the register, a bank card as PDF and picture, and no household
/// book; its two files.
async fn with_files(house: &House) -> (CaseId, Id, Id) {
    let mut application = house.application("");
    let person = application.applicant.person;
    let mut files = Vec::new();
    for bytes in [PDF, PICTURE] {
        let upload = Upload::look("card", bytes.to_vec()).unwrap();
        let by = house.herself(person);
        files.push(house.desk.cases.keep_file(&by, upload).await.unwrap());
    }
    let (paper, picture) = (files[0], files[1]);
    application.facts.push(Fact {
        name: "姓名".to_owned(),
        value: json!("徐桂花"),
        source: Text::new("人口库", "population register"),
        as_of: house.ambient.now().date(),
    });
    application.facts.push(Fact {
        name: "核对的家庭人均月收入".to_owned(),
        value: json!(45_050),
        source: Text::new("民政", "civil affairs"),
        as_of: house.ambient.now().date(),
    });
    application.materials = vec![
        Handed { material: "identity-card".to_owned(), how: How::Fetched },
        Handed { material: "bank-card".to_owned(), how: How::Files(files) },
    ];
    (house.sent(application).await, paper, picture)
}

#[test]
fn a_clerk_steps_through_the_materials_by_plain_links() {
    on_each_database(async |house: House| {
        let (case, paper, picture) = with_files(&house).await;
        let router = house.as_(&clerk());
        let looked_at = async |query: &str| {
            let page = get(&router, &format!("/desk/cases/{case}{query}"), "").await;
            let policy = page.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && !policy.contains("frame-src"));
            page.text.split("id=\"material\"").nth(1).unwrap_or_default().to_owned()
        };
        let drawn = format!("<img src=\"/desk/cases/{case}/files/{picture}\"");
        for query in ["", "?material=2", "?material=9", "?material=0", "?material=x"] {
            let text = looked_at(query).await;
            assert!(text.contains("第 2 份，共 3 份"), "{query}: {text}");
            assert!(text.contains(&drawn) && text.contains("银行卡，第 2 个文件"), "{text}");
            assert!(!text.contains(&format!("<img src=\"/desk/cases/{case}/files/{paper}\"")));
            assert!(text.contains(&format!("PDF · 1 页 · {} B", PDF.len())), "{text}");
            let step = |rel: &str, to: usize| {
                format!("rel=\"{rel}\" href=\"/desk/cases/{case}?material={to}#material\"")
            };
            assert!(text.contains(&step("prev", 1)) && text.contains(&step("next", 3)), "{text}");
        }
        let card = looked_at("?material=1").await;
        let shown = card.split("<h3>").nth(1).unwrap_or_default().split("</dl>").next();
        let shown = shown.unwrap_or_default();
        assert!(shown.contains("徐桂花") && !shown.contains("户籍区划"), "its own facts: {shown}");
        assert!(!card.contains("<img") && !card.contains("rel=\"prev\""), "{card}");
        let book = looked_at("?material=3").await;
        assert!(book.contains("第 3 份，共 3 份") && book.contains("没有交"), "{book}");
        assert!(!book.contains("rel=\"next\""), "{book}");
    });
}

#[test]
fn so_much_is_read_to_count_pages_and_no_more() {
    on_each_database(async |house: House| {
        let mut application = house.application("");
        let person = application.applicant.person;
        let mut files = Vec::new();
        for page in ["<< /Type /Page >> one", "<< /Type /Page >> two"] {
            let mut bytes = format!("%PDF-1.7 {page}").into_bytes();
            bytes.resize(1_200_000, b' ');
            let upload = Upload::look("card", bytes).unwrap();
            let by = house.herself(person);
            files.push(house.desk.cases.keep_file(&by, upload).await.unwrap());
        }
        application.materials =
            vec![Handed { material: "bank-card".to_owned(), how: How::Files(files) }];
        let case = house.sent(application).await;
        let address = format!("/api/desk/cases/{case}/materials");
        let all = get(&house.as_(&clerk()), &address, "").await.json();
        let told = |file: usize| all[0]["files"][file]["pages"].clone();
        assert_eq!((told(0), told(1)), (json!(1), json!(null)), "{all}");
    });
}

#[test]
fn money_of_a_register_is_shown_in_yuan_and_a_no_rests_on_no_law_of_permits() {
    on_each_database(async |house: House| {
        let (case, ..) = with_files(&house).await;
        let router = house.as_(&clerk());
        let page = get(&router, &format!("/desk/cases/{case}"), "").await.text;
        assert!(page.contains("450.50 元") && !page.contains("45050"), "{page}");
        let form = get(&router, &format!("/desk/cases/{case}/do/not-accept"), "").await.text;
        assert!(form.contains("老年人权益保障法》第三十三条"), "{form}");
        assert!(!form.contains("行政许可法"), "an allowance is no permit: {form}");
    });
}

#[test]
fn materials_are_for_those_who_may_see_the_case() {
    on_each_database(async |house: House| {
        let (case, _, picture) = with_files(&house).await;
        let router = house.as_(&clerk());
        let api = format!("/api/desk/cases/{case}/materials");
        let all = get(&router, &api, "").await.json();
        assert_eq!((&all[0]["how"], &all[2]["how"]), (&json!("fetched"), &json!(null)), "{all}");
        assert_eq!(all[1]["files"][0]["pages"], 1, "{all}");
        let address = all[1]["files"][1]["address"].as_str().unwrap();
        let bytes = get(&router, address, "").await;
        assert_eq!((bytes.status.as_u16(), bytes.header("content-type")), (200, "image/png"));
        assert_eq!(bytes.header("x-content-type-options"), "nosniff");

        let elsewhere = house.as_(&officer(basis::Role::Clerk, Some("township"), "330825102", 9));
        for address in [
            format!("/desk/cases/{case}?material=2"),
            format!("/desk/cases/{case}/files/{picture}"),
            api,
        ] {
            assert_eq!(get(&elsewhere, &address, "").await.status, 404, "{address}");
        }
    });
}
