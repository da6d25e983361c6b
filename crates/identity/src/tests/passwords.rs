//! What a password may be: of any letters, as long as one likes, taken exactly as typed, and for ever.

use web::testing::{Answer, get, post};

use super::*;

const YEAR_MILLIS: i64 = 366 * 24 * 3_600_000;

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_long_password_is_taken_exactly_as_typed_and_holds_for_ever() {
    for (name, identity, clock) in services() {
        officer(&identity);
        let router = router(&identity);
        let long = format!(" Zq {} 橘子 ", "xv-WK pj!".repeat(7));
        assert!(long.chars().count() > 64);
        let sign_in = async |password: &str| {
            let form = [("login", "wangfang"), ("password", password), ("next", "/me")];
            post(&router, "/sign-in", "", &form).await
        };
        let session = cookie(&sign_in(PASSWORD).await);
        let form = [("old", PASSWORD), ("new", long.as_str())];
        let saved = post(&router, "/me/password", &session, &form).await;
        assert_eq!(saved.status, 303, "{name}: {}", saved.text);
        clock.advance_millis(YEAR_MILLIS);
        let cut: String = long.chars().take(64).collect();
        for other in [long.trim(), &long.to_lowercase(), &cut] {
            assert_eq!(sign_in(other).await.status, 422, "{name}: {other:?}");
        }
        let inside = sign_in(&long).await;
        assert_eq!((inside.status.as_u16(), inside.header("location")), (303, "/me"), "{name}");
    }
}

/// A program that keeps passwords may fill them in, whoever pastes one may, and nobody reads along.
#[tokio::test]
async fn a_password_is_covered_and_may_be_pasted_or_filled_in() {
    let (identity, _) = service_on(away(store::testing::sqlite), true);
    officer(&identity);
    let router = router(&identity);
    let form = [("login", "wangfang"), ("password", PASSWORD), ("next", "/me")];
    let session = cookie(&post(&router, "/sign-in", "", &form).await);
    for (path, names) in [
        ("/sign-in", &[("password", "current-password")][..]),
        ("/sign-in/first", &[("new", "new-password")][..]),
        ("/me/password", &[("old", "current-password"), ("new", "new-password")][..]),
    ] {
        let page = get(&router, path, &session).await.text;
        for (name, purpose) in names {
            let mut inputs = page.split("<input").filter_map(|rest| rest.split('>').next());
            let own = format!("name=\"{name}\"");
            let input = inputs.find(|input| input.contains(&own));
            let input = input.unwrap_or_else(|| panic!("{path} has no {name}"));
            assert!(input.contains("type=\"password\""), "{path}: {input}");
            assert!(input.contains(&format!("autocomplete=\"{purpose}\"")), "{path}: {input}");
            for hindrance in ["maxlength", "pattern", "onpaste", "readonly"] {
                assert!(!input.contains(hindrance), "{path}: {input}");
            }
        }
        for question in ["母亲的姓", "小学", "密码提示"] {
            assert!(!page.contains(question), "{path} asks what others know");
        }
    }
}
