//! From TOML to a [`CareSystem`]. No other module reads files.
//!
//! [`document`] is the file as written. [`overlay`] applies a scenario to its base. [`reader`]
//! takes values out of it. [`check`] makes a system of them. [`error`] describes all problems at
//! once. [`files`] reads files, and [`likeness`] compares two scenarios.

pub mod aliases;
pub mod case_study;
pub mod change;
pub mod check;
pub mod document;
pub mod embedded;
pub mod error;
pub mod files;
mod gps;
pub mod key_words;
pub mod likeness;
pub mod overlay;
mod parameter;
pub mod quantity;
pub mod reader;
pub mod vary;

use crate::model::CareSystem;
use crate::model::money::Money;
use crate::model::rounded::Rounded;
use crate::model::sourced::{Lever, Parameter, Sum};
use crate::text::shown;
use case_study::CaseStudy;
use document::{Node, Value, quoted};
use error::{Problem, ScenarioError, ScenarioErrorKind};
use files::is_remote;
pub use files::{Allowing, FileSystem, Files, Sort};
use std::path::{Path, PathBuf};

/// Maximum depth of `base` chains. A circle is found at once if its paths repeat; this limit also
/// catches circles whose paths keep growing, such as `../folder/scenario.toml` within that folder.
const MOST_BASES: usize = 20;

/// A scenario, checked and complete.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The file name without its extension, or the built-in name.
    pub name: String,
    /// A title for people.
    pub title: String,
    /// The question that the scenario asks.
    pub question: String,
    /// The targets that it names for validation: a built-in name or a path.
    pub targets: Option<String>,
    /// What was reported of such a change, for comparison.
    pub case_study: Option<CaseStudy>,
    /// The system to simulate: one network or several.
    pub system: CareSystem,
    /// Stated values that are replaced by others.
    pub rounded: Vec<Rounded>,
    /// What the system is paid and pays. Money is not simulated.
    pub money: Option<Money>,
    /// Parameters of the world, with evidence.
    pub parameters: Vec<Parameter>,
    /// Planners' decisions.
    pub levers: Vec<Lever>,
    /// Shares that add up to 1, or to at most 1.
    pub sums: Vec<Sum>,
    /// The values that differ from its base: key and value.
    pub differences: Vec<(String, String)>,
    /// All values with those of its bases, without evidence and titles: key and value as in TOML.
    pub values: Vec<(String, String)>,
    /// Practices of the base that remain beside the scenario's own, if it adds some. They may not
    /// be intended.
    pub left_in: Vec<String>,
    /// Citations by key.
    pub sources: Vec<(String, String)>,
    /// The scenario merged with its bases, as TOML with one line for each table.
    pub resolved: String,
}

/// Loads the scenario called `name`: a path, or a built-in name.
///
/// # Example
///
/// ```
/// use pcn_sim::scenario::{self, FileSystem};
///
/// let scenario = scenario::load("two-more-physiotherapists", &FileSystem)?;
/// assert_eq!(scenario.system.practices.len(), 5);
/// assert!(scenario.differences.iter().any(|(key, _)| key.starts_with("staff.")));
/// # Ok::<(), scenario::error::ScenarioError>(())
/// ```
///
/// # Errors
///
/// [`ScenarioError`], with every problem of every file concerned.
pub fn load(name: &str, files: &impl Files) -> Result<Scenario, ScenarioError> {
    let written = read(name, files)?;
    let fail = |problems| ScenarioError {
        name: name.to_owned(),
        kind: ScenarioErrorKind::Invalid(problems),
    };
    written.scenario().map_err(fail)
}

