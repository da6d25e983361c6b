//! The wiring: what is read once at start, who gets what, which pages there are.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use atlas::Atlas;
use axum::Router;
use basis::calendar::{Calendar, YearCalendar};
use basis::division::Finding;
use basis::{Ambient, Date, DivisionCode, Divisions, Text};
use cases::Cases;
use catalogue::{Catalogue, Settings, Shelf, SourceFile, known, read_folder};
use exchange::Exchange;
use feedback::Feedback;
use identity::Identity;
use ledger::{Keyring, Ledger};
use manage::{Brought, Manage};
use meters::Meters;
use outbound::Outbound;
use portal::{Elsewhere, Portal};
use store::Store;
use web::{App, Route, Site, WebSettings};

use crate::cli::{Accounts, KEEP_HELP_DAYS, Limits, Place, Serving, Watching};
use crate::county::points;
use crate::others::others;
use crate::settings::{self, Secrets};

/// Everything that serves a county.
#[derive(Clone)]
pub struct House {
    /// Database, ledger, time, words, settings.
    pub app: App,
    /// Cases.
    pub cases: Cases,
    /// People, accounts, rights.
    pub identity: Identity,
    /// Registers.
    pub exchange: Exchange,
    /// Ratings.
    pub feedback: Feedback,
    /// Notices and text messages.
    pub outbound: Outbound,
    /// Names of places.
    pub divisions: Arc<Divisions>,
    /// The planners' pages.
    pub atlas: Atlas,
    /// What staff change by themselves.
    pub manage: Manage,
    /// The other counties of the database.
    pub elsewhere: Elsewhere,
    /// For how many days a draft for another outlives the request for help.
    pub keep_help_days: u32,
}

impl House {
    /// Opens the database, brings its schema up to date, loads catalogue, calendar and divisions.
    pub fn open(serving: &Serving, ambient: &Ambient, demo: bool) -> Result<Self> {
        Self::open_measured(serving, ambient, demo, crate::ambient::meters())
    }

    /// [`House::open`], counting what is done in these meters.
    pub fn open_measured(
        serving: &Serving,
        ambient: &Ambient,
        demo: bool,
        meters: Meters,
    ) -> Result<Self> {
        let place = &serving.place;
        let folder = Folder::read(place, ambient.now().date(), demo)?;
        let secrets = Secrets::at(place);
        let store = open_measured(&place.database, meters)?;
        let keys = secrets.ledger(ambient, &store)?;
        let ledger = ledger(store, ambient, keys, serving.sms.is_some());
        ledger.check_keys_now(&place.county)?;
        let secret = secrets.identity(ambient)?;
        Self::built(serving, demo, folder, ledger, &secret)
    }

    /// The house in which somebody looks everything up in a database that may only be read, without
    /// the county's keys and secrets: nothing is signed in it and nobody signs in.
    pub fn to_read(place: &Place, ambient: &Ambient, store: Store) -> Result<Self> {
        let folder = Folder::read(place, ambient.now().date(), false)?;
        let ledger = ledger(store, ambient, Keyring::default(), false);
        Self::built(&quiet(place), true, folder, ledger, &ambient.bytes::<32>())
    }

    fn built(
        serving: &Serving,
        demo: bool,
        folder: Folder,
        ledger: Ledger,
        secret: &[u8; 32],
    ) -> Result<Self> {
        let (place, ambient) = (&serving.place, ledger.ambient().clone());
        let Folder { name, divisions, shelf, files, calendar } = folder;
        let settings = settings::web(serving, name, demo);
        let app = App::new(ledger.store().clone(), ledger.clone(), Site::new(ambient, settings));
        let identity = settings::identity(serving, &app, secret)?;
        identity.check_start()?;
        let cases = Cases::new(ledger, shelf.clone(), calendar, &place.county);
        let cases = settings::scanned(cases, serving)?;
        let gateway = serving.sms.as_deref().map(settings::gateway).transpose()?;
        let cases = match &gateway {
            Some(_) => cases,
            None => cases.telling(outbound::teller(app.wording.clone(), &place.county)),
        };
        cases.refresh_calendar_now()?;
        let exchange = Exchange::new(app.ledger.clone(), shelf.clone(), &place.county);
        let brought = Brought::new(shelf, files);
        let (own, of) = (identity.clone(), divisions.clone());
        let manage = Manage::new(app.clone(), cases.clone(), own, of, brought);
        manage.refresh_now()?;
        let rules = feedback::Rules::default();
        let feedback = Feedback::new(app.clone(), cases.clone(), divisions.clone(), rules);
        let outbound = Outbound::new(app.clone(), cases.clone(), gateway);
        let planning = atlas::Place {
            plan: place.var.join("plan"),
            census: place.data.join("census"),
            open: serving.open_data.clone(),
        };
        let atlas = Atlas::new(planning, divisions.clone());
        let today = app.ambient.now().date();
        let named = |code: &str| county_name(&divisions, code, today);
        let elsewhere = others(&serving.other_counties, &place.county, named)?;
        Ok(Self {
            app,
            cases,
            identity,
            exchange,
            feedback,
            outbound,
            divisions,
            atlas,
            manage,
            elsewhere,
            keep_help_days: serving.keep_help_days,
        })
    }

