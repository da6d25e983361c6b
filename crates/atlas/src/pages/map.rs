//! The map: a measure of every zone in classes, the places of service, the blind spots; then the same
//! as a list and as a table. The browser's program takes the drawing's place where it can.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use identity::Actor;
use planner::store::Dataset;
use serde_json::{Value, json};
use web::format::percent_encoded;
use web::{Frame, Page, PageResult};

use super::places::{Changes, Places, degrees};
use super::words::column_name;
use super::{ROWS, Shown as Table, cause, figure, next, percent, query, result};
use crate::Atlas;
use crate::draw::{self, Told};
use crate::geometry::Shape;
use crate::layer::{Layer, Values};
use crate::measure::{Asked, Measure, showable, words};
use crate::shelf::{Kit, Shown};

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    frame: Frame,
    island: String,
    name: String,
    sentences: Vec<String>,
    choices: Vec<Choice>,
    drawing: String,
    config: String,
    legend: Vec<(String, String)>,
    has_blind: bool,
    has_facilities: bool,
    lists: Vec<(String, Vec<String>)>,
    table: Table,
    source: String,
    here: String,
}

/// One choice of the form above the map.
struct Choice {
    id: &'static str,
    label: String,
    /// Value, words, whether it is the one that is shown.
    options: Vec<(String, String, bool)>,
}

/// What a page and its parts are made of.
struct Made<'a> {
    frame: &'a Frame,
    kit: &'a Kit,
    layer: Arc<Layer>,
    shown: Arc<Shown>,
    asked: Asked,
}

pub(crate) async fn show(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    frame: Frame,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let kit = atlas.kit(&actor).await?;
    let dataset = atlas.dataset(&kit, &actor, &name)?;
    let layer = atlas.layer(&kit, dataset).await?;
    let shown = atlas.shown(&kit, &layer, &asked).await?;
    let made = Made { frame: &frame, kit: &kit, layer, shown, asked };
    let facilities = match made.facilities(&atlas, &actor) {
        Some(dataset) => Some((dataset, atlas.layer(&kit, dataset).await?)),
        None => None,
    };
    let streets = atlas.streets_within((&kit, &actor), made.layer.grid.whole).await?;
    let categories = match kit.outcome(&made.asked.by) {
        Some(outcome) => words(&atlas.table(outcome).await?, "category"),
        None => None,
    };
    let columns = match kit.outcome(&made.asked.by) {
        Some(outcome) => showable(&atlas.table(outcome).await?),
        None => own_columns(&made.layer),
    };
    let places = facilities.as_ref().map(|(_, layer)| Arc::clone(layer));
    let page = MapPage {
        island: island(&frame),
        sentences: made.sentences(),
        choices: made.choices(columns, categories),
        drawing: made.drawing(places.as_deref()),
        config: made.config(facilities.as_ref().map(|(dataset, _)| *dataset), streets).to_string(),
        legend: made.legend(),
        has_blind: made.shown.measure.as_ref().is_some_and(|one| !one.causes.is_empty()),
        has_facilities: facilities.is_some()
            || made.sides().iter().any(|side| !side.new.is_empty()),
        lists: made.all_lists(places.as_deref()),
        table: made.table(),
        source: made.source(),
        here: format!("/planner/map/{}", percent_encoded(&name)),
        name,
        frame: frame.clone(),
    };
    Ok(Page(page).into_response())
}

