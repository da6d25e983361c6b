//! The figures and the supervisors' list as sheets to take away. What is hidden on the pages is hidden
//! here.

use axum::Extension;
use axum::extract::State;
use identity::Actor;
use web::sheet::{Cell as Value, MOST_LINES, Sheet};
use web::{Frame, PageResult};

use super::{aspect, aspects, cell, said};
use crate::Feedback;
use crate::figures::{Figures, Said};
use crate::model::{FollowUp, Level};
use crate::pages::public::total;

const PAGE: i64 = 200;

/// GET /ratings.xlsx: one sheet by matter, one by place, one by indicator.
pub(crate) async fn figures(State(feedback): State<Feedback>, frame: Frame) -> PageResult {
    let found = feedback.all_figures().await?;
    let sheets = [
        by_matter(&feedback, &frame, &found),
        by_place(&feedback, &frame, &found),
        by_aspect(&feedback, &frame, &found),
    ];
    let name = format!("ratings-{}.xlsx", frame.today());
    web::sheet::answer(&name, &sheets).map_err(Into::into)
}

fn by_matter(feedback: &Feedback, frame: &Frame, found: &[(String, Figures)]) -> Sheet {
    let smallest = feedback.rules.smallest;
    let row = |(id, figures): &(String, Figures)| {
        let satisfied = figures.satisfied.map_or_else(String::new, |share| format!("{share}%"));
        let first = [feedback.matter_name(frame, id), total(frame, figures), satisfied];
        let first = first.into_iter().map(Value::Text);
        let levels = figures.levels.iter().map(|one| Value::of(cell(frame, *one, smallest)));
        first.chain(levels).collect()
    };
    let heads = ["feedback.figures.matter", "feedback.figures.count", "feedback.figures.share"];
    let heads = heads.into_iter().map(|key| frame.t(key));
    let levels = Level::ALL.iter().map(|level| said(frame, &level.name()));
    Sheet {
        title: frame.t("feedback.figures.caption"),
        heads: heads.chain(levels).collect(),
        rows: found.iter().map(row).collect(),
    }
}

fn by_place(feedback: &Feedback, frame: &Frame, found: &[(String, Figures)]) -> Sheet {
    let smallest = feedback.rules.smallest;
    let of_matter = |(id, figures): &(String, Figures)| {
        let matter = feedback.matter_name(frame, id);
        let row = |(code, one): &(String, crate::figures::Cell)| {
            let place = feedback.place_name(frame, code);
            let count = Value::of(cell(frame, *one, smallest));
            vec![Value::Text(matter.clone()), Value::Text(place), count]
        };
        figures.places.iter().flatten().map(row).collect::<Vec<_>>()
    };
    let heads = ["feedback.figures.matter", "feedback.figures.place", "feedback.figures.count"];
    Sheet {
        title: frame.t("feedback.figures.places"),
        heads: heads.into_iter().map(|key| frame.t(key)).collect(),
        rows: found.iter().flat_map(of_matter).collect(),
    }
}

fn by_aspect(feedback: &Feedback, frame: &Frame, found: &[(String, Figures)]) -> Sheet {
    let smallest = feedback.rules.smallest;
    let of_matter = |(id, figures): &(String, Figures)| {
        let matter = feedback.matter_name(frame, id);
        let row = |one: &Said| {
            let first = [matter.clone(), aspect(frame, one)].map(Value::Text);
            let levels = one.levels.iter().map(|shown| Value::of(cell(frame, *shown, smallest)));
            first.into_iter().chain(levels).collect::<Vec<_>>()
        };
        figures.indicators.iter().flatten().map(row).collect::<Vec<_>>()
    };
    let heads = ["feedback.figures.matter", "feedback.figures.aspect"];
    let heads = heads.into_iter().map(|key| frame.t(key));
    let levels = Level::ALL.iter().map(|level| said(frame, &level.name()));
    Sheet {
        title: frame.t("feedback.figures.aspects"),
        heads: heads.chain(levels).collect(),
        rows: found.iter().flat_map(of_matter).collect(),
    }
}

/// GET /desk/ratings.xlsx: bad ratings still to be looked into.
pub(crate) async fn follow_ups(
    State(feedback): State<Feedback>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
) -> PageResult {
    let (mut all, mut after) = (Vec::<FollowUp>::new(), None);
    let is_cut = loop {
        let found = feedback.follow_ups(&actor, after.take(), PAGE).await?;
        let is_last = found.len() < PAGE as usize;
        all.extend(found);
        match all.last() {
            Some(last) if !is_last && all.len() < MOST_LINES => after = Some((last.due, last.id)),
            _ => break !is_last,
        }
    };
    let row = |one: &FollowUp| {
        let cells = [
            one.due.to_string(),
            feedback.matter_name(&frame, &one.matter),
            feedback.place_name(&frame, &one.place),
            one.week.clone(),
            said(&frame, &one.level.name()),
            aspects(&frame, &one.indicators),
            one.words.clone(),
        ];
        cells.into_iter().map(Value::Text).collect()
    };
    let heads = [
        "feedback.follow-up.due",
        "feedback.figures.matter",
        "feedback.figures.place",
        "feedback.follow-up.week",
        "feedback.figures.level",
        "feedback.follow-up.aspects",
        "feedback.follow-up.words",
    ];
    let sheet = Sheet {
        title: frame.t("feedback.follow-up.title"),
        heads: heads.into_iter().map(|key| frame.t(key)).collect(),
        rows: all.iter().map(row).collect(),
    };
    let name = format!("bad-ratings-{}.xlsx", frame.today());
    web::sheet::answer(&name, &[sheet.cut(&frame, is_cut)]).map_err(Into::into)
}
