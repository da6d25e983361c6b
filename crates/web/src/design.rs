//! The example page: every component in every state, in both languages; also what the browser tests walk over.

use askama::Template;
use axum::http::Method;
use axum::response::IntoResponse;
use basis::{Date, Fen, Lang, Text};

use crate::form::{self, Choice, Field, Kind};
use crate::steps::{Step, StepState};
use crate::svg::{self, Bar, BarWords, Node};
use crate::{Access, Frame, Page, PageResult, Route, Routes, Typed};

/// The routes of the example page; its form answers with the same page and its errors.
#[must_use]
pub fn routes() -> Vec<Route> {
    let name = ("页面组件", "Components");
    Routes::new(())
        .page(Method::GET, "/design", Access::Public, name, design)
        .page(Method::POST, "/design", Access::Public, name, design_sent)
        .list()
}

#[derive(Template)]
#[template(path = "design.html")]
struct Design {
    frame: Frame,
    key: String,
    plain: Vec<Field>,
    wrong: Vec<Field>,
    steps: Vec<Step>,
    rows: Vec<CaseRow>,
    path: String,
    bars: String,
    due: Date,
    amount: Fen,
    track: String,
    guide: Vec<(&'static str, String)>,
    trail: Vec<(String, &'static str)>,
}

/// A row of the dense table.
struct CaseRow {
    left: i64,
    light: &'static str,
    word: String,
    matter: String,
    name: String,
}

async fn design(frame: Frame) -> PageResult {
    let typed = Typed::default();
    Ok(Page(sample(frame, &typed)).into_response())
}

async fn design_sent(frame: Frame, typed: Typed) -> PageResult {
    Ok(Page(sample(frame, &typed)).into_response())
}

/// The page with sample data; what was typed stays in the fields.
fn sample(frame: Frame, typed: &Typed) -> Design {
    let words = Words(frame.lang());
    let plain = fields(words);
    let is_sent = !typed.0.is_empty();
    let plain = plain.into_iter().map(|field| if is_sent { field.typed(typed) } else { field });
    Design {
        key: frame.new_key(),
        plain: plain.collect(),
        wrong: wrong_fields(words),
        steps: steps(words),
        rows: rows(words),
        path: path(words),
        bars: bars(&frame, words),
        track: svg::track("sample-track", &frame.t("web.design.progress"), &steps(words)),
        guide: guide(words),
        due: later(frame.today(), 45),
        amount: Fen::new(8000),
        trail: vec![
            (words.say("首页", "Home"), "/"),
            (words.say("养老服务", "Elder care"), "/design"),
        ],
        frame,
    }
}

/// The words of the sample in one language.
#[derive(Clone, Copy)]
struct Words(Lang);

impl Words {
    fn say(self, zh: &str, en: &str) -> String {
        Text::new(zh, en).get(self.0).to_owned()
    }
}

fn fields(w: Words) -> Vec<Field> {
    vec![
        Field::line("name", w.say("姓名", "Name"))
            .hint(w.say("和身份证上写的一样", "As on your identity card"))
            .value(w.say("徐桂花", "Xu Guihua")),
        Field::digits("phone", w.say("手机号码", "Mobile phone"), 11)
            .hint(w.say("11 位数字，用来通知您办得怎么样了", "11 digits; we tell you how it goes"))
            .optional(),
        Field::new("birth", w.say("出生日期", "Date of birth"), Kind::Date)
            .hint(w.say("例如 1946 年 3 月 8 日", "For example 1946, 3, 8"))
            .why(w.say(
                "满 80 周岁可以领高龄津贴，要按出生日期计算。",
                "The allowance begins at 80, so we need the date.",
            ))
            .value("1946-03-08"),
        Field::new("rent", w.say("每月房租", "Monthly rent"), Kind::Money).value("450"),
        Field::digits("area", w.say("店铺面积", "Floor area"), 4)
            .unit(w.say("平方米", "m²"))
            .value("46"),
        Field::radios("way", w.say("津贴发到哪里", "Where shall the allowance go"), ways(w))
            .value("card"),
        Field::new("help", w.say("需要哪些帮助", "What help is needed"), Kind::Checkboxes)
            .options(vec![
                Choice::new("meal", w.say("送餐上门", "Meals at home")),
                Choice::new("bath", w.say("助浴", "Help with bathing")),
                Choice::new("walk", w.say("陪同看病", "Company to the doctor")),
            ])
            .value("meal,walk"),
        Field::new("town", w.say("住在哪个乡镇", "Town"), Kind::Select)
            .options(vec![
                Choice::new("330825103", w.say("湖镇镇", "Huzhen")),
                Choice::new("330825105", w.say("塔石镇", "Tashi")),
            ])
            .value("330825103"),
        Field::new("words", w.say("还有什么要说明", "Anything else"), Kind::Lines { rows: 4 })
            .optional(),
        Field::new(
            "card",
            w.say("身份证照片", "Picture of the identity card"),
            Kind::File { accept: "image/*,application/pdf" },
        )
        .hint(w.say("照片或 PDF，不超过 10 兆", "A picture or PDF of at most 10 MB")),
        Field::new(
            "password",
            w.say("密码", "Password"),
            Kind::Password { autocomplete: "current-password" },
        ),
    ]
}

fn ways(w: Words) -> Vec<Choice> {
    vec![
        Choice::new("card", w.say("社保卡", "Social security card"))
            .hint(w.say("尾号 4471，龙游农商银行", "Ends in 4471, Longyou Rural Bank")),
        Choice::new("other", w.say("别的银行卡", "Another bank card")),
    ]
}

fn wrong_fields(w: Words) -> Vec<Field> {
    vec![
        Field::digits("wrong-id", w.say("身份证号码", "Identity number"), 18)
            .value("33082519460308002")
            .error(w.say(
                "身份证号码是 18 位，现在只有 17 位，请对照证件补上",
                "An identity number has 18 characters; this has 17. Add the missing one",
            )),
        Field::new("wrong-date", w.say("开业日期", "Opening date"), Kind::Date)
            .value("2026-13-01")
            .error(
                w.say("一年只有 12 个月，请改“月”这一格", "A year has 12 months; change the month"),
            ),
        Field::radios("wrong-way", w.say("证件怎么拿", "How to get the certificate"), ways(w))
            .error(w.say("请选一种拿证件的办法", "Choose how to get the certificate")),
    ]
}

fn steps(w: Words) -> Vec<Step> {
    vec![
        Step::new(w.say("已提交", "Submitted"), StepState::Done)
            .when(w.say("11月16日（星期一）上午9:12", "Monday 16 November, 9:12 am")),
        Step::new(w.say("已受理", "Accepted"), StepState::Done)
            .when(w.say("11月16日（星期一）", "Monday 16 November"))
            .who(w.say("湖镇镇便民服务中心", "Huzhen service centre")),
        Step::new(w.say("等您补一份材料", "Waiting for a document from you"), StepState::Stopped)
            .when(w.say("时限从11月18日起暂停", "The clock stopped on 18 November")),
        Step::new(w.say("县民政局审核", "Review by Civil Affairs"), StepState::Now)
            .when(w.say("还剩 3 个工作日", "3 working days left")),
        Step::new(w.say("发证", "Certificate"), StepState::Waiting)
            .when(w.say("最晚 12月2日（星期三）", "Wednesday 2 December at the latest")),
    ]
}

fn rows(w: Words) -> Vec<CaseRow> {
    let row = |left, light, word: (&str, &str), matter: (&str, &str), name: (&str, &str)| CaseRow {
        left,
        light,
        word: w.say(word.0, word.1),
        matter: w.say(matter.0, matter.1),
        name: w.say(name.0, name.1),
    };
    vec![
        row(
            -2,
            "late",
            ("超期", "Late"),
            ("食品经营许可", "Food business permit"),
            ("余**", "Yu **"),
        ),
        row(
            1,
            "warn",
            ("快到期", "Due soon"),
            ("高龄津贴", "Old-age allowance"),
            ("徐**", "Xu **"),
        ),
        row(
            5,
            "ok",
            ("正常", "On time"),
            ("新生儿出生一件事", "Birth of a child"),
            ("胡*", "Hu *"),
        ),
        row(9, "stopped", ("暂停", "Stopped"), ("临时救助", "Temporary relief"), ("叶**", "Ye **")),
    ]
}

fn path(w: Words) -> String {
    let node = |name: (&str, &str), who: (&str, &str), days: (&str, &str)| {
        Node::new(w.say(name.0, name.1), w.say(who.0, who.1), w.say(days.0, days.1))
    };
    let stages = [
        vec![node(("受理", "Accept"), ("乡镇窗口", "Town window"), ("当场", "on the spot"))],
        vec![
            node(
                ("核对户籍", "Check residence"),
                ("公安", "Police"),
                ("2 个工作日", "2 working days"),
            ),
            node(
                ("核对社保", "Check insurance"),
                ("人社", "Insurance"),
                ("2 个工作日", "2 working days"),
            ),
        ],
        vec![node(
            ("审批", "Decide"),
            ("县民政局", "Civil Affairs"),
            ("3 个工作日", "3 working days"),
        )],
        vec![node(("发放津贴", "Pay"), ("次月 15 日前", "By the 15th"), ("", ""))],
    ];
    svg::path(
        "sample-path",
        &w.say("办理流程（共 5 个工作日）", "How it is handled (5 working days)"),
        &stages,
    )
}

fn bars(frame: &Frame, w: Words) -> String {
    let bar = |zh: &str, en: &str, value: f64, class| Bar {
        label: w.say(zh, en),
        shown: w.say(&format!("{value} 件"), &format!("{value} cases")),
        value,
        class,
    };
    let list = [
        bar("高龄津贴", "Old-age allowance", 128.0, ""),
        bar("食品经营许可", "Food business permit", 46.0, "warn"),
        bar("临时救助", "Temporary relief", 9.0, "late"),
    ];
    let (title, as_table) =
        (w.say("本月办件（件）", "Cases this month"), frame.t("web.show.table"));
    let (label, figure) = (w.say("事项", "Matter"), w.say("件数", "Cases"));
    let words = BarWords { title: &title, label: &label, figure: &figure, as_table: &as_table };
    svg::bars("sample-bars", words, &list)
}

/// Every line drawing with what it stands for.
fn guide(w: Words) -> Vec<(&'static str, String)> {
    let all = [
        ("search", "搜一搜", "Search"),
        ("form", "填表", "Fill in"),
        ("photo", "拍照", "Take a picture"),
        ("receipt", "回执", "Receipt"),
        ("phone", "打电话", "Call"),
        ("people", "找人帮办", "Ask somebody"),
        ("card", "身份证", "Identity card"),
        ("list", "选一项", "Choose"),
        ("track", "看进度", "Follow"),
        ("certificate", "证照", "Certificate"),
    ];
    all.map(|(picture, zh, en)| (picture, w.say(zh, en))).to_vec()
}

/// So many days later.
fn later(date: Date, days: i64) -> Date {
    basis::Instant::at(date, 12, 0).plus_millis(days * 86_400_000).date()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;
    use std::sync::Arc;

    use axum::http::Method;

    use crate::access::{Always, Visitor};
    use crate::testing::{get, site};
    use crate::{Access, Routes, Site, WebSettings, serve};

    /// The one question of a page is its first heading, of which this page has another.
    const ELSEWHERE: [&str; 1] = ["is-title"];

    /// The page as somebody sees it who has signed in, in large letters, in a demonstration.
    async fn page() -> String {
        let settings = WebSettings { demo: true, ..WebSettings::default() };
        let site = Site::new(site().ambient, settings);
        let visitor = Visitor { signed_in: true, ..Visitor::default() };
        let name = ("首页", "Home");
        let home = Routes::new(()).page(Method::GET, "/", Access::Public, name, async || "");
        let router = serve(site, home.in_menu().list(), Arc::new(Always(visitor)));
        get(&router, "/design?elder=1", "").await.text
    }

    /// The classes that the selectors of a style sheet name.
    fn classes(css: &str) -> BTreeSet<String> {
        let plain: String =
            css.split("/*").map(|part| part.rsplit("*/").next().unwrap_or("")).collect();
        let mut found = BTreeSet::new();
        for piece in plain.split('{') {
            let selector = piece.rsplit(['}', ';']).next().unwrap_or_default().trim();
            for name in selector.split('.').skip(1).filter(|_| !selector.starts_with('@')) {
                let is_end = |letter: char| !(letter.is_alphanumeric() || letter == '-');
                found.insert(name.split(is_end).next().unwrap_or_default().to_owned());
            }
        }
        found
    }

    #[tokio::test]
    async fn every_class_of_the_style_sheets_is_on_the_page() {
        let html = page().await;
        let named = html.split(" class=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let shown: BTreeSet<&str> = named.flat_map(str::split_whitespace).collect();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        let mut missing = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let known = classes(&std::fs::read_to_string(&path).unwrap());
            let is_shown = |class: &str| shown.contains(class) || ELSEWHERE.contains(&class);
            let missed = known.iter().filter(|class| !is_shown(class));
            missing.extend(missed.map(|class| format!("{}: .{class}", path.display())));
        }
        assert!(missing.is_empty(), "show on /design\n{}", missing.join("\n"));
    }

    #[test]
    fn classes_are_read_from_selectors_alone() {
        let css = "/* .no */ a.one:not(.two) { margin: .5em; } @media (x: 1.5) { .elder .three-4, b { } }";
        let found: Vec<String> = classes(css).into_iter().collect();
        assert_eq!(found, ["elder", "one", "three-4", "two"]);
    }
}