/// Reads the scenario called `name` and merges it with its bases, without checking it.
///
/// # Example
///
/// ```
/// use pcn_sim::scenario::{self, FileSystem};
///
/// let written = scenario::read("total-triage", &FileSystem)?;
/// // Read and merged with its base, but not checked yet.
/// assert!(written.scenario().is_ok());
/// # Ok::<(), scenario::error::ScenarioError>(())
/// ```
///
/// # Errors
///
/// [`ScenarioError`] if a file cannot be read or is not TOML.
pub fn read(name: &str, files: &impl Files) -> Result<Written, ScenarioError> {
    let fail = |kind| ScenarioError { name: name.to_owned(), kind };
    let mut chain = Chain::of(files);
    let start = chain.origin(name, None);
    chain.home_is_that_of(&start);
    let (mut root, last) = chain.read(start).map_err(fail)?;
    let outside = chain.named_outside(&root);
    if !outside.is_empty() {
        return Err(fail(ScenarioErrorKind::Invalid(outside)));
    }
    // From here on, the written order of tables and keys has no effect.
    root.put_in_order();
    let differences = last.map_or_else(Vec::new, |mut over| {
        over.put_in_order();
        overlay::stated(&over)
    });
    Ok(Written {
        name: short_name(name),
        root,
        files: chain.names,
        differences,
        left_in: chain.left_in,
    })
}

/// What the file of a scenario that was merged with its bases is called after its name.
const RESOLVED: &str = " (resolved)";

/// Whether `file` holds a scenario that was merged with its bases. It may have a source of a base that no
/// parameter cites any more.
fn is_resolved(file: &str) -> bool {
    file.ends_with(RESOLVED)
}

/// Checks `text`, a scenario without a base, as [`Scenario::resolved`] of `name` holds it.
///
/// # Example
///
/// ```
/// use pcn_sim::scenario::{self, FileSystem};
///
/// let loaded = scenario::load("total-triage", &FileSystem)?;
/// let again = scenario::of_resolved("total-triage", &loaded.resolved)?;
/// assert_eq!(again.system, loaded.system);
/// # Ok::<(), scenario::error::ScenarioError>(())
/// ```
///
/// # Errors
///
/// [`ScenarioError`], with every problem.
pub fn of_resolved(name: &str, text: &str) -> Result<Scenario, ScenarioError> {
    written(name, text)?.scenario().map_err(|problems| invalid(name, problems))
}

/// The same without checking it.
///
/// # Errors
///
/// [`ScenarioError`] if it is not TOML.
pub fn written(name: &str, text: &str) -> Result<Written, ScenarioError> {
    let files = vec![format!("{name}{RESOLVED}")];
    let root = document::parse(text, 0, &files[0]).map_err(|problems| invalid(name, problems))?;
    let (differences, left_in) = (Vec::new(), Vec::new());
    Ok(Written { name: name.to_owned(), root, files, differences, left_in })
}

fn invalid(name: &str, problems: Vec<Problem>) -> ScenarioError {
    ScenarioError { name: name.to_owned(), kind: ScenarioErrorKind::Invalid(problems) }
}

/// A scenario as written, merged with its bases.
#[derive(Clone, Debug)]
pub struct Written {
    /// The file name without its extension, or the built-in name.
    pub name: String,
    /// The document, its keys in order.
    pub root: Node,
    /// The files it was read from.
    pub files: Vec<String>,
    differences: Vec<(String, String)>,
    left_in: Vec<String>,
}

impl Written {
    /// Checks the scenario and completes it.
    ///
    /// # Errors
    ///
    /// Every problem found.
    pub fn scenario(&self) -> Result<Scenario, Vec<Problem>> {
        let mut scenario = check::check(&self.root, &self.files)?;
        scenario.name.clone_from(&self.name);
        scenario.differences.clone_from(&self.differences);
        scenario.values = likeness::values(&self.root);
        scenario.left_in.clone_from(&self.left_in);
        scenario.resolved = resolved(&self.root);
        Ok(scenario)
    }

    /// The same with `change` applied to it.
    pub fn with(&self, change: Node) -> Written {
        let mut written = self.clone();
        let gps = gps::Gps::of(&written.root);
        gps::lay_with_gps(&mut written.root, change, &gps);
        written.root.put_in_order();
        written
    }
}