    /// The house for a command that works beside the servers and serves nothing itself: what would
    /// be dangerous to serve, such as the demo's accounts, does not keep it from its work.
    pub fn beside(place: &Place, ambient: &Ambient) -> Result<Self> {
        Self::open(&quiet(place), ambient, true)
    }

    /// Signs what a command beside the servers has left in the log; a server does so by itself.
    pub fn sign(&self) -> Result<()> {
        Ok(self.app.ledger.integrate_now(self.cases.county()).map(drop)?)
    }

    /// Every page and interface, behind the gate that knows who asks.
    pub fn router(&self) -> Router {
        let gate = Arc::new(self.identity.clone());
        let log = ledger::router(self.app.ledger.clone());
        web::serve::serve_beside(self.app.site(), self.routes(), gate, log)
            .merge(crate::health::router(self.app.ledger.clone(), self.cases.county()))
    }

    /// The resident's part.
    pub fn portal(&self) -> Portal {
        let services = portal::Services {
            cases: self.cases.clone(),
            exchange: self.exchange.clone(),
            identity: self.identity.clone(),
            feedback: self.feedback.clone(),
            divisions: self.divisions.clone(),
        };
        Portal::new(self.app.clone(), services).beside(self.elsewhere.clone())
    }

    /// The table of every page and interface.
    pub fn routes(&self) -> Vec<Route> {
        let (app, cases, identity) = (&self.app, &self.cases, &self.identity);
        let divisions = self.divisions.clone();
        let portal = self.portal();
        let previews = portal.clone();
        let manage = self.manage.clone().with_preview(move |frame, matter| {
            portal::matter_page(previews.clone(), frame, matter)
        });
        let desk = desk::Desk {
            app: app.clone(),
            cases: cases.clone(),
            identity: identity.clone(),
            divisions,
        };
        [
            portal::routes(&portal),
            desk::routes(desk),
            manage::routes(manage),
            identity::routes(identity),
            certificates::routes(app),
            exchange::routes(app, &self.exchange),
            feedback::routes(&self.feedback),
            outbound::routes(&self.outbound),
            atlas::routes(&self.atlas),
        ]
        .concat()
    }

    /// The settings of the pages.
    pub fn settings(&self) -> &WebSettings {
        &self.app.settings
    }
}

/// What is read from the folder of data.
struct Folder {
    name: Text,
    divisions: Arc<Divisions>,
    shelf: Shelf,
    files: Vec<SourceFile>,
    calendar: Calendar,
}

impl Folder {
    /// Reads the folder. A demo has service points to show, made up where there are none.
    fn read(place: &Place, today: Date, demo: bool) -> Result<Self> {
        let divisions = divisions(&place.data)?;
        let name = county_name(&divisions, &place.county, today)?;
        let mut catalogue = catalogue(&place.data, &divisions, today)?;
        let mut files = read_folder(&place.data.join("catalogue"))?;
        if demo {
            let where_and_when = (&divisions, place.county.as_str(), today);
            points::make_up(&mut catalogue, &mut files, where_and_when);
        }
        let shelf = Shelf::from(Arc::new(catalogue));
        let calendar = calendar(&place.data)?;
        Ok(Self { name, divisions: Arc::new(divisions), shelf, files, calendar })
    }
}

/// Opens a database and brings its schema up to date, for commands: an answer may take as long as it
/// takes.
pub fn open_store(database: &str) -> Result<Store> {
    up_to_date(connect(database)?, database)
}

