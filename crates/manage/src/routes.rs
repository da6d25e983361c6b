//! The table of routes of this part.

use axum::http::Method;
use basis::Role;
use web::{Access, Route, Routes};

use crate::api::{lists, matters as new_matters, posts, residents as resident_api};
use crate::departments as form;
use crate::matters::{draft, parts};
use crate::sheets::{calendar as year, departments, parameters, points};
use crate::staff::waiting;
use crate::{Manage, api, calendar, matters, residents, staff, texts};

const ADMINS: Access = Access::Roles(&[Role::Admin]);
const DATA: Access = Access::Roles(&[Role::DataOfficer]);
/// Who reads the lists that both work with.
const LISTS: Access = Access::Roles(&[Role::Admin, Role::DataOfficer]);
/// A sheet of staff is small.
const SHEET: usize = 4 << 20;
/// The same in Base64, four letters for three bytes, with what stands around it.
const ENCODED_SHEET: usize = SHEET / 3 * 4 + (64 << 10);

/// Every route of this part.
#[must_use]
pub fn routes(manage: Manage) -> Vec<Route> {
    let all = [staff_routes(manage.clone()), data_routes(manage.clone())];
    let all = [all.concat(), department_routes(manage.clone()), list_routes(manage.clone())];
    let all = [all.concat(), part_routes(manage.clone())];
    [all.concat(), calendar_routes(manage.clone()), text_routes(manage)].concat()
}

fn staff_routes(manage: Manage) -> Vec<Route> {
    let (get, post) = (|| Method::GET, || Method::POST);
    let import = ("导入人员", "Import staff");
    let resident = ("替居民退出登录", "A resident's sessions");
    Routes::new(manage)
        .page(get(), "/manage/staff", ADMINS, ("人员和岗位", "Staff"), staff::list)
        .in_menu()
        .page(get(), "/manage/staff/add", ADMINS, ("添加人员", "Add"), staff::add_page)
        .page(post(), "/manage/staff/add", ADMINS, ("添加人员", "Add"), staff::add)
        .page(get(), "/manage/staff/import", ADMINS, import, staff::import_page)
        .page(post(), "/manage/staff/import", ADMINS, import, staff::take_in)
        .takes_up_to(SHEET)
        .page(
            get(),
            "/manage/staff/template.xlsx",
            ADMINS,
            ("人员模板", "Template"),
            staff::template,
        )
        .page(get(), "/manage/staff.xlsx", ADMINS, ("人员表", "Staff as a sheet"), staff::export)
        .page(get(), "/manage/staff/{id}", ADMINS, ("岗位和账号", "Officer"), staff::show)
        .page(post(), "/manage/staff/{id}", ADMINS, ("改岗位和账号", "Change"), staff::change)
        .page(get(), "/manage/posts", ADMINS, ("等确认的岗位", "Posts to confirm"), waiting::show)
        .page(post(), "/manage/posts/{id}", ADMINS, ("确认岗位", "Confirm"), waiting::change)
        .page(get(), "/manage/residents", ADMINS, resident, residents::show)
        .page(post(), "/manage/residents", ADMINS, resident, residents::end)
        .api(get(), "/api/staff", ADMINS, api::staff_doc(), api::staff)
        .api(post(), "/api/staff", ADMINS, api::take_in_doc(), api::take_in)
        .api(post(), "/api/staff/{id}", ADMINS, api::officer_doc(), api::officer)
        .api(get(), "/api/manage/posts", ADMINS, posts::list_doc(), posts::list)
        .api(post(), "/api/manage/posts/{id}", ADMINS, posts::settle_doc(), posts::settle)
        .api(post(), "/api/manage/residents", ADMINS, resident_api::end_doc(), resident_api::end)
        .list()
}

