//! The commands of `tongban plan` and their options, each with an example.

pub use crate::commands::access::{AccessArgs, Measure, Rate};
pub use crate::commands::budget::{Aim, BudgetArgs, Ratio};
pub use crate::commands::circle::{CircleArgs, Limit, StandardArgs};
pub use crate::commands::decay::{DecayArg, Steps};
pub use crate::commands::equity::EquityArgs;
pub use crate::commands::export::ExportArgs;
pub use crate::commands::import::{ImportArgs, Kind};
pub use crate::commands::index::{
    Incomplete, IndexArgs, Meaning, OfYear, Scale, Together, Weights, Wide,
};
pub use crate::commands::level::OnlyLevel;
pub use crate::commands::report::ReportArgs;
pub use crate::commands::scenario::{CompareArgs, RunArgs, ScenarioArgs, ScenarioCommand};
pub use crate::commands::site::{Model, SiteArgs, TierArg, Weighted};
pub use crate::commands::transit::{FrequencyRule, Moment, TransitArgs};
pub use crate::commands::travel::{Means, SnapTo, TravelArgs, Who};

use clap::Subcommand;

/// What a planner can ask for.
#[derive(Clone, Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "there is one in a run")]
pub enum Plan {
    /// Check a dataset and keep it, with digest, source and date; list and replace what is kept.
    #[command(
        after_help = "Examples:\n  tongban plan import villages.csv --name villages --kind zones --source \"2020 census\" --date 2020-11-01 --amount-cols population,old\n  tongban plan import --list\n  tongban plan import villages-2025.csv --name villages --kind zones --source \"2025 survey\" --date 2025-11-01 --replace"
    )]
    Import(ImportArgs),
    /// Travel times between points, on foot, by bicycle, by car or by public transport.
    #[command(
        after_help = "Examples:\n  tongban plan travel --osm town.osm.pbf --origins villages.csv --destinations clinics.csv --mode walk --speed-kmh 3.6 --cutoff 60 --out times.csv\n  tongban plan travel --osm town.osm.pbf --gtfs bus.zip --gtfs rail.zip --origins villages.csv --destinations clinics.csv --mode transit --departure 2019-05-13T14:00 --window 60 --percentiles 50,90 --cutoff 60 --out times.parquet\n  tongban plan travel --osm town.osm.pbf --origins villages.csv --destinations clinics.csv --mode walk --nearest 3 --out nearest.csv\n  tongban plan travel --osm town.osm.pbf --origins clinics.csv --mode walk --isochrones 5,10,15 --out circles.geojson"
    )]
    Travel(TravelArgs),
    /// Who reaches how much: one value for each origin.
    #[command(
        after_help = "Examples:\n  tongban plan access --costs times.csv --cost-cols origin,dest,minutes --origins villages.csv --origin-cols id,pop --destinations clinics.csv --dest-cols id,beds --measure e2sfca --steps 10:1,20:0.68,30:0.22 --out access.csv\n  tongban plan access --costs times.csv --origins villages.csv --destinations clinics.csv --measure raam --tau 30 --out access.csv"
    )]
    Access(AccessArgs),
    /// Life circle: who has which kind of facility within 5, 10 and 15 minutes, who has not, and why.
    #[command(
        after_help = "Examples:\n  tongban plan circle --costs times.csv --origins villages.csv --origin-cols id,pop,children,old --destinations facilities.csv --dest-cols id,category --limit 15 --limits 幼儿园:5,小学:10 --out circle.csv\n  tongban plan circle --standard data/standards/county-township-village.toml --divisions divisions.csv --holdings facilities.csv --on 2026-01-01 --out shortfall.csv"
    )]
    Circle(Box<CircleArgs>),
    /// How unequal a measure is among people, and between which groups.
    #[command(
        after_help = "Examples:\n  tongban plan equity --in access.csv --value value --weight pop --group division --json\n  tongban plan equity --in access.csv --value value --weight pop --by income --urban-rural side --epsilon 0.5,1,2\n  tongban plan equity --in villages.csv --value doctors --weight pop --group code --prefixes 6,4,2 --bootstrap 1000"
    )]
    Equity(EquityArgs),
    /// Many indicators of many units over years, in one number with its weights and its doubts.
    #[command(
        after_help = "Examples:\n  tongban plan index --in provinces.csv --cols indicator,province,year,value --indicators health_technicians_per_10k:more,primary_pupils_per_teacher:less --weights entropy --method topsis --out index.csv\n  tongban plan index --in gdp.csv --in income.csv --wide code,year --indicators PerRegGDP:more,RurPerNetInc:more --years 2008,2009,2010 --leave-out units --breaks breaks.csv --out counties.csv\n  tongban plan index --in 2010=census-2010.csv --in 2020=census-2020.csv --wide code --only-level county --indicators water:more --column water=with_tap/households --column water=tap_water/households --leave-out units --out counties.csv"
    )]
    Index(IndexArgs),
    /// Where to put so many facilities, with a proved bound.
    #[command(
        after_help = "Examples:\n  tongban plan site --model mclp --costs times.csv --cost-cols site,client,minutes --clients villages.csv --client-cols id,pop --p 4 --cutoff 15 --json\n  tongban plan site --model pmedian --orlib pmed1.txt --json"
    )]
    Site(SiteArgs),
    /// What if: open, close, move or resize a facility, other hours, a new or denser line, a road.
    #[command(
        after_help = "Examples:\n  tongban plan scenario run saturday.toml --out zones.gpkg --json\n  tongban plan scenario compare saturday.toml line-12.toml --out compared.xlsx"
    )]
    Scenario(ScenarioArgs),
    /// Which priced measures to pay for under the rules of a fund, with proved gap and shadow prices.
    #[command(
        after_help = "Example:\n  tongban plan budget --measures measures.csv --setting-col setting --equalization-col equalization --share-cols province,city,county --fund 8000 --equalization-share 0.6 --county-most 2500 --urban-rural 0.5:1 --divisions divisions.csv --least-money-col least --aim worst --json"
    )]
    Budget(BudgetArgs),
    /// A printable report in Chinese with maps, charts and the sentences that a meeting needs.
    #[command(
        after_help = "Example:\n  tongban plan report saturday.toml line-12.toml --budget budget.json --out report.html"
    )]
    Report(ReportArgs),
    /// Zones, facilities or results with their places as GeoJSON, GeoPackage, GeoParquet, CSV or XLSX.
    #[command(
        after_help = "Example:\n  tongban plan export --in villages.geojson --in-cols id,name,pop --join access.csv --join-cols id,value --out access.gpkg"
    )]
    Export(ExportArgs),
}
