//! The networks of `compare --networks`, from files in any of their forms, and the changes.

use crate::cli::exit::WrongRequest;
use crate::cli::files::files;
use pcn_sim::across::request::{Form, Networks, Packed};
use pcn_sim::across::table;
use pcn_sim::experiment::run::spread;
use pcn_sim::publications::again::is_written;
use pcn_sim::publications::written::FILES;
use pcn_sim::scenario::change::Change;
use pcn_sim::scenario::error::list;
use pcn_sim::scenario::{Files, Scenario, Sort, embedded, load};
use pcn_sim::text::shown;
use pcn_sim::validation::networks::rows;
use std::fs;
use std::path::{Path, PathBuf};

/// What a file of networks may be, for messages.
const FORMS: &str = "expected a scenario (TOML), a folder of scenarios, a table with a column `scenario`, or a \
     table of one row a practice, such as the practices.csv of `pcn-sim import`; `compare --help` says more";

/// Scenarios that are read at once, so that memory does not grow with their number.
const AT_ONCE: usize = 64;

/// A network and its scenario.
struct Member {
    name: String,
    scenario: String,
    /// Where it is named.
    from: String,
}

/// The networks of all files, and the scenario of the first; the `base` says what a table of practices does
/// not.
pub(crate) fn networks(
    paths: &[PathBuf],
    base: Option<&str>,
    changes: &[String],
) -> anyhow::Result<(Networks, Scenario)> {
    let (mut members, mut wrong) = (Vec::new(), Vec::new());
    for path in paths {
        let path = match path.is_dir() && is_written(path) {
            true => path.join(FILES[0]),
            false => path.clone(),
        };
        let found = match form_of(&path) {
            Ok(Form::Practices) if paths.len() == 1 => return of_practices(&path, base),
            Ok(Form::Practices) => Err(format!(
                "--networks {}: a table of one row a practice beside other files; name it alone",
                path.display()
            )),
            Ok(form) => members_of(&path, form, changes),
            Err(why) => Err(why),
        };
        match found {
            Ok(found) => members.extend(found),
            Err(why) => wrong.push(why),
        }
    }
    wrong.extend(twice(&members));
    if !wrong.is_empty() {
        return Err(WrongRequest(wrong.join("\nerror: ")).into());
    }
    if base.is_some() {
        let text = "--base: scenarios have bases of their own; leave it out, or name a table of one row a \
                    practice with --networks";
        return Err(WrongRequest(text.to_owned()).into());
    }
    packed(&members)
}

/// The form of what is at `path`.
fn form_of(path: &Path) -> Result<Form, String> {
    if path.is_dir() || (!path.exists() && is_built_in(path)) {
        return Ok(Form::Scenario);
    }
    let fail = |why: &str| {
        format!("cannot use networks {}: {why}; {FORMS}", shown(&path.display().to_string()))
    };
    let text = files().read(path, Sort::Networks).map_err(|why| fail(&why))?;
    match Form::of(&text) {
        Form::Empty => Err(fail("the file is empty")),
        Form::Unknown => {
            Err(fail("its first line is no header that is known, and it is no scenario"))
        }
        Form::Separated(what) => Err(fail(&format!(
            "its values are separated by {what}; save it again with commas: in Excel, Save as, CSV UTF-8 (Comma \
             delimited)"
        ))),
        form => Ok(form),
    }
}

fn is_built_in(path: &Path) -> bool {
    path.to_str().is_some_and(|name| embedded::text(name).is_some())
}

/// Networks of a table of one row a practice.
fn of_practices(path: &Path, base: Option<&str>) -> anyhow::Result<(Networks, Scenario)> {
    let read = rows::load(path, files())?;
    let base = load(base.unwrap_or(embedded::BASELINE), files())?;
    Ok((Networks::Rows { name: read.name, text: read.text }, base))
}