/// Distinguishes scenarios that have the same name or title: by the folders from which they were
/// read, and if necessary by a number. `paths` are the scenarios as requested.
pub fn tell_apart(scenarios: &mut [Scenario], paths: &[String]) {
    let has_twin = |names: &[String], index: usize| {
        names.iter().enumerate().any(|(other, name)| other != index && *name == names[index])
    };
    let numbered = |names: Vec<String>| -> Vec<String> {
        let mut apart: Vec<String> = Vec::new();
        for (index, name) in names.iter().enumerate() {
            // A unique name is never changed.
            let is_taken =
                |text: &String| apart.contains(text) || names[index + 1..].contains(text);
            let mut text = name.clone();
            let mut number = 1;
            while apart.contains(&text) || (number > 1 && is_taken(&text)) {
                number += 1;
                text = format!("{name} ({number})");
            }
            apart.push(text);
        }
        apart
    };
    let names: Vec<String> = scenarios.iter().map(|scenario| scenario.name.clone()).collect();
    let with_folder = |(index, name): (usize, &String)| {
        let path = Path::new(paths.get(index).map_or("", String::as_str)).with_extension("");
        let is_of_use = has_twin(&names, index) && path.components().count() > 1;
        if is_of_use { path.display().to_string() } else { name.clone() }
    };
    let names = numbered(names.iter().enumerate().map(with_folder).collect());
    let titles: Vec<String> = scenarios.iter().map(|scenario| scenario.title.clone()).collect();
    let with_name = |(index, title): (usize, &String)| {
        if has_twin(&titles, index) { format!("{title} ({})", names[index]) } else { title.clone() }
    };
    let titles = numbered(titles.iter().enumerate().map(with_name).collect());
    for (scenario, (name, title)) in scenarios.iter_mut().zip(names.into_iter().zip(titles)) {
        (scenario.name, scenario.title) = (name, title);
    }
}

/// A scenario merged with its bases, as a self-contained file. It does not name other files,
/// because it may be in another folder.
pub fn alone(root: &Node) -> String {
    let mut root = root.clone();
    let names_a_file = |node: Option<&Node>| match node.map(|node| &node.value) {
        Some(Value::Text(name)) => {
            embedded::text(name).or_else(|| embedded::targets(name)).is_none()
        }
        _ => false,
    };
    let without_targets = names_a_file(root.get("about").and_then(|table| table.get("targets")));
    let study = root.get("case_study").and_then(|table| table.get("baseline"));
    let without_study = names_a_file(study);
    if let Value::Table(tables) = &mut root.value {
        tables.retain(|(key, _)| !(without_study && key == "case_study"));
        let about = tables.iter_mut().find(|(key, _)| key == "about");
        if let Some(Value::Table(about)) = about.map(|(_, node)| &mut node.value) {
            about.retain(|(key, _)| !(without_targets && key == "targets"));
        }
    }
    resolved(&root)
}

/// The name of a scenario or a file of targets in results, safe whatever the file's name is.
pub(crate) fn short_name(name: &str) -> String {
    let stem = Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    shown(&stem.unwrap_or_else(|| name.to_owned()))
}

/// Where a scenario is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin {
    File(PathBuf),
    Embedded(String),
    Nowhere(String),
}

impl Origin {
    fn show(&self) -> String {
        match self {
            Origin::File(path) => path.display().to_string(),
            Origin::Embedded(name) | Origin::Nowhere(name) => name.clone(),
        }
    }
}

/// A scenario and its bases, while they are read.
struct Chain<'f, F: Files> {
    files: &'f F,
    /// The folder of the requested scenario. Files that it names must be in this folder or below.
    home: PathBuf,
    names: Vec<String>,
    origins: Vec<Origin>,
    left_in: Vec<String>,
}

impl<'f, F: Files> Chain<'f, F> {
    /// A chain that has read nothing yet.
    fn of(files: &'f F) -> Self {
        let (home, names, origins, left_in) = (PathBuf::new(), Vec::new(), Vec::new(), Vec::new());
        Chain { files, home, names, origins, left_in }
    }

    /// Lets files of the folder of the requested scenario be named.
    fn home_is_that_of(&mut self, start: &Origin) {
        if let Origin::File(path) = start {
            self.home = path.parent().map_or_else(PathBuf::new, Path::to_owned);
        }
    }

    /// The text at `origin`.
    fn text_of(&self, origin: &Origin) -> Result<String, ScenarioErrorKind> {
        Ok(match origin {
            Origin::Embedded(name) => {
                embedded::text(name).expect("an embedded name has a text").into()
            }
            Origin::File(path) => self
                .files
                .read(path, Sort::Scenario)
                .map_err(|reason| ScenarioErrorKind::Read { path: path.clone(), reason })?,
            Origin::Nowhere(name) => {
                let (near, known) = (embedded::meant(name, ""), embedded::known());
                let near = if near.is_empty() { near } else { near + " " };
                return Err(ScenarioErrorKind::Unknown { near, known });
            }
        })
    }

