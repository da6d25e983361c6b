//! The table of routes of this part.

use axum::http::Method;
use web::{Access, Route, Routes};

use crate::service::Identity;
use crate::{api, pages};

/// Every route of this part.
#[must_use]
pub fn routes(identity: &Identity) -> Vec<Route> {
    let public = Access::Public;
    Routes::new(identity.clone())
        .page(Method::GET, "/sign-in", public, ("登录", "Sign in"), pages::sign_in_page)
        .page(Method::POST, "/sign-in", public, ("密码登录", "Sign in"), pages::sign_in)
        .page(Method::GET, "/sign-in/code", public, ("验证码登录", "By code"), pages::ask_code)
        .page(Method::POST, "/sign-in/code", public, ("发送验证码", "Send code"), pages::send_code)
        .page(
            Method::POST,
            "/sign-in/code/enter",
            public,
            ("填写验证码", "Enter code"),
            pages::enter_code,
        )
        .page(
            Method::GET,
            "/sign-in/first",
            public,
            ("首次登录", "First sign-in"),
            pages::first_page,
        )
        .page(
            Method::POST,
            "/sign-in/first",
            public,
            ("设好密码并登录", "Set password"),
            pages::set_first,
        )
        .page(Method::POST, "/sign-out", public, ("退出登录", "Sign out"), pages::sign_out)
        .page(Method::GET, "/me", Access::SignedIn, ("我的资料", "My data"), pages::me)
        .api(Method::GET, "/api/me", Access::SignedIn, api::me_doc(), api::me)
        .page(
            Method::GET,
            "/me/password",
            Access::SignedIn,
            ("修改密码", "Change password"),
            pages::password_page,
        )
        .page(
            Method::POST,
            "/me/password",
            Access::SignedIn,
            ("保存密码", "Save password"),
            pages::save_password,
        )
        .page(
            Method::GET,
            "/sign-in/second",
            public,
            ("填写动态码", "Second factor"),
            pages::ask_second,
        )
        .page(
            Method::POST,
            "/sign-in/second",
            public,
            ("用动态码登录", "Show second factor"),
            pages::show_second,
        )
        .page(
            Method::GET,
            "/me/second",
            Access::SignedIn,
            ("我的动态码", "My second factor"),
            pages::my_second,
        )
        .page(
            Method::POST,
            "/me/second",
            Access::SignedIn,
            ("设置动态码", "Set second factor"),
            pages::set_second,
        )
        .api(
            Method::GET,
            "/api/me/second",
            Access::SignedIn,
            api::second::standing_doc(),
            api::second::standing,
        )
        .page(
            Method::GET,
            "/me/sessions",
            Access::SignedIn,
            ("登录情况", "Where I am signed in"),
            pages::sessions_page,
        )
        .page(
            Method::POST,
            "/me/sessions",
            Access::SignedIn,
            ("退出别处的登录", "End sessions"),
            pages::end_sessions,
        )
        .api(
            Method::GET,
            "/api/me/sessions",
            Access::SignedIn,
            api::sessions::list_doc(),
            api::sessions::list,
        )
        .api(
            Method::POST,
            "/api/me/sessions",
            Access::SignedIn,
            api::sessions::end_doc(),
            api::sessions::end,
        )
        .list()
}
