//! What was read lately, by the digest of its bytes: a digest never means anything else.

use std::path::PathBuf;
use std::sync::Arc;

use network::streets::Streets;
use network::{Profile, streets};
use parking_lot::Mutex;
use planner::PlannerError;
use planner::store::{Dataset, Store};

use crate::geometry::{Bounds, meet};
use crate::layer::{Column, Layer};
use crate::measure::{Asked, Classes, Measure};
use crate::results::{self, Outcome};
use crate::{Atlas, aside, changed, unknown};
use identity::Actor;
use web::Failure;

/// How many of each kind are kept. A county has a handful; 100,000 zones take some 100 MB.
const MOST: usize = 6;

/// Things by key, the last used at the end.
struct Kept<T>(Mutex<Vec<(String, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Kept<T> {
    /// What is kept.
    fn known(&self, key: &str) -> Option<Arc<T>> {
        let mut all = self.0.lock();
        let at = all.iter().position(|(own, _)| own == key)?;
        let found = all.remove(at);
        all.push(found.clone());
        Some(found.1)
    }

    /// What is kept, or what `read` makes now. Two who ask at once may both read: that is only time.
    fn get(
        &self,
        key: &str,
        read: impl FnOnce() -> Result<T, PlannerError>,
    ) -> Result<Arc<T>, PlannerError> {
        if let Some(known) = self.known(key) {
            return Ok(known);
        }
        let made = Arc::new(read()?);
        let mut all = self.0.lock();
        if all.len() >= MOST {
            all.remove(0);
        }
        all.push((key.to_owned(), Arc::clone(&made)));
        Ok(made)
    }
}

/// What was read lately.
#[derive(Default)]
pub(crate) struct Shelf {
    layers: Kept<Layer>,
    tables: Kept<Vec<Column>>,
    shown: Kept<Shown>,
    streets: Kept<Streets>,
}

/// What a map shows: a measure, the one set beside it, and the classes of both.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) measure: Option<Measure>,
    pub(crate) beside: Option<Measure>,
    pub(crate) classes: Classes,
}

/// The folder as it is now, for somebody.
pub(crate) struct Kit {
    /// Every dataset; whether it may be seen is asked of each ([`Atlas::dataset`]).
    pub(crate) datasets: Vec<Dataset>,
    /// The results that may be seen.
    pub(crate) outcomes: Vec<Outcome>,
    /// The reports that may be seen.
    pub(crate) reports: Vec<Outcome>,
    folder: PathBuf,
}

impl Kit {
    /// A dataset by its name.
    pub(crate) fn dataset(&self, name: &str) -> Option<&Dataset> {
        self.datasets.iter().find(|dataset| dataset.name == name)
    }

    /// A result by its file.
    pub(crate) fn outcome(&self, file: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.file == file)
    }

    /// A report by its file.
    pub(crate) fn report(&self, file: &str) -> Option<&Outcome> {
        self.reports.iter().find(|report| report.file == file)
    }

    /// Where the bytes of a dataset are.
    pub(crate) fn path(&self, dataset: &Dataset) -> PathBuf {
        self.folder.join(&dataset.name).join(&dataset.file)
    }

    /// The results whose rows are about the zones of a dataset.
    pub(crate) fn over<'a>(&'a self, dataset: &'a Dataset) -> impl Iterator<Item = &'a Outcome> {
        self.outcomes.iter().filter(move |outcome| {
            outcome.zones(&self.datasets).is_some_and(|zones| zones.name == dataset.name)
        })
    }
}

impl Kit {
    /// Those of them that a map of the zones can show.
    pub(crate) fn mapped<'a>(&'a self, dataset: &'a Dataset) -> impl Iterator<Item = &'a Outcome> {
        self.over(dataset).filter(|outcome| outcome.is_mapped())
    }
}

impl Atlas {
    /// What the folder holds now of that which somebody may see.
    pub(crate) async fn kit(&self, actor: &Actor) -> Result<Kit, Failure> {
        let folder = self.place.plan.clone();
        let mut kit = aside(move || {
            let datasets = Store::open(&folder)?.datasets().to_vec();
            let results = folder.join("results");
            let (outcomes, reports) = (results::list(&results), results::reports(&results));
            Ok(Kit { datasets, outcomes, reports, folder })
        })
        .await?;
        let sees = |outcome: &Outcome| self.sees(actor, &kit.datasets, outcome);
        kit.outcomes.retain(sees);
        kit.reports.retain(sees);
        Ok(kit)
    }

    /// The layer of a dataset of zones or facilities.
    pub(crate) async fn layer(&self, kit: &Kit, dataset: &Dataset) -> Result<Arc<Layer>, Failure> {
        if !["zones", "facilities"].contains(&dataset.kind.as_str()) {
            return Err(unknown());
        }
        let (shelf, file, dataset) = (self.shelf.clone(), kit.path(dataset), dataset.clone());
        aside(move || {
            // The name is in the key, since the columns are as its import named them.
            let key = format!("{} {}", dataset.name, dataset.sha256.hex());
            shelf.layers.get(&key, || Layer::read(&dataset, &file))
        })
        .await
    }

