//! Whatever a page does, another system can do: every page of the table of routes has its twin in the
//! interface, or stands in a short list with the reason why not.

use std::collections::BTreeSet;

use web::Route;

use crate::support::home::Home;

/// Pages and what does the same in the interface. A form's page has the twin of its answer.
const TWINS: &[(&str, &str)] = &[
    // Finding.
    ("GET /", "GET /api/popular"),
    ("GET /matters", "GET /api/matters"),
    ("GET /search", "GET /api/matters"),
    ("GET /events/{id}", "GET /api/events/{id}"),
    ("GET /guides", "GET /api/guides"),
    ("GET /places", "GET /api/places"),
    ("GET /places.xlsx", "GET /api/places"),
    ("GET /places/{town}", "GET /api/places/{town}"),
    ("GET /matters/{id}", "GET /api/matters/{id}"),
    ("GET /matters/{id}/check", "POST /api/matters/{id}/check"),
    ("POST /matters/{id}/check", "POST /api/matters/{id}/check"),
    ("GET /ratings", "GET /api/ratings"),
    ("GET /ratings.xlsx", "GET /api/ratings"),
    ("GET /ratings/{matter}", "GET /api/ratings/{matter}"),
    ("GET /verify", "GET /api/certificates/verify/{code}"),
    ("POST /verify", "GET /api/certificates/verify/{code}"),
    ("GET /verify/{code}", "GET /api/certificates/verify/{code}"),
    // Applying: the questions and materials are in the definition of the matter.
    ("GET /apply/{matter}", "GET /api/matters/{id}"),
    ("GET /apply/{matter}/{step}", "GET /api/matters/{id}"),
    ("GET /apply/{matter}/materials/{step}", "GET /api/matters/{id}"),
    ("POST /apply/{matter}/materials/{step}", "POST /api/files"),
    ("GET /apply/{matter}/check", "POST /api/cases"),
    ("POST /apply/{matter}/check", "POST /api/cases"),
    ("GET /apply-for", "POST /api/people/find"),
    ("POST /apply-for", "POST /api/people/find"),
    ("GET /for/{person}", "GET /api/matters"),
    ("GET /for/{person}/apply/{matter}", "GET /api/matters/{id}"),
    ("GET /for/{person}/apply/{matter}/{step}", "GET /api/matters/{id}"),
    ("GET /for/{person}/apply/{matter}/materials/{step}", "GET /api/matters/{id}"),
    ("POST /for/{person}/apply/{matter}/materials/{step}", "POST /api/files"),
    ("GET /for/{person}/apply/{matter}/check", "POST /api/cases"),
    ("POST /for/{person}/apply/{matter}/check", "POST /api/cases"),
    // Asking somebody to do it.
    ("GET /ask-somebody", "GET /api/matters"),
    ("GET /ask-somebody/{matter}", "POST /api/asked"),
    ("POST /ask-somebody/{matter}", "POST /api/asked"),
    ("GET /asked", "GET /api/asked"),
    ("GET /asked/{request}", "GET /api/asked/{request}"),
    ("POST /asked/{request}", "POST /api/asked/{request}"),
    // Following.
    ("GET /my", "GET /api/my/cases"),
    ("GET /my/elsewhere", "GET /api/my/elsewhere"),
    ("GET /my/elsewhere/certificates", "GET /api/my/elsewhere/certificates"),
    ("GET /cases/{id}", "GET /api/cases/{id}"),
    ("GET /cases/{id}/receipt", "GET /api/cases/{id}/history"),
    ("GET /cases/{id}/supply", "GET /api/cases/{id}"),
    ("POST /cases/{id}/supply", "POST /api/cases/{id}/acts"),
    ("GET /cases/{id}/withdraw", "POST /api/cases/{id}/acts"),
    ("POST /cases/{id}/withdraw", "POST /api/cases/{id}/acts"),
    ("GET /cases/{id}/rate", "POST /api/cases/{id}/rating"),
    ("POST /cases/{id}/rate", "POST /api/cases/{id}/rating"),
    ("GET /certificates", "GET /api/certificates"),
    ("GET /certificates/{key}", "GET /api/certificates/{key}"),
    ("GET /my/footprint", "GET /api/my/footprint"),
    ("GET /my/notices", "GET /api/my/notices"),
    ("GET /me", "GET /api/me"),
    ("GET /me/second", "GET /api/me/second"),
    ("GET /me/sessions", "GET /api/me/sessions"),
    ("POST /me/sessions", "POST /api/me/sessions"),
    // The desk.
    ("GET /desk", "GET /api/desk/inbox"),
    ("GET /desk/inbox.xlsx", "GET /api/desk/inbox"),
    ("GET /desk/supervise", "GET /api/desk/due"),
    ("GET /desk/supervise.xlsx", "GET /api/desk/due"),
    ("GET /desk/board", "GET /api/desk/board"),
    ("GET /desk/board.xlsx", "GET /api/desk/board"),
    ("GET /desk/cases/{id}", "GET /api/cases/{id}"),
    ("GET /desk/cases/{id}/do/{act}", "POST /api/cases/{id}/acts"),
    ("POST /desk/cases/{id}/do/{act}", "POST /api/cases/{id}/acts"),
    ("GET /desk/audit", "GET /api/desk/audit"),
    ("POST /desk/audit", "POST /api/desk/audit"),
    ("GET /desk/ratings", "GET /api/desk/ratings"),
    ("GET /desk/ratings.xlsx", "GET /api/desk/ratings"),
    ("GET /desk/ratings/{id}", "GET /api/desk/ratings"),
    ("POST /desk/ratings/{id}", "POST /api/desk/ratings/{id}"),
    // What an office changes by itself.
    ("GET /manage/staff", "GET /api/staff"),
    ("GET /manage/staff.xlsx", "GET /api/staff"),
    ("GET /manage/staff/template.xlsx", "POST /api/staff"),
    ("GET /manage/staff/add", "POST /api/staff"),
    ("POST /manage/staff/add", "POST /api/staff"),
    ("GET /manage/staff/import", "POST /api/staff"),
    ("POST /manage/staff/import", "POST /api/staff"),
    ("GET /manage/staff/{id}", "GET /api/staff"),
    ("POST /manage/staff/{id}", "POST /api/staff/{id}"),
    ("GET /manage/posts", "GET /api/manage/posts"),
    ("POST /manage/posts/{id}", "POST /api/manage/posts/{id}"),
    ("GET /manage/residents", "POST /api/manage/residents"),
    ("POST /manage/residents", "POST /api/manage/residents"),
    ("GET /manage/departments", "GET /api/manage/departments"),
    ("GET /manage/departments.xlsx", "GET /api/manage/departments"),
    ("GET /manage/departments/add", "GET /api/manage/departments"),
    ("POST /manage/departments/add", "POST /api/manage/drafts/{id}"),
    ("GET /manage/departments/{id}", "GET /api/manage/departments"),
    ("POST /manage/departments/{id}", "POST /api/manage/drafts/{id}"),
    ("GET /manage/departments/import", "POST /api/manage/drafts/{id}"),
    ("POST /manage/departments/import", "POST /api/manage/drafts/{id}"),
    ("GET /manage/parameters", "GET /api/manage/drafts/{id}"),
    ("POST /manage/parameters", "POST /api/manage/drafts/{id}"),
    ("GET /manage/parameters/import", "POST /api/manage/drafts/{id}"),
    ("POST /manage/parameters/import", "POST /api/manage/drafts/{id}"),
    ("GET /manage/parameters.xlsx", "GET /api/manage/drafts/{id}"),
    ("GET /manage/life-events.xlsx", "GET /api/manage/matters/{id}"),
    ("GET /manage/life-events/import", "POST /api/manage/drafts/{id}"),
    ("POST /manage/life-events/import", "POST /api/manage/drafts/{id}"),
    ("GET /manage/registers.xlsx", "GET /api/manage/matters/{id}"),
    ("GET /manage/registers/import", "POST /api/manage/drafts/{id}"),
    ("POST /manage/registers/import", "POST /api/manage/drafts/{id}"),
    ("GET /manage/words.xlsx", "GET /api/manage/matters/{id}"),
    ("GET /manage/words/import", "POST /api/manage/drafts/{id}"),
    ("POST /manage/words/import", "POST /api/manage/drafts/{id}"),
    ("GET /manage/points.xlsx", "GET /api/places/{town}"),
    ("GET /manage/points/import", "POST /api/manage/drafts/{id}"),
    ("POST /manage/points/import", "POST /api/manage/drafts/{id}"),
    ("GET /manage/matters", "GET /api/manage/matters"),
    ("GET /manage/matters.xlsx", "GET /api/manage/list"),
    ("GET /manage/matters/import", "POST /api/manage/list"),
    ("POST /manage/matters/import", "POST /api/manage/list"),
    ("GET /manage/matters/add", "GET /api/manage/matters"),
    ("POST /manage/matters/add", "POST /api/manage/matters"),
    ("GET /manage/matters/{id}", "GET /api/manage/matters/{id}"),
    ("POST /manage/matters/{id}", "POST /api/manage/matters/{id}"),
    ("GET /manage/texts", "GET /api/manage/texts"),
    ("GET /manage/texts.xlsx", "GET /api/manage/texts"),
    ("GET /manage/texts/import", "POST /api/manage/texts"),
    ("POST /manage/texts/import", "POST /api/manage/texts"),
    ("GET /manage/texts/proposed", "GET /api/manage/texts/proposed"),
    ("POST /manage/texts/proposed", "POST /api/manage/texts/proposed"),
    ("GET /manage/texts/{id}", "GET /api/manage/texts/{id}"),
    ("POST /manage/texts/{id}", "POST /api/manage/texts/{id}"),
    ("GET /manage/drafts/{id}", "GET /api/manage/drafts/{id}"),
    ("POST /manage/drafts/{id}", "POST /api/manage/drafts/{id}"),
    ("GET /manage/drafts/{id}/{part}", "GET /api/manage/drafts/{id}/{part}"),
    ("POST /manage/drafts/{id}/{part}", "POST /api/manage/drafts/{id}/{part}"),
    ("GET /manage/drafts/{id}/{part}/{item}", "GET /api/manage/drafts/{id}/{part}"),
    ("POST /manage/drafts/{id}/{part}/{item}", "POST /api/manage/drafts/{id}/{part}"),
    ("GET /manage/calendar", "GET /api/manage/calendar"),
    ("GET /manage/calendar.xlsx", "GET /api/manage/calendar"),
    ("GET /manage/calendar/import", "POST /api/manage/calendar"),
    ("POST /manage/calendar", "POST /api/manage/calendar"),
    ("POST /manage/calendar/import", "POST /api/manage/calendar"),
    ("GET /manage/calendar/{year}", "GET /api/manage/calendar/{year}"),
    ("POST /manage/calendar/{year}", "POST /api/manage/calendar/{year}"),
];

