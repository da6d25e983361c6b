//! Finding what one needs: the home page, search, life events, the list of all matters.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use basis::Refusal;
use catalogue::model::{LifeEvent, Matter, Object};
use identity::{Actor, scope};
use serde::Deserialize;
use web::{Frame, Page, PageResult};

use super::my::{Affair, affairs};
use crate::{Portal, words};

/// Found on a page of results.
const RESULTS: usize = 10;
/// No search gives more.
const MOST: usize = 60;
/// What most people come for, in the order shown; what a county does not offer is left out.
pub(crate) const POPULAR: &[&str] = &[
    "elderly-allowance",
    "newborn",
    "small-catering",
    "resident-medical",
    "disability-two-subsidies",
    "temporary-assistance",
];

/// What 长辈版 is called elsewhere, before 版 or 模式 (工信厅信管函〔2021〕67号 asks search to know
/// the first four).
const ELDER_MODES: &[&str] = &[
    "长辈",
    "亲情",
    "关爱",
    "关怀",
    "长者",
    "老年",
    "老人",
    "敬老",
    "适老",
    "适老化",
    "大字",
    "大字体",
    "无障碍",
];
/// What else somebody types who needs it.
const ELDER_WORDS: &[&str] = &[
    "无障碍",
    "适老化",
    "大字",
    "大字体",
    "字太小",
    "看不清",
    "zhangbeiban",
    "qinqingban",
    "guanaiban",
    "guanhuaiban",
    "wuzhangai",
    "largeprint",
    "largetext",
    "accessibility",
];

/// A matter in a list.
struct Card {
    href: String,
    title: String,
    more: String,
}

/// A life event in a list.
struct Event {
    href: String,
    name: String,
}

#[derive(askama::Template)]
#[template(path = "portal-home.html")]
struct HomePage {
    frame: Frame,
    events: Vec<Event>,
    popular: Vec<Card>,
    whom: Vec<Card>,
    affairs: Vec<Affair>,
    can_help: bool,
}

#[derive(askama::Template)]
#[template(path = "portal-search.html")]
struct SearchPage {
    frame: Frame,
    words: String,
    /// Whether the mode with large letters was asked for.
    is_mode: bool,
    found: Vec<Card>,
    next: String,
}

#[derive(askama::Template)]
#[template(path = "portal-list.html")]
struct ListPage {
    frame: Frame,
    title: String,
    lead: String,
    /// Name, address, and whether it is the one shown.
    filters: Vec<(String, String, bool)>,
    cards: Vec<Card>,
}

/// For whom a matter is, as people choose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum For {
    /// Everybody.
    All,
    /// For oneself and one's family.
    Person,
    /// For an enterprise or an individual business.
    Business,
}

impl For {
    const ALL: [Self; 3] = [Self::All, Self::Person, Self::Business];

    /// What an address says; what it does not say, or wrongly, is everybody.
    pub(crate) fn of(word: &str) -> Self {
        match word {
            "person" => Self::Person,
            "business" => Self::Business,
            _ => Self::All,
        }
    }

    /// Whether a matter is for them.
    pub(crate) fn takes(self, matter: &Matter) -> bool {
        let is_person = |object: &Object| matches!(object, Object::Person);
        match self {
            Self::All => true,
            Self::Person => matter.objects.iter().any(is_person),
            Self::Business => !matter.objects.iter().all(is_person),
        }
    }

    fn href(self) -> &'static str {
        match self {
            Self::All => "/matters",
            Self::Person => "/matters?for=person",
            Self::Business => "/matters?for=business",
        }
    }

    fn name(self, frame: &Frame) -> String {
        frame.t(match self {
            Self::All => "portal.find.all",
            Self::Person => "portal.find.person",
            Self::Business => "portal.find.business",
        })
    }
}

/// Which matters are asked for.
#[derive(Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default, rename = "for")]
    whom: String,
}

/// GET /
pub(crate) async fn home(State(portal): State<Portal>, frame: Frame, actor: Actor) -> PageResult {
    let popular = POPULAR.iter().filter_map(|id| portal.matter(id).ok());
    let popular = popular.map(|matter| card(&frame, &matter)).collect();
    let catalogue = portal.catalogue();
    let offered = catalogue.offered(portal.county(), portal.today());
    let is_used =
        |event: &&LifeEvent| offered.iter().any(|matter| matter.life_events.contains(&event.id));
    let events = catalogue.life_events.values().filter(is_used);
    let events = events
        .map(|event| Event {
            href: format!("/events/{}", web::format::percent_encoded(&event.id)),
            name: frame.say(&event.name).to_owned(),
        })
        .collect();
    let mine = portal.cases.mine(&scope(&actor), None, 3).await?;
    let affairs = affairs(&portal, &frame, mine.entries);
    let can_help = actor.has(basis::Role::Helper) || actor.has(basis::Role::Clerk);
    let whom = [For::Person, For::Business].map(|one| for_whom(&frame, one, &offered)).into();
    Ok(Page(HomePage { events, popular, whom, affairs, can_help, frame }).into_response())
}

