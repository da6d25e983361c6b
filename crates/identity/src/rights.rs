//! The one place that decides who may do what. Pure; what no line here allows is refused.

mod refusals;

use basis::{DivisionCode, OfficerId, PersonId, Refusal, Role};

use self::refusals::{refusal, sign_in_first};
use crate::actor::{Actor, Grant, Who};

/// Roles that work on cases at a desk, and so see the cases that lie or lay on it.
const DESK_ROLES: [Role; 4] = [Role::Clerk, Role::Reviewer, Role::Approver, Role::Supervisor];

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Right {
    /// File an application for a person: oneself, or, as helper or clerk, somebody of one's division.
    FileFor {
        /// The person.
        person: PersonId,
        /// Where that person is registered.
        division: DivisionCode,
        /// The matter, where it is known yet: whom somebody asked to do it has the right for that
        /// one alone.
        matter: Option<String>,
    },
    /// Ask somebody else to do it, follow that, and take it back: for oneself alone.
    AskHelp {
        /// Whoever needs the help.
        person: PersonId,
    },
    /// Answer somebody who asked for help: take it up, or decline. A helper or clerk of where they
    /// live, or the one person whom they named, who is never themselves; once somebody has it,
    /// they alone.
    Help {
        /// Whoever needs the help.
        person: PersonId,
        /// Where that person is registered.
        division: DivisionCode,
        /// The person who was named; none where a helper of the place was asked.
        named: Option<PersonId>,
        /// Who has taken it up.
        holder: Option<Who>,
    },
    /// Read one case.
    ReadCase {
        /// Whose it is.
        applicant: PersonId,
        /// The desks that have or had work on it, with the roles that do it.
        desks: Vec<(String, Role)>,
        /// The helper or clerk who filed it for the applicant.
        filed_by: Option<OfficerId>,
    },
    /// Do for an applicant what the applicant owes or may do: supply, withdraw.
    Answer {
        /// Whose case it is.
        applicant: PersonId,
        /// The desks that have or had work on it, with the roles that do it.
        desks: Vec<(String, Role)>,
        /// The helper or clerk who filed it for the applicant.
        filed_by: Option<OfficerId>,
    },
    /// Rate the service in a case: the applicant alone, since whoever filed it or worked on it would
    /// rate their own work and use up the one rating of a case.
    Rate {
        /// Whose case it is.
        applicant: PersonId,
    },
    /// Do a task that lies on a desk.
    Work {
        /// The desk: `minzheng`, or `township/330825101`.
        desk: String,
        /// The role that the task asks for.
        role: Role,
        /// Whose case it is, since nobody works on their own.
        applicant: PersonId,
    },
    /// Decide a case.
    Decide {
        /// The desk that decides.
        desk: String,
        /// The role that the matter asks for.
        role: Role,
        /// Whose case it is, since nobody decides their own.
        applicant: PersonId,
    },
    /// Extend the limit of a case once.
    Extend {
        /// The desk whose limit it is.
        desk: String,
        /// The role that the matter gives this to.
        role: Role,
        /// Whose case it is.
        applicant: PersonId,
    },
    /// Annul a decision or a case that should not have been.
    Annul,
    /// See what is due and overdue, and urge.
    Supervise,
    /// Read the ledger and the records, and verify.
    Audit,
    /// Make accounts, give and take roles.
    ManageAccounts,
    /// Give, take, lock: change what one officer holds. Nobody does it for themselves.
    ManageOfficer {
        /// The officer.
        officer: OfficerId,
    },
    /// End the sessions of a resident's account. Nobody does it for themselves, who have a page for it
    /// that asks who they are.
    ManageResident {
        /// The resident.
        person: PersonId,
    },
    /// Confirm a post or a code that another administrator proposed. Never who proposed it, never who
    /// is to have it (four eyes).
    Confirm {
        /// Who is to have it.
        officer: OfficerId,
        /// Who proposed it.
        proposer: OfficerId,
    },
    /// Be the second pair of eyes for others: never the same human being with another account.
    BeAnother {
        /// Those others in private life, as far as it is known.
        people: Vec<PersonId>,
    },
    /// Load a calendar or change opening days.
    ManageCalendar,
    /// Load a register, or write a draft of a matter, a rule or a parameter.
    Publish,
    /// Put a draft of the catalogue in force. Never those who wrote it (four eyes).
    Approve {
        /// Who has written on it.
        drafters: Vec<OfficerId>,
    },
    /// See every dataset and result of the planners, also those that are not open to everybody.
    Plan,
    /// Follow one's own affairs in the other counties of the database.
    FollowElsewhere,
    /// Do what falls due by itself.
    RunTimers,
}

/// Lets the actor do it, or says why not and who can help.
///
/// # Errors
/// A refusal: sign in first, or not theirs to do.
pub fn may(actor: &Actor, right: &Right) -> Result<(), Refusal> {
    if allowed(actor, right) {
        return Ok(());
    }
    Err(if actor.who == Who::Visitor { sign_in_first() } else { refusal(actor, right) })
}