const FORM: &str = "half-written answers belong to the person at the screen; other systems send all of them at once with POST /api/cases";
const SESSION: &str = "a session begins and ends with whoever signs in; other systems send the same form and keep the cookie, as /api says";
const SECRET: &str = "a password is set by the person alone and passes through no other system";
const FILE: &str = "a file that programs read as it is";
const WORDS: &str = "words only, and links to pages that have twins";

/// Pages without a twin, and why.
const ALONE: &[(&str, &str)] = &[
    ("GET /rated", WORDS),
    ("GET /desk/file-for", WORDS),
    ("POST /apply/{matter}/{step}", FORM),
    ("POST /for/{person}/apply/{matter}/{step}", FORM),
    ("GET /matters/{id}/spoken.wav", FILE),
    ("GET /cases/{id}/receipts/{file}", FILE),
    ("GET /cases/{id}/notices/{file}", FILE),
    ("GET /certificates/{key}/paper.pdf", FILE),
    ("GET /desk/cases/{id}/files/{file}", FILE),
    (
        "GET /desk/cases/{id}/papers/{paper}",
        "a page made to be printed; what it says is in the case",
    ),
    ("GET /manage/drafts/{id}/preview", "how residents will see it; the draft itself has a twin"),
    ("GET /sign-in", SESSION),
    ("POST /sign-in", SESSION),
    ("GET /sign-in/code", SESSION),
    ("POST /sign-in/code", SESSION),
    ("POST /sign-in/code/enter", SESSION),
    ("POST /sign-out", SESSION),
    ("GET /sign-in/first", SECRET),
    ("POST /sign-in/first", SECRET),
    ("GET /me/password", SECRET),
    ("POST /me/password", SECRET),
    ("POST /me/second", SECRET),
    ("GET /sign-in/second", SESSION),
    ("POST /sign-in/second", SESSION),
];

