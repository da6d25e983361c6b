//! A catalogue of many counties made from that of one, to measure with.

use crate::load::SourceFile;

/// The files of a catalogue with its one county's matters over again for as many counties as it takes
/// to hold so many matters at least: real files, each county with the parameters of its own that the one has.
#[must_use]
pub fn multiplied(files: &[SourceFile], county: &str, matters: usize) -> Vec<SourceFile> {
    let folder = format!("county/{county}/");
    let models: Vec<&SourceFile> =
        files.iter().filter(|file| file.path.starts_with(&folder)).collect();
    let missing = matters.saturating_sub(models.len());
    let mut all = files.to_vec();
    let divisions = (1000..9999).map(|number| format!("33{number}")).filter(|one| one != county);
    // Whole counties, since a joint matter needs its parts.
    for division in divisions.take(missing.div_ceil(models.len().max(1))) {
        let other = |text: &str| text.replace(&format!("\"{county}\""), &format!("\"{division}\""));
        for model in &models {
            let path = model.path.replacen(county, &division, 1);
            all.push(SourceFile { path, text: other(&model.text) });
        }
        for file in all.iter_mut().filter(|file| file.path.starts_with("parameters/")) {
            let own = other(&own_parameters(&file.text, county));
            file.text.push_str(&own);
        }
    }
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// The entries of a parameter file that are of a county.
fn own_parameters(text: &str, county: &str) -> String {
    let own = format!("division: \"{county}\"");
    let entries = text.split("\n- ").skip(1).filter(|entry| entry.contains(&own));
    entries.map(|entry| format!("- {}\n", entry.trim_end())).collect()
}