/// Whether a post with this role takes two administrators: it approves, publishes, supervises or
/// administers.
#[must_use]
pub const fn takes_two(role: Role) -> bool {
    matches!(role, Role::Approver | Role::Supervisor | Role::DataOfficer | Role::Admin)
}

/// The data that an actor may see; made by [`scope`] alone, asked for by every query of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    county: String,
    own: Option<PersonId>,
    officer: Option<OfficerId>,
    desks: Vec<(String, Role)>,
    sees_all: bool,
    division_prefix: String,
    served: Vec<DivisionCode>,
}

/// What an actor may see.
#[must_use]
pub fn scope(actor: &Actor) -> Scope {
    Scope {
        county: actor.county.clone(),
        own: actor.resident_id(),
        officer: actor.officer_id(),
        desks: desks(actor),
        sees_all: sees_all(actor),
        division_prefix: widest(actor),
        served: served(actor),
    }
}

impl Scope {
    /// The county whose data it is, six digits.
    #[must_use]
    pub fn county(&self) -> &str {
        &self.county
    }

    /// The resident whose own cases these are.
    #[must_use]
    pub fn own(&self) -> Option<PersonId> {
        self.own
    }

    /// The officer, who also sees what they filed for others.
    #[must_use]
    pub fn officer(&self) -> Option<OfficerId> {
        self.officer
    }

    /// The desks whose work they see, with the roles that they have there.
    #[must_use]
    pub fn desks(&self) -> Vec<(String, Role)> {
        self.desks.clone()
    }

    /// Whether they see every case of the county: its supervisors, its auditors (who only read),
    /// and the service itself.
    #[must_use]
    pub fn sees_all(&self) -> bool {
        self.sees_all
    }

    /// Digits with which the divisions of their grants begin; no division begins with the answer of
    /// somebody who holds none.
    #[must_use]
    pub fn division_prefix(&self) -> &str {
        &self.division_prefix
    }

    /// The divisions of the county whose people they file for as helper or clerk, none of which
    /// lies in another.
    #[must_use]
    pub fn served(&self) -> &[DivisionCode] {
        &self.served
    }

    /// Whether they may see a case: their own, one that they filed, one of their desk, or every one.
    #[must_use]
    pub fn may_see_case(
        &self,
        applicant: PersonId,
        involved: &[String],
        filed_by: Option<OfficerId>,
    ) -> bool {
        self.sees_all
            || self.own == Some(applicant)
            || (self.officer.is_some() && self.officer == filed_by)
            || self.desks.iter().any(|(desk, _)| involved.contains(desk))
    }
}

/// The whole table of rights: each right has its line, and the compiler asks for a new one.
fn allowed(actor: &Actor, right: &Right) -> bool {
    match right {
        Right::FileFor { person, division, matter } => {
            actor.resident_id() == Some(*person)
                || [Role::Helper, Role::Clerk].iter().any(|role| serves(actor, *role, *division))
                || is_entrusted(actor, *person, matter.as_deref())
        }
        Right::AskHelp { person } => actor.resident_id() == Some(*person),
        Right::Help { person, division, named, holder } => {
            answers_for(actor, *person, *division, *named)
                && holder.is_none_or(|holder| holder == actor.who)
        }
        Right::ReadCase { applicant, desks, filed_by } => {
            reads(actor, *applicant, desks, *filed_by)
        }
        Right::Answer { applicant, desks, filed_by } => {
            actor.resident_id() == Some(*applicant)
                || ([Role::Helper, Role::Clerk].iter().any(|role| actor.has(*role))
                    && filed_by.is_some()
                    && actor.officer_id() == *filed_by)
                || desks.iter().any(|(desk, _)| sits_at(actor, desk, Role::Clerk))
        }
        Right::Rate { applicant } => actor.resident_id() == Some(*applicant),
        Right::Work { desk, role, applicant }
        | Right::Decide { desk, role, applicant }
        | Right::Extend { desk, role, applicant } => {
            sits_at(actor, desk, *role) && !is_own(actor, *applicant)
        }
        Right::Annul => county_wide(actor, Role::Supervisor),
        Right::Supervise => actor.has(Role::Supervisor),
        Right::Audit => county_wide(actor, Role::Auditor),
        Right::ManageAccounts => county_wide(actor, Role::Admin) || actor.who == Who::System,
        Right::ManageOfficer { officer } => {
            actor.officer_id() != Some(*officer) && allowed(actor, &Right::ManageAccounts)
        }
        Right::ManageResident { person } => {
            !is_own(actor, *person) && allowed(actor, &Right::ManageAccounts)
        }
        Right::Confirm { officer, proposer } => {
            county_wide(actor, Role::Admin)
                && actor.officer_id().is_some_and(|own| own != *officer && own != *proposer)
        }
        Right::BeAnother { people } => {
            actor.officer_id().is_some() && !people.iter().any(|one| is_own(actor, *one))
        }
        Right::ManageCalendar | Right::Publish => {
            holds_for_county(actor, Role::DataOfficer) || actor.who == Who::System
        }
        Right::Approve { drafters } => {
            holds_for_county(actor, Role::DataOfficer) && !has_drafted(actor, drafters)
        }
        Right::Plan => actor.has(Role::Planner),
        Right::FollowElsewhere => actor.resident_id().is_some(),
        Right::RunTimers => actor.who == Who::System,
    }
}

