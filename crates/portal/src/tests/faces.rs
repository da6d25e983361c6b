//! What somebody sees who only looks: categories, pictures, villages, sound; and how far a case is.

use std::fs;

use super::*;
use crate::spoken;

/// Opens a page as a stranger.
pub(super) async fn seen(world: &World, uri: &str) -> Answer {
    get(&world.as_actor(Actor::visitor(COUNTY)), uri, "").await
}

#[tokio::test]
async fn matters_are_told_apart_by_for_whom_they_are() {
    let world = World::new().await;
    let home = seen(&world, "/").await.text;
    for href in ["/matters?for=person", "/matters?for=business", "/guides", "/places"] {
        assert!(home.contains(&format!("href=\"{href}\"")), "{href}");
    }
    let person = seen(&world, "/matters?for=person").await.text;
    let business = seen(&world, "/matters?for=business").await.text;
    let check = |page: &str, matter: &str, expected: bool| {
        assert_eq!(page.contains(&format!("href=\"/matters/{matter}\"")), expected, "{matter}");
    };
    check(&person, "elderly-allowance", true);
    check(&person, "small-catering", false);
    check(&business, "elderly-allowance", false);
    check(&business, "small-catering", true);
    let all = seen(&world, "/matters?for=nobody").await.text;
    check(&all, "elderly-allowance", true);
    check(&all, "small-catering", true);
}

#[tokio::test]
async fn what_people_often_come_for_is_what_the_county_lists_until_enough_have_come() {
    let mut world = World::new().await;
    let listed = world.portal.catalogue().popular.clone();
    assert_eq!(listed.len(), 6);
    let shown = seen(&world, "/api/popular").await.json();
    assert_eq!(shown["matters"], json!(listed));
    // Five people and a day later it comes first; the list follows.
    let matter = "social-security-card";
    assert!(!listed.iter().any(|id| id == matter));
    for _ in 0..cases::FEWEST_PEOPLE {
        let person = PersonId(world.portal.app.ambient.id());
        let application = cases::testing::application(matter, person, VILLAGE).unwrap();
        let key = world.portal.app.ambient.id().into();
        let at = world.portal.app.ambient.now();
        let actor = Actor::resident(COUNTY, person, "龚桂花");
        let by = By { actor, for_whom: None, channel: Channel::Web, at, key };
        world.portal.cases.submit(by, application).await.unwrap();
    }
    let tomorrow = world.portal.app.ambient.now().plus_millis(86_400_000);
    world.portal.cases.count_often(tomorrow).await.unwrap();
    let shown = seen(&world, "/api/popular").await.json();
    assert_eq!(shown["matters"][0], matter, "{shown}");
    assert_eq!(shown["matters"].as_array().unwrap().len(), 6, "no more than before");
    assert_eq!(shown["matters"][1], listed[0]);
    let home = seen(&world, "/").await.text;
    assert!(home.contains(&format!("href=\"/matters/{matter}\"")), "{home}");
    // Staff of another county list something else, and what is not offered is left out.
    let mut catalogue = (*world.portal.catalogue()).clone();
    catalogue.popular = vec!["not-offered".to_owned(), "newborn".to_owned()];
    let (ledger, calendar) =
        (world.portal.cases.ledger().clone(), Calendar::from_years(Vec::new()));
    world.portal.cases = Cases::new(ledger, Arc::new(catalogue), calendar, COUNTY);
    let shown = seen(&world, "/api/popular").await.json();
    assert_eq!(shown["matters"], json!(["newborn"]));
}

#[tokio::test]
async fn the_mode_with_large_letters_is_found_under_its_other_names() {
    let world = World::new().await;
    let offer = "字和按钮都大一些";
    for words in ["长辈版", "亲情版", "关爱版", "关怀 版", "老人模式", "无障碍", "Large text"]
    {
        let words = web::format::percent_encoded(words);
        let page = seen(&world, &format!("/search?q={words}")).await.text;
        let button = page.split("class=\"notice\"").nth(1).unwrap_or_default();
        let button = button.split("class=\"button\"").nth(1).unwrap_or_default();
        let leads = button.split('>').next().is_some_and(|rest| rest.contains("elder=1"));
        assert!(page.contains(offer) && leads, "{words}: {page}");
        let on = seen(&world, &format!("/search?q={words}&elder=1")).await.text;
        assert!(on.contains("您现在用的就是长辈版") && !on.contains(offer), "{on}");
    }
    for words in ["老人", "亲情", "正版"] {
        let words = web::format::percent_encoded(words);
        let page = seen(&world, &format!("/search?q={words}")).await.text;
        assert!(!page.contains(offer), "{words} is another wish: {page}");
    }
}

#[tokio::test]
async fn every_picture_has_its_words() {
    let world = World::new().await;
    for lang in ["zh", "en"] {
        let page = seen(&world, &format!("/guides?lang={lang}")).await.text;
        assert_eq!(page.matches("class=\"picture\"").count(), 12, "{lang}");
        assert!(!page.contains("portal.guide."), "{lang}: a key without words");
    }
}