    /// A path if the file exists, otherwise a built-in name.
    fn origin(&self, name: &str, beside: Option<&Path>) -> Origin {
        let path = beside.and_then(Path::parent).map_or_else(|| name.into(), |dir| dir.join(name));
        let embedded = name.strip_suffix(".toml").unwrap_or(name);
        // A bare word is a built-in name first: a folder called `total-triage` is not a scenario.
        if embedded::text(name).is_some() {
            Origin::Embedded(name.into())
        } else if self.files.exists(&path) {
            Origin::File(path)
        } else if beside.is_none_or(|b| b.as_os_str().is_empty())
            && embedded::text(embedded).is_some()
        {
            Origin::Embedded(embedded.into())
        } else if name.contains(['/', '\\']) || name.ends_with(".toml") {
            Origin::File(path)
        } else {
            Origin::Nowhere(name.into())
        }
    }

    /// Whether a file may name `name`: a built-in name, or a file in a permitted folder.
    fn may_name(&self, name: &str, beside: Option<&Path>) -> bool {
        let is_built_in = embedded::text(name.strip_suffix(".toml").unwrap_or(name)).is_some()
            || embedded::targets(name).is_some();
        let path = beside.and_then(Path::parent).map_or_else(|| name.into(), |dir| dir.join(name));
        is_built_in || !is_remote(name) && self.files.admits(&path, &self.home)
    }

    /// The problem of naming a file elsewhere. It does not say whether the file exists.
    fn outside(&self, key: &str, node: &Node, name: &str) -> Problem {
        Problem {
            file: self.names[node.file].clone(),
            line: Some(node.line),
            key: key.into(),
            found: format!("{name:?}, outside the scenario's folder"),
            expected: "a file in the scenario's folder or below it, or a built-in name".into(),
            remedy: "copy it there, or allow its folder with --allow-base FOLDER".into(),
        }
    }

    /// The problems of other files that a scenario names. They must be in the same folders as
    /// bases.
    fn named_outside(&self, root: &Node) -> Vec<Problem> {
        let named = [("about", "targets"), ("case_study", "baseline")].into_iter();
        let outside = named.filter_map(|(table, key)| {
            let node = root.get(table)?.get(key)?;
            let Value::Text(name) = &node.value else { return None };
            let may = self.may_name(name, Some(Path::new(&self.names[node.file])));
            (!may).then(|| self.outside(&format!("{table}.{key}"), node, name))
        });
        outside.collect()
    }

    /// One problem, with the key `base` if it has a line.
    fn single(
        &self,
        file: usize,
        line: Option<usize>,
        (found, expected, remedy): (&str, &str, &str),
    ) -> ScenarioErrorKind {
        ScenarioErrorKind::Invalid(vec![Problem {
            file: self.names[file].clone(),
            line,
            key: if line.is_some() { "base".into() } else { String::new() },
            found: found.into(),
            expected: expected.into(),
            remedy: remedy.into(),
        }])
    }

    /// Nothing can be left out of a document that has no base.
    fn no_base_to_leave_out(&self, node: &Node) -> Result<(), ScenarioErrorKind> {
        let Some(stated) = node.get(overlay::LEAVE_OUT) else { return Ok(()) };
        let found = "a list of what to leave out of the base, without a base".to_owned();
        let remedy = "state `base`, or remove the list".to_owned();
        let (file, line) = (stated.file, stated.line);
        Err(self.not_in_base(vec![overlay::Unknown { file, line, found, remedy }]))
    }

    /// The problems of leaving out what the base does not have.
    fn not_in_base(&self, unknown: Vec<overlay::Unknown>) -> ScenarioErrorKind {
        let of = |unknown: overlay::Unknown| Problem {
            file: self.names[unknown.file].clone(),
            line: Some(unknown.line),
            key: overlay::LEAVE_OUT.into(),
            found: unknown.found,
            expected: "paths of tables or keys that the base has".into(),
            remedy: unknown.remedy,
        };
        ScenarioErrorKind::Invalid(unknown.into_iter().map(of).collect())
    }

