//! How the interface is described, each route with an example.

use schemars::JsonSchema;
use serde_json::{Value, json};
use web::ApiDoc;

use super::model::{
    ActBody, Answer, CaseBody, CasesBody, CheckBody, DoneBody, FileBody, FoundBody, KeptBody,
    SearchQuery, SubmitBody,
};

/// Where a list goes on.
#[derive(Debug, Default, serde::Deserialize, JsonSchema)]
pub struct AfterQuery {
    /// The place that the answer before named.
    #[serde(default)]
    pub after: Option<String>,
}

/// Search.
#[must_use]
pub fn search() -> ApiDoc {
    ApiDoc::new("matters", "搜索事项", "Search services").query::<SearchQuery>().gives::<FoundBody>(
        200,
        "找到的事项，最合适的在前",
        "what was found, the best first",
        json!({"matters": [{"id": "elderly-allowance", "version": 1, "name": "高龄津贴",
            "plain": "老人补贴", "reason": "常用说法“老人补贴”"}]}),
    )
}

/// One matter.
#[must_use]
pub fn matter() -> ApiDoc {
    ApiDoc::new("matters", "一个事项", "One service")
        .about(
            "目录里的全部定义：条件、表单、材料、流程、时限。",
            "The whole definition in the catalogue.",
        )
        .gives::<catalogue::model::Matter>(
            200,
            "事项",
            "the service",
            json!({"matter": "elderly-allowance"}),
        )
        .gives_only(404, "没有这个事项", "no such service")
}

/// Whether somebody qualifies.
#[must_use]
pub fn check() -> ApiDoc {
    ApiDoc::new("matters", "看看能不能办", "Find out whether somebody qualifies")
        .about(
            "登录的居民，登记库里有的不用填；needs 列出还缺的最少几项，补上再问一次。",
            "What registers hold of a resident who has signed in need not be sent; needs lists the least that is missing.",
        )
        .takes::<CheckBody>(json!({"facts": {"出生日期": "1944-03-05", "户籍区划": "330825101200"}}))
        .gives::<Answer>(
            200,
            "结论和逐条理由",
            "the answer, clause by clause",
            json!({"verdict": "yes", "needs": [], "clauses": [{"id": "age", "verdict": "yes",
                "sentence": "年满80周岁：符合。"}], "sentences": ["符合条件。"]}),
        )
}

/// Handing in.
#[must_use]
pub fn submit() -> ApiDoc {
    ApiDoc::new("cases", "提交申请", "Hand in an application")
        .about(
            "用同一个 Idempotency-Key 重发，不会办两次。",
            "The same Idempotency-Key again does nothing twice.",
        )
        .takes::<SubmitBody>(json!({"matter": "elderly-allowance", "promise": true,
            "answers": {"bank_account": "6222020000000000000", "phone": "13800138000"},
            "files": {"bank-card": ["01kb3x5n9d8q2v7w4t6y1z3c5e"]}}))
        .gives::<DoneBody>(201, "已提交", "handed in", done())
        .gives_only(422, "还缺东西，或者填得不对", "something is missing or wrong")
}

/// A file for an application or a supplement.
#[must_use]
pub fn keep_file() -> ApiDoc {
    ApiDoc::new("cases", "上传文件", "Upload a file")
        .about(
            "只收 PDF、JPG、PNG，看内容不看文件名，每个最大 10 兆；按内容的摘要存放。得到的 file 放进提交申请的 files，或者补正的 materials：{\"material\": …, \"how\": {\"files\": [file]}}。只有上传的人能用。",
            "PDF, JPEG or PNG, by its bytes and not by its name, 10 MiB at most; stored by its digest. The answer's `file` goes into `files` of an application or `materials` of a supplement: {\"material\": …, \"how\": {\"files\": [file]}}. Only whoever uploaded it can use it.",
        )
        .takes::<FileBody>(json!({"name": "平面图.png", "content": "iVBORw0KGgo="}))
        .gives::<KeptBody>(
            201,
            "已存",
            "kept",
            json!({"file": "01kb3x5n9d8q2v7w4t6y1z3c5e", "name": "平面图.png", "kind": "png",
                "size": 8, "sha256": "4c4b6a3be1314ab86138bef4314dde022e600960d8689a2c8f8631802d20dab6"}),
        )
        .gives_only(
            422,
            "太大、是空的、不是这三种文件，或者查出了病毒",
            "too large, empty, of another kind, or with malware in it",
        )
        .gives_only(503, "查病毒的系统没有回应，什么也没存", "the scanner for malware does not answer; nothing was kept")
}

/// One case.
#[must_use]
pub fn case() -> ApiDoc {
    ApiDoc::new("cases", "一个办件", "One case")
        .about("ETag 是版本号，办理时放在 If-Match 里。", "The ETag is the version for If-Match.")
        .gives::<CaseBody>(200, "办件", "the case", one_case())
        .gives_only(404, "没有，或者不归您看", "none, or not yours to see")
}

/// Something done to a case.
#[must_use]
pub fn act() -> ApiDoc {
    ApiDoc::new("cases", "办理", "Do something to a case")
        .about(
            "能做什么由您的身份决定；版本旧了返回 409。",
            "What is possible depends on who you are; a stale version gives 409.",
        )
        .takes::<ActBody>(json!({"do": "withdraw", "reason": "先不办了"}))
        .gives::<DoneBody>(200, "已办", "done", done())
        .gives_only(409, "版本旧了，或者现在不能这样办", "stale, or not possible now")
        .has_version()
}

/// One's own cases.
#[must_use]
pub fn mine() -> ApiDoc {
    ApiDoc::new("cases", "我的办件", "My cases").query::<AfterQuery>().gives::<CasesBody>(
        200,
        "办件，新的在前",
        "cases, the newest first",
        json!({"cases": [one_case()], "next": null}),
    )
}

fn done() -> Value {
    json!({"case": "01kb3x5n9d8q2v7w4t6y1z3c5e", "number": "20261122-4839-2071-5", "version": 1,
        "status": "pre-check", "record": "01kb3x5n9e0a1b2c3d4e5f6g7h",
        "receipt": "/cases/01kb3x5n9d8q2v7w4t6y1z3c5e/receipts/01kb3x5n9e0a1b2c3d4e5f6g7h.tlog-proof"})
}

fn one_case() -> Value {
    json!({"id": "01kb3x5n9d8q2v7w4t6y1z3c5e", "number": "20261122-4839-2071-5",
        "matter": "330825/elderly-allowance@1", "version": 3, "status": "in-review",
        "status_name": "审查中", "submitted": 1_795_309_200_000_i64, "due": "2026-12-04",
        "provisional": false, "asked": [], "asked_answers": []})
}