#[tokio::test]
async fn villages_are_the_published_ones_and_nothing_else_is_claimed() {
    let world = World::new().await;
    let all = seen(&world, "/places").await.text;
    assert!(all.contains("1 个乡镇（街道），1 个村和社区") && all.contains("<rect"), "{all}");
    assert!(all.contains("这里也不编"), "what is not in the data is said");
    let found = seen(&world, &format!("/places?q={}", web::format::percent_encoded("文林"))).await;
    assert!(found.text.contains("湖镇镇 · 文林村"), "{}", found.text);
    let town = seen(&world, "/places/330825101").await.text;
    assert!(town.contains("文林村") && town.contains(VILLAGE), "{town}");
    assert_eq!(seen(&world, "/places/330825999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(seen(&world, "/places/330824").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn service_points_are_drawn_where_the_county_says_that_they_are() {
    let mut world = World::new().await;
    assert!(seen(&world, "/places").await.text.contains("这里还画不出地图"));
    let mut catalogue = (*world.portal.catalogue()).clone();
    let mut point = catalogue::model::ServicePoint {
        division: VILLAGE.to_owned(),
        address: "文林村村委会一楼".to_owned(),
        lon: Some(119.25),
        lat: Some(29.05),
        synthetic: true,
        ..Default::default()
    };
    catalogue.service_points.insert(VILLAGE.to_owned(), point.clone());
    point.division = "330825101".to_owned();
    // The wrong way round: said, and not drawn.
    (point.lon, point.lat) = (Some(29.05), Some(119.25));
    catalogue.service_points.insert(point.division.clone(), point);
    let (ledger, calendar) = (world.portal.app.ledger.clone(), Calendar::from_years(Vec::new()));
    world.portal.cases = Cases::new(ledger, Arc::new(catalogue), calendar, COUNTY);
    let all = seen(&world, "/places").await.text;
    let map = all.split("<svg class=\"county-map\"").nth(1).unwrap_or_default();
    assert_eq!(map.split("</svg>").next().unwrap().matches("<circle").count(), 1, "{all}");
    let link = "href=\"/places/330825101\"><text";
    for words in [link, "29.05", "WGS 84", "往上是北", "这是演示数据", "示意"] {
        assert!(all.contains(words), "{words} in {all}");
    }
    let town = seen(&world, "/places/330825101").await.text;
    assert!(town.contains("<circle") && town.contains(&format!("<td>{VILLAGE}</td>")), "{town}");
    assert_eq!(town.matches("文林村村委会一楼").count(), 2, "the twin has both: {town}");
    let api = seen(&world, "/api/places/330825101").await.json();
    assert_eq!(api["places"][0]["point"]["lon"], 119.25, "{api}");
}

#[tokio::test]
async fn what_anybody_reads_is_there_for_other_systems() {
    let world = World::new().await;
    let towns = seen(&world, "/api/places").await.json();
    assert_eq!(towns["places"][0]["code"], "330825101", "{towns}");
    let villages = seen(&world, "/api/places/330825101").await.json();
    let village = json!({"code": VILLAGE, "name": "文林村", "community": false});
    assert_eq!(villages["places"], json!([village]));
    assert_eq!(seen(&world, "/api/places/330824").await.status, StatusCode::NOT_FOUND);
    let sheet = seen(&world, "/places.xlsx").await;
    assert!(sheet.status == StatusCode::OK && sheet.text.starts_with("PK"));
    let events = seen(&world, "/api/events").await.json();
    let of_old = |event: &&serde_json::Value| {
        event["matters"].as_array().unwrap().contains(&json!("elderly-allowance"))
    };
    let event = events.as_array().unwrap().iter().find(of_old).expect("of some life event");
    let id = web::format::percent_encoded(event["id"].as_str().unwrap());
    assert_eq!(&seen(&world, &format!("/api/events/{id}")).await.json(), event);
    let guides = seen(&world, "/api/guides").await.json();
    assert_eq!(guides[2]["steps"].as_array().unwrap().len(), 4, "{guides}");
    let ids = async |whom: &str| seen(&world, &format!("/api/matters?for={whom}")).await.text;
    assert!(ids("person").await.contains("\"elderly-allowance\""));
    assert!(!ids("business").await.contains("\"elderly-allowance\""));
}

#[tokio::test]
async fn a_case_is_drawn_with_the_step_it_is_at() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let receipt = apply(&router).await;
    let case = receipt.trim_end_matches("/receipt");
    for uri in [case, "/my"] {
        let page = get(&router, uri, "").await.text;
        assert!(page.contains("<figure class=\"track\">"), "{uri}: {page}");
        assert!(page.contains("正在：受理"), "{uri}");
    }
}

#[tokio::test]
async fn a_summary_is_heard_only_while_its_words_are_the_same() {
    let mut world = World::new().await;
    let folder = std::env::temp_dir().join(format!("tongban-spoken-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut settings = (*world.portal.app.settings).clone();
    settings.spoken = Some(folder.clone());
    world.portal.app.settings = Arc::new(settings);
    let uri = "/matters/elderly-allowance";
    let silent = seen(&world, uri).await.text;
    assert!(!silent.contains("<audio"), "nobody has spoken yet");
    let sound = format!("{uri}/spoken.wav");
    assert_eq!(seen(&world, &sound).await.status, StatusCode::NOT_FOUND);
    let matter = world.portal.matter("elderly-allowance").unwrap();
    fs::write(folder.join(spoken::file_name(&matter, basis::Lang::Zh)), b"RIFF").unwrap();
    let page = seen(&world, uri).await.text;
    assert!(
        page.contains("<audio controls preload=\"none\"") && page.contains("机器合成"),
        "{page}"
    );
    let heard = seen(&world, &sound).await;
    assert_eq!((heard.header("content-type"), heard.text.as_str()), ("audio/wav", "RIFF"));
    let mut other = (*matter).clone();
    other.summary.zh.push('！');
    assert_ne!(
        spoken::file_name(&matter, basis::Lang::Zh),
        spoken::file_name(&other, basis::Lang::Zh)
    );
    fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn what_is_kept_of_a_matters_page_goes_with_its_words() {
    let world = World::new().await;
    let page = async || seen(&world, "/matters/elderly-allowance").await.text;
    let (first, again) = (page().await, page().await);
    let (asked, other) = ("portal.faq.missing", "要是少带了一张纸呢？");
    let words = world.portal.app.wording.now();
    let before = words.get(basis::Lang::Zh, asked);
    assert!(first.contains(&before) && again.contains(&before) && !first.contains(other));
    let now = world.portal.app.ambient.now();
    let change = web::wording::Rewording {
        key: asked.to_owned(),
        number: 1,
        words: Some(Text::new(other, "And if a paper is missing?")),
        from: now.date(),
        published: now,
    };
    world.portal.app.wording.put(vec![change], now);
    let after = page().await;
    assert!(after.contains(other) && !after.contains(&before));
}

#[tokio::test]
async fn a_place_that_the_county_does_not_have_is_refused_over_the_interface() {
    let world = World::new().await;
    let catalogue = world.portal.catalogue();
    let matter = catalogue.matter(COUNTY, "company-start", world.portal.today()).unwrap();
    let field = matter.form.iter().find(|field| field.id == "company_division").unwrap();
    let rule = |code: &str| words::place_refusal(&world.portal, field, code);
    assert_eq!((rule(VILLAGE), rule("")), (None, None));
    assert_eq!(rule("110105"), None, "not every place of the country is on our lists");
    let no = rule("330825999999").unwrap();
    assert_eq!(
        (no.rule.as_str(), no.field.as_deref()),
        ("form.division", Some("company_division"))
    );
}

#[tokio::test]
async fn a_matters_page_tells_of_its_ratings_what_may_be_told() {
    let world = World::new().await;
    let day = "2026-11-16".parse().unwrap();
    let past = |(matter, levels): (&str, [usize; 5])| {
        let levels = feedback::Level::ALL.iter().zip(levels);
        let levels = levels.flat_map(|(level, many)| std::iter::repeat_n(*level, many));
        let given = |level| feedback::PastRating {
            case: basis::CaseId(world.portal.app.ambient.id()),
            matter: matter.to_owned(),
            township: "330825101".to_owned(),
            way: feedback::Way::Online,
            day,
            opinion: feedback::Opinion { level, indicators: Vec::new(), words: String::new() },
            looked_into: None,
        };
        levels.map(given).collect::<Vec<_>>()
    };
    let ratings = [
        ("elderly-allowance", [20, 10, 10, 10, 0]),
        ("senior-card", [20, 10, 0, 1, 0]),
        ("temporary-assistance", [2, 1, 1, 0, 0]),
    ];
    let ratings: Vec<_> = ratings.into_iter().flat_map(past).collect();
    let kept = world.portal.feedback.clone();
    let kept = tokio::task::spawn_blocking(move || kept.keep_history(&[7; 32], ratings));
    kept.await.unwrap().unwrap();
    let check = async |uri: &str, expected: &str| {
        let page = seen(&world, uri).await.text;
        assert!(page.contains(expected), "{expected} in {page}");
        page
    };
    check("/matters/elderly-allowance", "共 50 条评价。每 100 个评价里有 80 个满意。").await;
    let english = "/matters/elderly-allowance?lang=en";
    check(english, "50 ratings. 80 of 100 ratings were satisfied.").await;
    // A share, or the true total, would tell that one alone was not content.
    let page = check("/matters/senior-card", "共 31 到 34 条评价。").await;
    assert!(!page.contains("个评价里有"), "{page}");
    let page = check("/matters/temporary-assistance", "评价还太少，暂不公布数字。").await;
    assert!(!page.contains("条评价"), "{page}");
}
