//! Posts that approve, publish, supervise or administer, and first codes for whoever holds one: one
//! administrator proposes, another confirms, at once or from a day on. The operator at the machine
//! (`tongban user add`) gives them alone; the record says so.
//!
//! Whoever is given the first post of this kind gets a new first code from the one who confirms: the
//! code or password of before may be known to the one who proposed it.

use basis::{Date, Fault, Id, Instant, OfficerId, Outcome, Refusal, RefusalKind, id_type};
use ledger::{Act, IdempotencyKey, Record};
use serde_json::json;
use store::jobs::{self, Claimed, Job};
use store::{StoreError, Tx};

use crate::actor::{Actor, By, Grant, Who};
use crate::acts::{no_officer, nothing_to_change, stream};
use crate::rights::{Right, may, takes_two};
use crate::rows;
use crate::service::Identity;

/// The kind of the job with which a confirmed post begins on its day.
pub const BEGIN_POST: &str = "identity.post";

id_type!(
    /// A proposal.
    ProposalId
);

/// What is proposed for an officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A post.
    Post(Grant),
    /// Another code for a first password.
    Code,
}

/// How far a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    /// It waits for another administrator.
    Waiting,
    /// It was confirmed, or needs no second one, and waits for its day.
    Confirmed,
    /// It has happened.
    Done,
    /// It was thrown away.
    Dropped,
}

impl ProposalState {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Confirmed => "confirmed",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    pub(crate) fn of(code: &str) -> Self {
        match code {
            "waiting" => Self::Waiting,
            "confirmed" => Self::Confirmed,
            "done" => Self::Done,
            _ => Self::Dropped,
        }
    }
}

/// What one administrator proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The id.
    pub id: ProposalId,
    /// Whom it is about.
    pub officer: OfficerId,
    /// What they are to have.
    pub wish: Wish,
    /// The first day on which the post counts.
    pub from: Date,
    /// Who proposed it.
    pub proposer: OfficerId,
    /// When.
    pub proposed_at: Instant,
    /// How far it is.
    pub state: ProposalState,
}

/// What came of a confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// The officer's name.
    pub name: String,
    /// What they type to sign in.
    pub login: String,
    /// The code for their first password, where they need a new one.
    pub code: Option<String>,
}

impl Identity {
    /// What waits for another administrator, or for its day.
    ///
    /// # Errors
    /// A refusal without the right to manage accounts, or when the database fails.
    pub async fn proposals(&self, by: &Actor) -> Outcome<Vec<Proposal>> {
        may(by, &Right::ManageAccounts)?;
        let county = self.county().to_owned();
        Ok(self.app.store.read(move |tx| rows::open_proposals(tx, &county)).await?)
    }