/// A category of the home page with how many matters are in it.
fn for_whom(frame: &Frame, one: For, offered: &[&Arc<Matter>]) -> Card {
    let count = offered.iter().filter(|matter| one.takes(matter)).count();
    let more = frame.tf("portal.find.count", [("n", count)]);
    Card { href: one.href().to_owned(), title: one.name(frame), more }
}

/// What is searched for, and which page of the results.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: usize,
}

/// GET /search
pub(crate) async fn search(
    State(portal): State<Portal>,
    frame: Frame,
    Query(asked): Query<Asked>,
) -> PageResult {
    let words: String = asked.q.trim().chars().take(60).collect();
    let (hits, catalogue) = (portal.index().search(&words, MOST), portal.catalogue());
    let from = asked.page.saturating_sub(1).saturating_mul(RESULTS);
    let found: Vec<Card> = hits
        .iter()
        .skip(from)
        .take(RESULTS)
        .filter_map(|hit| {
            let matter = catalogue.pinned(&hit.pin)?;
            Some(Card { more: frame.say(&hit.reason).to_owned(), ..card(&frame, matter) })
        })
        .collect();
    let has_more = hits.len() > from.saturating_add(RESULTS);
    let next = if has_more {
        frame.with("page", &(asked.page.max(1) + 1).to_string())
    } else {
        String::new()
    };
    let is_mode = asks_for_elder_mode(&words);
    Ok(Page(SearchPage { frame, words, is_mode, found, next }).into_response())
}

/// Whether somebody looks for the mode with large letters, under one of the names that apps give it.
fn asks_for_elder_mode(words: &str) -> bool {
    let words = words.to_lowercase().replace(char::is_whitespace, "");
    let mode = words.strip_suffix("模式").or_else(|| words.strip_suffix('版'));
    mode.is_some_and(|name| ELDER_MODES.contains(&name)) || ELDER_WORDS.contains(&words.as_str())
}

/// GET /events/{id}
pub(crate) async fn event(
    State(portal): State<Portal>,
    frame: Frame,
    Path(id): Path<String>,
) -> PageResult {
    let catalogue = portal.catalogue();
    let event = catalogue.life_events.get(&id).ok_or_else(no_such_event)?;
    let offered = catalogue.offered(portal.county(), portal.today());
    let of_event = offered.into_iter().filter(|matter| matter.life_events.contains(&event.id));
    let cards = of_event.map(|matter| card(&frame, matter)).collect();
    let title = frame.say(&event.name).to_owned();
    let lead = event.summary.as_ref().map(|text| frame.say(text).to_owned()).unwrap_or_default();
    Ok(Page(ListPage { frame, title, lead, filters: Vec::new(), cards }).into_response())
}

/// GET /matters
pub(crate) async fn matters(
    State(portal): State<Portal>,
    frame: Frame,
    Query(which): Query<Which>,
) -> PageResult {
    let catalogue = portal.catalogue();
    let offered = catalogue.offered(portal.county(), portal.today());
    let whom = For::of(&which.whom);
    let asked = offered.into_iter().filter(|matter| whom.takes(matter));
    let mut cards: Vec<Card> = asked.map(|matter| card(&frame, matter)).collect();
    cards.sort_by(|a, b| a.title.cmp(&b.title));
    let title = whom.name(&frame);
    let lead = frame.t("portal.find.all-lead");
    let filter = |one: For| (one.name(&frame), one.href().to_owned(), one == whom);
    let filters = For::ALL.map(filter).into();
    Ok(Page(ListPage { frame, title, lead, filters, cards }).into_response())
}

fn card(frame: &Frame, matter: &Matter) -> Card {
    Card {
        href: format!("/matters/{}", matter.id),
        title: words::title(frame, matter),
        more: frame.say(&matter.summary).to_owned(),
    }
}

pub(crate) fn no_such_event() -> Refusal {
    Refusal::not_found(
        "event.unknown",
        "没有这一类。可以回首页看看，或者搜一搜。",
        "There is no such group. Go to the home page or search.",
    )
}