fn data_routes(manage: Manage) -> Vec<Route> {
    let (get, post) = (|| Method::GET, || Method::POST);
    let matter = ("事项的版本", "Versions");
    let draft_name = ("事项草稿", "Draft");
    let departments_in = ("从表格改部门", "Departments from a sheet");
    let parameters_in = ("从表格改参数", "Parameters from a sheet");
    let points_in = ("从表格填服务点", "Service points from a sheet");
    let calendar_in = ("从表格提议日历", "Calendar from a sheet");
    let one_year = ("一年的日历", "The calendar of a year");
    let list_in = ("导入实施清单", "Take in the list");
    let new_matter = ("添加事项", "Add a matter");
    Routes::new(manage)
        .page(get(), "/manage/matters", DATA, ("事项管理", "Matters"), matters::list)
        .in_menu()
        .page(
            get(),
            "/manage/matters.xlsx",
            DATA,
            ("实施清单", "Implementation list"),
            matters::export,
        )
        .page(get(), "/manage/matters/import", DATA, list_in, matters::import_page)
        .page(post(), "/manage/matters/import", DATA, list_in, matters::take_in)
        .takes_up_to(SHEET)
        .page(get(), "/manage/matters/add", DATA, new_matter, matters::new::add_page)
        .page(post(), "/manage/matters/add", DATA, new_matter, matters::new::add)
        .page(get(), "/manage/matters/{id}", DATA, matter, matters::show)
        .page(post(), "/manage/matters/{id}", DATA, ("起草", "Begin a draft"), matters::begin)
        .page(get(), "/manage/drafts/{id}", DATA, draft_name, draft::show)
        .page(post(), "/manage/drafts/{id}", DATA, ("改草稿", "Change a draft"), draft::change)
        .takes_up_to(1 << 20)
        .page(get(), "/manage/drafts/{id}/preview", DATA, ("预览", "Preview"), draft::preview)
        .page(get(), "/manage/parameters.xlsx", DATA, ("参数表", "Parameters"), parameters::export)
        .page(get(), "/manage/parameters/import", DATA, parameters_in, parameters::import_page)
        .page(post(), "/manage/parameters/import", DATA, parameters_in, parameters::take_in)
        .takes_up_to(SHEET)
        .page(
            get(),
            "/manage/departments.xlsx",
            LISTS,
            ("部门表", "As a sheet"),
            departments::export,
        )
        .page(get(), "/manage/departments/import", DATA, departments_in, departments::import_page)
        .page(post(), "/manage/departments/import", DATA, departments_in, departments::take_in)
        .takes_up_to(SHEET)
        .page(get(), "/manage/points.xlsx", DATA, ("服务点表", "Service points"), points::export)
        .page(get(), "/manage/points/import", DATA, points_in, points::import_page)
        .page(post(), "/manage/points/import", DATA, points_in, points::take_in)
        .takes_up_to(SHEET)
        .page(get(), "/manage/calendar.xlsx", DATA, ("日历表", "As a sheet"), year::export)
        .page(get(), "/manage/calendar/import", DATA, calendar_in, year::import_page)
        .page(post(), "/manage/calendar/import", DATA, calendar_in, year::take_in)
        .takes_up_to(SHEET)
        .page(get(), "/manage/calendar", DATA, ("工作日历", "Calendar"), calendar::show)
        .in_menu()
        .page(post(), "/manage/calendar", DATA, ("提议日历", "Propose"), calendar::propose)
        .page(get(), "/manage/calendar/{year}", DATA, one_year, calendar::year::show)
        .page(post(), "/manage/calendar/{year}", DATA, one_year, calendar::year::change)
        .api(get(), "/api/manage/matters", DATA, lists::files_doc(), lists::files)
        .api(
            post(),
            "/api/manage/matters",
            DATA,
            new_matters::begin_new_doc(),
            new_matters::begin_new,
        )
        .api(get(), "/api/manage/list", DATA, lists::rows_doc(), lists::rows)
        .api(post(), "/api/manage/list", DATA, lists::take_in_doc(), lists::take_in)
        .takes_up_to(ENCODED_SHEET)
        .api(get(), "/api/manage/matters/{id}", DATA, api::versions_doc(), api::versions)
        .api(post(), "/api/manage/matters/{id}", DATA, api::begin_doc(), api::begin)
        .api(get(), "/api/manage/drafts/{id}", DATA, api::draft_doc(), api::draft)
        .api(post(), "/api/manage/drafts/{id}", DATA, api::change_doc(), api::change)
        .api(get(), "/api/manage/departments", LISTS, lists::departments_doc(), lists::departments)
        .list()
}

fn part_routes(manage: Manage) -> Vec<Route> {
    use crate::matters::parts::api;
    let (get, post) = (|| Method::GET, || Method::POST);
    let (part, item) = (("事项的一部分", "A part of a matter"), ("其中一项", "An item of it"));
    Routes::new(manage)
        .page(get(), "/manage/drafts/{id}/{part}", DATA, part, parts::show)
        .page(post(), "/manage/drafts/{id}/{part}", DATA, part, parts::change)
        .page(get(), "/manage/drafts/{id}/{part}/{item}", DATA, item, parts::ask)
        .page(post(), "/manage/drafts/{id}/{part}/{item}", DATA, item, parts::save)
        .api(get(), "/api/manage/drafts/{id}/{part}", DATA, api::items_doc(), api::show)
        .api(post(), "/api/manage/drafts/{id}/{part}", DATA, api::change_doc(), api::change)
        .list()
}