    /// The table of a result, if its bytes are those that the command wrote.
    pub(crate) async fn table(&self, outcome: &Outcome) -> Result<Arc<Vec<Column>>, Failure> {
        let (shelf, outcome) = (self.shelf.clone(), outcome.clone());
        let key = format!("{} {}", outcome.file, outcome.digest());
        let found = aside(move || match shelf.tables.known(&key) {
            Some(known) => Ok(Some(known)),
            None if !outcome.is_as_written()? => Ok(None),
            None => shelf.tables.get(&key, || outcome.read()).map(Some),
        });
        found.await?.ok_or_else(changed)
    }

    /// What a map of a layer shows.
    pub(crate) async fn shown(
        &self,
        kit: &Kit,
        layer: &Arc<Layer>,
        asked: &Asked,
    ) -> Result<Arc<Shown>, Failure> {
        let measure = self.sources(kit, layer, &asked.by).await?;
        let beside = match asked.with.as_str() {
            "" => None,
            with => self.sources(kit, layer, with).await?,
        };
        let digest = |table: &Option<(String, Arc<Vec<Column>>)>| {
            table.as_ref().map(|(digest, _)| digest.clone()).unwrap_or_default()
        };
        let Asked { by, with, column, category, .. } = asked;
        let of = layer.dataset.sha256.hex();
        let (own, other) = (digest(&measure), digest(&beside));
        let key = format!("{of} {by}={own} {with}={other} {column} {category}");
        let (shelf, layer, asked) = (self.shelf.clone(), layer.clone(), asked.clone());
        aside(move || {
            shelf.shown.get(&key, || {
                let of = |table: &(String, Arc<Vec<Column>>)| Measure::of(&layer, &table.1, &asked);
                let measure = match &measure {
                    Some(table) => of(table),
                    None => own_measure(&layer, &asked),
                };
                let after = asked.beside();
                let beside = beside.as_ref().zip(after);
                let beside =
                    beside.and_then(|(table, asked)| Measure::of(&layer, &table.1, &asked));
                let both: Vec<&Measure> = measure.iter().chain(&beside).collect();
                Ok(Shown { classes: Classes::of(&both), measure, beside })
            })
        })
        .await
    }

    /// The table of a result over these zones, with its digest; none for the dataset's own columns.
    async fn sources(
        &self,
        kit: &Kit,
        layer: &Layer,
        file: &str,
    ) -> Result<Option<(String, Arc<Vec<Column>>)>, Failure> {
        if file.is_empty() {
            return Ok(None);
        }
        let found = kit.mapped(&layer.dataset).find(|outcome| outcome.file == file);
        let outcome = found.ok_or_else(unknown)?;
        Ok(Some((outcome.digest().to_owned(), self.table(outcome).await?)))
    }

    /// The first streets that somebody may see whose frame meets another, such as a layer's: a map is
    /// never offered walks through another town.
    pub(crate) async fn streets_within<'a>(
        &self,
        (kit, actor): (&'a Kit, &Actor),
        frame: Bounds,
    ) -> Result<Option<&'a Dataset>, Failure> {
        let streets = kit.datasets.iter().filter(|one| one.kind == "streets");
        for dataset in streets.filter(|one| self.shows(actor, &one.name)) {
            let kept = dataset.about.get("frame").cloned();
            let own = match kept.and_then(|kept| serde_json::from_value::<Bounds>(kept).ok()) {
                Some(own) => own,
                // Imported before frames were kept.
                None => self.streets(kit, dataset).await?.frame(),
            };
            if meet(own, frame) {
                return Ok(Some(dataset));
            }
        }
        Ok(None)
    }

    /// The streets of a dataset, for people on foot.
    pub(crate) async fn streets(
        &self,
        kit: &Kit,
        dataset: &Dataset,
    ) -> Result<Arc<Streets>, Failure> {
        if dataset.kind != "streets" {
            return Err(unknown());
        }
        let (shelf, file) = (self.shelf.clone(), kit.path(dataset));
        let key = dataset.sha256.hex().to_owned();
        aside(move || {
            shelf.streets.get(&key, || {
                let named = |why| PlannerError::File { file: file.display().to_string(), why };
                let bytes = std::fs::read(&file).map_err(named)?;
                streets::read(&bytes, &Profile::walk())
                    .map_err(|why| PlannerError::Streets { file: file.display().to_string(), why })
            })
        })
        .await
    }
}

/// A column of the dataset itself: the one asked for, or the first with amounts.
fn own_measure(layer: &Layer, asked: &Asked) -> Option<Measure> {
    let first = layer.amounts().first().map(|name| (*name).to_owned());
    let is_there = layer.columns.iter().any(|column| column.name == asked.column);
    let column = if is_there { asked.column.clone() } else { first? };
    Measure::own(layer, &column)
}