    /// Gives an officer a post from a day on: at once, or as a proposal where it takes two
    /// administrators or its day is to come. Gives the proposal.
    ///
    /// # Errors
    /// A refusal without the right, for oneself, for a day that is over, where they hold the post
    /// already or it is proposed already; or when the database fails.
    pub async fn give_role_from(
        &self,
        by: &By,
        officer: OfficerId,
        grant: Grant,
        from: Date,
    ) -> Outcome<Option<ProposalId>> {
        may(&by.actor, &Right::ManageOfficer { officer })?;
        let today = by.at.date();
        if from < today {
            return Err(too_early().into());
        }
        let needs_two = needs_two(&by.actor, &grant);
        if from == today && !needs_two {
            return self.change_role(by, officer, grant, true).await.map(|()| None);
        }
        let state = if needs_two { ProposalState::Waiting } else { ProposalState::Confirmed };
        let meta = by.meta(json!({"propose": officer, "grant": grant, "from": from}));
        // The operator at the machine has no id; then nobody else has to confirm it either.
        let proposer = by.actor.officer_id().unwrap_or(officer);
        let done = self.app.ledger.act(meta, move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            let known = rows::listed_officer(act.tx(), &county, officer, at)?;
            if known.ok_or_else(no_officer)?.grants.contains(&grant) {
                return Err(nothing_to_change().into());
            }
            let id = ProposalId(act.new_id());
            let wish = Wish::Post(grant);
            let one = Proposal { id, officer, wish, from, proposer, proposed_at: at, state };
            propose(act, &one)?;
            act.close(record(&one, "officer.role-proposed"), Some(id))
        });
        done.await
    }

    /// Proposes another first code for an officer who holds a post that takes two administrators.
    pub(crate) async fn propose_code(&self, by: &By, officer: OfficerId) -> Outcome<()> {
        let proposer = by.actor.officer_id().ok_or_else(no_officer)?;
        let (meta, from) = (by.meta(json!({"propose-code": officer})), by.at.date());
        let done = self.app.ledger.act(meta, move |act| {
            let id = ProposalId(act.new_id());
            let (wish, state) = (Wish::Code, ProposalState::Waiting);
            let proposed_at = act.at();
            let one = Proposal { id, officer, wish, from, proposer, proposed_at, state };
            propose(act, &one)?;
            act.close(record(&one, "account.first-code-proposed"), ())
        });
        done.await
    }

    /// Confirms what another administrator proposed. Where the officer gets a new first code by it,
    /// it is for their eyes only, and the password and sessions of before end.
    ///
    /// # Errors
    /// A refusal without the right, for whoever proposed it or is to have it, where it is settled, or
    /// where the account is locked; or when the database fails.
    pub async fn confirm(&self, by: &By, id: ProposalId) -> Outcome<Confirmed> {
        let one = self.known_proposal(by, id).await?;
        let (officer, proposer) = (one.officer, one.proposer);
        may(&by.actor, &Right::Confirm { officer, proposer })?;
        self.be_another(&by.actor, &[officer, proposer]).await?;
        let known = self.staff_member(&by.actor, officer).await?;
        let code = self.first_code_of(&by.key.to_string(), officer.as_str());
        let (service, shown, confirmer) = (self.clone(), code.clone(), by.actor.officer_id());
        let done = self.app.ledger.act(by.meta(json!({"confirm": id})), move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            let begins = one.from <= at.date();
            let is_guarded = is_guarded(act.tx(), &county, officer, at)?;
            let waits = matches!(one.wish, Wish::Post(_)) && !begins;
            let to = if waits { ProposalState::Confirmed } else { ProposalState::Done };
            let step = (id, ProposalState::Waiting, to);
            if !rows::settle_proposal(act.tx(), &county, step, (confirmer, at))? {
                return Err(settled().into());
            }
            let account = rows::listed_officer(act.tx(), &county, officer, at)?;
            let account = account.ok_or_else(no_officer)?.account;
            let renews = one.wish == Wish::Code || !is_guarded;
            let account = account.filter(|_| renews);
            if let Some(account) = account {
                service.put_new_code(act, account, &shown)?;
            }
            let kind = match &one.wish {
                Wish::Code => "account.first-code",
                Wish::Post(_) if waits => "officer.role-confirmed",
                Wish::Post(grant) => {
                    rows::add_grant(act.tx(), &county, officer, grant, at)?;
                    "officer.role-given"
                }
            };
            if waits {
                let job = job(&county, act.new_id(), &one);
                jobs::replace(act.tx(), &job)?;
            }
            act.close(record(&one, kind), account.is_some())
        });
        let is_new_code = done.await?;
        let login = known.login.unwrap_or_default();
        Ok(Confirmed { name: known.name, login, code: is_new_code.then_some(code) })
    }

    /// Throws away what waits for another administrator or for its day.
    ///
    /// # Errors
    /// A refusal without the right, or where it has happened; or when the database fails.
    pub async fn refuse(&self, by: &By, id: ProposalId) -> Outcome<()> {
        let one = self.known_proposal(by, id).await?;
        let refuser = by.actor.officer_id();
        let done = self.app.ledger.act(by.meta(json!({"refuse": id})), move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            let mut dropped = false;
            for state in [ProposalState::Waiting, ProposalState::Confirmed] {
                let step = (id, state, ProposalState::Dropped);
                dropped |= rows::settle_proposal(act.tx(), &county, step, (refuser, at))?;
            }
            if !dropped {
                return Err(settled().into());
            }
            jobs::cancel(act.tx(), &county, BEGIN_POST, id.as_str())?;
            act.close(record(&one, "officer.proposal-dropped"), ())
        });
        done.await
    }

    async fn known_proposal(&self, by: &By, id: ProposalId) -> Outcome<Proposal> {
        may(&by.actor, &Right::ManageAccounts)?;
        let county = self.county().to_owned();
        let found = self.app.store.read(move |tx| rows::proposal(tx, &county, id)).await?;
        Ok(found.ok_or_else(no_proposal)?)
    }

    /// The worker for [`BEGIN_POST`]: the day of a confirmed post has come.
    ///
    /// # Errors
    /// When the job cannot be read or the database fails.
    pub async fn run_begin_post(&self, claimed: Claimed) -> Outcome<()> {
        let id = claimed.job.dedupe.parse::<ProposalId>();
        let id = id.map_err(|refusal| Fault::because("reading a job about a post", refusal))?;
        let county = self.county().to_owned();
        let found = self.app.store.read(move |tx| rows::proposal(tx, &county, id)).await?;
        let found = found.filter(|one| one.state == ProposalState::Confirmed);
        let Some((one, grant)) = found.and_then(|one| match one.wish.clone() {
            Wish::Post(grant) => Some((one, grant)),
            Wish::Code => None,
        }) else {
            return self.app.store.write(move |tx| Ok(jobs::finish(tx, &claimed).map(drop)?)).await;
        };
        let key = IdempotencyKey::from(claimed.job.id);
        let by = By::system(self.county(), self.app.ambient.now(), key);
        let done = self.app.ledger.act(by.meta(json!({"begin-post": id})), move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            if !rows::begin_proposal(act.tx(), &county, id)? {
                return Err(settled().into());
            }
            rows::add_grant(act.tx(), &county, one.officer, &grant, at)?;
            jobs::finish(act.tx(), &claimed)?;
            act.close(record(&one, "officer.role-given"), ())
        });
        done.await
    }
}

