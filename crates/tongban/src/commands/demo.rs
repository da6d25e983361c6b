//! `demo`: a whole county to try, loaded once and served, with its matters said aloud where a machine
//! that speaks is installed.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;

use super::serve::{begin, bind, run};
use super::spoken;
use crate::ambient;
use crate::cli::Demo;
use crate::county::{Loaded, ensure};
use crate::house::House;
use crate::output::Output;

/// Loads the demo county if it is not there, and serves it.
pub fn demo(demo: &Demo, output: &Output) -> Result<ExitCode> {
    let (meters, logs) = begin(&demo.serving)?;
    let ambient = ambient::system();
    if demo.load_only {
        let house = House::beside(&demo.serving.place, &ambient)?;
        let loaded = ensure(&house, demo, &ambient, output)?;
        warn_of_no_past(demo, &loaded, output);
        output.answer(&json!(loaded), words(&loaded));
        return Ok(ExitCode::SUCCESS);
    }
    let (serving, doors) = bind(&demo.serving)?;
    let house = House::open_measured(&serving, &ambient, true, meters)?;
    let loaded = ensure(&house, demo, &ambient, output)?;
    warn_of_no_past(demo, &loaded, output);
    output.say(words(&loaded));
    if !demo.unspoken {
        spoken::beside(house.cases.catalogue(), demo.serving.place.clone());
    }
    run(house, doors, logs, output)
}

/// A past belongs to a county that is loaded anew; one that people have used keeps its own.
fn warn_of_no_past(demo: &Demo, loaded: &Loaded, output: &Output) {
    if demo.days > 0 && loaded.past.is_none() {
        output.say(
            "This county was loaded without a past; for one with a past name a new --database.",
        );
    }
}

fn words(loaded: &Loaded) -> String {
    let mut lines = Vec::new();
    if loaded.kept {
        let how = "It was there and is kept; for a new one name another --database, or move the folder of this one away.";
        lines.push(how.to_owned());
    }
    lines.extend([
        format!("{}（{} 人）", loaded.label, loaded.people),
        format!("Demo accounts; the password of each is {}", loaded.password),
    ]);
    if let Some(past) = &loaded.past {
        lines.push(format!(
            "{} days lived: {} simulated cases, {} of them open, {} ratings",
            past.days, past.cases, past.open, past.ratings
        ));
    }
    let shown = loaded.accounts.iter().filter(|one| !one.login.starts_with("town-"));
    lines.extend(shown.map(|one| format!("  {:12} {}", one.login, one.who)));
    lines.push("  town-330825101 and so on: the office of each township".to_owned());
    lines.join("\n")
}