/// Pages that only read what the planning half wrote as files: its layers are OGC API – Features
/// under `/ogc`, its results are the JSON that `tongban plan` prints.
const READ_AS_FILES: [&str; 2] = ["GET /planner", "GET /ogc"];

fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

#[test]
fn every_page_has_its_twin_or_a_reason() {
    let home = Home::sqlite();
    let house = home.house();
    let (pages, interface): (Vec<Route>, Vec<Route>) =
        house.routes().into_iter().partition(|route| route.doc.is_none());
    let pages: BTreeSet<String> = pages.iter().map(name).collect();
    let interface: BTreeSet<String> = interface.iter().map(name).collect();
    let mut wrong = Vec::new();
    for page in &pages {
        let twins = TWINS.iter().filter(|(of, _)| of == page).count();
        let alone = ALONE.iter().filter(|(of, _)| of == page).count();
        let is_read = READ_AS_FILES.iter().any(|begin| page.starts_with(begin));
        if twins + alone + usize::from(is_read) != 1 {
            wrong.push(format!("{page}: name its twin in TWINS, or in ALONE why it has none"));
        }
    }
    for (page, twin) in TWINS {
        if !interface.contains(*twin) {
            wrong.push(format!("{page}: there is no {twin}"));
        }
        let acts = page.starts_with("POST") && *page != "POST /verify";
        if acts && !twin.starts_with("POST") {
            wrong.push(format!("{page}: {twin} reads only"));
        }
    }
    for (page, _) in TWINS.iter().chain(ALONE) {
        if !pages.contains(*page) {
            wrong.push(format!("{page}: there is no such page any more"));
        }
    }
    assert!(wrong.is_empty(), "{} findings\n{}\n", wrong.len(), wrong.join("\n"));
}

/// What an office keeps in lists leaves as a sheet and comes back as one.
#[test]
fn every_list_of_an_office_goes_out_and_comes_back_as_a_sheet() {
    let routes: BTreeSet<String> = Home::sqlite().house().routes().iter().map(name).collect();
    let sheets: Vec<&str> = routes
        .iter()
        .filter_map(|route| route.strip_prefix("GET /manage/")?.strip_suffix(".xlsx"))
        .filter(|list| !list.contains('/'))
        .collect();
    for list in [
        "calendar",
        "departments",
        "life-events",
        "matters",
        "parameters",
        "points",
        "registers",
        "staff",
        "texts",
        "words",
    ] {
        assert!(sheets.contains(&list), "{list} is a list, and leaves in no sheet: {sheets:?}");
    }
    for list in sheets {
        let back = format!("POST /manage/{list}/import");
        assert!(routes.contains(&back), "{list} goes out as a sheet and does not come back");
    }
}
