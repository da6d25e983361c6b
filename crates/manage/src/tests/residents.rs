//! Ending the sessions of a resident who asks for it, by form and by program; on both databases.

use identity::{Holder, NewAccount, NewPerson, Origin, Token};

use super::*;

const NAME: &str = "徐桂花";
const NUMBER: &str = "11010519491231002X";
const PASSWORD: &str = "灵山江边的白鹭飞";
const PAGE: &str = "/manage/residents";

/// A resident with an account.
fn resident(server: &Server) {
    let (identity, at) = (&server.manage.identity, server.manage.app.ambient.now());
    let by = || By::system(COUNTY, at, server.manage.app.ambient.id().into());
    let row = [NAME, NUMBER, "330825101200", "湖镇镇文林村 1 号", "13800138000"];
    identity.import_people(&by(), vec![NewPerson::parse(row).unwrap()]).unwrap();
    let person = wait(identity.find_person(NUMBER)).unwrap().unwrap().id;
    let (holder, password) = (Holder::Person(person), Some(PASSWORD.to_owned()));
    let new = NewAccount { holder, logins: Vec::new(), password, is_demo: false };
    identity.add_account(&by(), new).unwrap();
}

#[test]
fn a_residents_sessions_are_ended_by_form_and_by_program() {
    for server in servers() {
        let (name, identity) = (server.name, &server.manage.identity);
        resident(&server);
        let sign_in = || wait(identity.sign_in(NUMBER, PASSWORD, Origin::default())).unwrap();
        let state = |token: &Token| rule(wait(identity.own_sessions(token.reveal())));
        let router = server.router(actor(COUNTY, Role::Admin, 1));
        let form = |key: &'static str, who: &'static str| {
            [("key", key), ("name", who), ("number", "110105 19491231 002x")]
        };
        let lost = sign_in();
        let page = wait(get(&router, PAGE, "")).text;
        assert!(page.contains("name=\"number\"") && !page.contains("已经退出"), "{name}: {page}");
        let no = wait(post(&router, PAGE, "", &form("residents-0001", "徐桂兰")));
        assert!(no.status == 422 && no.text.contains("href=\"#number\""), "{name}: {}", no.text);
        assert_eq!(state(&lost), "none", "{name}: a slip ends nobody's sessions");
        // The same form twice does it once.
        for _ in 0..2 {
            let done = wait(post(&router, PAGE, "", &form("residents-0002", NAME)));
            assert_eq!(
                done.header("location"),
                "/manage/residents?ended=1",
                "{name}: {}",
                done.text
            );
        }
        assert_eq!(state(&lost), "sign-in.first", "{name}");
        let told = wait(get(&router, "/manage/residents?ended=1", "")).text;
        assert!(told.contains("已经退出 1 处登录"), "{name}: {told}");

        let lost = sign_in();
        let headers = [
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
            ("idempotency-key", "residents-0003"),
        ];
        let body = serde_json::json!({"name": NAME, "number": "13800138000"}).to_string();
        let api =
            |router: &Router| wait(ask(router, "POST", "/api/manage/residents", &headers, &body));
        let clerk = server.router(actor(COUNTY, Role::Clerk, 1));
        assert_eq!(api(&clerk).status, 403, "{name}");
        assert_eq!(state(&lost), "none", "{name}");
        assert_eq!(api(&router).json()["ended"], 1, "{name}");
        assert_eq!(state(&lost), "sign-in.first", "{name}");
    }
}
