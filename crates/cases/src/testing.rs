//! For the tests of crates above: what somebody hands in.

use basis::{DivisionCode, PersonId, Refusal};
use catalogue::model::Channel;

use crate::Application;
use crate::model::{Answers, Applicant};

/// An application over the web with nothing filled in, by somebody of this division.
///
/// # Errors
/// Where the division's code is none.
pub fn application(matter: &str, person: PersonId, division: &str) -> Result<Application, Refusal> {
    let division: DivisionCode = division.parse()?;
    Ok(Application {
        matter: matter.to_owned(),
        applicant: Applicant { person, name: "龚桂花".to_owned(), division },
        channel: Channel::Web,
        answers: Answers::default(),
        facts: Vec::new(),
        materials: Vec::new(),
        shown: "00".to_owned(),
        parts: Vec::new(),
    })
}
