//! Somebody who opens pages in both languages under every account, and notes what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use basis::Lang;
use web::Access;
use web::testing::{Answer, flaws, get, post};

use super::BROKEN;
use crate::support::acts::{sign_in, upload};

/// The languages with what a browser's cookie says of them; English first, since it finds more.
pub const LANGUAGES: [(Lang, &str); 2] = [(Lang::En, "en"), (Lang::Zh, "zh-CN")];

/// Everybody but the visitor and the elder's own office.
const ACCOUNTS: [&str; 9] =
    ["elder", "neighbour", "window", "supervisor", "auditor", "planner", "admin", "data", "data2"];
/// Who looks at what everybody may see.
const PUBLIC: [&str; 4] = ["", "elder", "window", "planner"];

/// Who reads, and what was found.
pub struct Reader {
    /// The service.
    pub router: Router,
    cookies: BTreeMap<String, String>,
    /// Names of page structs with the language in which they were drawn.
    pub drawn: BTreeSet<(String, &'static str)>,
    /// What is wrong, and where it was seen first.
    found: BTreeMap<String, String>,
    keys: u64,
}

impl Reader {
    /// Signs everybody in.
    pub async fn new(router: Router, town: &str) -> Self {
        let mut cookies = BTreeMap::from([(String::new(), String::new())]);
        for login in ACCOUNTS.into_iter().chain([town]) {
            cookies.insert(login.to_owned(), sign_in(&router, login).await);
        }
        let (drawn, found) = (BTreeSet::new(), BTreeMap::new());
        Self { router, cookies, drawn, found, keys: 0 }
    }

    /// Whose eyes a page is seen with.
    pub fn visitors(&self, access: Access) -> Vec<String> {
        let all = self.cookies.keys();
        let looks = |who: &&String| access != Access::Public || PUBLIC.contains(&who.as_str());
        all.filter(looks).cloned().collect()
    }

    /// The cookies of somebody with a language.
    pub fn cookie(&self, who: &str, language: &str) -> String {
        format!("{}; lang={language}", self.cookies[who])
    }

    /// Somebody has a new session.
    pub fn signed_in(&mut self, who: &str, cookie: String) {
        self.cookies.insert(who.to_owned(), cookie);
    }

    /// Opens an address in both languages; the status of the last answer. What is no page is asked for
    /// once.
    pub async fn read(&mut self, who: &str, path: &str) -> u16 {
        let mut status = 0;
        for (lang, language) in LANGUAGES {
            let answer = get(&self.router, path, &self.cookie(who, language)).await;
            status = answer.status.as_u16();
            self.judge(&format!("GET {path} as {who:?}"), (lang, language), &answer);
            if !is_html(&answer) {
                break;
            }
        }
        status
    }

    /// Sends a form in both languages, each time with a key of its own; one with files, where the page
    /// takes no other.
    pub async fn send(&mut self, who: &str, path: &str, fields: &[(&str, &str)]) {
        for (lang, language) in LANGUAGES {
            self.answer(who, (lang, language), path, fields).await;
        }
    }

    /// Sends a form in one language.
    pub async fn answer(
        &mut self,
        who: &str,
        (lang, language): (Lang, &'static str),
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        self.keys += 1;
        let key = format!("every-page-{}", self.keys);
        let form = [&[("key", key.as_str())][..], fields].concat();
        let cookie = self.cookie(who, language);
        let mut answer = post(&self.router, path, &cookie, &form).await;
        if answer.status == 400 {
            answer = upload(&self.router, path, &cookie, &form).await;
        }
        self.judge(&format!("POST {path} as {who:?}"), (lang, language), &answer);
        answer
    }

    /// Notes something that is wrong.
    pub fn note(&mut self, what: String, seen_at: &str) {
        self.found.entry(what).or_insert_with(|| seen_at.to_owned());
    }

    /// Everything that is wrong, a line each.
    pub fn wrong(&self) -> Vec<String> {
        self.found.iter().map(|(what, seen_at)| format!("{what}\n    {seen_at}")).collect()
    }

    fn judge(&mut self, at: &str, (lang, language): (Lang, &'static str), answer: &Answer) {
        let status = answer.status.as_u16();
        let is_meant = at.contains(BROKEN);
        if (status >= 500 && !is_meant) || status == 429 {
            self.note(format!("status {status}"), at);
        }
        if !is_html(answer) {
            return;
        }
        let page = answer.drawn.unwrap_or("no page struct");
        self.drawn.insert((page.to_owned(), language));
        for flaw in flaws(&answer.text, lang) {
            self.note(format!("{page}, {language}: {flaw}"), at);
        }
        if answer.drawn.is_some() {
            for flaw in broken_promises(&answer.text) {
                self.note(format!("{page}, {language}: {flaw}"), at);
            }
        }
    }
}

/// What every page has and this one lacks: whom to call, and the switch to large letters; and what no
/// page may have: something that a browser loads from elsewhere.
fn broken_promises(page: &str) -> Vec<String> {
    let has = [("nobody to call", "href=\"tel:"), ("no switch to large letters", "elder=")];
    let lacks = has.iter().filter(|(_, sign)| !page.contains(sign));
    let loads = ["src=\"http", "src=\"//", "rel=\"stylesheet\" href=\"http", "url(http"];
    let loads = loads.iter().filter(|sign| page.contains(**sign));
    let loads = loads.map(|sign| format!("loads from elsewhere: {sign}"));
    lacks.map(|(what, _)| (*what).to_owned()).chain(loads).collect()
}

fn is_html(answer: &Answer) -> bool {
    answer.header("content-type").starts_with("text/html")
}
