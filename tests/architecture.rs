//! The layers: which module may use which, and what library code must not use at all.

use crate::support::in_crate;
use std::fs;
use std::path::Path;

/// The heading of the table in ARCHITECTURE.md that states which module may use which.
const HEADING: &str = "## Who imports whom";

/// The module that all others may use.
const FOR_ALL: &str = "text";

/// A row of the table: a module, and what it may use, as paths such as `model` or `engine::monitor`.
type Row = (String, Vec<String>);

/// What library code must not touch, and the files that may.
const OUTSIDE: [(&str, &[&str]); 6] = [
    ("std::time", &[]),
    ("std::thread", &[]),
    ("std::fs", &["publications/read.rs", "report/", "scenario/files.rs"]),
    ("std::env", &["report/disk.rs"]),
    ("println!", &[]),
    ("print!", &[]),
];

/// Words that mark unfinished work. They are written in two parts, so that this file does not
/// contain them.
const UNFINISHED: [&str; 6] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("unimplemented", "!"),
    concat!("to", "do!"),
    concat!("dbg", "!"),
];

/// The texts between backquotes.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The rows of the table for the library, in its order.
fn table(document: &str) -> Vec<Row> {
    let lines = document.lines().skip_while(|line| *line != HEADING);
    let lines = lines.skip_while(|line| !line.starts_with('|')).skip(2);
    let rows = lines.take_while(|line| line.starts_with('|')).map(|line| {
        let cells: Vec<&str> = line.split('|').collect();
        (quoted(cells[1]).remove(0), quoted(cells[2]))
    });
    rows.filter(|(module, _)| module != "cli").collect()
}

/// The table as it stands.
fn stated() -> Vec<Row> {
    let rows = table(&fs::read_to_string(in_crate("ARCHITECTURE.md")).unwrap());
    assert!(rows.len() > 10, "the table is found: {rows:?}");
    rows
}

/// The module that a file under `src/` belongs to.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// Every path that code names after `start`, such as `crate::`. Lists in braces are expanded.
pub(crate) fn paths(text: &str, start: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(start) {
        let before = text[..at].chars().next_back();
        if !before.is_some_and(|c| c.is_alphanumeric() || "_:$".contains(c)) {
            branches(&text[at + start.len()..], "", &mut found);
        }
    }
    found
}

