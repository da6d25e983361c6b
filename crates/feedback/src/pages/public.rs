//! The public figures: all matters, and one with its levels and places.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use web::svg::{Bar, BarWords, bars};
use web::{Frame, Page, PageResult};

use super::{aspect, cell, said, unknown};
use crate::Feedback;
use crate::figures::{Cell, Figures, Said};
use crate::model::{Level, Told};

#[derive(Template)]
#[template(path = "ratings.html")]
struct AllPage {
    frame: Frame,
    rows: Vec<Row>,
}

/// One matter in the list.
struct Row {
    id: String,
    name: String,
    total: String,
    satisfied: String,
}

#[derive(Template)]
#[template(path = "ratings-of.html")]
struct OnePage {
    frame: Frame,
    matter: String,
    total: String,
    satisfied: String,
    levels: String,
    aspects: Vec<(String, Vec<String>)>,
    /// Whether somebody rated them, and they would give a number away.
    aspects_hidden: bool,
    heads: Vec<String>,
    places: Vec<(String, String)>,
    replies: Vec<Answered>,
    enough: bool,
}

/// A reply to a bad rating in words.
struct Answered {
    /// Week and place, as far as they are told.
    about: String,
    remedy: String,
    words: String,
}

/// GET /ratings.
pub(crate) async fn all(State(feedback): State<Feedback>, frame: Frame) -> PageResult {
    let found = feedback.all_figures().await?;
    let row = |(id, figures): &(String, Figures)| Row {
        id: id.clone(),
        name: feedback.matter_name(&frame, id),
        total: total(&frame, figures),
        satisfied: satisfied(&frame, figures),
    };
    let rows = found.iter().map(row).collect();
    Ok(Page(AllPage { frame, rows }).into_response())
}

/// GET /ratings/{matter}.
pub(crate) async fn one(
    State(feedback): State<Feedback>,
    frame: Frame,
    Path(id): Path<String>,
) -> PageResult {
    let catalogue = feedback.cases.catalogue();
    let offered = catalogue.matter(feedback.county(), &id, frame.today());
    let matter = said(&frame, &offered.ok_or_else(unknown)?.name);
    let Some(figures) = feedback.figures(&id).await? else {
        let page = OnePage {
            frame,
            matter,
            total: String::new(),
            satisfied: String::new(),
            levels: String::new(),
            aspects: Vec::new(),
            aspects_hidden: false,
            heads: Vec::new(),
            places: Vec::new(),
            replies: Vec::new(),
            enough: false,
        };
        return Ok(Page(page).into_response());
    };
    let replies = feedback.replies(&id).await?;
    let replies = replies.into_iter().map(|told| answered(&feedback, &frame, told)).collect();
    let smallest = feedback.rules.smallest;
    let places = figures.places.iter().flatten();
    let places = places
        .map(|(code, one)| (feedback.place_name(&frame, code), cell(&frame, *one, smallest)))
        .collect();
    let row = |one: &Said| {
        let cells: Vec<String> =
            one.levels.iter().map(|shown| cell(&frame, *shown, smallest)).collect();
        (aspect(&frame, one), cells)
    };
    let aspects = figures.indicators.iter().flatten().map(row).collect();
    let page = OnePage {
        matter,
        total: total(&frame, &figures),
        satisfied: satisfied(&frame, &figures),
        levels: levels(&frame, &figures, smallest),
        aspects,
        aspects_hidden: figures.indicators.is_none(),
        heads: Level::ALL.iter().map(|level| said(&frame, &level.name())).collect(),
        places,
        replies,
        enough: true,
        frame,
    };
    Ok(Page(page).into_response())
}

fn answered(feedback: &Feedback, frame: &Frame, told: Told) -> Answered {
    let place = told.place.map(|code| feedback.place_name(frame, &code));
    let about: Vec<String> = told.week.into_iter().chain(place).collect();
    Answered {
        about: about.join(" · "),
        remedy: said(frame, &told.remedy.name()),
        words: told.words,
    }
}

fn levels(frame: &Frame, figures: &Figures, smallest: u32) -> String {
    let one = |(level, shown): (&Level, &Cell)| Bar {
        label: said(frame, &level.name()),
        // A hidden number has a bar of half the greatest that it may be.
        value: match shown {
            #[allow(clippy::cast_precision_loss, reason = "the length of a bar")]
            Cell::Exact(count) => *count as f64,
            Cell::Fewer => f64::from(smallest) / 2.0,
        },
        shown: cell(frame, *shown, smallest),
        class: if level.is_bad() { "late" } else { "" },
    };
    let list: Vec<Bar> = Level::ALL.iter().zip(&figures.levels).map(one).collect();
    let (title, label) = (frame.t("feedback.figures.levels"), frame.t("feedback.figures.level"));
    let (figure, as_table) =
        (frame.t("feedback.figures.count"), frame.t("feedback.figures.as-table"));
    let words = BarWords { title: &title, label: &label, figure: &figure, as_table: &as_table };
    bars("levels", words, &list)
}

/// The total in words, as far as it may be told.
#[must_use]
pub fn total(frame: &Frame, figures: &Figures) -> String {
    let (least, most) = figures.total;
    if least == most {
        return frame.tf("feedback.figures.total", [("n", least)]);
    }
    frame.tf("feedback.figures.total-between", [("least", least), ("most", most)])
}

fn satisfied(frame: &Frame, figures: &Figures) -> String {
    let share = figures.satisfied;
    share.map_or_else(String::new, |share| frame.tf("feedback.figures.satisfied", [("n", share)]))
}
