//! The layers: who may know whom, and what library code must not know at all.

use crate::support::in_crate;
use std::fs;
use std::path::Path;

/// The modules in reading order, which is the order of dependency: each may use those before it.
const LAYERS: [&str; 14] = [
    "text",
    "units",
    "engine",
    "statistics",
    "model",
    "scenario",
    "simulation",
    "measures",
    "experiment",
    "describe",
    "verification",
    "validation",
    "calibration",
    "report",
];

/// What the order alone would allow.
const FORBIDDEN: [(&str, &[&str]); 8] = [
    ("verification", &["model", "scenario", "simulation", "measures", "experiment", "describe"]),
    ("statistics", &["units", "engine"]),
    ("model", &["engine", "statistics"]),
    ("scenario", &["engine", "statistics"]),
    ("simulation", &["scenario", "statistics"]),
    ("measures", &["scenario"]),
    ("calibration", &["units", "describe", "verification"]),
    ("validation", &["engine", "simulation", "verification"]),
];

/// What library code must not touch, and the files that may.
const OUTSIDE: [(&str, &[&str]); 6] = [
    ("std::time", &[]),
    ("std::thread", &[]),
    ("std::fs", &["report/", "scenario/files.rs"]),
    ("std::env", &["report/disk.rs"]),
    ("println!", &[]),
    ("print!", &[]),
];

/// Words that promise work instead of doing it; written apart, so that this file does not hold them.
const UNFINISHED: [&str; 6] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("unimplemented", "!"),
    concat!("to", "do!"),
    concat!("dbg", "!"),
];

/// The module that a file under `src/` belongs to.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The modules that a line mentions as `crate::x`, `use crate::{x, y}` apart, which nobody writes.
fn mentioned(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").filter_map(|(at, path)| {
        // `pcn_sim::crate::` and `$crate::` are no paths of this crate's modules.
        let rest = &line[at + path.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        (!rest[..end].is_empty()).then_some(&rest[..end])
    })
}

/// The part of a file before its tests.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

/// Every breach of the layers in a file of the library.
fn breaches(file: &str, text: &str) -> Vec<String> {
    let own = module(file);
    let mut found = Vec::new();
    let Some(place) = LAYERS.iter().position(|layer| *layer == own) else {
        return vec![format!("{file}: {own} has no place among the layers")];
    };
    let forbidden = FORBIDDEN.iter().find(|(who, _)| *who == own).map_or(&[][..], |(_, whom)| whom);
    for used in text.lines().flat_map(mentioned) {
        let is_earlier = LAYERS[..place].contains(&used) && !forbidden.contains(&used);
        let message = format!("{file}: {own} uses {used}");
        if used != own && !is_earlier && !found.contains(&message) {
            found.push(message);
        }
    }
    if text.contains("crate::{") {
        found.push(format!("{file}: a list after `crate::` hides the layers"));
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
        .map(|(place, line)| format!("{file}:{}: {}", place + 1, line.trim()))
        .collect()
}

/// Every file below `folder` with one of the endings, by its path from there, in order.
fn files(folder: &Path, endings: &[&str]) -> Vec<(String, String)> {
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
fn every_module_uses_earlier_layers_only() {
    let found: Vec<String> =
        library().iter().flat_map(|(name, text)| breaches(name, text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_planted_breach_is_found() {
    let planted = "use crate::model::Network;\nuse crate::units::SimTime;\n";
    assert_eq!(breaches("engine/monitor.rs", planted), ["engine/monitor.rs: engine uses model"]);
    for (file, text, breach) in [
        ("model/role.rs", "fn f(x: crate::engine::Calendar)", "model uses engine"),
        ("scenario/check.rs", "use crate::engine::samplers::ln;", "scenario uses engine"),
        ("scenario/check.rs", "use crate::simulation::Horizon;", "scenario uses simulation"),
        ("simulation/mod.rs", "use crate::scenario::load;", "simulation uses scenario"),
        ("simulation/mod.rs", "use crate::statistics::paired;", "simulation uses statistics"),
        ("statistics/mod.rs", "use crate::units::Minutes;", "statistics uses units"),
        ("units.rs", "use crate::model::Network;", "units uses model"),
        ("experiment/mod.rs", "use crate::report::write;", "experiment uses report"),
        ("report/mod.rs", "use crate::cli::main;", "report uses cli"),
    ] {
        assert_eq!(breaches(file, text), [format!("{file}: {breach}")]);
    }
    assert_eq!(breaches("surprise.rs", "").len(), 1, "a new module must take its place");
    assert_eq!(breaches("model/role.rs", "use crate::{units, engine};").len(), 1);
    assert!(breaches("simulation/mod.rs", "use crate::engine::resource::Resource;").is_empty());
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
    assert_eq!(declared, LAYERS);
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
