//! What somebody may do to a case now: every doing that the rules of the case and the rights of
//! the actor both let pass. Pure; pages and other systems show exactly this and nothing else.

use catalogue::model::Matter;
use identity::Actor;

use crate::acts;
use crate::model::{Answers, Case, Context, Doing, check};

/// Stands where somebody will have to write words; never stored.
const BLANK: &str = "…";

/// The doings that are open to the actor, as blank forms: what has to be written in them holds
/// a mark only, and materials, answers and laws are empty.
#[must_use]
pub fn allowed_doings(actor: &Actor, case: &Case, context: &Context<'_>) -> Vec<Doing> {
    let may = |doing: &Doing| {
        check(case, doing, context).is_ok()
            && acts::allowed(actor, case, context.matter, doing).is_ok()
    };
    candidates(context.matter).into_iter().filter(may).collect()
}

/// Everything that a person (not the timer) can do in some state, in the order of a case's life.
pub(crate) fn candidates(matter: &Matter) -> Vec<Doing> {
    let blank = || BLANK.to_owned();
    let mut all = vec![
        Doing::Accept { later: Vec::new() },
        Doing::AskCorrection { items: vec![blank()], answers: Vec::new() },
        Doing::RefuseAcceptance { reason: blank(), source: None },
        Doing::Supply { answers: Answers::new(), materials: Vec::new(), note: blank() },
    ];
    for stage in &matter.process.stages {
        for task in &stage.tasks {
            all.extend(in_task(matter, &format!("{}.{}", stage.id, task.id)));
        }
    }
    all.extend(asking(matter, "decide"));
    all.push(Doing::EndSpecial { note: String::new() });
    all.push(Doing::Grant { reason: blank(), amount: None });
    all.push(Doing::Refuse { reason: blank(), source: None });
    all.push(Doing::Extend { reason: blank() });
    let ways = matter.process.deliver.ways.iter();
    all.extend(ways.map(|way| Doing::Deliver { way: *way, note: String::new() }));
    all.push(Doing::Withdraw { reason: String::new() });
    all.push(Doing::Annul { reason: blank() });
    all
}

fn in_task(matter: &Matter, path: &str) -> Vec<Doing> {
    let (task, blank) = (|| path.to_owned(), || BLANK.to_owned());
    let mut all = vec![
        Doing::Pass { task: task(), opinion: String::new() },
        Doing::Fail { task: task(), opinion: blank() },
        Doing::Return { task: task(), reason: blank() },
    ];
    all.extend(asking(matter, path));
    all
}

/// What stops the clock: asking the applicant, and the special procedures of the matter.
fn asking(matter: &Matter, path: &str) -> Vec<Doing> {
    let task = || path.to_owned();
    let special = matter.process.special.iter().map(|special| Doing::BeginSpecial {
        task: task(),
        special: special.id.clone(),
        note: String::new(),
    });
    let items = vec![BLANK.to_owned()];
    let ask = Doing::AskSupplement { task: task(), items, answers: Vec::new() };
    std::iter::once(ask).chain(special).collect()
}
