//! What every page has around it: language, elder mode, visitor, menu, phone number.
//!
//! A handler takes a [`Frame`] as an extractor and puts it into the field `frame` of its page; the
//! template then says `{% extends "frame.html" %}` and `{{ frame.t("portal.home.title") }}`.

use std::convert::Infallible;
use std::fmt::Display;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use basis::{Date, Fen, Instant, Lang, Refusal, Text};

use crate::access::{Access, Visitor};
use crate::format;
use crate::{Messages, Prefs, Site, WebSettings, assets, prefs, runs};

/// One entry of the menu in the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// Where it leads.
    pub path: String,
    /// Its name where the words have none for it.
    pub name: Text,
    /// Who sees it.
    pub access: Access,
}

impl MenuItem {
    /// The key of its name among the words, made from the address: `web.menu.desk-board`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("web.menu.{}", self.path.trim_start_matches('/').replace('/', "-"))
    }
}

/// What stands around a page. Cheap to clone.
#[derive(Clone)]
pub struct Frame(Arc<Inner>);

struct Inner {
    site: Site,
    /// The words in force when the request came: one page never mixes two.
    words: Arc<Messages>,
    menu: Arc<[MenuItem]>,
    prefs: Prefs,
    visitor: Visitor,
    uri: Uri,
    reference: String,
    now: Instant,
}

/// What a frame is made of, for the layer that makes it and for tests of templates.
pub struct FrameParts {
    /// Words, settings, time.
    pub site: Site,
    /// The menu.
    pub menu: Arc<[MenuItem]>,
    /// Language and elder mode.
    pub prefs: Prefs,
    /// Who is asking.
    pub visitor: Visitor,
    /// The address asked for.
    pub uri: Uri,
}

impl Frame {
    /// A frame; the reference of the request is given by its id.
    #[must_use]
    pub fn new(parts: FrameParts, reference: impl Into<String>) -> Self {
        let FrameParts { site, menu, prefs, visitor, uri } = parts;
        let (now, words, reference) = (site.ambient.now(), site.wording.now(), reference.into());
        Self(Arc::new(Inner { site, words, menu, prefs, visitor, uri, reference, now }))
    }

    /// The language of the page.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.0.prefs.lang
    }

    /// The `lang` attribute.
    #[must_use]
    pub fn lang_tag(&self) -> &'static str {
        prefs::tag(self.lang())
    }

    /// Whether the page is in Chinese.
    #[must_use]
    pub fn is_chinese(&self) -> bool {
        self.lang() == Lang::Zh
    }

    /// Whether elder mode is on.
    #[must_use]
    pub fn elder(&self) -> bool {
        self.0.prefs.elder
    }

    /// Who is asking.
    #[must_use]
    pub fn visitor(&self) -> &Visitor {
        &self.0.visitor
    }

    /// The instant at which the request came; every date of the page is seen from here.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.0.now
    }

    /// Today in China.
    #[must_use]
    pub fn today(&self) -> Date {
        self.0.now.date()
    }

    /// The words in force when the request came.
    #[must_use]
    pub fn words(&self) -> &Arc<Messages> {
        &self.0.words
    }

    /// The settings of the place served.
    #[must_use]
    pub fn settings(&self) -> &WebSettings {
        &self.0.site.settings
    }

    /// Reference of the request, which an apology page shows and the log carries.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.0.reference
    }

    /// A fresh idempotency key for the hidden field of a form.
    #[must_use]
    pub fn new_key(&self) -> String {
        self.0.site.ambient.id().to_string()
    }

    /// After how many seconds whoever was sent away may come back, 3 to 8: those who were sent away
    /// together come back one after the other.
    #[must_use]
    pub fn pause_seconds(&self) -> u64 {
        let [chance] = self.0.site.ambient.bytes::<1>();
        3 + u64::from(chance % 6)
    }

    /// Path of the page without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.uri.path()
    }

    /// Path and query of the page, for a sign-in that comes back.
    #[must_use]
    pub fn path_and_query(&self) -> &str {
        self.0.uri.path_and_query().map_or("/", |both| both.as_str())
    }
}