/// Opens the database of a server, which bounds how long an answer may take and counts what it does.
fn open_measured(database: &str, meters: Meters) -> Result<Store> {
    make_folder_of(database)?;
    let opened = Store::open_measured(database, meters);
    let opened = opened.with_context(|| format!("opening {}", without_password(database)))?;
    up_to_date(opened, database)
}

fn up_to_date(store: Store, database: &str) -> Result<Store> {
    store.migrate().with_context(|| format!("opening {}", without_password(database)))?;
    Ok(store)
}

/// Opens a database as it is, for commands; a file that is not there is made.
pub fn connect(database: &str) -> Result<Store> {
    make_folder_of(database)?;
    let opened = Store::open_unhurried(database);
    opened.with_context(|| format!("opening {}", without_password(database)))
}

fn make_folder_of(database: &str) -> Result<()> {
    if let Some(file) = database.strip_prefix("sqlite:").filter(|file| *file != ":memory:")
        && let Some(folder) = Path::new(file).parent()
    {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    Ok(())
}

/// Opens a database that must be there: a slip in its name would give an empty one, in which
/// everything looks clean.
pub fn open_existing(database: &str) -> Result<Store> {
    must_be_there(database)?;
    open_store(database)
}

/// Opens a database that must be there, only to read it: its schema is not brought up to date, and
/// not a byte of an SQLite file is written.
pub fn open_to_read(database: &str) -> Result<Store> {
    must_be_there(database)?;
    let shown = without_password(database);
    let store = Store::open_to_read(database).with_context(|| format!("opening {shown}"))?;
    if !store.lacking_migrations().with_context(|| format!("reading {shown}"))?.is_empty() {
        bail!(
            "{shown} was made by a version before this one: read it with that version, or bring a copy up to date with `tongban migrate`"
        );
    }
    Ok(store)
}

/// Refuses an SQLite file that opening would make.
pub fn must_be_there(database: &str) -> Result<()> {
    match database.strip_prefix("sqlite:") {
        Some(file) if file != ":memory:" && !Path::new(file).exists() => {
            bail!("there is no database {database}; name another with --database")
        }
        _ => Ok(()),
    }
}

/// The address as it may be shown.
fn without_password(database: &str) -> String {
    let parts = database.split_once("://").and_then(|(kind, rest)| {
        let (user, host) = rest.rsplit_once('@')?;
        let (user, _password) = user.split_once(':')?;
        Some(format!("{kind}://{user}:…@{host}"))
    });
    parts.unwrap_or_else(|| database.to_owned())
}

/// What the service does of itself when a record appears.
const FOLLOWS: [(&str, &str); 2] =
    [("case.granted", cases::AFTER_GRANT), ("case.annulled", cases::AFTER_ANNUL)];

/// The ledger, and which records set off which work. What can only stand on a page, because no
/// messages are sent, is written with what it tells of instead.
pub fn ledger(store: Store, ambient: &Ambient, keys: Keyring, sends: bool) -> Ledger {
    let told = if sends { outbound::REACTIONS.as_slice() } else { &[] };
    let all = told.iter().copied().chain(outbound::OF_HELP).chain(FOLLOWS);
    Ledger::new(store, ambient.clone(), keys).reacting(all)
}

/// The divisions: both published editions and the changes between them.
pub fn divisions(data: &Path) -> Result<Divisions> {
    register(data).map(|register| register.divisions)
}

/// The same with what the loader noticed.
pub fn register(data: &Path) -> Result<Register> {
    let folder = data.join("divisions");
    let read = |name: &str| {
        let file = folder.join(name);
        fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))
    };
    let day = |text: &str| text.parse::<Date>().context("a date of an edition");
    let (first, second) = (day("2023-06-30")?, day("2025-01-01")?);
    let country = read("china-to-county-2023.csv")?;
    let prefecture = read("quzhou-330800-2023.csv")?;
    let rows = prefecture.split_once('\n').map(|(_, rows)| rows).unwrap_or_default();
    let earlier = join(&country, rows);
    let later = join(&read("china-to-county-2025.csv")?, rows);
    let changes = read("changes-2022-2023.csv")?;
    let editions = [(first, earlier.as_str()), (second, later.as_str())];
    let (divisions, findings) = Divisions::load(&editions, Some(&changes))?;
    for finding in &findings {
        tracing::debug!(%finding, "in the lists of divisions");
    }
    Ok(Register { divisions, findings })
}