    /// Where the base of the document at `origin` is, if it has one.
    fn below(&self, node: &Node, origin: &Origin) -> Result<Option<Origin>, ScenarioErrorKind> {
        let Some(base) = node.get("base") else { return Ok(None) };
        let single = |found: &str, expected: &str, remedy: &str| {
            self.single(base.file, Some(base.line), (found, expected, remedy))
        };
        let Value::Text(name) = &base.value else {
            return Err(single(
                &base.found(),
                "the path of a file, or a built-in name, in quotes",
                "write base = \"average-pcn\"",
            ));
        };
        let beside = match origin {
            Origin::File(path) => Some(path.as_path()),
            _ => None,
        };
        if !self.may_name(name, beside) {
            return Err(ScenarioErrorKind::Invalid(vec![self.outside("base", base, name)]));
        }
        let below = self.origin(name, beside);
        let missing = match &below {
            Origin::Nowhere(_) => true,
            Origin::File(path) => !self.files.exists(path),
            Origin::Embedded(_) => false,
        };
        if missing {
            return Err(single(
                &format!("{name:?}, which does not exist"),
                &format!("a path relative to this file, or one of: {}", embedded::known()),
                &embedded::meant(name, "correct the path or the name of the base"),
            ));
        }
        Ok(Some(below))
    }

    /// The document at `origin` merged with its bases, and the document itself if it has a base.
    fn read(&mut self, origin: Origin) -> Result<(Node, Option<Node>), ScenarioErrorKind> {
        if self.origins.contains(&origin) {
            let mut circle: Vec<_> = self.origins.iter().map(Origin::show).collect();
            circle.push(origin.show());
            return Err(ScenarioErrorKind::Circular { circle: circle.join(" → ") });
        }
        if self.origins.len() > MOST_BASES {
            let from = self.origins[0].show();
            return Err(ScenarioErrorKind::TooDeep { from, to: origin.show(), most: MOST_BASES });
        }
        self.origins.push(origin.clone());
        let text = self.text_of(&origin)?;
        let file = self.names.len();
        self.names.push(match &origin {
            Origin::Embedded(name) => format!("{name} (built in)"),
            other => other.show(),
        });
        if text.trim().is_empty() {
            let remedy = "start with `base = \"average-pcn\"` and a table [about]";
            return Err(self.single(file, None, ("an empty file", "a scenario in TOML", remedy)));
        }
        let node =
            document::parse(&text, file, &self.names[file]).map_err(ScenarioErrorKind::Invalid)?;
        let Some(below) = self.below(&node, &origin)? else {
            self.no_base_to_leave_out(&node)?;
            return Ok((node, None));
        };
        let (mut root, _) = self.read(below)?;
        let (mut over, gps) = (node.clone(), gps::Gps::of(&root));
        overlay::leave_out(&mut root, &mut over).map_err(|unknown| self.not_in_base(unknown))?;
        self.left_in = overlay::practices_left_in(&root, &over);
        gps::lay_with_gps(&mut root, over, &gps);
        Ok((root, Some(node)))
    }
}

/// The document as text: tables one after another, values in order.
fn resolved(root: &Node) -> String {
    fn tables(node: &Node, key: &str, out: &mut String) {
        let Value::Table(entries) = &node.value else { return };
        let is_leaf = |node: &Node| !matches!(&node.value, Value::Table(inner) if !inner.iter().any(|(k, _)| k == "value"));
        let leaves: Vec<_> = entries
            .iter()
            .filter(|(k, n)| is_leaf(n) && !(key.is_empty() && k == "base"))
            .collect();
        // An empty table also has a meaning.
        if !leaves.is_empty() || entries.is_empty() {
            if !key.is_empty() {
                out.push_str(&format!("\n[{key}]\n"));
            }
            for (k, leaf) in leaves {
                out.push_str(&format!("{} = {}\n", quoted(k), leaf.to_toml()));
            }
        }
        for (k, child) in entries.iter().filter(|(_, n)| !is_leaf(n)) {
            let k = quoted(k);
            let key = if key.is_empty() { k } else { format!("{key}.{k}") };
            tables(child, &key, out);
        }
    }
    let mut out = String::new();
    tables(root, "", &mut out);
    out
}