/// Words and figures in the language of the page.
impl Frame {
    /// The words for a key of `data/messages`.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.0.words.get(self.lang(), key)
    }

    /// The words for a key with placeholders filled in: `frame.tf("web.days", [("n", 3)])`.
    #[must_use]
    pub fn tf<V: Display>(&self, key: &str, values: impl AsRef<[(&'static str, V)]>) -> String {
        self.0.words.fill(self.lang(), key, values.as_ref())
    }

    /// Words that come from data, in the language of the page.
    #[must_use]
    pub fn say<'a>(&self, text: &'a Text) -> &'a str {
        text.get(self.lang())
    }

    /// Why something was refused, in the words in force and the language of the page.
    #[must_use]
    pub fn refusal(&self, refusal: &Refusal) -> String {
        self.refusal_text(refusal).get(self.lang()).to_owned()
    }

    /// Why something was refused, in the words in force and both languages.
    #[must_use]
    pub fn refusal_text(&self, refusal: &Refusal) -> Text {
        let key = format!("{}.{}", basis::words::FILE, refusal.rule);
        refusal.in_words(self.0.words.text(&key))
    }

    /// Words of which some may be Chinese on an English page (a name, a place, what somebody wrote), as
    /// HTML in which those say so: `{{ frame.marked(name)|safe }}`.
    #[must_use]
    pub fn marked(&self, words: impl Display) -> String {
        runs::marked(&words.to_string(), self.lang())
    }

    /// The same for a drawing, which is HTML already: `{{ frame.drawn(map)|safe }}`.
    #[must_use]
    pub fn drawn(&self, html: &str) -> String {
        runs::drawn(html, self.lang())
    }

    /// The same for an element that holds no others: `<option{{ frame.own_lang(name)|safe }}>`.
    #[must_use]
    pub fn own_lang(&self, words: impl Display) -> &'static str {
        runs::own_lang(&words.to_string(), self.lang())
    }

    /// A date: 11月24日（星期二）, with the year when it is not this year.
    #[must_use]
    pub fn date(&self, date: &Date) -> String {
        format::date(*date, self.today(), self.lang())
    }

    /// A date that is marked where it may still move, since its calendar is not announced.
    #[must_use]
    pub fn due_date(&self, date: &Date, provisional: &bool) -> String {
        format::due_date(*date, *provisional, self.today(), self.lang())
    }

    /// Date and time of day: 11月24日（星期二）上午9:05.
    #[must_use]
    pub fn moment(&self, at: &Instant) -> String {
        format::moment(*at, self.today(), self.lang())
    }

    /// An amount: 80 元.
    #[must_use]
    pub fn money(&self, amount: &Fen) -> String {
        format::money(*amount, self.lang())
    }

    /// Days left in words: 还剩 3 个工作日; 超期 2 个工作日.
    #[must_use]
    pub fn days_left(&self, working_days: &i64) -> String {
        format::days_left(*working_days, self.lang())
    }
}

/// Parts of `frame.html`.
impl Frame {
    /// The entries of the menu that the visitor may open; elder mode keeps the first three.
    #[must_use]
    pub fn menu(&self) -> Vec<&MenuItem> {
        let open = self.0.menu.iter().filter(|item| item.access.admit(self.visitor()).is_ok());
        // Who works here needs every list of theirs, however large the letters are.
        let works = self.visitor().roles.iter().any(|role| *role != basis::Role::Resident);
        open.take(if self.elder() && !works { 3 } else { usize::MAX }).collect()
    }

    /// The name of a menu entry, as an office may have changed it.
    #[must_use]
    pub fn menu_name(&self, item: &MenuItem) -> String {
        let words = self.0.words.text(&item.key());
        words.as_ref().unwrap_or(&item.name).get(self.lang()).to_owned()
    }

    /// Whether a menu entry is the section of this page.
    #[must_use]
    pub fn is_here(&self, item: &MenuItem) -> bool {
        let is_nearer = |other: &&MenuItem| {
            other.path.len() > item.path.len() && is_below(self.path(), &other.path)
        };
        is_below(self.path(), &item.path) && !self.menu().iter().any(is_nearer)
    }

    /// Address of the same page in the other language.
    #[must_use]
    pub fn other_language(&self) -> String {
        self.with("lang", if self.is_chinese() { "en" } else { "zh" })
    }

