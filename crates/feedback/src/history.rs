//! Ratings of the past in bulk: the rows, records and leaves that ratings leave, written at once.
//! For loading a simulated county.

use std::collections::BTreeMap;

use basis::{CaseId, Date, Id, Instant, Outcome};
use ledger::{Past, Record, Sealed, seal_stream};
use seal::KeyedHash;
use serde_json::{Value, json};

use crate::acts::follow_up;
use crate::follow_up::ended as ended_body;
use crate::model::{FollowUp, Given, Reply, Way, week, week_begins, week_ends};
use crate::rows::{self, About};
use crate::{Feedback, Opinion};

/// A rating of the past.
#[derive(Clone, Debug)]
pub struct PastRating {
    /// The case.
    pub case: CaseId,
    /// Id of the matter.
    pub matter: String,
    /// Code of the applicant's township.
    pub township: String,
    /// How the case came in.
    pub way: Way,
    /// The day; the week is kept of it.
    pub day: Date,
    /// What was said.
    pub opinion: Opinion,
    /// Where it was bad and somebody has looked into it.
    pub looked_into: Option<LookedInto>,
}

/// What a supervisor found out about a bad rating.
#[derive(Clone, Debug)]
pub struct LookedInto {
    /// When it was ended.
    pub at: Instant,
    /// What was found and changed.
    pub note: String,
    /// What everybody may read.
    pub reply: Reply,
    /// Who ended it, as in [`ledger::Meta::by`].
    pub by: Value,
}

/// The rows of one rating.
pub(crate) struct PastRow {
    pub case: CaseId,
    pub township: String,
    pub id: Id,
    pub about: About,
    pub way: Way,
    pub opinion: Opinion,
    /// What is counted of the indicators.
    pub counted: Vec<Given>,
    /// Where it was bad, with how it was ended.
    pub follow_up: Option<(FollowUp, Option<End>)>,
}

/// How a follow-up was ended: when, the note, the reply.
pub(crate) type End = (Instant, String, Reply);

impl Feedback {
    /// Keeps ratings of the past in one transaction, in a county that has none yet. `chance` draws
    /// their ids.
    ///
    /// # Errors
    /// A fault when there are ratings of one of their weeks already, or the database fails.
    pub fn keep_history(&self, chance: &[u8; 32], ratings: Vec<PastRating>) -> Outcome<()> {
        let hash = KeyedHash::new(chance);
        let mut weeks: BTreeMap<String, Vec<Past>> = BTreeMap::new();
        let mut sealed = Vec::new();
        let mut rows = Vec::new();
        let mut cases: BTreeMap<(String, String), u32> = BTreeMap::new();
        for (number, rating) in ratings.into_iter().enumerate() {
            let own = hash.tag("rating", &number.to_be_bytes()).0;
            let row = self.past_row(&own, &rating, &mut cases);
            let given = weeks.entry(row.about.week.clone()).or_default();
            given.push(given_then(&row, rating.day));
            sealed.extend(ended_then(self.county(), &own, &row, rating.looked_into)?);
            rows.push(row);
        }
        for (number, given) in weeks.into_values().enumerate() {
            let own = hash.tag("week", &number.to_be_bytes()).0;
            sealed.extend(seal_stream(self.county(), &own, given)?);
        }
        // The order of rows is that of the random ids, not that of the cases.
        rows.sort_by_key(|row| row.id);
        let county = self.county().to_owned();
        self.app.ledger.keep_history(&county.clone(), sealed, move |tx| {
            Ok(rows::bulk_ratings(tx, &county, &rows)?)
        })
    }

    /// A township is kept once enough of its cases have rated the matter, and indicators once enough
    /// of their way have, as with [`Feedback::rate`].
    fn past_row(
        &self,
        own: &[u8; 32],
        rating: &PastRating,
        cases: &mut BTreeMap<(String, String), u32>,
    ) -> PastRow {
        let mut is_crowded = |circle: String| {
            let seen = cases.entry((rating.matter.clone(), circle)).or_default();
            *seen += 1;
            *seen >= self.rules.smallest
        };
        let (township, way) = (rating.township.clone(), rating.way);
        let here = is_crowded(township.clone());
        let of_way = is_crowded(way.code().to_owned());
        let way_here = is_crowded(format!("{} {township}", way.code()));
        let mut opinion = rating.opinion.clone();
        let counted = if of_way { opinion.indicators.clone() } else { Vec::new() };
        if !way_here {
            opinion.indicators.clear();
        }
        let place = if here { township.clone() } else { self.county().to_owned() };
        let about = About { matter: rating.matter.clone(), place, week: week(rating.day) };
        let mut ten = [0; 10];
        ten.copy_from_slice(&own[..10]);
        let id = Id::from_parts(Instant::from_millis(0), ten);
        ten.copy_from_slice(&own[10..20]);
        let bad = rating.opinion.level.is_bad();
        let follow_up = bad.then(|| {
            let at = week_begins(rating.day);
            let id = Id::from_parts(at, ten);
            let one = follow_up(id, &about, &opinion, self.due(rating.day));
            let ended = rating.looked_into.as_ref();
            let ended = ended.map(|one| (one.at, one.note.clone(), one.reply.clone()));
            (one, ended)
        });
        PastRow { case: rating.case, township, id, about, way, opinion, counted, follow_up }
    }

    /// By when a bad rating of a day is looked into, and whether that day may still move.
    pub(crate) fn due(&self, day: Date) -> (Date, bool) {
        let calendar = self.cases.calendar();
        calendar.add_working_days(week_ends(day), self.rules.follow_up_days)
    }
}

fn given_then(row: &PastRow, day: Date) -> Past {
    let about = &row.about;
    let body = json!({"matter": about.matter, "week": about.week});
    let record = Record::new(format!("ratings:{}", about.week), "rating.given", body);
    Past { at: week_begins(day), by: json!({"who": "anonymous"}), record }
}

fn ended_then(
    county: &str,
    chance: &[u8; 32],
    row: &PastRow,
    looked_into: Option<LookedInto>,
) -> Outcome<Vec<Sealed>> {
    let (Some((one, _)), Some(ended)) = (&row.follow_up, looked_into) else {
        return Ok(Vec::new());
    };
    let body = ended_body(one, &ended.reply);
    let stream = format!("rating-follow-up:{}", one.id);
    let record = Record::new(stream, "rating.followed-up", body);
    let own = KeyedHash::new(chance).tag("follow-up", &[]).0;
    Ok(seal_stream(county, &own, vec![Past { at: ended.at, by: ended.by, record }])?)
}
