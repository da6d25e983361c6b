//! `chaos full` and `chaos read-only`: the disk of an SQLite database is full, or may not be written.
//! On a small file system in memory that this program mounts, for which it must be root; whoever is
//! not can say `unshare --map-root-user --mount tongban chaos full`.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::affairs;
use super::crew::{Crew, Kept};
use super::scene::Scene;
use super::{moment, until};
use crate::ambient;

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Report {
    /// How many acts were acknowledged.
    pub acknowledged: usize,
    /// How often somebody was told to come back.
    pub told_to_wait: u64,
    /// How many times somebody read while nothing could be written, and was served.
    pub read: u64,
    /// From there being room again to the first act, in seconds.
    pub recovery_s: Option<f64>,
    /// What the server said when it refused to start, where that is what was tried.
    pub refused_to_start: Option<String>,
    /// What should not be; empty where all is well.
    pub findings: Vec<String>,
}

/// How long the server may take to write again when there is room.
const PATIENCE: u32 = 15;

/// A file system in memory; unmounted with this value.
struct Disk {
    folder: PathBuf,
}

impl Disk {
    fn mount(folder: PathBuf, megabytes: u32) -> Result<Self> {
        fs::create_dir_all(&folder).context("making the folder of the disk")?;
        let disk = Self { folder };
        disk.run("mount", &["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tongban-chaos"])?;
        Ok(disk)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let status = Command::new(program).args(arguments).arg(&self.folder).status();
        if !status.with_context(|| format!("running {program}"))?.success() {
            bail!(
                "{program} failed; this needs root: unshare --map-root-user --mount tongban chaos …"
            );
        }
        Ok(())
    }

    /// Writes until nothing more fits.
    fn fill(&self) -> Result<PathBuf> {
        let path = self.folder.join("filler");
        let mut file = File::create(&path).context("filling the disk")?;
        for size in [1 << 20, 4096, 1] {
            let block = vec![0; size];
            while file.write_all(&block).is_ok() {}
        }
        Ok(path)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = self.run("umount", &["--lazy"]);
    }
}

/// The same scene with its database on that disk.
fn on(disk: &Path, scene: &Scene) -> Scene {
    let database = format!("sqlite:{}", disk.join("tongban.db").display());
    Scene { database, ..scene.clone() }
}

/// Fills the disk under load, and makes room again after so long.
///
/// # Errors
/// When there can be no such disk, the server does not start, or something cannot be read.
pub fn full(scene: &Scene, megabytes: u32, held: Duration) -> Result<Report> {
    let disk = Disk::mount(scene.var.with_file_name("disk"), megabytes)?;
    let scene = on(&disk.folder, scene);
    let (kept, meters) = (Kept::default(), ambient::meters());
    let mut server = scene.serve()?;
    let crew = Crew::hired(&server.address)?;
    let first = affairs::acknowledged(&affairs::submit("before"), crew.elder())?;
    let mut findings = Vec::new();
    let (mut read, mut recovery_s) = (0, None);
    kept.work_while(&crew, || {
        moment(Duration::from_millis(700));
        let filler = disk.fill()?;
        // Until the last page that the database had to itself is used up.
        if until(60, || (kept.waits() > 0).then_some(())).is_none() {
            findings.push("nobody was told that nothing can be written".to_owned());
        }
        for _ in 0..held.as_millis() / 200 {
            let answer = crew.elder().get(&format!("/api/cases/{}", first.case));
            match answer {
                Ok(answer) if answer.status == 200 => read += 1,
                Ok(answer) => findings.push(format!("a reader was told {}", answer.status)),
                Err(error) => findings.push(format!("a reader had no answer: {error:#}")),
            }
            moment(Duration::from_millis(200));
        }
        fs::remove_file(filler).context("making room")?;
        let before = meters.micros();
        let deed = affairs::submit("room-again");
        let is_back = until(PATIENCE, || affairs::acknowledged(&deed, crew.elder()).ok());
        recovery_s = is_back.map(|_| meters.since(before));
        moment(Duration::from_millis(300));
        Ok::<_, anyhow::Error>(())
    })?;
    if recovery_s.is_none() {
        findings.push(format!("no act within {PATIENCE} s after there was room"));
    }
    if !server.runs() {
        bail!("the server ended: {}", scene.last_words());
    }
    kept.again(&crew)?;
    kept.repeat_all(&crew)?;
    findings.extend(scene.findings(&kept)?);
    server.kill();
    let (acknowledged, told_to_wait) = (kept.many(), kept.waits());
    Ok(Report { acknowledged, told_to_wait, read, recovery_s, refused_to_start: None, findings })
}

/// A server is started on a disk that may only be read: it must refuse, and say why.
///
/// # Errors
/// When there can be no such disk, or something cannot be read.
pub fn read_only(scene: &Scene) -> Result<Report> {
    let disk = Disk::mount(scene.var.with_file_name("disk"), 160)?;
    let scene = on(&disk.folder, scene);
    let kept = Kept::default();
    let mut server = scene.serve()?;
    let crew = Crew::hired(&server.address)?;
    kept.work_while(&crew, || moment(Duration::from_secs(1)));
    server.kill();
    disk.run("mount", &["-o", "remount,ro"])?;
    let mut findings = Vec::new();
    let refused = match scene.serve() {
        Ok(_) => {
            findings.push("a server started on a disk that may only be read".to_owned());
            None
        }
        Err(error) => Some(format!("{error:#}")),
    };
    disk.run("mount", &["-o", "remount,rw"])?;
    server = scene.serve()?;
    let crew = crew.moved(&server.address);
    kept.again(&crew)?;
    kept.repeat_all(&crew)?;
    findings.extend(scene.findings(&kept)?);
    server.kill();
    let (acknowledged, told_to_wait) = (kept.many(), kept.waits());
    let (read, recovery_s, refused_to_start) = (0, None, refused);
    Ok(Report { acknowledged, told_to_wait, read, recovery_s, refused_to_start, findings })
}
