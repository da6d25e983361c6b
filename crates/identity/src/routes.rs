//! The table of routes of this part.

use axum::http::Method;
use web::{Access, Route, Routes};

use crate::service::Identity;
use crate::{api, pages};

const GET: Method = Method::GET;
const POST: Method = Method::POST;

/// Every route of this part.
#[must_use]
pub fn routes(identity: &Identity) -> Vec<Route> {
    [sign_in(identity), own(identity), second(identity), sessions(identity)].concat()
}

/// Coming in and going out.
fn sign_in(identity: &Identity) -> Vec<Route> {
    let public = Access::Public;
    Routes::new(identity.clone())
        .page(GET, "/sign-in", public, ("登录", "Sign in"), pages::sign_in_page)
        .page(POST, "/sign-in", public, ("密码登录", "Sign in"), pages::sign_in)
        .page(GET, "/sign-in/code", public, ("验证码登录", "By code"), pages::ask_code)
        .page(POST, "/sign-in/code", public, ("发送验证码", "Send code"), pages::send_code)
        .page(POST, "/sign-in/code/enter", public, ("填写验证码", "Enter code"), pages::enter_code)
        .page(GET, "/sign-in/first", public, ("首次登录", "First sign-in"), pages::first_page)
        .page(POST, "/sign-in/first", public, ("设好密码并登录", "Set password"), pages::set_first)
        .page(POST, "/sign-out", public, ("退出登录", "Sign out"), pages::sign_out)
        .list()
}

/// What is known of oneself, and the password.
fn own(identity: &Identity) -> Vec<Route> {
    let signed = Access::SignedIn;
    Routes::new(identity.clone())
        .page(GET, "/me", signed, ("我的资料", "My data"), pages::me)
        .api(GET, "/api/me", signed, api::me_doc(), api::me)
        .page(GET, "/me/password", signed, ("修改密码", "Change password"), pages::password_page)
        .page(POST, "/me/password", signed, ("保存密码", "Save password"), pages::save_password)
        .list()
}

/// The second factor: owed when coming in, hence open to everybody; one's own.
fn second(identity: &Identity) -> Vec<Route> {
    let (public, signed) = (Access::Public, Access::SignedIn);
    let name = ("填写动态码", "Second factor");
    Routes::new(identity.clone())
        .page(GET, "/sign-in/second", public, name, pages::ask_second)
        .page(POST, "/sign-in/second", public, ("用动态码登录", "Show it"), pages::show_second)
        .page(GET, "/me/second", signed, ("我的动态码", "My second factor"), pages::my_second)
        .page(POST, "/me/second", signed, ("设置动态码", "Set it up"), pages::set_second)
        .api(GET, "/api/me/second", signed, api::second::standing_doc(), api::second::standing)
        .list()
}

/// Where one is signed in.
fn sessions(identity: &Identity) -> Vec<Route> {
    let (signed, path) = (Access::SignedIn, "/api/me/sessions");
    let name = ("我在哪里登录着", "Where I am signed in");
    Routes::new(identity.clone())
        .page(GET, "/me/sessions", signed, name, pages::sessions_page)
        .page(POST, "/me/sessions", signed, ("退出别处的登录", "End sessions"), pages::end_sessions)
        .api(GET, path, signed, api::sessions::list_doc(), api::sessions::list)
        .api(POST, path, signed, api::sessions::end_doc(), api::sessions::end)
        .list()
}