fn reads(
    actor: &Actor,
    applicant: PersonId,
    desks: &[(String, Role)],
    filed_by: Option<OfficerId>,
) -> bool {
    let involved: Vec<String> = desks.iter().map(|(desk, _)| desk.clone()).collect();
    scope(actor).may_see_case(applicant, &involved, filed_by)
}

/// The grants that count: an officer's, for a place in the county or around it.
fn grants(actor: &Actor) -> impl Iterator<Item = &Grant> {
    let in_office = matches!(actor.who, Who::Officer(_));
    let county = DivisionCode::parse(&actor.county).ok();
    actor.grants.iter().filter(move |grant| {
        let near = |county| grant.division.within(&county) || county.within(&grant.division);
        in_office && county.is_some_and(near)
    })
}

fn sits_at(actor: &Actor, desk: &str, role: Role) -> bool {
    grants(actor).any(|grant| grant.role == role && grant.desk().as_deref() == Some(desk))
}

/// Whether they have the role for the people of a division.
fn serves(actor: &Actor, role: Role, division: DivisionCode) -> bool {
    grants(actor).any(|grant| grant.role == role && division.within(&grant.division))
}

/// Whether a resident was asked by that person to do that matter, and has taken it up.
fn is_entrusted(actor: &Actor, person: PersonId, matter: Option<&str>) -> bool {
    let entrusted = actor.entrusted.as_ref().filter(|_| actor.resident_id().is_some());
    entrusted.is_some_and(|one| one.person == person && Some(one.matter.as_str()) == matter)
}

/// Whether a request for help is theirs to answer.
fn answers_for(
    actor: &Actor,
    person: PersonId,
    division: DivisionCode,
    named: Option<PersonId>,
) -> bool {
    match named {
        Some(named) => named != person && actor.resident_id() == Some(named),
        None => {
            let helps = |role: &Role| serves(actor, *role, division);
            !is_own(actor, person) && [Role::Helper, Role::Clerk].iter().any(helps)
        }
    }
}

/// The divisions that they serve as helper or clerk, inside the county; of two that lie in each other
/// the wider one.
fn served(actor: &Actor) -> Vec<DivisionCode> {
    let Ok(county) = DivisionCode::parse(&actor.county) else { return Vec::new() };
    let helps = |grant: &&Grant| matches!(grant.role, Role::Helper | Role::Clerk);
    let inside = |grant: &Grant| match county.within(&grant.division) {
        true => county,
        false => grant.division,
    };
    let all: Vec<DivisionCode> = grants(actor).filter(helps).map(inside).collect();
    let is_widest = |one: &DivisionCode| !all.iter().any(|other| other != one && one.within(other));
    let mut widest: Vec<DivisionCode> = all.iter().copied().filter(is_widest).collect();
    widest.sort_unstable();
    widest.dedup();
    widest
}

/// Whether they have the role for the county, for whatever department.
fn holds_for_county(actor: &Actor, role: Role) -> bool {
    DivisionCode::parse(&actor.county).is_ok_and(|county| serves(actor, role, county))
}

/// Whether they have the role for the county and for no single department.
fn county_wide(actor: &Actor, role: Role) -> bool {
    let county = DivisionCode::parse(&actor.county).ok();
    grants(actor).any(|grant| {
        grant.role == role
            && grant.department.is_none()
            && county.is_some_and(|county| county.within(&grant.division))
    })
}

fn sees_all(actor: &Actor) -> bool {
    actor.who == Who::System
        || county_wide(actor, Role::Supervisor)
        || county_wide(actor, Role::Auditor)
}

fn desks(actor: &Actor) -> Vec<(String, Role)> {
    let at_desk = grants(actor).filter(|grant| DESK_ROLES.contains(&grant.role));
    let mut desks: Vec<_> = at_desk.filter_map(|grant| Some((grant.desk()?, grant.role))).collect();
    desks.sort_unstable();
    desks.dedup();
    desks
}

/// What the divisions of all grants have in common. A colon begins no code, so that it finds nothing.
fn widest(actor: &Actor) -> String {
    if actor.who == Who::System {
        return actor.county.clone();
    }
    let codes = grants(actor).map(|grant| grant.division.as_str().to_owned());
    codes.reduce(|a, b| common(&a, &b).to_owned()).unwrap_or_else(|| ":".to_owned())
}

fn common<'a>(a: &'a str, b: &str) -> &'a str {
    let same = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    &a[..same]
}

/// Whether the officer has written on a draft.
fn has_drafted(actor: &Actor, drafters: &[OfficerId]) -> bool {
    actor.officer_id().is_none_or(|officer| drafters.contains(&officer))
}

/// Whether the officer would work on an application of their own (公务员法 on withdrawal).
fn is_own(actor: &Actor, applicant: PersonId) -> bool {
    actor.person == Some(applicant)
}

#[cfg(test)]
mod tests;