/// The register of divisions, and what its loader noticed in the published lists.
pub struct Register {
    /// The divisions.
    pub divisions: Divisions,
    /// What was odd; nothing was mended.
    pub findings: Vec<Finding>,
}

/// A code that holds today; one that has ended or never was is refused, and told what it is now.
pub fn division(divisions: &Divisions, code: &str, today: Date) -> Result<DivisionCode> {
    let parsed = DivisionCode::parse(code)?;
    match (divisions.get(&parsed, today), divisions.ended(&parsed, today)) {
        (Some(_), _) => Ok(parsed),
        (None, Some(ended)) => bail!("{}; use the code of today", ended.en),
        (None, None) => bail!("{code} is not in the list of divisions; look at the code"),
    }
}

/// Two lists as one; a line that both have stands once.
fn join(country: &str, rows: &str) -> String {
    let known: std::collections::HashSet<&str> =
        country.lines().filter_map(|line| line.split(',').next()).collect();
    let fresh =
        rows.lines().filter(|line| line.split(',').next().is_some_and(|c| !known.contains(c)));
    let mut all = country.trim_end().to_owned();
    for line in fresh {
        all.push('\n');
        all.push_str(line);
    }
    all.push('\n');
    all
}

fn county_name(divisions: &Divisions, county: &str, today: Date) -> Result<Text> {
    let code = DivisionCode::parse(county)?;
    match (divisions.get(&code, today), divisions.ended(&code, today)) {
        (Some(found), _) => Ok(Text::new(found.name.clone(), english_name(&found.name))),
        (None, Some(ended)) => bail!("{}; give the code of today", ended.en),
        (None, None) => {
            bail!("{county} is no county in the list of divisions; give its six digits")
        }
    }
}

/// The English name of the county that the demo shows; others keep their Chinese one.
fn english_name(name: &str) -> String {
    if name == "龙游县" { "Longyou County".to_owned() } else { name.to_owned() }
}

/// A county that the lists of divisions have.
///
/// # Errors
/// When they have not, or when it has ended.
pub fn check_county(divisions: &Divisions, county: &str, today: Date) -> Result<()> {
    county_name(divisions, county, today).map(drop)
}

/// The catalogue, which must have no errors.
pub fn catalogue(data: &Path, divisions: &Divisions, today: Date) -> Result<Catalogue> {
    let known = known(divisions, today);
    let settings = Settings { on: today, division: Some(&known) };
    Ok(Catalogue::load(&data.join("catalogue"), &settings)?)
}

/// The working days of every year whose calendar the program brings along.
pub fn calendar(data: &Path) -> Result<Calendar> {
    let folder = data.join("calendar");
    let mut years = Vec::new();
    let files = fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
    for file in files {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            years.push(year(&path)?);
        }
    }
    Ok(Calendar::from_years(years))
}

/// One year's calendar, which must be an announcement.
pub fn year(file: &Path) -> Result<YearCalendar> {
    let reading = || format!("reading {}", file.display());
    let text = fs::read_to_string(file).with_context(reading)?;
    let calendar = YearCalendar::parse_json(&text).with_context(reading)?;
    calendar.check_announced().with_context(reading)?;
    Ok(calendar)
}

/// The place as a serving with defaults, for commands that serve nothing.
pub fn quiet(place: &Place) -> Serving {
    Serving {
        place: place.clone(),
        listen: std::net::SocketAddr::from(([127, 0, 0, 1], 8080)),
        base_url: None,
        phone: "12345".to_owned(),
        sms: None,
        watching: Watching::default(),
        open_data: Vec::new(),
        other_counties: Vec::new(),
        keep_help_days: KEEP_HELP_DAYS,
        limits: Limits::default(),
        accounts: Accounts::default(),
        scanner: None,
        database_without_tls: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        let check = |address, expected| assert_eq!(without_password(address), expected);
        check("postgres://a:secret@h:1/b", "postgres://a:…@h:1/b");
        check("postgres://a:p@ss@h:1/b", "postgres://a:…@h:1/b");
        check("postgres://a@h:1/b", "postgres://a@h:1/b");
        check("sqlite:var/a.db", "sqlite:var/a.db");
    }

    #[test]
    fn a_database_that_is_not_there_is_not_made() {
        let file = std::env::temp_dir().join("tongban-no-such-folder/none.db");
        let address = format!("sqlite:{}", file.display());
        assert!(open_existing(&address).is_err() && !file.exists());
    }
}