/// The members that a file, a table or a folder names.
fn members_of(path: &Path, form: Form, changes: &[String]) -> Result<Vec<Member>, String> {
    let shown_path = path.display().to_string();
    if path.is_dir() {
        return of_folder(path, changes);
    }
    if form == Form::Scenario {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let name = stem.unwrap_or_else(|| shown_path.clone());
        return Ok(vec![Member { name, scenario: shown_path.clone(), from: shown_path }]);
    }
    let fail = |why: String| format!("cannot use networks {}: {why}", shown(&shown_path));
    let text = files().read(path, Sort::Networks).map_err(fail)?;
    let read = table::read(&text, &shown_path).map_err(|problems| fail(list(&problems)))?;
    let home = path.parent().unwrap_or(Path::new(""));
    let (mut members, mut wrong) = (Vec::new(), Vec::new());
    for row in read {
        let file = home.join(&row.scenario);
        let from =
            row.line.map_or_else(|| shown_path.clone(), |line| format!("{shown_path}:{line}"));
        let is_file = file.exists() || embedded::text(&row.scenario).is_none();
        if is_file && !files().admits(&file, home) {
            wrong.push(format!(
                "{}: {:?} is outside the folder of the table; copy it there, or allow its folder with --allow-base \
                 FOLDER",
                shown(&from),
                row.scenario
            ));
            continue;
        }
        let scenario = if is_file { file.display().to_string() } else { row.scenario.clone() };
        let stem = Path::new(&row.scenario).file_stem();
        let stem =
            stem.map_or_else(|| row.scenario.clone(), |stem| stem.to_string_lossy().into_owned());
        members.push(Member { name: row.network.unwrap_or(stem), scenario, from });
    }
    if wrong.is_empty() { Ok(members) } else { Err(wrong.join("\nerror: ")) }
}

/// The scenarios of a folder, in the order of their names; files that are named as changes are none of them.
fn of_folder(path: &Path, changes: &[String]) -> Result<Vec<Member>, String> {
    let fail =
        |why: String| format!("cannot use networks {}: {why}", shown(&path.display().to_string()));
    let entries = fs::read_dir(path).map_err(|error| fail(error.to_string()))?;
    let is_change = |file: &Path| {
        let real = file.canonicalize().ok();
        real.is_some() && changes.iter().any(|change| Path::new(change).canonicalize().ok() == real)
    };
    let mut all: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.extension().is_some_and(|ending| ending == "toml") && file.is_file())
        .filter(|file| !is_change(file))
        .collect();
    all.sort();
    if all.is_empty() {
        return Err(fail(format!("the folder has no scenario (*.toml); {FORMS}")));
    }
    let member = |file: PathBuf| {
        let name =
            file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let scenario = file.display().to_string();
        Member { name, from: scenario.clone(), scenario }
    };
    Ok(all.into_iter().map(member).collect())
}

/// Networks of the same name.
fn twice(members: &[Member]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (index, member) in members.iter().enumerate() {
        if let Some(first) = members[..index].iter().find(|other| other.name == member.name) {
            wrong.push(format!(
                "{}: found the network {:?}, as before in {}; expected each network once; give it a name of its own in \
                 a column `network`, or remove one of them",
                shown(&member.from),
                member.name,
                shown(&first.from)
            ));
        }
    }
    wrong
}

/// All members merged with their bases, and the scenario of the first.
fn packed(members: &[Member]) -> anyhow::Result<(Networks, Scenario)> {
    let (mut packed, mut first, mut wrong) = (Packed::default(), None, Vec::new());
    for members in members.chunks(AT_ONCE) {
        let read = spread(members.len(), |index| load(&members[index].scenario, files()));
        for (member, read) in members.iter().zip(read) {
            match read {
                Ok(scenario) => {
                    packed.add(&member.name, &scenario.resolved);
                    first.get_or_insert(scenario);
                }
                Err(error) => wrong.push(error.to_string()),
            }
        }
    }
    match first {
        Some(first) if wrong.is_empty() => Ok((Networks::Scenarios(packed.complete()), first)),
        _ => Err(WrongRequest(wrong.join("\nerror: ")).into()),
    }
}

/// The changes, each under a name of its own.
pub(crate) fn changes(names: &[String]) -> anyhow::Result<Vec<Change>> {
    let (mut changes, mut wrong): (Vec<Change>, Vec<String>) = (Vec::new(), Vec::new());
    for name in names {
        match Change::read(name, files()) {
            Ok(change) if changes.iter().any(|other| other.name == change.name) => {
                wrong.push(format!(
                    "two changes are called {}; name each once, or rename one of the files",
                    shown(&change.name)
                ))
            }
            Ok(change) => changes.push(change),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    if names.is_empty() {
        wrong.push(
            "--networks: found no change; name at least one file that states only what differs, such as \
             two-more-physiotherapists"
                .to_owned(),
        );
    }
    if !wrong.is_empty() {
        return Err(WrongRequest(wrong.join("\nerror: ")).into());
    }
    // Titles tell changes apart in tables.
    let titles: Vec<String> = changes.iter().map(|change| change.title.clone()).collect();
    for change in &mut changes {
        if titles.iter().filter(|title| **title == change.title).count() > 1 {
            change.title = format!("{} ({})", change.title, change.name);
        }
    }
    Ok(changes)
}
