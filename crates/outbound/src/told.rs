//! What records tell residents: each step of a case its applicant, and what became of a request for
//! help (请人代办) whoever asked.

use std::collections::BTreeMap;

use basis::{CaseId, Fault, Id, Instant, Outcome, PersonId, RecordId, Text};
use cases::model::Doing;
use cases::{Brief, RecordBody};
use identity::{Actor, rights};
use ledger::StoredRecord;
use serde::Deserialize;
use store::Tx;

use crate::jobs::mobile;
use crate::model::{About, Notice};
use crate::{Outbound, words};

/// What somebody is told, and the id of the job that sends it, where it can be sent.
pub(crate) struct Told {
    pub(crate) notice: Notice,
    pub(crate) message: Option<Id>,
}

/// A step of a case that may be told of.
struct Step {
    id: RecordId,
    case: CaseId,
    kind: String,
    at: Instant,
    doing: Doing,
}

/// What every record of a request for help says besides: who asked, and for which matter.
#[derive(Deserialize)]
struct OfHelp {
    person: PersonId,
    matter: String,
}

impl Outbound {
    /// What records tell, each in the words in force.
    ///
    /// # Errors
    /// A fault for a record that nobody can be told of, or when the database fails.
    pub(crate) fn told(&self, tx: &mut Tx<'_>, records: &[RecordId]) -> Outcome<Vec<Told>> {
        let (mut steps, mut notices) = (Vec::new(), Vec::new());
        for stored in ledger::records_of(tx, self.county(), records)? {
            // A record that has been erased tells nothing to anybody.
            let StoredRecord { id, stream, kind, at, content: Some(content), .. } = stored else {
                continue;
            };
            match About::of_stream(&stream) {
                Some(About::Case(case)) => {
                    let body: RecordBody = serde_json::from_value(content.body)
                        .map_err(|error| Fault::because("reading the record of a case", error))?;
                    steps.push(Step { id, case, kind, at, doing: body.doing });
                }
                Some(about) => {
                    let body: OfHelp = serde_json::from_value(content.body).map_err(|error| {
                        Fault::because("reading the record of a request", error)
                    })?;
                    notices.extend(self.of_help((id, about, at), kind, &body));
                }
                None => return Err(Fault::new("a notice of a record of no known kind").into()),
            }
        }
        notices.extend(self.of_cases(tx, steps)?);
        notices.into_iter().map(|notice| self.to_send(tx, notice)).collect()
    }

    /// What steps tell the applicants of their cases.
    fn of_cases(&self, tx: &mut Tx<'_>, steps: Vec<Step>) -> Outcome<Vec<Notice>> {
        let scope = rights::scope(&Actor::system(self.county()));
        let ids: Vec<CaseId> = steps.iter().map(|step| step.case).collect();
        let briefs = self.cases.briefs(&scope, tx, &ids)?;
        let briefs: BTreeMap<CaseId, Brief> =
            briefs.into_iter().map(|brief| (brief.case, brief)).collect();
        let (words, mut notices) = (self.app.wording.now(), Vec::new());
        for Step { id, case, kind, at, doing } in steps {
            let Some(Brief { number, matter, person, .. }) = briefs.get(&case) else {
                return Err(Fault::new("a notice of a case that is not there").into());
            };
            let Some(text) = words::told(&words, &doing, number, matter) else { continue };
            let about = About::Case(case);
            notices.push(Notice { id, person: *person, about, kind, text, is_seen: false, at });
        }
        Ok(notices)
    }

    /// What became of a request for help, for whoever asked. Who took it up is on its page and in no
    /// message.
    fn of_help(
        &self,
        (id, about, at): (RecordId, About, Instant),
        kind: String,
        body: &OfHelp,
    ) -> Option<Notice> {
        let catalogue = self.cases.catalogue();
        let found = catalogue.matter(self.county(), &body.matter, at.date());
        let name = found
            .map_or_else(|| Text::new(&body.matter, &body.matter), |matter| matter.name.clone());
        let text = words::of_help(&self.app.wording.now(), &kind, &name)?;
        Some(Notice { id, person: body.person, about, kind, text, is_seen: false, at })
    }

    /// A notice with the id of the job that sends it, where it can be sent.
    fn to_send(&self, tx: &mut Tx<'_>, notice: Notice) -> Outcome<Told> {
        let can_be_sent =
            self.gateway.is_some() && mobile(tx, self.county(), notice.person)?.is_some();
        Ok(Told { notice, message: can_be_sent.then(|| self.app.ambient.id()) })
    }
}
