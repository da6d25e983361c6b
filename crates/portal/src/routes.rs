//! The table of routes of this part.

use axum::http::Method;
use basis::Role;
use web::{Access, Route, Routes};

use crate::Portal;
use crate::api::{
    self, asked_docs, counters as at, docs, elsewhere as there, reading, somebody as asking,
};
use crate::pages::{
    apply, asked, case, check, elsewhere, find, guide, help, matter, my, notices, places,
    questions, receipt, review, somebody, spoken, supply, uploads, withdraw,
};

/// Who files for others.
const HELPERS: Access = Access::Roles(&[Role::Helper, Role::Clerk]);
/// Who has affairs of their own.
const RESIDENTS: Access = Access::Roles(&[Role::Resident]);
/// An upload with what stands around it.
const UPLOAD_BYTES: usize = cases_bytes(1);
/// Several files in one form.
const UPLOADS_BYTES: usize = cases_bytes(4);

/// A file in Base64, four letters for three bytes, with what stands around it.
const ENCODED_BYTES: usize = cases_bytes(1) / 3 * 4;

const fn cases_bytes(files: usize) -> usize {
    files * 11 * 1024 * 1024
}

/// Every route of this part.
#[must_use]
pub fn routes(portal: &Portal) -> Vec<Route> {
    [
        finding(portal),
        applying(portal, &OWN, Access::SignedIn),
        // By office, or because the person asked for it: `Whom` looks at which.
        applying(portal, &FOR, Access::SignedIn),
        helping(portal),
        asking_somebody(portal),
        following(portal),
        interface(portal),
        asking_interface(portal),
    ]
    .concat()
}

fn finding(portal: &Portal) -> Vec<Route> {
    let get = || Method::GET;
    let public = Access::Public;
    Routes::new(portal.clone())
        .page(get(), "/", public, ("首页", "Home"), find::home)
        .page(get(), "/matters", public, ("办事", "Services"), find::matters)
        .in_menu()
        .page(get(), "/search", public, ("搜索", "Search"), find::search)
        .page(get(), "/events/{id}", public, ("一类事", "Life event"), find::event)
        .page(
            get(),
            "/ask-somebody",
            public,
            ("请人帮我办", "Ask somebody"),
            questions::ask_somebody,
        )
        .page(get(), "/guides", public, ("图说怎么办", "In pictures"), guide::show)
        .page(get(), "/places", public, ("就近办事", "Near you"), places::show)
        .page(get(), "/places.xlsx", public, ("村和社区表格", "As a sheet"), places::sheet)
        .page(get(), "/places/{town}", public, ("村和社区", "Villages"), places::town_page)
        .page(get(), "/matters/{id}", public, ("事项", "Service"), matter::show)
        .page(get(), "/matters/{id}/spoken.wav", public, ("听一听", "Listen"), spoken::sound)
        .page(get(), "/matters/{id}/check", public, ("我能不能办", "Can I"), check::ask)
        .page(
            Method::POST,
            "/matters/{id}/check",
            public,
            ("看看能不能办", "Find out whether I qualify"),
            check::answer,
        )
        .list()
}

/// The addresses of an application: one's own, and for somebody else.
struct Paths {
    start: &'static str,
    check: &'static str,
    step: &'static str,
    material: &'static str,
}

const OWN: Paths = Paths {
    start: "/apply/{matter}",
    check: "/apply/{matter}/check",
    step: "/apply/{matter}/{step}",
    material: "/apply/{matter}/materials/{step}",
};

const FOR: Paths = Paths {
    start: "/for/{person}/apply/{matter}",
    check: "/for/{person}/apply/{matter}/check",
    step: "/for/{person}/apply/{matter}/{step}",
    material: "/for/{person}/apply/{matter}/materials/{step}",
};

fn applying(portal: &Portal, paths: &Paths, access: Access) -> Vec<Route> {
    let (get, post) = (|| Method::GET, || Method::POST);
    Routes::new(portal.clone())
        .page(get(), paths.start, access, ("开始办理", "Apply"), apply::start)
        .page(get(), paths.check, access, ("核对", "Check the answers"), review::show)
        .page(post(), paths.check, access, ("提交申请", "Hand in"), review::submit)
        .page(get(), paths.step, access, ("填写", "Question"), apply::question)
        .page(post(), paths.step, access, ("保存", "Save"), apply::save)
        .page(get(), paths.material, access, ("上传材料", "Upload"), uploads::show)
        .page(post(), paths.material, access, ("保存材料", "Save the file"), uploads::put)
        .takes_up_to(UPLOAD_BYTES)
        .list()
}

fn helping(portal: &Portal) -> Vec<Route> {
    Routes::new(portal.clone())
        .page(Method::GET, "/apply-for", HELPERS, ("帮人办", "File for somebody"), help::choose)
        .in_menu()
        .page(Method::POST, "/apply-for", HELPERS, ("帮谁办", "For whom"), help::chosen)
        .page(Method::GET, "/for/{person}", HELPERS, ("办什么", "Which service"), help::matters)
        .list()
}

