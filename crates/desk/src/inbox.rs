//! The inbox: what lies on one's desks, the most urgent first; and the way to file for somebody.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use basis::{Outcome, Refusal, Role, Stop};
use cases::model::Desk as Post;
use cases::{Cursor, Wanted};
use identity::{Actor, Scope, rights};
use serde::Deserialize;
use web::{Frame, Page, PageResult, go_to};

use crate::Desk;
use crate::lines::{Line, address, query};

/// How many lines a page has.
pub(crate) const PAGE: usize = 50;
/// So many posts are few enough to stand above the list.
const FEW_POSTS: usize = 6;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub after: String,
    #[serde(default)]
    pub desk: String,
    #[serde(default)]
    pub role: String,
    #[serde(default)]
    pub q: String,
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct Inbox {
    frame: Frame,
    lines: Vec<Line>,
    posts: Vec<PostLink>,
    /// A short choice stands open, and one that is in use; a long one would push the work away.
    posts_open: bool,
    /// Whether somebody who comes to the counter can be filed for.
    may_file: bool,
    next: String,
    /// Address of the same list as a sheet.
    sheet: String,
    q: String,
    missing: bool,
    /// By which an open page knows that something has come or gone.
    mark: String,
}

impl Inbox {
    /// Where the keys are used.
    const fn place_of_keys(&self) -> &'static str {
        "list"
    }
}

/// A desk that the list can be narrowed to.
struct PostLink {
    href: String,
    name: String,
    is_on: bool,
}

impl Asked {
    /// What is wanted of a list; a refusal where it cannot be read from where it is to go on.
    pub(crate) fn wanted(&self, limit: usize) -> Result<Wanted, Refusal> {
        Ok(Wanted {
            desk: (!self.desk.is_empty()).then(|| Post::parse(&self.desk)),
            role: self.role.parse::<Role>().ok(),
            limit,
            after: Cursor::parse(&self.after)?,
        })
    }
}

pub(crate) async fn inbox(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> PageResult {
    let scope = rights::scope(&actor);
    if let Some(href) = search(&desk, &scope, &asked.q).await? {
        return Ok(go_to(&href));
    }
    // Looked at before the list: what comes in between is told, not passed over.
    let mark = desk.cases.inbox_mark(&scope).await?;
    let page = desk.cases.inbox(&scope, asked.wanted(PAGE)?).await?;
    let lines = page.entries.iter().map(|entry| desk.line(&frame, entry)).collect();
    let kept = [("desk", &*asked.desk), ("role", &*asked.role)];
    let next = page.next.map_or_else(String::new, |next| {
        let [desk, role] = kept;
        address("/desk", &[desk, role, ("after", next.as_str())])
    });
    let sheet = address("/desk/inbox.xlsx", &kept);
    let posts = posts(&desk, &frame, &scope, &asked);
    let missing = !asked.q.trim().is_empty();
    let posts_open = posts.len() <= FEW_POSTS || !asked.desk.is_empty();
    let may_file = frame.visitor().roles.contains(&Role::Clerk);
    let q = asked.q;
    let page = Inbox { frame, lines, posts, posts_open, may_file, next, sheet, q, missing, mark };
    Ok(Page(page).into_response())
}

/// The page of the case with this number, where the scope may see it.
pub(crate) async fn search(desk: &Desk, scope: &Scope, number: &str) -> Outcome<Option<String>> {
    if number.trim().is_empty() {
        return Ok(None);
    }
    match desk.cases.by_number(scope, number).await {
        Ok(case) => Ok(Some(format!("/desk/cases/{case}"))),
        Err(Stop::Refused(_)) => Ok(None),
        Err(broken) => Err(broken),
    }
}

fn posts(desk: &Desk, frame: &Frame, scope: &Scope, asked: &Asked) -> Vec<PostLink> {
    let mine = scope.desks();
    let link = |(post, role): &(String, Role)| PostLink {
        href: format!("/desk?{}", query(&[("desk", post), ("role", role.code())])),
        name: format!(
            "{} · {}",
            desk.post_name(frame, &Post::parse(post)),
            frame.say(&role.name())
        ),
        is_on: asked.desk == *post && asked.role == role.code(),
    };
    let all = PostLink {
        href: "/desk".to_owned(),
        name: frame.t("desk.inbox.all"),
        is_on: asked.desk.is_empty(),
    };
    if mine.len() < 2 {
        return Vec::new();
    }
    std::iter::once(all).chain(mine.iter().map(link)).collect()
}

#[derive(Template)]
#[template(path = "file-for.html")]
struct FileFor {
    frame: Frame,
}

pub(crate) async fn file_for(frame: Frame) -> PageResult {
    Ok(Page(FileFor { frame }).into_response())
}