/// Whether a post takes a second administrator: the operator at the machine needs none.
pub(crate) fn needs_two(actor: &Actor, grant: &Grant) -> bool {
    takes_two(grant.role) && actor.who != Who::System
}

/// Whether an officer holds a post that takes two administrators, or is to hold one.
pub(crate) fn is_guarded(
    tx: &mut Tx<'_>,
    county: &str,
    officer: OfficerId,
    now: Instant,
) -> Result<bool, StoreError> {
    let known = rows::listed_officer(tx, county, officer, now)?;
    let holds = known.is_some_and(|one| one.grants.iter().any(|grant| takes_two(grant.role)));
    Ok(holds || rows::awaited_roles(tx, county, officer)?.into_iter().any(takes_two))
}

/// Proposes a post of a list from today on; `false` where the officer holds it.
pub(crate) fn propose_post(
    act: &mut Act<'_, '_>,
    (actor, officer): (&Actor, OfficerId),
    grant: &Grant,
) -> Outcome<bool> {
    let (county, at) = (act.county().to_owned(), act.at());
    let known = rows::listed_officer(act.tx(), &county, officer, at)?;
    if known.ok_or_else(no_officer)?.grants.contains(grant) {
        return Ok(false);
    }
    let (id, wish) = (ProposalId(act.new_id()), Wish::Post(grant.clone()));
    let proposer = actor.officer_id().ok_or_else(no_officer)?;
    let (from, state) = (at.date(), ProposalState::Waiting);
    let one = Proposal { id, officer, wish, from, proposer, proposed_at: at, state };
    // What another list proposed already waits as it is.
    if rows::add_proposal(act.tx(), &county, &one)? {
        act.also(record(&one, "officer.role-proposed"))?;
    }
    Ok(true)
}

/// Keeps a proposal; one that needs nobody else gets its job.
fn propose(act: &mut Act<'_, '_>, one: &Proposal) -> Outcome<()> {
    let county = act.county().to_owned();
    if !rows::add_proposal(act.tx(), &county, one)? {
        return Err(proposed_already().into());
    }
    if one.state == ProposalState::Confirmed {
        let job = job(&county, act.new_id(), one);
        jobs::replace(act.tx(), &job)?;
    }
    Ok(())
}

/// The job with which a post begins on its day.
fn job(county: &str, id: Id, one: &Proposal) -> Job {
    Job {
        county: county.to_owned(),
        id,
        kind: BEGIN_POST.to_owned(),
        dedupe: one.id.to_string(),
        run_at: Instant::at(one.from, 0, 0),
        body: json!({ "proposal": one.id }).to_string(),
    }
}

fn record(one: &Proposal, kind: &'static str) -> Record {
    let grant = match &one.wish {
        Wish::Post(grant) => Some(grant),
        Wish::Code => None,
    };
    let body = json!({
        "proposal": one.id, "grant": grant, "from": one.from, "proposer": one.proposer,
    });
    Record::new(stream(one.officer), kind, body)
}

fn too_early() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "officer.too-early").on("from")
}

fn no_proposal() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "officer.proposal")
}

fn proposed_already() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "officer.proposed")
}

fn settled() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "officer.settled")
}