fn asking_somebody(portal: &Portal) -> Vec<Route> {
    let (get, post) = (|| Method::GET, || Method::POST);
    let signed = Access::SignedIn;
    Routes::new(portal.clone())
        .page(
            get(),
            "/ask-somebody/{matter}",
            RESIDENTS,
            ("请人代办", "Ask for it"),
            somebody::form,
        )
        .page(
            post(),
            "/ask-somebody/{matter}",
            RESIDENTS,
            ("请他帮我办", "Send the request"),
            somebody::ask,
        )
        .page(get(), "/asked", signed, ("请我帮忙的人", "People who asked"), asked::people)
        .page(get(), "/asked/{request}", signed, ("一个请求", "A request"), asked::show)
        .page(
            post(),
            "/asked/{request}",
            signed,
            ("接手或者撤回", "Take it up or back"),
            asked::step,
        )
        .list()
}

fn asking_interface(portal: &Portal) -> Vec<Route> {
    let (get, post) = (|| Method::GET, || Method::POST);
    let signed = Access::SignedIn;
    Routes::new(portal.clone())
        .api(post(), "/api/asked", RESIDENTS, asked_docs::ask_doc(), asking::ask)
        .api(get(), "/api/asked", signed, asked_docs::people_doc(), asking::people)
        .api(get(), "/api/my/asked", signed, asked_docs::mine_doc(), asking::mine)
        .api(get(), "/api/asked/{request}", signed, asked_docs::one_doc(), asking::one)
        .api(post(), "/api/asked/{request}", signed, asked_docs::step_doc(), asking::step)
        .list()
}

fn following(portal: &Portal) -> Vec<Route> {
    let (get, post) = (|| Method::GET, || Method::POST);
    let signed = Access::SignedIn;
    Routes::new(portal.clone())
        .page(get(), "/my", signed, ("我的办件", "My affairs"), my::list)
        .in_menu()
        .page(
            get(),
            "/my/elsewhere",
            RESIDENTS,
            ("我在其他县的办件", "My cases in other counties"),
            elsewhere::cases,
        )
        .page(
            get(),
            "/my/elsewhere/certificates",
            RESIDENTS,
            ("我在其他县的证照", "My certificates in other counties"),
            elsewhere::certificates,
        )
        .page(get(), "/cases/{id}", signed, ("办件", "Case"), case::show)
        .page(get(), "/cases/{id}/receipt", signed, ("回执", "Receipt"), receipt::show)
        .page(
            get(),
            "/cases/{id}/receipts/{file}",
            signed,
            ("下载回执", "Download the receipt"),
            receipt::proof,
        )
        .page(
            get(),
            "/cases/{id}/notices/{file}",
            signed,
            ("下载通知书", "Download a notice"),
            notices::download,
        )
        .page(get(), "/cases/{id}/supply", signed, ("补材料", "Supplement"), supply::ask)
        .page(post(), "/cases/{id}/supply", signed, ("提交补正", "Send"), supply::supply)
        .takes_up_to(UPLOADS_BYTES)
        .page(get(), "/cases/{id}/withdraw", signed, ("撤回", "Withdraw"), withdraw::ask)
        .page(
            post(),
            "/cases/{id}/withdraw",
            signed,
            ("撤回申请", "Withdraw the application"),
            withdraw::withdraw,
        )
        .list()
}

fn interface(portal: &Portal) -> Vec<Route> {
    const COUNTERS: &str = "/api/matters/{id}/counters";
    let (get, post) = (|| Method::GET, || Method::POST);
    let (public, signed) = (Access::Public, Access::SignedIn);
    Routes::new(portal.clone())
        .api(get(), "/api/matters", public, docs::search(), api::search)
        .api(get(), "/api/matters/{id}", public, docs::matter(), api::matter)
        .api(get(), COUNTERS, public, at::counters_doc(), at::counters)
        .api(post(), "/api/matters/{id}/check", public, docs::check(), api::check)
        .api(post(), "/api/files", signed, docs::keep_file(), api::keep_file)
        .takes_up_to(ENCODED_BYTES)
        .api(post(), "/api/cases", signed, docs::submit(), api::submit)
        .api(get(), "/api/cases/{id}", signed, docs::case(), api::case)
        .api(post(), "/api/cases/{id}/acts", signed, docs::act(), api::act)
        .api(get(), "/api/my/cases", signed, docs::mine(), api::mine)
        .api(get(), "/api/my/elsewhere", RESIDENTS, there::cases_doc(), there::cases)
        .api(
            get(),
            "/api/my/elsewhere/certificates",
            RESIDENTS,
            there::certificates_doc(),
            there::certificates,
        )
        .api(get(), "/api/events", public, reading::events_doc(), reading::events)
        .api(get(), "/api/events/{id}", public, reading::event_doc(), reading::event)
        .api(get(), "/api/guides", public, reading::guides_doc(), reading::guides)
        .api(get(), "/api/popular", public, reading::popular_doc(), reading::popular)
        .api(get(), "/api/places", public, reading::towns_doc(), reading::towns)
        .api(get(), "/api/places/{town}", public, reading::villages_doc(), reading::villages)
        .api(post(), "/api/people/find", HELPERS, reading::person_doc(), reading::person)
        .list()
}
