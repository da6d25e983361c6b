//! The table of routes of the desk.

use axum::http::Method;
use basis::Role;
use web::{Access, Route, Routes};

use crate::{
    Desk, act, api, audit, board, case, files, find, inbox, lists, mark, papers, supervise,
};

/// Those who work on cases.
const WORKERS: Access =
    Access::Roles(&[Role::Clerk, Role::Reviewer, Role::Approver, Role::Supervisor]);
/// Those who may look at a case of their scope.
const READERS: Access = Access::Roles(&[
    Role::Helper,
    Role::Clerk,
    Role::Reviewer,
    Role::Approver,
    Role::Supervisor,
    Role::Auditor,
]);
const SUPERVISORS: Access = Access::Roles(&[Role::Supervisor]);
const AUDITORS: Access = Access::Roles(&[Role::Auditor]);
const FILERS: Access = Access::Roles(&[Role::Helper, Role::Clerk]);

/// Every route of the desk.
#[must_use]
pub fn routes(desk: Desk) -> Vec<Route> {
    let (get, post) = (|| Method::GET, || Method::POST);
    let audit_run = ("核验总账", "Audit the ledger");
    Routes::new(desk)
        .page(get(), "/desk", WORKERS, ("待办", "Inbox"), inbox::inbox)
        .in_menu()
        .page(get(), "/desk/supervise", SUPERVISORS, ("督办", "Due list"), supervise::supervise)
        .in_menu()
        .page(get(), "/desk/inbox.xlsx", WORKERS, ("待办表格", "Inbox as a sheet"), lists::inbox)
        .page(
            get(),
            "/desk/supervise.xlsx",
            SUPERVISORS,
            ("督办表格", "Due list as a sheet"),
            lists::due,
        )
        .page(get(), "/desk/board", SUPERVISORS, ("看板", "Board"), board::board)
        .in_menu()
        .page(
            get(),
            "/desk/board.xlsx",
            SUPERVISORS,
            ("看板表格", "Board as a sheet"),
            board::sheet,
        )
        .page(get(), "/desk/file-for", FILERS, ("代人申请", "File for somebody"), inbox::file_for)
        .page(get(), "/desk/audit", AUDITORS, ("总账核验", "Ledger"), audit::state)
        .in_menu()
        .page(post(), "/desk/audit", AUDITORS, audit_run, audit::run)
        .page(get(), "/desk/cases/{id}", READERS, ("办件", "Case"), case::show)
        .page(get(), "/desk/cases/{id}/do/{act}", WORKERS, ("办理", "Act"), act::form)
        .page(post(), "/desk/cases/{id}/do/{act}", WORKERS, ("办理", "Act"), act::send)
        .page(get(), "/desk/cases/{id}/files/{file}", READERS, ("材料", "File"), files::show)
        .page(get(), "/desk/cases/{id}/papers/{paper}", READERS, ("文书", "Paper"), papers::show)
        .api(get(), "/api/desk/inbox", WORKERS, api::inbox_doc(), api::inbox)
        .api(get(), "/api/desk/inbox/mark", WORKERS, mark::doc(), mark::mark)
        .api(get(), "/api/desk/cases", READERS, find::doc(), find::find)
        .api(
            get(),
            "/api/desk/cases/{id}/materials",
            READERS,
            api::materials_doc(),
            api::case_materials,
        )
        .api(get(), "/api/desk/due", SUPERVISORS, api::due_doc(), api::due)
        .api(get(), "/api/desk/board", SUPERVISORS, board::doc(), board::api)
        .api(get(), "/api/desk/audit", AUDITORS, audit::state_doc(), audit::api_state)
        .api(post(), "/api/desk/audit", AUDITORS, audit::run_doc(), audit::api_run)
        .api(get(), "/api/cases/{id}/history", Access::SignedIn, api::history_doc(), api::history)
        .list()
}
