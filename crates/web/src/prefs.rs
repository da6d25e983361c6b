//! Language and elder mode of a request: from the address, else the cookie, else what the browser says.

use axum::http::{HeaderMap, Uri, header};
use basis::Lang;

const YEAR_SECONDS: u32 = 365 * 24 * 3600;

/// How the person wants the pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefs {
    /// The language.
    pub lang: Lang,
    /// Larger letters and targets, fewer choices.
    pub elder: bool,
    /// Cookies (name, value) to set, since the address asked for a change.
    pub remember: Vec<(&'static str, &'static str)>,
}

impl Prefs {
    /// The wishes of a request.
    #[must_use]
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let query = uri.query().unwrap_or_default();
        let asked_lang = parameter(query, "lang").and_then(lang);
        let asked_elder = parameter(query, "elder").map(|value| value == "1");
        let mut remember = Vec::new();
        remember.extend(asked_lang.map(|lang| ("lang", tag(lang))));
        remember.extend(asked_elder.map(|elder| ("elder", if elder { "1" } else { "0" })));
        Self {
            lang: asked_lang
                .or_else(|| cookie(headers, "lang").and_then(lang))
                .unwrap_or_else(|| accepted(headers)),
            elder: asked_elder.unwrap_or_else(|| cookie(headers, "elder") == Some("1")),
            remember,
        }
    }

    /// The `Set-Cookie` values that remember the wishes.
    #[must_use]
    pub fn cookies(&self, secure: bool) -> Vec<String> {
        let end = if secure { "; Secure" } else { "" };
        let cookie = |(name, value): &(&str, &str)| {
            format!("{name}={value}; Path=/; Max-Age={YEAR_SECONDS}; SameSite=Lax; HttpOnly{end}")
        };
        self.remember.iter().map(cookie).collect()
    }
}

/// The `lang` attribute of a language.
#[must_use]
pub fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    }
}

/// The value of a cookie of the request.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The value of a plain query parameter; without percent-decoding, which these need not.
fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = query.split('&').rev().filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn lang(text: &str) -> Option<Lang> {
    match text.get(..2)?.to_ascii_lowercase().as_str() {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// The first language of the browser that we have; weights are nearly always in order.
fn accepted(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    wanted.unwrap_or_default().split(',').find_map(|part| lang(part.trim())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(uri: &str, headers: &[(&str, &str)], lang: Lang, elder: bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: header::HeaderName = name.parse().unwrap();
            map.append(name, value.parse().unwrap());
        }
        let prefs = Prefs::of(&uri.parse().unwrap(), &map);
        assert_eq!((prefs.lang, prefs.elder), (lang, elder), "{uri} {headers:?}");
    }

    #[test]
    fn the_address_beats_the_cookie_and_the_cookie_beats_the_browser() {
        let english = ("accept-language", "en-GB,en;q=0.9,zh;q=0.8");
        check("/", &[], Lang::Zh, false);
        check("/", &[english], Lang::En, false);
        check("/", &[("accept-language", "fr, zh-TW;q=0.5")], Lang::Zh, false);
        check("/", &[english, ("cookie", "lang=zh-CN; elder=1")], Lang::Zh, true);
        check("/?lang=en", &[("cookie", "lang=zh")], Lang::En, false);
        check("/?lang=fr", &[], Lang::Zh, false);
        check("/a?x=1&elder=0", &[("cookie", "elder=1")], Lang::Zh, false);
        check("/?elder=1", &[], Lang::Zh, true);
    }

    #[test]
    fn a_change_asked_for_is_remembered() {
        let prefs = Prefs::of(&"/?lang=en&elder=1".parse().unwrap(), &HeaderMap::new());
        let cookies = prefs.cookies(true);
        assert_eq!(cookies.len(), 2);
        assert!(cookies[0].starts_with("lang=en; Path=/; Max-Age="));
        assert!(cookies[1].ends_with("SameSite=Lax; HttpOnly; Secure"));
    }
}
