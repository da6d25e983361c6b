//! Staff in the browser: the list, one officer with posts and account, taking in from a sheet.

mod import;
mod list;
mod one;
pub(crate) mod sheet;
pub(crate) mod waiting;

pub(crate) use import::{import_page, take_in};
pub(crate) use list::{add, add_page, export, list, template};
pub(crate) use one::{change, done, show};

use basis::{Role, Stop};
use identity::Grant;
use identity::staff::{Standing, TakenIn};
use web::{Choice, Field, Frame, Typed};

use crate::{Manage, Posts};

/// A page with codes that are shown this once.
#[derive(askama::Template)]
#[template(path = "manage-codes.html")]
pub(crate) struct CodesPage {
    pub(crate) frame: Frame,
    pub(crate) taken: Vec<Taken>,
    pub(crate) has_codes: bool,
    pub(crate) has_waiting: bool,
}

/// Somebody who was taken in, for the page.
pub(crate) struct Taken {
    pub(crate) name: String,
    pub(crate) login: String,
    pub(crate) code: String,
    /// Whether a post waits for another administrator.
    pub(crate) waits: bool,
}

pub(crate) fn codes(frame: Frame, taken: Vec<TakenIn>) -> CodesPage {
    let has_codes = taken.iter().any(|one| one.code.is_some());
    let line = |one: TakenIn| Taken {
        name: one.name,
        login: one.login,
        code: one.code.unwrap_or_default(),
        waits: one.waits,
    };
    let has_waiting = taken.iter().any(|one| one.waits);
    CodesPage { frame, taken: taken.into_iter().map(line).collect(), has_codes, has_waiting }
}

impl Manage {
    /// What somebody typed as a post, judged.
    pub(crate) fn grant(&self, post: [&str; 3]) -> Result<Grant, basis::Refusal> {
        let catalogue = self.cases.catalogue();
        let posts = Posts {
            catalogue: &catalogue,
            divisions: &self.divisions,
            county: self.county(),
            today: self.app.ambient.now().date(),
        };
        posts.grant(post[0], post[1], post[2])
    }

    /// A post in words: role, department, place.
    pub(crate) fn post_words(&self, frame: &Frame, grant: &Grant) -> [String; 3] {
        let catalogue = self.cases.catalogue();
        let department = grant.department.as_deref().map(|id| {
            let found = catalogue.department(id);
            found.map_or_else(|| id.to_owned(), |one| frame.say(&one.name).to_owned())
        });
        let place = self.divisions.get(&grant.division, frame.today());
        let place = place.map_or_else(|| grant.division.to_string(), |one| one.name.clone());
        [frame.say(&grant.role.name()).to_owned(), department.unwrap_or_default(), place]
    }
}

/// The fields of a post.
pub(crate) fn post_fields(manage: &Manage, frame: &Frame) -> Vec<Field> {
    let roles = Role::ALL.iter().filter(|role| **role != Role::Resident);
    let role = |role: &Role| Choice::new(role.code(), frame.say(&role.name()));
    let catalogue = manage.cases.catalogue();
    let departments = catalogue.departments.values();
    let department =
        |one: &catalogue::model::Department| Choice::new(one.id.clone(), frame.say(&one.name));
    let select = |id: &str, label: String| Field::new(id, label, web::Kind::Select);
    vec![
        select("role", frame.t("manage.staff.role")).options(roles.map(role).collect()),
        select("department", frame.t("manage.staff.department"))
            .hint(frame.t("manage.staff.department-hint"))
            .options(departments.map(department).collect())
            .optional(),
        Field::line("division", frame.t("manage.staff.division"))
            .hint(frame.t("manage.staff.division-hint"))
            .optional(),
    ]
}

/// The word for how an account stands, and its tag.
pub(crate) fn standing(frame: &Frame, standing: Standing) -> (String, &'static str) {
    match standing {
        Standing::None => (frame.t("manage.staff.standing-none"), "quiet"),
        Standing::Invited => (frame.t("manage.staff.standing-invited"), "warn"),
        Standing::Lapsed => (frame.t("manage.staff.standing-lapsed"), "late"),
        Standing::Open => (frame.t("manage.staff.standing-open"), "ok"),
        Standing::Locked => (frame.t("manage.staff.standing-locked"), "quiet"),
    }
}

/// The fields as they were typed, with what stopped the doing at its own one.
///
/// # Errors
/// What stopped it, where that belongs to no field of these.
pub(crate) fn typed_again(
    frame: &Frame,
    fields: Vec<Field>,
    typed: &Typed,
    stop: Stop,
) -> Result<Vec<Field>, Stop> {
    let fields = fields.into_iter().map(|field| field.typed(typed)).collect();
    let marked = stop.refusal().and_then(|refusal| at_field(frame, fields, refusal));
    marked.ok_or(stop)
}

/// The fields with a refusal at its own one; none where it belongs to no field of these.
pub(crate) fn at_field(
    frame: &Frame,
    fields: Vec<Field>,
    refusal: &basis::Refusal,
) -> Option<Vec<Field>> {
    let wrong = refusal.field.as_deref()?;
    fields.iter().find(|field| field.id == wrong)?;
    let place = |field: Field| {
        if field.id == wrong { field.error(frame.refusal(refusal)) } else { field }
    };
    Some(fields.into_iter().map(place).collect())
}
