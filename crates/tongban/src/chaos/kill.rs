//! `chaos kill`: the server is killed without warning, again and again, while people work.

use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use super::crew::{Crew, Kept};
use super::moment;
use super::scene::Scene;

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Report {
    /// How often the server was killed.
    pub kills: u64,
    /// How many acts were acknowledged.
    pub acknowledged: usize,
    /// What should not be; empty where all is well.
    pub findings: Vec<String>,
}

/// Kills the server so many times under load, then holds the books against what was acknowledged.
///
/// # Errors
/// When the server does not come up again, or something cannot be read.
pub fn kill(scene: &Scene, kills: u64) -> Result<Report> {
    let kept = Kept::default();
    let mut server = scene.serve()?;
    let crew = Crew::hired(&server.address)?;
    for round in 0..kills {
        let crew = crew.moved(&server.address);
        kept.again(&crew)?;
        // After a while that differs from round to round.
        kept.work_while(&crew, || {
            moment(Duration::from_millis(350 + round * 137 % 700));
            server.kill();
        });
        server = scene.serve()?;
    }
    let crew = crew.moved(&server.address);
    kept.again(&crew)?;
    kept.repeat_all(&crew)?;
    let findings = scene.findings(&kept)?;
    Ok(Report { kills, acknowledged: kept.many(), findings })
}
