//! The standard of county, township and village: what each division owes, has and lacks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use access::standard::{
    Compliance, Division, Holding, Shortfall, Standard, Tier, Verdict, compliance,
};
use basis::Date;
use clap::Args;
use serde_json::{Value, json};

use super::CircleArgs;
use crate::commands::access::merge;
use crate::host::{Answer, Host, go_on, stage};
use crate::names::Names;
use crate::out::{Columns, Provenance, Writer, apart};
use crate::tables::{Ids, Record, Wanted, read};
use crate::{PlannerError, store};

/// Options of `plan circle` that concern the standard of county, township and village.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Standard of county, township and village")]
pub struct StandardArgs {
    /// Judge divisions by this standard instead of the life circle: quotas with the days from which
    /// they hold, as data/standards/county-township-village.toml.
    #[arg(long, value_name = "S.toml", requires_all = ["divisions", "holdings"])]
    pub standard: Option<PathBuf>,
    /// Divisions with their people.
    #[arg(long, value_name = "D.csv", requires = "standard")]
    pub divisions: Option<PathBuf>,
    /// Their columns: id, tier (county, township or village), people, people of 65 and over,
    /// households, villages.
    #[arg(
        long,
        value_name = "ID,TIER,POP,OLD,HOUSEHOLDS,VILLAGES",
        default_value = "id,tier,pop,old,households,villages"
    )]
    pub division_cols: Names<6>,
    /// What divisions have: a row for each facility, or for each kind with its units.
    #[arg(long, value_name = "H.csv", requires = "standard")]
    pub holdings: Option<PathBuf>,
    /// Their columns: division, kind of facility.
    #[arg(long, value_name = "DIVISION,KIND", default_value = "division,category")]
    pub holding_cols: Names<2>,
    /// The column with units (square metres, beds); every row counts once without it.
    #[arg(long, value_name = "COL", requires = "holdings")]
    pub units_col: Option<String>,
    /// The day whose quotas are asked for; today if not given.
    #[arg(long, value_name = "2026-01-01", requires = "standard")]
    pub on: Option<Date>,
}

/// Judges all divisions on a day.
pub(super) fn run(args: &CircleArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    let own = &args.standard;
    let on = own.on.unwrap_or_else(|| host.now().date());
    let file = |option: &'static str, path: &Option<PathBuf>| {
        let path = path.as_ref().ok_or_else(|| PlannerError::option(option, "give a file"))?;
        store::resolve(&args.store, path)
    };
    let standard = file("--standard", &own.standard)?;
    let (divisions, holdings) =
        (file("--divisions", &own.divisions)?, file("--holdings", &own.holdings)?);
    let files: [(&str, &Path); 3] =
        [("--standard", &standard), ("--divisions", &divisions), ("--holdings", &holdings)];
    apart(&[("--out", args.out.as_path())], &files)?;
    let settings = json!({
        "on": on.to_string(),
        "division_cols": own.division_cols.each(),
        "holding_cols": own.holding_cols.each(),
        "units_col": own.units_col,
    });
    let mut provenance = Provenance::new("plan circle", settings, &files)?;
    stage(host, "reading the standard and divisions")?;
    let text = std::fs::read_to_string(&standard).map_err(|e| PlannerError::file(&standard, e))?;
    let standard = Standard::parse(&standard.display().to_string(), &text)?;
    check_day(&standard, on)?;
    let (ids, divisions) = read_divisions(&divisions, own)?;
    let holdings = read_holdings(&holdings, own, (&ids, &standard), host)?;
    let found = compliance(&standard, on, &divisions, &holdings)?;
    go_on(host)?;
    let mut writer = Writer::create(&args.out, COLUMNS)?;
    found.lines.iter().try_for_each(|line| write(&mut writer, line))?;
    let mut value = describe(&standard, on, &found);
    provenance.found = value.clone();
    merge(&mut value, json!({ "out": args.out.display().to_string() }));
    writer.finish()?.publish(&provenance)?;
    Ok(Answer { value, words: words(&divisions, &found) })
}

/// Refuses a day on which nothing is owed by anybody: everyone would do well.
fn check_day(standard: &Standard, on: Date) -> Result<(), PlannerError> {
    let owes = |tier: Tier| standard.owed(tier, on).next().is_some();
    if [Tier::County, Tier::Township, Tier::Village].into_iter().any(owes) {
        return Ok(());
    }
    let days = standard.facility.iter().flat_map(|kind| kind.quota.values());
    let first = days.map(|dated| dated.from).min();
    let first = first.map_or_else(String::new, |first| format!("; the first quota is of {first}"));
    Err(PlannerError::option("--on", format!("the standard has no quota on {on}{first}")))
}

const COLUMNS: Columns<'_> = Columns {
    words: &["division", "category", "verdict", "unit", "certainty"],
    numbers: &["has", "base", "full", "short", "short_of_full", "yuan"],
};

fn read_divisions(input: &Path, args: &StandardArgs) -> Result<(Ids, Vec<Division>), PlannerError> {
    let (mut ids, mut divisions) = (Ids::default(), Vec::new());
    let wanted = Wanted { columns: &args.division_cols.each(), option: "--division-cols" };
    read(input, wanted, &mut |record| {
        ids.add(record, 0)?;
        let amount = |n: usize| {
            let empty = || record.refuse(n, "the cell is empty; write 0 where there is none");
            record.amount(n)?.ok_or_else(empty)
        };
        let villages = amount(5)?;
        if villages.fract() != 0.0 || villages > f64::from(u32::MAX) {
            return Err(record.refuse(5, format!("{villages} is no number of villages")));
        }
        divisions.push(Division {
            code: record.word(0)?.into_owned(),
            tier: tier(record)?,
            people: amount(2)?,
            elders: amount(3)?,
            households: amount(4)?,
            villages: villages as u32,
        });
        Ok(())
    })?;
    if divisions.is_empty() {
        return Err(PlannerError::format(input, "the table has no rows"));
    }
    Ok((ids, divisions))
}

