//! How the interface for asking somebody is described, each route with an example.

use serde_json::{Value, json};
use web::ApiDoc;

use super::docs::AfterQuery;
use super::somebody::{AskBody, AskedBody, AskedList, StepBody};

fn example() -> Value {
    json!({"request": "01kb3x5n9d8q2v7w4t6y1z3c5e", "matter": "senior-card", "state": "taken",
        "version": 2, "person": "01kb3x5n9e0a1b2c3d4e5f6g7h", "name": "徐桂花",
        "division": "330825101200", "named": null, "holder": "王芳", "time": "morning",
        "callback": true, "until": "2026-12-23", "reason": "", "case": null})
}

pub(crate) fn ask_doc() -> ApiDoc {
    ApiDoc::new("cases", "请人代办", "Ask somebody to do it for me")
        .about(
            "只能为自己请。请村里的帮办员，或者请一个登记过的人；接手的人只能替您办这一件事，到您同意的那天为止。",
            "For oneself alone. A helper of the village, or one registered person; whoever takes it up does this one matter for you, until the day that you agree to.",
        )
        .takes::<AskBody>(json!({"matter": "senior-card", "time": "morning", "callback": true,
            "days": 30, "agree": true}))
        .gives::<AskedBody>(201, "已经请了", "asked", example())
        .gives_only(409, "这件事已经请了人", "somebody is asked already")
        .gives_only(422, "没有同意，或者填得不对", "not agreed to, or something is wrong")
}

fn list_doc(zh: &str, en: &str) -> ApiDoc {
    ApiDoc::new("cases", zh, en).gives::<AskedList>(
        200,
        "请求",
        "requests",
        json!({"requests": [example()], "next": null}),
    )
}

pub(crate) fn people_doc() -> ApiDoc {
    list_doc("请我帮忙的人", "People who asked").query::<AfterQuery>().about(
        "帮办员和窗口人员看到自己服务的村、乡镇里没有办完的请求；居民看到指名请自己的。先到期的在前。",
        "Helpers and clerks see the open requests of the places that they serve; residents those that name them. What ends first is first.",
    )
}

pub(crate) fn mine_doc() -> ApiDoc {
    list_doc("我请人办的事", "What I have asked for").about("新的在前。", "The newest first.")
}

pub(crate) fn one_doc() -> ApiDoc {
    ApiDoc::new("cases", "一个请人代办的请求", "One request for help")
        .about(
            "ETag 是版本号。撤回了或者过了日子的，只有提出请求的人还能看到。",
            "The ETag is the version for If-Match. What was taken back or is over is there for whoever asked alone.",
        )
        .gives::<AskedBody>(200, "请求", "the request", example())
        .gives_only(404, "没有，或者不是请您的", "none, or not one that you were asked")
}

pub(crate) fn step_doc() -> ApiDoc {
    ApiDoc::new("cases", "接手、回绝或者撤回", "Take it up, decline or take it back")
        .about(
            "接手以后，用 POST /api/cases 替他提交申请，请求就办完了。",
            "Once taken up, file for them with POST /api/cases, which ends the request.",
        )
        .takes::<StepBody>(json!({"do": "take"}))
        .gives::<AskedBody>(200, "已记下", "noted", example())
        .gives_only(404, "没有，或者不是请您的", "none, or not one that you were asked")
        .has_version()
}
