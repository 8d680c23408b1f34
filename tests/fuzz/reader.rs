//! The scenario reader: any input is either a scenario or refused with reasons.

use super::bytes::Bytes;
use super::edits::{spoil, tamper};
use pcn_sim::scenario::embedded::{SCENARIOS, text};
use pcn_sim::scenario::error::{Problem, ScenarioError, ScenarioErrorKind};
use pcn_sim::scenario::{Files, Scenario, Sort, load};
use std::path::{Component, Path};

/// Bytes that begin with this are edits of a scenario; others are files, separated by zeros.
const EDITS: &[u8] = b"edits ";

/// At most so many lines are edited at once.
const MOST_EDITS: usize = 24;

/// Files that stand nowhere.
#[derive(Debug)]
pub(crate) struct InMemory<'t>(pub(crate) Vec<(&'t str, &'t [u8])>);

impl InMemory<'_> {
    fn find(&self, path: &Path) -> Option<&[u8]> {
        // As a file system would, in a world of one folder called `here`.
        let parts: Vec<_> = path
            .components()
            .filter_map(|part| match part {
                Component::Normal(name) if name != "here" => name.to_str(),
                _ => None,
            })
            .collect();
        let [name] = parts[..] else { return None };
        self.0.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
    }
}

impl Files for InMemory<'_> {
    fn read(&self, path: &Path, sort: Sort) -> Result<String, String> {
        let bytes = self.find(path).ok_or_else(|| "there is no such file".to_owned())?;
        sort.text(bytes.to_vec())
    }

    fn exists(&self, path: &Path) -> bool {
        self.find(path).is_some()
    }
}

/// Reads `data` as a scenario; anything but a scenario or its reasons is a panic.
pub(crate) fn read(data: &[u8]) {
    if let Some(edits) = data.strip_prefix(EDITS) {
        let text = edited(edits);
        read_files(&InMemory(vec![("a.toml", text.as_bytes())]));
    } else {
        let names = ["a.toml", "b.toml", "c.toml", "d.toml"];
        read_files(&InMemory(names.into_iter().zip(data.split(|byte| *byte == 0)).collect()));
    }
}

/// A built-in scenario with some of its lines changed.
pub(crate) fn edited(data: &[u8]) -> String {
    let mut bytes = Bytes::new(data);
    let (_, original) = SCENARIOS[bytes.below(SCENARIOS.len())];
    let mut lines: Vec<String> = original.lines().map(str::to_owned).collect();
    for _ in 0..MOST_EDITS {
        if bytes.is_used_up() {
            break;
        }
        if bytes.below(3) > 0 && !lines.is_empty() {
            tamper(&mut lines, &mut bytes);
        } else {
            spoil(&mut lines, &mut bytes);
        }
    }
    lines.join("\n")
}

/// Loads `a.toml` twice, and what it resolves to once more.
pub(crate) fn read_files(files: &InMemory<'_>) {
    match (load("a.toml", files), load("a.toml", files)) {
        (Ok(once), Ok(twice)) => {
            assert_same(&once, &twice);
            let resolved = InMemory(vec![("a.toml", once.resolved.as_bytes())]);
            match load("a.toml", &resolved) {
                Ok(again) => assert_same(&once, &again),
                Err(error) => panic!("what a scenario resolves to is refused: {error}"),
            }
        }
        (Err(once), Err(twice)) => {
            assert_eq!(once.to_string(), twice.to_string());
            check_error(&once, files);
        }
        _ => panic!("what is read once is read twice"),
    }
}

fn assert_same(one: &Scenario, other: &Scenario) {
    assert_eq!((&one.title, &one.question), (&other.title, &other.question));
    assert_eq!(one.system, other.system);
    assert_eq!(one.parameters, other.parameters);
    assert_eq!(one.levers, other.levers);
    assert_eq!(one.sources, other.sources);
    assert_eq!(one.resolved, other.resolved);
}

/// A refusal says where, what, and how to mend it.
fn check_error(error: &ScenarioError, files: &InMemory<'_>) {
    assert!(error.to_string().starts_with("cannot use scenario a.toml: "), "{error}");
    match &error.kind {
        ScenarioErrorKind::Invalid(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            problems.iter().for_each(|problem| check_problem(problem, files));
        }
        other => assert!(!other.to_string().trim().is_empty()),
    }
}

fn check_problem(problem: &Problem, files: &InMemory<'_>) {
    for part in [&problem.file, &problem.found, &problem.expected, &problem.remedy] {
        assert!(!part.trim().is_empty(), "{problem:?}");
    }
    let built_in = problem.file.strip_suffix(" (built in)").and_then(text).map(str::as_bytes);
    let Some(text) = built_in.or_else(|| files.find(Path::new(&problem.file))) else {
        panic!("a problem in a file that nobody read: {problem:?}");
    };
    if let Some(line) = problem.line {
        let lines = text.iter().filter(|byte| **byte == b'\n').count() + 1;
        assert!((1..=lines).contains(&line), "{problem:?} in {lines} lines");
    }
}
