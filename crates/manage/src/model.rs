//! Changes of the catalogue, the texts and the calendars: which is in force from when, and how they stand on top
//! of what the program brings along. Pure.

use std::collections::{BTreeMap, BTreeSet};

use basis::{Date, Instant, OfficerId, Text, id_type};
use catalogue::SourceFile;
use catalogue::yaml;

id_type!(
    /// A change of a file of the catalogue, of a text, or of the calendar of a year.
    ChangeId
);

/// How far a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is being written.
    Draft,
    /// It was put in force, now or from a later day.
    Published,
    /// It was thrown away.
    Dropped,
}

impl State {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Dropped => "dropped",
        }
    }
}

/// Under which the texts stand beside the files of the catalogue.
const TEXTS: &str = "messages/";
/// Under which the calendars stand there.
const CALENDARS: &str = "calendar/";

/// A file of the catalogue, a text, or the calendar of a year, as somebody has changed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The id.
    pub id: ChangeId,
    /// The file, as its path under the catalogue's folder; or the path of a text or of a calendar.
    pub path: String,
    /// The version of the matter; other files and texts count their changes.
    pub number: i64,
    /// The whole file; of a text its words in both languages as JSON, or `null` for those that the
    /// program brings along; of a calendar its year in the format of `data/calendar`.
    pub text: String,
    /// The first day on which it is in force.
    pub effective: Date,
    /// How far it is.
    pub state: State,
    /// Everybody who wrote on it.
    pub drafters: Vec<OfficerId>,
    /// Who published it.
    pub publisher: Option<OfficerId>,
    /// When it was published.
    pub published_at: Option<Instant>,
    /// When it was changed last.
    pub changed_at: Instant,
    /// Counts up with every save.
    pub version: i64,
}

/// Whether a file is that of a matter, whose earlier versions stay for the cases begun under them.
#[must_use]
pub fn is_matter(path: &str) -> bool {
    path.starts_with("county/")
}

/// Whether the staff of a county may change a file: its own matters, and the lists beside them; what
/// the nation, the province and the city fix is theirs.
#[must_use]
pub fn is_ours(path: &str, county: &str) -> bool {
    let own = path.strip_prefix("county/").and_then(|rest| rest.split_once('/'));
    let above = ["national/", "province/", "city/"].iter().any(|folder| path.starts_with(folder));
    own.is_some_and(|(code, _)| code == county) || (own.is_none() && !above)
}

/// The path of a text, by its key.
#[must_use]
pub fn path_of_text(key: &str) -> String {
    format!("{TEXTS}{key}")
}

/// The key of a text, where the path is that of one.
#[must_use]
pub fn key_of(path: &str) -> Option<&str> {
    path.strip_prefix(TEXTS)
}

/// The path of the calendar of a year.
#[must_use]
pub fn path_of_year(year: i16) -> String {
    format!("{CALENDARS}{year}")
}

/// The year of a calendar, where the path is that of one.
#[must_use]
pub fn year_of(path: &str) -> Option<i16> {
    path.strip_prefix(CALENDARS)?.parse().ok()
}

/// Whether a change is one of a file of the catalogue, not of a text or a calendar.
#[must_use]
pub fn is_file(path: &str) -> bool {
    key_of(path).is_none() && year_of(path).is_none()
}

/// Which of the published changes of one thing is in force on a day.
#[must_use]
pub fn begun(published: &[Change], day: Date) -> Option<&Change> {
    published.iter().filter(|change| change.effective <= day).max_by_key(|change| change.number)
}

/// A text as it is kept; `None` is what the program brings along.
#[must_use]
pub fn kept(words: Option<&Text>) -> String {
    words.map_or_else(
        || "null".to_owned(),
        |words| serde_json::json!({"zh": words.zh, "en": words.en}).to_string(),
    )
}

/// A text as it was kept.
///
/// # Errors
/// When it is no text.
pub fn words_in(kept: &str) -> Result<Option<Text>, serde_json::Error> {
    serde_json::from_str(kept)
}

/// The name of a file in addresses: the matter's id, or the path with dots.
#[must_use]
pub fn name_of(path: &str) -> String {
    let stem = path.strip_suffix(".yaml").unwrap_or(path);
    if is_matter(path) {
        return stem.rsplit('/').next().unwrap_or(stem).to_owned();
    }
    stem.replace('/', ".")
}

