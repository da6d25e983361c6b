//! Where a matter is done: what is known is told, and of the rest whom to phone.

use super::faces::seen;
use super::*;

#[tokio::test]
async fn a_matters_page_tells_what_is_known_of_its_counters_and_else_whom_to_phone() {
    let mut world = World::new().await;
    // The township receives the one, a bureau of the county the other.
    let matters = ["elderly-allowance", "individual-business"];
    let ask = "去之前先打";
    let nothing = ["到哪个窗口办", ask];
    for matter in matters {
        let page = seen(&world, &format!("/matters/{matter}")).await.text;
        for words in nothing {
            assert!(page.contains(words), "{matter}: {words}: {page}");
        }
        assert!(!page.contains("开门时间："), "{matter} claims what nobody filled in: {page}");
    }
    let mut catalogue = (*world.portal.catalogue()).clone();
    let point = catalogue::model::ServicePoint {
        division: "330825101".to_owned(),
        name: "湖镇镇便民服务中心".to_owned(),
        address: "湖镇镇政府一楼".to_owned(),
        hours: "工作日 8:30 到 17:00".to_owned(),
        ..Default::default()
    };
    catalogue.service_points.insert(point.division.clone(), point);
    let receives = |catalogue: &Catalogue, id: &str| {
        let found = catalogue.matter(COUNTY, id, world.portal.today()).unwrap();
        found.process.receive.department.clone()
    };
    assert_eq!(receives(&catalogue, matters[0]), TOWNSHIP);
    let bureau = receives(&catalogue, matters[1]);
    let bureau = catalogue.departments.get_mut(&bureau).unwrap();
    bureau.address = Some("县政务服务中心二楼".to_owned());
    bureau.hours = Some("工作日 9:00 到 17:00".to_owned());
    bureau.phone = Some("0570-7012345".to_owned());
    let (ledger, calendar) = (world.portal.app.ledger.clone(), Calendar::from_years(Vec::new()));
    world.portal.cases = Cases::new(ledger, Arc::new(catalogue), calendar, COUNTY);
    let check = async |matter: &str, expected: &[&str], is_whole: bool| {
        let page = seen(&world, &format!("/matters/{matter}")).await.text;
        for words in expected {
            assert!(page.contains(words), "{matter}: {words}: {page}");
        }
        assert_eq!(!page.contains(ask), is_whole, "{matter}: {page}");
        seen(&world, &format!("/api/matters/{matter}/counters")).await.json()
    };
    let town = ["湖镇镇便民服务中心", "地址：湖镇镇政府一楼", "开门时间：工作日 8:30 到 17:00"];
    let api = check(matters[0], &town, false).await;
    let point = json!({"of": "湖镇镇", "name": town[0], "address": "湖镇镇政府一楼", "phone": "",
        "hours": "工作日 8:30 到 17:00", "source": ""});
    assert_eq!(api, json!({"counters": [point]}));
    let bureau =
        ["地址：县政务服务中心二楼", "开门时间：工作日 9:00 到 17:00", "电话：0570-7012345"];
    let api = check(matters[1], &bureau, true).await;
    assert_eq!(api["counters"][0]["phone"], "0570-7012345", "{api}");
    let nothing = seen(&world, "/api/matters/nothing/counters").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}