/// The map's program and its style sheet, in the head of the page; nothing where there is none.
fn island(frame: &Frame) -> String {
    let style =
        frame.island_style("map").map(|at| format!(r#"<link rel="stylesheet" href="{at}">"#));
    let script = frame.island_script("map");
    let script = script.map(|at| format!(r#"<script type="module" src="{at}"></script>"#));
    style.into_iter().chain(script).collect()
}

/// Columns of the dataset itself that are numbers: those that the import named first.
fn own_columns(layer: &Layer) -> Vec<String> {
    let named: Vec<String> = layer.amounts().into_iter().map(str::to_owned).collect();
    let is_place = |name: &str| {
        let places = layer.dataset.about.get("point_columns").and_then(Value::as_array);
        places.into_iter().flatten().any(|place| place == name)
    };
    let others = layer.columns.iter().filter(|column| {
        let is_number = matches!(column.values, Values::Numbers(_));
        is_number && !named.contains(&column.name) && !is_place(&column.name)
    });
    let others: Vec<String> = others.map(|column| column.name.clone()).collect();
    named.into_iter().chain(others).collect()
}

impl Made<'_> {
    /// The facilities of the result, if they are kept and may be seen.
    fn facilities(&self, atlas: &Atlas, actor: &Actor) -> Option<&Dataset> {
        let outcome = self.kit.outcome(&self.asked.by)?;
        let found = outcome.facilities(&self.kit.datasets)?;
        let is_other = found.name != self.layer.dataset.name && found.kind == "facilities";
        Some(found).filter(|found| is_other && atlas.shows(actor, &found.name))
    }

    /// What is shown, first; what the command found, then.
    fn sentences(&self) -> Vec<String> {
        let Some(measure) = &self.shown.measure else {
            return vec![self.frame.t("atlas.map.nothing")];
        };
        let known = measure.values.iter().flatten().count();
        let figures = [
            ("zones", figure(self.layer.ids.len() as f64)),
            ("known", figure(known as f64)),
            ("column", column_name(self.frame, &measure.column)),
            ("sum", figure(measure.values.iter().flatten().sum())),
        ];
        let Some(outcome) = self.kit.outcome(&self.asked.by) else {
            return vec![self.frame.tf("atlas.map.own", figures)];
        };
        let mut all = result::sentences(self.frame, outcome);
        if !measure.category.is_empty() {
            all.retain(|words| words.starts_with(&measure.category));
        }
        all.push(self.frame.tf("atlas.map.of-result", figures));
        all
    }

    fn choices(&self, columns: Vec<String>, categories: Option<Vec<String>>) -> Vec<Choice> {
        let frame = self.frame;
        let measure = self.shown.measure.as_ref();
        let over: Vec<String> =
            self.kit.mapped(&self.layer.dataset).map(|one| one.file.clone()).collect();
        let option = |value: &String, now: &str| (value.clone(), value.clone(), value == now);
        let own = (String::new(), frame.t("atlas.map.own-columns"), self.asked.by.is_empty());
        let by = std::iter::once(own).chain(over.iter().map(|file| option(file, &self.asked.by)));
        let mut all =
            vec![Choice { id: "by", label: frame.t("atlas.map.by"), options: by.collect() }];
        let now = measure.map(|measure| measure.column.clone()).unwrap_or_default();
        let named = |column: &String| (column.clone(), column_name(frame, column), *column == now);
        let options = columns.iter().map(named).collect();
        all.push(Choice { id: "column", label: frame.t("atlas.map.column"), options });
        if let Some(mut categories) = categories {
            categories.sort_unstable();
            categories.dedup();
            let now = measure.map(|measure| measure.category.clone()).unwrap_or_default();
            let options = categories.iter().map(|category| option(category, &now)).collect();
            all.push(Choice { id: "category", label: frame.t("atlas.map.category"), options });
        }
        let others = self.beside_which(&over);
        if others.len() > 1 {
            all.push(Choice { id: "with", label: frame.t("atlas.map.with"), options: others });
        }
        all
    }

    /// What can be set beside: nothing, the same scenario after its changes, other results.
    fn beside_which(&self, over: &[String]) -> Vec<(String, String, bool)> {
        let Asked { by, with, .. } = &self.asked;
        if by.is_empty() {
            return Vec::new();
        }
        let mut all = vec![(String::new(), self.frame.t("atlas.map.with-none"), with.is_empty())];
        let column = self.shown.measure.as_ref().map_or("", |measure| measure.column.as_str());
        let own = Asked { with: by.clone(), column: column.to_owned(), ..self.asked.clone() };
        if own.beside().is_some() {
            all.push((by.clone(), self.frame.t("atlas.map.with-after"), with == by));
        }
        let others = over.iter().filter(|file| *file != by);
        all.extend(others.map(|file| (file.clone(), file.clone(), file == with)));
        all
    }

    fn drawing(&self, facilities: Option<&Layer>) -> String {
        let title = self.title();
        let sentence = self.frame.t("atlas.map.told");
        let [own, _] = self.sides();
        let mut extra: Vec<(&str, Vec<Shape>)> = vec![("place", own.shapes(facilities))];
        extra.retain(|(_, shapes)| !shapes.is_empty());
        draw::map(&self.layer, &self.shown, &extra, Told { title: &title, sentence: &sentence })
    }

    fn title(&self) -> String {
        let Some(Measure { column, category, .. }) = &self.shown.measure else {
            return self.layer.dataset.name.clone();
        };
        let column = column_name(self.frame, column);
        if category.is_empty() { column } else { format!("{category} · {column}") }
    }

    /// Where facilities stand on each side: as they were, or after a scenario's changes.
    fn sides(&self) -> [Places; 2] {
        let Asked { by, with, .. } = &self.asked;
        let at = |file: &str, measure: Option<&Measure>| {
            self.changes(file).at(measure.map_or("", |measure| measure.column.as_str()))
        };
        [at(by, self.shown.measure.as_ref()), at(with, self.shown.beside.as_ref())]
    }

    /// What the scenarios of a result do to the places of service.
    fn changes(&self, file: &str) -> Changes {
        Changes::of(self.kit.outcome(file).map_or(&[][..], |outcome| outcome.scenarios()))
    }

    /// What the browser's program needs to know. Digests stand in the addresses, so that no tile of
    /// older data is ever taken for one of newer.
    fn config(&self, facilities: Option<&Dataset>, streets: Option<&Dataset>) -> Value {
        let tiles = |dataset: &Dataset, query: String| {
            let name = percent_encoded(&dataset.name);
            let digest = super::short(dataset.sha256.hex());
            format!("/planner/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt?of={digest}&{query}")
        };
        let digest = self.kit.outcome(&self.asked.by).map(|one| super::short(one.digest()));
        let own = format!("{}&made={}", query(&self.asked), digest.unwrap_or_default());
        let [before, after] = self.sides();
        // Nobody lives in facilities: what they hold is not counted as people on the way.
        let has_people = self.layer.dataset.kind == "zones";
        let zones = if has_people { self.layer.dataset.name.as_str() } else { "" };
        let t = |key: &str| self.frame.t(key);
        json!({
            "tiles": tiles(&self.layer.dataset, own),
            "bounds": self.layer.grid.whole,
            "points": self.layer.shapes.iter().all(|shape| matches!(shape, Shape::Point(_))),
            "deepest": crate::tile::DEEPEST,
            "facilities": facilities.map(|dataset| tiles(dataset, String::new())),
            "walk": streets.map(|one| format!("/planner/walk/{}/area", percent_encoded(&one.name))),
            "places": { "c": before.to_json(), "d": after.to_json() },
            "zones": zones,
            "classes": self.shown.classes.limits.len(),
            "beside": self.shown.beside.is_some(),
            "words": {
                "map": self.title(),
                "slider": t("atlas.map.slider"),
                "walking": t("atlas.map.walking"),
                "walked": t("atlas.map.walked"),
                "walked-area": t("atlas.map.walked-area"),
                "walked-zones": t("atlas.map.walked-zones"),
                "no-street":
                    self.frame.tf("atlas.walk.nothing", [("metres", figure(crate::reach::NEAR.0))]),
                "failed": t("atlas.map.failed"),
                "value": t("atlas.map.value"),
                "none": t("atlas.map.none"),
                "zoom-in": t("atlas.map.zoom-in"),
                "zoom-out": t("atlas.map.zoom-out"),
            },
        })
    }

    /// Classes with their limits, for people: shade and span.
    fn legend(&self) -> Vec<(String, String)> {
        let spans = self.shown.classes.spans().into_iter().enumerate();
        spans
            .map(|(class, (low, high))| {
                (format!("m{class}"), format!("{} – {}", figure(low), figure(high)))
            })
            .collect()
    }

    /// The plain list: the blind spots, or the greatest and the least.
    fn lists(&self) -> Vec<(String, Vec<String>)> {
        let Some(measure) = &self.shown.measure else { return Vec::new() };
        let line = |zone: &usize| {
            let name = self.layer.name(*zone);
            let value =
                measure.values[*zone].map_or_else(|| self.frame.t("atlas.map.none"), figure);
            match measure.causes.get(*zone).filter(|cause| !cause.is_empty()) {
                Some(why) => format!("{name}：{value}（{}）", cause(self.frame, why)),
                None => format!("{name}：{value}"),
            }
        };
        let list = |zones: &mut dyn Iterator<Item = usize>| -> Vec<String> {
            zones.take(5).map(|zone| line(&zone)).collect()
        };
        if !measure.causes.is_empty() {
            let people = self.people();
            let mut blind: Vec<usize> =
                (0..measure.causes.len()).filter(|zone| measure.is_blind(*zone)).collect();
            let lives = |zone: &usize| people.get(*zone).copied().flatten().unwrap_or(0.0);
            blind.sort_by(|a, b| lives(b).total_cmp(&lives(a)));
            let share = percent(blind.len() as f64 / self.layer.ids.len().max(1) as f64);
            let figures = [("n", figure(blind.len() as f64)), ("share", share)];
            let title = self.frame.tf("atlas.map.blind", figures);
            return vec![(title, list(&mut blind.into_iter()))];
        }
        let order = measure.order();
        let (most, least) = (self.frame.t("atlas.map.most"), self.frame.t("atlas.map.least"));
        vec![
            (most, list(&mut order.iter().copied())),
            (least, list(&mut order.iter().rev().copied())),
        ]
    }

    /// What the map shows, as lists: of the zones, then of the places of service.
    fn all_lists(&self, facilities: Option<&Layer>) -> Vec<(String, Vec<String>)> {
        let mut all = self.lists();
        let Asked { by, with, .. } = &self.asked;
        let mut changed = self.changes(by).told(self.frame);
        if with != by {
            changed.extend(self.changes(with).told(self.frame));
        }
        all.push((self.frame.t("atlas.map.changed-places"), changed));
        let Some(layer) = facilities else { return all };
        let category = layer.dataset.about.pointer("/words/category/column");
        let categories =
            category.and_then(Value::as_str).and_then(|name| words(&layer.columns, name));
        let line = |at: usize, place: [f64; 2]| {
            let (name, place) = (layer.name(at), degrees(place));
            match categories.as_ref().map(|all| all[at].as_str()).filter(|word| !word.is_empty()) {
                Some(category) => format!("{name}（{category}）：{place}"),
                None => format!("{name}：{place}"),
            }
        };
        let middle = |at: usize| {
            let [west, south, east, north] = layer.shapes[at].frame();
            [(west + east) / 2.0, (south + north) / 2.0]
        };
        let [own, _] = self.sides();
        let new = own.new.iter().map(|(id, place)| match layer.find(id) {
            Some(at) => line(at as usize, *place),
            None => format!("{id}：{}", degrees(*place)),
        });
        let left = own.left(layer);
        let (n, lines) =
            (left.len() + own.new.len(), new.chain(left.iter().map(|at| line(*at, middle(*at)))));
        let figures = [("n", figure(n as f64)), ("shown", figure(n.min(ROWS) as f64))];
        let title = match own == Places::default() {
            true => self.frame.tf("atlas.map.places-list", figures),
            false => self.frame.tf("atlas.map.places-after", figures),
        };
        all.push((title, lines.take(ROWS).collect()));
        all
    }

    /// People of each zone: the first amount that the import named.
    fn people(&self) -> Vec<Option<f64>> {
        let first = self.layer.amounts().first().and_then(|name| self.layer.numbers(name));
        first.map(<[_]>::to_vec).unwrap_or_default()
    }

    /// The map's twin: the same values, zone by zone in the order of the file.
    fn table(&self) -> Table {
        let (frame, after) = (self.frame, self.asked.after);
        let measure = self.shown.measure.as_ref();
        let beside = self.shown.beside.as_ref();
        let title = self.title();
        let mut heads = vec![(frame.t("atlas.home.name"), false), (title, true)];
        if beside.is_some() {
            heads.push((frame.t("atlas.map.beside"), true));
            heads.push((frame.t("atlas.map.change"), true));
        }
        let has_causes = measure.is_some_and(|measure| !measure.causes.is_empty());
        if has_causes {
            heads.push((frame.t("atlas.result.why"), false));
        }
        let of = |measure: Option<&Measure>, zone: usize| measure.and_then(|one| one.values[zone]);
        let shown = |value: Option<f64>| value.map(figure).unwrap_or_default();
        let end = self.layer.ids.len().min(after.saturating_add(ROWS));
        let row = |zone: usize| {
            let (own, other) = (of(measure, zone), of(beside, zone));
            let mut cells = vec![self.layer.name(zone).to_owned(), shown(own)];
            if beside.is_some() {
                cells.push(shown(other));
                cells.push(shown(own.zip(other).map(|(own, other)| other - own)));
            }
            if has_causes {
                let why = measure.and_then(|measure| measure.causes.get(zone));
                cells.push(why.map(|why| cause(frame, why)).unwrap_or_default());
            }
            cells
        };
        let rows = (after.min(end)..end).map(row).collect();
        Table { heads, rows, next: next(frame, self.layer.ids.len(), after) }
    }

    fn source(&self) -> String {
        let Dataset { source, date, sha256, .. } = &self.layer.dataset;
        let own = (source.clone(), date.clone(), super::short(sha256.hex()));
        self.frame.tf("atlas.map.source", [("source", own.0), ("date", own.1), ("digest", own.2)])
    }
}