fn tier(record: &Record<'_>) -> Result<Tier, PlannerError> {
    match &*record.word(1)? {
        "county" | "县" => Ok(Tier::County),
        "township" | "乡镇" | "街道" => Ok(Tier::Township),
        "village" | "村" | "社区" => Ok(Tier::Village),
        other => {
            let what = format!("{other:?} is no tier; write county, township or village");
            Err(record.refuse(1, what))
        }
    }
}

/// Adds up what each division has of each kind; kinds of which the standard says nothing are left
/// out and told of.
fn read_holdings(
    input: &Path,
    args: &StandardArgs,
    (ids, standard): (&Ids, &Standard),
    host: &dyn Host,
) -> Result<Vec<Holding>, PlannerError> {
    let mut columns = args.holding_cols.each().to_vec();
    columns.extend(args.units_col.as_deref());
    let mut sums: BTreeMap<(u32, String), f64> = BTreeMap::new();
    let mut unknown: BTreeMap<String, u64> = BTreeMap::new();
    let wanted = Wanted { columns: &columns, option: "--holding-cols or --units-col" };
    read(input, wanted, &mut |record| {
        let division = record.word(0)?;
        let Some(at) = ids.find(&division) else {
            return Err(record.refuse(0, format!("{division:?} is not among the divisions")));
        };
        let kind = record.word(1)?.into_owned();
        let units = if columns.len() > 2 { record.amount(2)?.unwrap_or(0.0) } else { 1.0 };
        if standard.facility.iter().any(|known| known.name == kind) {
            *sums.entry((at, kind)).or_default() += units;
        } else {
            *unknown.entry(kind).or_default() += 1;
        }
        Ok(())
    })?;
    for (kind, rows) in unknown {
        let file = input.display();
        host.notice(&format!("{file}: {rows} rows of {kind}, of which the standard says nothing"));
    }
    let holding = |((at, facility), units): ((u32, String), f64)| Holding {
        division: ids.name(at as usize).to_owned(),
        facility,
        units,
    };
    Ok(sums.into_iter().map(holding).collect())
}

fn write(writer: &mut Writer, line: &Shortfall) -> Result<(), PlannerError> {
    let certainty = if line.unconfirmed { "unconfirmed" } else { "" };
    let words = [&line.division, &line.facility, verdict(line.verdict), &line.unit, certainty];
    let yuan = line.cost.map(|cost| cost.get() as f64 / 100.0);
    let numbers = [line.has, line.base, line.full, line.short, line.short_of_full].map(Some);
    let [has, base, full, short, short_of_full] = numbers;
    writer.row(&words, &[has, base, full, short, short_of_full, yuan])
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Full => "full",
        Verdict::Base => "base",
        Verdict::Short => "short",
    }
}

/// What is missing of a kind over all divisions.
#[derive(Default)]
struct Missing<'a> {
    unit: &'a str,
    short: f64,
    divisions: usize,
    fen: i64,
    without_price: usize,
}

/// Compliance of all, and the shortfall of each kind over all divisions.
fn describe(standard: &Standard, on: Date, found: &Compliance) -> Value {
    let mut kinds: BTreeMap<&str, Missing<'_>> = BTreeMap::new();
    for line in &found.lines {
        let kind = kinds.entry(&line.facility).or_default();
        kind.unit = &line.unit;
        if line.verdict == Verdict::Short {
            kind.short += line.short;
            kind.divisions += 1;
            kind.fen += line.cost.map_or(0, basis::Fen::get);
            kind.without_price += usize::from(line.cost.is_none());
        }
    }
    let kind = |(name, missing): (&str, Missing<'_>)| {
        json!({
            "category": name,
            "unit": missing.unit,
            "short": missing.short,
            "divisions_short": missing.divisions,
            "yuan": (missing.without_price < missing.divisions || missing.divisions == 0)
                .then(|| fen_to_yuan(missing.fen)),
            "divisions_without_price": missing.without_price,
        })
    };
    json!({
        "standard": standard.name,
        "on": on.to_string(),
        "share_met": found.share,
        "compliant": found.compliant,
        "yuan": money(found),
        "lines_without_price": found.without_cost,
        "categories": kinds.into_iter().map(kind).collect::<Vec<_>>(),
    })
}

/// The money for all that is missing; `None` where something is and no price of it is known.
fn money(found: &Compliance) -> Option<f64> {
    let short = |line: &&Shortfall| line.verdict == Verdict::Short;
    let priced = found.lines.iter().filter(short).any(|line| line.cost.is_some());
    (priced || found.without_cost == 0).then(|| fen_to_yuan(found.cost.get()))
}

fn fen_to_yuan(fen: i64) -> f64 {
    fen as f64 / 100.0
}

fn words(divisions: &[Division], found: &Compliance) -> String {
    let (n, met) = (divisions.len(), found.compliant.len());
    let short = found.lines.iter().filter(|line| line.verdict == Verdict::Short).count();
    let without = found.without_cost;
    let money = match money(found) {
        Some(yuan) if without == 0 => format!("{yuan:.2} yuan for what is missing"),
        Some(yuan) => format!(
            "{yuan:.2} yuan for what is missing, without {without} quotas whose price is not known \
             (yuan_a_unit in the standard)"
        ),
        None => format!(
            "no price is known of what is missing ({without} quotas): enter yuan_a_unit in the standard"
        ),
    };
    let lines = found.lines.len();
    format!(
        "{met} of {n} divisions have every base part; {short} of {lines} quotas are not met\n{money}"
    )
}
