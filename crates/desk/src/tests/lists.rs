//! The lists of the desk as they are narrowed: on the page, as a sheet and over the interface alike.

use basis::Role;
use identity::Actor;
use web::testing::get;

use super::{COUNTY, House, approver, clerk, officer, on_each_database};

#[test]
fn what_is_filtered_stays_filtered_in_the_sheet_and_over_the_interface() {
    on_each_database(async |house: House| {
        house.submitted().await;
        let router = house.as_(&officer(Role::Supervisor, None, COUNTY, 5));
        let found = async |query: &str| {
            let due = get(&router, &format!("/api/desk/due?{query}"), "").await.json();
            due["entries"].as_array().map(Vec::len)
        };
        assert_eq!(found("department=township").await, Some(1));
        assert_eq!(found("department=minzheng").await, Some(0));
        assert_eq!(found("show=late").await, Some(0));
        assert_eq!(found("place=330825101").await, Some(1));
        assert_eq!(found("place=330825102").await, Some(0));
        house.clock.advance_millis(3 * 86_400_000);
        assert_eq!(found("show=late&department=township").await, Some(1));
        let page = get(&router, "/desk/supervise?show=late&department=township", "").await.text;
        let sheet = page.split("/desk/supervise.xlsx?").nth(1).unwrap_or_default();
        let sheet = sheet.split('"').next().unwrap_or_default();
        assert!(sheet.contains("show=late") && sheet.contains("department=township"), "{sheet}");

        let town = get(&router, "/desk/board?town=330825101", "").await.text;
        assert!(town.contains("/desk/supervise?place=330825101\""), "{town}");
        let there = get(&router, "/desk/supervise?place=330825101&show=late", "").await.text;
        assert!(there.contains("只看浙江省衢州市龙游县湖镇镇。"), "{there}");
        assert!(there.contains("name=\"place\" value=\"330825101\""), "{there}");

        let router = house.as_(&clerk());
        let own = "desk=township%2F330825101&role=clerk";
        let page = get(&router, &format!("/desk?{own}"), "").await.text;
        assert!(page.contains("/desk/inbox.xlsx?desk=township%2F330825101"), "{page}");
        for (role, many) in [("clerk", 1), ("approver", 0)] {
            let inbox = format!("/api/desk/inbox?desk=township%2F330825101&role={role}");
            let inbox = get(&router, &inbox, "").await.json();
            assert_eq!(inbox["entries"].as_array().map(Vec::len), Some(many), "{role}: {inbox}");
        }
    });
}

#[test]
fn the_way_back_from_a_case_is_open_to_whoever_reads_it() {
    on_each_database(async |house: House| {
        let case = house.submitted().await;
        for reader in [clerk(), officer(Role::Auditor, None, COUNTY, 7)] {
            let router = house.as_(&reader);
            let page = get(&router, &format!("/desk/cases/{case}"), "").await;
            let back = page.text.split("class=\"back\" href=\"").nth(1).unwrap_or_default();
            let back = back.split('"').next().unwrap_or_default();
            assert_eq!(get(&router, back, "").await.status, 200, "{back}");
        }
        let scope = identity::scope(&clerk());
        let number = house.desk.cases.seen(&scope, case).await.unwrap().case.number;
        let auditor = house.as_(&officer(Role::Auditor, None, COUNTY, 7));
        let found = get(&auditor, &format!("/desk/audit?q={number}"), "").await;
        assert_eq!(found.header("location"), format!("/desk/cases/{case}"));
        let none = get(&auditor, "/desk/audit?q=20260101-0000-0000-0", "").await;
        assert!(none.text.contains("没有找到这个编号"), "{}", none.text);
        let files = async |who: Actor| get(&house.as_(&who), "/desk", "").await.text;
        assert!(files(clerk()).await.contains("href=\"/desk/file-for\""));
        assert!(!files(approver()).await.contains("href=\"/desk/file-for\""));
    });
}
