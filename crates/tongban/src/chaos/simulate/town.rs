//! The town of all schedules: catalogue, calendar, people; loaded once and changed by nobody.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use basis::ambient::SeededEntropy;
use basis::calendar::Calendar;
use basis::{DivisionCode, Id, Instant, OfficerId, PersonId, Role};
use cases::Application;
use cases::model::{Answers, Applicant};
use catalogue::Catalogue;
use catalogue::model::{Channel, Matter};
use identity::{Actor, Grant};
use ledger::{Keyring, LogKeys};

use crate::house;

/// The county.
pub(super) const COUNTY: &str = "330825";
/// When every schedule begins: Monday, 23 November 2026, nine in the morning.
pub(super) const MONDAY: Instant = Instant::from_millis(1_795_395_600_000);
/// How many people apply.
const PEOPLE: u8 = 4;

/// What does not change.
pub(super) struct Town {
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) calendar: Calendar,
    /// The matters that are applied for.
    pub(super) matters: Vec<Arc<Matter>>,
    /// The ledger's keys.
    pub(super) keys: Keyring,
    village: DivisionCode,
}

impl Town {
    pub(super) fn load(data: &Path) -> Result<Self> {
        let divisions = house::divisions(data)?;
        let catalogue = Arc::new(house::catalogue(data, &divisions, MONDAY.date())?);
        let offered = catalogue.offered(COUNTY, MONDAY.date()).into_iter();
        let at_counter = offered.filter(|matter| matter.channels.contains(&Channel::Counter));
        let matters = at_counter.cloned().collect();
        let origin = format!("tongban.example/ledger/{COUNTY}");
        let keys = LogKeys::generate(&origin, &SeededEntropy::new(5))?;
        let keys = Keyring::new([(COUNTY.to_owned(), keys)]);
        let village = DivisionCode::parse("330825101200")?;
        Ok(Self { calendar: house::calendar(data)?, matters, catalogue, keys, village })
    }

    /// Somebody who applies.
    pub(super) fn applicant(&self, number: usize) -> Applicant {
        let number = number as u8 % PEOPLE;
        Applicant {
            person: PersonId(Id::from_parts(MONDAY, [number + 1; 10])),
            name: format!("申请人{number}"),
            division: self.village,
        }
    }

    /// What they hand in.
    pub(super) fn application(matter: &Matter, applicant: Applicant) -> Application {
        Application {
            matter: matter.id.clone(),
            applicant,
            channel: Channel::Counter,
            answers: Answers::from([("phone".to_owned(), serde_json::json!("13800000000"))]),
            facts: Vec::new(),
            materials: Vec::new(),
            shown: "00".repeat(32),
            parts: Vec::new(),
        }
    }
}

/// The officer who has a role at a desk: `minzheng`, `township/330825101`.
pub(super) fn officer(desk: &str, role: Role) -> Actor {
    let (department, division) = desk.split_once('/').unwrap_or((desk, COUNTY));
    let grants = division.parse().map(|place| Grant::new(role, Some(department), place));
    let number = desk.bytes().fold(role.code().len() as u8, u8::wrapping_add);
    let id = OfficerId(Id::from_parts(MONDAY, [number; 10]));
    Actor::officer(COUNTY, id, "", grants.into_iter().collect())
}

/// Who may see every case.
pub(super) fn auditor() -> Actor {
    let grants = COUNTY.parse().map(|place| Grant::new(Role::Auditor, None, place));
    let id = OfficerId(Id::from_parts(MONDAY, [99; 10]));
    Actor::officer(COUNTY, id, "", grants.into_iter().collect())
}