/// The path under which a version of a matter stands beside the others.
#[must_use]
pub fn path_of_version(path: &str, number: i64) -> String {
    format!("{}@{number}.yaml", path.strip_suffix(".yaml").unwrap_or(path))
}

/// The file to which a version of a matter belongs; any other path is its own.
#[must_use]
pub fn path_of_file(path: &str) -> String {
    let version = path.strip_suffix(".yaml").and_then(|stem| stem.rsplit_once('@'));
    match version.filter(|(_, number)| number.parse::<i64>().is_ok()) {
        Some((stem, _)) => format!("{stem}.yaml"),
        None => path.to_owned(),
    }
}

/// The version that a text of a matter says it is.
#[must_use]
pub fn number_in(text: &str) -> Option<i64> {
    match yaml::parse(text, 0).ok()?.get("version")?.value {
        yaml::Value::Int(number) => Some(number),
        _ => None,
    }
}

/// The first day that a text of a matter names.
#[must_use]
pub fn effective_in(text: &str) -> Option<Date> {
    yaml::parse(text, 0).ok()?.get("effective")?.get("from")?.text()?.parse().ok()
}

/// The text of a matter with its version and first day; as it was where that cannot be set.
#[must_use]
pub fn stamped(text: &str, number: i64, effective: Date) -> String {
    let set = |text: String, path: &[&str], value: serde_json::Value| {
        yaml::set(&text, path, &value).unwrap_or(text)
    };
    let text = set(text.to_owned(), &["version"], number.into());
    set(text, &["effective", "from"], effective.to_string().into())
}

/// The files of the catalogue as they are in force on a day, with every version of a matter that a
/// case may have begun under.
#[must_use]
pub fn assemble(brought: &[SourceFile], changes: &[Change], today: Date) -> Vec<SourceFile> {
    let mut by_path: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        by_path.entry(&change.path).or_default().push(change);
    }
    let mut files = Vec::with_capacity(brought.len() + changes.len());
    for file in brought {
        match by_path.remove(file.path.as_str()) {
            Some(changes) if is_matter(&file.path) => {
                files.extend(versions(&file.path, Some(file), &changes));
            }
            Some(changes) => files.push(newest(file, &changes, today)),
            None => files.push(file.clone()),
        }
    }
    // What the county has begun by itself stands in no folder.
    for (path, changes) in by_path.into_iter().filter(|(path, _)| is_matter(path)) {
        files.extend(versions(path, None, &changes));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The newest text of a list that is in force.
fn newest(file: &SourceFile, changes: &[&Change], today: Date) -> SourceFile {
    let in_force = changes.iter().filter(|change| change.effective <= today);
    let newest = in_force.max_by_key(|change| change.number);
    let text = newest.map_or_else(|| file.text.clone(), |change| change.text.clone());
    SourceFile { path: file.path.clone(), text }
}

/// Every version of a matter, each ending before the next begins. A version that was published
/// takes the place of one with the same number that the program brings along.
fn versions(path: &str, brought: Option<&SourceFile>, changes: &[&Change]) -> Vec<SourceFile> {
    let numbers: BTreeSet<i64> = changes.iter().map(|change| change.number).collect();
    let mut all: Vec<(i64, SourceFile, Option<Date>)> = Vec::new();
    if let Some(file) = brought {
        let own = number_in(&file.text).unwrap_or(0);
        if !numbers.contains(&own) {
            all.push((own, file.clone(), effective_in(&file.text)));
        }
    }
    for change in changes {
        let path = path_of_version(path, change.number);
        let one = SourceFile { path, text: change.text.clone() };
        all.push((change.number, one, Some(change.effective)));
    }
    all.sort_by_key(|(number, ..)| *number);
    let begins: Vec<Option<Date>> = all.iter().map(|(.., from)| *from).collect();
    for (at, (_, file, from)) in all.iter_mut().enumerate() {
        let next = begins[at + 1..].iter().flatten().min();
        if let (Some(from), Some(next)) = (*from, next) {
            file.text = ended(&file.text, from, *next);
        }
    }
    all.into_iter().map(|(_, file, _)| file).collect()
}

/// The text with its last day before the next version begins; one that was replaced on or before
/// its first day keeps that day on paper.
fn ended(text: &str, from: Date, next: Date) -> String {
    let last = next.yesterday().unwrap_or(next).max(from);
    let until = yaml::parse(text, 0)
        .ok()
        .and_then(|tree| tree.get("effective")?.get("until")?.text()?.parse::<Date>().ok());
    if until.is_some_and(|until| until <= last) {
        return text.to_owned();
    }
    let path = ["effective", "until"];
    yaml::set(text, &path, &last.to_string().into()).unwrap_or_else(|| text.to_owned())
}

/// What became of a line between two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is as it was.
    Same,
    /// It is new.
    Added,
    /// It is gone.
    Gone,
    /// Lines that did not change were left out.
    Skipped,
}