/// The paths of a tree of `use`, each with `prefix` before it; returns how long the tree is.
fn branches(tree: &str, prefix: &str, found: &mut Vec<String>) -> usize {
    let name = tree.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(tree.len());
    let path = if prefix.is_empty() {
        tree[..name].to_owned()
    } else {
        format!("{prefix}::{}", &tree[..name])
    };
    if tree[name..].starts_with("::") && name > 0 {
        return name + 2 + branches(&tree[name + 2..], &path, found);
    }
    if !tree.starts_with('{') {
        found.push(path.trim_end_matches("::self").trim_end_matches("::").to_owned());
        let alias = tree[name..].strip_prefix(" as ").unwrap_or_default();
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let alias = alias.len() - alias.trim_start_matches(is_part).len();
        return name + if alias > 0 { " as ".len() + alias } else { 0 };
    }
    let mut at = 1;
    while !tree[at..].starts_with('}') {
        let is_name = tree[at..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        at += if is_name {
            branches(&tree[at..], prefix, found)
        } else {
            tree[at..].chars().next().expect("every brace closes").len_utf8()
        };
    }
    at + 1
}

/// The lines of a text that are not comments.
pub(crate) fn code(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether `path` is `allowed` or lies below it.
fn is_below(path: &str, allowed: &str) -> bool {
    path.strip_prefix(allowed).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The part of a file before its tests.
pub(crate) fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

/// Every breach of the table in a file of the library. Its tests may use whatever stands before its
/// module in the table.
fn breaches(file: &str, text: &str, rows: &[Row]) -> Vec<String> {
    let own = module(file);
    let Some(index) = rows.iter().position(|(module, _)| module == own) else {
        return vec![format!("{file}: {own} has no row in the table")];
    };
    let without = code(without_tests(text));
    let is_allowed = |path: &str, is_in_tests: bool| {
        let mut before = rows[..index].iter();
        is_below(path, own)
            || is_below(path, FOR_ALL)
            || rows[index].1.iter().any(|allowed| is_below(path, allowed))
            || is_in_tests && before.any(|(module, _)| is_below(path, module))
    };
    // What a file just below `src/` or a folder's `mod.rs` calls `super` is the crate.
    let is_top = !file.contains('/') || file.ends_with("/mod.rs") && file.matches('/').count() == 1;
    let by_super = if is_top { paths(&without, "super::") } else { Vec::new() };
    let used = paths(&without, "crate::").into_iter().chain(by_super);
    let used = used.map(|path| (path, is_test(file)));
    let of_tests = code(&text[without_tests(text).len()..]);
    let used = used.chain(paths(&of_tests, "crate::").into_iter().map(|path| (path, true)));
    let mut found: Vec<String> = used
        .filter(|(path, is_in_tests)| !is_allowed(path, *is_in_tests))
        .map(|(path, _)| format!("{file}: {own} uses {path}"))
        .collect();
    if without.contains("super::super") {
        found.push(format!("{file}: `super::super` hides the layers"));
    }
    found.dedup();
    found
}

/// Whether a file of the library is part of its tests.
pub(crate) fn is_test(file: &str) -> bool {
    file == "report/sample.rs"
}

/// What the table allows and no file of the library uses, its tests apart.
fn unused(library: &[(String, String)], rows: &[Row]) -> Vec<String> {
    let used: Vec<(&str, String)> = library
        .iter()
        .filter(|(file, _)| !is_test(file))
        .flat_map(|(file, text)| {
            paths(&code(without_tests(text)), "crate::")
                .into_iter()
                .map(|path| (module(file), path))
        })
        .collect();
    let mut found = Vec::new();
    for (module, allowed) in rows {
        for allowed in allowed {
            if !used.iter().any(|(by, path)| by == module && is_below(path, allowed)) {
                found.push(format!("{module} may use {allowed} and does not"));
            }
        }
    }
    found
}

/// Everything outside the simulated world that a file of the library touches.
fn outside(file: &str, text: &str) -> Vec<String> {
    let text = without_tests(text);
    OUTSIDE
        .iter()
        .filter(|(what, allowed)| {
            text.contains(what) && !allowed.iter().any(|start| file.starts_with(start))
        })
        .map(|(what, _)| format!("{file}: {what}"))
        .collect()
}

/// How long a year is, in days or weeks, as code may write it.
const YEARS: [&str; 5] = ["365.25", "364.0", "52.0", "52.18", "30.4"];

/// Where a file of the library states the length of a year, comments, texts and tests apart.
fn years(file: &str, text: &str) -> Vec<String> {
    let code = |line: &str| -> String {
        let line = if line.trim_start().starts_with("//") { "" } else { line };
        line.split('"').step_by(2).collect()
    };
    let lines = without_tests(text).lines().map(code).enumerate();
    let stated = |line: &str| YEARS.iter().any(|year| line.contains(year));
    lines
        .filter(|(_, line)| file != "units.rs" && stated(line))
        .map(|(index, line)| format!("{file}:{}: {}", index + 1, line.trim()))
        .collect()
}

/// Every file below `folder` with one of the endings, by its path from there, in order.
pub(crate) fn files(folder: &Path, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let is_wanted = path
                .extension()
                .is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted));
            if path.is_dir() {
                folders.push(path);
            } else if is_wanted {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The files of the library: all of `src/` but the binary.
fn library() -> Vec<(String, String)> {
    let mut all = files(&in_crate("src"), &["rs"]);
    assert!(all.len() > 50, "the sources are found: {}", all.len());
    all.retain(|(name, _)| !name.starts_with("cli/") && name != "main.rs" && name != "lib.rs");
    all
}

#[test]
fn every_module_uses_what_the_table_allows_and_nothing_else() {
    let rows = stated();
    let found: Vec<String> =
        library().iter().flat_map(|(name, text)| breaches(name, text, &rows)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_table_allows_nothing_that_is_not_used() {
    let found = unused(&library(), &stated());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_row_allows_only_what_stands_above_it() {
    let rows = stated();
    for (index, (module, allowed)) in rows.iter().enumerate() {
        let mut above = rows[..index].iter().map(|(module, _)| module);
        let is_above = |allowed: &&String| above.clone().any(|module| is_below(allowed, module));
        let found = allowed.iter().find(|allowed| !is_above(allowed));
        assert_eq!(found, None, "{module} may use what does not stand above it");
        assert!(above.all(|other| other != module), "{module} has two rows");
    }
}

#[test]
fn planted_breaches_are_found() {
    let rows = table(
        "## Who imports whom\n\n| module | may use |\n|---|---|\n| `text` | nothing |\n\
         | `units` | nothing |\n| `engine` | `units` |\n| `model` | `units` |\n\
         | `comparison` | `units`, `engine::monitor` |\n| `cli` | all |\n\n| `other` | table |\n",
    );
    assert_eq!(rows.len(), 5, "{rows:?}");
    for (file, text, breach) in [
        ("comparison.rs", "use crate::model::CareSystem;", "comparison uses model::CareSystem"),
        ("comparison.rs", "fn f(x: crate::engine::Calendar)", "comparison uses engine::Calendar"),
        ("model/role.rs", "use crate::{units, engine};", "model uses engine"),
        ("engine/mod.rs", "use crate::model::{self};", "engine uses model"),
        ("engine/mod.rs", "use crate::model::{self, role::Role};", "engine uses model::role::Role"),
        ("engine/mod.rs", "use crate::cli::main;", "engine uses cli::main"),
        ("engine/mod.rs", "use super::model::CareSystem;", "engine uses model::CareSystem"),
        ("model/a.rs", "use super::super::engine::x;", "`super::super` hides the layers"),
        ("surprise.rs", "", "surprise has no row in the table"),
    ] {
        let found = breaches(file, text, &rows);
        assert!(found.contains(&format!("{file}: {breach}")), "{text}: {found:?}");
    }
    let fine = "use crate::engine::monitor::{Tally, WeekProfile};\nuse crate::text::shown;\n\
                use crate::units::{\n    Span,\n};\n// crate::model\n#[cfg(test)]\nmod tests {\n    \
                use crate::model::CareSystem;\n}";
    assert_eq!(breaches("comparison.rs", fine, &rows), [""; 0]);
    let library = [("comparison.rs".to_owned(), fine.to_owned())];
    let found = unused(&library, &rows);
    assert_eq!(found, ["engine may use units and does not", "model may use units and does not"]);
    assert_eq!(
        paths("use crate::a::{b::{c, d as e}, f};", "crate::"),
        ["a::b::c", "a::b::d", "a::f"]
    );
}

#[test]
fn library_code_touches_neither_clock_nor_threads_nor_files_nor_terminal() {
    let found: Vec<String> =
        library().iter().flat_map(|(name, text)| outside(name, text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_length_of_a_year_is_stated_in_one_place() {
    let found: Vec<String> = library().iter().flat_map(|(name, text)| years(name, text)).collect();
    assert!(found.is_empty(), "state them by `units::YEAR_DAYS`:\n{}", found.join("\n"));
    let planted = "let text = \"of 365.25 days\";\nlet daily = yearly / 365.25; // 52.0\n";
    assert_eq!(years("model/demand.rs", planted).len(), 1, "texts may, code may not");
}

#[test]
fn planted_contact_with_the_outside_is_found() {
    let clock = "let now = std::time::Instant::now();";
    assert_eq!(outside("simulation/mod.rs", clock), ["simulation/mod.rs: std::time"]);
    assert_eq!(outside("model/mod.rs", "std::fs::read(path)"), ["model/mod.rs: std::fs"]);
    assert!(outside("scenario/files.rs", "std::fs::read(path)").is_empty());
    let in_tests = "#[cfg(test)]\nmod tests { fn f() { std::env::temp_dir(); } }";
    assert!(outside("report/mod.rs", in_tests).is_empty(), "tests may");
}

#[test]
fn modules_are_declared_in_the_order_of_the_layers() {
    let text = fs::read_to_string(in_crate("src/lib.rs")).unwrap();
    let declared: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let rows = stated();
    assert_eq!(declared, rows.iter().map(|(module, _)| module.as_str()).collect::<Vec<_>>());
}

#[test]
fn every_module_says_what_lives_in_it() {
    for (name, text) in files(&in_crate("src"), &["rs"]) {
        assert!(text.starts_with("//! "), "src/{name} does not begin with `//!`");
    }
    for (name, text) in files(&in_crate("tests"), &["rs"]) {
        assert!(text.starts_with("//! "), "tests/{name} does not begin with `//!`");
    }
}

#[test]
fn nothing_is_left_to_be_done() {
    let mut found = Vec::new();
    for folder in ["src", "tests", "docs", "scenarios"] {
        for (name, text) in files(&in_crate(folder), &["rs", "md", "toml", "html"]) {
            for (number, line) in text.lines().enumerate() {
                let words = UNFINISHED.iter().filter(|word| line.contains(*word));
                found.extend(words.map(|word| format!("{folder}/{name}:{}: {word}", number + 1)));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