fn department_routes(manage: Manage) -> Vec<Route> {
    let (get, post) = (|| Method::GET, || Method::POST);
    let (add, one) = (("添加部门", "Add"), ("一个部门", "A department"));
    let values = ("参数", "Parameters");
    Routes::new(manage)
        .page(get(), "/manage/departments", LISTS, ("部门", "Departments"), form::list)
        .in_menu()
        .page(get(), "/manage/departments/add", DATA, add, form::add_page)
        .page(post(), "/manage/departments/add", DATA, add, form::add)
        .page(get(), "/manage/departments/{id}", DATA, one, form::show)
        .page(post(), "/manage/departments/{id}", DATA, one, form::change)
        .page(get(), "/manage/parameters", DATA, values, crate::parameters::show)
        .page(post(), "/manage/parameters", DATA, values, crate::parameters::change)
        .list()
}

/// Lists of the catalogue that go out as sheets and come back as drafts.
fn list_routes(manage: Manage) -> Vec<Route> {
    use crate::sheets::{events, registers, words};
    let (get, post) = (|| Method::GET, || Method::POST);
    let events_in = ("从表格改人生事件", "Life events from a sheet");
    let registers_in = ("从表格改数据资源", "Registers from a sheet");
    let words_in = ("从表格改搜索用词", "Words of search from a sheet");
    let (events_out, words_out) =
        (("人生事件表", "Life events"), ("搜索用词表", "Words of search"));
    Routes::new(manage)
        .page(get(), "/manage/life-events.xlsx", DATA, events_out, events::export)
        .page(get(), "/manage/life-events/import", DATA, events_in, events::import_page)
        .page(post(), "/manage/life-events/import", DATA, events_in, events::take_in)
        .takes_up_to(SHEET)
        .page(get(), "/manage/registers.xlsx", DATA, ("数据资源表", "Registers"), registers::export)
        .page(get(), "/manage/registers/import", DATA, registers_in, registers::import_page)
        .page(post(), "/manage/registers/import", DATA, registers_in, registers::take_in)
        .takes_up_to(SHEET)
        .page(get(), "/manage/words.xlsx", DATA, words_out, words::export)
        .page(get(), "/manage/words/import", DATA, words_in, words::import_page)
        .page(post(), "/manage/words/import", DATA, words_in, words::take_in)
        .takes_up_to(SHEET)
        .list()
}

fn calendar_routes(manage: Manage) -> Vec<Route> {
    use crate::calendar::api;
    let (get, post) = (|| Method::GET, || Method::POST);
    Routes::new(manage)
        .api(get(), "/api/manage/calendar", DATA, api::years_doc(), api::years)
        .api(post(), "/api/manage/calendar", DATA, api::propose_doc(), api::propose)
        .api(get(), "/api/manage/calendar/{year}", DATA, api::year_doc(), api::year)
        .api(post(), "/api/manage/calendar/{year}", DATA, api::change_doc(), api::change)
        .list()
}

fn text_routes(manage: Manage) -> Vec<Route> {
    use crate::sheets::texts as sheet;
    use crate::texts::{proposed, proposed_api as many};
    let (get, post) = (|| Method::GET, || Method::POST);
    let sheet_in = ("从表格改文字", "Texts from a sheet");
    let waiting = ("等发布的文字", "Texts to publish");
    Routes::new(manage)
        .page(get(), "/manage/texts", DATA, ("文字管理", "Texts"), texts::list)
        .in_menu()
        .page(get(), "/manage/texts.xlsx", DATA, ("文字表", "Texts as a sheet"), sheet::export)
        .page(get(), "/manage/texts/import", DATA, sheet_in, sheet::import_page)
        .page(post(), "/manage/texts/import", DATA, sheet_in, sheet::take_in)
        .takes_up_to(SHEET)
        .page(get(), "/manage/texts/proposed", DATA, waiting, proposed::show)
        .page(post(), "/manage/texts/proposed", DATA, waiting, proposed::settle)
        .page(get(), "/manage/texts/{id}", DATA, ("一条文字", "A text"), texts::show)
        .page(post(), "/manage/texts/{id}", DATA, ("改文字", "Change a text"), texts::change)
        .api(get(), "/api/manage/texts", DATA, texts::api::list_doc(), texts::api::list)
        .api(post(), "/api/manage/texts", DATA, many::take_in_doc(), many::take_in)
        .takes_up_to(ENCODED_SHEET)
        .api(get(), "/api/manage/texts/proposed", DATA, many::list_doc(), many::list)
        .api(post(), "/api/manage/texts/proposed", DATA, many::settle_doc(), many::settle)
        .api(get(), "/api/manage/texts/{id}", DATA, texts::api::one_doc(), texts::api::one)
        .api(post(), "/api/manage/texts/{id}", DATA, texts::api::change_doc(), texts::api::change)
        .list()
}