/// How many unchanged lines stand around a change.
const AROUND: usize = 2;

/// The lines in which two texts differ, each with a few around it.
#[must_use]
pub fn difference(old: &str, new: &str) -> Vec<(Mark, String)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let all = common(&old, &new);
    let near = |at: usize| {
        let (from, to) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(all.len()));
        all[from..to].iter().any(|(mark, _)| *mark != Mark::Same)
    };
    let mut shown: Vec<(Mark, String)> = Vec::new();
    for (at, (mark, line)) in all.iter().enumerate() {
        if near(at) {
            shown.push((*mark, (*line).to_owned()));
        } else if shown.last().is_none_or(|(mark, _)| *mark != Mark::Skipped) {
            shown.push((Mark::Skipped, String::new()));
        }
    }
    if shown.iter().all(|(mark, _)| *mark == Mark::Skipped) { Vec::new() } else { shown }
}

/// Both texts as one, by their longest common subsequence of lines.
fn common<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(Mark, &'a str)> {
    let wide = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * wide];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * wide + j] = if old[i] == new[j] {
                longest[(i + 1) * wide + j + 1] + 1
            } else {
                longest[(i + 1) * wide + j].max(longest[i * wide + j + 1])
            };
        }
    }
    let (mut i, mut j, mut all) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            all.push((Mark::Same, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len()
            || (i < old.len() && longest[(i + 1) * wide + j] >= longest[i * wide + j + 1])
        {
            all.push((Mark::Gone, old[i]));
            i += 1;
        } else {
            all.push((Mark::Added, new[j]));
            j += 1;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use basis::Ambient;

    use super::*;

    const PATH: &str = "county/330825/a.yaml";

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn change(number: i64, effective: &str) -> Change {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(0), 1);
        Change {
            id: ChangeId(ambient.id()),
            path: PATH.to_owned(),
            number,
            text: format!("version: {number}\neffective: {{from: {effective}}}\n"),
            effective: day(effective),
            state: State::Published,
            drafters: Vec::new(),
            publisher: None,
            published_at: None,
            changed_at: Instant::from_millis(0),
            version: 1,
        }
    }

    #[test]
    fn each_version_ends_before_the_next_and_none_is_lost() {
        let text = "version: 1\neffective: {from: 2026-01-01}\n".to_owned();
        let brought = [SourceFile { path: PATH.to_owned(), text }];
        let check = |changes: &[Change], expected: &[&str]| {
            let files = assemble(&brought, changes, day("2026-11-22"));
            let effective = files.iter().map(|file| {
                let line = file.text.lines().find(|line| line.starts_with("effective")).unwrap();
                format!("{} {line}", number_in(&file.text).unwrap())
            });
            let mut found: Vec<String> = effective.collect();
            found.sort();
            assert_eq!(found, expected);
        };
        check(&[], &["1 effective: {from: 2026-01-01}"]);
        check(
            &[change(2, "2026-12-01")],
            &[
                "1 effective: {until: 2026-11-30, from: 2026-01-01}",
                "2 effective: {from: 2026-12-01}",
            ],
        );
        // Published and taken back on one day: the one between keeps its day on paper.
        check(
            &[change(2, "2026-11-22"), change(3, "2026-11-22")],
            &[
                "1 effective: {until: 2026-11-21, from: 2026-01-01}",
                "2 effective: {until: 2026-11-22, from: 2026-11-22}",
                "3 effective: {from: 2026-11-22}",
            ],
        );
        // The program brings the same version along by now: what was published here counts.
        check(&[change(1, "2026-05-01")], &["1 effective: {from: 2026-05-01}"]);
    }

    #[test]
    fn a_matter_that_came_with_no_folder_stands_beside_the_others() {
        let brought = [SourceFile { path: "county/330825/b.yaml".to_owned(), text: String::new() }];
        let changes = [change(1, "2026-12-01"), change(2, "2027-01-01")];
        let files = assemble(&brought, &changes, day("2026-11-22"));
        let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let begun = ["county/330825/a@1.yaml", "county/330825/a@2.yaml"];
        assert_eq!(paths, [begun[0], begun[1], "county/330825/b.yaml"]);
        assert!(files[0].text.contains("until: 2026-12-31"), "{}", files[0].text);
    }

    #[test]
    fn a_list_changes_on_its_day() {
        let brought = [SourceFile { path: "departments.yaml".to_owned(), text: "old".to_owned() }];
        let one = Change {
            path: "departments.yaml".to_owned(),
            text: "new".to_owned(),
            ..change(1, "2026-12-01")
        };
        let check = |on: &str, expected: &str| {
            let files = assemble(&brought, std::slice::from_ref(&one), day(on));
            assert_eq!(files[0].text, expected, "{on}");
        };
        check("2026-11-30", "old");
        check("2026-12-01", "new");
    }

    #[test]
    fn what_is_of_the_county_and_what_is_fixed_above() {
        assert!(is_ours(PATH, "330825") && is_ours("parameters/elderly.yaml", "330825"));
        assert!(!is_ours(PATH, "330822") && !is_ours("province/33/a.yaml", "330825"));
        assert_eq!(name_of(PATH), "a");
        assert_eq!(name_of("parameters/elderly.yaml"), "parameters.elderly");
        assert_eq!(path_of_file(&path_of_version(PATH, 12)), PATH);
        assert_eq!(path_of_file(PATH), PATH);
        let text = stamped("version: 1\neffective: {from: 2026-01-01}\n", 2, day("2026-12-01"));
        assert_eq!(text, "version: 2\neffective: {from: 2026-12-01}\n");
    }

    #[test]
    fn a_text_is_kept_with_both_languages_or_as_the_program_brings_it() {
        let path = path_of_text("portal.home.title");
        assert_eq!(key_of(&path), Some("portal.home.title"));
        assert!(key_of(PATH).is_none() && !is_matter(&path));
        let path = path_of_year(2027);
        assert_eq!(year_of(&path), Some(2027));
        assert!(year_of(PATH).is_none() && !is_matter(&path) && !is_file(&path) && is_file(PATH));
        let changes = [change(1, "2026-12-01"), change(2, "2026-11-01")];
        let in_force = |on: &str| begun(&changes, day(on)).map(|one| one.number);
        assert_eq!(in_force("2026-10-31"), None);
        // What was published later counts, also where what was published before begins after it.
        assert_eq!((in_force("2026-11-30"), in_force("2026-12-01")), (Some(2), Some(2)));
        for words in [Some(Text::new("“甲”\n", "<b>")), Some(Text::new("甲", "")), None] {
            assert_eq!(words_in(&kept(words.as_ref())).unwrap(), words);
        }
        assert!(words_in("matter: x").is_err());
        // A text is no file of the catalogue, and changes none.
        let brought = [SourceFile { path: PATH.to_owned(), text: "version: 1\n".to_owned() }];
        let text = Change { path, text: kept(None), ..change(1, "2026-01-01") };
        assert_eq!(assemble(&brought, &[text], day("2026-11-22")).len(), 1);
    }

    #[test]
    fn only_what_changed_is_shown_with_a_little_around() {
        let old = "a\nb\nc\nd\ne\nf\ng\n";
        let shown = difference(old, &old.replace("d\n", "D\n"));
        let marks: String = shown
            .iter()
            .map(|(mark, line)| match mark {
                Mark::Same => format!(" {line}"),
                Mark::Added => format!("+{line}"),
                Mark::Gone => format!("-{line}"),
                Mark::Skipped => "…".to_owned(),
            })
            .collect();
        assert_eq!(marks, "… b c-d+D e f…");
        assert!(difference(old, old).is_empty());
    }
}