    /// Address of the same page in the other mode.
    #[must_use]
    pub fn other_mode(&self) -> String {
        self.with("elder", if self.elder() { "0" } else { "1" })
    }

    /// The cookies that remember language and mode, where the address asked for a change.
    pub(crate) fn cookies(&self) -> Vec<String> {
        self.0.prefs.cookies(self.settings().is_https())
    }

    /// Address of the style sheet.
    #[must_use]
    pub fn style_sheet(&self) -> &'static str {
        assets::style_sheet()
    }

    /// Address of the program of an island, where the binary has it.
    #[must_use]
    pub fn island_script(&self, island: &str) -> Option<String> {
        self.settings().islands.script(island)
    }

    /// Address of the style sheet of an island, where it has one.
    #[must_use]
    pub fn island_style(&self, island: &str) -> Option<String> {
        self.settings().islands.style(island)
    }

    /// Address of the sign-in page that comes back here.
    #[must_use]
    pub fn sign_in(&self) -> String {
        format!("/sign-in?next={}", format::percent_encoded(self.path_and_query()))
    }

    /// This address with one query parameter set.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> String {
        let query = self.0.uri.query().unwrap_or_default();
        let kept = query.split('&').filter(|pair| {
            !pair.is_empty() && pair.split('=').next().is_some_and(|key| key != name)
        });
        let own = format!("{name}={value}");
        let pairs: Vec<&str> = kept.chain([own.as_str()]).collect();
        format!("{}?{}", self.path(), pairs.join("&"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Frame {
    type Rejection = Infallible;

    /// The frame that the layer put into the request; without the layer, a frame without words.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let found = parts.extensions.get::<Self>().cloned();
        Ok(found.unwrap_or_else(|| bare(parts.uri.clone())))
    }
}

/// Only reached where a router was built without [`crate::serve`], so that the gap is seen, not fatal.
fn bare(uri: Uri) -> Frame {
    with_menu(uri, Arc::from([]))
}

fn with_menu(uri: Uri, menu: Arc<[MenuItem]>) -> Frame {
    let (ambient, _) = basis::Ambient::fixed(Instant::from_millis(0), 0);
    let site = Site::new(ambient, WebSettings::default());
    let parts =
        FrameParts { site, menu, prefs: Prefs::default(), visitor: Visitor::default(), uri };
    Frame::new(parts, "")
}

/// Whether a page is the one of a menu entry or stands below it.
fn is_below(path: &str, section: &str) -> bool {
    let rest = path.strip_prefix(section);
    rest.is_some_and(|rest| rest.is_empty() || (section != "/" && rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(uri: &str) -> Frame {
        bare(uri.parse().unwrap())
    }

    #[test]
    fn the_switches_keep_the_rest_of_the_address() {
        let page = frame("/matters?q=%E8%80%81&lang=zh&page=2");
        assert_eq!(page.other_language(), "/matters?q=%E8%80%81&page=2&lang=en");
        assert_eq!(frame("/").other_mode(), "/?elder=1");
        assert_eq!(frame("/a?b=c").sign_in(), "/sign-in?next=%2Fa%3Fb%3Dc");
    }

    #[test]
    fn a_menu_entry_is_here_for_its_section() {
        let item = |path: &str| MenuItem {
            path: path.into(),
            name: Text::default(),
            access: Access::Public,
        };
        let check = |at: &str, menu: &str, expected| {
            assert_eq!(frame(at).is_here(&item(menu)), expected, "{at} {menu}");
        };
        check("/matters/x", "/matters", true);
        check("/matters", "/matters", true);
        check("/mattersx", "/matters", false);
        check("/matters", "/", false);
        check("/", "/", true);
    }

    #[test]
    fn of_two_menu_entries_the_nearer_one_is_here() {
        let item = |path: &str| MenuItem {
            path: path.into(),
            name: Text::default(),
            access: Access::Public,
        };
        let menu = Arc::from([item("/desk"), item("/desk/supervise")]);
        let at = with_menu("/desk/supervise".parse().unwrap(), menu);
        assert!(at.is_here(&item("/desk/supervise")) && !at.is_here(&item("/desk")));
    }
}
